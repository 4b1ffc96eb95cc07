"""British and American spellings of the same word: the table rules/grammar/british-american.tsv."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

import msgspec

from lint.grammar import tables

Side = Literal["british", "american"]

_EITHER = "~"
_ENDINGS_IN_IZE = ("is", "iz")


class Spelling(msgspec.Struct, frozen=True):
    """One side's spelling of a word. `in_ize`: of the pairs -ise and -ize, of which -ize is British too."""

    side: Side
    other: str  # the word as the other side spells it
    in_ize: bool


@cache
def spellings() -> dict[str, Spelling]:
    """Return all words, in lower case, that are spelt on one side of the Atlantic only."""
    found: dict[str, Spelling] = {}
    for here, there, beginnings, endings in tables.rows("british-american.tsv"):
        in_ize = (here, there) == _ENDINGS_IN_IZE
        for british, american in _pairs(here.strip(_EITHER), there.strip(_EITHER), beginnings, endings):
            if not here.startswith(_EITHER):
                found[british] = Spelling("british", american, in_ize)
            if not there.startswith(_EITHER):
                found[american] = Spelling("american", british, in_ize)
    return found


def _pairs(here: str, there: str, beginnings: str, endings: str) -> Iterator[tuple[str, str]]:
    for beginning in beginnings.replace(".", " ").split() or [""]:
        for ending in endings.replace("-", '""').split():
            end = ending.strip('"')
            yield f"{beginning}{here}{end}", f"{beginning}{there}{end}"
