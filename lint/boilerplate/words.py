"""What a word is: what all steps compare, count and show.

Where words are written apart, one word. Chinese, Japanese, Thai, Lao, Khmer and Burmese do not write them apart: there
each character counts, in the latter four with the vowels and marks that belong to it (the character cluster of
Theeramunkong and others, 2000, which no reader would part). Measured on 2,500 Chinese sentences of which one pair of
characters in five was replaced, dropped or put in, `similar.alike` takes .97 compared by characters, .84 by overlapping
pairs of them and .71 by stretches of two that are cut where the characters themselves say so; on Japanese ones .99, .91
and .77. With one in twenty: 1.00, .99 and .97.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from unicodedata import normalize


class Lazy:
    """An expression compiled at its first use: these take milliseconds each, and plain English needs none."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def findall(self, text: str) -> list[str]:
        """Return all that matches, in order."""
        return self._compiled.findall(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield each match, in order."""
        return self._compiled.finditer(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of a whole text, None if it does not match."""
        return self._compiled.fullmatch(text)


_HAN = (
    "\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_SOUTHEAST = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ece\u0edc-\u0edf\u1780-\u17d3\u17d7\u17dc\u17dd"
    "\u1000-\u103f\u1050-\u108f\u109a-\u109d\uaa60-\uaa7f"
)
_MARKS = (
    "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03"
    "\u0a3c-\u0a51\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u0df2\u0df3"
)
"""Marks within words that are written apart; `\\w` has no marks."""

_CLUSTERS = (
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*",
    "[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb0-\u0ebd\u0ec8-\u0ece]*",
    "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*",
    "[\u1000-\u102a\u103f](?:\u1039[\u1000-\u102a]|[\u102b-\u103e])*",
    f"[{_SOUTHEAST}]",
    f"[{_HAN}][\u3099\u309a]?",
)
_LETTER = rf"[^\W_{_HAN}{_SOUTHEAST}]"

APART = rf"{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*"
"""A word, or a part of one, where words are written apart."""

CLUSTER = "|".join(_CLUSTERS)
"""What counts as a word where they are not."""

WORD = Lazy(rf"{APART}(?:'{APART})*|{CLUSTER}")

_RUN = Lazy(rf"(?:{CLUSTER}){{2,}}")

_UNSEEN = re.compile("[\xad\u200b-\u200d\u2060\ufeff]")
"""Where a line may or may not be broken, or letters joined: two texts that differ in nothing else look the same."""

_ASCII = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*")
_PLAIN = "".join(chr(code) if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128))
"""What becomes of each ASCII character; several times as quick as the pattern, and the same."""

_PAUSE = Lazy(rf"(?<=[{_SOUTHEAST}])[^\S\n]+(?=[{_SOUTHEAST}])|(?<=[\u17d4\u17d5])\s*(?=\w)")
"""Where a sentence may end in a script that ends none with a stop, and where one ends with a stop of Khmer."""

_LEAST = 24
"""Code points on either side of such a pause, up to the next one: shorter stretches are items of a list, or phrases."""


def written(text: str) -> list[str]:
    """Return the words of a text, as written but for Unicode's forms."""
    if text.isascii():
        parts = text.translate(_PLAIN).split()
        if "'" not in text:
            return parts
        return [word for part in parts for word in (_ASCII.findall(part) if "'" in part else (part,))]
    return WORD.findall(seen(normalize("NFKC", text)))


def seen(text: str) -> str:
    """Return a text as it is searched for words: one apostrophe, and nothing that is not seen."""
    return _UNSEEN.sub("", text.replace("’", "'"))


def runs(text: str) -> list[str]:
    """Return what of a text is written without spaces, but for what is no longer than a character."""
    return [] if text.isascii() else _RUN.findall(seen(normalize("NFKC", text)))


def counted(words: int, start: int, end: int) -> int:
    """Return how many words are said to stand in a stretch of the source, given how many are compared there.

    No more than one for two code points: of words written apart there are never more, and of Chinese ones about so
    many: a sentence of 20 characters has some 12 words.
    """
    return min(words, (end - start + 1) // 2)


def pauses(text: str) -> list[tuple[int, int]]:
    """Return where sentences may end without a stop that the splitter knows, as the white space there."""
    if text.isascii():
        return []
    spans = [found.span() for found in _PAUSE.finditer(text)]
    begins = (0, *(end for _, end in spans))
    ends = (*(start for start, _ in spans), len(text))
    lengths = [end - begin for begin, end in zip(begins, ends, strict=True)]
    return [
        span
        for at, span in enumerate(spans)
        if text[span[0] - 1] in "\u17d4\u17d5" or min(lengths[at], lengths[at + 1]) >= _LEAST
    ]
