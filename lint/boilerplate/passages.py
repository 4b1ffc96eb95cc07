"""Step 5: passages: clusters that follow each other wherever they stand.

Cluster B joins A where B follows A in at least 80 % of the places of the larger one. (At 60 % of the smaller one,
passages ran together that were none.)
"""

from __future__ import annotations

from collections import Counter

from lint.boilerplate.leaders import Cluster, Clusters
from lint.boilerplate.records import Spot

FOLLOWS = 80
"""Percent of the places of the larger cluster."""

_BATCH = 64  # neighbours looked up at once

Run = list[tuple[Cluster, Spot]]
"""One place of a passage: its sentences in order."""


class Chain:
    """A passage: clusters in order, and every place where two or more of them follow each other."""

    def __init__(self, clusters: list[Cluster]) -> None:
        self.clusters = clusters
        self.runs: list[Run] = []
        behind = {(spot.article, spot.at): (cluster, spot) for cluster in clusters for spot in cluster.spots}
        follower = dict(zip(map(id, clusters), clusters[1:], strict=False))
        ends: dict[tuple[int, int], Run] = {}
        for (article, at), place in sorted(behind.items(), key=lambda item: item[0]):
            run = ends.pop((article, at - 1), None)
            if run and not (place[1].before and follower.get(id(run[-1][0])) is place[0]):
                run = None
            if run is None:
                run = []
                self.runs.append(run)
            run.append(place)
            ends[article, at] = run
        self.runs = [run for run in self.runs if len(run) > 1]


class Chains:
    """The passage of each cluster, worked out when asked for."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._links: dict[tuple[int, str], Cluster | None] = {}
        self._of: dict[int, Chain | None] = {}

    def of(self, cluster: Cluster) -> Chain | None:
        """Return the passage that a cluster is part of, None if it is part of none."""
        if cluster.leader not in self._of:
            links = self._linked(cluster)
            chain = Chain(links) if len(links) > 1 else None
            self._of.update(dict.fromkeys((link.leader for link in links), chain))
        return self._of[cluster.leader]

    def _linked(self, cluster: Cluster) -> list[Cluster]:
        forth, is_ring = self._walk(cluster, "after")
        if is_ring:
            first = min(range(len(forth)), key=lambda at: forth[at].leader)
            return forth[first:] + forth[:first]
        back, _ = self._walk(cluster, "before")
        return [*reversed(back[1:]), *forth]

    def _walk(self, cluster: Cluster, side: str) -> tuple[list[Cluster], bool]:
        """Return the clusters from one on, to one side; and whether they come back to it."""
        walked = [cluster]
        step = self._neighbour(cluster, side)
        while step is not None and step is not cluster:
            walked.append(step)
            step = self._neighbour(step, side)
        return walked, step is cluster

    def _neighbour(self, cluster: Cluster, side: str) -> Cluster | None:
        key = cluster.leader, side
        if key not in self._links:
            self._links[key] = self._look(cluster, side)
        return self._links[key]

    def _look(self, cluster: Cluster, side: str) -> Cluster | None:
        """Return the cluster on one side of at least 80 % of the places, if it is not much larger itself."""
        size = len(cluster)
        beside = [spot.after if side == "after" else spot.before for spot in cluster.spots]
        met: Counter[int] = Counter()
        found: dict[int, Cluster] = {}
        missed = 0
        for at in range(0, size, _BATCH):
            self._clusters.fetch([text for text in beside[at : at + _BATCH] if text])
            for text in beside[at : at + _BATCH]:
                other = self._clusters.of(text) if text else None
                if other is None or other is cluster or len(other) * FOLLOWS > size * 100:
                    missed += 1
                else:
                    met[other.leader] += 1
                    found[other.leader] = other
            if missed * 100 > size * (100 - FOLLOWS):
                return None
        for leader, count in met.most_common(1):
            if count * 100 >= FOLLOWS * max(size, len(found[leader])):
                return found[leader]
        return None
