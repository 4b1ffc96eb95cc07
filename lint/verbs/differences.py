"""Corrected texts shown: words struck and added for a reader at a terminal, a patch for a program."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import msgspec

from lint.reporters import neutralise
from lint.reporters.changes import brief, shown
from lint.reporters.excerpt import shortened
from lint.reporters.pen import Pen
from lint.text import Source
from lint.verbs import terminal

_WORD = re.compile(r"\s*\S+|\s+\Z")
_AROUND = 6  # words on either side of a change
_MOST_WORDS = 4_000  # of a line, on both sides; difflib is quadratic
_LONGEST = 160  # of a change


class Change(msgspec.Struct, frozen=True):
    """Words of a text that become others."""

    offset: int  # in the old text
    before: str
    old: str
    new: str
    behind: str


def show(pairs: Sequence[tuple[Source, Source]], prefix: str, root: Path) -> str:
    """Print what changes: at a terminal in words, elsewhere as a patch, which is to be exact and may be applied.

    Return what is to be noted: of a patch of files outside of the working directory, where it applies. There paths
    lead from the project's root, for neither `git apply` nor `patch` follows "..".
    """
    if sys.stdout.isatty():
        pen = terminal.pen()
        for old, new in pairs:
            terminal.out(in_words(old, new, prefix, pen))
        return ""
    here = Path.cwd()
    outside = [old for old, _ in pairs if not (root / old.path).is_relative_to(here)]
    for old, new in pairs:
        sys.stdout.buffer.write(b"".join(patch(old, new, "" if outside else prefix)))
    sys.stdout.buffer.flush()
    return f"some of these articles lie outside of {here}: apply the patch in {root}" if outside else ""


def patch(old: Source, new: Source, prefix: str) -> Iterator[bytes]:
    """Yield a unified diff as git and patch read it, line ends and byte order mark included."""
    from difflib import unified_diff

    path = neutralise.terminal_path(prefix + old.path)
    before, after = (_lines(source) for source in (old, new))
    for line in unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="\n"):
        yield line.encode("utf-8", "surrogateescape")
        if not line.endswith("\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(source: Source) -> list[str]:
    """Return a file's lines as a patch counts them: LF alone ends one."""
    text = ("\ufeff" if source.bom else "") + source.text
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def in_words(old: Source, new: Source, prefix: str, pen: Pen) -> Iterator[str]:
    """Yield each change on a line of its own, behind its place."""
    for change in changes(old.text, new.text):
        line, column = old.position(change.offset)
        place = f"{pen.path(prefix + old.path)}:{line}:{column}"
        yield f"{place}: {_colored(change, pen) if pen.color else _plain(change, pen)}\n"


def _colored(change: Change, pen: Pen) -> str:
    before, old, new, behind = (
        neutralise.terminal(part) for part in (change.before, change.old, change.new, change.behind)
    )
    parts = shown(before + old + behind, before + new + behind)
    return "".join(pen.text(shortened(text, _LONGEST), style="" if how == "same" else how) for how, text in parts)


def _plain(change: Change, pen: Pen) -> str:
    around = (change.before + side + change.behind for side in (change.old, change.new))
    struck, added = (shortened(side, _LONGEST) for side in brief(*(neutralise.terminal(one) for one in around)))
    return f"{pen.text(struck)} {'→' if pen.unicode else '->'} {pen.text(added)}"


def changes(old: str, new: str) -> Iterator[Change]:
    """Yield how a text becomes another, in whole words."""
    from difflib import SequenceMatcher

    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, before))]
    if len(before) == len(after):  # as corrections leave it, unless one takes a line end away
        for at, had, has in zip(starts, before, after, strict=False):
            if had != has:
                yield from _in_lines(had, has, at)
        return
    for how, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if how != "equal":
            yield from _in_lines("".join(before[a:b]), "".join(after[c:d]), starts[a])


def _in_lines(old: str, new: str, at: int) -> Iterator[Change]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    offset = at
    for how, a, b, c, d in _steps(before, after):
        struck, added = "".join(before[a:b]), "".join(after[c:d])
        if how != "equal":
            space = len(struck) - len(struck.lstrip())
            around = "".join(before[max(a - _AROUND, 0) : a]), "".join(before[b : b + _AROUND])
            yield Change(offset + space, around[0].lstrip(), struck, added, around[1].rstrip())
        offset += len(struck)


def _steps(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return how words become others, as difflib tells it; of very many, as one long change."""
    from difflib import SequenceMatcher

    if len(before) + len(after) <= _MOST_WORDS:
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    room = shorter - head
    tail = next((at for at in range(room) if before[-1 - at] != after[-1 - at]), room)
    b, d = len(before) - tail, len(after) - tail
    changed = ("replace", head, b, head, d)
    return [("equal", 0, head, 0, head), changed, ("equal", b, len(before), d, len(after))]
