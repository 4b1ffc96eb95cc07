"""What facts about an address amount to. Facts are kept; verdicts are drawn from them anew each time."""

from __future__ import annotations

from typing import Literal

from lint.check import Unanswered, WebFacts

Verdict = Literal["ok", "moved", "broken", "refused", "blocked", "transient", "certificate", "forbidden"]

GOOD_FOR = 7 * 24 * 3600
"""Seconds for which a known-good address is not asked again."""

_GONE = frozenset((404, 410))
_PASSING = frozenset((408, 425))
_OUTCOMES: dict[str, Verdict] = {
    "no-name": "broken",
    "refused": "refused",
    "timeout": "transient",
    "unreachable": "transient",
    "garbled": "transient",
    "redirects": "blocked",  # for a reader with cookies the circle may well have an end
    "certificate": "certificate",
    "forbidden": "forbidden",
}
_DOUBTS: dict[Verdict, str] = {
    "transient": "their servers did not answer properly{status}: run again later",
    "blocked": "their servers do not let a checker look{status}: open them in a browser",
    "certificate": "the certificates of their servers are not valid: open them in a browser",
}


def verdict(facts: WebFacts) -> Verdict:
    """Return what an address is worth to a reader. Only "broken" and "refused" are certain enough to fail."""
    if facts.outcome == "answered":
        return _of_status(facts)
    return _OUTCOMES[facts.outcome]


def _of_status(facts: WebFacts) -> Verdict:
    if 200 <= facts.status < 300:
        return "moved" if facts.final_url else "ok"
    if facts.status in _GONE:
        return "broken"
    passing = 500 <= facts.status < 600 or facts.status in _PASSING
    return "transient" if passing else "blocked"


def doubt(facts: WebFacts) -> Unanswered | None:
    """Return why an address could not be verified; None where the facts settle it."""
    drawn = verdict(facts)
    if drawn in ("ok", "moved", "broken", "refused"):
        return None
    if drawn == "forbidden":
        return Unanswered("skipped", "remote addresses", f"not asked: {facts.why}")
    status = f" (status {facts.status})" if facts.status else ""
    why = f"could not be verified: {_DOUBTS[drawn].format(status=status)}"
    return Unanswered("skipped", "remote addresses", why)


def shelf_life(facts: WebFacts) -> int:
    """Return for how many seconds facts hold: days for what is known to be good, 0 for everything else."""
    good = verdict(facts) in ("ok", "moved") and not facts.problem
    return GOOD_FOR if good else 0
