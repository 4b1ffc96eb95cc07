"""The words by which a line of the baseline knows its finding again."""

from __future__ import annotations

from lint.finding import Finding
from lint.past.matcher import Noted
from lint.past.surroundings import Around, Surroundings
from lint.reporters.neutralise import terminal
from lint.stamp import key_of, normalised

QUOTED = 80
"""Code points of a quote that are kept: enough to find it again, little enough for a file of 50,000."""

OPEN, CLOSE = "⟦", "⟧"
"""Around a short quote, in the words that stand around it."""

_ORDINALS = 1_000
"""A marked quote's number among equals in its article is looked for up to here."""

_UNMARKED = str.maketrans(OPEN + CLOSE, "[]")


def said(finding: Finding) -> str:
    """Return a finding's quote as a line of the baseline has it: one line, nothing that steers a terminal, short."""
    return normalised(terminal(finding.quote))[:QUOTED].rstrip()


def as_noted(path: str, finding: Finding, around: Surroundings) -> Noted:
    """Return what is noted of a finding; of a short one its quote stands marked in the words around it."""
    return Noted(path, finding.rule, finding.key, line(path, finding, around), finding.group or "")


def line(path: str, finding: Finding, around: Surroundings) -> str:
    """Return the words that a line of the baseline has of a finding."""
    near, quote = around_of(path, finding, around), said(finding)
    return quote if near is None else f"{near[0]}{OPEN}{quote}{CLOSE}{near[1]}"


def around_of(path: str, finding: Finding, around: Surroundings) -> Around | None:
    """Return what stands around a short finding, as a line of the baseline can have it."""
    near = around(path, finding)
    if near is None or said(finding) != normalised(finding.quote):
        return None
    before, after = (terminal(one).translate(_UNMARKED) for one in near)
    return before.lstrip(), after.rstrip()


def parted(rule: str, key: str, quote: str) -> tuple[str, Around | None]:
    """Return a line's quote and what stands around it; None in lines of former versions, and of long quotes.

    The key tells a marked quote from one that has such marks itself.
    """
    before, opened, rest = quote.partition(OPEN)
    words, closed, after = rest.partition(CLOSE)
    if opened and closed and any(key_of(rule, words, number) == key for number in range(_ORDINALS)):
        return words, (before, after)
    return quote, None
