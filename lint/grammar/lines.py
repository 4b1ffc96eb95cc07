"""Lines of a message: one of them, not too long, nothing in it that is not seen."""

from __future__ import annotations

import re

LONGEST = 160
"""How long a message may be, in code points."""

_LONGEST_NAMED = 40

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return a text on one line, without characters that are not seen."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def named(words: str) -> str:
    """Return words as a message names them: of many, the first and the last."""
    words = one_line(words)
    if len(words) <= _LONGEST_NAMED:
        return words
    half = _LONGEST_NAMED // 2 - 1
    first = words[:half].rpartition(" ")[0] or words[:half]
    last = words[-half:].partition(" ")[2] or words[-half:]
    return f"{first} … {last}"


def clipped(text: str) -> str:
    """Return a line of at most LONGEST code points, cut between words."""
    if len(text) <= LONGEST:
        return text
    taken = text[: LONGEST - 2]
    return f"{taken.rpartition(' ')[0].rstrip() or taken} …"
