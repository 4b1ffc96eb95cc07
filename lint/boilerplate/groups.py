"""Step 6: clusters and passages as groups with all their places, and a hit for every place in a selected article."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from xxhash import xxh3_64_hexdigest

from lint.boilerplate.leaders import Cluster, Clusters
from lint.boilerplate.passages import Chain, Chains, Run
from lint.boilerplate.records import Records
from lint.check import Conclusion, GroupFacts, Hit, Place

SENTENCE, NEAR, PASSAGE = "sentence", "near", "passage"

SAMPLES = 3
"""Other places that a hit names."""


class _Member:
    """One place of a group: the number of its article, its words and the key of its text."""

    __slots__ = ("article", "key", "place", "sentences", "words")

    def __init__(self, article: int, place: Place, words: int, texts: Sequence[int]) -> None:
        self.article, self.place, self.words, self.sentences = article, place, words, len(texts)
        self.key = _key(texts)


class Findings:
    """Collects groups, and the hits of selected articles."""

    def __init__(self, path_of: Callable[[int], str], selected: Collection[int] | None) -> None:
        self._path_of, self._selected = path_of, selected
        self._groups: dict[str, GroupFacts] = {}
        self._hits: dict[str, list[Hit]] = defaultdict(list)

    def add_cluster(self, cluster: Cluster) -> None:
        """Add the group of a cluster, unless it stands in one article only."""
        members = []
        for spot, text in cluster.spots.items():
            place = Place(self._path_of(spot.article), spot.start, spot.end)
            members.append(_Member(spot.article, place, cluster.records[text].words, (text,)))
        self._add(_key((cluster.leader,)), SENTENCE if len(cluster.records) == 1 else NEAR, members)

    def add_chain(self, chain: Chain) -> None:
        """Add the group of a passage, unless it stands in one article only."""
        members = [self._run(run) for run in chain.runs]
        self._add(_key([cluster.leader for cluster in chain.clusters]), PASSAGE, members)

    def _run(self, run: Run) -> _Member:
        texts = [cluster.spots[spot] for cluster, spot in run]
        words = sum(cluster.records[text].words for (cluster, _), text in zip(run, texts, strict=True))
        first, last = run[0][1], run[-1][1]
        return _Member(first.article, Place(self._path_of(first.article), first.start, last.end), words, texts)

    def _add(self, group: str, verdict: str, members: list[_Member]) -> None:
        members.sort(key=lambda member: member.place)
        firsts = {member.place.path: member.place for member in reversed(members)}
        if len(firsts) < 2:
            return
        samples = sorted(firsts.values())[: SAMPLES + 1]
        same = _articles_by_key(members)
        for member in members:
            if self._selected is None or member.article in self._selected:
                others = [place for place in samples if place.path != member.place.path][:SAMPLES]
                self._hits[member.place.path].append(
                    Hit(
                        member.place.start,
                        member.place.end,
                        values={
                            "articles": len(firsts),
                            "places": len(members),
                            "first": samples[0].path,
                            "words": member.words,
                            "sentences": member.sentences,
                            "same": same[member.key],
                        },
                        verdict=verdict,
                        group=group,
                        related=tuple(others),
                    )
                )
        self._groups[group] = GroupFacts(
            id=group,
            verdict=verdict,
            words=sum(member.words for member in members[1:]),
            members=tuple(member.place for member in members),
            keys=tuple(member.key for member in members),
        )

    def conclusion(self) -> Conclusion:
        """Return all that was added, sorted."""
        hits = {
            path: tuple(sorted(found, key=lambda hit: (hit.start, hit.end, hit.verdict)))
            for path, found in sorted(self._hits.items())
        }
        return Conclusion(hits, tuple(group for _, group in sorted(self._groups.items())))


def _articles_by_key(members: Iterable[_Member]) -> dict[str, int]:
    """Return in how many articles each member's very words stand."""
    articles: dict[str, set[str]] = defaultdict(set)
    for member in members:
        articles[member.key].add(member.place.path)
    return {key: len(paths) for key, paths in articles.items()}


def _key(texts: Sequence[int]) -> str:
    return f"{texts[0]:016x}" if len(texts) == 1 else xxh3_64_hexdigest(struct.pack(f"<{len(texts)}Q", *texts))


def find(
    records: Records, texts: Iterable[int], path_of: Callable[[int], str], selected: Collection[int] | None
) -> Conclusion:
    """Return the groups that some texts belong to, and their hits in the selected articles (None: in all)."""
    clusters = Clusters(records)
    chains = Chains(clusters)
    found = Findings(path_of, selected)
    mine = {cluster.leader: cluster for text in texts if (cluster := clusters.of(text))}
    passages = {id(chain): chain for _, cluster in sorted(mine.items()) if (chain := chains.of(cluster))}
    for cluster in mine.values():
        found.add_cluster(cluster)
    for chain in passages.values():
        found.add_chain(chain)
    return found.conclusion()
