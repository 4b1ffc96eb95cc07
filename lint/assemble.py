"""What a run found → the Report: places told, groups and addresses listed, incidents counted, totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

import lint
from lint import examine, stamp
from lint.check import CorpusCheck, GroupFacts, Place, Unanswered
from lint.engine import Run
from lint.finding import (
    SCHEMA,
    ArticleReport,
    Group,
    Incident,
    LinkReport,
    Member,
    Related,
    Report,
    Slot,
    Status,
    summarise,
)
from lint.places import Told, tell
from lint.plan import comparison
from lint.text import Source
from lint.world.door import verdict_of

_WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults (Brysbaert 2019, a meta-analysis of 190 studies)."""

Name = tuple[str, str]
"""A group's rule and id."""

Found = tuple[CorpusCheck, GroupFacts]

_OTHERS_SHOWN = 20
"""Of a group's places in articles that were not selected, so many are listed; `places` counts all."""


def check(run: Run) -> Report:
    """Carry out a run and return its report."""
    stamped = run.conclude()
    groups = dict(_groups(run, stamped))
    facts = [group for _, group in groups.values()]
    told = tell(_places(run, stamped, facts), lambda path: _text(run, path))
    articles = tuple(_article(run, path, stamped, told) for path in run.selected)
    groups_told = _ranked(_group(run, found, name, told) for name, found in groups.items())
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
        summary=summarise(articles, incidents, len(run.listing.files)),
    )


def _text(run: Run, path: str) -> Source | None:
    """Return an article's text again, unless it changed since it was examined."""
    source = run.source(path)
    if source is None and path in run.listing.files:
        why = "it changed while Copydesk ran; run again"
        run.incident(Incident("failed", "an article", why, 1, path), once=True)
    return source


def _groups(run: Run, stamped: Mapping[str, list[stamp.Stamped]]) -> Iterator[tuple[Name, Found]]:
    """Yield the groups that findings belong to, by rule and id, each with the check that found it."""
    checks = {comparison(step): step.check for step in run.comparisons()}
    known = {
        group.id: (checks[key], group) for key, conclusion in run.conclusions.items() for group in conclusion.groups
    }
    named = {(rule.id, hit.group) for found in stamped.values() for rule, hit, _ in found if hit.group}
    yield from ((name, known[name[1]]) for name in sorted(named) if name[1] in known)


def _places(run: Run, stamped: Mapping[str, list[stamp.Stamped]], groups: Iterable[GroupFacts]) -> Iterator[Place]:
    for path, found in stamped.items():
        yield from stamp.places_of(path, found)
    for group in groups:
        yield from _shown_members(run, group)
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


def _group(run: Run, found: Found, name: Name, told: Mapping[Place, Told]) -> Group:
    check, facts = found
    keys = dict(zip(facts.members, facts.keys, strict=True)) if facts.keys else {}
    shown = [place for place in _shown_members(run, facts) if place in told]
    members = tuple(Member(place.path, *told[place], keys.get(place, "")) for place in shown)
    facts = check.describe(facts, [told[place][2] for place in shown])
    slots = tuple(Slot(slot, values) for slot, values in facts.slots)
    articles = len({place.path for place in facts.members})
    return Group(facts.id, name[0], articles, len(facts.members), facts.words, facts.template, slots, members)


def _ranked(groups: Iterator[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-group.words, group.rule, group.id)))


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
