"""mixed-spelling: an article that spells in the British and in the American way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article, Block
from lint.check import ArticleCheck, Fix, Hit, Value
from lint.grammar.dialects import Side, Spelling, spellings
from lint.text import Span

_WORD = re.compile("[a-z]{4,}")
_LETTERS_ONLY = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz" else 32 for byte in range(256))
_JOINTS = frozenset("_/\\@#.&+=:'’-–$%*<>[]{}|0123456789")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^‘’]*’(?!\w)")
_UNREAD = frozenset(("code", "math", "html"))
_BRITISH = frozenset(("GB", "UK", "IE", "AU", "NZ", "ZA", "IN"))
_NAMES: dict[Side, str] = {"british": "British", "american": "American"}
_IZE: dict[Side, str] = {"british": "-ise", "american": "-ize"}


class Place(msgspec.Struct, frozen=True, gc=False):
    """A word that only one side spells so, and where it stands."""

    word: str
    spelling: Spelling
    span: Span


class MixedSpelling(ArticleCheck, frozen=True):
    """Finds the spellings of which an article has fewer, or those that are not of its language.

    Pairs such as -ise and -ize are measured only against each other: British English has both. Values: spelling (how
    the word is spelt), reason (what is otherwise), suggestion.
    """

    name: ClassVar[str] = "mixed-spelling"
    says: ClassVar[tuple[str, ...]] = ("spelling", "reason", "suggestion")

    language: Annotated[
        str, msgspec.Meta(description="The language of articles that name none, such as en-GB; empty: what prevails.")
    ] = ""

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each spelling that differs from the article's own."""
        tag = article.language or self.language
        if not _is_english(tag):
            return
        side = _side(tag)
        present = _present(article.source.text)
        if not _may_differ([spellings()[word] for word in present], side):
            return
        places = [place for block in _read(article) for place in _places(article, block, present)]
        for in_ize in (False, True):
            yield from _strangers([place for place in places if place.spelling.in_ize is in_ize], side, tag)


def _present(text: str) -> set[str]:
    """Return the words of the table that a text may have; bytes are much faster than an expression."""
    words = text.encode("utf-8", "replace").translate(_LETTERS_ONLY).split()
    return {word.decode() for word in _known().intersection(words)}


@cache
def _known() -> frozenset[bytes]:
    return frozenset(word.encode() for word in spellings())


def _is_english(tag: str) -> bool:
    main, _, region = tag.replace("_", "-").partition("-")
    return not tag or (main.strip().lower() == "en" and region.upper() != "CA")  # Canada mixes by custom


def _side(tag: str) -> Side | None:
    region = tag.replace("_", "-").partition("-")[2].strip().upper()
    return "british" if region in _BRITISH else "american" if region == "US" else None


def _may_differ(found: Sequence[Spelling], side: Side | None) -> bool:
    sides = {(one.in_ize, one.side) for one in found}
    if side is None:
        return any({(in_ize, "british"), (in_ize, "american")} <= sides for in_ize in (False, True))
    return any(one != side for _, one in sides)


def _read(article: Article) -> Iterator[Block]:
    """Yield the blocks of the author's own words; a footnote names works of others."""
    return (block for block in article.blocks if not (block.kind in _UNREAD or block.quoted or block.footnote))


def _places(article: Article, block: Block, present: set[str]) -> Iterator[Place]:
    text = block.prose.text
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for found in _WORD.finditer(text):
        word, start, end = found[0], *found.span()
        if word not in present or _is_part(text, start, end) or any(a < start < b for a, b in quoted):
            continue
        span = block.prose.source(start, end)
        if article.source.quote(span) == word:  # else it is code, or markup stands in it
            yield Place(word, spellings()[word], span)


def _is_part(text: str, start: int, end: int) -> bool:
    """Return whether a word belongs to a name, an address or a term of code; a hyphen may follow it."""
    before, after, behind = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if before.isalnum() or before in _JOINTS or after.isalnum() or after == "(":
        return True
    ends = after in "'’-–" or (after in ".:" and not behind.isalnum())
    return after in _JOINTS and not ends


def _strangers(places: list[Place], side: Side | None, tag: str) -> Iterator[Hit]:
    """Yield the places of the other side: the one that the language excludes, else the one with fewer places."""
    if not places:
        return
    in_ize = places[0].spelling.in_ize
    own = side if side and not (in_ize and side == "british") else _prevailing(places)
    others = [place.word for place in places if place.spelling.side == own]
    for place in places:
        if place.spelling.side != own:
            yield _hit(place, own, others, tag if side else "")


def _prevailing(places: list[Place]) -> Side:
    """Return the side with more places; of equals, the one that comes first."""
    return Counter(place.spelling.side for place in places).most_common(1)[0][0]


def _hit(place: Place, own: Side, others: list[str], tag: str) -> Hit:
    spelling, other = place.spelling, place.spelling.other
    names = _IZE if spelling.in_ize else _NAMES
    if others:
        example = other if other in others else Counter(others).most_common(1)[0][0]
        reason = f"elsewhere the article has {names[own]} (“{example}”)"
    else:
        reason = f"the article’s language is {tag}"
    told = f"spelt with {names[spelling.side]}" if spelling.in_ize else f"{names[spelling.side]} spelling"
    values: dict[str, Value] = {"spelling": told, "reason": reason, "suggestion": other}
    return Hit(place.span.start, place.span.end, values, fix=Fix(other))
