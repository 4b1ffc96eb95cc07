"""Why a sentence with a cue needs no source: it asks, supposes, instructs, or tells what somebody said."""

from __future__ import annotations

import re

from lint.claims.lexicon import suppressor_table
from lint.claims.reading import Reading

_ENTRY = re.compile(
    r"^[^a-z]*[a-z][^.]{2,80}\((?:c\. ?)?\d{4}[a-z]?\)\W*$|, pp?\. ?\d|\bdoi:|\bisbn\b|\bvol\. ?\d", re.IGNORECASE
)


def reason(reading: Reading, verdict: str) -> str:
    """Return the name of the first suppressor that silences a verdict in a sentence, "" if none does."""
    if reading.text.rstrip("\"'”’)* ").endswith("?"):
        return "question"
    if reading.text.endswith(":"):
        return "introduces-a-list"
    if "#" in reading.tokens and _ENTRY.search(reading.text):
        return "bibliography-entry"
    for each in suppressor_table(verdict).tried(reading.tokens):
        if each.expression.search(reading.text if each.cased else reading.lower):
            return each.name
    return ""
