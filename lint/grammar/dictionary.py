"""The house dictionary: a file of words that are spelt as the house wants them, one a line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, normalize

from lint.check import Vocabulary
from lint.files import write_whole
from lint.mistakes import Mistake, MistakesError

FILE_NAME = "copydesk.words"

EVERYWHERE = 1_000_000_000
"""In so many articles a word of the house counts as used: more than any rule may ask for."""

_COMMENT = "#"
_LINE_END = re.compile("\r\n|\n|\r")
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_POSSESSIVE = ("'s", "'S", "'")


class Entry(NamedTuple):
    """A word with its line as written, and the lines of comment that stand above it."""

    word: str
    line: str
    above: tuple[str, ...]


class DictionaryFile(NamedTuple):
    """Where a dictionary lies, how messages call it, and what is wrong where one that was named is not there."""

    path: Path
    shown: str
    missing: Mistake | None = None

    def load(self) -> Dictionary:
        """Return the dictionary, an empty one where none was named and there is none; raise MistakesError."""
        if self.missing:
            raise MistakesError([self.missing])
        return Dictionary(entry.word for entry in parse(self.read(), self.shown)[0])

    def read(self) -> str:
        """Return the text, "" if there is none; raise MistakesError."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise self._mistake(1, f"cannot be read: {error.strerror or error}") from None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self._mistake(line, "is not UTF-8; save the file as UTF-8") from None

    def write(self, text: str) -> None:
        """Write the text whole or not at all; raise OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, text.encode("utf-8"))

    def _mistake(self, line: int, text: str) -> MistakesError:
        return MistakesError([Mistake(self.shown, line, 1, text)])


class Dictionary:
    """Words that are right. One in small letters is right in capitals too, any other only as it is written."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._small: set[str] = set()
        self._exact: set[str] = set()
        for word in words:
            self.add(word)

    def __len__(self) -> int:
        return len(self._small) + len(self._exact)

    def add(self, word: str) -> None:
        """Add a word."""
        word = _plain(word)
        (self._small if word == word.lower() else self._exact).add(word)

    def knows(self, word: str) -> bool:
        """Return whether a word is right, in the genitive too."""
        word = _plain(word)
        stems = [word[: -len(ending)] for ending in _POSSESSIVE if word.endswith(ending)]
        return any(form in self._exact or form.lower() in self._small for form in (word, *stems))

    def words(self) -> list[str]:
        """Return all words, sorted."""
        return sorted(self._small | self._exact, key=_order)

    def over(self, corpus: Vocabulary) -> Vocabulary:
        """Return the corpus' vocabulary, with these words as if all articles used them."""
        return _Housed(self, corpus) if len(self) else corpus


class AnyWord:
    """The vocabulary of a corpus that is not known: any word may be one of its own."""

    def count(self) -> int:
        """Return a number of articles that fits words that all of them use."""
        return EVERYWHERE

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return for each word that all articles use it."""
        return dict.fromkeys(words, EVERYWHERE)


class _Housed:
    """A corpus' vocabulary and the words of a house."""

    def __init__(self, house: Dictionary, corpus: Vocabulary) -> None:
        self._house, self._corpus = house, corpus

    def count(self) -> int:
        """Return how many articles the corpus has."""
        return self._corpus.count()

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return, for each word as written, the number of articles that use it."""
        asked = list(words)
        housed = {word: EVERYWHERE for word in asked if self._house.knows(word)}
        return {**self._corpus.articles_with(asked), **housed}


def _plain(word: str) -> str:
    """Return a word without what differs from writer to writer, but not to a reader."""
    return word if word.isascii() else normalize("NFC", word).replace("’", "'")


def _order(word: str) -> tuple[str, str]:
    return word.casefold(), word


def fault(word: str) -> str:
    """Return why something cannot be a word of a dictionary; "" if it can."""
    if any(char.isspace() for char in word):
        return "a word has no space in it; give each word of a name alone"
    if any(category(char).startswith("C") for char in word):
        return "it has a control character in it"
    if word.startswith(_COMMENT):
        return f"a line that starts with {_COMMENT} is a comment"
    return "" if any(char.isalpha() for char in word) else "there is no letter in it"


def parse(text: str, shown: str) -> tuple[list[Entry], tuple[str, ...]]:
    """Return the entries of a dictionary, and the comments behind the last; raise MistakesError."""
    entries: list[Entry] = []
    above: list[str] = []
    mistakes: list[Mistake] = []
    for number, line in enumerate(_LINE_END.split(text), 1):
        word = _word(line)
        problem = _problem(line, word)
        if problem:
            mistakes.append(Mistake(shown, number, 1, problem))
        elif word:
            entries.append(Entry(word, line.strip(), tuple(above)))
            above = []
        else:
            above.append(line.strip())
    if above and not above[-1]:
        above.pop()  # behind the last line end
    if mistakes:
        raise MistakesError(mistakes)
    return entries, tuple(above)


def _word(line: str) -> str:
    """Return what a line says without its comment, which stands at its beginning or behind a space."""
    line = line.strip()
    return "" if line.startswith(_COMMENT) else line.split(f" {_COMMENT}")[0].split(f"\t{_COMMENT}")[0].rstrip()


def _problem(line: str, word: str) -> str:
    if line.startswith(_CONFLICT):
        return "an unfinished merge: keep the words of both sides, and delete the lines that git put between them"
    why = fault(word) if word else ""
    return f"{word!r} is no word: {why}" if why else ""


def with_words(text: str, shown: str, words: Iterable[str]) -> str:
    """Return a dictionary's text with more words, all sorted; each comment stays above its word.

    What stands above the first word is about the whole file, and stays at its head. Raises MistakesError.
    """
    entries, tail = parse(text, shown)
    head: tuple[str, ...] = ()
    if entries:
        head, entries[0] = entries[0].above, entries[0]._replace(above=())
    else:
        head, tail = tail, ()
    entries.sort(key=lambda entry: _order(entry.word))
    for word in words:
        at = bisect_left(entries, _order(word), key=lambda entry: _order(entry.word))
        entries.insert(at, Entry(word, word, ()))
    lines = [*head, *(line for entry in entries for line in (*entry.above, entry.line)), *tail]
    end = "\r\n" if "\r\n" in text else "\n"
    return "".join(line + end for line in lines)
