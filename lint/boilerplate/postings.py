"""Where each gram and each text is found: lists of articles by key, in packed blocks, so that a hook reads few.

A row is three bytes: the lowest bits of the key and the number of the article; the upper bits of the key are the
row's place in the block. So the more articles there are, the more bits of the key are places, and a row stays as
it is: 3.2 bytes with all that stands round it, where the whole key and the number would take 6. Which of the article's
texts is meant is found in its share, which is read anyway to compare them.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Sequence

from lint.boilerplate.grams import BITS
from lint.boilerplate.records import Drawer

TEXT_BITS = BITS - 3
"""Bits of a text's hash by which it is looked up; texts are fewer than grams."""

ROW, ROW_BITS = 3, 24
_WIDE = array("I").itemsize
BLOCK_BITS = 8
"""A block holds so many buckets, to the power of two; about 600 rows."""

LEAST_BITS = 10

_MANY = 15
_HALF_BYTES = bytes(b"0123456789abcdef"[min(count, _MANY)] for count in range(256))
_DIGITS = bytes(int(chr(byte), 16) if chr(byte) in "0123456789abcdef" else 0 for byte in range(256))


def text_key(text: int) -> int:
    """Return the key by which a text is looked up."""
    return text >> 64 - TEXT_BITS


class Postings:
    """A list of articles for each key. The order of a list is its keeper's own."""

    def __init__(self, drawer: Drawer, key_bits: int, article_bits: int) -> None:
        self._drawer = drawer
        self._layout = Layout(key_bits, article_bits)
        self._blocks: dict[int, _Block] = {}

    def fetch(self, keys: Iterable[int]) -> None:
        """Read the blocks of many keys at once."""
        shift = self._layout.key_shift + BLOCK_BITS
        missing = sorted({key >> shift for key in keys} - self._blocks.keys())
        found = self._drawer.get_many(missing)
        self._blocks.update((number, _Block(found.get(number, b""))) for number in missing)

    def get(self, key: int) -> list[int]:
        """Return the articles at a key."""
        return self._rows(key, self._block)

    def count(self, key: int) -> int:
        """Return how many articles there are at a key. Nothing is remembered: keys by the million may be asked for."""
        return len(self._rows(key, self._read))

    def _rows(self, key: int, block: Callable[[int], _Block]) -> list[int]:
        bucket, low = self._layout.place(key)
        rows = block(bucket >> BLOCK_BITS).bucket(bucket & (1 << BLOCK_BITS) - 1)
        return [row - low for row in rows if row >> self._layout.article_bits << self._layout.article_bits == low]

    def set(self, key: int, articles: list[int]) -> None:
        """Replace the articles at a key."""
        bucket, low = self._layout.place(key)
        block = self._block(bucket >> BLOCK_BITS)
        kept = self._layout.article_bits
        rows = block.bucket(bucket & (1 << BLOCK_BITS) - 1)
        others = [row for row in rows if row >> kept << kept != low]
        block.replace(bucket & (1 << BLOCK_BITS) - 1, [*others, *(low + article for article in articles)])
        self._drawer.put(bucket >> BLOCK_BITS, block.encode())

    def _block(self, number: int) -> _Block:
        if number not in self._blocks:
            self._blocks[number] = self._read(number)
        return self._blocks[number]

    def _read(self, number: int) -> _Block:
        return _Block(self._drawer.get(number) or b"")


class Layout:
    """How a key and an article's number become a row in a bucket."""

    def __init__(self, key_bits: int, article_bits: int) -> None:
        self.article_bits = article_bits
        self.key_shift = ROW_BITS - article_bits
        self.buckets = 1 << max(key_bits - self.key_shift, 0)

    def place(self, key: int) -> tuple[int, int]:
        """Return a key's bucket, and what its rows have besides the article's number."""
        bucket = key >> self.key_shift
        return bucket, (key - (bucket << self.key_shift)) << self.article_bits


class _Block:
    """Buckets next to each other: how many rows each has, then the rows."""

    def __init__(self, packed: bytes) -> None:
        half = 1 << BLOCK_BITS - 1
        counts = list((packed[:half] or bytes(half)).hex().encode().translate(_DIGITS))
        many = [at for at, count in enumerate(counts) if count == _MANY] if _MANY in counts else []
        behind = half + 4 * len(many)
        for at, count in zip(many, array("I", packed[half:behind]), strict=True):
            counts[at] = count
        self._counts, self._rows = counts, bytearray(packed[behind:])

    def bucket(self, number: int) -> list[int]:
        start = ROW * sum(self._counts[:number])
        return _numbers(self._rows[start : start + ROW * self._counts[number]])

    def replace(self, number: int, rows: list[int]) -> None:
        start = ROW * sum(self._counts[:number])
        self._rows[start : start + ROW * self._counts[number]] = _rows_of(rows)
        self._counts[number] = len(rows)

    def encode(self) -> bytes:
        return counts_packed(self._counts) + bytes(self._rows)


def _numbers(rows: bytearray) -> list[int]:
    """Return rows as numbers; byte by byte for all of them at once, for a frequent gram has tens of thousands."""
    wide = bytearray(_WIDE * (len(rows) // ROW))
    for byte in range(ROW):
        wide[byte::_WIDE] = rows[byte::ROW]
    numbers = array("I", bytes(wide))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()


def _rows_of(numbers: Sequence[int]) -> bytearray:
    """Return numbers as rows."""
    found = array("I", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    wide, rows = found.tobytes(), bytearray(ROW * len(numbers))
    for byte in range(ROW):
        rows[byte::ROW] = wide[byte::_WIDE]
    return rows


def counts_packed(counts: Sequence[int]) -> bytes:
    """Return what stands before a block's rows: how many are in each bucket, in half a byte where that will do."""
    most = max(counts)
    low = bytes(counts) if most < 256 else bytes(min(count, _MANY) for count in counts)
    many = [count for count in counts if count >= _MANY] if most >= _MANY else []
    return bytes.fromhex(low.translate(_HALF_BYTES).decode()) + array("I", many).tobytes()


def article_bits(largest: int) -> int:
    """Return how many bits an article's number has, with room for a quarter more."""
    return max(LEAST_BITS, (largest + largest // 4).bit_length())
