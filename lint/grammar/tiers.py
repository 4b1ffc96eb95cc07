"""How often the engine's rules are right: the table rules/grammar/tiers.tsv."""

from __future__ import annotations

from functools import cache

import msgspec

from lint.data import data_path

_EVERY = "*"


class Tiers(msgspec.Struct, frozen=True):
    """How often rules are right: each rule that ever fired, and by category those that never did."""

    rules: dict[str, float]
    categories: dict[str, float]


@cache
def load_tiers() -> Tiers:
    """Return the table of how often rules are right."""
    tiers = Tiers({}, {})
    lines = data_path("rules").joinpath("grammar", "tiers.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    for rule, category, _, _, precision in rows[1:]:
        if rule == _EVERY:
            tiers.categories[category] = float(precision)
        else:
            tiers.rules[rule] = float(precision)
    return tiers
