"""The paragraphs of an article that the engine is asked about, and what is to be expected of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from lint.article import Article, Block
from lint.grammar.dummies import prose_for_engine
from lint.text import Prose

Sort = Literal["running", "continued", "item", "quoted", "fragment"]
"""Running text; a sentence that may go on from what stands before; an item; another's words; no sentence at all."""

_NO_PROSE = frozenset(("code", "math", "html"))
_FRAGMENTS = frozenset(("heading", "cell", "term"))
_INTERRUPTS = frozenset(("code", "math", "html", "item", "cell"))
_REFERENCES = re.compile(
    r"\W*(?:\d+\W+)?(?:references|sources|bibliography|works cited|citations|literature|further reading|external links"
    r"|literatur|quellen|einzelnachweise|bibliographie|références|sources et références)\W*",
    re.IGNORECASE,
)


def paragraphs(article: Article, language: str) -> Iterator[tuple[Block, Prose, Sort]]:
    """Yield each block that has words in it, its prose for the engine, and its sort; `language` is its tag."""
    before = ""
    references = 0  # the level of the heading of a list of sources
    for block, prose in prose_for_engine(article, language):
        if block.kind == "heading" and (not references or block.level <= references):
            references = block.level if _REFERENCES.fullmatch(block.prose.text) else 0
        if block.kind not in _NO_PROSE and any(char.isalpha() for char in prose.text):
            yield block, prose, "fragment" if references else _sort(block, before)
        before = block.kind


def _sort(block: Block, before: str) -> Sort:
    if block.kind in _FRAGMENTS or block.field == "title" or _is_label(block):
        return "fragment"
    if block.quoted:
        return "quoted"
    if block.kind == "item" or block.depth:
        return "item"
    return "continued" if before in _INTERRUPTS else "running"


def _is_label(block: Block) -> bool:
    """Return whether a piece of HTML's text is a cell or a button rather than a sentence."""
    return block.kind == "caption" and not block.prose.text.rstrip("\"'”’)»").endswith((".", "!", "?", "…", ":"))
