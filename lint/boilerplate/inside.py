"""Where in an article's source a stretch of a sentence's words stands."""

from __future__ import annotations

import re
from unicodedata import normalize

from lint.boilerplate.words import WORD, seen
from lint.text import Span

_UNREAD = re.compile(
    r"(?<=\])\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'(][^)]*)?\)|(?<=\])\[[^\[\]]*\]|<[^<>]*>|&#?\w+;|\\(?=\W)"
)
"""What of Markdown is not read: destinations, tags, entities, escapes."""

_OPEN = re.compile(r"[^\s\w、，。！？；：…）」』】》〉”]*\Z")
_CLOSE = re.compile(r"[^\s\w（「『【《〈“]*")

_PIECE = re.compile("[\\s\\S][\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*")
"""Characters that Unicode's forms may make one of."""


def locate(text: str, whole: Span, words: int, start: int, end: int) -> Span:
    """Return where the words from `start` to before `end` of a sentence of so many words stand.

    The whole sentence, if its words in the source cannot be told from what is around them.
    """
    quote = _UNREAD.sub(lambda match: " " * len(match.group()), text[whole.start : whole.end])
    found = _words(quote)
    if len(found) != words:
        return whole
    first, behind = found[start].start if start else 0, found[end - 1].end if end < words else len(quote)
    if start and (opening := _OPEN.search(quote, found[start - 1].end, first)):
        first = opening.start()
    if end < words and (closing := _CLOSE.match(quote, behind, found[end].start)):
        behind = closing.end()
    return Span(whole.start + first, whole.start + behind)


def _words(quote: str) -> list[Span]:
    """Return where words stand; none if they cannot be told."""
    if quote.isascii():
        return [Span(*found.span()) for found in WORD.finditer(quote)]
    parts: list[str] = []
    places: list[Span] = []
    for piece in _PIECE.finditer(quote):
        parts.append(seen(normalize("NFKC", piece[0])))
        places += [Span(*piece.span())] * len(parts[-1])
    read = "".join(parts)
    if read != seen(normalize("NFKC", quote)):
        return []
    return [Span(places[found.start()].start, places[found.end() - 1].end) for found in WORD.finditer(read)]
