"""Which quotes are the same words, edited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_LIKENESS = 90
"""Least likeness, of 100, of two quotes of which one is the other after an edit (Indel distance over both lengths)."""

_SHORTEST = 10
"""Shorter quotes, in code points, are not compared for likeness: two words that mean something else are too like."""

_MOST_COMPARED = 10_000
"""So many pairs of quotes of one rule in one article are compared for likeness; beyond, none are."""

_FIGURES = re.compile(r"\d+")


def alike(now: Sequence[str], past: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of quotes that are alike, each like one other only."""
    if len(now) * len(past) > _MOST_COMPARED:
        return
    from rapidfuzz import fuzz

    pairs = [
        (one, other)
        for one, quote in enumerate(now)
        for other, old in enumerate(past)
        if min(len(quote), len(old)) >= _SHORTEST
        and _FIGURES.findall(quote) == _FIGURES.findall(old)
        and fuzz.ratio(quote, old, score_cutoff=_LIKENESS)
    ]
    of_now, of_past = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    yield from ((one, other) for one, other in pairs if of_now[one] == of_past[other] == 1)
