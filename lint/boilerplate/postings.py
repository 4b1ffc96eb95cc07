"""Where each gram and each text is found: sorted rows in packed buckets, so that a hook reads only what it asks for.

A gram's row is its hash and the upper part of the text's hash in one 64-bit number. Texts that share a gram number
some millions in the largest corpus; that two of them agree in 44 bits is as unlikely as that two texts agree in 64.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from lint.boilerplate.records import Drawer

SHORT = 44
"""Bits of a text's hash in a gram's row; the other 20 are the lowest of the gram's."""

LOW = 64 - SHORT
LEAST_BITS = 32 - LOW
"""Bits of a gram that say which bucket it is in, at least: with the row's they are its whole hash."""

_GRAM_ROWS, _HOME_ROWS = 256, 128  # in a bucket, about, when the buckets are laid out
_HOME_BITS = 6


def short(text: int) -> int:
    """Return the part of a text's hash that stands in a gram's rows."""
    return text >> LOW


class Postings:
    """The texts that keep each gram."""

    def __init__(self, drawer: Drawer, bits: int) -> None:
        self._drawer = drawer
        self._shift = 32 - bits
        self._buckets: dict[int, array[int]] = {}

    def _rows(self, gram: int) -> array[int]:
        bucket = gram >> self._shift
        if bucket not in self._buckets:
            self._buckets[bucket] = array("Q", self._drawer.get(bucket) or b"")
        return self._buckets[bucket]

    def fetch(self, grams: Iterable[int]) -> None:
        """Read the buckets of many grams at once."""
        missing = sorted({gram >> self._shift for gram in grams} - self._buckets.keys())
        found = self._drawer.get_many(missing)
        self._buckets.update((bucket, array("Q", found.get(bucket, b""))) for bucket in missing)

    def texts(self, gram: int) -> list[int]:
        """Return the texts that keep a gram, by the upper part of their hashes, ascending."""
        rows = self._rows(gram)
        first = (gram & ((1 << LOW) - 1)) << SHORT
        at = bisect_left(rows, first)
        end = bisect_left(rows, first + (1 << SHORT), at)
        return [row - first for row in rows[at:end]]

    def replace(self, gram: int, texts: list[int]) -> None:
        """Set the texts that keep a gram, ascending."""
        rows = self._rows(gram)
        first = (gram & ((1 << LOW) - 1)) << SHORT
        at = bisect_left(rows, first)
        end = bisect_left(rows, first + (1 << SHORT), at)
        rows[at:end] = array("Q", [first + text for text in texts])
        self._drawer.put(gram >> self._shift, rows.tobytes())


class Homes:
    """For every text the number of an article in which it stands: the smallest one."""

    def __init__(self, drawer: Drawer, bits: int) -> None:
        self._drawer = drawer
        self._shift = 64 - bits
        self._buckets: dict[int, tuple[array[int], array[int]]] = {}

    def _columns(self, text: int) -> tuple[array[int], array[int]]:
        bucket = text >> self._shift
        if bucket not in self._buckets:
            self._buckets[bucket] = self._split(self._drawer.get(bucket) or b"")
        return self._buckets[bucket]

    def fetch(self, texts: Iterable[int]) -> None:
        """Read the buckets of many texts at once."""
        missing = sorted({text >> self._shift for text in texts} - self._buckets.keys())
        found = self._drawer.get_many(missing)
        self._buckets.update((bucket, self._split(found.get(bucket, b""))) for bucket in missing)

    @staticmethod
    def _split(bucket: bytes) -> tuple[array[int], array[int]]:
        count = len(bucket) // 12
        return array("Q", bucket[: 8 * count]), array("I", bucket[8 * count :])

    def get(self, text: int) -> int | None:
        """Return the article of a text, None if it stands in none."""
        texts, articles = self._columns(text)
        at = bisect_left(texts, text)
        return articles[at] if at < len(texts) and texts[at] == text else None

    def whole(self, short_text: int) -> int:
        """Return the whole hash of a text of which the upper part is given."""
        texts, _ = self._columns(short_text << LOW)
        at = bisect_left(texts, short_text << LOW)
        return texts[at]

    def put(self, text: int, article: int | None) -> None:
        """Set the article of a text; None if it stands in none any more."""
        texts, articles = self._columns(text)
        at = bisect_left(texts, text)
        known = at < len(texts) and texts[at] == text
        if known:
            del texts[at], articles[at]
        if article is not None:
            texts.insert(at, text)
            articles.insert(at, article)
        self._drawer.put(text >> self._shift, texts.tobytes() + articles.tobytes())


def gram_bits(rows: int) -> int:
    """Return by how many bits of a gram its bucket is chosen, for so many rows."""
    return max(LEAST_BITS, min(24, (rows // _GRAM_ROWS).bit_length()))


def home_bits(texts: int) -> int:
    """Return by how many bits of a text its bucket is chosen, for so many texts."""
    return max(_HOME_BITS, min(24, (texts // _HOME_ROWS).bit_length()))
