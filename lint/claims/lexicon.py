"""Cues, suppressors and word lists: read from `data/` on first use, expressions compiled when first needed."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

_DATA = Path(__file__).parent / "data"
_SLOT = re.compile(r"(?<!\?P)(?<!\?)<([a-z_]+)>")
_FRESH = 0.69
"""Precision of such rules on articles that they were not written with: what a cue has before anything is judged."""
_WEIGHT = 10
_WORD = re.compile("[a-z]+")


class Cue(msgspec.Struct, frozen=True, dict=True):
    """A phrase or frame that makes a reader ask for a source; see the head of `data/cues.toml`."""

    name: str
    verdict: str
    needs: tuple[str, ...]
    pattern: str
    fires: str
    silent: str
    where: tuple[str, ...] = ()
    right: int = 0
    judged: int = 0

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        return compiled(self.pattern)

    @property
    def confidence(self) -> float:
        """Return the share of right findings among the judged ones, drawn towards that of rules on fresh articles."""
        return round((self.right + _FRESH * _WEIGHT) / (self.judged + _WEIGHT), 2)


class Suppressor(msgspec.Struct, frozen=True, dict=True):
    """What takes the need for a source from a sentence; see the head of `data/suppressors.toml`."""

    name: str
    silences: frozenset[str]
    pattern: str
    fires: str
    silent: str

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        return compiled(self.pattern)

    def covers(self, verdict: str) -> bool:
        """Say whether it silences a verdict."""
        return "all" in self.silences or verdict in self.silences


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a word list; raise KeyError for one that there is not."""
    return tuple(_lists()[name])


@cache
def cues() -> tuple[Cue, ...]:
    """Return all cues in the order of the file."""
    return msgspec.convert(_read("cues.toml")["cue"], tuple[Cue, ...])


@cache
def suppressors() -> tuple[Suppressor, ...]:
    """Return all suppressors in the order of the file."""
    return msgspec.convert(_read("suppressors.toml")["suppressor"], tuple[Suppressor, ...])


@cache
def cues_by_word() -> dict[str, tuple[int, ...]]:
    """Return, for each word that some cue needs, the indexes of those cues."""
    found: dict[str, list[int]] = {}
    for index, cue in enumerate(cues()):
        for word in {word for entry in cue.needs for word in _needed(entry)}:
            found.setdefault(word, []).append(index)
    return {word: tuple(indexes) for word, indexes in found.items()}


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile an expression in which `<name>` stands for any entry of a word list; case is ignored."""
    return re.compile(_SLOT.sub(lambda slot: f"(?:{_either(words(slot[1]))})", pattern), re.IGNORECASE)


def _needed(entry: str) -> list[str]:
    """Return the words that an entry of `needs` stands for; of a phrase its first."""
    phrases = words(entry[1:-1]) if entry.startswith("<") else (entry,)
    return [match[0] if (match := _WORD.match(phrase.lower())) else phrase for phrase in phrases]


def _either(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda each: (-len(each), each)))


@cache
def _lists() -> dict[str, list[str]]:
    return msgspec.convert(_read("words.toml"), dict[str, list[str]])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
