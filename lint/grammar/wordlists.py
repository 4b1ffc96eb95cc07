"""Words from other spelling checkers' files: Hunspell's and plain lists, Vale's accepted terms, cspell's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

import msgspec

from lint.grammar.dictionary import fault
from lint.mistakes import Mistake, MistakesError
from lint.yamlfile import Document

_LINE_END = re.compile("\r\n|\n|\r")
_PATTERN = re.compile(r"[\\()\[\]{}|*?+^$]")
_NO_WORD = {"!": "a forbidden word", "*": "a forbidden word", "~": "a word without accents"}
_COUNT = re.compile(r"\s*\d+\s*")


class Skipped(msgspec.Struct, frozen=True):
    """A line or entry that was not taken over: where (from 1), what it says, and why."""

    number: int
    text: str
    why: str


class WordList(msgspec.Struct, frozen=True):
    """The words of a file in its own order, what was skipped, and how many words lost flags for their endings."""

    words: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    flagged: int = 0


class _Listed(msgspec.Struct, frozen=True):
    """What is read of a file of settings."""

    words: list[str]


def read_words(text: str, name: str) -> WordList:
    """Return the words of a list, whose kind its name and its first line tell; raise MistakesError.

    A `.dic` file, or one that begins with a number, is Hunspell's: `word/FLAGS`. In JSON and YAML the words
    stand under `words`, as in cspell's settings. All others have a word a line and `#` before comments.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in (".json", ".yml", ".yaml"):
        return _list(enumerate(_listed(text, name, suffix), 1))
    lines = _LINE_END.split(text)
    if suffix == ".dic" or _COUNT.fullmatch(lines[0]):
        return _hunspell(lines)
    return _list(enumerate(map(_bare, lines), 1))


def _listed(text: str, name: str, suffix: str) -> list[str]:
    if suffix != ".json":
        return Document(name, text).decode(_Listed).words
    try:
        return msgspec.json.decode(text, type=_Listed).words
    except msgspec.ValidationError as error:
        problem = str(error)
    except msgspec.DecodeError as error:
        problem = f"not valid JSON: {error}; comments are to be taken out"
    raise MistakesError([Mistake(name, 1, 1, problem)])


def _hunspell(lines: list[str]) -> WordList:
    numbered = list(enumerate(lines, 1))[bool(_COUNT.fullmatch(lines[0])) :]
    parts = [(number, _bare(line).split("\t")[0].replace(r"\/", "\0").partition("/")) for number, line in numbered]
    flagged = sum(1 for _, (word, slash, _) in parts if word and slash)
    found = _list((number, word.split(" ")[0].replace("\0", "/")) for number, (word, _, _) in parts)
    return msgspec.structs.replace(found, flagged=flagged)


def _bare(line: str) -> str:
    line = line.strip()
    return "" if line.startswith("#") else line.split(" #")[0].rstrip()


def _list(numbered: Iterator[tuple[int, str]] | enumerate[str]) -> WordList:
    words: dict[str, None] = {}
    skipped: list[Skipped] = []
    for number, text in numbered:
        why = _reason(text) if text else ""
        if why:
            skipped.append(Skipped(number, text, why))
        elif text:
            words[text] = None
    return WordList(tuple(words), tuple(skipped))


def _reason(text: str) -> str:
    if text[0] in _NO_WORD and text[1:].isalpha():
        return _NO_WORD[text[0]]
    return "a pattern" if _PATTERN.search(text) else fault(text)
