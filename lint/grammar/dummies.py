"""What the engine is given of an article: its prose, with a dummy word for each piece that is none.

Code, formulas, addresses, symbols, titles, quotations and words of other languages say nothing about the grammar
around them, and what they are made of would be taken for errors. A change of one asks nothing anew.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from lint.article import Article, Block
from lint.markdown.html import Tag, tokens
from lint.text import Prose, ProseBuilder, Span

_DUMMY, _BEHIND_AN = "Dummy0", "Index0"
_AN = re.compile(r"\ban\s\Z", re.IGNORECASE)
_CODE_AND_MATH = frozenset("`$")
_EMPHASIS = frozenset("*_")
_LONGEST_SYMBOL = 2
_NO_PROSE = frozenset(("cite", "code", "kbd", "math", "q", "samp", "tt", "var"))
_EMPTY = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_TELLING = ("`", "$", "<", "*", "_")


def prose_for_engine(article: Article, language: str) -> Iterator[tuple[Block, Prose]]:
    """Yield each block with its prose for the engine; `language` is the tag of what is to be read as prose."""
    addresses: dict[int, list[Span]] = defaultdict(list)
    for link in article.links:
        if link.syntax == "autolink" and link.at >= 0:
            addresses[link.block].append(Span(link.at, link.at + len(link.text)))
    source, main = article.source.text, language.partition("-")[0].lower()
    for index, block in enumerate(article.blocks):
        places = [*addresses.get(index, ())]
        if block.prose.text and any(sign in source[block.span.start : block.span.end] for sign in _TELLING):
            places += _Reader(source, main).read(block)
        yield block, _exchanged(block.prose, _merged(places)) if places else block.prose


class _Reader:
    """Follows the markup between the pieces of a block, and tells which pieces are no prose."""

    def __init__(self, source: str, language: str) -> None:
        self._source, self._language = source, language
        self._mute = ""  # the outermost open element whose text is no prose
        self._nested = 0  # how often that element is open

    def read(self, block: Block) -> Iterator[Span]:
        prose, behind = block.prose, block.span.start
        ends = (*prose.starts[1:], len(prose.text))
        for start, end, at, length in zip(prose.starts, ends, prose.sources, prose.lengths, strict=True):
            gap = self._source[behind:at]
            if "<" in gap:
                self._follow(gap)
            behind = at + length
            coded = end - start != length and self._source[at] in _CODE_AND_MATH
            if coded or self._mute or self._is_symbol(prose.text[start:end], gap, behind):
                yield Span(start, end)

    def _follow(self, gap: str) -> None:
        for tag in tokens(gap):
            if not isinstance(tag, Tag) or tag.name in _EMPTY:
                continue
            opens = not self._mute and not tag.closing and (tag.name in _NO_PROSE or self._is_foreign(tag))
            if opens or tag.name == self._mute:
                self._nested += -1 if tag.closing else 1
                self._mute = tag.name if self._nested else ""

    def _is_foreign(self, tag: Tag) -> bool:
        given = tag.attributes.get("lang")
        return given is not None and given.value().partition("-")[0].lower() not in ("", self._language)

    def _is_symbol(self, text: str, gap: str, behind: int) -> bool:
        """Return whether a letter or two are emphasised alone, as variables are."""
        emphasised = gap[-1:] in _EMPHASIS and self._source[behind : behind + 1] == gap[-1:]
        return bool(gap) and emphasised and len(text) <= _LONGEST_SYMBOL and text.isalpha()


def _merged(places: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for place in sorted(places):
        if merged and place.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(place.end, merged[-1].end))
        else:
            merged.append(place)
    return merged


def _exchanged(prose: Prose, places: list[Span]) -> Prose:
    """Return a prose with a dummy word in each of some places, which lie apart in order; nothing if no word is left."""
    starts, ends = [0, *(place.end for place in places)], [*(place.start for place in places), len(prose.text)]
    if not any(char.isalpha() for start, end in zip(starts, ends, strict=True) for char in prose.text[start:end]):
        return Prose()
    builder = ProseBuilder()
    at = 0
    for place in places:
        _copy(prose, at, place.start, builder)
        span = prose.source(place.start, place.end)
        dummy = _BEHIND_AN if _AN.search(prose.text[max(place.start - 4, 0) : place.start]) else _DUMMY
        length = span.end - span.start
        # A piece as long as its source would count as a copy of it.
        builder.add(dummy + "0" * (len(dummy) == length), span.start, length)
        at = place.end
    _copy(prose, at, len(prose.text), builder)
    return builder.build()


def _copy(prose: Prose, start: int, end: int, builder: ProseBuilder) -> None:
    """Add a stretch of a prose, whose ends lie in no atomic piece."""
    piece = max(bisect_right(prose.starts, start) - 1, 0)
    while start < end:
        first, source, length = prose.starts[piece], prose.sources[piece], prose.lengths[piece]
        behind = prose.starts[piece + 1] if piece + 1 < len(prose.starts) else len(prose.text)
        stop = min(end, behind)
        if behind - first == length:
            builder.add(prose.text[start:stop], source + start - first, stop - start)
        else:
            builder.add(prose.text[start:stop], source, length)
        start, piece = stop, piece + 1
