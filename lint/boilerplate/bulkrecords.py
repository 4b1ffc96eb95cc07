"""The records of all repeated texts at once, with arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from lint.boilerplate.packing import FRESH
from lint.boilerplate.records import SPOT, Drawer, head
from lint.boilerplate.spool import Spool
from lint.boilerplate.unpacking import ramps

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]

_SPOT = np.dtype(
    [(name, "<u8") for name in ("before", "after", "names")]
    + [(name, "<u4") for name in ("article", "at", "start", "end")]
)
assert _SPOT.itemsize == SPOT.size
_SPOTS = 4_000_000  # worked on at once


def put_records(
    drawer: Drawer, spool: Spool, articles: Array, edges: tuple[Array, Array], packed: Callable[[int], bytes]
) -> None:
    """Fill a drawer with the record of each text that stands twice or is paired with another.

    `articles` has the number of each unit's article; `edges` the pairs of near texts and of held ones, both ways,
    ascending; `packed` gives the codes of a text.
    """
    hashes, order, first = (
        spool.take("texts", np.uint64),
        spool.take("order", np.uint32),
        spool.take("first", np.uint32),
    )
    near, held = (_Others(hashes, pairs) for pairs in edges)
    standing = np.diff(first, append=np.uint32(len(order)))
    repeated = np.unique(np.concatenate((np.flatnonzero(standing > 1), near.texts, held.texts)))
    counts = standing[repeated].astype(np.int64)
    del standing
    begins = np.searchsorted(np.cumsum(counts), np.arange(0, int(counts.sum()), _SPOTS))
    for begin, end in pairwise([*begins.tolist(), len(repeated)]):
        some = repeated[begin:end]
        units = order[ramps(first[some].astype(np.int64), counts[begin:end])].astype(np.int64)
        spots, words, at = _spots(spool, articles, units), _words(spool, units), 0
        for text, name, count in zip(some.tolist(), hashes[some].tolist(), counts[begin:end].tolist(), strict=True):
            close, holding = near.of(text), held.of(text)
            others = close + holding
            row = head(int(words[at]), len(close) // 8, len(holding) // 8) + others + (packed(text) if others else b"")
            drawer.put(name, row + spots[at : at + count].tobytes())
            at += count


def _words(spool: Spool, units: Array) -> Array:
    words: Array = spool.take("sizes", np.uint32)[units] & np.uint32(FRESH - 1)
    return words


def _spots(spool: Spool, articles: Array, units: Array) -> Array:
    """Return the spot of each unit; one column at a time, so that only one of them fills memory."""
    last = len(articles) - 1
    spots = np.zeros(len(units), _SPOT)
    before, after = (units - 1).clip(0), (units + 1).clip(max=last)
    sizes = spool.take("sizes", np.uint32)
    joined = (
        (units > 0) & (sizes[units] & np.uint32(FRESH) == 0) & (articles[before] == articles[units]),
        (units < last) & (sizes[after] & np.uint32(FRESH) == 0) & (articles[after] == articles[units]),
    )
    del sizes
    hashes = spool.take("hashes", np.uint64)
    spots["before"] = np.where(joined[0], hashes[before], 0)
    spots["after"] = np.where(joined[1], hashes[after], 0)
    del hashes
    spots["article"] = articles[units]
    spots["at"] = units - np.searchsorted(articles, articles[units])
    spots["names"] = spool.take("names", np.uint64)[units]
    spots["start"] = spool.take("starts", np.uint32)[units]
    spots["end"] = spool.take("ends", np.uint32)[units]
    return spots


class _Others:
    """The texts that others are paired with."""

    def __init__(self, hashes: Array, pairs: Array) -> None:
        self.texts = pairs[:, 0]
        self._others = hashes[pairs[:, 1]]

    def of(self, text: int) -> bytes:
        """Return the hashes of the texts that one is paired with, ascending and packed."""
        begin, end = np.searchsorted(self.texts, (text, text + 1))
        return self._others[begin:end].tobytes()
