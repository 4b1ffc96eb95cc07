"""Step 8: articles that are for the most part the same.

Two articles are twins if 70 % of the sentences of the smaller one stand in the other too, word for word or in the
same cluster. Two articles are candidates if they share a cluster and one of them is among the `HUBS` first articles,
by path, in which it stands: a sentence of every article would otherwise make each a candidate of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from lint.boilerplate.leaders import Cluster, Clusters

HUBS = 8
SENTENCES = 6
"""Sentences that the smaller one must have."""

CONTAINED = 70
"""Percent of them that the other one must have too."""


class _Spread(NamedTuple):
    """In which articles a cluster stands, and how often in each."""

    counts: Counter[int]
    hubs: frozenset[int]


class Twins:
    """The twins of each article, worked out when asked for."""

    def __init__(
        self, clusters: Clusters, path_of: Callable[[int], str], texts_of: Callable[[int], Sequence[int]]
    ) -> None:
        self._clusters, self._path_of, self._texts_of = clusters, path_of, texts_of
        self._spreads: dict[int, _Spread] = {}
        self._sizes: dict[int, int] = {}
        self._of: dict[int, set[int]] = {}

    def groups(self, articles: Iterable[int]) -> list[list[int]]:
        """Return the groups of twins that some articles belong to, the leader of each first.

        As with texts, the article with most twins leads, and each member is a twin of its leader.
        """
        groups, seen = [], set[int]()
        for article in sorted(articles):
            if article not in seen and self.of(article):
                connected = self._connected(article)
                seen |= connected
                groups += self._led(connected)
        return groups

    def likely(self, clusters: Iterable[Cluster]) -> list[int]:
        """Return the articles that can be the smaller one of two twins, given all clusters.

        Of any two twins it is one: groups found from these are all there are.
        """
        repeated: Counter[int] = Counter()
        for cluster in clusters:
            articles = [spot.article for spot in cluster.spots]
            if articles.count(articles[0]) < len(articles):
                repeated.update(articles)
        least = _needed(SENTENCES)
        return sorted(a for a, count in repeated.items() if count >= least and count >= _needed(self._size(a)))

    def of(self, article: int) -> set[int]:
        """Return an article's twins."""
        if article not in self._of:
            self._of[article] = set(self._look(article))
        return self._of[article]

    def _look(self, article: int) -> Iterable[int]:
        texts = self._texts_of(article)
        self._sizes[article] = size = len(texts)
        self._clusters.fetch(list(texts))
        found = [cluster for text in texts if (cluster := self._clusters.of(text))]
        if min(size, len(found)) < _needed(SENTENCES):
            return
        mine = {cluster.leader: self._spread(cluster) for cluster in found}.values()
        others = set[int]().union(*(one.counts if article in one.hubs else one.hubs for one in mine))
        for other in sorted(others - {article}):
            shared = sum(min(one.counts[article], one.counts.get(other, 0)) for one in mine)
            if shared >= _needed(SENTENCES):
                smaller = min(size, self._size(other))
                if smaller >= SENTENCES and shared >= _needed(smaller):
                    yield other

    def _spread(self, cluster: Cluster) -> _Spread:
        if cluster.leader not in self._spreads:
            counts = Counter(spot.article for spot in cluster.spots)
            hubs = counts if len(counts) <= HUBS else nsmallest(HUBS, counts, key=self._path_of)
            self._spreads[cluster.leader] = _Spread(counts, frozenset(hubs))
        return self._spreads[cluster.leader]

    def _size(self, article: int) -> int:
        if article not in self._sizes:
            self._sizes[article] = len(self._texts_of(article))
        return self._sizes[article]

    def _connected(self, article: int) -> set[int]:
        found, border = {article}, [article]
        while border:
            fresh = self.of(border.pop()) - found
            found |= fresh
            border += fresh
        return found

    def _led(self, articles: Collection[int]) -> list[list[int]]:
        ordered = sorted(articles, key=lambda one: (-len(self.of(one)), self._path_of(one)))
        free = dict.fromkeys(ordered)
        groups = []
        for leader in ordered:
            if leader in free:
                members = [leader, *sorted(one for one in self.of(leader) if one in free)]
                for one in members:
                    del free[one]
                if len(members) > 1:
                    groups.append(members)
        return groups


def _needed(sentences: int) -> int:
    return -(-CONTAINED * sentences // 100)
