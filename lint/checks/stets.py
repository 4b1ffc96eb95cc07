"""What an article lets stand, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from lint.article import Article
from lint.check import ArticleCheck, Hit
from lint.text import Span

STANDS = "stands"
"""The verdict on a stet that can be read. No rule takes it: what is silent is not reported."""

MOST = 500
"""So many stets of an article are read: each is held against the findings."""

_QUOTED = 200  # code points of a stet that a report quotes


class Stets(ArticleCheck, frozen=True):
    """Finds stets; whether one is idle, expired or names no rule is known when all findings are.

    Verdicts that rules may name: malformed, no-reason, unknown-rule, idle, expired.
    """

    name: ClassVar[str] = "stet"
    says: ClassVar[tuple[str, ...]] = ("problem", "named", "until")

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield each stet, with what it says and how far it reaches; `to` is -1 where that is the whole article."""
        text = article.source.text
        if "stet" not in text and "stet" not in text.lower():
            return
        from lint.stet.written import written

        for count, (span, said, reach) in enumerate(written(article)):
            place = Span(span.start, min(span.end, span.start + _QUOTED))
            if count == MOST:
                problem = f"an article may have {MOST}, and no more are read"
                yield Hit(place.start, place.end, {"problem": problem}, verdict="malformed")
                return
            yield _hit(place, said.problem, reach, said._asdict())


def _hit(place: Span, problem: str, reach: Span | None, said: dict[str, object]) -> Hit:
    if problem:
        return Hit(place.start, place.end, {"problem": problem}, verdict="malformed")
    values = {key: str(said[key]) for key in ("quote", "reason", "by", "until") if said[key]}
    names = msgspec.convert(said["names"], tuple[str, ...])
    ends: dict[str, str | int] = {"from": reach.start if reach else 0, "to": reach.end if reach else -1}
    return Hit(place.start, place.end, {"names": ",".join(names), **values, **ends}, verdict=STANDS)
