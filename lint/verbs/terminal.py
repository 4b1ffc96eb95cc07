"""Standard output of the verbs that list something: what it can show, what is said on it, and how they end."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

import msgspec

from lint import cli
from lint.finding import Incident
from lint.reporters import neutralise, words
from lint.reporters.pen import Pen
from lint.settings import Settings

_LEAST_WIDTH, _MOST_WIDTH = 40, 120


def pen() -> Pen:
    """Return a pen for what standard output can show."""
    return Pen(
        color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
        unicode=(sys.stdout.encoding or "ascii").lower().replace("-", "").startswith("utf"),
        width=min(max(shutil.get_terminal_size((100, 24)).columns, _LEAST_WIDTH), _MOST_WIDTH),
    )


def out(chunks: Iterable[str]) -> None:
    """Print text, with nothing that a runner obeys; what the terminal's encoding lacks is written as an escape."""
    sys.stdout.flush()  # what was printed before stands before
    for chunk in neutralise.whole_lines(chunks):
        sys.stdout.buffer.write(chunk.encode(sys.stdout.encoding or "ascii", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json(found: Any) -> None:
    """Print what was found as JSON that steers neither a terminal nor a runner."""
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    safe = neutralise.json(msgspec.json.encode(found).decode(), unicode=unicode)
    print(msgspec.json.format(safe.encode(), indent=2).decode())


def tell_incidents(incidents: Iterable[Incident], pen: Pen) -> None:
    """Say on standard error what could not be looked at."""
    for one in words.over_articles(incidents):
        where = f" ({pen.path(one.path)})" if one.path else ""
        print(f"not checked: {one.state}: {pen.text(words.amount(one))}{where}: {pen.text(one.why)}", file=sys.stderr)


def status(incidents: Iterable[Incident], settings: Settings) -> int:
    """Return the exit status of a listing: what is found is no failure, what could not be looked at is one."""
    failed = any(incident.state == "failed" for incident in incidents) and settings.incomplete == "fail"
    return cli.INCOMPLETE if failed else cli.OK
