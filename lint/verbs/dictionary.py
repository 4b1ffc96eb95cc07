"""`copydesk dictionary`: the words that are right in this house."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from lint.cli import OK
from lint.grammar.dictionary import Dictionary, DictionaryFile, fault, parse, with_words
from lint.grammar.wordlists import WordList, read_words
from lint.settings import UsageError
from lint.verbs.project import alone, settings_of

_SHOWN = 10
"""So many words or lines are named; of more, their number is."""


def run(options: Namespace) -> int:
    """Add words, import a list of them, or print what there is."""
    settings = settings_of(options)
    with alone(settings.root, "dictionary"):
        _VERBS[options.what](options, settings.dictionary)
    return OK


def _list(_: Namespace, file: DictionaryFile) -> None:
    for word in file.load().words():
        print(word)


def _add(options: Namespace, file: DictionaryFile) -> None:
    for word in options.words:
        if word == "-":
            raise UsageError(
                "dictionary add -: words are arguments; 'copydesk dictionary import FILE' adds those of a file"
            )
        why = fault(word)
        if why:
            raise UsageError(f"dictionary add {word!r}: {why}")
    _merge(file, options.words)


def _import(options: Namespace, file: DictionaryFile) -> None:
    found = read_words(_text(options.file), options.file)
    _merge(file, found.words)
    _tell_what_is_lost(found)


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"dictionary import {name}: is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise UsageError(f"dictionary import {name}: cannot be read ({error.strerror or error})") from None


def _merge(file: DictionaryFile, words: Iterable[str]) -> None:
    """Write what is new into the dictionary, and say what was."""
    text = file.read()
    known = Dictionary(entry.word for entry in parse(text, file.shown)[0])
    new: list[str] = []
    old: list[str] = []
    # Small letters first: what is right in any case need not stand there in capitals.
    for word in sorted(dict.fromkeys(words), key=lambda word: word != word.lower()):
        (old if known.knows(word) else new).append(word)
        known.add(word)
    if new:
        try:
            file.write(with_words(text, file.shown, new))
        except OSError as error:
            raise UsageError(f"{file.shown}: cannot be written ({error.strerror or error})") from None
    told = [_counted(new, "added"), *([_counted(old, "known before")] if old else [])]
    print(f"{file.shown}: {'; '.join(told)}")


def _counted(words: list[str], what: str) -> str:
    named = ", ".join(words) if 0 < len(words) <= _SHOWN else f"{len(words):,} words" if words else "nothing"
    return f"{named} {what}"


def _tell_what_is_lost(found: WordList) -> None:
    if found.flagged:
        print(f"{found.flagged:,} words had flags for their endings; only the words themselves were taken over")
    for one in found.skipped[:_SHOWN]:
        print(f"skipped {one.number}: {one.text!r} ({one.why})")
    if len(found.skipped) > _SHOWN:
        print(f"skipped {len(found.skipped) - _SHOWN:,} more")


_VERBS = {"add": _add, "list": _list, "import": _import}
