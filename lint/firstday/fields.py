"""Which fields of front matter hold prose, and which pictures: told by their values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from lint.markdown.front_matter import Field

_PICTURE = re.compile(r"[^\s<>]+\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#]\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S*|[./~]?[^\s/]*/\S*|\S+@\S+", re.IGNORECASE)
_SENTENCE = re.compile(r"\S.*\s\S.*[.!?…](?:[\"”’»)\]]|\s|\Z)", re.DOTALL)
_NAME = re.compile(r"[^\W\d_]{2,}")

_NO_PROSE = re.compile(
    r"(?:^|[._-])(?:authors?|by|tags?|categor(?:y|ies)|keywords?|slug|url|permalink|alias(?:es)?|date|lastmod|layout|type"
    r"|id|copyright|licen[cs]e|credits?|sources?|references?|lang|language|locale|translator|editor|version"
    r"|stet|reason)s?(?:$|[._-])",
    re.IGNORECASE,
)
"""Names, addresses, labels and remarks: nobody reads them as a text of the article."""

_WORDS = 4
"""A field whose values have so many words, for the most part, or are sentences, holds prose."""

_MOST = 0.6

_READ = 300
"""Code points of a value that are looked at."""


class FieldSeen(msgspec.Struct, frozen=True):
    """A field that holds prose or pictures: in how many articles, and with escaped line ends in how many."""

    name: str
    kind: Literal["prose", "image"]
    articles: int
    escaped: int = 0


def seen_fields(articles: Iterable[Sequence[Field]]) -> tuple[FieldSeen, ...]:
    """Return the fields that hold prose or pictures, given the fields of each article; the most frequent first."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for number, fields in enumerate(articles):
        for field in fields:
            if field.is_text and (text := field.text.text.strip()):
                values[field.path].append(text[:_READ])
                holders[field.path].add(number)
    found = [
        FieldSeen(name, kind, len(holders[name]), sum(r"\n" in one for one in some))
        for name, some in values.items()
        if (kind := _kind(name, some)) and _is_named_plainly(name)
    ]
    return tuple(sorted(found, key=lambda one: (-one.articles, one.name)))


def _is_named_plainly(name: str) -> bool:
    """Say whether a path is one that the settings can name: no key of it has a dot or brackets of its own."""
    return bool(re.fullmatch(r"[\w-]+(?:\[\])*(?:\.[\w-]+(?:\[\])*)*", name)) and len(name) <= 100


def _kind(name: str, values: Sequence[str]) -> Literal["prose", "image", ""]:
    if _share(values, lambda one: bool(_PICTURE.fullmatch(one))) >= _MOST:
        return "image"
    if _NO_PROSE.search(name):
        return ""
    return "prose" if _share(values, _is_prose) >= _MOST else ""


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, values)) / len(values)


def _is_prose(value: str) -> bool:
    if _ADDRESS.fullmatch(value) or _PICTURE.fullmatch(value):
        return False
    return len(_NAME.findall(value)) >= _WORDS or bool(_SENTENCE.match(value))
