"""The one place that says which day it is."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from lint.mistakes import Mistake, MistakesError

VARIABLE = "COPYDESK_TODAY"
"""In the environment, a day such as 2027-03-01 in the place of today's."""


def today() -> date:
    """Return the day in UTC, so that it is the same on all machines; raise MistakesError if the variable holds none."""
    given = os.environ.get(VARIABLE)
    if not given:
        return datetime.now(UTC).date()
    found = day(given)
    if found is None:
        raise MistakesError([Mistake(VARIABLE, 1, 1, f"{given!r} is no day: write it as 2027-03-01")])
    return found


def day(text: str) -> date | None:
    """Return a day written as 2027-03-01; None if it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2027-03-01") else None
    except ValueError:
        return None
