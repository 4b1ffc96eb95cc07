"""What a run found → the Report: places told, groups and addresses listed, incidents counted, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

import lint
from lint import discover, examine, stamp
from lint.check import GroupFacts, Place, Unanswered
from lint.discover import UnreadableError
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
    summarise,
)
from lint.places import Told, tell
from lint.text import Source
from lint.world.door import verdict_of

_WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults (Brysbaert 2019, a meta-analysis of 190 studies)."""


def check(run: Run) -> Report:
    """Carry out a run and return its report."""
    stamped = run.conclude()
    groups = dict(_groups(run, stamped))
    told = tell(_places(run, stamped, groups.values()), lambda path: _text(run, path))
    articles = tuple(_article(run, path, stamped, told) for path in run.selected)
    groups_told = _ranked(_group(facts, rule, told) for rule, facts in groups.items())
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
    if path in run.sources:
        return run.sources[path]
    if path not in run.listing.files:
        return None
    try:
        source = discover.read(run.listing, path, run.settings.file.max_bytes)
    except UnreadableError:
        source = None
    if source is None or source.sha256 != run.sha256.get(path, run.index.sha256(path)):
        why = "it changed while Copydesk ran; run again"
        run.incidents[Incident("failed", "an article", why, 1, path)] = 1
        return None
    return source


def _groups(run: Run, stamped: Mapping[str, list[stamp.Stamped]]) -> Iterator[tuple[tuple[str, str], GroupFacts]]:
    """Yield the groups that findings belong to, by rule and id."""
    known = {group.id: group for conclusion in run.conclusions.values() for group in conclusion.groups}
    named = {(rule.id, hit.group) for found in stamped.values() for rule, hit, _ in found if hit.group}
    yield from ((name, known[name[1]]) for name in sorted(named) if name[1] in known)


def _places(run: Run, stamped: Mapping[str, list[stamp.Stamped]], groups: object) -> Iterator[Place]:
    for path, found in stamped.items():
        yield from stamp.places_of(path, found)
    for group in groups:  # type: ignore[attr-defined]
        yield from group.members
    for places in run.addresses.values():
        yield from (Place(*place) for place in places)


def _article(run: Run, path: str, stamped: Mapping[str, list[stamp.Stamped]], told: dict[Place, Told]) -> ArticleReport:
    if path not in run.evidence:
        return ArticleReport(path, "unread", run.sha256.get(path, ""), {}, ())
    overview = examine.overview(run.evidence[path])
    for what, why in overview.problems:
        run.incidents[Incident("failed", what, why, 1, path)] = 1
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
    return ArticleReport(path, "findings" if findings else "clean", run.sha256[path], metrics, findings)


def _group(facts: GroupFacts, name: tuple[str, str], told: Mapping[Place, Told]) -> Group:
    keys = facts.keys or ("",) * len(facts.members)
    members = tuple(
        Member(place.path, *told[place], key) for place, key in zip(facts.members, keys, strict=True) if place in told
    )
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
