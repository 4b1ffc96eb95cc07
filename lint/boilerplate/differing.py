"""In which words a place differs from the text of its group: compared as the check compares, told as written."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from lint.boilerplate.alignment import align
from lint.boilerplate.markup import GONE, bare, masked
from lint.boilerplate.words import APART, CLUSTER, Lazy

WORD = Lazy(rf"{APART}|{CLUSTER}|(?<=\w)['’]{APART}")
"""A word; the end of a possessive is one of its own, for the name before it may be a slot's value."""

_WORD_OR_SLOT = Lazy(rf"⟨\w+⟩|{WORD.pattern}")
_UNKNOWN = "\1"  # the code of a word that the text does not have
_FIRST = 2  # the first code of those that it has


class Stretch(NamedTuple):
    """Where a quote has other words than the text: from `start` to `end`; both are the same where it has none."""

    start: int  # code points of the quote
    end: int
    words: str  # of the quote, without markup
    instead_of: str  # what the text has there; "" if it has nothing


class Compared(NamedTuple):
    """How a quote compares with the text. `is_part`: it lacks what the text begins or ends with."""

    stretches: tuple[Stretch, ...]
    is_part: bool = False


class Text:
    """The text that quotes are compared with: a sentence, or a template with ⟨A⟩, ⟨B⟩ … in the place of its slots."""

    def __init__(self, text: str, *, is_whole: bool = True) -> None:
        """Take a text; unless it is whole in every place, what a quote lacks at its ends is no difference."""
        self._text, self._is_whole = bare(text), is_whole
        self._spans = [found.span() for found in _WORD_OR_SLOT.finditer(self._text)]
        self._codes: dict[str, str] = {}
        written = (self._text[start:end] for start, end in self._spans)
        self._line = "".join(self._codes.setdefault(_folded(word), _code(len(self._codes))) for word in written)

    def differing(self, quote: str) -> Compared:
        """Return where the words of a quote differ, in order; the same words in other markup or case do not."""
        shown = masked(quote)
        spans = [found.span() for found in WORD.finditer(shown)]
        line = "".join(self._codes.get(_folded(shown[start:end]), _UNKNOWN) for start, end in spans)
        if line == self._line:
            return Compared(())
        pairs = [(at, place) for at, place in enumerate(align(self._line, line)) if place >= 0]
        found: list[Stretch] = []
        is_part = False
        for (text_at, at), (text_next, following) in pairwise([(-1, -1), *pairs, (len(self._line), len(line))]):
            lacks = following == at + 1
            if lacks and self._is_beyond(text_at, text_next):
                is_part = is_part or text_next > text_at + 1
            elif not lacks or text_next > text_at + 1:
                start, end = _between(spans, at, following)
                instead = slice(*_between(self._spans, text_at, text_next))
                found.append(Stretch(start, end, shown[start:end].replace(GONE, ""), self._text[instead]))
        return Compared(tuple(found), is_part)

    def _is_beyond(self, at: int, following: int) -> bool:
        return not self._is_whole and (at < 0 or following == len(self._line))


def _folded(word: str) -> str:
    return word.casefold().lstrip("'’")


def _code(number: int) -> str:
    number += _FIRST
    return chr(number + 0x800 * (number >= 0xD800))  # surrogates are no characters


def _between(spans: list[tuple[int, int]], at: int, following: int) -> tuple[int, int]:
    """Return where the words between two words stand; where there are none, the end of the first."""
    if following > at + 1:
        return spans[at + 1][0], spans[following - 1][1]
    end = spans[at][1] if at >= 0 else 0
    return end, end
