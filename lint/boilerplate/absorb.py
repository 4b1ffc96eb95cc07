"""Bring what is kept up to date with the articles that changed; it comes to the same as working it out anew.

Two texts are candidates if they share a gram and one of them is among the gram's `HUBS` texts with the smallest
hashes: a phrase that stands in every tenth sentence would otherwise make every text a candidate of every other.
(At most 8 a gram: recall .991 of what all find, and 22 candidates a sentence at 5.2 million sentences.)
Hashes do not depend on the order in which articles come, so neither does anything here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lint.boilerplate.grams import grams
from lint.boilerplate.postings import Homes, Postings, short
from lint.boilerplate.records import Records, Spot, record, spots
from lint.boilerplate.similar import alike
from lint.boilerplate.units import Units

HUBS = 8


class Shelf:
    """Everything that is kept, and the articles' units, remembered while one batch of changes is absorbed."""

    def __init__(self, records: Records, postings: Postings, homes: Homes, units: Mapping[int, Units]) -> None:
        self.records, self.postings, self.homes = records, postings, homes
        self._units = units
        self._codes: dict[int, str] = {}

    def codes(self, text: int) -> str:
        """Return the words of a text, one character each."""
        if text not in self._codes and (known := self.records.get(text)) and known.codes:
            self._codes[text] = known.codes
        if text not in self._codes:
            home = self.homes.get(text)
            assert home is not None, "every text that stands somewhere has a home"
            self._codes[text] = self._units[home].codes(text)
        return self._codes[text]

    def spots(self, text: int, but: Mapping[int, object]) -> list[Spot]:
        """Return where a text stands outside of certain articles."""
        known = self.records.get(text)
        if known is not None:
            return [spot for spot in known.spots if spot.article not in but]
        home = self.homes.get(text)
        if home is None or home in but:
            return []
        return [spot for found, spot in spots(home, self._units[home]) if found == text]


class _Node:
    """A text that the changes touch, as it will be."""

    __slots__ = ("near", "spots", "words")

    def __init__(self, words: int, near: Iterable[int], spots: list[Spot]) -> None:
        self.words, self.near, self.spots = words, set(near), spots


class Absorption:
    """One batch of changed articles."""

    def __init__(self, shelf: Shelf, before: Mapping[int, Units], after: Mapping[int, Units]) -> None:
        self._shelf = shelf
        self._before, self._after = before, after
        self._nodes: dict[int, _Node] = {}
        self._gone_codes: dict[int, str] = {}

    def run(self) -> None:
        """Absorb the changes."""
        born, dead = self._move()
        for text in sorted(dead):
            for other in self._nodes[text].near:
                self._node(other).near.discard(text)
            self._nodes[text].near.clear()
        doubtful = self._post(born, dead)
        self._part(doubtful)
        self._store()

    def _move(self) -> tuple[set[int], set[int]]:
        """Give every text of the changed articles its new spots; return those that are new and those that are gone."""
        fresh: dict[int, list[Spot]] = defaultdict(list)
        words: dict[int, int] = {}
        for article, units in sorted(self._after.items()):
            for text, spot in spots(article, units):
                fresh[text].append(spot)
            words.update((unit.text, unit.words) for unit in units)
        old = {text: units for units in self._before.values() for text in units.hashes}
        touched = sorted(fresh.keys() | old.keys())
        self._shelf.records.fetch(touched)
        self._shelf.homes.fetch(touched)
        born, dead = set[int](), set[int]()
        for text in touched:
            self._settle(text, fresh.get(text, []), words.get(text, 0))
            if text not in old and self._shelf.homes.get(text) is None:
                born.add(text)
            elif not self._nodes[text].spots:
                dead.add(text)
                self._gone_codes[text] = old[text].codes(text)
        for text in touched:
            found = self._nodes[text].spots
            self._shelf.homes.put(text, found[0].article if found else None)
        return born, dead

    def _settle(self, text: int, fresh: list[Spot], words: int) -> None:
        known = self._shelf.records.get(text)
        there = self._shelf.spots(text, self._after)
        found = sorted([*there, *fresh], key=lambda spot: spot.article)
        self._nodes[text] = _Node(known.words if known else words, known.near if known else (), found)

    def _node(self, text: int) -> _Node:
        """Return a text's node; made of what is kept where the changes did not touch it so far."""
        if text not in self._nodes:
            known = self._shelf.records.get(text)
            if known:
                self._nodes[text] = _Node(known.words, known.near, known.spots)
            else:
                self._nodes[text] = _Node(len(self._shelf.codes(text)), (), self._shelf.spots(text, {}))
        return self._nodes[text]

    def _post(self, born: set[int], dead: set[int]) -> dict[int, set[int]]:
        """Put new texts under their grams, take old ones out, and compare what became a candidate.

        Returns, for texts that are no hub of some gram any more, the texts near them.
        """
        came, went = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
        for text in born:
            for gram in grams(self._shelf.codes(text)):
                came[gram].add(text)
        for text in dead:
            for gram in grams(self._gone_codes[text]):
                went[gram].add(text)
        changed = sorted(came.keys() | went.keys())
        self._shelf.postings.fetch(changed)
        pairs = set[tuple[int, int]]()
        demoted = set[int]()
        for gram in changed:
            old = self._shelf.postings.texts(gram)
            gone = {short(text) for text in went[gram]}
            new = sorted({short(text) for text in came[gram]}.union(old) - gone)
            self._shelf.postings.replace(gram, new)
            pairs.update(self._candidates(old, new, {short(text) for text in came[gram]}))
            demoted.update(set(old[:HUBS]) - set(new[:HUBS]) - gone)
        self._compare(pairs)
        return {text: set(self._node(text).near) for text in map(self._shelf.homes.whole, demoted)}

    @staticmethod
    def _candidates(old: list[int], new: list[int], came: set[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs that a gram makes candidates and did not before: a new hub with all, a new text with hubs."""
        hubs = new[:HUBS]
        promoted = set(hubs).difference(old[:HUBS])
        for hub in promoted:
            yield from ((min(hub, text), max(hub, text)) for text in new if text != hub)
        for text in came.difference(hubs):
            yield from ((hub, text) for hub in hubs)

    def _compare(self, pairs: set[tuple[int, int]]) -> None:
        whole = self._shelf.homes.whole
        for one, other in sorted(pairs):
            first, second = whole(one), whole(other)
            if alike(self._shelf.codes(first), self._shelf.codes(second)):
                self._node(first).near.add(second)
                self._node(second).near.add(first)

    def _part(self, doubtful: Mapping[int, set[int]]) -> None:
        """Part texts that are near each other but are no candidates any more."""
        for text, near in sorted(doubtful.items()):
            for other in sorted(near):
                if not self._is_candidate(text, other):
                    self._node(text).near.discard(other)
                    self._node(other).near.discard(text)

    def _is_candidate(self, one: int, other: int) -> bool:
        for gram in grams(self._shelf.codes(one)) & grams(self._shelf.codes(other)):
            hubs = self._shelf.postings.texts(gram)[:HUBS]
            if short(one) in hubs or short(other) in hubs:
                return True
        return False

    def _store(self) -> None:
        for text, node in sorted(self._nodes.items()):
            if len(node.spots) > 1 or node.near:
                codes = self._shelf.codes(text) if node.near else ""
                self._shelf.records.put(text, record(node.words, node.near, codes, node.spots))
            else:
                self._shelf.records.put(text, None)
