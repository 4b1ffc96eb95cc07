"""An article's share in as few bytes as are read back at once.

Measured on 2,000 planted articles, bytes a sentence of 16.5 words: codes 25.0, places and sizes 2.6, names 2.1,
marks 1.0; as columns of whole numbers they were 33, 12, 3 and 8. Deflate takes the zeros of places, sizes and
names; codes are as dense as it can make them.
"""

from __future__ import annotations

import struct
import zlib
from array import array
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


def unpack(share: bytes) -> Columns:
    """Return what a share holds; of an empty one nothing."""
    if not share:
        none = array("I")
        return Columns(About(0, 0, 0, 0, 0), none, none, none, "", b"", b"", array("Q"))
    inflate = zlib.decompressobj(RAW)
    body, rest = inflate.decompress(share), inflate.unused_data
    count, *about = HEAD.unpack_from(body)
    at = HEAD.size + 12 * count
    numbers = _unplaned(body[HEAD.size : at])
    sizes = array("I", [size >> 1 | (size & 1) << 31 for size in numbers[:count]])
    steps = array("I", bytes(8 * count))
    steps[::2], steps[1::2] = numbers[count : 2 * count], numbers[2 * count :]
    places = array("I", [place & _ALL for place in accumulate(steps)])
    behind = at + sum(map(name_bytes, sizes))
    marks = sum(comparable(size) > 0 for size in sizes)
    return Columns(
        About(*about), sizes, places[::2], places[1::2],
        unpacked(body[behind:]), body[at:behind], rest[:marks], array("Q", rest[marks:]),
    )  # fmt: skip


def matched(share: bytes) -> int:
    """Return which of the patterns whose sentences were left out matched in an article, a bit for each."""
    return int(HEAD.unpack(zlib.decompressobj(RAW).decompress(share, HEAD.size))[4]) if share else 0


NAMED = 64
"""Words of a sentence, from its first on, of which is known whether they are names."""


def name_bytes(size: int) -> int:
    """Return how many bytes tell which words of a unit of that size are names."""
    return (min(comparable(size), NAMED) + 7) // 8


def hashes(columns: Columns) -> array[int]:
    """Return the hash of each unit."""
    codes, others = columns.codes.encode("utf-16-le"), iter(columns.hashes)
    marks, at = iter(columns.marks), 0
    found = array("Q")
    for size in columns.sizes:
        words = 2 * comparable(size)
        found.append((xxh3_64_intdigest(codes[at : at + words], next(marks)) or 1) if words else next(others))
        at += words
    return found


def _planes(numbers: array[int]) -> bytes:
    """Return the lowest bytes of all numbers, then the next: most of the upper ones are zero."""
    row = numbers.tobytes()
    return b"".join(row[plane::4] for plane in range(4))


def _unplaned(planes: bytes) -> array[int]:
    count = len(planes) // 4
    row = bytearray(len(planes))
    for plane in range(4):
        row[plane::4] = planes[plane * count : (plane + 1) * count]
    return array("I", bytes(row))
