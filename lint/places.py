"""Offsets → lines, columns and quotes, article by article, so that each text is read once and none is held."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable

from lint.check import Place
from lint.finding import Point
from lint.text import Source

Told = tuple[Point, Point, str]
"""Start, end and quote of a place."""


def tell(places: Iterable[Place], texts: Callable[[str], Source | None]) -> dict[Place, Told]:
    """Return where each place is and what stands there; a place whose article is gone is left out."""
    by_path: dict[str, set[Place]] = defaultdict(set)
    for place in places:
        by_path[place.path].add(place)
    told: dict[Place, Told] = {}
    for path in sorted(by_path):
        source = texts(path)
        if source is None:
            continue
        text, lines = source.text, source.line_starts
        for place in by_path[path]:
            if place.end <= len(text):
                quote = text[place.start : place.end]
                told[place] = (_point(lines, place.start), _point(lines, place.end), quote)
    return told


def _point(line_starts: list[int], offset: int) -> Point:
    line = bisect_right(line_starts, offset)
    return Point(offset, line, offset - line_starts[line - 1] + 1)
