"""The baseline's file: findings that were there before, one a line, so that what stands in a report is new."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from lint.files import write_out
from lint.mistakes import Mistake, MistakesError
from lint.past.matcher import Noted
from lint.past.quoted import parted
from lint.settings import Settings, UsageError

FILE = "copydesk.baseline"
"""In the project's root."""

_VERSION = 1
_HEADING = "copydesk baseline"

_DIGITS = "0123456789abcdef"
_FIELDS = ("a path", "a rule", "a key of 16 digits from 0 to f", "a quote", "a group")
_KEY = re.compile(r"[0-9a-f]{16}")
_MARKS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")
_CONFLICT = re.compile(r"<{7}|={7}$|>{7}|\|{7}")
_MOST_MISTAKES = 10
_OTHERWISE = "take the file from version control again, or make it anew: copydesk baseline create"


class Baseline(msgspec.Struct, frozen=True):
    """A baseline as read: of each path the keys with the numbers of their lines, and all lines as they stand there."""

    keys: dict[str, dict[str, int]]
    lines: tuple[str, ...] = ()

    def all(self) -> Iterator[Noted]:
        """Yield all findings noted."""
        for path in self.keys:
            yield from self.of(path)

    def of(self, path: str) -> Iterator[Noted]:
        """Yield the findings noted of an article."""
        for number in self.keys.get(path, {}).values():
            _, rule, key, quote, *group = self.lines[number].removesuffix("\r").split("\t")
            quote, around = parted(rule, key, quote)
            yield Noted(path, rule, key, quote, "".join(group), number, around)


# ---- read


def load(root: Path, rules: Collection[str] | None) -> Baseline | None:
    """Return a project's baseline, None if it has none; raise MistakesError or UsageError.

    `rules` are the names of those that there are; None lets any name stand.
    """
    try:
        data = (root / FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{FILE}: cannot be read ({error.strerror or error})") from None
    return read(data, rules)


def of(settings: Settings) -> Baseline | None:
    """Return the baseline that holds for a run, None if there is none; raise MistakesError or UsageError."""
    if settings.house is None:
        return load(settings.root, settings.all_rules.keys())
    data = settings.house.get(FILE)
    return None if data is None else read(data, settings.all_rules.keys())


def read(data: bytes, rules: Collection[str] | None) -> Baseline:
    """Return what a baseline's file says; raise MistakesError where it is damaged, conflicted or of another version."""
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start)
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise _mistake(row, column, f"is not UTF-8; {_OTHERWISE}") from None
    if any(mark in data for mark in _MARKS):
        _refuse_conflict(lines)
    _refuse_heading(lines[0])
    keys: dict[str, dict[str, int]] = {}
    some: dict[str, int] = {}
    shown = ""
    mistakes: list[Mistake] = []
    for number, line in enumerate(lines):
        if line[:1] in ("#", "", "\r") or not number:
            continue
        fields = line.split("\t")
        if not _fit(fields, rules):
            mistakes += _wrong(number, line.removesuffix("\r"), rules or ())
            continue
        if fields[0] != shown:
            shown = fields[0]
            some = keys.setdefault(_unescaped(shown) if "\\" in shown else shown, {})
        some.setdefault(fields[2], number)  # lines of two branches may both have it
    if mistakes:
        raise MistakesError(mistakes[:_MOST_MISTAKES])
    return Baseline(keys, tuple(lines))


def _fit(fields: Sequence[str], rules: Collection[str] | None) -> bool:
    if not 4 <= len(fields) <= 5 or (rules is not None and fields[1] not in rules):
        return False
    path, rule, key = fields[:3]
    if not path or not rule or (len(fields) == 5 and not fields[4]):
        return False
    return len(key) == 16 and not key.strip(_DIGITS)


def _mistake(line: int, column: int, text: str) -> MistakesError:
    return MistakesError([Mistake(FILE, line + 1, column, text)])


def _refuse_conflict(lines: list[str]) -> None:
    for number, line in enumerate(lines):
        if _CONFLICT.match(line.rstrip("\r")):
            raise _mistake(
                number,
                1,
                "a merge left a conflict here; keep the lines of both sides, delete the lines of markers, and run "
                "copydesk baseline update",
            )


def _refuse_heading(line: str) -> None:
    version = line.removesuffix("\r").removeprefix(f"{_HEADING} ")
    if version == str(_VERSION):
        return
    if line.startswith(_HEADING) and version.isdecimal() and int(version) > _VERSION:
        raise _mistake(
            0,
            len(_HEADING) + 2,
            f"version {version} is newer than this Copydesk, which reads {_VERSION}; bring Copydesk up to date",
        )
    raise _mistake(0, 1, f"is no baseline: expected {_HEADING} {_VERSION!s}; {_OTHERWISE}")


def _wrong(number: int, line: str, rules: Collection[str]) -> Iterator[Mistake]:
    """Yield what is wrong in a line that does not fit."""
    from lint.schema import did_you_mean

    fields = line.split("\t")
    starts = [sum(len(one) + 1 for one in fields[:index]) + 1 for index in range(len(fields))]
    if len(fields) < 4:
        text, column = f"the line ends before {_FIELDS[len(fields)]}; {_OTHERWISE}", len(line) + 1
    elif len(fields) > 5:
        text, column = f"more than path, rule, key, quote and group; {_OTHERWISE}", starts[5]
    elif not _KEY.fullmatch(fields[2]):
        text, column = f"expected {_FIELDS[2]}; {_OTHERWISE}", starts[2]
    elif fields[1] and fields[1] not in rules and rules:
        hint = did_you_mean(fields[1], list(rules))
        text = f"no rule has the name {fields[1]!r}{hint}; correct it, or remove what is of no rule: "
        text, column = f"{text}copydesk baseline update", starts[1]
    else:
        empty = next(index for index, one in enumerate(fields) if not one and index != 3)
        text, column = f"expected {_FIELDS[empty]}; {_OTHERWISE}", starts[empty]
    yield Mistake(FILE, number + 1, column, text)


# ---- write


def write(root: Path, data: bytes) -> None:
    """Write a project's baseline, whole or not at all; raise UsageError."""
    try:
        write_out(root / FILE, data)
    except OSError as error:
        raise UsageError(f"{FILE}: cannot be written ({error.strerror or error})") from None


def made(noted: Iterable[Noted]) -> bytes:
    """Return the file's content for findings.

    Before each finding, and before each article's first, stands a line of its own that begins with #. It stays when
    the finding's line goes: git merges two changes only where a line that neither has changed stands between them.
    """
    lines = [f"{_HEADING} {_VERSION}"]
    for path, some in groupby(sorted(noted, key=_PLACE), key=attrgetter("path")):
        name = _escaped(path)
        lines.append(f"# {name}")
        for one in some:
            mark = blake2b(f"{name}\t{one.key}".encode("utf-8", "replace"), digest_size=4).hexdigest()
            fields = (name, one.rule, one.key, one.quote, *([one.group] if one.group else []))
            lines += [f"#{mark}", "\t".join(fields)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def without(baseline: Baseline, lines: Collection[int]) -> bytes:
    """Return the file's content without the findings of some lines, and else as it is."""
    return "\n".join(line for number, line in enumerate(baseline.lines) if number not in lines).encode()


_PLACE = attrgetter("path", "rule", "key")
_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")


def _escaped(path: str) -> str:
    """Return a path without what would end its field or steer a terminal; it can be read back."""
    name = _UNSAFE.sub(_as_escape, path)
    return f"\\x23{name[1:]}" if name.startswith("#") else name


def _as_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\\\\" if found[0] == "\\" else f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)) if found[0] != "\\\\" else "\\", text)
