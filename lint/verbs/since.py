"""What came and what went since a revision or a day: the corpus as it was then, checked with the settings of today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from lint import discover, git
from lint.discover import Listing
from lint.finding import Report
from lint.matcher import known, named, only_new
from lint.settings import UsageError
from lint.stats import Since
from lint.verbs.desk import Desk

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def since(desk: Desk, report: Report, listing: Listing, paths: Sequence[Path], asked: str) -> Since:
    """Return what a report has that a revision, or the last commit before a day, had not, and the other way round.

    As with --new-from, a revision is the commit at which this branch left it. Files that are no articles are as on
    disk; the articles' texts come from git. Raises UsageError.
    """
    try:
        commit = _commit(desk.settings.root, asked)
        then = _as_of(desk, listing, paths, commit)
    except git.GitError as error:
        raise UsageError(f"--since {asked}: {error}") from None
    past = desk.check(then) if then.selected else msgspec.structs.replace(report, articles=())
    shown, _ = only_new(report, past)
    stands = {id(finding) for _, finding in known(named(past), named(report))}
    return Since(
        commit,
        tuple(one for one in named(shown) if one[1].state == "open"),
        tuple(one for one in named(past) if one[1].state == "open" and id(one[1]) not in stands),
    )


def _commit(root: Path, asked: str) -> str:
    try:
        return git.merge_base(root, asked)
    except git.NoCommitsError:
        raise
    except git.GitError:
        if not _is_day(asked):
            raise
    return git.before(root, asked)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _as_of(desk: Desk, listing: Listing, paths: Sequence[Path], commit: str) -> Listing:
    """Return the corpus of a commit: texts of git for what has changed, all else as it lies on disk."""
    root, settings = desk.settings.root, desk.settings
    had = {discover.shown(name): name for name in discover.matching(settings.file, git.files_at(root, commit))}
    changed = {discover.shown(name) for name in git.differing(root, commit)}
    asked = [shown for shown in had if shown in changed or shown not in listing.files]
    texts = git.blobs(root, commit, [had[shown] for shown in asked])
    whole = discover.replaced(listing, {shown: texts[had[shown]] for shown in asked if had[shown] in texts})
    files = {path: name for path, name in whole.files.items() if path in had}
    stamps = {path: whole.stamps[path] for path in files}
    selected = frozenset(path for path in files if _is_below(root / path, paths))
    return msgspec.structs.replace(whole, files=files, stamps=stamps, selected=selected, census=None)


def _is_below(file: Path, paths: Sequence[Path]) -> bool:
    return not paths or any(file.is_relative_to(path) for path in paths)
