"""Work out at once, with arrays, what `absorb` keeps up to date: for a corpus that is new, or much changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from lint.boilerplate.absorb import HUBS
from lint.boilerplate.packing import NAMED, NEAR_FROM, NEAR_TO, joined
from lint.boilerplate.postings import article_bits
from lint.boilerplate.records import SPOT, Drawer, head
from lint.boilerplate.rows import kept, put_grams, put_texts
from lint.boilerplate.similar import HELD_FROM, HELD_LEAST, LEAST, SLACK, decide, holds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_FRESH = np.uint32(1 << 31)
_CHUNK = 1 << 19  # rows worked on at once, so that what is in between needs little memory
_SPOT = np.dtype(
    [(name, "<u8") for name in ("before", "after", "names")]
    + [(name, "<u4") for name in ("article", "at", "start", "end")]
)
assert _SPOT.itemsize == SPOT.size


class _Texts(NamedTuple):
    """All distinct texts, ascending by hash."""

    hashes: Array
    codes: Array  # of all units
    starts: Array  # where each text's codes begin
    lengths: Array

    def packed(self, text: int) -> bytes:
        start = self.starts[text]
        return self.codes[start : start + self.lengths[text]].tobytes()

    def string(self, text: int) -> str:
        return str(self.packed(text), "utf-16-le")

    def chunks(self) -> Iterator[Array]:
        """Yield the texts that are compared, as many at once as memory is meant for."""
        long = np.flatnonzero(self.lengths)
        yield from (some for some in np.array_split(long, len(self.codes) // _CHUNK + 1) if len(some))


def rebuild(shares: dict[int, bytes], drawers: dict[str, Drawer]) -> int:
    """Fill the drawers `records`, `grams` and `homes` anew; return how many bits an article's number has in them.

    The shares are taken out of the mapping as they are read, so that memory holds them once.
    """
    for drawer in drawers.values():
        drawer.wipe()
    numbers = sorted(shares)
    counts, (hashes, starts, ends, sizes, codes, named) = joined(shares.pop(number) for number in numbers)
    article = np.repeat(np.array(numbers, np.uint32), counts)
    at = np.arange(len(article)) - np.repeat(np.cumsum([0, *counts[:-1]]), counts)
    unit = np.frombuffer(hashes, np.uint64)
    size = np.frombuffer(sizes, np.uint32)
    order = np.argsort(unit, kind="stable")
    first = np.flatnonzero(np.r_[True, unit[order][1:] != unit[order][:-1]]) if len(unit) else np.zeros(0, int)
    texts = _texts(unit, size, np.frombuffer(codes, np.uint16), order[first])
    rows = _gram_rows(texts)
    near, held = _edges(texts, rows)
    bits = article_bits(max(numbers, default=0))
    homes = article[order[first]]
    put_grams(drawers["grams"], bits, rows, homes, HUBS)
    put_texts(drawers["homes"], bits, texts.hashes, homes)
    del rows
    spots = _spots(unit, size, article, at, np.frombuffer(starts, np.uint32), np.frombuffer(ends, np.uint32))
    spots["names"] = _names(size, np.frombuffer(named, np.uint8))
    _put_records(drawers["records"], texts, size[order[first]] & ~_FRESH, (near, held), spots[order], first)
    return bits


def _texts(unit: Array, size: Array, codes: Array, firsts: Array) -> _Texts:
    kept = _comparable(size)
    starts = np.r_[0, np.cumsum(kept)][:-1]
    return _Texts(unit[firsts], codes, starts[firsts], kept[firsts])


def _comparable(size: Array) -> Array:
    words = (size & ~_FRESH).astype(np.int64)
    kept: Array = np.where((words >= NEAR_FROM) & (words <= NEAR_TO), words, 0)
    return kept


def _ramps(starts: Array, lengths: Array) -> Array:
    """Return starts[0], starts[0] + 1, ..., for lengths[0] numbers, then the same of the next."""
    ends = np.cumsum(lengths)
    ramps: Array = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    return ramps


def _gram_rows(texts: _Texts) -> Array:
    """Return gram << 32 | number of the text, for all grams that texts keep, ascending and distinct."""
    parts = [np.zeros(0, np.uint64)]
    for some in texts.chunks():
        lengths = texts.lengths[some]
        grams, which = kept(texts.codes[_ramps(texts.starts[some], lengths)], lengths)
        parts.append(grams << np.uint64(32) | some[which].astype(np.uint64))
    return np.sort(np.concatenate(parts))


def _edges(texts: _Texts, rows: Array) -> tuple[Array, Array]:
    """Return the pairs of texts near each other and those of which one holds the other.

    Both ways, ascending: arrays of two columns.
    """
    lengths = texts.lengths
    signs = _signatures(texts)
    found = [np.zeros(0, np.uint64)]
    for one, other in _candidates(rows):
        least = np.minimum(_needed(lengths[one], lengths[other]), _held_needed(lengths[one], lengths[other]))
        kept = np.minimum(lengths[one], lengths[other]) >= least
        one, other, least = one[kept], other[kept], least[kept]
        kept = _at_most(signs, lengths, one, other) >= least
        found.append(one[kept].astype(np.uint64) << np.uint64(32) | other[kept].astype(np.uint64))
    pairs = np.unique(np.concatenate(found))
    one, other = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    near, held = _related(texts, one, other)
    return _both_ways(one[near], other[near]), _both_ways(one[held], other[held])


def _both_ways(one: Array, other: Array) -> Array:
    both = np.stack([np.r_[one, other], np.r_[other, one]], axis=1)
    return both[np.lexsort((both[:, 1], both[:, 0]))]


def _candidates(rows: Array) -> Iterator[tuple[Array, Array]]:
    """Yield pairs of texts that share a gram of which the first is a hub."""
    gram, text = rows >> np.uint64(32), (rows & np.uint64(0xFFFFFFFF)).astype(np.int64)
    begins = np.r_[True, gram[1:] != gram[:-1]] if len(gram) else np.zeros(0, bool)
    start = np.flatnonzero(begins)[np.cumsum(begins) - 1] if len(gram) else np.zeros(0, int)
    place = np.arange(len(rows)) - start
    for hub in range(HUBS):
        later = np.flatnonzero(place > hub)
        for at in range(0, len(later), _CHUNK):
            some = later[at : at + _CHUNK]
            yield text[start[some] + hub], text[some]


def _needed(one: Array, other: Array) -> Array:
    """`similar.needed` for arrays."""
    shorter = np.minimum(one, other)
    percent = np.where(shorter >= 16, 65, np.where(shorter >= 12, 72, 80))
    least: Array = np.maximum(LEAST, -(-(percent - SLACK) * (one + other) // 200))
    return least


def _held_needed(one: Array, other: Array) -> Array:
    """Return how many words the longer one of two texts must have of the shorter one's at the least, to hold it."""
    shorter = np.minimum(one, other)
    possible = (shorter >= HELD_FROM) & (one != other)
    least: Array = np.where(possible, -(-HELD_LEAST * shorter // 100), NEAR_TO + 1)
    return least


def _signatures(texts: _Texts) -> Array:
    """Return 256 bits for each text, one of them set for each of its words."""
    signs = np.zeros((len(texts.hashes), 4), np.uint64)
    for some in texts.chunks():
        codes = texts.codes[_ramps(texts.starts[some], texts.lengths[some])].astype(np.uint64)
        bits = np.uint64(1) << (codes & np.uint64(63))
        part = codes >> np.uint64(6) & np.uint64(3)
        begins = np.r_[0, np.cumsum(texts.lengths[some])][:-1]
        for which in range(4):
            signs[some, which] = np.bitwise_or.reduceat(np.where(part == which, bits, 0), begins)
    return signs


def _at_most(signs: Array, lengths: Array, one: Array, other: Array) -> Array:
    """Return how many words, at most, two texts can have in common: each bit of one alone is a word of one alone."""
    first, second = signs[one], signs[other]
    mine = lengths[one] - np.bitwise_count(first & ~second).sum(axis=1)
    yours = lengths[other] - np.bitwise_count(second & ~first).sum(axis=1)
    least: Array = np.minimum(mine, yours)
    return least


def _related(texts: _Texts, one: Array, other: Array) -> tuple[Array, Array]:
    """`similar.alike` and, where that is false, `similar.holds`, for arrays of texts."""
    strings = {text: texts.string(text) for text in np.unique(np.r_[one, other]).tolist()}
    least = _needed(texts.lengths[one], texts.lengths[other])
    held_least = _held_needed(texts.lengths[one], texts.lengths[other])
    near, held = np.zeros(len(one), bool), np.zeros(len(one), bool)
    for at in range(0, len(one), _CHUNK):
        left = [strings[text] for text in one[at : at + _CHUNK].tolist()]
        right = [strings[text] for text in other[at : at + _CHUNK].tolist()]
        shared = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int32)
        for which in np.flatnonzero(shared >= least[at : at + _CHUNK]).tolist():
            near[at + which] = decide(left[which], right[which], int(shared[which]))
        for which in np.flatnonzero((shared >= held_least[at : at + _CHUNK]) & ~near[at : at + _CHUNK]).tolist():
            held[at + which] = holds(left[which], right[which])
    return near, held


def _spots(unit: Array, size: Array, article: Array, at: Array, start: Array, end: Array) -> Array:
    spots = np.zeros(len(unit), _SPOT)
    joined = (size[1:] & _FRESH == 0) & (article[1:] == article[:-1])
    spots["before"][1:] = np.where(joined, unit[:-1], 0)
    spots["after"][:-1] = np.where(joined, unit[1:], 0)
    spots["article"], spots["at"], spots["start"], spots["end"] = article, at, start, end
    return spots


def _names(size: Array, named: Array) -> Array:
    """Return the bits of each unit that say which of its words are part of a name."""
    lengths = (np.minimum(_comparable(size), NAMED) + 7) // 8
    starts = np.cumsum(lengths) - lengths
    names = np.zeros(len(size), np.uint64)
    for byte in range(NAMED // 8):
        some = np.flatnonzero(lengths > byte)
        names[some] |= named[starts[some] + byte].astype(np.uint64) << np.uint64(8 * byte)
    return names


def _put_records(
    drawer: Drawer, texts: _Texts, words: Array, edges: tuple[Array, Array], spots: Array, first: Array
) -> None:
    counts = np.diff(np.r_[first, len(spots)])
    near, held = (_Others(texts.hashes, pairs) for pairs in edges)
    all_spots = spots.tobytes()
    for text in np.flatnonzero((counts > 1) | (near.counts > 0) | (held.counts > 0)).tolist():
        others = near.of(text) + held.of(text)
        at = SPOT.size * int(first[text])
        codes = texts.packed(text) if others else b""
        row = head(int(words[text]), int(near.counts[text]), int(held.counts[text])) + others + codes
        drawer.put(int(texts.hashes[text]), row + all_spots[at : at + SPOT.size * int(counts[text])])


class _Others:
    """The texts that others are paired with."""

    def __init__(self, hashes: Array, pairs: Array) -> None:
        self.counts = np.bincount(pairs[:, 0], minlength=len(hashes))
        self._at = np.r_[0, np.cumsum(self.counts)]
        self._packed = hashes[pairs[:, 1]].tobytes()

    def of(self, text: int) -> bytes:
        """Return the hashes of the texts that one is paired with, ascending and packed."""
        return self._packed[8 * int(self._at[text]) : 8 * int(self._at[text + 1])]
