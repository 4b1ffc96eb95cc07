"""Which unknown words are slips of the hand: a dictionary alone is right about one word in ten.

Chosen on CWEB's development sentences (Flachs et al., EMNLP 2020), where 10 % of the words that LanguageTool's
dictionary lacks are errors, and 31 % of those in small letters that are one edit from its first suggestion. Of the
slips as defined here, with a suggestion that the pronouncing dictionary has and the word itself not in it, 86 % are
(19 of 22); with those that other articles spell otherwise, and joined words, 81 % (22 of 27). Of 193 firings on
technical guides of many hands, read by eye, 92 % were right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Kind = Literal["", "slip", "vowel", "two", "letter", "joined"]

_SHORTEST, _SHORTEST_SWAP, _SHORTEST_VOWEL, _SHORTEST_TWO = 5, 3, 7, 8
_VOWELS = frozenset("aeiouy")
# Letters by which British and American spellings differ, in both directions.
_DIALECTS = (
    *(("our", "or"), ("is", "iz"), ("ys", "yz"), ("re", "er"), ("ll", "l"), ("ae", "e"), ("oe", "e"), ("ogue", "og")),
    *(("c", "s"), ("mme", "m"), ("ey", "ay"), ("t", "ed"), ("que", "ck"), ("ium", "um"), ("eable", "able")),
)
# Two words that never are one. Most that an engine would divide are compounds that it does not know.
# fmt: off
_JOINED = frozenset((
    "afterall", "alot", "aswell", "atleast", "eachother", "eventhough", "everyother", "infact", "insteadof",
    "ofcourse", "upto",
))
# fmt: on
_JOINTS = frozenset("-–—_/\\@#.&+=:'’0123456789")
_OPENING = frozenset("‘'‹")
_QUOTES = (("“", "”"), ("«", "»"))
_LOW_QUOTES = (("„", "“"),)


def kind_of(word: str, suggestions: Sequence[str]) -> Kind:
    """Return how a word in small letters differs from its first suggestion; "" if as no slip would.

    slip: two letters swapped, one left out, or one doubled. vowel: a wrong one, or one too many. two: two such
    differences inside a long word. letter: any other one letter. joined: two words without the space.
    """
    best = suggestions[0]
    if word in _JOINED:
        return "joined" if best.replace(" ", "") == word else ""
    if not (_plain(word) and _plain(best) and word[0] == best[0]) or _inflected(word, best):
        return ""
    if _dialect(word, suggestions):
        return ""
    if not one_edit(word, best):
        return "two" if _two_edits(word, best) else ""
    if len(word) < (_SHORTEST_SWAP if _swapped(word, best) else _SHORTEST):
        return ""
    return _kind_of_edit(word, suggestions)


def _kind_of_edit(word: str, suggestions: Sequence[str]) -> Kind:
    best = suggestions[0]
    at = _first_difference(word, best)
    if _swapped(word, best) or len(word) < len(best) or (len(word) > len(best) and word[at] == word[at - 1]):
        return "slip"
    vowel = word[at] in _VOWELS and (len(word) > len(best) or best[at] in _VOWELS)
    compound = any(one.replace(" ", "") == word for one in suggestions)
    return "vowel" if vowel and len(word) >= _SHORTEST_VOWEL and not compound else "letter"


def begins_sentence(text: str, start: int) -> bool:
    """Return whether a capital letter at an offset says nothing, since a sentence begins there."""
    before = text[:start].rstrip()
    return not before or (before[-1] in ".!?" and before != text[:start])


def is_part(text: str, start: int, end: int) -> bool:
    """Return whether a word is part of something longer: a compound, an address, another's words in quotes."""
    before, after = text[start - 1 : start], text[end : end + 1]
    sentence_ends = after in (".", ":") and not text[end + 1 : end + 2].isalnum()
    return before in _JOINTS or (after in _JOINTS and not sentence_ends) or _is_quoted(text, start)


def _is_quoted(text: str, start: int) -> bool:
    """Return whether quotes are open at an offset of a paragraph; an apostrophe is told from one by what precedes."""
    if text[start - 1 : start] in _OPENING or text.count('"', 0, start) % 2:
        return True
    quotes = _LOW_QUOTES if "„" in text[:start] else _QUOTES
    return any(text.rfind(opening, 0, start) > text.rfind(closing, 0, start) for opening, closing in quotes)


def one_edit(word: str, other: str) -> bool:
    """Return whether two different words are one letter, or one swap of neighbours, apart."""
    at = _first_difference(word, other)
    left, right = word[at:], other[at:]
    return word != other and (left[1:] == right[1:] or left[1:] == right or left == right[1:] or _swapped(word, other))


def _two_edits(word: str, other: str) -> bool:
    """Return whether two long words differ in two places, but neither in length by more than one nor at the end."""
    if len(word) < _SHORTEST_TWO or abs(len(word) - len(other)) > 1 or word[-2:] != other[-2:]:
        return False
    at = _first_difference(word, other)
    left, right = word[at:], other[at:]
    swapped = right[1:2] + right[:1] + right[2:]
    tails = ((left[1:], right[1:]), (left[1:], right), (left, right[1:]), (left, swapped))
    return any(one_edit(one, two) for one, two in tails)


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
