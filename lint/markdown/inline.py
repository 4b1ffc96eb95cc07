"""The inside of one paragraph, heading, cell or list item: its prose, links, images and footnote references."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lint.article import Footnote, Image, Link, LinkSyntax
from lint.markdown.definitions import Definitions
from lint.markdown.html import NAMES, Tag, tokens
from lint.markdown.html_links import images, links
from lint.markdown.links import bare_addresses, entities, inline_target, normal_label
from lint.markdown.parsed import Parsed, identity
from lint.text import Prose, ProseBuilder, Span

_UNDEFINED = re.compile(r"\[\^([^\s\[\]]+)\]")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_AMOUNT = re.compile(r"\d[^\\\r\n]*")
_SPACES = re.compile(r" {2,}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_SYNTAX: dict[str, LinkSyntax] = {
    "Inline": "inline",
    "Reference": "reference",
    "Collapsed": "collapsed",
    "Shortcut": "shortcut",
    "Autolink": "autolink",
    "Email": "autolink",
}


class _Open(NamedTuple):
    """A link or image whose end is still to come: the parser's data, and the prose up to it."""

    data: dict[str, Any]
    start: int
    end: int
    at: int
    mark: int


class _Anchor(NamedTuple):
    """An HTML `<a>` whose end is still to come."""

    tag: Tag
    outer: Prose
    at: int
    mark: int


class Inline:
    """Takes the events of one leaf block; `finish` returns its prose."""

    def __init__(self, text: str, parsed: Parsed, definitions: Definitions) -> None:
        self._text = text
        self._parsed = parsed
        self._definitions = definitions
        self._builder = ProseBuilder()
        self._block = len(parsed.blocks)
        self._first_link = len(parsed.links)
        self._open: list[_Open] = []
        self._anchors: list[_Anchor] = []
        self._alt: list[str] | None = None  # the alternative text of the image that is open
        self._pictures = 0  # how many images are open, one in another's alternative text
        self._gap = False  # whether something that is not read came last
        self._skip = 0  # the end of an undefined footnote reference, which the parser gives as text
        self.last = 0  # the end of the last event
        self.display_math = False

    def text(self, value: str, start: int, end: int) -> None:
        """Take text; it is atomic where it is not as long as its source."""
        if start < self._skip:
            self.last = end
        elif "  " in value and len(value) == end - start:
            self._folded(value, start)
        elif value != "[" or not self._undefined(start):
            self._add(value, start, end - start)

    def _folded(self, value: str, start: int) -> None:
        """Take text with several spaces in a row, which are read as one."""
        at = 0
        for run in _SPACES.finditer(value):
            self._add(value[at : run.start()], start + at, run.start() - at)
            self.space(start + run.start(), start + run.end())
            at = run.end()
        self._add(value[at:], start + at, len(value) - at)

    def _add(self, value: str, start: int, length: int) -> None:
        self.last = start + length
        if self._alt is not None:
            self._alt.append(value)
            return
        if self._gap and value:
            self._gap = False
            if value[:1] == " " and len(value) == length and self._builder.ends_with_space():
                value, start, length = value[1:], start + 1, length - 1
        self._builder.add(value, start, length)

    def space(self, start: int, end: int) -> None:
        """Take a line break, soft or hard."""
        self.last = end
        if self._alt is not None:
            self._alt.append(" ")
        elif not self._builder.ends_with_space():
            self._builder.add(" ", start, end - start)

    def code(self, value: str, start: int, end: int) -> None:
        """Take a code span: an atomic piece, since its backticks are part of its source."""
        self._add(value, start, end - start)

    def math(self, value: str, start: int, end: int) -> None:
        """Take inline math, unless the dollar signs are amounts of money as in `$5-$10`."""
        if _AMOUNT.fullmatch(value) and self._text[end : end + 1].isdigit():
            self.text(self._text[start:end], start, end)
        else:
            self._add(value, start, end - start)

    def display(self, value: str, start: int, end: int) -> None:
        """Take display math."""
        self.display_math = self._builder.size == 0
        self._add(value, start, end - start)

    def _undefined(self, start: int) -> bool:
        found = _UNDEFINED.match(self._text, start)
        if not found or self._alt is not None or self._text[start - 1 : start] == "\\":
            return False
        self.footnote(found[1], start, found.end())
        self._skip = found.end()
        return True

    def footnote(self, label: str, start: int, end: int) -> None:
        """Take a reference to a footnote."""
        self.last = end
        if self._alt is not None:
            return
        self._gap = True
        note = Footnote(normal_label(label), Span(start, end), self._block, self._builder.size)
        self._parsed.footnotes.append(note)

    def open_link(self, data: dict[str, Any], start: int, end: int) -> None:
        """Take the beginning of a link."""
        self.last = start + 1
        self._open.append(_Open(data, start, end, self._builder.size, self._builder.pieces()))

    def close_link(self, end: int) -> None:
        """Take the end of a link. One inside an image's alternative text is no link."""
        opened = self._open.pop()
        if self._alt is None:
            text = self._builder.since(opened.mark)
            self._parsed.links.append(self._link(opened, text))
        self.last = end

    def open_image(self, data: dict[str, Any], start: int, end: int) -> None:
        """Take the beginning of an image."""
        self.last = start + 2
        self._pictures += 1
        if self._pictures == 1:
            self._alt = []
        self._open.append(_Open(data, start, end, self._builder.size, 0))

    def close_image(self, end: int) -> None:
        """Take the end of an image."""
        opened = self._open.pop()
        self._pictures -= 1
        if self._pictures == 0:
            alt = "".join(self._alt or ())
            close = self._text.find("]", self.last, opened.end)
            alt_span = Span(opened.start + 2, max(close, opened.start + 2))
            self._alt = None
            self._parsed.images.append(Image(self._link(opened, alt), alt, alt_span))
            self._gap = True
        self.last = end

    def _link(self, opened: _Open, text: str) -> Link:
        data, start, end = opened.data, opened.start, opened.end
        kind = data["link_type"]
        destination = data["dest_url"]
        if kind == "Inline":
            close = self._text.find("](", self.last, end)
            span = inline_target(self._text, close, end) if close >= 0 else Span(start, end)
        elif kind in ("Autolink", "Email"):
            span = Span(start + 1, end - 1)
            destination = f"mailto:{destination}" if kind == "Email" else entities(destination)
        else:
            span = self._definitions.target(data["id"]) or Span(start, end)
            if kind == "Collapsed" and self._text.startswith("[]", end):
                end += 2
        syntax = _SYNTAX[kind]
        return Link(destination, span, Span(start, end), syntax, text, data["title"], self._block, opened.at)

    def html(self, value: str, start: int, end: int) -> None:
        """Take a tag or comment. It is not read; `<br>` is a space."""
        self.last = end
        name = _TAG_NAME.match(value)
        if self._alt is not None:
            return
        self._gap = True
        if name and name[1].lower() == "br":
            self.space(start, end)
        elif name and name[1].lower() in NAMES:
            outer = self._outer(value, start, end)
            for token in tokens(value):
                if isinstance(token, Tag):
                    self._tag(token, outer)

    def _outer(self, value: str, start: int, end: int) -> Prose:
        """Return the way from a tag's text to the source, where marks of a block quote may stand before its lines."""
        if len(value) == end - start:
            return identity(value, start)
        builder = ProseBuilder()
        written = _LINE.finditer(self._text, start, end)
        for line, source in zip(_LINE.finditer(value), written, strict=False):
            behind = source.end() - len(line[0])
            builder.add(line[0], behind, len(line[0]))
        return builder.build()

    def _tag(self, tag: Tag, outer: Prose) -> None:
        at = self._builder.size
        if tag.name == "a" and not tag.closing:
            self._anchors.append(_Anchor(tag, outer, at, self._builder.pieces()))
        elif tag.name == "a" and self._anchors:
            self._anchored(self._anchors.pop(), self._builder, outer.point(tag.end))
        elif not tag.closing:
            self._parsed.images += images(tag, outer, self._block, at)
            whole = Span(outer.point(tag.start), outer.point(tag.end))
            self._parsed.links += links(tag, whole, outer, "", self._block, at)

    def _anchored(self, anchor: _Anchor, builder: ProseBuilder | None, end: int) -> None:
        whole = Span(anchor.outer.point(anchor.tag.start), end)
        text = builder.since(anchor.mark) if builder else ""
        self._parsed.links += links(anchor.tag, whole, anchor.outer, text, self._block, anchor.at)

    def finish(self) -> Prose:
        """Return the prose, when all that belongs to it was taken."""
        for anchor in self._anchors:  # never closed
            self._anchored(anchor, None, anchor.outer.point(anchor.tag.end))
        prose = self._builder.build()
        if "://" in prose.text or "www." in prose.text:
            self._bare(prose)
        return prose

    def _bare(self, prose: Prose) -> None:
        own = self._parsed.links[self._first_link :]
        taken = sorted((link.at, link.at + len(link.text)) for link in own)
        for at, end, target in bare_addresses(prose, self._text, taken):
            text = prose.text[at:end]
            link = Link(target.destination, target.span, target.span, "autolink", text, "", self._block, at)
            self._parsed.links.append(link)
