"""What some of the articles look like: their languages, front matter, pictures, links and licence notices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median
from urllib.parse import urlsplit

import msgspec

from lint.article import Article, ParseSettings
from lint.boilerplate.allow import LeftOut
from lint.check import CheckError
from lint.firstday.fields import FieldSeen, seen_fields
from lint.grammar.dialects import spellings
from lint.markdown.front_matter import Field, read_front_matter
from lint.parse import parse
from lint.text import Source

LOOKED_AT = 500
"""Of more articles than these, as many are read, evenly spread over their sorted paths."""

_LONGEST = 2000
"""Code points of an address that are kept; pictures may stand whole in theirs."""

_WORD = re.compile(r"[A-Za-z]+")
_REMOTE = ("http://", "https://", "//")


class Addresses(msgspec.Struct, frozen=True):
    """Where pictures, or links, lead to: how many lead where."""

    remote: int = 0
    rooted: int = 0  # they begin with /
    relative: int = 0
    hosts: tuple[tuple[str, int], ...] = ()  # the most frequent first


class Look(msgspec.Struct, frozen=True):
    """What was seen in the articles that were read."""

    articles: int
    words: int  # of the middle article
    longest: tuple[str, int]  # the article with the most words
    languages: tuple[tuple[str, int], ...]  # of front matter, the most frequent first
    by_language: dict[str, str]  # path → language, of those whose front matter names one
    british: int  # articles with British spellings and no American ones
    american: int
    fields: tuple[FieldSeen, ...]
    pictures: Addresses
    links: Addresses
    rooted: tuple[str, ...]  # pictures' addresses that begin with /, each once
    notices: int  # articles with a well-known licence notice


def spread(paths: list[str], most: int = LOOKED_AT) -> list[str]:
    """Return some of many, evenly spread; the first and the last are among them."""
    if len(paths) <= most:
        return paths
    return [paths[at * (len(paths) - 1) // (most - 1)] for at in range(most)]


def look(sources: Iterable[Source]) -> Look:
    """Return what articles look like."""
    seen = _Seen()
    for source in sources:
        seen.take(parse(source, ParseSettings()))
    return seen.told()


class _Seen:
    """Counts, article by article."""

    def __init__(self) -> None:
        self._words: list[tuple[int, str]] = []
        self._languages: dict[str, str] = {}
        self._spelt: Counter[str] = Counter()
        self._fields: list[list[Field]] = []
        self._pictures: list[str] = []
        self._links: list[str] = []
        self._notices = 0

    def take(self, article: Article) -> None:
        path = article.source.path
        self._words.append((sum(len(block.prose.text.split()) for block in article.blocks), path))
        if article.language:
            self._languages[path] = article.language
        self._spelt[_side(article)] += 1
        plain = path.lower().endswith(".txt")
        self._fields.append([] if plain else list(read_front_matter(article.source.text, None).fields))
        pictures = {image.link.span for image in article.images}
        self._pictures += [image.link.destination[:_LONGEST] for image in article.images]
        self._links += [link.destination[:_LONGEST] for link in article.links if link.span not in pictures]
        self._notices += _has_notice(article)

    def told(self) -> Look:
        longest = max(self._words, key=lambda one: (one[0], one[1]), default=(0, ""))
        return Look(
            articles=len(self._words),
            words=int(median(count for count, _ in self._words)) if self._words else 0,
            longest=(longest[1], longest[0]),
            languages=_ranked(Counter(self._languages.values())),
            by_language=self._languages,
            british=self._spelt["british"],
            american=self._spelt["american"],
            fields=seen_fields(self._fields),
            pictures=_addresses(self._pictures),
            links=_addresses(self._links),
            rooted=tuple(dict.fromkeys(one for one in self._pictures if _kind(one) == "rooted")),
            notices=self._notices,
        )


def _side(article: Article) -> str:
    """Return on which side of the Atlantic an article's spellings are at home; "" if on both, or on neither."""
    known = spellings()
    words = {word for block in article.blocks for word in _WORD.findall(block.prose.text.lower())}
    sides = {known[word].side for word in words & known.keys() if not known[word].in_ize}
    return sides.pop() if len(sides) == 1 else ""


def _has_notice(article: Article) -> bool:
    left_out = LeftOut(article, False, ())
    try:
        return any(left_out.spans(block) for block in article.blocks)
    except CheckError:
        return False


def _kind(destination: str) -> str:
    address = destination.strip().lower()
    if not address or address.startswith(("#", "data:", "mailto:", "{", "<")):
        return ""
    if address.startswith(_REMOTE):
        return "remote"
    return "rooted" if address.startswith("/") else "relative"


def _addresses(destinations: list[str]) -> Addresses:
    kinds = Counter(map(_kind, destinations))
    hosts = Counter(host for one in destinations if _kind(one) == "remote" for host in _host(one))
    return Addresses(kinds["remote"], kinds["rooted"], kinds["relative"], _ranked(hosts))


def _host(address: str) -> Iterator[str]:
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return
    if host:
        yield host


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
