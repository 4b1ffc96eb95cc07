"""Where else a given text stands: the places of its sentences, and of what is near them, read from the records.

Unlike a group, which is what stands near its leader, these are the places near the given text itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Literal, NamedTuple

from lint.boilerplate.records import Record, Records, Spot
from lint.boilerplate.templates import Member, is_template
from lint.boilerplate.units import Unit, Units
from lint.boilerplate.words import counted

How = Literal["same", "template", "near", "part"]
"""Word for word; with the names exchanged; with small differences; a part of a sentence, or one with more in it."""

CLOSENESS: tuple[How, ...] = ("same", "template", "near", "part")
"""From the closest on."""


class Elsewhere(NamedTuple):
    """A place that says what a stretch of the given text says."""

    article: int  # its number in the index
    start: int  # in the source, code points
    end: int
    how: How


class Stretch(NamedTuple):
    """Sentences of the given text that stand together elsewhere too."""

    first: int  # of its units
    last: int
    start: int  # in the given text, code points
    end: int
    words: int
    places: tuple[Elsewhere, ...]  # by article and place


class _Match(NamedTuple):
    unit: int  # of the given text
    spot: Spot
    how: How


def stretches(given: Units, records: Records, own: Collection[int]) -> list[Stretch]:
    """Return what of a given text, which the records know, stands in other articles than its own, in its order."""
    units = list(given)
    found: dict[tuple[int, int], list[Elsewhere]] = defaultdict(list)
    for run in _telling(_runs([match for at, unit in enumerate(units) for match in _matches(at, unit, records, own)])):
        first, last = run[0], run[-1]
        ways = {match.how for match in run}
        how = max(ways, key=CLOSENESS.index)
        found[first.unit, last.unit].append(Elsewhere(first.spot.article, first.spot.start, last.spot.end, how))
    return [
        Stretch(
            first,
            last,
            units[first].start,
            units[last].end,
            counted(sum(unit.words for unit in units[first : last + 1]), units[first].start, units[last].end),
            tuple(sorted(places)),
        )
        for (first, last), places in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1]))
    ]


def _matches(at: int, unit: Unit, records: Records, own: Collection[int]) -> Iterator[_Match]:
    record = records.get(unit.text)
    if record is None:
        return
    yield from (_Match(at, spot, "same") for spot in record.spots if spot.article not in own)
    records.fetch(record.near)
    for text in record.near:
        other = records.get(text)
        if other is not None:
            how = _how(unit, record, other)
            yield from (_Match(at, spot, how(spot)) for spot in other.spots if spot.article not in own)
    records.fetch(record.held)
    for text in sorted(set(record.held).difference(record.near)):
        other = records.get(text)
        if other is not None:
            yield from (_Match(at, spot, "part") for spot in other.spots if spot.article not in own)


def _how(unit: Unit, mine: Record, other: Record) -> Callable[[Spot], How]:
    ways: dict[int, How] = {}

    def how(spot: Spot) -> How:
        if spot.names not in ways:
            members = {0: Member(mine.codes, unit.names), 1: Member(other.codes, spot.names)}
            ways[spot.names] = "template" if is_template(members) else "near"
        return ways[spot.names]

    return how


def _runs(matches: list[_Match]) -> list[list[_Match]]:
    """Return matches in runs: one sentence after the other, in the given text and elsewhere."""
    runs: list[list[_Match]] = []
    ends: dict[tuple[int, int, int], list[_Match]] = {}
    for match in sorted(matches, key=lambda match: (match.spot.article, match.spot.at, match.unit)):
        run = ends.pop((match.spot.article, match.spot.at - 1, match.unit - 1), None)
        if run is None or not match.spot.before:  # a heading or the like lies between
            run = []
            runs.append(run)
        run.append(match)
        ends[match.spot.article, match.spot.at, match.unit] = run
    return runs


def _telling(runs: list[list[_Match]]) -> list[list[_Match]]:
    """Return the runs without those whose sentences all stand in a longer or closer run of the same article."""
    best: dict[tuple[int, int], tuple[int, bool]] = {}
    for run in runs:
        for match in run:
            key = match.spot.article, match.unit
            best[key] = max(best.get(key, (0, False)), _closeness(run))
    return [run for run in runs if any(best[match.spot.article, match.unit] == _closeness(run) for match in run)]


def _closeness(run: list[_Match]) -> tuple[int, bool]:
    return len(run), all(match.how == "same" for match in run)
