"""The records of all repeated texts at once, with arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lint.boilerplate.packing import FRESH
from lint.boilerplate.records import SPOT, Drawer, head
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
_CHUNK = 1 << 16  # texts


class Standings(NamedTuple):
    """Where all texts stand: columns of all units, in the order of articles, and the units of each text."""

    hashes: Array
    sizes: Array
    starts: Array
    ends: Array
    names: Array
    articles: Array  # the number of each unit's article
    order: Array  # the units, by text
    first: Array  # which of them is the first of each text

    def spots(self, texts: Array, counts: Array) -> Array:
        """Return every spot of some texts, one text after the other."""
        units = self.order[ramps(self.first[texts], counts)].astype(np.int64)
        last = len(self.hashes) - 1
        spots = np.zeros(len(units), _SPOT)
        for side, other, fresh in (("before", units - 1, units), ("after", units + 1, units + 1)):
            inside = other.clip(0, last)
            joined = (other == inside) & (self.sizes[fresh.clip(0, last)] & np.uint32(FRESH) == 0)
            joined &= self.articles[inside] == self.articles[units]
            spots[side] = np.where(joined, self.hashes[inside], 0)
        spots["article"], spots["names"] = self.articles[units], self.names[units]
        spots["at"] = units - np.searchsorted(self.articles, self.articles[units])
        spots["start"], spots["end"] = self.starts[units], self.ends[units]
        return spots


def put_records(
    drawer: Drawer, standings: Standings, hashes: Array, edges: tuple[Array, Array], packed: Callable[[int], bytes]
) -> None:
    """Fill a drawer with the record of each text that stands twice or is paired with another.

    `edges`: the pairs of near texts and of held ones, both ways, ascending; `packed` gives the codes of a text.
    """
    counts = np.diff(np.r_[standings.first, len(standings.order)])
    near, held = (_Others(hashes, pairs) for pairs in edges)
    repeated = np.flatnonzero((counts > 1) | (near.counts > 0) | (held.counts > 0))
    words = standings.sizes[standings.order[standings.first[repeated]]] & np.uint32(FRESH - 1)
    for begin in range(0, len(repeated), _CHUNK):
        some = repeated[begin : begin + _CHUNK]
        spots = standings.spots(some, counts[some]).tobytes()
        at = 0
        for text, length in zip(some.tolist(), words[begin : begin + _CHUNK].tolist(), strict=True):
            others = near.of(text) + held.of(text)
            behind = at + SPOT.size * int(counts[text])
            row = head(length, int(near.counts[text]), int(held.counts[text])) + others
            drawer.put(int(hashes[text]), row + (packed(text) if others else b"") + spots[at:behind])
            at = behind


class _Others:
    """The texts that others are paired with."""

    def __init__(self, hashes: Array, pairs: Array) -> None:
        self.counts = np.bincount(pairs[:, 0], minlength=len(hashes)).astype(np.int32)
        self._at = np.r_[0, np.cumsum(self.counts)]
        self._packed = hashes[pairs[:, 1]].tobytes()

    def of(self, text: int) -> bytes:
        """Return the hashes of the texts that one is paired with, ascending and packed."""
        return self._packed[8 * int(self._at[text]) : 8 * int(self._at[text + 1])]
