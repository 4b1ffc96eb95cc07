"""A block of HTML: what is read in it, and the links and images that it holds."""

from __future__ import annotations

from collections.abc import Callable

from lint.article import BlockKind, Link
from lint.markdown.html import Tag, tokens
from lint.markdown.html_links import images, links, place
from lint.markdown.html_text import Caption, captions
from lint.markdown.links import bare_addresses
from lint.markdown.parsed import Parsed
from lint.text import Prose, Span

Add = Callable[[BlockKind, Span, Prose, int], None]


class _Captions:
    """Finds the caption that a tag stands in, for tags that come in order."""

    def __init__(self, found: list[tuple[Caption, int]]) -> None:
        self._found = found
        self._next = 0

    def around(self, tag: Tag) -> tuple[Caption | None, int]:
        """Return the caption around a tag and the index of its block."""
        while self._next < len(self._found) and self._found[self._next][0].end <= tag.start:
            self._next += 1
        if self._next < len(self._found) and self._found[self._next][0].start <= tag.start:
            return self._found[self._next]
        return None, -1


def read_html(outer: Prose, source: str, parsed: Parsed, add: Add) -> None:
    """Add a block of HTML with its captions, links and images; `outer` is its text with the way to the source."""
    text = outer.text
    block = len(parsed.blocks)
    add("html", _trimmed(text, outer), Prose(), 0)
    found = list(tokens(text))
    read = [(caption, block + 1 + index) for index, caption in enumerate(captions(found, text))]
    for caption, _ in read:
        kind: BlockKind = "heading" if caption.level else "caption"
        add(kind, outer.source(caption.start, caption.end), caption.prose.through(outer), caption.level)
    first_link = len(parsed.links)
    _Addresses(outer, parsed, block, _Captions(read)).read([token for token in found if isinstance(token, Tag)])
    _bare(parsed, first_link, block + 1, source)


def _trimmed(text: str, outer: Prose) -> Span:
    return place(Span(0, len(text.rstrip())), outer)


class _Addresses:
    """Collects the links and images of a block's tags."""

    def __init__(self, outer: Prose, parsed: Parsed, block: int, around: _Captions) -> None:
        self._outer = outer
        self._parsed = parsed
        self._block = block
        self._around = around
        self._anchors: list[tuple[Tag, Caption | None, int, int]] = []

    def read(self, tags: list[Tag]) -> None:
        for tag in tags:
            caption, block = self._around.around(tag)
            at = caption.prose.offset(tag.start) if caption else -1
            if caption is None:
                block = self._block
            if tag.name == "a":
                self._anchor(tag, caption, block, at)
            elif not tag.closing:
                self._parsed.images += images(tag, self._outer, block, at)
                self._parsed.links += links(tag, self._span(tag.start, tag.end), self._outer, "", block, at)
        for tag, _, block, at in self._anchors:
            self._parsed.links += links(tag, self._span(tag.start, tag.end), self._outer, "", block, at)

    def _span(self, start: int, end: int) -> Span:
        return self._outer.source(start, end)

    def _anchor(self, tag: Tag, caption: Caption | None, block: int, at: int) -> None:
        if not tag.closing:
            self._anchors.append((tag, caption, block, at))
        elif self._anchors:
            opened, first, block, begin = self._anchors.pop()
            text = first.prose.text[begin:at] if first and first is caption else ""
            whole = self._span(opened.start, tag.end)
            self._parsed.links += links(opened, whole, self._outer, text, block, begin)


def _bare(parsed: Parsed, first_link: int, first_block: int, source: str) -> None:
    own = parsed.links[first_link:]
    for index in range(first_block, len(parsed.blocks)):
        prose = parsed.blocks[index].prose
        if "://" not in prose.text and "www." not in prose.text:
            continue
        taken = sorted((link.at, link.at + len(link.text)) for link in own if link.block == index)
        for at, end, target in bare_addresses(prose, source, taken):
            text = prose.text[at:end]
            link = Link(target.destination, target.span, target.span, "autolink", text, "", index, at)
            parsed.links.append(link)
