"""Where an article gives its sources, and whether one is in a sentence's reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint.article import Article, Block

_REFERENCES = re.compile(
    r"^\W*(?:\d+\W+)?(?:references?|sources?|bibliography|works cited|citations?|notes|footnotes|endnotes|literature"
    r"|further reading|see also|external links|related (?:articles|links))\W*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]+\1")
_ENTRY_NUMBER = re.compile(r"\s*(?:[-*+]\s+)?(?:\[(\d{1,4})\]|(\d{1,4})[.)]\s)")
_NUMBERED = re.compile(r"\\?\[(\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20})\\?\](?![(\[:])")
_MARKER = re.compile(  # (Author, 2011), Author (2011), [@key], <sup>, <cite>
    r"\((?:see |cf\. |e\.g\.,? )?(?:[A-Z][\w.’'&-]{0,40},? (?:et al\.?,? |and |& |of |for |the ){0,2}){1,12}"
    r"(?:in )?\(?(?:1[5-9]|20)\d\d[a-z]?"
    r"|\b[A-Z][\w’'-]{1,40}(?: et al\.?| (?:and|&) [A-Z][\w’'-]{1,40})? \((?:1[5-9]|20)\d\d[a-z]?\)"
    r"|\[-?@[\w:.#$%&+?<>~/-]+"
    r"|<sup\b|<cite\b"
)
_SOURCE_LINE = re.compile(r"^\W*(?:(?:sources?|data|according to)\W*: *\S|adapted from +\S)", re.IGNORECASE)


class Support:
    """The places of an article's sources, found once."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self.references = _reference_blocks(article)
        self._entries = _entries(article, self.references)
        self._places: dict[int, list[int]] = {}
        for link in article.links:
            if link.destination.startswith(("http://", "https://", "//")):
                self._add(link.block, link.whole.start)
        for note in article.footnotes:
            if note.label in article.defined_footnotes:
                self._add(note.block, note.span.start)
        self._reach: dict[int, int] = {}

    def after(self, index: int, offset: int) -> bool:
        """Say whether block `index` gives a source at or behind a source offset, or its list's introduction any."""
        return self._last(index) >= offset

    def anywhere(self, index: int) -> bool:
        """Say whether block `index`, or the introduction of its list, gives a source at all."""
        return self.after(index, 0)

    def _add(self, block: int, offset: int) -> None:
        self._places.setdefault(block, []).append(offset)

    def _last(self, index: int) -> int:
        """Return the offset of the last source of a block: -1 if there is none, beyond the text if it holds for all."""
        if index not in self._reach:
            intro = self._article.blocks[index].intro
            every = (intro >= 0 and bool(self._of(intro))) or self._source_line(index + 1)
            self._reach[index] = len(self._article.source.text) if every else max(self._of(index), default=-1)
        return self._reach[index]

    def _of(self, index: int) -> list[int]:
        return [*self._places.get(index, ()), *self._marked(self._article.blocks[index])]

    def _marked(self, block: Block) -> Iterator[int]:
        text = self._article.source.quote(block.span)
        if not ("[" in text or "(" in text or "<" in text):
            return
        text = _CODE.sub(lambda code: " " * len(code[0]), text)
        for match in _MARKER.finditer(text):
            yield block.span.start + match.start()
        for match in _NUMBERED.finditer(text):
            if self._entries.issuperset(re.findall(r"\d+", match[1])):
                yield block.span.start + match.start()

    def _source_line(self, index: int) -> bool:
        blocks = self._article.blocks
        return index < len(blocks) and _SOURCE_LINE.match(blocks[index].prose.text[:200]) is not None


def _reference_blocks(article: Article) -> frozenset[int]:
    """Return the indexes of the blocks that list sources: under a heading such as "References", or footnotes."""
    found = []
    level = 0
    for index, block in enumerate(article.blocks):
        if block.kind == "heading":
            if level == 0 or block.level <= level:
                level = block.level if _REFERENCES.match(block.prose.text) else 0
        elif level or block.footnote:
            found.append(index)
    return frozenset(found)


def _entries(article: Article, references: frozenset[int]) -> frozenset[str]:
    """Return the numbers of the entries of the reference lists: as written, else as counted."""
    numbers: set[str] = set()
    count = 0
    for index in sorted(references):
        block = article.blocks[index]
        if block.footnote or not block.prose.text.strip():
            continue
        count += 1
        match = _ENTRY_NUMBER.match(article.source.quote(block.span)[:40])
        numbers.add(next(filter(None, match.groups())) if match else str(count))
    return frozenset(numbers)
