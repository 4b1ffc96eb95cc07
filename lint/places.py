"""Offsets → lines, columns and quotes, article by article, so that each text is read once and none is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from lint.check import Place
from lint.finding import Point
from lint.text import Source, Span

Told = tuple[Point, Point, str]
"""Start, end and quote of a place."""


def point(source: Source, offset: int) -> Point:
    """Return an offset with its line and column."""
    line, column = source.position(offset)
    return Point(offset, line, column)


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
        for place in by_path[path]:
            if place.end <= len(source.text):
                quote = source.quote(Span(place.start, place.end))
                told[place] = (point(source, place.start), point(source, place.end), quote)
    return told
