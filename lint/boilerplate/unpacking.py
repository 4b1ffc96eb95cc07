"""`packing.unpack` for many shares at once, with arrays."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from xxhash import xxh3_64_intdigest

from lint.boilerplate.codes import unpacked
from lint.boilerplate.packing import FRESH, HEAD, NAMED, NEAR_FROM, NEAR_TO, RAW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Sentences(NamedTuple):
    """The sentences of some articles, each column in their order."""

    counts: Array  # of each article
    hashes: Array
    sizes: Array  # words, and perhaps FRESH
    starts: Array
    ends: Array
    names: Array  # a bit for each word that is part of a name
    codes: Array


def sentences(shares: Sequence[bytes]) -> Sentences:
    """Return what shares hold."""
    inflated = [_inflated(share) for share in shares]
    counts = np.array([HEAD.unpack_from(body)[0] for body, _ in inflated], np.int64)
    sizes, gaps, lengths = _numbers([body for body, _ in inflated], counts)
    sizes = sizes >> np.uint32(1) | (sizes & np.uint32(1)) << np.uint32(31)
    words = comparable(sizes)
    ends = _running(gaps.astype(np.uint64) + lengths, counts)
    named = (np.minimum(words, NAMED) + 7) // 8
    firsts = np.cumsum(counts) - counts
    behind = HEAD.size + 12 * counts + _sums(named, firsts, counts)
    at = (HEAD.size + 12 * counts).tolist()
    names = b"".join(body[start:end] for (body, _), start, end in zip(inflated, at, behind.tolist(), strict=True))
    codes = b"".join(
        unpacked(body[start:]).encode("utf-16-le") for (body, _), start in zip(inflated, behind.tolist(), strict=True)
    )
    marked = _sums((words > 0).astype(np.int64), firsts, counts).tolist()
    marks = b"".join(rest[:count] for (_, rest), count in zip(inflated, marked, strict=True))
    others = b"".join(rest[count:] for (_, rest), count in zip(inflated, marked, strict=True))
    return Sentences(
        counts, _hashes(codes, words, marks, others), sizes, (ends - lengths).astype(np.uint32),
        ends.astype(np.uint32), _names(named, names), np.frombuffer(codes, np.uint16),
    )  # fmt: skip


def comparable(sizes: Array) -> Array:
    """`packing.comparable` for an array."""
    words = (sizes & np.uint32(FRESH - 1)).astype(np.int64)
    kept: Array = np.where((words >= NEAR_FROM) & (words <= NEAR_TO), words, 0)
    return kept


def ramps(starts: Array, lengths: Array) -> Array:
    """Return starts[0], starts[0] + 1, ..., for lengths[0] numbers, then the same of the next."""
    ends = np.cumsum(lengths)
    found: Array = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    return found


def _inflated(share: bytes) -> tuple[bytes, bytes]:
    if not share:
        return bytes(HEAD.size), b""
    inflate = zlib.decompressobj(RAW)
    return inflate.decompress(share), inflate.unused_data


def _numbers(bodies: Sequence[bytes], counts: Array) -> tuple[Array, Array, Array]:
    """Return the three columns of numbers of all bodies, of which each has four planes of bytes."""
    planes = np.frombuffer(
        b"".join(body[HEAD.size : HEAD.size + 12 * count] for body, count in zip(bodies, counts.tolist(), strict=True)),
        np.uint8,
    )
    begins = 12 * (np.cumsum(counts) - counts)
    found = []
    for column in range(3):
        at = ramps(begins + column * counts, counts)
        step = np.repeat(3 * counts, counts)
        numbers = np.zeros(len(at), np.uint32)
        for plane in range(4):
            numbers |= planes[at + plane * step].astype(np.uint32) << np.uint32(8 * plane)
        found.append(numbers)
    return found[0], found[1], found[2]


def _running(steps: Array, counts: Array) -> Array:
    """Return the running sum of each article's steps, modulo 2^32."""
    sums = np.cumsum(steps)
    firsts = np.cumsum(counts) - counts
    before = np.r_[np.uint64(0), sums][firsts]
    found: Array = (sums - np.repeat(before, counts)) & np.uint64(0xFFFFFFFF)
    return found


def _sums(numbers: Array, firsts: Array, counts: Array) -> Array:
    sums = np.r_[0, np.cumsum(numbers)]
    found: Array = sums[firsts + counts] - sums[firsts]
    return found


def _hashes(codes: bytes, words: Array, marks: bytes, others: bytes) -> Array:
    found = np.empty(len(words), np.uint64)
    found[words == 0] = np.frombuffer(others, np.uint64)
    ends = (2 * np.cumsum(words[words > 0])).tolist()
    starts = [0, *ends][: len(ends)]
    found[words > 0] = np.fromiter(
        (xxh3_64_intdigest(codes[at:end], mark) or 1 for at, end, mark in zip(starts, ends, marks, strict=True)),
        np.uint64,
        len(ends),
    )
    return found


def _names(lengths: Array, named: bytes) -> Array:
    """Return the bits of each unit that say which of its words are part of a name."""
    row = np.frombuffer(named, np.uint8)
    starts = np.cumsum(lengths) - lengths
    names = np.zeros(len(lengths), np.uint64)
    for byte in range(NAMED // 8):
        some = np.flatnonzero(lengths > byte)
        names[some] |= row[starts[some] + byte].astype(np.uint64) << np.uint64(8 * byte)
    return names
