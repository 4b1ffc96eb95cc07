"""Links and images in HTML, inside a paragraph and in blocks of their own."""

from __future__ import annotations

from lint.article import Image, Link
from lint.markdown.html import Address, Tag, addresses
from lint.text import Prose, Span


def place(span: Span, outer: Prose) -> Span:
    """Lead a span of the text that `outer` reads back to the source; an empty one stays empty."""
    if span.start < span.end:
        return outer.source(span.start, span.end)
    point = outer.point(span.start)
    return Span(point, point)


def images(tag: Tag, outer: Prose, block: int, at: int) -> list[Image]:
    """Return the images that a tag shows; `outer` leads from the tag's text to the source."""
    found = [address for address in addresses(tag) if address.image]
    if not found:
        return []
    whole = place(Span(tag.start, tag.end), outer)
    alt, alt_span = _alternative(tag, whole, outer)
    return [
        Image(_link(address, tag, whole, outer, alt or "", block, at), alt, alt_span, address.described)
        for address in found
    ]


def links(tag: Tag, whole: Span, outer: Prose, text: str, block: int, at: int) -> list[Link]:
    """Return the links of a tag that are no images."""
    return [_link(address, tag, whole, outer, text, block, at) for address in addresses(tag) if not address.image]


def _link(address: Address, tag: Tag, whole: Span, outer: Prose, text: str, block: int, at: int) -> Link:
    title = tag.attributes["title"].value() if "title" in tag.attributes else ""
    return Link(address.destination, place(address.span, outer), whole, "html", text, title, block, at)


def _alternative(tag: Tag, whole: Span, outer: Prose) -> tuple[str | None, Span]:
    alt = tag.attributes.get("alt") if tag.name == "img" else None
    if alt is None:
        return None, Span(whole.start, whole.start)
    return alt.value(), place(alt.span, outer)
