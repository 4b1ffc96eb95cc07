"""What a sentence says that wants a source: its cues, found through the words it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from lint.claims.lexicon import Cue, compiled, cues, cues_by_word

_TOKEN = re.compile(r"[a-z]+|%")
_DIGIT = re.compile(r"\d")
_ED = re.compile(r"[a-z]{3}ed\b")
_MODAL = re.compile(r"\b(?:can|could|may|might|should|must|would|will|shall|cannot|to ensure)\b", re.IGNORECASE)
_INSTANCE = re.compile(r"\b(?:such as|including|include|includes|for example [A-Z]|e\.g\.|namely|like [A-Z])|[:—]")
_NAME = re.compile(r"(?<=[a-z,;’'] )(?:the )?[A-Z][\w’'-]+(?: (?:of |de |von |van |the )?[A-Z][\w’'-]+)*")
_PRESENT_PASSIVE = re.compile(r"\b(?:is|are|be|being) (?:[a-z]+ ){0,2}?[a-z]{2,18}ed\b")
_PROPER = re.compile(r"(?<=[a-z,;’']) (?:[A-Z][a-z][\w’'-]*(?: (?:of |de |von |van |the )?[A-Z][a-z][\w’'-]*)*)(?!\+)")
_DEMONYM = re.compile(r"(?:the )?\w+(?:ic|ian|ean|can|ish|ese|ern)")
_TOLD = r"\b(?:<finite_past>|(?:has|have) (?:[a-z]+ly )?(?:been|[a-z]{3,18}ed|led|grown|begun|made|become|given)|they would)\b"
_FORMULA = re.compile(r"[=×]|\\[a-z]+|\b[A-Za-z] ?[<>≤≥] ?\d")


class Seen(NamedTuple):
    """A cue at its place in a text."""

    cue: Cue
    start: int
    end: int


def find(text: str, start: int = 0) -> list[Seen]:
    """Return the cues of a sentence, each at its first place from `start` on, in the order of the lexicon."""
    found = []
    for index in sorted(_triggered(text)):
        cue = cues()[index]
        if not all(_CONDITIONS[name](text, start) for name in cue.where):
            continue
        if match := cue.expression.search(text, start):
            found.append(Seen(cue, match.start(), match.end()))
    return found


def _triggered(text: str) -> set[int]:
    lower = text.lower()
    tokens = set(_TOKEN.findall(lower))
    if _DIGIT.search(lower):
        tokens.add("#")
    if "ed " in lower or lower.endswith(("ed.", "ed")):
        tokens.add("-ed")
    table = cues_by_word()
    return {index for word in tokens & table.keys() for index in table[word]}


@cache
def _past() -> re.Pattern[str]:
    return compiled(
        r"\b(?:<irregular_past>)\b|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bof )"
        r"\b(?!based|related|used to|need)[a-z]{3,18}ed\b(?! (?:by|on|in)\b)"
    )


@cache
def _told() -> re.Pattern[str]:
    return compiled(_TOLD)


@cache
def _actor() -> re.Pattern[str]:
    return compiled(r"\b<vague_count> (?:[a-z-]{3,20} ){0,2}<actor>\b")


_CONDITIONS: dict[str, Callable[[str, int], bool]] = {
    "past": lambda text, start: _past().search(_PRESENT_PASSIVE.sub("", text[start:])) is not None,
    "two-names": lambda text, start: len({match[0] for match in _PROPER.finditer(text, start)}) >= 2,
    "nobody-named": lambda text, start: all(_DEMONYM.fullmatch(match[0]) for match in _NAME.finditer(text, start + 1)),
    "no-modal": lambda text, start: _MODAL.search(text, start) is None,
    "no-instance": lambda text, start: _INSTANCE.search(text, start) is None,
    "told": lambda text, start: _told().search(text, start) is not None,
    "unnamed-actor": lambda text, start: _actor().search(text, start) is not None,
    "no-digit": lambda text, start: _DIGIT.search(text, start) is None,
    "no-formula": lambda text, start: _FORMULA.search(text, start) is None,
}
"""What a cue may ask of the whole sentence, from the end of its label on."""
