"""Whether what an engine tells of a paragraph is about words that stand in the article as they are read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from lint.check import Match
from lint.grammar import slips
from lint.grammar.pronounced import is_pronounced
from lint.text import Prose, Span

SPELLERS = ("MORFOLOGIK_RULE", "GERMAN_SPELLER_RULE", "FR_SPELLING_RULE", "HUNSPELL_RULE")
_SENTENCE = re.compile(r"[^.!?…;:\n]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FOREIGN_FROM, _FOREIGN_SHARE = 3, 0.4
"""So many of a sentence's words, and such a share of them: the worst of schoolchildren's sentences stay below."""


def is_unknown_word(match: Match) -> bool:
    """Return whether a match says that the engine's dictionary lacks a word, in whichever language."""
    return match.rule.startswith(SPELLERS)


def touches_atom(prose: Prose, match: Match) -> bool:
    """Return whether a match touches a piece that does not stand in the source as it is read, such as code."""
    first = bisect_right(prose.starts, match.start) - 1
    for piece in range(max(first, 0), bisect_left(prose.starts, match.end)):
        start = prose.starts[piece]
        end = prose.starts[piece + 1] if piece + 1 < len(prose.starts) else len(prose.text)
        if end - start != prose.lengths[piece] and not prose.text[start:end].isspace():
            return True
    return False


def _is_slip(text: str, match: Match) -> bool:
    """Return whether an unknown word is a slip of the hand in an English one."""
    word = text[match.start : match.end].lower()
    suggestions = [one.lower() for one in match.replacements]
    return bool(suggestions and slips.kind_of(word, suggestions)) and is_pronounced(suggestions[0])


def foreign_stretches(text: str, matches: Iterable[Match]) -> list[Span]:
    """Return the sentences of a text that are in another language: too many of their words are unknown."""
    lacking = [match for match in matches if is_unknown_word(match)]
    unknown = sorted(match.start for match in lacking)
    if len(unknown) < _FOREIGN_FROM:
        return []
    found = []
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        count = bisect_left(unknown, end) - bisect_left(unknown, start)
        many = count >= _FOREIGN_FROM and count >= _FOREIGN_SHARE * len(_WORD.findall(sentence[0]))
        if many and not all(_is_slip(text, match) for match in lacking if start <= match.start < end):
            found.append(Span(start, end))
    return found
