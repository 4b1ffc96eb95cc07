"""The entries of the index, one an article: found by path or by number, without reading all others."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from lint.drawers import Cabinet


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """An article as it was when it was gathered."""

    path: str
    size: int
    mtime_ns: int
    sha256: bytes
    checks: tuple[str, ...]  # the keys of the shares that were gathered from it


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode
_NUMBER = 4  # bytes

Layer = tuple[dict[str, tuple[int, Entry]] | None, int | None]


class Entries:
    """All entries by number, and the numbers by path. What is asked of all of them reads all, once."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._articles = cabinet.drawer("articles")
        self._places = cabinet.drawer("places")  # by the hash of a path, the numbers of those with that hash
        self._all: dict[str, tuple[int, Entry]] | None = None
        self._next: int | None = None

    def find(self, path: str) -> tuple[int, Entry] | None:
        """Return an article's number and entry, None if there is no such article."""
        if self._all is not None:
            return self._all.get(path)
        for number in self._numbers_at(path):
            entry = self.entry(number)
            if entry.path == path:
                return number, entry
        return None

    def entry(self, number: int) -> Entry:
        """Return the entry of that number; raise KeyError if there is none."""
        row = self._articles.get(number)
        if row is None:
            raise KeyError(number)
        return _decode(row)

    def put(self, number: int, entry: Entry) -> None:
        """Set the entry of a number."""
        self._articles.put(number, _encode(entry))
        at = self._numbers_at(entry.path)
        if number not in at:
            self._set_numbers(entry.path, [*at, number])
        self._next = max(self.next_number(), number + 1)
        if self._all is not None:
            self._all[entry.path] = number, entry

    def drop(self, number: int, path: str) -> None:
        """Take an entry out."""
        self._articles.drop(number)
        self._set_numbers(path, [one for one in self._numbers_at(path) if one != number])
        if self._all is not None:
            self._all.pop(path, None)

    def next_number(self) -> int:
        """Return a number that no entry has."""
        if self._next is None:
            self._next = self._articles.last() + 1
        return self._next

    def count(self) -> int:
        """Return how many entries there are."""
        return self._articles.count() if self._all is None else len(self._all)

    def paths(self) -> Sequence[str]:
        """Return all paths, sorted."""
        return sorted(self._read_all())

    def numbers(self) -> list[int]:
        """Return all numbers, ascending."""
        return sorted(number for number, _ in self._read_all().values())

    def layer(self) -> Layer:
        """Return what is remembered now, for `restore`."""
        return None if self._all is None else dict(self._all), self._next

    def restore(self, layer: Layer) -> None:
        """Go back to what was remembered at an earlier moment."""
        self._all, self._next = layer

    def _read_all(self) -> dict[str, tuple[int, Entry]]:
        if self._all is None:
            rows = ((number, _decode(row)) for number, row in self._articles.items())
            self._all = {entry.path: (number, entry) for number, entry in rows}
        return self._all

    def _numbers_at(self, path: str) -> list[int]:
        row = self._places.get(_hash(path)) or b""
        return [int.from_bytes(row[at : at + _NUMBER], "little") for at in range(0, len(row), _NUMBER)]

    def _set_numbers(self, path: str, numbers: list[int]) -> None:
        if numbers:
            self._places.put(_hash(path), b"".join(number.to_bytes(_NUMBER, "little") for number in numbers))
        else:
            self._places.drop(_hash(path))


def _hash(path: str) -> int:
    return int.from_bytes(blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
