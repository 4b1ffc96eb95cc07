"""A place of a group for a terminal: the words in which it differs, marked among those that all have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lint.finding import Difference
from lint.reporters import neutralise
from lint.reporters.changes import Change, differences
from lint.reporters.excerpt import columns, shortened
from lint.reporters.pen import Pen

_BETWEEN, _BESIDE = 48, 32  # code points of agreeing words that are shown between two that differ, and at the ends
_LONGEST = 80  # code points of words that differ
_LINES = 4  # of one place
_PART = re.compile(r" *[^ ]+| +")


def marked(quote: str, differing: Sequence[Difference], indent: str, pen: Pen) -> Iterator[str]:
    """Yield lines with a quote's words, those marked in which it differs; none if it does in none.

    Agreeing words are shortened, markup is not shown. Without colours, words exchanged stand as [old → new], those
    that only one side has as [− old] or [+ new].
    """
    if not differing:
        return
    changes = list(_readable(differences(quote, differing), pen))
    for number, line in enumerate(_wrapped(changes, pen.width - len(indent), pen)):
        if number == _LINES:
            yield f"{indent}{'…' if pen.unicode else '...'}\n"
            return
        yield f"{indent}{line}\n"


def _readable(changes: Iterable[Change], pen: Pen) -> Iterator[Change]:
    """Yield changes that are safe to print; without colours, what is struck and what is added in brackets."""
    struck = ""
    for how, text in changes:
        shown = neutralise.terminal(text)
        if how != "same":
            shown = shortened(shown, _LONGEST)
        if pen.color:
            yield from (("same", " "), (how, shown)) if how == "added" and struck else ((how, shown),)
            struck = shown if how == "struck" else ""
            continue
        if struck:
            yield "added", _bracket(struck, shown if how == "added" else "", pen)
        elif how == "added":
            yield "added", _bracket("", shown, pen)
        struck = shown if how == "struck" else ""
        if how == "same":
            yield how, shown
    if struck and not pen.color:
        yield "added", _bracket(struck, "", pen)


def _bracket(struck: str, added: str, pen: Pen) -> str:
    if struck and added:
        return f"[{struck} {'→' if pen.unicode else '->'} {added}]"
    return f"[+ {added}]" if added else f"[{'−' if pen.unicode else '-'} {struck}]"


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


def _between(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= _BETWEEN:
        return text
    if is_first:
        return "… " + text[-_BESIDE:].partition(" ")[2]
    if is_last:
        return text[:_BESIDE].rpartition(" ")[0] + " …"
    return shortened(text, _BETWEEN)
