"""An article's share in as few bytes as are read back at once.

Measured on 2,000 planted articles, bytes a sentence of 16.5 words: codes 25.0, places and sizes 2.6, names 2.1,
marks 1.0; as columns of whole numbers they were 33, 12, 3 and 8. Deflate takes the zeros of places, sizes and
names; codes are as dense as it can make them.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from lint.boilerplate.codes import packed, unpacked

NEAR_FROM, NEAR_TO = 6, 500
"""Words between which sentences are compared word by word; shorter and longer ones must agree exactly."""

FRESH = 1 << 31
"""In a unit's size: something else stands between it and the unit before."""

HEAD = struct.Struct("<6I")  # units, and what `About` says
_ALL = 0xFFFFFFFF
RAW = -zlib.MAX_WBITS  # the index has checksums of its own


class About(NamedTuple):
    """What is known of an article as a whole."""

    words: int
    start: int  # where it is named
    end: int
    matched: int  # a bit for each allowed pattern that matched in it
    source: int  # the sum of its source


class Columns(NamedTuple):
    """What is known of an article's sentences, each column in their order."""

    about: About
    sizes: array[int]  # words, and perhaps FRESH
    starts: array[int]
    ends: array[int]
    codes: str  # of the comparable ones
    names: bytes
    marks: bytes  # a byte for each comparable sentence, so that texts with the same codes are told apart
    hashes: array[int]  # of all others


def comparable(size: int) -> int:
    """Return how many words of a unit of that size are kept for comparison."""
    words = size & ~FRESH
    return words if NEAR_FROM <= words <= NEAR_TO else 0


def known_by(codes: str, mark: int) -> int:
    """Return the hash by which a comparable text is known."""
    return xxh3_64_intdigest(codes.encode("utf-16-le"), mark) or 1


def pack(columns: Columns) -> bytes:
    """Return a share."""
    count = len(columns.sizes)
    sizes = [(size & ~FRESH) << 1 & _ALL | size >> 31 for size in columns.sizes]
    moves = (place for both in zip(columns.starts, columns.ends, strict=True) for place in both)
    steps, before = array("I"), 0
    for place in moves:
        steps.append(place - before & _ALL)
        before = place
    planes = _planes(array("I", sizes) + steps[::2] + steps[1::2])
    head = HEAD.pack(count, *columns.about)
    body = b"".join((head, planes, columns.names, packed(columns.codes)))
    deflate = zlib.compressobj(1, zlib.DEFLATED, RAW)
    return b"".join((deflate.compress(body), deflate.flush(), columns.marks, columns.hashes.tobytes()))


class Share:
    """What a share holds, each column read when asked for: most are asked for one sentence only."""

    def __init__(self, share: bytes) -> None:
        inflate = zlib.decompressobj(RAW)
        self._body = inflate.decompress(share) if share else bytes(HEAD.size)
        self._rest = inflate.unused_data
        self._count: int
        self._count, *about = HEAD.unpack_from(self._body)
        self.about = About(*about)

    def __len__(self) -> int:
        return self._count

    @cached_property
    def sizes(self) -> array[int]:
        """Words of each unit, and perhaps FRESH."""
        numbers = self._column(0)
        return array("I", [size >> 1 | (size & 1) << 31 for size in numbers])

    @cached_property
    def starts(self) -> array[int]:
        """Where each unit begins in the source, in code points."""
        return self._places[::2]

    @cached_property
    def ends(self) -> array[int]:
        """Where each unit ends."""
        return self._places[1::2]

    @cached_property
    def hashes(self) -> array[int]:
        """The texts, in order."""
        found = array("Q")
        before = 0
        for unit, kept in enumerate(self._kept):
            found.append(self._text(unit, before))
            before += not kept
        return found

    def text(self, unit: int) -> int:
        """Return the hash of a unit's text."""
        return self._text(unit, self._kept[:unit].count(0))

    def _text(self, unit: int, before: int) -> int:
        """Return the hash of a unit's text, given how many units before it are compared only as a whole."""
        start, end = self.range(unit)
        if start < end:
            return known_by(self.all_codes[start:end], self._rest[unit - before])
        at = len(self) - self._kept.count(0) + 8 * before
        return int.from_bytes(self._rest[at : at + 8], sys.byteorder)

    def range(self, unit: int) -> tuple[int, int]:
        """Return where a unit's codes begin and end."""
        return self._bounds[unit], self._bounds[unit + 1]

    def unit(self, at: int) -> int:
        """Return the unit that a code belongs to."""
        return bisect_right(self._bounds, at) - 1

    @cached_property
    def all_codes(self) -> str:
        """The words of all comparable units, one character each."""
        return unpacked(self._body[self._behind :])

    @cached_property
    def names(self) -> bytes:
        """Which words of the comparable units are names: `name_bytes` of each."""
        return self._body[HEAD.size + 12 * self._count : self._behind]

    @cached_property
    def _kept(self) -> bytes | list[int]:
        """How many words of each unit are kept for comparison."""
        planes = self._body[HEAD.size : HEAD.size + 12 * self._count]
        upper = [planes[3 * self._count * plane :][: self._count] for plane in (1, 2, 3)]
        if any(plane.count(0) < self._count for plane in upper):
            return list(map(comparable, self.sizes))
        return planes[: self._count].translate(_KEPT)

    @cached_property
    def _bounds(self) -> list[int]:
        return [*accumulate(self._kept, initial=0)]

    @cached_property
    def _behind(self) -> int:
        kept = self._kept
        named = kept.translate(_NAMED) if isinstance(kept, bytes) else map(name_bytes, kept)
        return HEAD.size + 12 * self._count + sum(named)

    @cached_property
    def _places(self) -> array[int]:
        steps = array("I", bytes(8 * self._count))
        steps[::2], steps[1::2] = self._column(1), self._column(2)
        return array("I", [place & _ALL for place in accumulate(steps)])

    def _column(self, column: int) -> array[int]:
        row = bytearray(4 * self._count)
        for plane in range(4):
            at = HEAD.size + (3 * plane + column) * self._count
            row[plane::4] = self._body[at : at + self._count]
        return array("I", bytes(row))


def matched(share: bytes) -> int:
    """Return which of the patterns whose sentences were left out matched in an article, a bit for each."""
    return int(HEAD.unpack(zlib.decompressobj(RAW).decompress(share, HEAD.size))[4]) if share else 0


NAMED = 64
"""Words of a sentence, from its first on, of which is known whether they are names."""


def name_bytes(size: int) -> int:
    """Return how many bytes tell which words of a unit of that size are names."""
    return (min(comparable(size), NAMED) + 7) // 8


_KEPT = bytes(comparable(size >> 1) for size in range(256))
_NAMED = bytes(name_bytes(size) for size in range(256))
"""Of each size that fits in a byte with its lowest bit saying FRESH, and of each number of words."""


def _planes(numbers: array[int]) -> bytes:
    """Return the lowest bytes of all numbers, then the next: most of the upper ones are zero."""
    row = numbers.tobytes()
    return b"".join(row[plane::4] for plane in range(4))
