"""What came and what went since a revision or a day: the corpus as it was then, checked with the settings of today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lint import git
from lint.discover import Listing
from lint.finding import Report
from lint.past import since
from lint.past.matcher import named
from lint.past.news import known, only_new
from lint.settings import UsageError
from lint.stats import Since
from lint.verbs.desk import Desk
from lint.verbs.newer import Texts, held

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def movement(desk: Desk, report: Report, listing: Listing, paths: Sequence[Path], asked: str) -> Since:
    """Return what a report has that a revision, or the last commit before a day, had not, and the other way round.

    As with --new-from, a revision is the commit at which this branch left it. Raises UsageError.
    """
    root = desk.settings.root
    try:
        past = since.since(desk.settings, _revision(root, asked))
        there = since.former(past, listing.selected)
        then = since.before(listing, past, {path for path in there if _is_below(root / path, paths)})
    except git.GitError as error:
        raise UsageError(f"--since {asked}: {error}") from None
    before, _ = desk.check_past(then, held(past), desk.decisions)
    texts = Texts(desk.settings, past, then, listing)
    shown, _ = only_new(report, before, texts.past(before))
    stands = {id(finding) for _, finding in known(named(before), named(report), texts.back())}
    return Since(
        past.commit,
        tuple(one for one in named(shown) if one[1].state == "open"),
        tuple(one for one in named(before) if one[1].state == "open" and id(one[1]) not in stands),
    )


def _revision(root: Path, asked: str) -> str:
    """Return a revision, or the last commit before a day."""
    try:
        git.commit(root, asked)
    except git.NoCommitsError:
        raise
    except git.GitError:
        if not _is_day(asked):
            raise
        return git.before(root, asked)
    return asked


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_below(file: Path, paths: Sequence[Path]) -> bool:
    return not paths or any(file.is_relative_to(path) for path in paths)
