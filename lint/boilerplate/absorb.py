"""Bring what is kept up to date with the articles that changed; it comes to the same as working it out anew.

Two texts are candidates if they share a gram and one of them is among the gram's `HUBS` texts with the smallest
hashes: a phrase that stands in every tenth sentence would otherwise make every text a candidate of every other.
(At most 8 a gram: recall .991 of what all find, and 22 candidates a sentence at 5.2 million sentences.)
Hashes do not depend on the order in which articles come, so neither does anything here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import NamedTuple

from lint.boilerplate.held import holds
from lint.boilerplate.postings import text_key
from lint.boilerplate.records import Record, Spot, record, spots
from lint.boilerplate.shelf import Shelf
from lint.boilerplate.similar import alike
from lint.boilerplate.units import Units

HUBS = 8


class _Move(NamedTuple):
    """A text that is new, gone, or has another home."""

    text: int
    was: int | None
    now: int | None


def _comes(moves: Iterable[_Move]) -> bool:
    return any(move.was is None for move in moves)


def _replaced(homes: list[int], move: _Move) -> list[int]:
    """Return a list of homes after a move."""
    rest = list(homes)
    if move.was is not None:
        rest.remove(move.was)
    return rest if move.now is None else [*rest, move.now]


class _Node:
    """A text that the changes touch, as it will be."""

    __slots__ = ("held", "near", "spots", "words")

    def __init__(self, words: int, known: Record | None, spots: list[Spot]) -> None:
        self.words, self.spots = words, spots
        self.near = set(known.near) if known else set[int]()
        self.held = set(known.held) if known else set[int]()

    def leave(self, other: int) -> None:
        """Forget another text."""
        self.near.discard(other)
        self.held.discard(other)


class Absorption:
    """One batch of changed articles."""

    def __init__(self, shelf: Shelf, before: Mapping[int, Units], after: Mapping[int, Units]) -> None:
        self._shelf = shelf
        self._before, self._after = before, after
        self._nodes: dict[int, _Node] = {}
        self._moves: list[_Move] = []
        self._pairs: set[tuple[int, int]] = set()
        self._demoted: set[int] = set()

    def run(self) -> None:
        """Absorb the changes."""
        self._move()
        for text in sorted(move.text for move in self._moves if move.now is None):
            gone = self._nodes[text]
            for other in sorted(gone.near | gone.held):
                self._node(other).leave(text)
                gone.leave(other)
        self._post()
        self._compare(self._pairs)
        self._part()
        self._store()

    def _move(self) -> None:
        """Give every text of the changed articles its new spots and its new home."""
        fresh, words = defaultdict[int, list[Spot]](list), dict[int, int]()
        units = {text: units for units in self._before.values() for text in units.hashes}
        for article, now in sorted(self._after.items()):
            units.update(dict.fromkeys(now.hashes, now))
            words.update((unit.text, unit.words) for unit in now)
            for text, spot in spots(article, now):
                fresh[text].append(spot)
        touched = sorted(units)
        self._shelf.records.fetch(touched)
        self._shelf.homes.fetch(map(text_key, touched))
        for text in touched:
            was = self._shelf.home(text)
            self._settle(text, fresh.get(text, []), words.get(text, 0))
            found = self._nodes[text].spots
            now_at = found[0].article if found else None
            if was != now_at:
                self._shelf.learn(text, units[text].codes(text))
                self._moves.append(_Move(text, was, now_at))
        for move in self._moves:
            key = text_key(move.text)
            self._shelf.homes.set(key, sorted(_replaced(self._shelf.homes.get(key), move)))

    def _settle(self, text: int, fresh: list[Spot], words: int) -> None:
        known = self._shelf.records.get(text)
        there = self._shelf.spots(text, self._after)
        found = sorted([*there, *fresh], key=lambda spot: spot.article)
        self._nodes[text] = _Node(known.words if known else words, known, found)

    def _node(self, text: int) -> _Node:
        """Return a text's node; made of what is kept where the changes did not touch it so far."""
        if text not in self._nodes:
            known = self._shelf.records.get(text)
            words = known.words if known else len(self._shelf.codes(text))
            self._nodes[text] = _Node(words, known, known.spots if known else self._shelf.spots(text, {}))
        return self._nodes[text]

    def _post(self) -> None:
        """Put the homes of texts under their grams, and note who became a candidate and who is no hub any more."""
        moves = defaultdict[tuple[int, str], list[_Move]](list)
        for move in self._moves:
            for kept in self._shelf.grams(move.text).items():
                moves[kept].append(move)
        self._shelf.postings.fetch(gram for gram, _ in moves)
        ordered = [(*kept, some, self._shelf.postings.get(kept[0])) for kept, some in sorted(moves.items())]
        compared = [listed for *_, some, listed in ordered if len(listed) > HUBS or _comes(some)]
        self._shelf.read(article for listed in compared for article in listed[:HUBS])
        for gram, words, some, listed in ordered:
            if len(listed) <= HUBS and not _comes(some):  # all are hubs, whichever of them go or move
                self._shelf.postings.set(gram, reduce(_replaced, some, listed))
                continue
            hubs = sorted(self._shelf.keepers(gram, words, listed[:HUBS], self._shelf.was))[:HUBS]
            moved = {move.text for move in some if move.was is None or move.now is None}
            if len(listed) > HUBS and all(text > hubs[-1] for text in moved):
                self._append(gram, listed, hubs, some)
            else:
                self._shelf.read(listed)
                self._post_all(gram, words, listed, some)

    def _append(self, gram: int, listed: list[int], hubs: list[int], moves: list[_Move]) -> None:
        """Change the list of a gram whose hubs stay what they are."""
        first, rest = listed[:HUBS], listed[HUBS:]
        for move in moves:
            if move.text in hubs:
                assert move.now is not None
                first[hubs.index(move.text)] = move.now
            else:
                rest = _replaced(rest, move)
        self._shelf.postings.set(gram, first + sorted(rest))
        came = {move.text for move in moves if move.was is None}
        self._pairs.update(self._candidates(hubs, hubs, came))

    def _post_all(self, gram: int, words: str, listed: list[int], moves: list[_Move]) -> None:
        """Make a gram's list anew."""
        homes = self._shelf.keepers(gram, words, listed, self._shelf.was)
        old = sorted(homes)
        came = {move.text for move in moves if move.was is None}
        gone = {move.text for move in moves if move.now is None}
        homes.update((move.text, move.now) for move in moves if move.now is not None)
        new = sorted(homes.keys() - gone)
        self._shelf.postings.set(
            gram, [homes[text] for text in new[:HUBS]] + sorted(homes[text] for text in new[HUBS:])
        )
        self._pairs.update(self._candidates(old, new, came))
        self._demoted.update(set(old[:HUBS]) - set(new[:HUBS]) - gone)

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
        for first, second in sorted(pairs):
            codes = self._shelf.codes(first), self._shelf.codes(second)
            if alike(*codes):
                self._node(first).near.add(second)
                self._node(second).near.add(first)
            elif holds(*codes):
                self._node(first).held.add(second)
                self._node(second).held.add(first)

    def _part(self) -> None:
        """Part texts that are near each other, or held, but are no candidates any more."""
        for text in sorted(self._demoted):
            node = self._node(text)
            for other in sorted(node.near | node.held):
                if not self._is_candidate(text, other):
                    node.leave(other)
                    self._node(other).leave(text)

    def _is_candidate(self, one: int, other: int) -> bool:
        others = self._shelf.grams(other)
        for gram, words in self._shelf.grams(one).items():
            if gram in others:
                listed = self._shelf.postings.get(gram)[:HUBS]
                hubs = sorted(self._shelf.keepers(gram, words, listed, self._shelf.is_now))[:HUBS]
                if one in hubs or other in hubs:
                    return True
        return False

    def _store(self) -> None:
        for text, node in sorted(self._nodes.items()):
            if len(node.spots) > 1 or node.near or node.held:
                codes = self._shelf.codes(text) if node.near or node.held else ""
                self._shelf.records.put(text, record(node.words, node.near, node.held, codes, node.spots))
            else:
                self._shelf.records.put(text, None)
