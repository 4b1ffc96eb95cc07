"""Standard output of the verbs that list something: what it can show, and words that differ, marked in it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

import msgspec

from lint import cli
from lint.finding import Incident
from lint.reporters import neutralise, words
from lint.reporters.changes import Change, shown, word_changes
from lint.reporters.excerpt import columns, shortened
from lint.reporters.pen import Pen
from lint.settings import Settings

_LEAST_WIDTH, _MOST_WIDTH = 40, 120
_BETWEEN, _BESIDE = 48, 32  # code points of agreeing words that are shown between two that differ, and at the ends
_LONGEST = 80  # code points of words that differ
_LINES = 4  # of one place
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_MARKUP = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_PART = re.compile(r" *[^ ]+| +")


def pen() -> Pen:
    """Return a pen for what standard output can show."""
    return Pen(
        color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
        unicode=(sys.stdout.encoding or "ascii").lower().replace("-", "").startswith("utf"),
        width=min(max(shutil.get_terminal_size((100, 24)).columns, _LEAST_WIDTH), _MOST_WIDTH),
    )


def out(chunks: Iterable[str]) -> None:
    """Print text; what the terminal's encoding lacks is written as an escape."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk.encode(sys.stdout.encoding or "ascii", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json(found: msgspec.Struct) -> None:
    """Print what was found as JSON."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")


def tell_incidents(incidents: Iterable[Incident], pen: Pen) -> None:
    """Say on standard error what could not be looked at."""
    for one in words.over_articles(incidents):
        where = f" ({pen.path(one.path)})" if one.path else ""
        print(f"not checked: {one.state}: {pen.text(words.amount(one))}{where}: {pen.text(one.why)}", file=sys.stderr)


def status(incidents: Iterable[Incident], settings: Settings) -> int:
    """Return the exit status of a listing: what is found is no failure, what could not be looked at is one."""
    failed = any(incident.state == "failed" for incident in incidents) and settings.incomplete == "fail"
    return cli.INCOMPLETE if failed else cli.OK


def prefix(root: Path) -> str:
    """Return what leads from the working directory to the root, so that a terminal's links to articles work."""
    try:
        relative = Path(os.path.relpath(root)).as_posix()
    except ValueError:  # another drive
        return f"{root.as_posix()}/"
    return "" if relative == "." else f"{relative}/"


def differing(old: str, new: str, indent: str, pen: Pen) -> Iterator[str]:
    """Yield lines with a text's words, those marked in which it differs from another; none if it does in none.

    Agreeing words are shortened, markup is not shown. Without colours, words exchanged stand as [old → new], those
    that only one side has as [− old] or [+ new].
    """
    changes = list(_changes(_bare(old), _bare(new), pen))
    if all(how == "same" for how, _ in changes):
        return
    for number, line in enumerate(_wrapped(changes, pen.width - len(indent), pen)):
        if number == _LINES:
            yield f"{indent}{'…' if pen.unicode else '...'}\n"
            return
        yield f"{indent}{line}\n"


def _changes(old: str, new: str, pen: Pen) -> Iterator[Change]:
    """Yield how one text becomes another, sentence by sentence where both have as many."""
    pairs = list(zip_longest(_SENTENCE_END.split(old), _SENTENCE_END.split(new)))
    if any(None in pair for pair in pairs):
        pairs = [(old, new)]
    agreeing = ""
    for one, other in pairs:
        for how, text in shown(one, other) if pen.color else _bracketed(word_changes(one, other), pen):
            if how == "same":
                agreeing += text
                continue
            if agreeing:
                yield "same", agreeing
                agreeing = ""
            yield how, shortened(text, _LONGEST)
        agreeing += " "
    if agreeing.strip():
        yield "same", agreeing


def _wrapped(changes: list[Change], width: int, pen: Pen) -> Iterator[str]:
    line, used, last = "", 0, len(changes) - 1
    for at, (how, text) in enumerate(changes):
        told = _between(text, at == 0, at == last) if how == "same" else text
        told = told if pen.unicode else neutralise.ascii_only(told)
        whole = told.startswith("[") and columns(told) * 2 <= width  # brackets are easier to read on one line
        for word in [told] if whole and how != "same" else _PART.findall(told):
            if used and used + columns(word.rstrip()) > width:
                yield line.rstrip()
                line, used, word = "", 0, word.lstrip()
            line += pen.style(word, "" if how == "same" else how)
            used += columns(word)
    yield line.rstrip()


def _bare(text: str) -> str:
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", neutralise.terminal(text))).split())


def _between(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= _BETWEEN:
        return text
    if is_first:
        return "… " + text[-_BESIDE:].partition(" ")[2]
    if is_last:
        return text[:_BESIDE].rpartition(" ")[0] + " …"
    return shortened(text, _BETWEEN)


def _bracketed(changes: Iterable[Change], pen: Pen) -> Iterator[Change]:
    """Yield changes with words struck and the words in their place in one pair of brackets."""
    struck = ""
    for how, text in changes:
        if how == "struck":
            struck = text
            continue
        if struck or how == "added":
            yield "added", _bracket(struck, text if how == "added" else "", pen)
        struck = ""
        if how == "same":
            yield how, text
    if struck:
        yield "added", _bracket(struck, "", pen)


def _bracket(struck: str, added: str, pen: Pen) -> str:
    """Return words struck and words added in brackets; space and stops that both end with stand behind them."""
    before, words, behind = _parted(added or struck)
    if not (struck and added):
        sign = "+" if added else "−" if pen.unicode else "-"
        return f"{before}[{sign} {words}]{behind}"
    gone = struck.strip()
    if words[-1] == gone[-1] and not words[-1].isalnum() and min(len(words), len(gone)) > 1:
        behind, words, gone = words[-1] + behind, words[:-1], gone[:-1]
    return f"{before}[{gone} {'→' if pen.unicode else '->'} {words}]{behind}"


def _parted(text: str) -> tuple[str, str, str]:
    words = text.strip()
    before, _, behind = text.partition(words)
    return before, words, behind
