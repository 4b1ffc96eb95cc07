"""Step 2: the pairs of words by which similar texts find each other.

Of a text's words without the most frequent ones, each two neighbours are a pair; a text keeps the six whose hashes are
the smallest, and where it has fewer, as many of all its neighbouring words. Which are kept depends on the words
alone, so the relation is symmetric: what one text finds from its side, the other finds from its own. Sampling by
position, every fourth run stored and all looked up, is cheaper to store, but only the side that looks up finds the
other; groups seen from one article would then differ from those of a run over all.
Measured on 19,386 planted pairs that the rule of `similar` accepts, among 251,830 texts: .976 share a kept pair and
.927 find each other with the eight hubs of `absorb`, with 6.0 kept a sentence and 11.5 candidates. Runs of three words,
the smaller of two neighbours kept: .973 and .930, with 10.2 and 15.4. Seven pairs: .983 and .935, with 6.9 and 12.6.
With more for long texts it is 6.4 pairs a sentence.
Six pairs of all words, frequent ones too: .990, but .871 with hubs, for what is frequent finds the hubs only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lint.boilerplate.codes import RARE

KEPT, KEPT_SHARE = 6, 3
"""Pairs that a text keeps, and one in how many of its words, if that is more: long ones hold short ones."""

LAST_FREQUENT = 64
"""Up to this code a word is among the most frequent ones, and passed over."""

CODE_BITS = 15
BITS = 2 * CODE_BITS
"""Of a gram: it stands for one pair of codes and no other."""

MIX, STIR, SPREAD = 0x2E6D9C4B, 0x35A7F0D1, 0x1E3779B1
"""Odd numbers: to multiply by them, modulo a power of two, loses nothing."""

MASK = (1 << BITS) - 1
_FREQUENT = chr(LAST_FREQUENT)
WITHOUT_FREQUENT = dict.fromkeys(range(1, LAST_FREQUENT + 1))
"""For `str.translate`."""


def grams(codes: str) -> set[int]:
    """Return the hashes of the kept pairs of a text, one character a word."""
    return set(pairs(codes))


def pairs(codes: str) -> dict[int, str]:
    """Return the hashes of the kept pairs of a text, one character a word, each with its two words."""
    rare = [code for code in codes if code > _FREQUENT]
    most = max(KEPT, len(codes) // KEPT_SHARE)
    kept = _smallest(rare, most)
    if len(kept) < most:
        kept += _smallest(codes, most - len(kept))
    # The smallest hashes are small: spread them over all buckets again.
    return {found * SPREAD & MASK: words for found, words in kept}


def gram(words: str) -> int:
    """Return the gram of two words, one character each."""
    return _pair(*words) * SPREAD & MASK


def _smallest(words: Sequence[str], most: int) -> list[tuple[int, str]]:
    found = {_pair(one, other): one + other for one, other in pairwise(words)}
    return sorted(found.items())[:most]


def _pair(one: str, other: str) -> int:
    return _hash(_number(one) | _number(other) << CODE_BITS)


def _number(code: str) -> int:
    """Return a code in 15 bits."""
    place = ord(code)
    return place - RARE if place >= RARE else place + (1 << CODE_BITS) - (1 << 8)


def _hash(pair: int) -> int:
    pair = pair * MIX & MASK
    pair ^= pair >> CODE_BITS
    return pair * STIR & MASK
