"""Where the destination of a link stands, and bare addresses in running text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from lint.text import Prose, Span

_BREAK = r"(?:[ \t\v\f]|(?:\r\n|\n|\r)[ \t>]*)*"  # white space; behind a line end, the marks of block quotes too
_ANGLE = re.compile(r"<((?:\\.|[^<>\\\r\n])*)>")
_RUN = re.compile(r"[^\x00-\x20]*")
_GAP = re.compile(_BREAK)
_LABEL = re.compile(rf"\[(?:\\.|[^\[\]\\])*\]:{_BREAK}", re.DOTALL)
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_ENTITIES = re.compile(_ENTITY)
_WRITTEN = re.compile(rf"\\([!-/:-@\[-`{{-~])|{_ENTITY}")

_BARE = re.compile(
    r"(?<![A-Za-z0-9_/@.:-])(?:https?://|www\.(?=\w))[^\s<>\"“”«»‹›「」『』（）【】《》。、，；！？|`]+", re.IGNORECASE
)
_TRAILING = "?!.,:;*_~'’‘)]}…"
_CLOSING = {")": "(", "]": "[", "}": "{"}


class Target(NamedTuple):
    """A destination as meant, and where it stands as written."""

    destination: str
    span: Span


def resolve(written: str) -> str:
    """Return what a destination means: backslash escapes and entities resolved as CommonMark has it."""
    if "\\" not in written and "&" not in written:
        return written
    return _WRITTEN.sub(lambda found: found[1] or html.unescape(found[0]), written)


def entities(written: str) -> str:
    """Return what an autolink means: its entities resolved; a backslash is one there."""
    return _ENTITIES.sub(lambda found: html.unescape(found[0]), written) if "&" in written else written


def inline_target(text: str, close: int, end: int) -> Span:
    """Return the span of the destination in `](destination "title")`: `close` is at the bracket, `end` behind all."""
    start = _GAP.match(text, close + 2, end).end()  # type: ignore[union-attr]  # it matches the empty string
    return _target(text, start, end - 1)


def definition_target(text: str, start: int, end: int) -> Span:
    """Return the span of the destination in `[label]: destination "title"`."""
    label = _LABEL.match(text, start, end)
    return _target(text, label.end(), end) if label else Span(start, end)


def _target(text: str, start: int, end: int) -> Span:
    angle = _ANGLE.match(text, start, end)
    if angle:
        return Span(angle.start(1), angle.end(1))
    run = _RUN.match(text, start, end)
    return Span(start, run.end() if run else start)


def normal_label(label: str) -> str:
    """Return a reference label in the form by which labels are compared."""
    return " ".join(label.split()).casefold()


def bare_addresses(prose: Prose, source: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Target]]:
    """Yield start and end in the prose, and the target, of each address that stands in running text as such.

    `taken` lists the stretches of the prose, in order, that belong to other links.
    """
    pending = iter(taken)
    begin, finish = next(pending, (len(prose.text), 0))
    for found in _BARE.finditer(prose.text):
        start, end = found.start(), found.start() + len(_trim(found[0]))
        while finish <= start and begin < len(prose.text):
            begin, finish = next(pending, (len(prose.text), 0))
        if begin < end:
            continue
        span = prose.source(start, end)
        address = prose.text[start:end]
        if resolve(source[span.start : span.end]) != address or address.endswith("://"):
            continue  # markup, or a code span, stands within it
        scheme = "http://" if address[:4].lower() == "www." else ""
        yield start, end, Target(scheme + address, span)


def _trim(address: str) -> str:
    """Leave off the punctuation that ends a sentence, and closing brackets without their opening ones."""
    end = len(address)
    surplus = {close: address.count(close) - address.count(opening) for close, opening in _CLOSING.items()}
    while end and address[end - 1] in _TRAILING:
        last = address[end - 1]
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        end -= 1
    return address[:end]
