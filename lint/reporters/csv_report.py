"""One row for each finding, for spreadsheets: UTF-8, commas, a header. No cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from lint.finding import Finding, Report
from lint.reporters import Chunks, Options, Texts, machine, neutralise

_HEADER = (
    *("path", "line", "column", "end_line", "end_column", "severity", "rule", "detail", "message", "why", "quote"),
    *("has_fix", "fix", "key"),
)


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield the open findings as one stream, by path and place; lines and columns in code points, from 1."""
    yield "", _rows(report, options)


def _rows(report: Report, options: Options) -> Iterator[str]:
    yield _row(_HEADER)
    for path, finding in machine.findings(report):
        yield _row(_cells(options.prefix + path, finding))


def _cells(path: str, finding: Finding) -> Iterator[str | int]:
    yield neutralise.cell(neutralise.runner_path(path))
    yield from (finding.start.line, finding.start.column, finding.end.line, finding.end.column)
    fix = finding.fix.replacement if finding.fix else ""
    said = (finding.severity, finding.rule, finding.detail, finding.message, finding.why, finding.quote)
    yield from map(neutralise.cell, (*said, "yes" if finding.fix else "no", fix, finding.key))


def _row(cells: Iterator[str | int] | Sequence[str]) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow(cells)
    return row.getvalue()
