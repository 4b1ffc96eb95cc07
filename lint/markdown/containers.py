"""What site generators add to Markdown around blocks: admonitions and tabs, `:::` fences, components.

In MkDocs (Python-Markdown) the text of `!!! note`, `??? tip` and `=== "Tab"` is indented by four spaces, which others
take for code. Their line is replaced by the beginning of a list item of equal length, so that what is indented belongs
to it. The lines of `:::` fences and components' tags at the start of a line are replaced by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from lint.markdown.mdx import partners, tag_end
from lint.text import ByteMap, Span

Parse = Callable[[str], Iterable[tuple[Any, Any]]]

_ADMONITION = re.compile(
    r"^[ >]*((?:!!!|\?\?\?\+?) ?[\w-]+(?: +[\w-]+){0,3}(?: +\"[^\"\r\n]*\")?|===[!+]? +\"[^\"\r\n]*\")"
    r"[ \t]*(?=[\r\n]|\Z)",
    re.MULTILINE,
)
_FENCE = re.compile(r"^[ \t>]*(:{3,}(?:[ \t]*[\w{\[.][^\r\n]*|[ \t]*))(?=[\r\n]|\Z)", re.MULTILINE)
_TAG = re.compile(r"^[ \t>]*(</?[A-Z][\w.]*)", re.MULTILINE)
_BRACE = re.compile(r"[{}]")

_ITEM = "+ ***"
"""A list item with a rule in it: one that begins with blank lines would end there."""

_RULE = 2  # where the rule stands in it
_ROUNDS = 8
"""So often a text is parsed, at most: once for each admonition inside of another."""

_NOT_LINE_END = re.compile(r"[^\r\n]")
_BLANK_LINE = re.compile(r"[\r\n][ \t>]*[\r\n]")
_UNREAD = frozenset(("CodeBlock", "HtmlBlock", "Heading", "Link", "Image", "TableCell"))


class _Events(NamedTuple):
    """Where stretches of words begin, and rules."""

    words: set[int]
    rules: set[int]


def mask_containers(text: str, parse: Parse) -> tuple[str, frozenset[int]]:
    """Return a text of equal length without the lines of containers, and where an item stands for an admonition.

    Only what would be read as words is taken for a container, so nothing in code is.
    """
    masked, spans, wrong = text, set[Span](), set[Span]()
    for _ in range(_ROUNDS):
        found = set(_found(masked)) - wrong
        if not found and not spans:
            break
        events = _read(masked, parse)
        failed = {span for span in spans if _is_item(text, span) and span.start + _RULE not in events.rules}
        fresh = {span for span in found if not events.words.isdisjoint((span.start, _behind_colon(text, span)))}
        if not failed and not fresh:
            return masked, frozenset(span.start for span in spans if _is_item(text, span))
        wrong |= failed
        spans = spans - failed if failed else spans | fresh
        masked = _masked(text, sorted(spans))
    return text, frozenset()


def _found(text: str) -> Iterator[Span]:
    """Yield the lines of containers, and tags."""
    if "!!!" in text or "???" in text or "===" in text:
        yield from (Span(*found.span(1)) for found in _ADMONITION.finditer(text))
    if ":::" in text:
        yield from (Span(*found.span(1)) for found in _FENCE.finditer(text))
    tags = list(_TAG.finditer(text)) if "<" in text else []
    pairs = partners(list(_BRACE.finditer(text))) if tags else {}
    for tag in tags:
        end = tag_end(text, tag.end(), pairs)
        if end and not _BLANK_LINE.search(text, tag.start(1), end):
            yield Span(tag.start(1), end)


def _is_item(text: str, span: Span) -> bool:
    return text[span.start] in "!?="


def _behind_colon(text: str, span: Span) -> int:
    """Return where words begin if a fence was taken for the definition of a term, which a colon begins."""
    return span.start + (text[span.start] == ":")


def _read(text: str, parse: Parse) -> _Events:
    char = ByteMap(text).char
    found = _Events(set(), set())
    unread = 0
    for event, place in parse(text):
        if event == "Rule":
            found.rules.add(char(place["start"]))
        elif isinstance(event, dict):
            ((name, value),) = event.items()
            if name == "Text" and not unread:
                found.words.add(char(place["start"]))
            elif name in ("Start", "End") and (value if isinstance(value, str) else next(iter(value))) in _UNREAD:
                unread += 1 if name == "Start" else -1
    return found


def _masked(text: str, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        if start >= at:
            blank = _NOT_LINE_END.sub(" ", text[start:end])
            parts += [text[at:start], f"{_ITEM}{blank[len(_ITEM) :]}" if _is_item(text, Span(start, end)) else blank]
            at = end
    return "".join([*parts, text[at:]])
