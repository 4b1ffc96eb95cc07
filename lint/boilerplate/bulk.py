"""Work out at once, with arrays, what `absorb` keeps up to date: for a corpus that is new, or much changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from lint.boilerplate.absorb import HUBS
from lint.boilerplate.bulkrecords import put_records
from lint.boilerplate.grams import BITS
from lint.boilerplate.held import HELD_FROM, HELD_LEAST, holds
from lint.boilerplate.packing import NEAR_TO
from lint.boilerplate.postings import article_bits
from lint.boilerplate.records import Drawer
from lint.boilerplate.rows import changes, kept, put_grams, put_texts
from lint.boilerplate.similar import LEAST, SLACK, decide
from lint.boilerplate.spool import Spool
from lint.boilerplate.unpacking import comparable, ramps, sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_CHUNK = 1 << 19  # rows worked on at once, so that what is in between needs little memory
_ARTICLES = 500  # whose shares are read at once
_PART = 1_000_000
"""Texts of which the grams are worked on at once."""


class _Texts(NamedTuple):
    """All distinct texts, ascending by hash."""

    codes: Array  # of all units
    starts: Array  # where each text's codes begin
    lengths: Array

    def packed(self, text: int) -> bytes:
        start = int(self.starts[text])
        return self.codes[start : start + int(self.lengths[text])].tobytes()

    def string(self, text: int) -> str:
        return str(self.packed(text), "utf-16-le")

    def chunks(self) -> Iterator[Array]:
        """Yield the texts that are compared, as many at once as memory is meant for."""
        long = np.flatnonzero(self.lengths)
        yield from (some for some in np.array_split(long, len(self.codes) // _CHUNK + 1) if len(some))


def rebuild(
    numbers: Sequence[int],
    read: Callable[[Sequence[int]], Sequence[bytes]],
    drawers: Mapping[str, Drawer],
    flush: Callable[[], None],
) -> int:
    """Fill the drawers `records`, `grams` and `homes` anew; return how many bits an article's number has in them.

    `numbers` are those of all articles, ascending; `read` gives the shares of some. `flush` may write what was put
    into drawers so far. A million articles of 40 sentences took 3.7 GB as far as the pairs of texts,
    and take 5 GB of temporary files.
    """
    for drawer in drawers.values():
        drawer.wipe()
    bits = article_bits(max(numbers, default=0))
    with Spool() as spool:
        counts = _gather(spool, numbers, read)
        texts, homes = _distinct(spool, np.repeat(np.array(numbers, np.uint32), counts))
        hashes = spool.take("texts", np.uint64)
        put_texts(drawers["homes"], bits, hashes, homes)
        del hashes
        flush()
        signs = _signatures(texts)
        found = [np.zeros(0, np.uint64)]
        for rows in _gram_rows(texts, spool):
            found.append(_promising(texts, signs, rows))
            put_grams(drawers["grams"], bits, rows, homes, HUBS)
            flush()
        del signs, homes
        edges = _edges(texts, np.unique(np.concatenate(found)))
        put_records(drawers["records"], spool, np.repeat(np.array(numbers, np.uint32), counts), edges, texts.packed)
    return bits


def _gather(spool: Spool, numbers: Sequence[int], read: Callable[[Sequence[int]], Sequence[bytes]]) -> Array:
    """Spool the columns of all articles' sentences; return how many sentences each article has."""
    counts = [np.zeros(0, np.int64)]
    for at in range(0, len(numbers), _ARTICLES):
        found = sentences(read(numbers[at : at + _ARTICLES]))
        counts.append(found.counts)
        for name in ("hashes", "sizes", "starts", "ends", "names", "codes"):
            spool.add(name, getattr(found, name))
    return np.concatenate(counts)


def _distinct(spool: Spool, articles: Array) -> tuple[_Texts, Array]:
    """Return all texts and the first article of each, given that of each unit; spool their hashes and their units."""
    hashes = spool.take("hashes", np.uint64)
    order = np.argsort(hashes, kind="stable").astype(np.uint32)
    ascending = hashes[order]
    first = np.flatnonzero(changes(ascending))
    spool.add("texts", ascending[first])
    del hashes, ascending
    spool.add("order", order)
    spool.add("first", first.astype(np.uint32))
    units = order[first]
    return _texts(spool.take("sizes", np.uint32), spool.take("codes", np.uint16), units), articles[units]


def _texts(sizes: Array, codes: Array, units: Array) -> _Texts:
    kept = comparable(sizes)
    starts = np.cumsum(kept) - kept
    kind = np.uint32 if len(codes) < 1 << 32 else np.int64
    return _Texts(codes, starts[units].astype(kind), kept[units].astype(np.int32))


def _gram_rows(texts: _Texts, spool: Spool) -> Iterator[Array]:
    """Yield gram << 32 | number of the text, for all grams that texts keep, ascending; some grams at a time."""
    parts = len(texts.lengths) // _PART + 1
    bounds = [(part << BITS + 32) // parts for part in range(1, parts)]
    for some in texts.chunks():
        lengths = texts.lengths[some]
        grams, which = kept(texts.codes[ramps(texts.starts[some], lengths)], lengths)
        rows = grams << np.uint64(32) | some[which].astype(np.uint64)
        if bounds:
            rows.sort()
        for part, piece in enumerate(np.split(rows, np.searchsorted(rows, np.array(bounds, np.uint64)))):
            spool.add(f"rows {part}", piece)
    for part in range(parts):
        yield np.sort(spool.take(f"rows {part}", np.uint64))
        spool.drop(f"rows {part}")


def _promising(texts: _Texts, signs: Array, rows: Array) -> Array:
    """Return one << 32 | other for the candidates that may have as many words in common as they must."""
    lengths = texts.lengths
    found = [np.zeros(0, np.uint64)]
    for one, other in _candidates(rows):
        words = lengths[one], lengths[other]
        least = np.minimum(_needed(*words), _held_needed(*words))
        kept = np.minimum(*words) >= least
        one, other, least = one[kept], other[kept], least[kept]
        kept = _at_most(signs, lengths, one, other) >= least
        found.append(one[kept].astype(np.uint64) << np.uint64(32) | other[kept].astype(np.uint64))
    return np.unique(np.concatenate(found))


def _edges(texts: _Texts, pairs: Array) -> tuple[Array, Array]:
    """Return the pairs of texts near each other and those of which one holds the other.

    Both ways, ascending: arrays of two columns.
    """
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
    """Return 128 bits for each text, one of them set for each of its words."""
    signs = np.zeros((len(texts.lengths), 2), np.uint64)
    for some in texts.chunks():
        codes = texts.codes[ramps(texts.starts[some], texts.lengths[some])].astype(np.uint64)
        bits = np.uint64(1) << (codes & np.uint64(63))
        part = codes >> np.uint64(6) & np.uint64(1)
        begins = np.r_[0, np.cumsum(texts.lengths[some])][:-1]
        for which in range(2):
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
    """`similar.alike` and, where that is false, `held.holds`, for arrays of texts."""
    least = _needed(texts.lengths[one], texts.lengths[other])
    held_least = _held_needed(texts.lengths[one], texts.lengths[other])
    near, held = np.zeros(len(one), bool), np.zeros(len(one), bool)
    for at in range(0, len(one), _CHUNK):
        some = np.unique(np.r_[one[at : at + _CHUNK], other[at : at + _CHUNK]])
        strings = {text: texts.string(text) for text in some.tolist()}
        left = [strings[text] for text in one[at : at + _CHUNK].tolist()]
        right = [strings[text] for text in other[at : at + _CHUNK].tolist()]
        shared = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int32)
        for which in np.flatnonzero(shared >= least[at : at + _CHUNK]).tolist():
            near[at + which] = decide(left[which], right[which], int(shared[which]))
        for which in np.flatnonzero((shared >= held_least[at : at + _CHUNK]) & ~near[at : at + _CHUNK]).tolist():
            held[at + which] = holds(left[which], right[which])
    return near, held
