"""One sentence, made ready for cues and suppressors: its text behind the label, in small letters too, and its words."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

_WORDS = {code: chr(code) if chr(code).islower() else "#" if chr(code).isdigit() else " " for code in range(128)}
_WORDS |= dict.fromkeys(map(ord, "’‘“”–—…\u00a0"), " ")
"""Keeps small letters, makes each digit a "#", and all else that is not a word a blank."""


class Reading(NamedTuple):
    """A sentence from the end of its label on. `lower` is as long as `text`, so that places in both agree.

    `tokens` has its words, "#" if there is a digit, "%" if there is one, and "-ed", "-ists", "-ism" if a word has such
    an end: the mask that decides which expressions run. `account`: the sentence stands in an article that may give an
    account of what happened. `title`: that article's, in small letters.
    """

    text: str
    lower: str
    tokens: AbstractSet[str]
    account: bool = True
    title: str = ""


def read(text: str, *, account: bool = True, title: str = "") -> Reading:
    """Make a sentence ready."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other alphabets grow when they are made small
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    words = lower.translate(_WORDS)
    tokens = set(words.split())
    if "#" in words:
        tokens.add("#")
        if "%" in lower:
            tokens.add("%")
    if "ed " in words:
        tokens.add("-ed")
    if "ists " in words:
        tokens.add("-ists")
    if "ism" in words or "ist" in words:
        tokens.add("-ism")
    return Reading(text, lower, tokens, account, title)
