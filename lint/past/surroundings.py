"""What stands around a finding of few words, by which it is told from another of the same words in its article."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lint.finding import Finding
from lint.stamp import normalised

SHORT = 20
"""Code points of a quote below which the words alone prove nothing: the length from which moved text is known, too."""

WINDOW = 78
"""Code points around a finding, itself among them, that are compared: about a sentence."""

_ALIKE = 80
"""Least likeness, of 100, of two surroundings of which one is the other after an edit.

Lower than that of quotes: the flagged words themselves are equal, and an edit nearby weighs more in one sentence.
"""

_REACH = 400  # code points of source on either side in which the window is looked for
_SHORTEST = 10  # shorter surroundings must be equal
_BREAK = re.compile(
    r"\n[ \t]*\n|(?:^|\n)[ \t]*(?:#|\[//\]:)[^\n]*\n|-->\s*|\s*<!--"
    r"|\n(?=[ \t]*(?:[#>|]|[-*+][ \t]|\d+[.)][ \t]))|[.!?…][\"')\]*_”’»]*\s+|[。！？]"
)
_NO_SPACES = r"\s\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"  # scripts that put none between words are not taken as one
_BEFORE = re.compile(rf"[^{_NO_SPACES}]*$")
_AFTER = re.compile(rf"[^{_NO_SPACES}]*")
_LAST_WORD, _FIRST_WORD = re.compile(r"\S+\s*$"), re.compile(r"\s*\S+")
_EDGE = re.compile(r"^\W+|\W+$")

Around = tuple[str, str]
"""The words before and after a finding in its sentence, with the space that parts them from it."""


class Surroundings:
    """Gives what stands around the short findings of articles, whose texts it reads once each."""

    def __init__(self, text: Callable[[str], str]) -> None:
        self._text = text
        self._read: tuple[str, str] = ("", "")  # of the last path: findings come by article

    def __call__(self, path: str, finding: Finding) -> Around | None:
        """Return what stands around a finding; None for long quotes, repeats, and where the text is not there."""
        quote = finding.quote
        if finding.group or not 0 < len(quote.strip()) < SHORT:
            return None
        if self._read[0] != path:
            self._read = path, self._text(path)
        text, start, end = self._read[1], finding.start.offset, finding.end.offset
        return around(text, start, end) if text[start:end] == quote else None


def around(text: str, start: int, end: int) -> Around:
    """Return the words before and after a stretch in its sentence, no more in all than the window has room for."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    breaks = list(_BREAK.finditer(before))
    before = _outer(before[breaks[-1].end() :] if breaks else before, before=True)
    found = _BREAK.search(after)
    after = _outer(after[: found.start()] if found else after, before=False)
    room = WINDOW - len(normalised(text[start:end]))
    left = min(len(before), max(room // 2, room - len(after)))
    return before[len(before) - left :].lstrip(), after[: room - left].rstrip()


def _outer(part: str, *, before: bool) -> str:
    """Return a part normalised, with one space where it meets the finding if some stood there."""
    plain = normalised(part)
    if before:
        return f"{plain} " if plain and part[-1:].isspace() else plain
    return f" {plain}" if plain and part[:1].isspace() else plain


def likeness(one: Around, other: Around, quote: str) -> float:
    """Return how alike the surroundings of a quote are, of 100; 0 if they are not the same ones, edited.

    What is written together with the quote, such as the target of a link, must be the same.
    """
    if one == other:
        return 100
    if _word(one, quote) != _word(other, quote):
        return 0
    lines = [f"{before}{quote}{after}" for before, after in (one, other)]
    if min(map(len, lines)) < _SHORTEST:
        return 0
    from rapidfuzz import fuzz

    return fuzz.ratio(*lines, score_cutoff=_ALIKE)


def with_neighbours(quote: str, around: Around | None) -> str:
    """Return a quote with the word before it and the one behind it, as far as it is known what stands around."""
    before, after = around or ("", "")
    first, last = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    return f"{first[0] if first else ''}{quote}{last[0] if last else ''}"


@lru_cache(maxsize=10_000)
def _word(one: Around, quote: str) -> str:
    start, end = _BEFORE.search(one[0]), _AFTER.match(one[1])
    return _EDGE.sub("", f"{start[0] if start else ''}{quote}{end[0] if end else ''}")
