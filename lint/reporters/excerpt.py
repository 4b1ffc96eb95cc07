"""Excerpts for a terminal: a window round a place, never a whole line of prose, measured by display width."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from lint.finding import Finding
from lint.reporters import neutralise
from lint.text import Source

_LINE_END = re.compile("[\r\n]")
NARROW = re.compile("[\x00-\x7f\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u2500-\u257f]*\\Z")
"""What takes one column a character, and is no part of another: much prose, without the tables of all scripts."""


class Excerpt(msgspec.Struct, frozen=True):
    """One line of text as shown: what stands before a place, the place itself, and what follows it."""

    before: str
    marked: str
    after: str


def cut(source: Source | None, finding: Finding, width: int, *, unicode: bool = True) -> Excerpt:
    """Return a window of at most `width` columns round a finding; without its source, the quote alone."""
    start, end = finding.start.offset, finding.end.offset
    if source is None or source.text[start:end] != finding.quote:
        return Excerpt("", _quoted(finding.quote, width, unicode), "")
    room = width * 2  # code points; more than a window can show, and never a whole line of a megabyte
    start, end = _focus(finding)
    before = _LINE_END.split(source.text[max(start - room, 0) : start])[-1]
    after = _LINE_END.split(source.text[end : end + room], maxsplit=1)[0]
    marked = _quoted(source.text[start:end], width, unicode)
    return _fit(_clean(before, unicode).lstrip(), marked, _clean(after, unicode).rstrip(), width, unicode)


def _focus(finding: Finding) -> tuple[int, int]:
    """Return the part of a finding to mark: the cue that its message quotes, where it stands in the first line."""
    start, cue = finding.start.offset, str(finding.values.get("cue", ""))
    at = _LINE_END.split(finding.quote, maxsplit=1)[0].find(cue) if cue else -1
    return (start + at, start + at + len(cue)) if at >= 0 else (start, finding.end.offset)


def _quoted(quote: str, width: int, unicode: bool) -> str:
    ends = width * 4  # more code points than either end can show
    shorter = quote if len(quote) <= 2 * ends else quote[:ends] + quote[-ends:]
    return _middle(_clean(shorter, unicode), width, unicode)


def _clean(text: str, unicode: bool) -> str:
    shown = neutralise.terminal(text)
    return shown if unicode else neutralise.ascii_only(shown)


def _fit(before: str, marked: str, after: str, width: int, unicode: bool) -> Excerpt:
    """Share what the marked words leave of the width between both sides; a short side gives its part away."""
    left = max(width - columns(marked), 0)
    half = left // 2
    has_before, has_after = columns(before), columns(after)
    for_before = max(half, left - has_after)
    for_after = max(left - half, left - has_before)
    return Excerpt(_tail(before, for_before, unicode), marked, _head(after, for_after, unicode))


def _dots(unicode: bool) -> str:
    return "…" if unicode else "..."


def _head(text: str, width: int, unicode: bool) -> str:
    """Return the beginning of a text in at most `width` columns, ended between words where it can be."""
    if columns(text) <= width:
        return text
    dots = _dots(unicode)
    taken = "".join(_take(clusters(text), width - len(dots) - 1))
    words = taken.rpartition(" ")[0].rstrip() if " " in taken else taken
    return f"{words} {dots}" if len(dots) < width else ""


def _tail(text: str, width: int, unicode: bool) -> str:
    """Return the end of a text in at most `width` columns, begun between words where it can be."""
    if columns(text) <= width:
        return text
    dots = _dots(unicode)
    taken = "".join(reversed(list(_take(iter(reversed(list(clusters(text)))), width - len(dots) - 1))))
    words = taken.partition(" ")[2].lstrip() if " " in taken else taken
    return f"{dots} {words}" if len(dots) < width else ""


def _middle(text: str, width: int, unicode: bool) -> str:
    """Return a text whole, or its two ends where it is wider than `width` columns."""
    if len(text) <= width * 2 and columns(text) <= width:
        return text
    dots = _dots(unicode)
    room = max(width - len(dots) - 2, 2)
    head = "".join(_take(clusters(text[: room * 4]), room - room // 3))
    end = "".join(reversed(list(_take(iter(reversed(list(clusters(text[-room * 4 :])))), room // 3))))
    return f"{head.rpartition(' ')[0].rstrip() or head} {dots} {end.partition(' ')[2].lstrip() or end}"


def _take(parts: Iterator[str], width: int) -> Iterator[str]:
    for part in parts:
        width -= columns(part)
        if width < 0:
            return
        yield part


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: an emoji with its modifiers, a letter with its accents."""
    if NARROW.match(text):
        return iter(text)
    from wcwidth import iter_graphemes

    return iter(iter_graphemes(text))


def columns(text: str) -> int:
    """Return how many terminal columns a line takes; CJK and emoji take two."""
    if NARROW.match(text):
        return len(text)
    from wcwidth import wcswidth

    return max(int(wcswidth(text)), 0)


def shortened(text: str, limit: int) -> str:
    """Return a stretch of words, of one longer than `limit` its two ends only."""
    if len(text) <= limit:
        return text
    end = limit // 2 - 2
    return f"{text[:end].rpartition(' ')[0] or text[:end]} … {text[-end:].partition(' ')[2] or text[-end:]}"
