"""The file of decisions: findings that a house lets stand, each in its article, for people who do not edit Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lint.files import write_whole
from lint.mistakes import Mistake, MistakesError
from lint.stet.today import day

if TYPE_CHECKING:
    from lint.settings import Settings

FILE_NAME = "copydesk.decisions.yml"

VERSION = 1

_HEAD = f"""\
# What this house lets stand, and why. `copydesk stet add` and `copydesk stet import` write this file, sorted by key.
version: {VERSION}
decisions:
"""
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_ENTRY_LINE = re.compile(r'([- ]) ("?)(key|rule|path|quote|sentence|reason|by|on|until)\2: ("(?:[^"\\]|\\.)*+")')
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_QUOTE_KEPT = 200  # code points: a quote is for people, the key decides


Identity = tuple[str, str, str]
"""A key, the article in which it holds, and the sentence around it."""


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finding that is let stand.

    Without a `path`, whatever has the key is let stand, in all articles; so it is in files of earlier versions.
    """

    key: str
    rule: str
    reason: str
    quote: str = ""
    by: str = ""
    on: str = ""
    until: str = ""
    path: str = ""  # of the article in which it holds
    sentence: str = ""  # in which a short quote stands

    @property
    def identity(self) -> Identity:
        """Return what makes it another decision than any other one in the file."""
        return self.key, self.path, self.sentence


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    decisions: list[Decision] = []


Decisions = dict[Identity, Decision]
"""Each under its identity."""


def load(root: Path, rules: Iterable[str] | None = None) -> Decisions:
    """Return a project's decisions, none where it has no such file; raise MistakesError.

    `rules`: those that there are; a decision about another one is a mistake.
    """
    path = root / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MistakesError([Mistake(FILE_NAME, 1, 1, f"cannot be read: {error.strerror or error}")]) from None
    return parse(data, FILE_NAME, rules)


def of(settings: Settings) -> Decisions:
    """Return the decisions that hold for a run; raise MistakesError."""
    if settings.house is None:
        return load(settings.root, settings.all_rules)
    data = settings.house.get(FILE_NAME)
    return {} if data is None else parse(data, FILE_NAME, settings.all_rules)


def parse(data: bytes, shown: str, rules: Iterable[str] | None = None) -> Decisions:
    """Return the decisions of a file, which may be YAML or JSON; raise MistakesError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MistakesError([Mistake(shown, line, 1, "is not UTF-8; save the file as UTF-8")]) from None
    _refuse_conflicts(text, shown)
    entries = _as_written(text)
    if entries is None:
        return _read(text, shown, rules)
    wrong = any(_problems(one, rules) for one in entries) or len({one.identity for one in entries}) < len(entries)
    return _read(text, shown, rules) if wrong else {one.identity: one for one in entries}


def _refuse_conflicts(text: str, shown: str) -> None:
    advice = "an unfinished merge: keep the entries of both sides, and delete the lines that git put between them"
    numbered = enumerate(text.split("\n"), 1)
    marked = [Mistake(shown, number, 1, advice) for number, line in numbered if line.startswith(_CONFLICT)]
    if marked:
        raise MistakesError(marked)


def _as_written(text: str) -> list[Decision] | None:
    """Return the entries of a file as this module writes it, without YAML's parser; None if it is written otherwise.

    That takes longer to import than a file of hundreds takes to be read.
    """
    if not text.startswith(_HEAD):
        return None
    entries: list[dict[str, str]] = []
    for line in text[len(_HEAD) :].splitlines():
        found = _ENTRY_LINE.fullmatch(line)
        if not found or (found[1] == " " and not entries):
            return None
        if found[1] == "-":
            entries.append({})
        if found[3] in entries[-1]:
            return None
        try:
            entries[-1][found[3]] = json.loads(found[4])
        except ValueError:
            return None
    try:
        return msgspec.convert(entries, list[Decision])
    except msgspec.ValidationError:
        return None


def _read(text: str, shown: str, rules: Iterable[str] | None) -> Decisions:
    from lint.yamlfile import Document

    document = Document(shown, text)
    value = _plain(document.value)
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int) and version != VERSION:
        advice = f"version {version} is not known to this Copydesk, which reads version {VERSION}; update Copydesk"
        raise MistakesError([document.mistake(("version",), advice)])
    if isinstance(value, dict) and value.get("decisions", ()) is None:
        del value["decisions"]  # the key is there, and nothing below it
    found = document.decode(_File, (), value or {})
    decisions: Decisions = {}
    mistakes: list[Mistake] = []
    for at, one in enumerate(found.decisions):
        where = ("decisions", at)
        mistakes += [document.mistake((*where, field), text) for field, text in _problems(one, rules)]
        if one.identity in decisions:
            mistakes.append(document.mistake((*where, "key"), f"the key {one.key!r} stands here twice; keep one entry"))
        decisions[one.identity] = one
    if mistakes:
        raise MistakesError(mistakes)
    return decisions


def _plain(value: Any) -> Any:
    """Return what was read with `on`, which YAML takes for true, as a name, and days as text."""
    if isinstance(value, Mapping):
        return {"on" if key is True else key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value


def _problems(one: Decision, rules: Iterable[str] | None) -> list[tuple[str, str]]:
    found = []
    if not re.fullmatch("[0-9a-f]{16}", one.key):
        found.append(("key", f"{one.key[:40]!r} is no key: reports show them, 16 digits and letters from a to f"))
    if rules is not None and one.rule not in rules:
        from lint.schema import did_you_mean

        found.append(("rule", f"unknown rule {one.rule[:60]!r}{did_you_mean(one.rule[:60], rules)}"))
    if one.sentence and not one.quote.strip():
        found.append(("sentence", "give the quote, too, that stands in this sentence"))
    if not one.reason.strip():
        found.append(("reason", "say why this is let stand"))
    if one.until and day(one.until) is None:
        found.append(("until", f"{one.until[:40]!r} is no day: write it as 2027-03-01"))
    return found


def write(root: Path, decisions: Decisions) -> None:
    """Write a project's decisions whole or not at all; raise OSError."""
    write_whole(root / FILE_NAME, text_of(decisions).encode())


def text_of(decisions: Decisions) -> str:
    """Return the file's text: sorted by key, one entry a block, so that git merges what two people decided."""
    return _HEAD + "".join(_block(decisions[identity]) for identity in sorted(decisions))


def _block(one: Decision) -> str:
    quote = one.quote if len(one.quote) <= _QUOTE_KEPT else f"{one.quote[: _QUOTE_KEPT - 1]}…"
    given = {"key": one.key, "rule": one.rule, "path": one.path, "quote": quote, "sentence": one.sentence}
    given = {name: value for name, value in given.items() if value or name == "quote"} | {"reason": one.reason}
    given |= {name: value for name, value in (("by", one.by), ('"on"', one.on), ("until", one.until)) if value}
    lines = [f"{name}: {_quoted(value)}" for name, value in given.items()]
    return "- " + "\n  ".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as both YAML and JSON read it, in one line."""
    plain = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
