"""Markdown to Article; the only importer of the Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

import pyromark

from lint.article import Article, Block, Image, Link, ParseSettings
from lint.markdown.containers import mask_containers
from lint.markdown.front_matter import (
    Field,
    FrontMatter,
    chosen,
    plain_path,
    read_front_matter,
    unescape_newlines,
)
from lint.markdown.parsed import Parsed
from lint.markdown.plain import read_plain
from lint.markdown.reader import Events, Reader
from lint.text import Source, Span

_O = pyromark.Options
# Metadata blocks stay off: the parser takes any two rules with text between them for one, wherever they stand.
_MARKDOWN = pyromark.Markdown(
    options=_O.ENABLE_TABLES
    | _O.ENABLE_FOOTNOTES
    | _O.ENABLE_STRIKETHROUGH
    | _O.ENABLE_TASKLISTS
    | _O.ENABLE_HEADING_ATTRIBUTES
    | _O.ENABLE_DEFINITION_LIST
    | _O.ENABLE_MATH
    | _O.ENABLE_GFM
)

_OLD_LINE_END = re.compile(r"\r(?!\n)")
_TRAILING_BLANKS = re.compile(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")
_BLANK = re.compile(r"&nbsp;|<!--.*?-->|\s", re.DOTALL)
_BLANK_BODY = 1000
"""Code points; what is longer is not looked through for blanks."""
_LANGUAGE = ("lang", "language", "locale")


def parse(source: Source, settings: ParseSettings = ParseSettings()) -> Article:  # noqa: B008 - it is frozen
    """Return a source as an article. Never raises: what cannot be read is among the article's `problems`.

    The path's extension decides how the text is read: `.txt` without markup, `.mdx` with its code masked, all
    others as CommonMark with tables, footnotes, task lists, definition lists, math and GitHub's alerts.
    """
    extension = PurePosixPath(source.path).suffix.lower()
    if extension == ".txt":
        return _article(source, FrontMatter(), settings.language, read_plain(source.text, settings.language))
    front = read_front_matter(source.text, _wanted(settings))
    language = _language(front) or settings.language
    parsed = Parsed()
    wanted = (*settings.prose_fields, *settings.escaped_newlines, *_bodies(source, front, settings))
    for field in chosen(front.fields, wanted):
        _read_field(field, settings, language, parsed)
    parsed.images += _images(front, settings)
    text = " " * front.body + source.text[front.body :] if front.body else source.text
    if extension == ".mdx":
        from lint.markdown.mdx import mask_mdx

        text = mask_mdx(text)
    _read(text, language, parsed)
    return _article(source, front, language, parsed)


@lru_cache(maxsize=8)
def _wanted(settings: ParseSettings) -> frozenset[str]:
    return frozenset(
        (
            "title",
            *_LANGUAGE,
            *settings.prose_fields,
            *settings.escaped_newlines,
            *settings.body_fields,
            *settings.image_fields,
        )
    )


def _read(text: str, language: str, parsed: Parsed) -> None:
    text = _smoothed(text)
    text, admonitions = mask_containers(text, _events)
    Reader(text, language, _MARKDOWN.reference_definitions, parsed, admonitions).read(_events(text))


def _events(text: str) -> Events:
    return _MARKDOWN.events_with_range(text, merge_text=False)


def _smoothed(text: str) -> str:
    """Return a text of equal length without what the parser gets wrong in headings.

    It lets a heading go on behind a line end of old Macs, and counts tabs at a heading's end to what stands before.
    """
    if "\r" in text:
        text = _OLD_LINE_END.sub("\n", text)
    if "\t" in text:
        text = _TRAILING_BLANKS.sub(lambda found: " " * len(found[0]), text)
    return text


def _bodies(source: Source, front: FrontMatter, settings: ParseSettings) -> tuple[str, ...]:
    """Return the fields that hold the article's text, where none stands below the front matter."""
    if not front.body or len(source.text) - front.body > _BLANK_BODY:
        return ()
    return () if _BLANK.sub("", source.text[front.body :]) else settings.body_fields


def _read_field(field: Field, settings: ParseSettings, language: str, parsed: Parsed) -> None:
    """Read a field as Markdown. One paragraph alone is a `field`; a field may hold a whole article as well."""
    escaped = field.key in map(plain_path, settings.escaped_newlines)
    if field.key in map(plain_path, settings.body_fields) and r"\n\n" in field.text.text:
        escaped = True
    outer = unescape_newlines(field.text) if escaped else field.text
    inner = Parsed()
    _read(outer.text, language, inner)
    parsed.adopt(inner, outer, field.path, None if escaped else "field")


def _images(front: FrontMatter, settings: ParseSettings) -> Iterator[Image]:
    for field in chosen(front.fields, settings.image_fields):
        text = field.text.text
        address = text.strip()
        if not field.is_text or not address:
            continue
        start = text.find(address)
        span = field.text.source(start, start + len(address))
        link = Link(address, span, span, "front-matter")
        yield Image(link, None, Span(span.start, span.start), described=False)


def _language(front: FrontMatter) -> str:
    return front.first(*_LANGUAGE).replace("_", "-")


def _article(source: Source, front: FrontMatter, language: str, parsed: Parsed) -> Article:
    in_order: Any = attrgetter("whole", "span")
    return Article(
        source,
        tuple(parsed.blocks),
        tuple(sorted(parsed.links, key=in_order)),
        tuple(sorted(parsed.images, key=lambda image: in_order(image.link))),
        tuple(parsed.footnotes),
        frozenset(parsed.defined),
        _title(front, parsed),
        language,
        front.problems,
    )


def _title(front: FrontMatter, parsed: Parsed) -> str:
    written = front.first("title")
    if written:
        blocks = (block for block in parsed.blocks if block.field == "title")
        return next((block.prose.text.strip() for block in blocks), written)
    found = _heading([block for block in parsed.blocks if block.prose.text.strip() and not block.field])
    return found.prose.text.strip() if found else ""


def _heading(blocks: list[Block]) -> Block | None:
    """Return the heading that names an article: one of the first level, else one that opens it and has all below."""
    headings = [block for block in blocks if block.kind == "heading"]
    if first := next((block for block in headings if block.level == 1), None):
        return first
    opens = bool(headings) and headings[0] is blocks[0] and all(one.level > headings[0].level for one in headings[1:])
    return headings[0] if opens else None
