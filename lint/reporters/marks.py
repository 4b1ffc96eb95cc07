"""Highlights: stretches of a block's prose that findings cover, cut into segments where they overlap."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from lint.text import Prose, Span


class Mark(msgspec.Struct, frozen=True, order=True):
    """A finding's stretch of a block's prose. `last`: its number is shown where this stretch ends."""

    start: int
    end: int
    number: int
    weight: int = 0  # of its severity: 0 is the heaviest
    last: bool = True


class Anchor(msgspec.Struct, frozen=True, order=True):
    """A link's stretch of a block's prose."""

    start: int
    end: int
    destination: str


class Segment(msgspec.Struct, frozen=True):
    """Text under the same marks. `number` is the mark on top, the narrowest; 0 if there is none."""

    text: str
    number: int = 0
    others: int = 0  # how many more marks lie under it


class Run(msgspec.Struct, frozen=True):
    """Segments within or outside of one link, and the numbers of the marks that end behind them."""

    segments: tuple[Segment, ...]
    destination: str = ""
    ends: tuple[int, ...] = ()


def stretch(prose: Prose, span: Span) -> tuple[int, int] | None:
    """Return the stretch of a prose that stands for a span of the source; None if nothing of it does.

    The way back of `Prose.source`: an atomic piece is covered as a whole as soon as the span touches it.
    """
    first = bisect_right(prose.sources, span.start) - 1
    if first < 0 or prose.sources[first] + prose.lengths[first] <= span.start:
        first += 1
    last = bisect_left(prose.sources, span.end) - 1
    if first > last:
        return None
    start = prose.starts[first] + _inside(prose, first, span.start)
    end = prose.starts[last] + _inside(prose, last, span.end, _size(prose, last))
    return (start, end) if start < end else None


def _size(prose: Prose, piece: int) -> int:
    behind = prose.starts[piece + 1] if piece + 1 < len(prose.starts) else len(prose.text)
    return behind - prose.starts[piece]


def _inside(prose: Prose, piece: int, offset: int, atomic: int = 0) -> int:
    size = _size(prose, piece)
    distance = offset - prose.sources[piece]
    return atomic if size != prose.lengths[piece] else min(max(distance, 0), size)


def runs(text: str, marks: Iterable[Mark], anchors: Iterable[Anchor] = ()) -> tuple[Run, ...]:
    """Return a text cut where marks and links begin and end; its segments, joined, are it. O(n log n)."""
    inside = _apart(anchors, len(text))
    marked = sorted(mark for mark in marks if 0 <= mark.start < mark.end <= len(text))
    cuts = {0, len(text)}
    cuts.update(offset for mark in marked for offset in (mark.start, mark.end))
    cuts.update(offset for anchor in inside for offset in (anchor.start, anchor.end))
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for mark in marked:
        if mark.last:
            ends[mark.end].append(mark.number)
    return tuple(_grouped(list(_segments(text, sorted(cuts), marked)), inside, ends))


def _apart(anchors: Iterable[Anchor], size: int) -> list[Anchor]:
    apart: list[Anchor] = []
    for anchor in sorted(anchors):
        if anchor.start < anchor.end <= size and (not apart or apart[-1].end <= anchor.start):
            apart.append(anchor)
    return apart


def _segments(text: str, cuts: Sequence[int], marks: Sequence[Mark]) -> Iterator[tuple[int, Segment]]:
    """Yield (offset, segment). The narrowest mark is on top, so that a nested one stays visible."""
    active: list[tuple[int, int, int, int]] = []  # width, weight, number, end
    ends: list[int] = []
    upcoming = 0
    for start, end in pairwise(cuts):
        while upcoming < len(marks) and marks[upcoming].start <= start:
            mark = marks[upcoming]
            heapq.heappush(active, (mark.end - mark.start, mark.weight, mark.number, mark.end))
            heapq.heappush(ends, mark.end)
            upcoming += 1
        while ends and ends[0] <= start:
            heapq.heappop(ends)
        while active and active[0][3] <= start:
            heapq.heappop(active)
        yield start, Segment(text[start:end], active[0][2] if active else 0, max(len(ends) - 1, 0))


def _grouped(segments: list[tuple[int, Segment]], anchors: list[Anchor], ends: dict[int, list[int]]) -> Iterator[Run]:
    starts = [anchor.start for anchor in anchors]
    waiting: list[Segment] = []
    numbers: list[int] = []
    for offset, segment in segments:
        behind = offset + len(segment.text)
        waiting.append(segment)
        numbers += ends.get(behind, ())
        nearest = bisect_right(starts, offset) - 1
        anchor = anchors[nearest] if nearest >= 0 and anchors[nearest].end > offset else None
        if anchor is None or anchor.end == behind:
            yield Run(tuple(waiting), anchor.destination if anchor else "", tuple(sorted(numbers)))
            waiting, numbers = [], []
