"""What no correction may touch: the words of others, code, templates and addresses, as stretches of an article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from lint.article import Article, Block
from lint.text import Span

_UNREAD = frozenset(("code", "math"))
_QUOTED = re.compile(
    r"“[^”]*(?:”|\Z)|„[^“”]*(?:[“”]|\Z)|«[^»]*(?:»|\Z)|「[^」]*(?:」|\Z)"
    r"|\"[^\"]*(?:\"|\Z)|‘[^‘]*(?:’(?!\w)|\Z)"
    r"|(?<!\w)'(?=\w)(?:(?!(?<!\w)'(?=\w)).)+'(?!\w)",
    re.DOTALL,
)
"""A quotation that nothing closes goes on to the end of its block; one in single marks, which may be apostrophes as
well, to the last mark that could close it."""

_TAG = re.compile(r"<(/?)(blockquote|pre|q|cite|code|kbd|samp|var|tt|script|style)\b[^<>]*>", re.IGNORECASE)
_TEMPLATES = (("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("<!--", "-->"))
_ADDRESS = re.compile(
    r"(?<![\w+.-])\w[\w+.-]*://[^\s<>]+|(?<!\w)www\.[^\s<>]+|(?<![^\s<>@])[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+", re.IGNORECASE
)


class Untouched:
    """The stretches of an article that a correction of words must keep away from; asked by place."""

    def __init__(self, article: Article) -> None:
        spans = sorted(_merged(sorted(_stretches(article))))
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]

    def touches(self, start: int, end: int) -> bool:
        """Return whether a place has a character of what must be left as it is."""
        return bisect_right(self._ends, start) < bisect_left(self._starts, max(end, start + 1))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    last = Span(0, 0)
    for span in spans:
        if span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
        else:
            yield last
            last = span
    yield last


def _stretches(article: Article) -> Iterator[Span]:
    text = article.source.text
    for link in (*article.links, *(image.link for image in article.images)):
        yield link.span
    for found in _ADDRESS.finditer(text):
        yield Span(*found.span())
    for opening, closing in _TEMPLATES:
        yield from _between(text, opening, closing)
    yield from _in_tags(article)
    for block in article.blocks:
        if block.quoted or block.kind in _UNREAD:
            yield block.span
        else:
            yield from _quotations(block)


def _between(text: str, opening: str, closing: str) -> Iterator[Span]:
    """Yield what stands between two signs, with them. An expression would look for the end again and again."""
    at = text.find(opening)
    while at >= 0:
        end = text.find(closing, at + len(opening))
        if end < 0:
            return
        yield Span(at, end + len(closing))
        at = text.find(opening, end + len(closing))


def _quotations(block: Block) -> Iterator[Span]:
    """Yield what stands in quotation marks; they are looked for in what is read, not in markup's attributes."""
    for found in _QUOTED.finditer(block.prose.text):
        yield block.prose.source(*found.span())


def _in_tags(article: Article) -> Iterator[Span]:
    """Yield HTML elements of quotation and code, whatever is nested in them; an open one goes on to the end."""
    opened: list[tuple[str, int]] = []
    counts: Counter[str] = Counter()
    for name, closes, span in _tags(article):
        if not closes:
            opened.append((name, span.start))
            counts[name] += 1
        while closes and counts[name]:
            last, start = opened.pop()
            counts[last] -= 1
            if last == name:
                yield Span(start, span.end)
                break
    yield from (Span(start, len(article.source.text)) for _, start in opened)


def _tags(article: Article) -> Iterator[tuple[str, bool, Span]]:
    """Yield the name of each tag outside of blocks of code, whether it closes, and its place."""
    unread = [block.span for block in article.blocks if block.kind in _UNREAD]
    starts = [span.start for span in unread]
    for tag in _TAG.finditer(article.source.text):
        block = bisect_right(starts, tag.start()) - 1
        if block < 0 or tag.start() >= unread[block].end:
            yield tag[2].lower(), bool(tag[1]), Span(*tag.span())
