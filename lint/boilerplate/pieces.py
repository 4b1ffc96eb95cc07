"""What is told as one piece, though it has several words: `well-known`, `3.14`, `create_schema`, a formula, code."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from lint.boilerplate.markup import GONE, masked
from lint.boilerplate.words import APART, CLUSTER, Lazy
from lint.text import Span

_FORMULA = r"\$\$[^$]{1,400}\$\$|\$(?![\s$])(?:[^$]{0,400}[^$\s])?\$(?![\d$])"
"""As in Pandoc: a dollar with a space inside of it, or a digit behind it, is money."""

_JOINT = rf"{GONE}?(?:[-‐‑.@+&]|:?/+|_+|(?<=\d)[,:](?=\d)|['’](?!s\b)){GONE}?"
"""What may stand inside a word. The end of a possessive is a piece of its own: the name before it may be in a slot."""

PIECE = Lazy(rf"{_FORMULA}|{APART}(?:{_JOINT}{APART})*|{CLUSTER}|(?<=\w)['’]{APART}")
"""A word, or words that are told as one; in a text whose markup is taken out, or masked."""

_CODE = re.compile(r"(?<![`\\])(`+)(?!`)([^`]+(?:`+[^`]+)*?)(?<!`)\1(?!`)")
_LONGEST = 100_000  # code points; of a longer text the code is not looked for

_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "’": "'", GONE: None})


def clean(shown: str) -> str:
    """Return a stretch of a text with masked markup as a person reads it."""
    return " ".join(shown.replace(GONE, "").split())


def folded(piece: str) -> str:
    """Return what pieces have in common that are told as the same."""
    return clean(piece.translate(_HYPHENS)).casefold().lstrip("'")


class Pieces(NamedTuple):
    """The pieces of a text, in order."""

    shown: str  # the text with masked markup
    spans: list[tuple[int, int]]  # of code, what stands around its words goes with the first and the last
    folded: list[str]  # by which they are compared
    code: list[range]  # which stand together in code

    def said(self, start: int, end: int) -> str:
        """Return a stretch of the text as a person reads it."""
        return clean(self.shown[start:end])


def pieces(text: str, pattern: Lazy = PIECE) -> Pieces:
    """Return the pieces of a text of Markdown."""
    shown = masked(text)
    spans = [found.span() for found in pattern.finditer(shown)]
    compared = [folded(shown[start:end]) for start, end in spans]
    code = []
    for span in _code_spans(text):
        first, behind = bisect_left(spans, (span.start, 0)), bisect_left(spans, (span.end, 0))
        if first < behind:
            code.append(range(first, behind))
            spans[first] = (span.start, spans[first][1])
            spans[behind - 1] = (spans[behind - 1][0], max(span.end, spans[behind - 1][1]))
    return Pieces(shown, spans, compared, code)


def _code_spans(text: str) -> Iterator[Span]:
    if "`" in text and len(text) <= _LONGEST:
        yield from (Span(found.start(2), found.end(2)) for found in _CODE.finditer(text))
