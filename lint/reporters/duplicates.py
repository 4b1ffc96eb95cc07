"""Groups as pages show them: what is said, and each wording once with its places, as many as anyone reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from lint.finding import Group, Member, Report
from lint.reporters import words
from lint.reporters.changes import Change, differences
from lint.reporters.excerpt import shortened

GROUPS = 200
"""Groups on a page; the JSON report has all."""

_WORDINGS, _PLACES, _VALUES = 20, 100, 12  # of a group, of a group, of a slot
_TEXT, _SAME, _OTHER = 1_200, 160, 240  # code points that are shown of a text, and of what agrees or differs in it


class Wording(msgspec.Struct, frozen=True):
    """One wording of a group: how it differs, and where it stands."""

    name: str  # "" where the changes say it
    changes: tuple[Change, ...]
    places: tuple[Member, ...]


class Values(msgspec.Struct, frozen=True):
    """What stands in a slot: the most frequent values with their counts, and how many more there are."""

    name: str
    values: tuple[tuple[str, int], ...]
    more: int


class Duplicate(msgspec.Struct, frozen=True):
    """A group as a page shows it. `more`: places that are not shown."""

    id: str
    rule: str
    kind: str
    size: str
    text: str  # "" where articles are the same: their places have titles
    slots: tuple[Values, ...]
    wordings: tuple[Wording, ...]
    more: int


def duplicates(report: Report) -> list[Duplicate]:
    """Return the groups that repeat the most words."""
    return [_duplicate(group) for group in words.largest(report.groups, GROUPS)]


def lead(report: Report) -> str:
    """Return how many groups there are, which of them are shown, and what to do with one that is meant."""
    total = len(report.groups)
    told = f"{words.count(total, 'group')} of places that say the same, those first that repeat the most words."
    if total > GROUPS:
        told += f" The first {GROUPS} are shown; the JSON report has all."
    return f"{told} One that is meant can be allowed in copydesk.yml, under boilerplate: allow: groups."


def _duplicate(group: Group) -> Duplicate:
    wordings = tuple(_shown(_wordings(group)))
    return Duplicate(
        id=group.id,
        rule=group.rule,
        kind=words.kind(group),
        size=words.size(group),
        text="" if group.verdict == words.ARTICLE else shortened(words.said(group), _TEXT),
        slots=tuple(Values(one.name, one.values[:_VALUES], max(len(one.values) - _VALUES, 0)) for one in group.slots),
        wordings=wordings,
        more=group.places - sum(len(wording.places) for wording in wordings),
    )


def _wordings(group: Group) -> list[Sequence[Member]]:
    """Return the places of each wording: those of the group's own words first, then the most frequent."""
    found: dict[tuple[bool, tuple[Change, ...]], list[Member]] = {}
    for member in group.members:
        found.setdefault((member.part, _changes(member)), []).append(member)
    return sorted(found.values(), key=_order)


def _order(places: Sequence[Member]) -> tuple[bool, bool, int, str, int]:
    first = places[0]
    return bool(first.differing), first.part, -len(places), first.path, first.start.offset


def _changes(member: Member) -> tuple[Change, ...]:
    return tuple(differences(member.quote, member.differing)) if member.differing else ()


def _shown(wordings: Iterable[Sequence[Member]]) -> Iterator[Wording]:
    left = _PLACES
    for number, places in enumerate(wordings):
        if number == _WORDINGS or not left:
            return
        chosen = tuple(places[:left])
        left -= len(chosen)
        changes = tuple(map(_brief, _changes(chosen[0])))
        name = "" if changes else words.PART if chosen[0].part else "word for word"
        yield Wording(name, changes, chosen)


def _brief(change: Change) -> Change:
    how, text = change
    return how, shortened(text, _SAME if how == "same" else _OTHER)
