"""Places of findings → highlights in an article's prose, and what each is told beside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from lint.article import Article, Block, Link
from lint.reporters.marks import Anchor, Mark, stretch
from lint.text import Prose, Span

_VERBATIM = frozenset(("code", "math", "html"))
_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[^\r\n]*(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"(?:^|[\r\n]+)[ \t>]*(?:`{3,}|~{3,})[ \t]*[\r\n]*\Z", re.MULTILINE)
_MOST_BLOCKS = 3  # a finding over more than these and half of the text is about the whole article

Stretch = tuple[int, int, int]
"""The index of a block, and start and end in its prose."""


class Place(msgspec.Struct, frozen=True):
    """Where a finding stands: its number on the page, its span in the source, the weight of its severity."""

    number: int
    span: Span
    weight: int = 0


class Placed(msgspec.Struct):
    """What `place` found: highlights by block, and the findings by what they are told beside."""

    marks: defaultdict[int, list[Mark]]  # by block
    beside_block: defaultdict[int, list[int]]
    beside_image: defaultdict[int, list[int]]
    general: list[int]  # about the article as a whole
    unmarked: set[int]  # no words of the page are highlighted for them


class _Spans:
    """Spans that may nest, found again by what they touch."""

    def __init__(self, spans: Iterable[tuple[Span, int]]) -> None:
        self._sorted = sorted(spans)
        self._starts = [span.start for span, _ in self._sorted]
        self._furthest: list[int] = []  # the furthest end up to each
        for span, _ in self._sorted:
            self._furthest.append(max(span.end, self._furthest[-1] if self._furthest else 0))

    def touching(self, span: Span) -> Iterator[tuple[Span, int]]:
        """Yield what touches a span, from its end backwards; an empty span touches what it stands in."""
        at = bisect_right(self._starts, max(span.end - 1, span.start)) - 1
        while at >= 0 and self._furthest[at] > span.start:
            if self._sorted[at][0].end > span.start:
                yield self._sorted[at]
            at -= 1


class Map:
    """Finds what a reader sees of a place in the source: words of a block, an image, a link's text."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self.proses = [_shown(article, block) for block in article.blocks]
        self.starts = [_start(block, prose) for block, prose in zip(article.blocks, self.proses, strict=True)]
        self.order = sorted(range(len(self.starts)), key=lambda index: (self.starts[index], index))
        self._ordered_starts = [self.starts[index] for index in self.order]
        self._blocks = _Spans((_extent(prose), index) for index, prose in enumerate(self.proses) if prose.sources)
        self._images = _spans_of([image.link for image in article.images])
        self._links = _spans_of(article.links)

    def place(self, places: Iterable[Place]) -> Placed:
        """Return every place on the page, none left out."""
        placed = Placed(defaultdict(list), defaultdict(list), defaultdict(list), [], set())
        for place in places:
            self._put(place, placed)
        return placed

    def _put(self, place: Place, placed: Placed) -> None:
        image = self._image(place.span)
        stretches = [] if image is not None else self._stretches(place.span) or self._of_link(place.span)
        if not stretches or self._is_most(stretches):
            placed.unmarked.add(place.number)
            self._beside(place, image, bool(stretches), placed)
            return
        placed.beside_block[stretches[0][0]].append(place.number)
        for index, (block, start, end) in enumerate(stretches):
            placed.marks[block].append(Mark(start, end, place.number, place.weight, index == 0))

    def _image(self, place: Span) -> int | None:
        around = self._images.touching(place)
        return next((at for span, at in around if span.start <= place.start and place.end <= span.end), None)

    def _beside(self, place: Place, image: int | None, whole: bool, placed: Placed) -> None:
        before = self.before(place.span.start)
        if image is not None:
            placed.beside_image[image].append(place.number)
        elif whole or before is None:
            placed.general.append(place.number)
        else:
            placed.beside_block[before].append(place.number)

    def before(self, offset: int) -> int | None:
        """Return the last block that starts at an offset or before it."""
        at = bisect_right(self._ordered_starts, offset) - 1
        return self.order[at] if at >= 0 else None

    def _stretches(self, span: Span) -> list[Stretch]:
        found = ((index, stretch(self.proses[index], span)) for _, index in self._blocks.touching(span))
        return sorted((index, *covered) for index, covered in found if covered)

    def _of_link(self, span: Span) -> list[Stretch]:
        """Return what a reader sees of the link whose destination a span covers."""
        for _, index in self._links.touching(span):
            seen = self.seen(self._article.links[index])
            if seen:
                return [seen]
        return []

    def seen(self, link: Link) -> Stretch | None:
        """Return the words that a reader sees of a link."""
        end = link.at + len(link.text)
        known = link.text and link.at >= 0 and 0 <= link.block < len(self.proses)
        if known and self.proses[link.block].text[link.at : end] == link.text:
            return link.block, link.at, end
        return next(iter(self._stretches(link.whole)), None)

    def anchors(self) -> dict[int, list[Anchor]]:
        """Return the links of each block by what a reader sees of them."""
        found: dict[int, list[Anchor]] = {}
        for link in self._article.links:
            seen = self.seen(link)
            if seen:
                found.setdefault(seen[0], []).append(Anchor(seen[1], seen[2], link.destination))
        return found

    def _is_most(self, stretches: list[Stretch]) -> bool:
        """Return whether a finding covers most of the article: all highlighted, nothing would stand out."""
        covered = sum(end - start for _, start, end in stretches)
        return len(stretches) > _MOST_BLOCKS and covered * 2 > sum(len(prose.text) for prose in self.proses)


def _shown(article: Article, block: Block) -> Prose:
    """Return a block's prose; of code and the like its source, as it stands."""
    if block.prose.text or block.kind not in _VERBATIM:
        return block.prose
    text = article.source.quote(block.span)
    fence = _FENCE.match(text) if block.kind == "code" else None
    start, end = (fence.end(), len(text)) if fence else (0, len(text))
    if fence and (closing := _CLOSING.search(text, start)):
        end = closing.start()
    if start >= end:
        return block.prose
    return Prose(text[start:end], (0,), (block.span.start + start,), (end - start,))


def _start(block: Block, prose: Prose) -> int:
    return prose.sources[0] if prose.sources else block.span.start


def _extent(prose: Prose) -> Span:
    return Span(prose.sources[0], prose.sources[-1] + prose.lengths[-1])


def _spans_of(links: Iterable[Link]) -> _Spans:
    return _Spans((span, index) for index, link in enumerate(links) for span in (link.whole, link.span))
