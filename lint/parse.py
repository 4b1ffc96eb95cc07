"""Markdown to Article; the only importer of the Markdown parser."""

from __future__ import annotations

from typing import Any

import pyromark
from sentencex import get_sentence_boundaries

from lint.article import Article, Block, BlockKind, Image, Link, Sentence
from lint.text import ByteMap, ProseBuilder, Source, Span

_O = pyromark.Options
_OPTIONS = (
    _O.ENABLE_TABLES
    | _O.ENABLE_FOOTNOTES
    | _O.ENABLE_STRIKETHROUGH
    | _O.ENABLE_TASKLISTS
    | _O.ENABLE_HEADING_ATTRIBUTES
    | _O.ENABLE_YAML_STYLE_METADATA_BLOCKS
    | _O.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
    | _O.ENABLE_MATH
)


def parse(source: Source, settings: object = None) -> Article:
    """Parse a source. Thin: paragraphs, headings, tight items, inline links and images."""
    where = ByteMap(source.text)
    blocks: list[Block] = []
    links: list[Link] = []
    images: list[Image] = []
    stack: list[tuple[Any, Span]] = []
    builder: ProseBuilder | None = None
    kind: BlockKind = "paragraph"
    for event, rng in pyromark.events_with_range(source.text, options=_OPTIONS, merge_text=False):
        span = Span(where.char(rng["start"]), where.char(rng["end"]))
        if isinstance(event, str):
            if builder and event in ("SoftBreak", "HardBreak"):
                builder.add(" ", span.start, span.end - span.start)
            continue
        (name, value), = event.items()
        if name == "Start":
            stack.append((value, span))
            tag = value if isinstance(value, str) else next(iter(value))
            if tag in ("Paragraph", "Heading", "TableCell"):
                kind = {"Paragraph": "paragraph", "Heading": "heading", "TableCell": "cell"}[tag]
                builder = ProseBuilder()
            elif tag == "Item":
                kind = "item"
                builder = ProseBuilder()
        elif name == "End":
            start, whole = stack.pop()
            tag = start if isinstance(start, str) else next(iter(start))
            if tag in ("Link", "Image"):
                dest = start[tag]["dest_url"]
                at = source.text.find(dest, whole.start, whole.end)
                if at >= 0 and dest:
                    link = Link(dest, Span(at, at + len(dest)), whole, "inline", block=len(blocks))
                    if tag == "Link":
                        links.append(link)
                    else:
                        images.append(Image(link, source.quote(Span(whole.start + 2, at - 2)), Span(whole.start + 2, at - 2)))
            elif tag in ("Paragraph", "Heading", "TableCell", "Item") and builder:
                prose = builder.build()
                if prose.text.strip():
                    level = int(start["Heading"]["level"][1]) if tag == "Heading" else 0
                    sentences = tuple(_sentences(prose))
                    blocks.append(Block(kind, whole, prose, sentences, level=level))
                builder = None
        elif name == "Text" and builder and not any("Image" in s[0] for s in stack if isinstance(s[0], dict)) and not any(
            "CodeBlock" in s[0] or "MetadataBlock" in s[0] for s in stack if isinstance(s[0], dict)
        ):
            builder.add(value, span.start, span.end - span.start)
        elif name in ("Code", "InlineMath") and builder:
            builder.add(value, span.start, span.end - span.start)
    title = next((b.prose.text for b in blocks if b.kind == "heading"), "")
    return Article(source, tuple(blocks), tuple(links), tuple(images), title=title)


def _sentences(prose: Any) -> Any:
    for found in get_sentence_boundaries("en", prose.text):
        start, end = found["start_index"], found["end_index"]
        text = prose.text[start:end]
        end -= len(text) - len(text.rstrip())
        start += len(text) - len(text.lstrip())
        if start < end:
            yield Sentence(prose.text[start:end], start, end, prose.source(start, end))
