"""`copydesk baseline`: findings that are there today and are let be, so that a report shows what is new."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from contextlib import suppress

from lint import cli
from lint.discover import Listing
from lint.finding import Report
from lint.mistakes import MistakesError
from lint.past import baseline
from lint.past.accepted import accepted, surroundings
from lint.past.baseline import FILE, Baseline
from lint.past.matcher import named
from lint.past.quoted import as_noted
from lint.reporters.words import amount, count
from lint.settings import Settings, UsageError
from lint.verbs.desk import Desk
from lint.verbs.project import alone, articles_of, settings_of
from lint.verbs.screen import Screen


def run(options: Namespace) -> int:
    """Make a baseline, take out of it what is fixed, or show it; return the exit status."""
    settings = settings_of(options)
    if options.what == "show":
        return _show(settings)
    with alone(settings.root, "baseline"):
        return _VERBS[options.what](settings, options)


def create(settings: Settings, options: Namespace) -> int:
    """Note all open findings."""
    report, listing = _checked(settings, options)
    around = surroundings(settings, listing)
    noted = [as_noted(path, one, around) for path, one in named(report) if one.state == "open"]
    former = _former(settings)
    baseline.write(settings.root, baseline.made(noted))
    articles = len({one.path for one in noted})
    told = f"{FILE}: {count(len(noted), 'finding')} in {count(articles, 'article')} noted"
    if former is not None:
        now = Counter((one.path, one.key) for one in noted)
        told += f": {(now - former).total():,} added, {(former - now).total():,} taken out"
    print(told)
    return _status(report, settings)


def _former(settings: Settings) -> Counter[tuple[str, str]] | None:
    """Return the findings noted so far, None where there is no baseline, or none that can be read."""
    with suppress(MistakesError):
        known = baseline.load(settings.root, None)
        return Counter((one.path, one.key) for one in known.all()) if known else None
    return None


def _update(settings: Settings, options: Namespace) -> int:
    """Take out what is fixed, and nothing else."""
    known = _loaded(settings, every_rule=True)
    report, listing = _checked(settings, options)
    found = accepted(report, known, settings, listing)
    if found.fixed:
        baseline.write(settings.root, baseline.without(known, {noted.line for noted in found.fixed}))
    left = sum(1 for _ in known.all()) - len(found.fixed)
    print(f"{FILE}: {count(len(found.fixed), 'finding')} taken out, {left:,} left")
    if found.unsure:
        print(f"{count(found.unsure, 'finding')} not found where not everything could be checked; left as they are")
    return _status(report, settings)


_VERBS = {"create": create, "update": _update}


def _show(settings: Settings) -> int:
    known = _loaded(settings)
    rules = Counter(noted.rule for noted in known.all())
    for rule, number in sorted(rules.items(), key=lambda item: (-item[1], item[0])):
        print(f"{number:>9,}  {rule}")
    print(f"{count(rules.total(), 'finding')} in {count(len(known.keys), 'article')}")
    return cli.OK


def _loaded(settings: Settings, *, every_rule: bool = False) -> Baseline:
    known = baseline.load(settings.root, None if every_rule else settings.all_rules.keys())
    if known is None:
        raise UsageError(f"no {FILE} in {settings.root}; copydesk baseline create makes one")
    return known


def _checked(settings: Settings, options: Namespace) -> tuple[Report, Listing]:
    listing = articles_of(settings, [])
    with Screen(quiet=False) as screen:
        with Desk(settings, screen.progress, offline=options.offline) as desk:
            report = desk.check(listing)
        for note in (*listing.notes, *desk.notes):
            screen.note(note)
        for incident in report.incidents:
            screen.note(f"not checked: {amount(incident)} ({incident.why})")
    return report, listing


def _status(report: Report, settings: Settings) -> int:
    return cli.INCOMPLETE if report.summary.incidents["failed"] and settings.incomplete == "fail" else cli.OK
