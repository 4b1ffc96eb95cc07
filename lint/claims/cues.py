"""What a sentence says that wants a source: its cues, found through the words it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from lint.claims.lexicon import Cue, compiled, cue_table
from lint.claims.reading import Reading

_MODAL = frozenset(("can", "could", "may", "might", "should", "must", "would", "will", "shall", "cannot"))
_INSTANCE = re.compile(r"\b(?:such as|including|include|includes|e\.g\.|namely|like [A-Z])|[:—]", re.IGNORECASE)
_PRESENT_PASSIVE = re.compile(r"\b(?:is|are|be|being) (?:[a-z]+ ){0,2}?[a-z]{2,18}ed\b")
_FORMULA = re.compile(r"[=×]|\\[a-z]+|\b[A-Za-z] ?[<>≤≥] ?\d")
_NAME = re.compile(r"(?<=[a-z,;’'] )(?:the )?[A-Z][\w’'-]+(?: (?:of |de |von |van |the )?[A-Z][\w’'-]+)*")
_PROPER = re.compile(r"[A-Z](?<=[a-z,;’'] [A-Z])[a-z][\w’'-]*(?: (?:of |de |von |van |the )?[A-Z][a-z][\w’'-]*)*(?!\+)")
"""A name that is no abbreviation: software is full of those."""
_DEMONYM = re.compile(r"(?:the )?\w+(?:ic|ian|ean|can|ish|ese|ern)")


class Seen(NamedTuple):
    """A cue at its place in a text."""

    cue: Cue
    start: int
    end: int


def find(reading: Reading) -> list[Seen]:
    """Return the cues of a sentence, each at its first place, in the order of the lexicon.

    Where a pattern has a group, its cue is what the group took; one that begins inside a word has all of the word.
    """
    found = []
    known: dict[str, bool] = {}
    for cue in cue_table().tried(reading.tokens):
        match = cue.expression.search(reading.text if cue.cased else reading.lower)
        if match is None:
            continue
        for name in cue.where:
            if name not in known:
                known[name] = _CONDITIONS[name](reading)
            if not known[name]:
                break
        else:
            start, end = match.span(match.lastindex or 0)
            found.append(Seen(cue, _word_start(reading.lower, start), end))
    return found


def _word_start(text: str, at: int) -> int:
    return text.rfind(" ", 0, at) + 1 if text[at - 1 : at + 1].isalpha() and at else at


@cache
def _past() -> re.Pattern[str]:
    return compiled(
        r"\b(?:<irregular_past>|(?:has|have) (?:[a-z]+ )?been)\b|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bof )"
        r"\b(?!based|related|located|used (?:to|in|on)|need)[a-z]{3,18}ed\b(?! by\b)"
    )


@cache
def _told() -> re.Pattern[str]:
    return compiled(
        r"\b(?:<finite_past>|(?:has|have) (?:[a-z]+ly |also |often |long |since )?"
        r"(?:been|[a-z]{3,18}ed|led|grown|begun|made|become|given))\b"
    )


@cache
def _actor() -> re.Pattern[str]:
    return compiled(r"\b<vague_count> (?:[a-z-]{3,20} ){0,2}<actor>\b")


def _two_names(reading: Reading) -> bool:
    first = _PROPER.search(reading.text)
    return first is not None and any(match[0] != first[0] for match in _PROPER.finditer(reading.text, first.end()))


def _nobody_named(reading: Reading) -> bool:
    return all(
        _DEMONYM.fullmatch(match[0]) or match[0].lower() in reading.title for match in _NAME.finditer(reading.text, 1)
    )


_CONDITIONS: dict[str, Callable[[Reading], bool]] = {
    "past": lambda reading: _past().search(_PRESENT_PASSIVE.sub("", reading.lower)) is not None,
    "two-names": _two_names,
    "nobody-named": _nobody_named,
    "no-modal": lambda reading: _MODAL.isdisjoint(reading.tokens),
    "no-instance": lambda reading: _INSTANCE.search(reading.text) is None,
    "told": lambda reading: _told().search(reading.lower) is not None,
    "unnamed-actor": lambda reading: _actor().search(reading.lower) is not None,
    "digit": lambda reading: "#" in reading.tokens,
    "no-digit": lambda reading: "#" not in reading.tokens,
    "account": lambda reading: reading.account,
    "no-formula": lambda reading: _FORMULA.search(reading.text) is None,
}
"""What a cue may ask of the whole sentence."""
