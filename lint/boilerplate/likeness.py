"""How alike twins are: how much of each stands in the others, and what only one of two articles says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lint.boilerplate.leaders import Clusters
from lint.boilerplate.standing import ALL, key_of
from lint.boilerplate.units import Unit, Units
from lint.check import Likeness, Place

SENTENCES = 3
"""Sentences told of those that only one of two articles has: the first ones."""


class Likenesses:
    """Compares the articles of a group of twins with each other; those with the same words only once."""

    def __init__(
        self,
        clusters: Clusters,
        path_of: Callable[[int], str],
        units_of: Callable[[int], Units],
        texts_of: Callable[[int], Sequence[int]],
    ) -> None:
        """`texts_of` gives the texts of an article that are compared."""
        self._clusters, self._path_of, self._units_of, self._texts_of = clusters, path_of, units_of, texts_of

    def of(self, articles: Sequence[int]) -> list[Likeness]:
        """Return how each article compares with the first, and the first with all others."""
        keys = [key_of((0, *self._texts_of(article))) for article in articles]
        kinds: dict[str, list[int]] = {}
        for article, key in zip(articles, keys, strict=True):
            if key not in kinds:
                kinds[key] = [self._kind(text) for text in self._texts_of(article)]
        standing = _standing(kinds, Counter(keys))
        shared = {key: _percent(kinds[key], standing) for key in kinds}
        return [
            self._compared(article, articles[0], shared[key], key == keys[0])
            for article, key in zip(articles, keys, strict=True)
        ]

    def _kind(self, text: int) -> int:
        """Return what texts that say the same have in common."""
        cluster = self._clusters.of(text)
        return cluster.leader if cluster else text

    def _compared(self, article: int, first: int, shared: int, is_same: bool) -> Likeness:
        if is_same:
            return Likeness(shared, "" if article == first else self._path_of(first))
        mine, others = self._sentences(article), self._sentences(first)
        here, there = list(_without(mine, others)), list(_without(others, mine))
        return Likeness(
            shared,
            self._path_of(first),
            self._places(article, here),
            self._places(first, there),
            len(here),
            len(there),
        )

    def _sentences(self, article: int) -> list[tuple[int, Unit]]:
        compared = set(self._texts_of(article))
        return [(self._kind(unit.text), unit) for unit in self._units_of(article) if unit.text in compared]

    def _places(self, article: int, units: Sequence[Unit]) -> tuple[Place, ...]:
        return tuple(Place(self._path_of(article), unit.start, unit.end) for unit in units[:SENTENCES])


def _standing(kinds: Mapping[str, Iterable[int]], articles: Mapping[str, int]) -> Counter[int]:
    """Return in how many articles each kind of sentence stands, given those of each wording of an article."""
    found: Counter[int] = Counter()
    for key, some in kinds.items():
        found.update(dict.fromkeys(some, articles[key]))
    return found


def _percent(kinds: Sequence[int], standing: Mapping[int, int]) -> int:
    """Return of how many sentences another article has one like it, in percent, rounded down."""
    return ALL * sum(standing[kind] > 1 for kind in kinds) // max(len(kinds), 1)


def _without(some: Iterable[tuple[int, Unit]], others: Iterable[tuple[int, Unit]]) -> Iterator[Unit]:
    """Yield the sentences that have none like them among others."""
    known = {kind for kind, _ in others}
    return (unit for kind, unit in some if kind not in known)
