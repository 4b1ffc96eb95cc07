"""What a house means to repeat, as its settings say it: light enough for every start."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from lint.check import CheckError
from lint.data import data_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint.article import Article, Block
    from lint.text import Span

_SECONDS = 1.0
"""What one article may cost a pattern, and again for each million characters of it; as in a rule's own pattern."""

GroupKey = Annotated[
    str,
    msgspec.Meta(pattern="^[0-9a-f]{16}$", examples=["5f0c3a9e71d2b846"], description="a group, as reports show it"),
]


class Allow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Repeats that are meant."""

    groups: Annotated[tuple[GroupKey, ...], msgspec.Meta(description="groups, as reports show them")] = ()
    texts: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="sentences; templates and shortened ones as reports print them"),
    ] = ()
    patterns: Annotated[
        tuple[str, ...], msgspec.Meta(description="regular expressions; a sentence in which one matches is left out")
    ] = ()
    files: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="files, as .gitignore names them, whose sentences may stand anywhere"),
    ] = ()


NOTHING = Allow()


class Boilerplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for all rules that look for repeats."""

    allow: Annotated[Allow, msgspec.Meta(description="repeats that are meant")] = NOTHING
    licences: Annotated[bool, msgspec.Meta(description="look at well-known licence notices too")] = False
    quotes: Annotated[bool, msgspec.Meta(description="look at block quotes too")] = False


class Notices(NamedTuple):
    """How well-known licence notices are found."""

    words: tuple[str, ...]  # in small letters; an article without any of them has no notice
    expression: str


@lru_cache(maxsize=1)
def licence_notices() -> Notices:
    """Return how well-known licence notices are found, as `licences.txt` has it."""
    lines = (data_path("rules") / "boilerplate/licences.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    return Notices(tuple(sorted({word for word, _ in pairs})), "|".join(f"(?:{one})" for _, one in pairs))


class LeftOut:
    """The patterns whose sentences are no text to compare, and which of them matched in one article."""

    def __init__(self, article: Article, licences: bool, patterns: tuple[str, ...]) -> None:
        from lint.checks.expressions import compiled

        self.matched = 0  # a bit for each of the house's patterns, the last of 32 for all beyond
        self._left = _SECONDS * (1 + len(article.source.text) / 1_000_000)
        self._expressions = [(-1, one, compiled(one, True)) for one in ([] if licences else _notices_in(article))]
        self._expressions += [(at, one, compiled(one, False)) for at, one in enumerate(patterns)]

    def spans(self, block: Block) -> list[Span]:
        """Return where patterns match in a block, in the source; raise CheckError where one takes too long."""
        found = []
        for number, pattern, expression in self._expressions:
            since = time.process_time()
            try:
                matches = expression.spans(block.prose.text, self._left)
            except TimeoutError as error:
                raise CheckError(_too_long(pattern)) from error
            self._left -= time.process_time() - since
            if matches and number >= 0:
                self.matched |= 1 << min(number, 31)
            found += [block.prose.source(start, end) for start, end in matches]
        return found


def _notices_in(article: Article) -> list[str]:
    notices, text = licence_notices(), article.source.text.lower()
    return [notices.expression] if any(word in text for word in notices.words) else []


def _too_long(pattern: str) -> str:
    shown = pattern if len(pattern) <= 60 else f"{pattern[:57]}..."
    return (
        f"the allowed pattern {shown!r} took more than {_SECONDS:g} s on one article and was given up; "
        "rewrite repetitions inside repetitions, and alternatives that match the same text"
    )


def problems(allow: Allow) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield what is wrong with the entries of a list: which, and why."""
    from lint.boilerplate.quotation import fixed
    from lint.boilerplate.units import SHORTEST
    from lint.checks.expressions import compiled

    for at, pattern in enumerate(allow.patterns):
        try:
            compiled(pattern, False)
        except ValueError as error:
            yield ("patterns", at), f"{pattern!r}: {error}"
    for at, text in enumerate(allow.texts):
        if fixed(text) < SHORTEST:
            yield ("texts", at), f"{text!r} is too short: only sentences of {SHORTEST} words and more are compared"
