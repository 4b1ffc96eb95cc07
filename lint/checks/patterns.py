"""phrases, pattern: the checks that a house's own rules are made of; a style guide needs no Python."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from lint.article import Article, Block
from lint.check import ArticleCheck, CheckError, Hit
from lint.checks.expressions import Expression, Spans, compiled

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_UNREAD = frozenset(("code", "math", "html"))
_SECONDS = 1.0
"""What one article may cost an expression, and again for each million characters of it."""

Phrase = Annotated[str, msgspec.Meta(min_length=1)]


class Phrases(ArticleCheck, frozen=True):
    """Finds phrases, as whole words, wherever a reader reads. Of phrases that overlap, the longest is named.

    Values: phrase (as the rule has it).
    """

    name: ClassVar[str] = "phrases"
    says: ClassVar[tuple[str, ...]] = ("phrase",)
    late: ClassVar[frozenset[str]] = frozenset(("at_least",))

    phrases: Annotated[tuple[Phrase, ...], msgspec.Meta(min_length=1, description="The phrases to find.")]
    ignore_case: Annotated[bool, msgspec.Meta(description="Whether capitals make no difference.")] = True
    at_least: Annotated[
        int, msgspec.Meta(ge=1, description="How many places an article must have before any is named.")
    ] = 1

    def __post_init__(self) -> None:
        for phrase in self.phrases:
            if phrase != phrase.strip():
                raise ValueError(f"a phrase starts and ends with a sign, not a space: {phrase!r}")

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each place of a phrase."""
        automaton = _automaton(self.phrases, self.ignore_case)
        for block in _read(article):
            text = _plain(block.prose.text, self.ignore_case)
            found = automaton.find_matches_as_indexes(text, overlapping=True)
            for number, start, end in _longest(found, text):
                span = block.prose.source(start, end)
                yield Hit(span.start, span.end, {"phrase": self.phrases[number]})

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Let all of an article's places stand, or none where they are few."""
        return hits if len(hits) >= self.at_least else ()


class Pattern(ArticleCheck, frozen=True):
    """Finds what matches a regular expression, block by block, wherever a reader reads.

    Expressions that RE2 knows take linear time; those with look-around or references back are for `regex`.
    Raises CheckError where that takes too long.
    """

    name: ClassVar[str] = "pattern"

    pattern: Annotated[str, msgspec.Meta(min_length=1, description="The regular expression to find.")]
    ignore_case: Annotated[bool, msgspec.Meta(description="Whether capitals make no difference.")] = False

    def __post_init__(self) -> None:
        # Here, so that a wrong expression is refused where the rule is read.
        compiled(self.pattern, self.ignore_case)

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each match that is not empty."""
        expression = compiled(self.pattern, self.ignore_case)
        left = _SECONDS * (1 + len(article.source.text) / 1_000_000)
        for block in _read(article):
            since = time.process_time()
            found = self._spans(expression, block.prose.text, left)
            left -= time.process_time() - since
            for start, end in found:
                span = block.prose.source(start, end)
                yield Hit(span.start, span.end)

    def _spans(self, expression: Expression, text: str, seconds: float) -> Spans:
        try:
            return expression.spans(text, seconds)
        except TimeoutError as error:
            shown = self.pattern if len(self.pattern) <= 60 else f"{self.pattern[:57]}..."
            raise CheckError(
                f"the expression {shown!r} took more than {_SECONDS:g} s on one article and was given up; "
                "rewrite repetitions inside repetitions, and alternatives that match the same text"
            ) from error


def _read(article: Article) -> Iterator[Block]:
    """Yield the blocks with text that a reader reads."""
    return (block for block in article.blocks if block.prose.text and block.kind not in _UNREAD)


@lru_cache(maxsize=64)
def _automaton(phrases: tuple[str, ...], ignore_case: bool) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick([_plain(phrase, ignore_case) for phrase in phrases])


def _plain(text: str, ignore_case: bool) -> str:
    """Return a text of the same length with plain apostrophes and spaces, without capitals if so wished."""
    if not text.isascii():
        text = text.replace("’", "'").replace("\u00a0", " ")
    if not ignore_case:
        return text
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _longest(found: Iterable[tuple[int, int, int]], text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the matches that are whole words; of those that overlap the first, then the longest."""
    behind = 0
    for match in sorted(found, key=lambda match: (match[1], -match[2], match[0])):
        _, start, end = match
        if start >= behind and _whole(text, start, end):
            yield match
            behind = end


def _whole(text: str, start: int, end: int) -> bool:
    """Say whether no word goes on over either edge of a stretch."""
    opens = start > 0 and _in_word(text[start - 1]) and _in_word(text[start])
    return not opens and not (end < len(text) and _in_word(text[end]) and _in_word(text[end - 1]))


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"
