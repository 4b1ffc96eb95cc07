"""The names of the engine's rules: what settings say of a rule that does not exist would do nothing, and not say so."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lint.grammar import tables
from lint.grammar.tiers import EVERY, load_rows

_FAMILIES = ("EN_COMPOUNDS_", "EN_DIACRITICS_REPLACE_ORTHOGRAPHY_", "EN_US_SIMPLE_REPLACE_")
"""The engine makes one rule of each of some thousands of words, and lists none of them."""


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise ValueError if the engine has no rule of one of these names: which, and what may have been meant."""
    known = engine_rules()
    unknown = [name for name in names if name not in known and not name.startswith(_FAMILIES)]
    if unknown:
        from lint.schema import did_you_mean

        told = ", ".join(f"{name!r}{did_you_mean(name, known, 0.8)}" for name in unknown)
        rules = "rules" if len(unknown) > 1 else "rule"
        raise ValueError(f"unknown engine {rules} {told}; a finding has its rule's name behind its own")


@cache
def engine_rules() -> dict[str, str]:
    """Return LanguageTool 6.8's rules for the languages that can be installed, and the house's, with their categories.

    A rule that English lacks has none ("").
    """
    rules = (line.partition("\t") for line in tables.lines("names.txt"))
    own = {row.rule: row.category for row in load_rows() if row.rule != EVERY}
    return {name: category for name, _, category in rules} | own
