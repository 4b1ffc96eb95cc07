"""One sentence, made ready for cues and suppressors: its text behind the label, in small letters too, and its words."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")


class Reading(NamedTuple):
    """A sentence from the end of its label on. `lower` is as long as `text`, so that places in both agree.

    `tokens` has its words, "#" if there is a digit, and "-ed" if a word ends so: the mask that decides which
    expressions run.
    """

    text: str
    lower: str
    tokens: frozenset[str]


def read(text: str) -> Reading:
    """Make a sentence ready."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other alphabets grow when they are made small
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    tokens = set(_TOKEN.findall(lower))
    if _DIGIT.search(lower):
        tokens.add("#")
    if "ed " in lower:
        tokens.add("-ed")
    if "ists " in lower or "ers " in lower:
        tokens.add("-ists")
    return Reading(text, lower, frozenset(tokens))
