"""How often the engine's rules are right: the table rules/grammar/tiers.tsv."""

from __future__ import annotations

from functools import cache

import msgspec

from lint.grammar import tables
from lint.grammar.ownrules import HOUSE

EVERY = "*"
"""In the place of a rule: a category's rules that fired four times or less, and so stand for those that never did."""

_FIXES, _FITTING = 10, 0.95


class Row(msgspec.Struct, frozen=True):
    """A line of the table: how often a rule was right where it was judged."""

    rule: str
    category: str
    right: int = 0  # on CWEB's development sentences
    wrong: int = 0
    read_right: int = 0  # on other text
    read_wrong: int = 0
    fits: int = 0  # first suggestions that are an annotator's correction, on CWEB
    misfits: int = 0
    precision: float = 0


class Tiers(msgspec.Struct, frozen=True):
    """How often rules are right: each of the table's, and by category those that never fired."""

    rules: dict[str, float]
    categories: dict[str, float]
    safe: frozenset[str]  # rules whose first suggestion may be taken unread


@cache
def load_tiers() -> Tiers:
    """Return what the table comes to."""
    rows = load_rows()
    return Tiers(
        {row.rule: row.precision for row in rows if row.rule != EVERY},
        {row.category: row.precision for row in rows if row.rule == EVERY and not row.category.startswith(HOUSE)},
        frozenset(row.rule for row in rows if is_safe(row)),
    )


@cache
def load_rows() -> tuple[Row, ...]:
    """Return the table."""
    return tuple(
        _row(rule, category, [int(count) for count in counts], share)
        for rule, category, *counts, share in tables.rows("tiers.tsv")
    )


def _row(rule: str, category: str, counts: list[int], share: str) -> Row:
    right, wrong, read_right, read_wrong, fits, misfits = counts
    return Row(rule, category, right, wrong, read_right, read_wrong, fits, misfits, float(share))


def is_safe(row: Row) -> bool:
    """Return whether a rule's first suggestion was the right one in at least 95 of 100 cases, and in ten at least."""
    tried = row.fits + row.misfits
    return tried >= _FIXES and row.fits >= _FITTING * tried
