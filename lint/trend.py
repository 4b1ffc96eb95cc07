"""The trend: one line of JSON for each run that was asked to note its figures."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from lint.mistakes import Mistake, MistakesError
from lint.settings import UsageError
from lint.stats import Stats, Tally, per_thousand

SCHEMA = 1

_START = b'{"schema":'
"""With what each line begins: a cut-off one is known by it."""

_TAIL = 1_000_000
"""Bytes that are read from the end of a file; no line is nearly as long."""


class Point(msgspec.Struct, frozen=True):
    """What one run noted. Findings are open ones, those per 1,000 words to two decimals."""

    schema: int
    time: str  # UTC: 2026-03-01T09:30:00Z
    revision: str  # the commit that was checked out; "" outside of git
    version: str
    settings: str  # a hash: with other settings, figures do not compare
    paths: tuple[str, ...]  # what the run was about; empty: all articles
    articles: int
    words: int
    findings: int
    per_1000_words: float
    severities: dict[str, int]
    families: dict[str, int]
    rules: dict[str, int]
    stetted: int
    baselined: int
    not_checked: dict[str, int]


class Trend(msgspec.Struct, frozen=True):
    """What runs have noted, the oldest first."""

    points: tuple[Point, ...]


class Told(msgspec.Struct, frozen=True):
    """By what runs are told apart: when, of which commit, by which version and settings, over what."""

    time: str
    revision: str
    version: str
    settings: str
    paths: tuple[str, ...] = ()


def now(environment: Mapping[str, str]) -> str:
    """Return the time in UTC; that of SOURCE_DATE_EPOCH, if it is set. Raises UsageError where that is no number."""
    given = environment.get("SOURCE_DATE_EPOCH", "")
    if given and not (given.isascii() and given.isdigit() and len(given) <= 11):
        raise UsageError(f"SOURCE_DATE_EPOCH is {given!r}: expected seconds since 1970")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(given) if given else None))


def point(stats: Stats, told: Told) -> Point:
    """Return the line of a run."""
    total = stats.total
    return Point(
        SCHEMA,
        *(told.time, told.revision, told.version, told.settings, told.paths),
        articles=total.articles,
        words=total.words,
        findings=total.findings,
        per_1000_words=total.per_1000_words,
        severities=total.severities,
        families=_counts(stats.families),
        rules=_counts(stats.rules),
        stetted=total.stetted,
        baselined=total.baselined,
        not_checked=stats.not_checked,
    )


def _counts(tallies: tuple[Tally, ...]) -> dict[str, int]:
    return {one.name: one.findings for one in sorted(tallies, key=lambda one: one.name) if one.findings}


def rate(one: Point, findings: int) -> float:
    """Return some of a run's findings per 1,000 words."""
    return per_thousand(findings, one.words)


def refuse(file: Path) -> None:
    """Raise UsageError for a file to which no line can be added, before a long run and not behind it."""
    if not file.parent.is_dir():
        raise UsageError(f"--trend {file}: no such folder: {file.parent}")
    if file.exists() and not file.is_file():
        raise UsageError(f"--trend {file}: is no file")
    try:
        with file.open("rb") as there:
            begins = there.read(len(_START))
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"--trend {file}: cannot be read ({error.strerror or error})") from None
    if not _START.startswith(begins):
        raise UsageError(f"--trend {file}: holds something else than a trend; name a file of its own")


def append(file: Path, one: Point) -> str:
    """Add a line, whole, behind all others; return what was mended of the last one, "". Raises UsageError.

    Who calls it holds a lock. Even without, a line is written at once, so that those of two runs do not mingle.
    """
    refuse(file)
    line = msgspec.json.encode(one) + b"\n"
    try:
        mended, note = _healed(file)
        with file.open("ab", buffering=0) as out:
            out.write(mended + line)
            with suppress(OSError):  # some devices cannot
                os.fsync(out.fileno())
    except OSError as error:
        raise UsageError(f"--trend {file}: cannot be written ({error.strerror or error})") from None
    return note


def _healed(file: Path) -> tuple[bytes, str]:
    """Take away a last line that was cut off; return what ends one that lacks its line end only, and what to note."""
    if not file.is_file() or not (size := file.stat().st_size):
        return b"", ""
    with file.open("r+b") as there:
        there.seek(max(0, size - _TAIL))
        rest = there.read()
        begins = rest.rfind(b"\n") + 1
        last = rest[begins:]
        if not last:
            return b"", ""
        if not _is_cut(last):
            return b"\n", ""
        there.truncate(size - len(last))
    return b"", f"the last line of {file} had been cut off, {len(last):,} bytes of it; it was taken out"


def _is_cut(line: bytes) -> bool:
    """Say whether a line without an end is the beginning of one of ours."""
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return line.startswith(_START) or _START.startswith(line)
    return False


def read(file: Path) -> tuple[list[Point], str]:
    """Return all points, the oldest first, and a note where the last line was cut off.

    Raises UsageError for a file that cannot be read, and MistakesError with the number of each damaged line.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"--trend {file}: cannot be read ({error.strerror or error})") from None
    *lines, last = data.split(b"\n")
    found = [(number, _decoded(line)) for number, line in enumerate(lines, 1) if line.strip()]
    cut = _is_cut(last) if last.strip() else False
    if last.strip() and not cut:
        found.append((len(lines) + 1, _decoded(last)))
    wrong = [Mistake(str(file), number, 1, one) for number, one in found if isinstance(one, str)]
    if wrong:
        raise MistakesError(wrong)
    points = sorted((one for _, one in found if isinstance(one, Point)), key=lambda one: one.time)
    note = f"line {len(lines) + 1} of {file} was cut off and is left out; the next run with --trend takes it away"
    return points, note if cut else ""


def _decoded(line: bytes) -> Point | str:
    """Return the point of a line, or what is wrong with it."""
    if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
        return "a merge conflict; keep the lines of both sides, and take this one out"
    try:
        schema = msgspec.json.decode(line, type=_Schema).schema
        if schema > SCHEMA:
            return f"written by a newer Copydesk (schema {schema}, this one reads {SCHEMA})"
        return msgspec.json.decode(line, type=Point)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "no line of a trend; take it out"


class _Schema(msgspec.Struct):
    schema: int
