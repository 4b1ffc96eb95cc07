"""The comments of an article: HTML's, and link definitions that nobody sees, each with its exact place.

Blocks tell what is a comment: in HTML the parser's own blocks hold it, in a paragraph it is a gap in the prose, and a
definition belongs to no block. So nothing in code, and nothing that is published, is taken for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from lint.article import Article, Block
from lint.markdown.html import comments as html_comments
from lint.text import Prose, Span

_DEFINITION = re.compile(
    r"^(?P<indent>[ >\t]*)\[[^\[\]\r\n]{1,80}\]:[ \t]*(?:<#?>|#)[ \t]+"
    r"(?:\((?P<round>(?:[^()\\\r\n]|\\.)*+)\)|\"(?P<double>(?:[^\"\\\r\n]|\\.)*+)\"|'(?P<single>(?:[^'\\\r\n]|\\.)*+)')"
    r"[ \t]*(?=[\r\n]|\Z)",
    re.MULTILINE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARGIN = re.compile(r"(?<=[\r\n])[ \t]*>[ \t>]*")
_END_TAG = re.compile(r"</[^<>]*>")
_STET = re.compile(r"<!--\s*+stet", re.IGNORECASE)
_OPENING, _CLOSING = "<!--", "-->"


class Comment(NamedTuple):
    """A comment: its span, what stands in it, the block that it stands in (-1: none), and whether it ends."""

    span: Span
    text: str
    block: int = -1
    closed: bool = True
    depth: int = 0  # of list nesting where it stands
    quoted: bool = False  # in a block quote


def comments(article: Article) -> list[Comment]:
    """Return the comments that begin with the word, sorted by place."""
    if PurePosixPath(article.source.path).suffix.lower() == ".txt":
        return []
    found = {one.span.start: one for index in range(len(article.blocks)) for one in _in_block(article, index)}
    found.update((one.span.start, one) for one in _definitions(article))
    return [found[start] for start in sorted(found)]


def _in_block(article: Article, index: int) -> Iterator[Comment]:
    block, text = article.blocks[index], article.source.text
    if block.kind in ("code", "math"):
        return
    start, end = block.span
    if not _STET.search(text, start, end):
        return
    spans = html_comments(text[start:end]) if block.kind == "html" else _inline(text, block, article)
    base = start if block.kind == "html" else 0
    for span in spans:
        place = Span(base + span.start, base + span.end)
        if not _STET.match(text, place.start):
            continue
        closed = text.endswith(_CLOSING, place.start + len(_OPENING), place.end)
        inside = text[place.start + len(_OPENING) : place.end - (len(_CLOSING) if closed else 0)]
        said = _MARGIN.sub("", inside) if block.quoted else inside
        yield Comment(place, said, index, closed, block.depth, block.quoted)


def _inline(text: str, block: Block, article: Article) -> Iterator[Span]:
    """Yield the comments in a line: what is code, escaped or otherwise read is a piece of the prose."""
    at, end = block.span
    while (at := text.find(_OPENING, at, end)) >= 0:
        behind = text.find(_CLOSING, at + len(_OPENING), end)
        if behind < 0:
            return
        if not _covers(block.prose, at) and not _in_image(article, at):
            yield Span(at, behind + len(_CLOSING))
            at = behind
        else:
            at += len(_OPENING)


def _covers(prose: Prose, offset: int) -> bool:
    piece = bisect_right(prose.sources, offset) - 1
    return piece >= 0 and offset < prose.sources[piece] + prose.lengths[piece]


def _in_image(article: Article, offset: int) -> bool:
    at = bisect_right(article.images, offset, key=lambda image: image.link.whole.start) - 1
    return at >= 0 and offset < article.images[at].link.whole.end


def _definitions(article: Article) -> Iterator[Comment]:
    text = article.source.text
    if "stet" not in text:
        return
    if PurePosixPath(article.source.path).suffix.lower() == ".mdx":
        from lint.markdown.mdx import mask_mdx

        text = mask_mdx(text)
    taken = sorted(block.span for block in article.blocks)
    starts = [span.start for span in taken]
    behind = _furthest(taken)
    for found in _DEFINITION.finditer(text):
        start = found.end("indent")
        at = bisect_right(starts, start) - 1
        if at >= 0 and behind[at] > start:
            continue
        said = found["round"] or found["double"] or found["single"] or ""
        yield Comment(Span(start, found.end()), _ESCAPED.sub(r"\1", said), quoted=">" in found["indent"])


def _furthest(spans: list[Span]) -> list[int]:
    """Return, for each of some sorted spans, where it and all before it have ended."""
    ends: list[int] = []
    for span in spans:
        ends.append(max(span.end, ends[-1] if ends else 0))
    return ends


class Reaches:
    """What the comments of one article are about."""

    def __init__(self, article: Article) -> None:
        self._blocks, self._text = article.blocks, article.source.text
        self._starts = [block.span.start for block in article.blocks]
        self._next = [len(self._blocks)]  # from each block on the first that says something
        for at in range(len(self._blocks) - 1, -1, -1):
            self._next.append(self._next[-1] if self._says_nothing(self._blocks[at]) else at)
        self._next.reverse()

    def _says_nothing(self, block: Block) -> bool:
        """Return whether a block is comments and nothing else."""
        if block.kind != "html":
            return False
        inside = self._text[block.span.start : block.span.end]
        return inside.startswith(_OPENING) and not _without_comments(inside).strip()

    def of(self, comment: Comment) -> Span:
        """Return the block in which a comment stands in a line, else the next one.

        A list, a table or a quotation that follows is meant as a whole. Empty where nothing follows.
        """
        if comment.block >= 0:
            block = self._blocks[comment.block]
            if block.kind != "html":
                return block.span
            rest = self._text[comment.span.end : block.span.end]
            if _END_TAG.sub("", _without_comments(rest)).strip():
                return Span(comment.span.end, block.span.end)
        first = self._next[bisect_left(self._starts, comment.span.end)]
        if first == len(self._blocks):
            return Span(comment.span.end, comment.span.end)
        last = first
        while last + 1 < len(self._blocks) and _together(self._blocks[first], self._blocks[last + 1], comment):
            last += 1
        return Span(self._blocks[first].span.start, max(block.span.end for block in self._blocks[first : last + 1]))


def _without_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find(_OPENING, at)) >= 0:
        parts.append(text[at:start])
        end = text.find(_CLOSING, start + len(_OPENING))
        at = end + len(_CLOSING) if end >= 0 else len(text)
    return "".join([*parts, text[at:]])


def _together(first: Block, other: Block, comment: Comment) -> bool:
    if first.kind == "cell":
        return other.kind == "cell"
    if first.quoted and not comment.quoted:
        return other.quoted
    return first.depth > comment.depth and other.depth > comment.depth
