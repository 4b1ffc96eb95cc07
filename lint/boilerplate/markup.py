"""Markup taken out of what is quoted from an article, so that words are compared and shown as a reader sees them."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_MARKUP = re.compile(r"[*`\\]|<[^<>]*>|(?<!\w)_|_(?!\w)")
_ANY = re.compile(r"[*`\\<_\[]")

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
