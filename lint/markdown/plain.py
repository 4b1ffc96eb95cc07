"""Plain text: paragraphs between blank lines, no markup, bare addresses as links."""

from __future__ import annotations

import re

from lint.article import Block, Link
from lint.markdown.links import bare_addresses
from lint.markdown.parsed import Parsed
from lint.markdown.sentences import sentences
from lint.text import ProseBuilder, Span

_LINE = re.compile(r"[ \t\f\v]*+([^\r\n]*)(\r\n|\n|\r|\Z)")


def read_plain(text: str, language: str) -> Parsed:
    """Return the paragraphs of a plain text; lines of one paragraph are joined by spaces."""
    parsed = Parsed()
    builder = ProseBuilder()
    behind = 0  # the end of the last line that was read
    for line in _LINE.finditer(text):
        words = line[1].rstrip()
        if not words:
            _paragraph(builder, behind, text, language, parsed)
            builder = ProseBuilder()
            continue
        if builder.size:
            builder.add(" ", behind, line.start(1) - behind)
        builder.add(words, line.start(1), len(words))
        behind = line.start(1) + len(words)
    _paragraph(builder, behind, text, language, parsed)
    return parsed


def _paragraph(builder: ProseBuilder, end: int, text: str, language: str, parsed: Parsed) -> None:
    prose = builder.build()
    if not prose.text:
        return
    for at, finish, target in bare_addresses(prose, text, []):
        written = prose.text[at:finish]
        link = Link(target.destination, target.span, target.span, "autolink", written, "", len(parsed.blocks), at)
        parsed.links.append(link)
    span = Span(prose.sources[0], end)
    parsed.blocks.append(Block("paragraph", span, prose, sentences(prose, language)))
