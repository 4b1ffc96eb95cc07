"""Prose to sentences, by sentencex, in time that grows with the text and not faster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sentencex import get_sentence_boundaries

from lint.article import Sentence
from lint.text import Prose

# sentencex takes time with the square of a paragraph that opens many quotes and closes none: 27 s for 240,000
# characters. Longer texts than this are handed to it in windows.
_WHOLE = 4_000
_WINDOW = 1_000
_ONE = re.compile(r"[\w ,]*+")  # nothing in it could end a sentence


@lru_cache(maxsize=64)
def _language(tag: str) -> str:
    base = tag.replace("_", "-").partition("-")[0].lower()
    return base if base.isascii() and base.isalpha() and len(base) in (2, 3) else "en"


def sentences(prose: Prose, tag: str) -> tuple[Sentence, ...]:
    """Return the sentences of a block's prose, without the white space around them.

    `tag` is a language tag such as "en-US"; unknown and empty ones are read as English.
    """
    text = prose.text
    found = []
    for begin, finish in _bounds(text, tag):
        stripped = text[begin:finish].strip()
        if stripped:
            start = text.find(stripped, begin)
            end = start + len(stripped)
            found.append(Sentence(stripped, start, end, prose.source(start, end)))
    return tuple(found)


def _bounds(text: str, tag: str) -> Iterable[tuple[int, int]]:
    if _ONE.fullmatch(text):
        return ((0, len(text)),)
    language = _language(tag)
    if len(text) > _WHOLE:
        return _windowed(text, language)
    return [(found["start_index"], found["end_index"]) for found in get_sentence_boundaries(language, text)]


def _windowed(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield bounds window by window; the last sentence of a window, which may go on, begins the next one."""
    open_at = at = 0
    while at < len(text):
        window = get_sentence_boundaries(language, text[at : at + _WINDOW])
        last = len(window) if at + _WINDOW >= len(text) else len(window) - 1
        for found in window[:last]:
            yield open_at, at + found["end_index"]
            open_at = at + found["end_index"]
        at = open_at if last else at + _WINDOW
    if open_at < len(text):
        yield open_at, len(text)
