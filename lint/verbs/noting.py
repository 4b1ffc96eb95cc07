"""`copydesk check --trend FILE`: the figures of a run, added to a file."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import lint
from lint import git, trend
from lint.discover import shown
from lint.finding import Report
from lint.settings import Settings, UsageError
from lint.stats import stats
from lint.verbs.project import absolute, alone

_PARTIAL = {
    "new_from": "--new-from, which leaves out what was there before",
    "staged": "--staged",
    "diff": "--diff",
    "files_from": "--files-from",
    "stdin_filename": "--stdin-filename",
}


def asked(options: Namespace) -> Callable[[Report, Settings, Sequence[Path]], str]:
    """Return what notes a run's figures and says so; raise UsageError where they would not compare with others."""
    for name, told in _PARTIAL.items():
        if getattr(options, name):
            raise UsageError(f"--trend notes how the articles stand as a whole; it does not go with {told}")
    if "-" in options.paths:
        raise UsageError("--trend notes how the articles stand as a whole; it does not go with '-'")
    file = absolute(options.trend)
    trend.refuse(file)
    time = trend.now(os.environ)

    def note(report: Report, settings: Settings, paths: Sequence[Path]) -> str:
        names = tuple(sorted(shown(Path(os.path.relpath(path, settings.root)).as_posix()) for path in paths))
        told = trend.Told(time, _revision(settings.root), lint.__version__, report.settings_hash, names)
        with alone(settings.root, "trend"):
            mended = trend.append(file, trend.point(stats(report), told))
        return "; ".join(filter(None, (mended, f"figures added to {options.trend}")))

    return note


def _revision(root: Path) -> str:
    try:
        return git.commit(root, "HEAD")
    except git.GitError:
        return ""
