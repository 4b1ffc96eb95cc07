"""What a run found → the Report: places told, groups and addresses listed, incidents counted, totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

import lint
from lint import examine, stamp
from lint.check import GroupFacts, Place, Unanswered
from lint.engine import Run
from lint.finding import SCHEMA, ArticleReport, Group, Incident, LinkReport, Related, Report, Status, summarise
from lint.grouping import ranked, speaker, to_tell, told_group
from lint.places import Told, tell
from lint.rule import Rule
from lint.text import Source
from lint.world.door import verdict_of

_WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults (Brysbaert 2019, a meta-analysis of 190 studies)."""

Found = tuple[Rule, GroupFacts]
"""A group with the rule under which it is listed."""

_OTHERS_SHOWN = 20
"""Of a group's places in articles that were not selected, so many are listed; `places` counts all."""


def check(run: Run) -> Report:
    """Carry out a run and return its report."""
    stamped = run.conclude()
    groups = list(_groups(run, stamped))
    told = tell(_places(run, stamped, (group for _, group in groups)), lambda path: _text(run, path))
    articles = tuple(_article(run, path, stamped, told) for path in run.selected)
    groups_told = ranked(_group(run, found, told) for found in groups)
    links = tuple(_links(run, told))
    incidents = _incidents(run)
    return Report(
        schema=SCHEMA,
        tool=f"copydesk {lint.__version__}",
        settings_hash=run.settings.digest(),
        articles=articles,
        groups=groups_told,
        links=links,
        incidents=incidents,
        summary=summarise(articles, incidents, run.count()),
    )


def _text(run: Run, path: str) -> Source | None:
    """Return an article's text again, unless it changed since it was examined."""
    source = run.source(path)
    if source is None and run.has(path):
        why = "it changed while Copydesk ran; run again"
        run.incident(Incident("failed", "an article", why, 1, path), once=True)
    return source


def _groups(run: Run, stamped: Mapping[str, list[stamp.Stamped]]) -> Iterator[Found]:
    """Yield the groups that findings belong to, each once."""
    known = {group.id: group for conclusion in run.conclusions.values() for group in conclusion.groups}
    rules: dict[str, dict[str, Rule]] = defaultdict(dict)
    for found in stamped.values():
        for rule, hit, _ in found:
            if hit.group in known:
                rules[hit.group][rule.id] = rule
    for name, refer in sorted(rules.items()):
        yield speaker(refer.values(), known[name].verdict), known[name]


def _places(run: Run, stamped: Mapping[str, list[stamp.Stamped]], groups: Iterable[GroupFacts]) -> Iterator[Place]:
    for path, found in stamped.items():
        yield from stamp.places_of(path, found)
    for group in groups:
        yield from to_tell(group, _shown_members(run, group))
    for places in run.addresses.values():
        yield from (Place(*place) for place in places)


def _article(run: Run, path: str, stamped: Mapping[str, list[stamp.Stamped]], told: dict[Place, Told]) -> ArticleReport:
    if path not in run.evidence:
        return ArticleReport(path, "unread", run.sha256.get(path, ""), {}, ())
    overview = examine.overview(run.evidence[path])
    for what, why in overview.problems:
        run.incident(Incident("failed", what, why, 1, path), once=True)
    findings = stamp.findings(path, stamped[path], told)
    metrics: dict[str, float | int] = {
        "words": overview.words,
        "sentences": overview.sentences,
        "paragraphs": overview.paragraphs,
        "images": overview.images,
        "links": overview.links,
        "reading_minutes": round(overview.words / _WORDS_A_MINUTE, 1),
        **run.measures(path),
    }
    status: Status = "findings" if findings else "incomplete" if path in run.incomplete else "clean"
    return ArticleReport(path, status, run.sha256[path], metrics, findings)


def _shown_members(run: Run, group: GroupFacts) -> Iterator[Place]:
    """Yield the members to list: the selected, and of the others as many as a commit hook has time to read."""
    others = 0
    for place in group.members:
        others += place.path not in run.listing.selected
        if place.path in run.listing.selected or others <= _OTHERS_SHOWN:
            yield place


def _group(run: Run, found: Found, told: Mapping[Place, Told]) -> Group:
    rule, facts = found
    return told_group(rule, facts, _shown_members(run, facts), told)


def _links(run: Run, told: Mapping[Place, Told]) -> Iterator[LinkReport]:
    for question in sorted(run.addresses):
        answer = run.answers["", question]
        places = [Place(*place) for place in sorted(run.addresses[question])]
        related = tuple(Related(place.path, *told[place]) for place in places if place in told)
        status = getattr(answer, "status", 0)
        yield LinkReport(question.subject, verdict_of(answer), status, not isinstance(answer, Unanswered), related)


def _incidents(run: Run) -> tuple[Incident, ...]:
    counted = (msgspec.structs.replace(one, count=count) for one, count in run.incidents.items())
    return tuple(sorted(counted))
