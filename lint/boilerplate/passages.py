"""Step 6: passages: clusters that follow each other wherever they stand.

Cluster B joins A where B follows A in more than half of the places of the larger one: it can be only one. (At 60 % of
the smaller one, passages ran together that were none.) A place of a passage may have one sentence put in, left out
or replaced, and goes on over a sentence that has only some words of the expected one: between or beside sentences that
agree, less is enough to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from lint.boilerplate.held import remnant
from lint.boilerplate.leaders import Cluster, Clusters, Part
from lint.boilerplate.records import Spot, spot_of
from lint.boilerplate.units import Units

FOLLOWS = 51
"""Percent of the places of the larger cluster."""

GAP = 1
"""Sentences that may have been put in, left out or replaced between two of a passage."""

EXTENDED = 500
"""Places of a passage that lack some of its sentences, at most, for what is left of these to be looked for in each."""

_BATCH = 64  # neighbours looked up at once


class Stay(NamedTuple):
    """One sentence of a place of a passage."""

    cluster: Cluster
    spot: Spot
    text: int
    part: Part


Run = list[Stay]
"""One place of a passage: its sentences in order."""


class Chain:
    """A passage: clusters in order, and every place where two or more of them follow each other."""

    def __init__(self, clusters: list[Cluster], units_of: Callable[[int], Units]) -> None:
        self.clusters = clusters
        self._units_of = units_of
        self._position = {id(cluster): at for at, cluster in enumerate(clusters)}
        stays = [Stay(cluster, *place) for cluster in clusters for place in cluster.places()]
        stays.sort(key=lambda stay: (stay.spot.article, stay.spot.at, self._position[id(stay.cluster)]))
        runs: list[Run] = []
        for stay in stays:
            if not runs or not self._goes_on(runs[-1][-1], stay):
                runs.append([])
            runs[-1].append(stay)
        short = sum(len(run) < len(clusters) for run in runs)
        extended = list(map(self._extended, runs)) if short <= EXTENDED else runs
        self.runs = [run for run in extended if len(run) > 1]
        self.lone = [run[0] for run in extended if len(run) == 1]  # where one of its sentences stands alone

    def __bool__(self) -> bool:
        """Return whether several articles have it."""
        return len({run[0].spot.article for run in self.runs}) > 1

    def _goes_on(self, last: Stay, stay: Stay) -> bool:
        """Return whether a passage goes on from one sentence to a later one."""
        steps = stay.spot.at - last.spot.at
        if stay.spot.article != last.spot.article or steps > 1 + GAP:
            return False
        if steps and not (stay.spot.before and last.spot.after):
            return False
        ahead = self._position[id(stay.cluster)] - self._position[id(last.cluster)]
        return 1 <= ahead <= 1 + GAP if steps < 2 else 2 <= ahead <= 2 + GAP

    def _extended(self, run: Run) -> Run:
        """Return a place with the sentences at its ends that have some words of those expected there."""
        while stay := self._beside(run[-1], 1):
            run = [*run, stay]
        while stay := self._beside(run[0], -1):
            run = [stay, *run]
        return run

    def _beside(self, stay: Stay, step: int) -> Stay | None:
        """Return what is left of the next sentence: in the same text, where two run together, or in the one beside."""
        at = self._position[id(stay.cluster)] + step
        if not 0 <= at < len(self.clusters):
            return None
        expected = self.clusters[at]
        units = self._units_of(stay.spot.article)
        start, end, words = stay.part
        first, behind = (end, words) if step > 0 else (0, start)
        if found := remnant(expected.codes, units.codes(stay.text)[first:behind]):
            return Stay(expected, stay.spot, stay.text, Part(first + found[0], first + found[1], words))
        if not (stay.spot.after if step > 0 else stay.spot.before):
            return None
        text, spot = spot_of(stay.spot.article, units, stay.spot.at + step)
        codes = units.codes(text)
        found = remnant(expected.codes, codes)
        return Stay(expected, spot, text, Part(*found, len(codes))) if found else None


class Chains:
    """The passage of each cluster, worked out when asked for."""

    def __init__(self, clusters: Clusters, units_of: Callable[[int], Units]) -> None:
        self._clusters, self._units_of = clusters, units_of
        self._links: dict[tuple[int, str], Cluster | None] = {}
        self._of: dict[int, Chain | None] = {}

    def of(self, cluster: Cluster) -> Chain | None:
        """Return the passage that a cluster is part of, None if it is part of none."""
        if cluster.leader not in self._of:
            links = self._linked(cluster)
            chain = (Chain(links, self._units_of) if len(links) > 1 else None) or None
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
