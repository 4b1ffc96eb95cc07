"""An allowed text as a report prints it: shortened with “…”, or a template with ⟨A⟩ in the place of what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lint.boilerplate.codes import code
from lint.boilerplate.units import SHORTEST, tokens

_CUT = r"…|(?<!\S)\.\.\.(?!\S)"
_GAP = re.compile(rf"(?:{_CUT}|⟨\w+⟩|<[A-Z]\d*>)(?:['’]s\b)?")
"""What stands for any words; in ASCII “…” is three stops and ⟨A⟩ is <A>. A possessive is no word of its own."""

_SHORTENED = re.compile(_CUT)
_END = re.compile(r"(?<=[.!?])[\"”’»)\]]*\s+|(?<=[。！？])|(?<=\w[.!?][\"”’»)\]])\s+")
_PIECES = 8  # of a text split wherever a sentence may end, that are taken together for one sentence at most


class Quotation(NamedTuple):
    """The words that a sentence must have, in order, one character each; between them it may have any others."""

    begins: str  # what it must begin with, "" if with anything
    parts: tuple[str, ...]
    ends: str

    def matches(self, codes: str) -> bool:
        """Return whether a sentence, given its words, is one that is quoted."""
        if not (codes.startswith(self.begins) and codes.endswith(self.ends)):
            return False
        at, behind = len(self.begins), len(codes) - len(self.ends)
        for part in self.parts:
            at = codes.find(part, at, behind) + len(part)
            if at < len(part):
                return False
        return at <= behind


def fixed(text: str) -> int:
    """Return how many words of a text are given."""
    return sum(len(tokens(part)) for part in _GAP.split(text))


def quotations(text: str, readings: Callable[[str], Iterable[str]]) -> set[Quotation]:
    """Return what a text quotes of which words are left out; nothing if none are.

    `readings` returns what a reader may see of Markdown. Where a shortened text has several sentences, what is left
    of the two at the gap stands for each of them.
    """
    if not _GAP.search(text):
        return set()
    return {
        _quotation(run)
        for reading in readings(text)
        for run in _runs(reading)
        if _GAP.search(run) and fixed(run) >= SHORTEST
    }


def _runs(text: str) -> Iterator[str]:
    """Yield the stretches of a text that may be one sentence."""
    pieces = [piece for piece in _END.split(text) if piece]
    for at in range(len(pieces)):
        yield from (" ".join(pieces[at:end]) for end in range(at + 1, min(at + _PIECES, len(pieces)) + 1))
    if len(pieces) > 1:
        for piece in pieces:
            yield from _halves(piece)


def _halves(piece: str) -> Iterator[str]:
    """Yield what stands on either side of each gap of a shortened text."""
    for gap in _SHORTENED.finditer(piece):
        yield piece[: gap.end()]
        yield piece[gap.start() :]


def _quotation(run: str) -> Quotation:
    begins, *parts, ends = ("".join(map(code, tokens(part))) for part in _GAP.split(run))
    return Quotation(begins, tuple(filter(None, parts)), ends)
