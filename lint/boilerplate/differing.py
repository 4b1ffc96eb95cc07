"""In which words a place differs from the text of its group: compared as the check compares, told as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from lint.boilerplate.alignment import align
from lint.boilerplate.markup import GONE
from lint.boilerplate.pieces import PIECE, pieces
from lint.boilerplate.words import Lazy

_PIECE_OR_SLOT = Lazy(rf"⟨\w+⟩|{PIECE.pattern}")
_ROUNDS = 3
"""Code that is told as one on one side may leave a part of code on the other: so often that is looked for."""

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
        self._text, self._is_whole = pieces(text, _PIECE_OR_SLOT), is_whole
        self._codes: dict[str, str] = {}
        self._line = "".join(self._codes.setdefault(word, _code(len(self._codes))) for word in self._text.folded)

    def differing(self, quote: str) -> Compared:
        """Return where the words of a quote differ, in order; the same words in other markup or case do not."""
        mine, text = pieces(quote), self._text
        line = "".join(self._codes.get(word, _UNKNOWN) for word in mine.folded)
        if line == self._line:
            return Compared(())
        found: list[Stretch] = []
        is_part = False
        pairs = self._agreeing(line, mine.code)
        for (text_at, at), (text_next, following) in pairwise([(-1, -1), *pairs, (len(self._line), len(line))]):
            lacks = following == at + 1
            if lacks and self._is_beyond(text_at, text_next):
                is_part = is_part or text_next > text_at + 1
            elif not lacks or text_next > text_at + 1:
                start, end = _between(mine.spans, at, following)
                instead = _between(text.spans, text_at, text_next)
                found.append(Stretch(start, end, mine.shown[start:end].replace(GONE, ""), text.said(*instead)))
        return Compared(tuple(found), is_part)

    def _agreeing(self, line: str, code: Sequence[range]) -> list[tuple[int, int]]:
        """Return which words of the text and of a quote agree, but for code that does not agree as a whole."""
        agreeing = {at: place for at, place in enumerate(align(self._line, line)) if place >= 0}
        for _ in range(_ROUNDS):
            back = {place: at for at, place in agreeing.items()}
            for at in [*_parted(self._text.code, agreeing), *(back[place] for place in _parted(code, back))]:
                agreeing.pop(at, None)
        return sorted(agreeing.items())

    def _is_beyond(self, at: int, following: int) -> bool:
        return not self._is_whole and (at < 0 or following == len(self._line))


def _code(number: int) -> str:
    number += _FIRST
    return chr(number + 0x800 * (number >= 0xD800))  # surrogates are no characters


def _parted(code: Iterable[range], places: Mapping[int, int]) -> Iterator[int]:
    """Yield the words that stand elsewhere too, of code that does not stand there as a whole."""
    for words in code:
        found = [places.get(word, -1) for word in words]
        if found[0] < 0 or found != [*range(found[0], found[0] + len(found))]:
            yield from (word for word in words if word in places)


def _between(spans: list[tuple[int, int]], at: int, following: int) -> tuple[int, int]:
    """Return where the words between two words stand; where there are none, the end of the first."""
    if following > at + 1:
        return spans[at + 1][0], spans[following - 1][1]
    end = spans[at][1] if at >= 0 else 0
    return end, end
