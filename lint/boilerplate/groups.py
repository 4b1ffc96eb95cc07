"""Step 10: clusters, passages and twins as groups of places; a hit for every place in a selected article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from xxhash import xxh3_64_intdigest

from lint.boilerplate.allowed import Allowed, compared
from lint.boilerplate.leaders import Cluster, Clusters, Part
from lint.boilerplate.likeness import Likenesses
from lint.boilerplate.passages import Chain, Chains, Run, Stay
from lint.boilerplate.records import Record, Records, Spot
from lint.boilerplate.standing import Standing, articles_by_key, key_of
from lint.boilerplate.templates import Member, is_template
from lint.boilerplate.twins import Twins
from lint.boilerplate.units import Units
from lint.boilerplate.within import Echo, echoes
from lint.boilerplate.words import counted
from lint.check import Conclusion, GroupFacts, Hit, Place
from lint.text import Span

SENTENCE, NEAR, TEMPLATE, PASSAGE, ARTICLE = "sentence", "near", "template", "passage", "article"
PHRASE, WITHIN = "phrase", "within"

PHRASE_BELOW = 8
"""Words below which a text is hardly more than a turn of phrase."""

_MEANT = "-"
"""In the place of a group's id: its articles are meant to be twins."""

_PASSAGE = 1
"""Goes before the text by which a passage is known, so that it is not known as the sentence is."""

Locate = Callable[[Spot, Part], Span]
"""Says where in the source a part of what stands at a spot is."""

SAMPLES = 3
"""Other places that a hit names."""


class Findings:
    """Collects groups, and the hits of selected articles."""

    def __init__(
        self, path_of: Callable[[int], str], locate: Locate, selected: Collection[int] | None, allowed: Allowed
    ) -> None:
        self._path_of, self._locate, self._selected, self._allowed = path_of, locate, selected, allowed
        self._groups: dict[str, GroupFacts] = {}
        self._hits: dict[str, list[Hit]] = defaultdict(list)
        self._twins: dict[int, tuple[str, frozenset[int]]] = {}  # each article's group of twins

    def add_cluster(self, cluster: Cluster, chain: Chain | None) -> None:
        """Add the group of a cluster, unless it stands in one article only.

        If it is part of a passage that was added, hits refer to that one where it is told: it has all the places.
        """
        members = [self._run([Stay(cluster, *place)]) for place in cluster.places()]
        passage = _chain_key(chain) if chain else ""
        larger = (PASSAGE, passage) if passage in self._groups else ("", "")
        self._add(key_of((cluster.leader,)), _verdict(cluster), members, larger)

    def add_chain(self, chain: Chain) -> None:
        """Add the group of a passage; its places are also those where one of its sentences stands alone."""
        members = [self._run(run) for run in chain.runs]
        self._add(_chain_key(chain), PASSAGE, members, lone=[self._run([stay]) for stay in chain.lone])

    def is_allowed(self, chain: Chain) -> bool:
        """Return whether a passage is meant to be repeated, whichever of its texts it was named by."""
        texts = (text for cluster in chain.clusters for text in cluster.records)
        return self._allowed.has_group(key_of((_PASSAGE, text)) for text in texts)

    def _run(self, run: Run) -> Standing:
        first, last = run[0], run[-1]
        start = self._locate(first.spot, first.part).start
        place = Place(self._path_of(first.spot.article), start, self._locate(last.spot, last.part).end)
        words = counted(sum(stay.part.end - stay.part.start for stay in run), place.start, place.end)
        return Standing(first.spot.article, place, words, len(run), key_of([stay.text for stay in run]))

    def add_twins(self, articles: Sequence[int], units_of: Callable[[int], Units], alike: Likenesses) -> None:
        """Add the group of articles that are for the most part the same, the leader first."""
        members = []
        for article, likeness in zip(articles, alike.of(articles), strict=True):
            units = units_of(article)
            key = key_of((0, *units.hashes))  # not that of a passage that is the whole article
            place = Place(self._path_of(article), *units.span)
            members.append(Standing(article, place, units.words, len(units), key, likeness))
        self._add(members[0].key, ARTICLE, members)
        # Where twins are allowed, their group is not there, and neither is what it would have said.
        group = members[0].key if members[0].key in self._groups else _MEANT
        self._twins.update(dict.fromkeys(articles, (group, frozenset(articles))))

    def add_echo(self, echo: Echo) -> None:
        """Add the group of what one article says more than once; its first place is no hit."""
        texts = [stay.text for stay in echo.runs[0]]
        path = xxh3_64_intdigest(self._path_of(echo.article).encode("utf-8", "surrogatepass"))
        if not self._allowed.has_group(key_of((path, text)) for text in texts):
            self._add(key_of((path, min(texts))), WITHIN, [self._run(run) for run in echo.runs])

    def _add(
        self,
        group: str,
        verdict: str,
        members: list[Standing],
        larger: tuple[str, str] = ("", ""),
        lone: Sequence[Standing] = (),
    ) -> None:
        """Add a group and its hits; `larger`: what says more, verdict and id; `lone`: places without hits."""
        if verdict != WITHIN and len({member.article for member in members}) < 2:
            return
        if self._allowed.has_group((group, *(member.key for member in members))):
            return
        if verdict not in (ARTICLE, WITHIN) and self._under(members) == _MEANT:
            return
        self._hit(group, verdict, members, larger)
        everywhere = sorted([*members, *lone], key=lambda member: member.place)
        self._groups[group] = GroupFacts(
            id=group,
            verdict=verdict,
            words=sum(member.words for member in everywhere[1:]),
            members=tuple(member.place for member in everywhere),
            keys=tuple(member.key for member in everywhere),
            likenesses=tuple(member.likeness for member in everywhere if member.likeness),
        )

    def _hit(self, group: str, verdict: str, members: list[Standing], larger: tuple[str, str]) -> None:
        members.sort(key=lambda member: member.place)
        firsts = {member.place.path: member.place for member in reversed(members)}
        samples = sorted(firsts.values())[: SAMPLES + 1]
        same = articles_by_key(members)
        under = self._under(members) if verdict not in (ARTICLE, WITHIN) else ""
        for member in members[verdict == WITHIN :]:
            if self._selected is None or member.article in self._selected:
                others = [place for place in samples if verdict == WITHIN or place.path != member.place.path][:SAMPLES]
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
                            "shared": member.shared,
                        },
                        verdict=verdict,
                        group=group,
                        larger=larger,
                        under=under,
                        related=tuple(others),
                    )
                )

    def _under(self, members: Sequence[Standing]) -> str:
        """Return the group of twins that all articles of some places belong to, "" if there is none."""
        group, twins = self._twins.get(members[0].article, ("", frozenset[int]()))
        return group if all(member.article in twins for member in members) else ""

    def conclusion(self) -> Conclusion:
        """Return all that was added, sorted."""
        hits = {
            path: tuple(sorted(found, key=lambda hit: (hit.start, hit.end, hit.verdict)))
            for path, found in sorted(self._hits.items())
        }
        return Conclusion(hits, tuple(group for _, group in sorted(self._groups.items())))


def _chain_key(chain: Chain) -> str:
    return key_of((_PASSAGE, min(cluster.leader for cluster in chain.clusters)))


def _words(record: Record) -> int:
    spot = record.spots[0]
    return counted(record.words, spot.start, spot.end)


def _verdict(cluster: Cluster) -> str:
    if _words(cluster.records[cluster.leader]) < PHRASE_BELOW:
        return PHRASE
    if len(cluster.records) == 1:
        codes = cluster.records[cluster.leader].codes
        guests = {guest.record.codes[guest.part.start : guest.part.end] for guest in cluster.guests.values()}
        return SENTENCE if guests <= {codes} else NEAR
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
    locate: Locate,
    selected: Collection[int] | None,
    allowed: Allowed,
) -> Conclusion:
    """Return the groups that some texts belong to, and their hits in the selected articles (None: in all).

    The sentences of a passage that is allowed are allowed each by itself.
    """
    clusters = Clusters(records, units_of)
    chains = Chains(clusters, units_of)
    texts_of = compared(records, units_of)
    twins, alike = Twins(clusters, path_of, texts_of), Likenesses(clusters, path_of, units_of, texts_of)
    found = Findings(path_of, locate, selected, allowed)
    mine = {cluster.leader: cluster for text in texts if (cluster := clusters.of(text))}
    mine |= {cluster.leader: cluster for text in texts for cluster in clusters.visited(text)}
    passages = {id(chain): chain for _, cluster in sorted(mine.items()) if (chain := chains.of(cluster))}
    meant = {name for name, chain in passages.items() if found.is_allowed(chain)}
    told = [cluster for cluster in mine.values() if id(chains.of(cluster)) not in meant]
    if selected is None:
        looked_at: Collection[int] = twins.likely(mine.values())
    else:
        # A passage may be no group because its articles are twins that are meant to be, and none of them is selected.
        elsewhere = passages.values() if allowed.names_groups else ()
        looked_at = {*selected, *(stay.spot.article for chain in elsewhere for run in chain.runs for stay in run)}
    for articles in twins.groups(looked_at):
        found.add_twins(articles, units_of, alike)
    for name, chain in passages.items():
        if name not in meant:
            found.add_chain(chain)
    for cluster in told:
        found.add_cluster(cluster, chains.of(cluster))
    for echo in echoes(told, selected):
        found.add_echo(echo)
    return found.conclusion()
