"""Why a sentence with a cue needs no source: it asks, supposes, instructs, or tells what somebody said."""

from __future__ import annotations

import re

from lint.claims.lexicon import suppressors

_ENTRY = re.compile(r"^[^a-z]*[A-Z][^.]{2,80}\((?:c\. ?)?\d{4}[a-z]?\)\W*$|, pp?\. ?\d|\bdoi:|\bISBN\b|\bvol\. ?\d", re.IGNORECASE)


def reason(text: str, start: int, verdict: str) -> str:
    """Return the name of the first suppressor that silences a verdict in a sentence, "" if none does.

    `start` is where the sentence's label ends; suppressors that look at its opening look there.
    """
    body = text[start:]
    if body.rstrip("\"'”’)* ").endswith("?"):
        return "question"
    if body.endswith(":"):
        return "introduces-a-list"
    if _ENTRY.search(body):
        return "bibliography-entry"
    return next((each.name for each in suppressors() if each.covers(verdict) and each.expression.search(body)), "")
