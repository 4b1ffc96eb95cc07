"""Which unknown words are slips of the hand: a dictionary alone is right about one word in ten.

The steps were chosen on CWEB's development sentences (Flachs et al., EMNLP 2020): of all words that LanguageTool's
dictionary lacks, 10 % are errors; of those in lower case whose first suggestion is one edit away, 31 %; of those
that differ from it by a slip as defined here, 75 %; of those whose suggestion three articles use, 79 %.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST, _SHORTEST_SWAP = 5, 3
# Letters by which British and American spellings differ, in both directions.
_DIALECTS = (
    *(("our", "or"), ("is", "iz"), ("ys", "yz"), ("re", "er"), ("ll", "l"), ("ae", "e"), ("oe", "e"), ("ogue", "og")),
    *(("c", "s"), ("mme", "m"), ("ey", "ay"), ("t", "ed"), ("que", "ck"), ("ium", "um"), ("eable", "able")),
)
_JOINTS = frozenset("-–—_/\\@#.&+=:'’0123456789")
_OPENING = frozenset("\"“‘'«‹„")


def may_be_slip(word: str, suggestions: Sequence[str]) -> bool:
    """Return whether a word is plain, and its first suggestion a plain word that is one edit away."""
    best = suggestions[0]
    if not (_plain(word) and _plain(best) and word[0] == best[0]) or _inflected(word, best):
        return False
    long_enough = len(word) >= (_SHORTEST_SWAP if _swapped(word, best) else _SHORTEST)
    return long_enough and one_edit(word, best) and not _dialect(word, suggestions)


def is_slip(word: str, suggestion: str) -> bool:
    """Return whether two letters were swapped, one left out, or one doubled."""
    if _swapped(word, suggestion):
        return True
    if len(word) < len(suggestion):
        return one_edit(word, suggestion)
    at = _first_difference(word, suggestion)
    return len(word) > len(suggestion) and one_edit(word, suggestion) and word[at] == word[at - 1]


def is_part(text: str, start: int, end: int) -> bool:
    """Return whether a word is part of something longer, such as a compound or an address, or stands in quotes."""
    before, after = text[start - 1 : start], text[end : end + 1]
    sentence_ends = after in (".", ":") and not text[end + 1 : end + 2].isalnum()
    return before in _JOINTS or before in _OPENING or (after in _JOINTS and not sentence_ends)


def one_edit(word: str, other: str) -> bool:
    """Return whether two different words are one letter, or one swap of neighbours, apart."""
    at = _first_difference(word, other)
    left, right = word[at:], other[at:]
    return word != other and (left[1:] == right[1:] or left[1:] == right or left == right[1:] or _swapped(word, other))


def _swapped(word: str, other: str) -> bool:
    at = _first_difference(word, other)
    left, right = word[at:], other[at:]
    return len(left) > 1 and left[:2] == right[:2][::-1] and left[2:] == right[2:] and word != other


def _first_difference(word: str, other: str) -> int:
    shorter = min(len(word), len(other))
    return next((at for at in range(shorter) if word[at] != other[at]), shorter)


def _plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower()


def _inflected(word: str, other: str) -> bool:
    return word in (f"{other}s", f"{other}d") or other == f"{word}s" or word[:-1] == other[:-1]


def _dialect(word: str, suggestions: Sequence[str]) -> bool:
    """Return whether a suggestion is the same word as spelt across the Atlantic."""
    pairs = (*_DIALECTS, *((there, here) for here, there in _DIALECTS))
    for here, there in pairs:
        at = word.find(here)
        while at >= 0:
            if word[:at] + there + word[at + len(here) :] in suggestions:
                return True
            at = word.find(here, at + 1)
    return False
