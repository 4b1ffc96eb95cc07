"""`copydesk stats`: how many findings there are, by rule and folder; what is new; how it has been going."""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from collections.abc import Iterator, Sequence

from lint import trend
from lint.discover import Listing
from lint.finding import SEVERITIES, Report
from lint.past import accepted
from lint.reporters import neutralise
from lint.settings import Settings, UsageError
from lint.stats import Stats, Tally, stats
from lint.verbs import terminal
from lint.verbs.desk import Desk
from lint.verbs.project import absolute, articles_of, settings_of
from lint.verbs.screen import Screen
from lint.verbs.stats_text import figures, over_time

_COLUMNS = ("of", "name", "articles", "words", "findings", *SEVERITIES, "per_1000_words", "stetted", "baselined")
_MOVES = ("new", "fixed")


def run(options: Namespace) -> int:
    """Print the figures, or those that a trend has kept; return the exit status."""
    if options.trend:
        return _trend(options)
    paths = [absolute(name) for name in options.paths]
    settings = settings_of(options, paths)
    listing = articles_of(settings, paths)
    if not listing.selected:
        raise UsageError("no articles there; see the patterns include and exclude of the settings")
    with Screen(quiet=False) as screen:
        report, found = _checked(settings, listing, options, screen)
    if options.output_format == "json":
        terminal.print_json(found)
    elif options.output_format == "csv":
        terminal.out(_rows(_tallies(found)))
    else:
        terminal.out(figures(report, found, terminal.pen()))
    terminal.tell_incidents(report.incidents, terminal.pen())
    return terminal.status(report.incidents, settings)


def _checked(settings: Settings, listing: Listing, options: Namespace, screen: Screen) -> tuple[Report, Stats]:
    with Desk(settings, screen.progress, offline=options.offline) as desk:
        report = desk.check(listing)
        report = accepted.with_baseline(report, settings, listing, desk.notes)
        moved = None
        if options.since:
            from lint.verbs.movement import movement

            moved = movement(desk, report, listing, [absolute(name) for name in options.paths], options.since)
    for note in (*listing.notes, *desk.notes):
        screen.note(note)
    return report, stats(report, moved)


def _tallies(found: Stats) -> Iterator[tuple[str, Tally]]:
    yield "total", found.total
    for kind in ("families", "rules", "folders"):
        yield from ((kind, one) for one in getattr(found, kind))


def _rows(tallies: Iterator[tuple[str, Tally]]) -> Iterator[str]:
    yield _row((*_COLUMNS, *_MOVES))
    for kind, one in tallies:
        moves = ("" if number is None else number for number in (one.new, one.fixed))
        heavy = (one.severities[severity] for severity in SEVERITIES)
        counted = (one.articles, one.words, one.findings, *heavy, one.per_1000_words, one.stetted, one.baselined)
        yield _row((kind, neutralise.cell(neutralise.terminal_path(one.name)), *counted, *moves))


def _row(cells: Sequence[object]) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow(cells)
    return row.getvalue()


def _trend(options: Namespace) -> int:
    if options.paths or options.since:
        raise UsageError("--trend shows what runs have noted; leave out paths and --since")
    points, note = trend.read(absolute(options.trend))
    if note:
        Screen(quiet=False).note(note)
    if not points:
        raise UsageError(f"{options.trend}: no runs yet; copydesk check --trend {options.trend} adds one")
    if options.output_format == "json":
        terminal.print_json(trend.Trend(tuple(points)))
    elif options.output_format == "csv":
        terminal.out(_trend_rows(points))
    else:
        terminal.out(over_time(points, terminal.pen()))
    return 0


def _trend_rows(points: Sequence[trend.Point]) -> Iterator[str]:
    yield _row(("time", "revision", "articles", "words", "of", "name", "findings", "per_1000_words"))
    for one in points:
        told = tuple(map(neutralise.cell, (one.time, one.revision)))
        totals = (("total", {"": one.findings}), ("severities", one.severities))
        for kind, counts in (*totals, ("families", one.families), ("rules", one.rules)):
            for name, number in counts.items():
                rate = trend.rate(one, number)
                yield _row((*told, one.articles, one.words, kind, neutralise.cell(name), number, rate))
