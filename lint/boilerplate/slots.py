"""A template in words: what its members have in common as written, and what stands in each of its slots.

The index keeps no words; they come from the places themselves, once these are read for the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from lint.boilerplate.alignment import align
from lint.boilerplate.pieces import Pieces, clean, pieces
from lint.boilerplate.templates import KEPT, Outline, usual_of

MEMBERS = 60
"""Different wordings that are aligned to find what is fixed; the slots' values are those of all."""

Slots = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
"""Each slot's name, then its values with the number of places, the most frequent first."""


class _Wording(NamedTuple):
    """One wording of the template."""

    pieces: Pieces
    codes: str  # one character a word
    places: int  # where it stands, in number

    def stretch(self, start: int, end: int) -> str:
        """Return what is written from one word up to before another."""
        spans = self.pieces.spans
        return self.pieces.said(spans[start][0], spans[end - 1][1]) if start < end else ""

    def around(self, start: int, end: int) -> tuple[str, str]:
        """Return what is written between a stretch of words, which may be empty, and the words beside it."""
        spans, text = self.pieces.spans, self.pieces.shown
        left = spans[start - 1][1] if start else 0
        right = spans[end][0] if end < len(spans) else len(text)
        if start == end:
            return text[left:right], ""
        return text[left : spans[start][0]], text[spans[end - 1][1] : right]


def worded(quotes: Sequence[str]) -> tuple[str, Slots]:
    """Return the template of quotes, with ⟨A⟩, ⟨B⟩ … in the place of its slots, and the slots.

    A slot is where less than 70 % of the wordings agree; elsewhere the template has what most of them have.
    """
    wordings = _wordings(quotes)
    if not wordings:
        return "", ()
    outline = Outline.of({at: wording.codes for at, wording in enumerate(wordings)}, MEMBERS)
    base = wordings[outline.texts[outline.base]]
    fixed = _without_parts(outline.fixed, base.pieces.code)
    gaps = _gaps(wordings, "".join(base.codes[at] for at in fixed))
    slots: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    parts: list[str] = []
    for values, (before, behind) in zip(gaps, pairwise((-1, *fixed, len(base.codes))), strict=True):
        written = [value for value, _ in values]
        filling = usual_of(written)
        if written.count(filling) * 100 < KEPT * len(written):
            slots.append((_name(len(slots)), _counted(values)))
            filling = f"⟨{slots[-1][0]}⟩"
        left, right = base.around(before + 1, behind)
        space = " " if filling and before + 1 == behind < len(base.codes) else ""
        parts += [left, filling, space, right, base.stretch(behind, min(behind + 1, len(base.codes)))]
    return clean("".join(parts)), tuple(slots)


def _without_parts(fixed: Iterable[int], code: Iterable[range]) -> list[int]:
    """Return the fixed words without those of code that is not fixed as a whole: it is told as one."""
    known = set(fixed)
    for words in code:
        if not known.issuperset(words):
            known.difference_update(words)
    return sorted(known)


def _wordings(quotes: Iterable[str]) -> list[_Wording]:
    """Return the different wordings of quotes, in an order that is that of their words."""
    texts: dict[tuple[str, ...], str] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    for quote in sorted(quotes):
        words = tuple(pieces(quote).folded)
        texts.setdefault(words, quote)
        counts[words] += 1
    codes = {word: _code(at) for at, word in enumerate(sorted({word for words in texts for word in words}))}
    return [
        _Wording(pieces(quote), "".join(codes[one] for one in words), counts[words])
        for words, quote in sorted(texts.items())
    ]


def _code(number: int) -> str:
    return chr(number + 0x800 * (number >= 0xD800))  # surrogates are no characters


def _gaps(wordings: Sequence[_Wording], fixed: str) -> list[list[tuple[str, int]]]:
    """Return, for each gap between fixed words, what stands in it in each wording that has them all, with its count."""
    gaps: list[list[tuple[str, int]]] = [[] for _ in range(len(fixed) + 1)]
    for wording in wordings:
        places = align(fixed, wording.codes)
        if -1 not in places:
            for gap, (before, behind) in zip(gaps, pairwise((-1, *places, len(wording.codes))), strict=True):
                gap.append((wording.stretch(before + 1, behind), wording.places))
    return gaps


def _counted(values: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for value, count in values:
        counts[value] += count
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _name(number: int) -> str:
    """Return A to Z, then A1 to Z1 and so on."""
    return f"{chr(ord('A') + number % 26)}{number // 26 or ''}"
