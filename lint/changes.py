"""The listing of a corpus for a commit hook: the files that may have changed since the index' census, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from lint import census, discover, git
from lint.census import Census
from lint.discover import Listing
from lint.settings import ARTICLE_SUFFIXES, Settings

LEAST_INDEX = 2_000_000
"""Bytes of an index below which it is about so few articles that there is no census."""


def begun(root: Path, index: Path) -> git.Pending | None:
    """Let git begin to look at the files of a work tree, if a census may make use of what it finds."""
    try:
        large = index.stat().st_size >= LEAST_INDEX
    except OSError:
        return None
    return git.Pending(root) if large and git.top_level(root) else None


def are_articles(root: Path, paths: Sequence[Path]) -> bool:
    """Return whether paths, at least one, are named as articles of a project are."""
    return bool(paths) and all(path.suffix.lower() in ARTICLE_SUFFIXES and path.is_relative_to(root) for path in paths)


def listing(settings: Settings, paths: Sequence[Path], known: Census | None, pending: git.Pending) -> Listing | None:
    """Return the listing of what may have changed, with the paths named selected; None if all is to be looked at.

    Raises UsageError as `discover.discover` does.
    """
    if known is None or known.patterns != census.patterns(settings.file):
        return None
    named = [discover.relative(settings.root, path) for path in paths]
    try:
        unstaged, new = pending.answer()
        staged = git.staged_since(settings.root, known.commit)
        candidates = {*unstaged, *new, *staged, *known.apart, *named}
        if len(candidates) > census.MOST_APART or not all(map(_is_plain, candidates)):
            return None
        articles = set(discover.matching(settings.file, sorted(candidates)))
        drafts = () if settings.flags.tracked else new
        there = {*drafts, *unstaged, *(name for name, status in staged.items() if status != "D")}
        there.update(git.tracked(settings.root, sorted(articles - there)))
    except git.GitError:
        return None
    return _listed(settings, paths, sorted(articles & there), candidates)


def _is_plain(name: str) -> bool:
    """Return whether a file is shown by its own name, and no part of a report of ours, which hides its neighbours."""
    return discover.shown(name) == name and discover.REPORT_MARK not in name


def _listed(settings: Settings, paths: Sequence[Path], names: Iterable[str], candidates: set[str]) -> Listing | None:
    if any(path.is_dir() for path in paths):
        return None
    corpus = {name: name for name in names}
    selected, notes = discover.select(settings, paths, corpus)
    found = discover.listed(settings.root, corpus, selected, notes)
    return msgspec.structs.replace(found, gone=frozenset(candidates.difference(found.files)))
