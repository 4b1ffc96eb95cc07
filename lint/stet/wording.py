"""What stands in a stet: which rules, perhaps one quote, perhaps a last day, and the reason."""

from __future__ import annotations

import re
from typing import NamedTuple

from lint.stet.today import day

_LONGEST = 2000
"""Code points of a comment that are read; a reason is a sentence or two."""

REASON_KEPT = 300
"""Code points of a reason that are kept."""

_KEYWORD = re.compile(r"\s*stet(?P<form>-begin|-end)?(?=[\s:]|\Z)", re.IGNORECASE)
_NAME = r"[A-Za-z0-9_][\w./-]*+"
_NAMES = re.compile(rf"{_NAME}(?: ?, ?{_NAME})*+")
_HEAD = re.compile(
    rf"(?P<names>{_NAMES.pattern})?+ ?"
    r"(?:\"(?P<straight>[^\"]*+)\"|“(?P<curly>[^”]*+)”)?+ ?"
    r"(?:until (?P<until>[^\s:]++))?+ ?(?::(?P<reason>.*))?"
)
_FORM = "write the rules, then the quote in quotation marks or “until 2027-03-01” if wanted, a colon and the reason"


class Wording(NamedTuple):
    """The parts of a stet. `problem` says why it cannot be read; then it lets nothing stand."""

    names: tuple[str, ...] = ()
    quote: str = ""
    reason: str = ""
    by: str = ""
    until: str = ""
    problem: str = ""


def form(text: str) -> str | None:
    """Return which of stet, stet-begin and stet-end a comment is; None if it is none of them."""
    found = _KEYWORD.match(text[:_LONGEST])
    return "stet" + (found["form"] or "").lower() if found else None


def wording(text: str) -> Wording:
    """Return what a comment says behind the keyword."""
    found = _KEYWORD.match(text[:_LONGEST])
    said = " ".join(text[found.end() if found else 0 : _LONGEST].split())
    parts = _HEAD.fullmatch(said)
    if parts is None:
        if ":" in said:
            return Wording(problem=f"what stands before the colon is not understood: {_FORM}")
        return Wording(listed(_leading(said)))
    quote = parts["straight"] or parts["curly"] or ""
    return checked(Wording(listed(parts["names"] or ""), quote, parts["reason"] or "", "", parts["until"] or ""))


def _leading(said: str) -> str:
    found = _NAMES.match(said)
    return found[0] if found else ""


def listed(names: str) -> tuple[str, ...]:
    """Return the rules and families that a text names, with commas between them."""
    return tuple(dict.fromkeys(name for one in names.split(",") if (name := one.strip())))


def checked(said: Wording) -> Wording:
    """Return a wording with its reason cut to what is kept, and its problem if its last day is none."""
    said = said._replace(reason=_shortened(" ".join(said.reason.split())))
    if said.until and day(said.until) is None:
        return said._replace(problem=f"“{_shortened(said.until, 40)}” is no day: write it as 2027-03-01")
    return said


def _shortened(text: str, limit: int = REASON_KEPT) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
