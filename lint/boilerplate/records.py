"""What is kept of every repeated text: how long it is, what is near it, and each spot where it stands."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

from lint.boilerplate.packing import FRESH
from lint.boilerplate.units import Units

_HEAD = struct.Struct("<III")  # words, near texts, texts held
_REMEMBERED = 1 << 16  # grams of which it is known how often they are kept
SPOT = struct.Struct("<QQQIIII")


class Spot(NamedTuple):
    """One place where a text stands."""

    before: int  # the text of the unit right before it, 0 if there is none, or a heading or the like between
    after: int
    names: int  # a bit for each word that is part of a name, as `units.names` says
    article: int  # its number in the index
    at: int  # which of the article's units it is
    start: int  # in the source, code points
    end: int


class Record:
    """A text that stands more than once, or to which another one is near. Its spots are read when asked for."""

    __slots__ = ("_packed", "codes", "count", "held", "near", "words")

    def __init__(self, words: int, near: tuple[int, ...], held: tuple[int, ...], codes: str, packed: bytes) -> None:
        self.words = words
        self.near = near  # texts, ascending
        self.held = held  # texts that stand inside this one, or in which it stands, ascending
        self.codes = codes  # its words, one character each; "" if there are no such texts
        self.count = len(packed) // SPOT.size
        self._packed = packed

    @property
    def first(self) -> int:
        """Return the number of the first article in which the text stands."""
        return int(SPOT.unpack_from(self._packed)[3])

    @property
    def spots(self) -> list[Spot]:
        """Return where the text stands, by article and unit."""
        return list(map(Spot._make, SPOT.iter_unpack(self._packed)))

    def encode(self) -> bytes:
        """Return the record as bytes, the same for equal records."""
        others = struct.pack(f"<{len(self.near) + len(self.held)}Q", *self.near, *self.held)
        return head(self.words, len(self.near), len(self.held)) + others + self.codes.encode("utf-16-le") + self._packed


def record(words: int, near: Iterable[int], held: Iterable[int], codes: str, spots: Iterable[Spot]) -> Record:
    """Return a record of a text's words, near and held texts and spots, the latter three in any order."""
    ordered = sorted(spots, key=lambda spot: (spot.article, spot.at))
    packed = b"".join(SPOT.pack(*spot) for spot in ordered)
    return Record(words, tuple(sorted(near)), tuple(sorted(held)), codes, packed)


def head(words: int, near: int, held: int) -> bytes:
    """Return what stands before the other texts, the codes and the spots of an encoded record."""
    return _HEAD.pack(words, near, held)


def decode(row: bytes) -> Record:
    """Return a record from its bytes."""
    words, near, held = _HEAD.unpack_from(row)
    others = struct.unpack_from(f"<{near + held}Q", row, _HEAD.size)
    at = _HEAD.size + 8 * len(others)
    behind = at + 2 * words if others else at
    codes = row[at:behind].decode("utf-16-le")
    return Record(words, others[:near], others[near:], codes, row[behind:])


class Drawer(Protocol):
    """Values by number, as `lint.index` keeps them."""

    def get(self, key: int) -> bytes | None: ...  # noqa: D102
    def get_many(self, keys: Iterable[int]) -> dict[int, bytes]: ...  # noqa: D102
    def items(self) -> Iterator[tuple[int, bytes]]: ...  # noqa: D102
    def put(self, key: int, value: bytes) -> None: ...  # noqa: D102
    def drop(self, key: int) -> None: ...  # noqa: D102
    def wipe(self) -> None: ...  # noqa: D102


class Records:
    """The records of all repeated texts, read when needed and remembered."""

    def __init__(self, drawer: Drawer, often: Callable[[int], int] = lambda _: 0) -> None:
        self._drawer = drawer
        self._known: dict[int, Record | None] = {}
        self.often = lru_cache(_REMEMBERED)(often)
        """How many texts keep a gram; not needed where no groups are made."""

    def get(self, text: int) -> Record | None:
        """Return a text's record, None if it is not repeated."""
        if text not in self._known:
            row = self._drawer.get(text)
            self._known[text] = None if row is None else decode(row)
        return self._known[text]

    def put(self, text: int, record: Record | None) -> None:
        """Set a text's record; None if it is not repeated any more."""
        self._known[text] = record
        if record:
            self._drawer.put(text, record.encode())
        else:
            self._drawer.drop(text)

    def fetch(self, texts: Iterable[int]) -> None:
        """Read the records of many texts at once."""
        missing = sorted({text for text in texts if text not in self._known})
        found = self._drawer.get_many(missing)
        self._known.update((text, decode(found[text]) if text in found else None) for text in missing)

    def fetch_all(self) -> list[int]:
        """Read all records, and return the repeated texts, ascending."""
        self._known = {text: decode(row) for text, row in self._drawer.items()}
        return sorted(self._known)


def spot_of(article: int, units: Units, at: int) -> tuple[int, Spot]:
    """Return the text and the spot of one unit, without its names."""
    hashes, sizes = units.hashes, units.sizes
    before = hashes[at - 1] if at and not sizes[at] & FRESH else 0
    after = hashes[at + 1] if at + 1 < len(hashes) and not sizes[at + 1] & FRESH else 0
    return hashes[at], Spot(before, after, 0, article, at, units.starts[at], units.ends[at])


def spots(article: int, units: Units) -> Iterator[tuple[int, Spot]]:
    """Yield each unit's text and spot."""
    found = list(units)
    for at, unit in enumerate(found):
        before = found[at - 1].text if at and not unit.fresh else 0
        follower = found[at + 1] if at + 1 < len(found) else None
        after = follower.text if follower and not follower.fresh else 0
        yield unit.text, Spot(before, after, unit.names, article, at, unit.start, unit.end)
