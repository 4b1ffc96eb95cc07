"""`grams` for many texts at once, with arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from lint.boilerplate import grams as one_text
from lint.boilerplate.codes import RARE
from lint.boilerplate.postings import BLOCK_BITS, ROW, TEXT_BITS, Layout, counts_packed
from lint.boilerplate.records import Drawer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_HASH = np.uint64(one_text.BITS)
_LOW = np.uint64(one_text.MASK)
_FREQUENT = (1 << one_text.CODE_BITS) - (1 << 8)


def kept(codes: Array, lengths: Array) -> tuple[Array, Array]:
    """Return the grams that texts keep and which of the texts keeps each, by text; `codes` are those of all texts."""
    text = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    rare = codes > one_text.LAST_FREQUENT
    most = np.maximum(lengths // one_text.KEPT_SHARE, one_text.KEPT)
    some, counts = _smallest(*_pairs(codes[rare], text[rare]), most)
    short = (counts < most)[text.astype(np.int64)]
    others, _ = _smallest(*_pairs(codes[short], text[short]), most - counts)
    rows = np.concatenate((some, others))
    grams = (rows & _LOW) * np.uint64(one_text.SPREAD) & _LOW
    rows = np.sort((rows & ~_LOW) | grams)
    rows = rows[changes(rows)]
    return rows & _LOW, (rows >> _HASH).astype(np.int64)


def _pairs(codes: Array, text: Array) -> tuple[Array, Array]:
    """Return the hashes of neighbouring words, and the text of each."""
    numbers = codes.astype(np.uint64)
    numbers = np.where(codes >= RARE, numbers - np.uint64(RARE), numbers + np.uint64(_FREQUENT))
    pairs = (numbers[:-1] | numbers[1:] << np.uint64(one_text.CODE_BITS)) * np.uint64(one_text.MIX) & _LOW
    pairs ^= pairs >> np.uint64(one_text.CODE_BITS)
    hashes = pairs * np.uint64(one_text.STIR) & _LOW
    same = text[1:] == text[:-1]
    return hashes[same], text[:-1][same]


def _smallest(hashes: Array, text: Array, most: Array) -> tuple[Array, Array]:
    """Return text << BITS | hash for the smallest hashes of each text, `most` at most; and how many each has."""
    rows = np.sort(text << _HASH | hashes)
    rows = rows[changes(rows)]
    text = rows >> _HASH
    begins = np.flatnonzero(changes(text))
    place = np.arange(len(rows)) - np.repeat(begins, np.diff(np.r_[begins, len(rows)]))
    rows = rows[place < most[text.astype(np.int64)]]
    return rows, np.bincount((rows >> _HASH).astype(np.int64), minlength=len(most))


def changes(numbers: Array) -> Array:
    """Return where a number of an ascending array is another one than before."""
    found: Array = np.r_[True, numbers[1:] != numbers[:-1]] if len(numbers) else np.zeros(0, bool)
    return found


def put_grams(drawer: Drawer, article_bits: int, rows: Array, homes: Array, hubs: int) -> None:
    """Fill a drawer with the lists of all grams; `rows` are gram << 32 | text, ascending, texts ordered by hash."""
    gram = rows >> np.uint64(32)
    articles = homes[(rows & np.uint64(0xFFFFFFFF)).astype(np.int64)].astype(np.uint64)
    begins = np.flatnonzero(changes(gram))
    others = np.flatnonzero(np.arange(len(gram)) - np.repeat(begins, np.diff(np.r_[begins, len(gram)])) >= hubs)
    articles[others] = articles[others][np.lexsort((articles[others], gram[others]))]
    _put(drawer, Layout(one_text.BITS, article_bits), gram, articles)


def put_texts(drawer: Drawer, article_bits: int, hashes: Array, homes: Array) -> None:
    """Fill a drawer with the homes of all texts, ascending by hash."""
    keys = hashes >> np.uint64(64 - TEXT_BITS)
    _put(drawer, Layout(TEXT_BITS, article_bits), keys, homes.astype(np.uint64))


def _put(drawer: Drawer, layout: Layout, keys: Array, articles: Array) -> None:
    bucket = keys >> np.uint64(layout.key_shift)
    low = keys & np.uint64((1 << layout.key_shift) - 1)
    packed = (low << np.uint64(layout.article_bits) | articles).astype("<u4").view(np.uint8).reshape(-1, 4)[:, :ROW]
    block = bucket >> np.uint64(BLOCK_BITS)
    begins = np.flatnonzero(changes(block))
    for begin, end in pairwise([*begins.tolist(), len(block)]):
        places = (bucket[begin:end] & np.uint64((1 << BLOCK_BITS) - 1)).astype(np.int64)
        counts = np.bincount(places, minlength=1 << BLOCK_BITS)
        drawer.put(int(block[begin]), counts_packed(counts.tolist()) + packed[begin:end].tobytes())
