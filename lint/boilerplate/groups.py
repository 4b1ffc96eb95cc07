"""Step 8: clusters, passages and twins as groups of places; a hit for every place in a selected article."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from xxhash import xxh3_64_hexdigest

from lint.boilerplate.leaders import Cluster, Clusters
from lint.boilerplate.passages import Chain, Chains, Run
from lint.boilerplate.records import Records
from lint.boilerplate.templates import Member, is_template
from lint.boilerplate.twins import Twins
from lint.boilerplate.units import Units
from lint.check import Conclusion, GroupFacts, Hit, Place

SENTENCE, NEAR, TEMPLATE, PASSAGE, ARTICLE = "sentence", "near", "template", "passage", "article"

SAMPLES = 3
"""Other places that a hit names."""


class _Standing:
    """One place of a group: the number of its article, its words and the key of its texts."""

    __slots__ = ("article", "key", "place", "sentences", "words")

    def __init__(self, article: int, place: Place, words: int, sentences: int, key: str) -> None:
        self.article, self.place, self.words, self.sentences, self.key = article, place, words, sentences, key


class Findings:
    """Collects groups, and the hits of selected articles."""

    def __init__(self, path_of: Callable[[int], str], selected: Collection[int] | None) -> None:
        self._path_of, self._selected = path_of, selected
        self._groups: dict[str, GroupFacts] = {}
        self._hits: dict[str, list[Hit]] = defaultdict(list)

    def add_cluster(self, cluster: Cluster) -> None:
        """Add the group of a cluster, unless it stands in one article only."""
        members = []
        keys = {text: _key((text,)) for text in cluster.records}
        for spot, text in cluster.spots.items():
            place = Place(self._path_of(spot.article), spot.start, spot.end)
            members.append(_Standing(spot.article, place, cluster.records[text].words, 1, keys[text]))
        self._add(_key((cluster.leader,)), _verdict(cluster), members)

    def add_chain(self, chain: Chain) -> None:
        """Add the group of a passage, unless it stands in one article only."""
        members = [self._run(run) for run in chain.runs]
        self._add(_key([cluster.leader for cluster in chain.clusters]), PASSAGE, members)

    def _run(self, run: Run) -> _Standing:
        texts = [cluster.spots[spot] for cluster, spot in run]
        words = sum(cluster.records[text].words for (cluster, _), text in zip(run, texts, strict=True))
        first, last = run[0][1], run[-1][1]
        place = Place(self._path_of(first.article), first.start, last.end)
        return _Standing(first.article, place, words, len(texts), _key(texts))

    def add_twins(self, articles: Sequence[int], units_of: Callable[[int], Units]) -> None:
        """Add the group of articles that are for the most part the same, the leader first."""
        members = []
        for article in articles:
            units = units_of(article)
            key = _key((0, *units.hashes))  # not that of a passage that is the whole article
            place = Place(self._path_of(article), *units.span)
            members.append(_Standing(article, place, units.words, len(units), key))
        self._add(members[0].key, ARTICLE, members)

    def _add(self, group: str, verdict: str, members: list[_Standing]) -> None:
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
                            "first": "this one" if samples[0].path == member.place.path else samples[0].path,
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


def _articles_by_key(members: Iterable[_Standing]) -> dict[str, int]:
    """Return in how many articles each member's very words stand."""
    articles: dict[str, set[str]] = defaultdict(set)
    for member in members:
        articles[member.key].add(member.place.path)
    return {key: len(paths) for key, paths in articles.items()}


def _key(texts: Sequence[int]) -> str:
    return f"{texts[0]:016x}" if len(texts) == 1 else xxh3_64_hexdigest(struct.pack(f"<{len(texts)}Q", *texts))


def _verdict(cluster: Cluster) -> str:
    if len(cluster.records) == 1:
        return SENTENCE
    names = dict.fromkeys(cluster.records, 0)
    for spot, text in cluster.spots.items():
        names[text] |= spot.names
    members = {text: Member(record.codes, names[text]) for text, record in cluster.records.items()}
    return TEMPLATE if is_template(members) else NEAR


def find(
    records: Records,
    texts: Iterable[int],
    path_of: Callable[[int], str],
    units_of: Callable[[int], Units],
    selected: Collection[int] | None,
) -> Conclusion:
    """Return the groups that some texts belong to, and their hits in the selected articles (None: in all)."""
    clusters = Clusters(records)
    chains = Chains(clusters)
    twins = Twins(clusters, path_of, units_of)
    found = Findings(path_of, selected)
    mine = {cluster.leader: cluster for text in texts if (cluster := clusters.of(text))}
    passages = {id(chain): chain for _, cluster in sorted(mine.items()) if (chain := chains.of(cluster))}
    for cluster in mine.values():
        found.add_cluster(cluster)
    for chain in passages.values():
        found.add_chain(chain)
    for articles in twins.groups(twins.likely(mine.values()) if selected is None else selected):
        found.add_twins(articles, units_of)
    return found.conclusion()
