"""Markup taken out of what is quoted from an article, so that words are compared and shown as a reader sees them."""

from __future__ import annotations

import re

from lint.text import Span

_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_CONTAINER = r"(?<=\n)[ \t>]*(?:!!!|\?\?\?\+?|===|:::)[^\r\n]*"
_MARKUP = re.compile(rf"[*`\\]|<[^<>]*>|(?<!\w)_|_(?!\w)|{_CONTAINER}")
_ANY = re.compile(rf"[*`\\<_\[]|{_CONTAINER}")

_OPENING, _CLOSING = "[*_~", "]*_~"
_OPEN = re.compile(r"(?:\*{1,3}|_{1,3}|~~|\[)\Z")
_CLOSE = re.compile(r"(\*{1,3}|_{1,3}|~~)|\](?:\([^()\s]*(?:\([^()\s]*\))?[^()\s]*\)|\[[^\[\]]*\])")
_MARKS, _LONGEST = 3, 300  # code points of an opening mark, and of a closing one with its address

GONE = "\0"
"""Stands for a character of markup where places must stay the same."""


def bare(text: str) -> str:
    """Return a text on one line without markup; of a link, its words."""
    return " ".join(masked(text).replace(GONE, "").split())


def masked(text: str) -> str:
    """Return a text of the same length with `GONE` in the place of each character of markup."""
    text = text.replace(GONE, " ")
    if not _ANY.search(text):
        return text
    return _MARKUP.sub(lambda found: GONE * len(found[0]), _LINK.sub(_words_of_link, text))


def _words_of_link(found: re.Match[str]) -> str:
    before, behind = found.start(1) - found.start(), found.end() - found.end(1)
    return f"{GONE * before}{found[1]}{GONE * behind}"


def with_marks(text: str, span: Span) -> Span:
    """Return a stretch of Markdown with the marks that open right before it, or close right behind, and pair in it."""
    start, end = span
    if text[max(0, start - 1) : start] not in _OPENING and text[end : end + 1] not in _CLOSING:
        return span
    opening = _OPEN.search(text, max(0, start - _MARKS), start)
    if opening and _is_paired(opening.group(), text[start:end]):
        start = opening.start()
    closing = _CLOSE.match(text, end, min(len(text), end + _LONGEST))
    if closing and _is_paired(closing.group(1) or "[", text[start:end]):
        end = closing.end()
    return Span(start, end)


def _is_paired(mark: str, inside: str) -> bool:
    """Return whether a mark's other half stands in a stretch."""
    if mark == "[":
        return inside.count("[") != inside.count("](") + inside.count("][")
    return inside.count(mark) % 2 == 1
