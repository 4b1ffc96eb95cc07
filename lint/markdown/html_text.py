"""The text that a reader reads inside a block of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lint.markdown.html import Tag
from lint.text import Prose, ProseBuilder, Span

# One run of words with single spaces, a run of white space, an entity, or a sign that begins none.
_RUN = re.compile(r"(\s+)|(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)|[^\s&]+(?: [^\s&]+)*+|&")
_HEADING = re.compile(r"h[1-6]")
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "picture", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small",
    "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
_UNREAD = frozenset((
    "audio", "canvas", "head", "iframe", "math", "noembed", "noframes", "object", "pre", "script", "select",
    "style", "svg", "template", "textarea", "title", "video", "xmp",
))
# fmt: on


class Caption(NamedTuple):
    """A stretch of text in HTML that no block-level tag divides; places are those of the HTML's text."""

    level: int  # of a heading: 1 to 6; 0 if it is none
    start: int
    end: int
    prose: Prose


class _Reader:
    """Collects runs of text between tags, and ends a caption at each tag that begins or ends a block."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._level = 0
        self._unread = ""  # the outermost open element whose text is no prose
        self._nested = 0  # how often that element is open
        self._builder = ProseBuilder()
        self._start, self._end = -1, 0
        self._pending = Span(0, 0)  # white space that is read if a word follows

    def read(self, found: Iterable[Tag | Span]) -> Iterator[Caption]:
        for token in found:
            if isinstance(token, Span):
                self._run(token)
            elif token.name not in _INLINE:
                yield from self._finish()
                self._enter(token)
            else:
                self._inline(token)
        yield from self._finish()

    def _enter(self, tag: Tag) -> None:
        self._level = int(tag.name[1]) if _HEADING.fullmatch(tag.name) and not tag.closing else 0
        if tag.name == self._unread or (not self._unread and tag.name in _UNREAD and not tag.closing):
            self._nested += -1 if tag.closing else 1
            self._unread = tag.name if self._nested else ""

    def _inline(self, tag: Tag) -> None:
        if self._start < 0:
            self._start = tag.start
        self._end = tag.end
        if tag.name == "br":
            self._space(tag.start, tag.end)

    def _run(self, span: Span) -> None:
        if self._unread:
            return
        for run in _RUN.finditer(self._text, span.start, span.end):
            if run[1]:
                self._space(run.start(), run.end())
            else:
                self._word(html.unescape(run[2]) if run[2] else run[0], run.start(), run.end())

    def _word(self, text: str, start: int, end: int) -> None:
        if self._start < 0:
            self._start = start
        if self._builder.size:
            self._builder.add(
                " " * bool(self._pending.end), self._pending.start, self._pending.end - self._pending.start
            )
        self._pending = Span(0, 0)
        self._builder.add(text, start, end - start)
        self._end = end

    def _space(self, start: int, end: int) -> None:
        if not self._pending.end:
            self._pending = Span(start, end)

    def _finish(self) -> Iterator[Caption]:
        if self._builder.size:
            yield Caption(self._level, self._start, self._end, self._builder.build())
            self._builder = ProseBuilder()
        self._start, self._pending = -1, Span(0, 0)


def captions(found: Iterable[Tag | Span], text: str) -> Iterator[Caption]:
    """Yield what there is to read in the tokens of a text of HTML; entities resolved, white space folded."""
    yield from _Reader(text).read(found)
