"""The terminal: what it can show, progress bars where a person watches, notes on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from types import TracebackType
from typing import TYPE_CHECKING

from lint import reporters
from lint.finding import Report
from lint.reporters import neutralise

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Screen:
    """Standard output and standard error of one command. Progress is shown on a terminal only, never in a pipe."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._watched = sys.stderr.isatty() and not quiet
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far a part of the work has come."""
        if not self._watched:
            return
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)

    def _stop(self) -> None:
        if self._bars:
            self._bars.stop()
            self._bars = None

    def note(self, text: str) -> None:
        """Say something that is not part of the report."""
        self._stop()
        if not self._quiet:
            print(f"note: {neutralise.runner(text)}", file=sys.stderr)

    def print(self, reporter: reporters.Reporter, report: Report, texts: reporters.Texts, prefix: str) -> None:
        """Print a report of one stream; `prefix` leads from the working directory to the project's root."""
        self._stop()
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        options = reporters.Options(
            color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
            width=min(shutil.get_terminal_size((100, 24)).columns, 120),
            unicode=encoding.startswith("utf"),
            quiet=self._quiet,
            prefix=prefix,
        )
        sys.stdout.flush()  # what was printed before stands before
        for _, chunks in reporter(report, texts, options):
            for chunk in [chunks] if isinstance(chunks, str) else chunks:
                sys.stdout.buffer.write(chunk.encode(sys.stdout.encoding or "ascii", "backslashreplace"))
        sys.stdout.buffer.flush()


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:>12}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
