"""Texts that stand in a large share of all articles, such as a licence notice at their end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from lint.boilerplate.allow import Allow, problems
from lint.finding import Group, Member
from lint.firstday.look import spread
from lint.markdown.front_matter import read_front_matter
from lint.text import Source

SHARE = 4
"""A text in one of so many articles is in a large share of them."""

LEAST = 5
"""So many articles make a share worth telling."""

_EDGE = 600
"""Code points from an article's end, or from the end of its front matter, within which a text frames the article."""

_QUARTER = 4
"""Of a short article, what frames it stands in its first or last quarter: all of it may be near an edge otherwise."""

_AGREE = 0.8
"""Of the places that are looked at, so many must agree."""

_ASKED = 50
"""Of a text's places so many are looked at to see where in an article it stands."""

_LONGEST = 600
"""Longer texts are allowed by the name of their group."""

_NOTICE = re.compile(r"licen[cs]|copyright|©|creative commons|all rights reserved", re.IGNORECASE)
_EXACT = frozenset(("sentence", "passage", "phrase"))
_ARTICLE = "article"


class Furniture(msgspec.Struct, frozen=True):
    """A text that many articles have. `where`: "end", "beginning", or "" if it stands amid them."""

    group: str
    text: str
    articles: int
    where: str
    by_text: bool  # it can be allowed by its text; else by the name of its group

    @property
    def is_notice(self) -> bool:
        """Say whether it speaks of rights."""
        return bool(_NOTICE.search(self.text))


def furniture(groups: Iterable[Group], articles: int, source: Callable[[str], Source | None]) -> list[Furniture]:
    """Return the texts that stand in a large share of articles, the most frequent first."""
    large = (one for one in groups if one.articles >= max(LEAST, articles / SHARE) and one.verdict != _ARTICLE)
    found = [
        Furniture(one.id, text, one.articles, _where(one.members, source), _is_quotable(one, text))
        for one in large
        if (text := one.template or one.text)
    ]
    return sorted(found, key=lambda one: (-one.articles, one.text, one.group))


def _is_quotable(group: Group, text: str) -> bool:
    """Say whether the text can stand in the settings for all places of its group."""
    fits = len(text) <= _LONGEST and "…" not in text
    return fits and group.verdict in _EXACT and not any(problems(Allow(texts=(text,))))


def _where(members: Iterable[Member], source: Callable[[str], Source | None]) -> str:
    known = {one.path: one for one in members}
    found = Counter(_edge(known[path], text) for path in spread([*known], _ASKED) if (text := source(path)))
    edge, number = found.most_common(1)[0] if found else ("", 0)
    return edge if number >= _AGREE * found.total() else ""


def _edge(member: Member, source: Source) -> str:
    """Return to which edge of its article a place is near."""
    text = source.text
    before = len(text[read_front_matter(text, ()).body : member.start.offset].strip())
    behind = len(text[member.end.offset :].strip())
    if min(before, behind) > min(_EDGE, (before + behind) / _QUARTER):
        return ""
    return "beginning" if before < behind else "end"
