"""Cues, suppressors and word lists: read from `data/` on first use, expressions compiled when first needed."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

_DATA = Path(__file__).parent / "data"
_SLOT = re.compile("<([a-z_]+)>")
_FRESH = 0.69
"""Precision of such rules on articles that they were not written with: what a cue has before anything is judged."""
_WEIGHT = 10
_CASED = "(?-i:"
_END = ""
_WORD = re.compile("[a-z]+")
_COMBINATIONS = 4096
"""How many combinations of frames a table remembers; a corpus of 10,000 articles has about half as many."""


class Frame(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """What cues and suppressors have in common; see the head of `data/cues.toml`."""

    name: str
    pattern: str
    fires: str
    silent: str
    needs: frozenset[str] = frozenset()

    @cached_property
    def cased(self) -> bool:
        """Say whether the pattern reads the sentence as written; others read it in small letters, at half the time."""
        return _CASED in self.pattern

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        return compiled(self.pattern)


class Cue(Frame, frozen=True, kw_only=True):
    """A phrase or frame that makes a reader ask for a source."""

    verdict: str
    where: tuple[str, ...] = ()
    right: int = 0
    judged: int = 0

    @cached_property
    def confidence(self) -> float:
        """Return the share of right findings among the judged ones, drawn towards that of rules on fresh articles."""
        return round((self.right + _FRESH * _WEIGHT) / (self.judged + _WEIGHT), 2)


class Suppressor(Frame, frozen=True, kw_only=True):
    """What takes the need for a source from a sentence."""

    silences: frozenset[str]

    def covers(self, verdict: str) -> bool:
        """Say whether it silences a verdict."""
        return "all" in self.silences or verdict in self.silences


_Frame = TypeVar("_Frame", bound=Frame)


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a word list; raise KeyError for one that there is not."""
    return tuple(_lists()[name])


@cache
def cues() -> tuple[Cue, ...]:
    """Return all cues in the order of the file."""
    return _frames("cues.toml", Cue)


@cache
def suppressors() -> tuple[Suppressor, ...]:
    """Return all suppressors in the order of the file."""
    return _frames("suppressors.toml", Suppressor)


class Table(Generic[_Frame]):
    """Frames by the words that they need, so that a sentence tries only those that it can have."""

    def __init__(self, frames: tuple[_Frame, ...]) -> None:
        self._frames = frames
        self._always = sum(1 << index for index, frame in enumerate(frames) if not frame.needs)
        self._masks: dict[str, int] = {}  # a bit for each frame that needs the word
        for index, frame in enumerate(frames):
            for word in frame.needs:
                self._masks[word] = self._masks.get(word, 0) | 1 << index
        self._words = frozenset(self._masks)
        self._known: dict[int, tuple[_Frame, ...]] = {}

    def tried(self, tokens: AbstractSet[str]) -> tuple[_Frame, ...]:
        """Return the frames that a sentence of these words can have, in their order."""
        mask = self._always
        for word in self._words & tokens:
            mask |= self._masks[word]
        if mask not in self._known:
            if len(self._known) >= _COMBINATIONS:
                self._known.clear()
            self._known[mask] = tuple(frame for index, frame in enumerate(self._frames) if mask >> index & 1)
        return self._known[mask]


@cache
def cue_table() -> Table[Cue]:
    """Return the cues by the words that they need."""
    return Table(cues())


@cache
def suppressor_table(verdict: str) -> Table[Suppressor]:
    """Return the suppressors of a verdict by the words that they need."""
    return Table(tuple(each for each in suppressors() if each.covers(verdict)))


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile an expression in which `<name>` stands for any entry of a word list.

    Where a part of it tells capitals from small letters, the rest ignores case; else it is for small letters only.
    """
    return re.compile(
        _SLOT.sub(lambda slot: f"(?:{_either(words(slot[1]))})", pattern), re.IGNORECASE if _CASED in pattern else 0
    )


def _frames(file: str, kind: type[_Frame]) -> tuple[_Frame, ...]:
    (entries,) = _read(file).values()
    found: list[_Frame] = [msgspec.convert(entry, kind) for entry in entries]
    return tuple(
        msgspec.structs.replace(each, needs=frozenset(word for entry in each.needs for word in _needed(entry)))
        for each in found
    )


def _needed(entry: str) -> list[str]:
    """Return the words that an entry of `needs` stands for; of a phrase its first."""
    phrases = words(entry[1:-1]) if entry.startswith("<") else (entry,)
    return [match[0] if (match := _WORD.match(phrase)) else phrase for phrase in phrases]


def _either(phrases: tuple[str, ...]) -> str:
    """Return an expression for any of the phrases, the longest first, with what they begin with written once.

    It takes a third of the time of a plain list of alternatives, which are tried one after the other at each word.
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for char in phrase.lower():
            node = node.setdefault(char, {})
        node[_END] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    found = [re.escape(char) + _branches(behind) for char, behind in sorted(node.items()) if char != _END]
    if _END in node:
        return f"(?:{'|'.join(found)})?" if found else ""
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


@cache
def _lists() -> dict[str, list[str]]:
    return msgspec.convert(_read("words.toml"), dict[str, list[str]])


def _read(name: str) -> dict[str, Any]:
    import tomllib  # only where an article is read anew

    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
