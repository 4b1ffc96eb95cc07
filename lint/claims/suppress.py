"""Why a sentence with a cue needs no source: it asks, supposes, instructs, or tells what somebody said."""

from __future__ import annotations

import re

from lint.claims.lexicon import suppressor_table
from lint.claims.reading import Reading

_YEAR_AT_END = re.compile(r"^[^a-z]*[a-z][^.]{2,80}\((?:c\. ?)?\d{4}[a-z]?\)\W*$", re.IGNORECASE)
_LOCATOR = re.compile(r", pp?\. ?\d|\bdoi:|\bisbn\b|\bvol\. ?\d", re.IGNORECASE)
_LOCATORS = frozenset(("p", "pp", "doi", "isbn", "vol"))


def reason(reading: Reading, verdict: str) -> str:
    """Return the name of the first suppressor that silences a verdict in a sentence, "" if none does."""
    if "?" in reading.text and reading.text.rstrip("\"'”’)* ").endswith("?"):
        return "question"
    if reading.text.endswith(":"):
        return "introduces-a-list"
    if "#" in reading.tokens and _is_entry(reading):
        return "bibliography-entry"
    for each in suppressor_table(verdict).tried(reading.tokens):
        if each.expression.search(reading.text if each.cased else reading.lower):
            return each.name
    return ""


def _is_entry(reading: Reading) -> bool:
    return ("(" in reading.text and _YEAR_AT_END.search(reading.text) is not None) or (
        not _LOCATORS.isdisjoint(reading.tokens) and _LOCATOR.search(reading.text) is not None
    )
