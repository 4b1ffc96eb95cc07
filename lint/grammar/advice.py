"""What to tell an editor about a match."""

from __future__ import annotations

from lint.check import Match


def advice(match: Match, suggestion: str) -> str:
    """Return what the engine says, and the suggestion where no correction will show it."""
    told = " ".join(match.message.split())
    if suggestion and suggestion not in told:
        told = f"{told} Suggestion: “{suggestion}”."
    return told
