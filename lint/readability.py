"""How hard a text is to read; the only importer of textstat, slow to load.

textstat counts the syllables, one word at a time, because its reading of whole texts is not to be trusted:
stops in abbreviations and decimals end a sentence, sentences of two words vanish, a line end ends nothing, and
"state-of-the-art" is one word. Words and sentences are counted here, from the sentences of the parser.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import msgspec

from lint.check import CheckError
from lint.grammar.pronounced import pronunciation

_JOINTS = "-‐‑‒–—―/&+=|\\~*_<>@^"
_CLEAN = str.maketrans(
    {**dict.fromkeys(_JOINTS, " "), **dict.fromkeys('.,;:!?"()[]{}“”„«»…', None), "’": "'", "‘": "'"}
)


class Grade(msgspec.Struct, frozen=True):
    """The years of schooling that a text asks of its reader, and what it is made from."""

    grade: float
    words: int
    sentences: int
    syllables: int


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence, lower case: compounds in parts, decimals and abbreviations whole."""
    if "://" in sentence:
        sentence = " ".join(part for part in sentence.split() if "://" not in part)
    return sentence.translate(_CLEAN).lower().split()


def english_grade(sentences: Iterable[Iterable[str]]) -> Grade | None:
    """Return the Flesch-Kincaid grade of English sentences, given as words; None where there is no word.

    0.39 words per sentence + 11.8 syllables per word - 15.59: Kincaid, Fishburne, Rogers, Chissom,
    "Derivation of new readability formulas for Navy enlisted personnel", 1975. Raises CheckError.
    """
    count = _english_syllables()
    texts = words = syllables = 0
    for sentence in sentences:
        counted = [number for number in map(count, sentence) if number]
        texts += bool(counted)
        words += len(counted)
        syllables += sum(counted)
    if not words:
        return None
    return Grade(0.39 * words / texts + 11.8 * syllables / words - 15.59, words, texts, syllables)


@lru_cache(maxsize=1)
def _english_syllables() -> Callable[[str], int]:
    """Return textstat's count of a word's syllables, remembered word by word, from an object of its own."""
    try:
        with _spared("nltk"):  # it takes ten times as long as textstat, which takes nothing but the dictionary from it
            asks: Any = import_module("textstat.backend.counts._count_syllables")
            counter = import_module("textstat.textstat").textstatistics()
        original = asks.get_cmudict
    except (ImportError, AttributeError) as error:
        raise CheckError(f"this textstat is not the one that is known ({error}): install 0.7.13") from error

    # Left alone, textstat downloads its dictionary at the first word, and fails where there is no network.
    dictionary = _Pronunciations()
    asks.get_cmudict = lambda lang: dictionary if lang.startswith("en") else original(lang)

    @lru_cache(maxsize=1 << 16)
    def count(word: str) -> int:
        return int(counter.syllable_count(word))

    return count


class _Pronunciations:
    """Looks like nltk's dictionary to someone who asks for the sounds of one word."""

    def __getitem__(self, word: str) -> list[list[str]]:
        sounds = pronunciation(word)
        if sounds is None:
            raise KeyError(word)
        return [sounds.split()]


@contextmanager
def _spared(library: str) -> Iterator[None]:
    """Let an empty module stand in the place of a library, unless that is loaded."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = ModuleType(library)
    try:
        yield
    finally:
        del sys.modules[library]
