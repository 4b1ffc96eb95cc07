"""Where in an article's source a stretch of a sentence's words stands."""

from __future__ import annotations

import re
from unicodedata import normalize

from lint.boilerplate.units import WORD
from lint.text import Span

_UNREAD = re.compile(
    r"(?<=\])\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'(][^)]*)?\)|(?<=\])\[[^\[\]]*\]|<[^<>]*>|&#?\w+;|\\(?=\W)|\xad"
)
"""What of Markdown is not read: destinations, tags, entities, escapes."""

_OPEN = re.compile(r"[^\s\w]*\Z")
_CLOSE = re.compile(r"[^\s\w]*")


def locate(text: str, whole: Span, words: int, start: int, end: int) -> Span:
    """Return where the words from `start` to before `end` of a sentence of so many words stand.

    The whole sentence, if its words in the source cannot be told from what is around them.
    """
    quote = _UNREAD.sub(lambda match: " " * len(match.group()), text[whole.start : whole.end]).replace("’", "'")
    found = list(WORD.finditer(quote))
    if len(found) != words or normalize("NFKC", quote) != normalize("NFC", quote):
        return whole
    first = 0 if start == 0 else _before(quote, found[start].start())
    behind = len(quote) if end == words else _behind(quote, found[end - 1].end())
    return Span(whole.start + first, whole.start + behind)


def _before(quote: str, at: int) -> int:
    opening = _OPEN.search(quote, 0, at)
    return opening.start() if opening else at


def _behind(quote: str, at: int) -> int:
    closing = _CLOSE.match(quote, at)
    return closing.end() if closing else at
