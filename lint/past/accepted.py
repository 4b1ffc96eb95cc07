"""A report with what its project's baseline accepts, and what of the baseline is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from lint.check import ArticleCheck, CorpusCheck
from lint.discover import Listing, UnreadableError, read
from lint.finding import Finding, Report
from lint.past.baseline import FILE, Baseline, of
from lint.past.matcher import Matching, Named, Noted, with_findings
from lint.past.quoted import OPEN, QUOTED, around_of, line, said
from lint.past.surroundings import Surroundings
from lint.rule import Rule
from lint.settings import Settings


class Accepted(msgspec.Struct, frozen=True):
    """What a baseline comes to for a report."""

    report: Report
    fixed: tuple[Noted, ...]  # what was looked for and not found
    unsure: int  # how many were not found where not all could be checked


def with_baseline(report: Report, settings: Settings, listing: Listing, notes: list[str]) -> Report:
    """Return a report in which what the project's baseline has is marked so; raise MistakesError or UsageError."""
    baseline = of(settings)
    if baseline is None:
        return report
    found = accepted(report, baseline, settings, listing)
    if found.fixed:
        one = len(found.fixed) == 1
        what, them = ("1 finding", "it") if one else (f"{len(found.fixed):,} findings", "them")
        notes.append(f"{what} of {FILE} can no longer be found; copydesk baseline update takes {them} out")
    return found.report


def accepted(report: Report, baseline: Baseline, settings: Settings, listing: Listing) -> Accepted:
    """Match a report's open findings with a baseline, over the articles selected for it."""
    around = surroundings(settings, listing)
    same, left = _same(report, baseline, around)
    matching = _matched(report, baseline, settings, listing, (same, left), around)
    same.update((id(finding), noted.line) for (_, finding), noted in matching.pairs)
    used = set(same.values())
    is_fixed = _judge(report, settings, listing)
    verdicts = [(noted, is_fixed(noted)) for noted in _selected(baseline, listing, used)]
    return Accepted(
        report=_marked(report, same),
        fixed=tuple(noted for noted, verdict in verdicts if verdict),
        unsure=sum(verdict is False for _, verdict in verdicts),
    )


def surroundings(settings: Settings, listing: Listing) -> Surroundings:
    """Return who says what stands around the findings of a corpus."""

    def text(path: str) -> str:
        try:
            return read(listing, path, settings.file.max_bytes).text
        except UnreadableError:
            return ""

    return Surroundings(text)


def _same(report: Report, baseline: Baseline, around: Surroundings) -> tuple[dict[int, int], list[Named]]:
    """Return the open findings whose path and key are noted, by identity with their lines, and all other open ones.

    Of a short one the words around it must be those noted, too.
    """
    same: dict[int, int] = {}
    left: list[Named] = []
    for article in report.articles:
        keys = baseline.keys.get(article.path, {})
        for finding in article.findings:
            if finding.state == "open":
                number = keys.get(finding.key)
                if number is not None and _stands(baseline.lines[number], article.path, finding, around):
                    same[id(finding)] = number
                else:
                    left.append((article.path, finding))
    return same, left


def _stands(noted: str, path: str, finding: Finding, around: Surroundings) -> bool:
    return OPEN not in noted or noted.split("\t")[3].rstrip("\r") == line(path, finding, around)


def _matched(
    report: Report,
    baseline: Baseline,
    settings: Settings,
    listing: Listing,
    found: tuple[Mapping[int, int], Sequence[Named]],
    around: Surroundings,
) -> Matching:
    """Match what is left when the same keys in the same articles are."""
    same, left = found
    if not left:
        return Matching((), (), said, QUOTED)
    used = set(same.values())
    rules = _running(settings, left)
    past = [noted for noted in baseline.all() if noted.line not in used]
    near = partial(around_of, around=around)
    matching = Matching(left, (one for one in past if one.path in listing.selected), said, QUOTED, around=near)
    matching.within_articles()
    matching.more(one for one in past if one.path not in listing.selected and one.rule in rules)
    matching.moved(lambda path: _vanished(path, listing), baseline.keys)
    matching.edited()
    matching.in_groups(_not_grown(report, baseline, matching.left))
    return matching


def _running(settings: Settings, left: Iterable[Named]) -> set[str]:
    """Return the rules that run on articles with findings: of a renamed article only theirs can be found again."""
    return {rule.id for path in {path for path, _ in left} for rule in settings.rules_for(path)}


def _vanished(path: str, listing: Listing) -> bool:
    return path not in listing.files and not (listing.root / path).exists()


def _not_grown(report: Report, baseline: Baseline, left: Iterable[Named]) -> set[str]:
    """Return those groups of what is left that have no more places than were noted."""
    asked = {finding.group for _, finding in left if finding.group}
    if not asked:
        return set()
    noted = Counter(one.group for one in baseline.all() if one.group)
    return {group.id for group in report.groups if group.id in asked and group.places <= noted[group.id]}


def _marked(report: Report, old: Collection[int]) -> Report:
    if not old:
        return report
    mark = msgspec.structs.replace
    marked = (
        tuple(mark(one, state="baselined") if id(one) in old else one for one in article.findings)
        for article in report.articles
    )
    return with_findings(report, zip(report.articles, marked, strict=True))


def _selected(baseline: Baseline, listing: Listing, used: set[int]) -> Iterator[Noted]:
    """Yield what is noted of selected articles, and of those that are gone where all were checked, but what is used."""
    everything = listing.is_whole and len(listing.selected) == len(listing.files)
    for path, keys in baseline.keys.items():
        looked_for = path in listing.selected or (everything and _vanished(path, listing))
        if looked_for and not used.issuperset(keys.values()):
            yield from (noted for noted in baseline.of(path) if noted.line not in used)


def _judge(report: Report, settings: Settings, listing: Listing) -> Callable[[Noted], bool | None]:
    """Return who says of a finding that is not there whether it is fixed; None: its rule does not run there.

    False: it may have been missed. Where a question to the world has no answer, that is told of the first place only.
    """
    incidents = report.incidents
    doubtful = {incident.path for incident in incidents}
    failed = any(incident.state == "failed" for incident in incidents)
    rules: dict[str, dict[str, Rule]] = {}

    def is_fixed(noted: Noted) -> bool | None:
        if noted.path not in listing.selected or noted.rule not in settings.all_rules:
            return True
        if noted.path not in rules:
            rules[noted.path] = {rule.id: rule for rule in settings.rules_for(noted.path)}
        rule = rules[noted.path].get(noted.rule)
        if rule is None:
            return None
        if noted.path in doubtful:
            return False
        alone, compares = isinstance(rule.check, ArticleCheck), isinstance(rule.check, CorpusCheck)
        return alone or (not failed if compares else not incidents)

    return is_fixed
