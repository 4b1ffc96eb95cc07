"""What an article's front matter lets stand: `copydesk: {stet: [{rule, quote, reason, by, until}]}`.

Nothing else is read below `copydesk`: an article can neither switch a rule on nor change a setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lint.markdown.front_matter import stretch
from lint.mistakes import MistakesError
from lint.stet.wording import Wording, checked, listed
from lint.text import Span

_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_TABLE = re.compile(r"^\[\[\s*copydesk\s*\.\s*stet\s*\]\]|^(?:copydesk|\[\s*copydesk\s*\])", re.MULTILINE)
_KEYS = ("rule", "quote", "reason", "by", "until")
_FORM = "give a list, each with a rule and a reason, such as [{rule: claims/statistic, reason: counted by hand}]"


def front(text: str) -> Iterator[tuple[Span, Wording]]:
    """Yield each stet of the front matter, with the line that it begins in. Broken front matter has none."""
    found = stretch(text)
    if not found or "copydesk" not in text[found.start : found.end] or "stet" not in text[found.start : found.end]:
        return
    inside = text[found.start : found.end]
    try:
        entries, starts = (_toml if text.startswith("+++") else _yaml)(inside)
    except (MistakesError, ValueError, RecursionError):
        return  # that the front matter cannot be read is told already
    if entries is None:
        return
    spans = [_line(text, found.start + start) for start in starts]
    if not isinstance(entries, list):
        yield spans[0], Wording(problem=_FORM)
        return
    for at, entry in enumerate(entries):
        yield spans[min(at, len(spans) - 1)], _entry(entry)


def _yaml(inside: str) -> tuple[Any, list[int]]:
    """Return what stands under the key and where each entry begins."""
    from lint.yamlfile import Document

    document = Document("", inside)
    entries = _below(document.value)
    lines = [0, *(found.end() for found in _LINE.finditer(inside))]
    count = len(entries) if isinstance(entries, list) else 0
    places = [document.at(("copydesk", "stet", at)) for at in range(count)] or [document.at(("copydesk", "stet"))]
    return entries, [lines[place.line - 1] + place.column - 1 for place in places]


def _toml(inside: str) -> tuple[Any, list[int]]:
    import tomllib

    entries = _below(tomllib.loads(inside))
    return entries, [found.start() for found in _TABLE.finditer(inside)] or [0]


def _below(value: Any) -> Any:
    for key in ("copydesk", "stet"):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _line(text: str, start: int) -> Span:
    """Return the span from an offset to the end of its line."""
    found = _LINE.search(text, start)
    end = found.start() if found else len(text)
    return Span(start, max(end, start))


def _entry(entry: Any) -> Wording:
    if not isinstance(entry, dict):
        return Wording(problem=_FORM)
    unknown = [str(key)[:40] for key in entry if key not in _KEYS]
    if unknown:
        return Wording(problem=f"“{unknown[0]}” is none of rule, quote, reason, by and until")
    rule, quote, reason, by, until = (_text(entry.get(key)) for key in _KEYS)
    return checked(Wording(listed(rule), quote, reason, " ".join(by.split())[:80], until))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value[:100]))
    return "" if value is None else str(value)[:2000].strip()
