"""`copydesk render`: a JSON report again, in other formats; no article is checked."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from lint import discover, reporters
from lint.configure import load_settings
from lint.discover import Listing, find_root
from lint.finding import Report
from lint.reporters import json_report, neutralise
from lint.settings import Flags, Settings, UsageError
from lint.text import Source
from lint.verbs.written import spare, targets_of, write_reports

_TOLD = 5


def run(options: Namespace) -> int:
    """Write the reports asked for and return 0; raise UsageError for a file that is no report, or is out of date."""
    targets = list(targets_of(options.report))
    report = _read(Path(options.file))
    root = _root(options.root)
    settings = load_settings(root, None, Flags(), None)
    spare(targets, settings)
    articles = _Articles(report, settings)
    needing = [name for name, _ in targets if name in reporters.WITH_TEXT]
    if needing:
        articles.refuse_changed(needing)
    parsing = reporters.Options(parsing=settings.parsing)
    write_reports(report, articles.text, targets, root, parsing, _note)
    return 0


def _note(text: str) -> None:
    print(f"note: {neutralise.runner(text)}", file=sys.stderr)


def _read(file: Path) -> Report:
    try:
        return json_report.read(file.read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror or error if isinstance(error, OSError) else error
        raise UsageError(f"{file}: {why}") from None


def _root(given: str | None) -> Path:
    if given is None:
        return find_root(Path.cwd(), (), None)
    if not Path(given).is_dir():
        raise UsageError(f"--root {given}: no such folder")
    return Path(given).resolve()


class _Articles:
    """The articles of a report, read again: each is what was checked, or it is refused."""

    def __init__(self, report: Report, settings: Settings) -> None:
        self._known = {one.path: one.sha256 for one in report.articles if one.status != "unread"}
        self._settings = settings
        self._root = settings.root.resolve()

    def text(self, path: str) -> Source:
        """Return the text of an article; raise OSError if it is gone or is not the one that was checked."""
        if not (self._root / path).resolve().is_relative_to(self._root):
            raise OSError("it lies outside of the project")
        if path not in self._known or not self._listing.file(path).exists():
            raise OSError("it is gone")
        try:
            source = discover.read(self._listing, path, self._settings.file.max_bytes)
        except discover.UnreadableError as error:
            raise OSError(str(error)) from None
        if source.sha256 != self._known.get(path):
            raise OSError("it has changed since it was checked")
        return source

    def refuse_changed(self, formats: Iterable[str]) -> None:
        """Raise UsageError, naming the first of them, if articles are gone or have changed."""
        wrong = [f"{path}: {why}" for path in sorted(self._known) if (why := self._why_not(path))]
        if not wrong:
            return
        more = [f"and {len(wrong) - _TOLD:,} more"] if len(wrong) > _TOLD else []
        raise UsageError(
            "\n  ".join(
                [
                    f"{', '.join(formats)}: needs the articles as they were checked, in {self._settings.root}",
                    *wrong[:_TOLD],
                    *more,
                    "Check them anew, or name the folder with --root in which they stand as they were.",
                ]
            )
        )

    @cached_property
    def _listing(self) -> Listing:
        known = {path: path for path in self._known}
        # A name that is not UTF-8 is shown with escapes; discovery tells what it is on the disk.
        return Listing(self._root, known | discover.discover(self._settings, ()).files, {}, frozenset())

    def _why_not(self, path: str) -> str:
        try:
            self.text(path)
        except OSError as error:
            return str(error)
        return ""
