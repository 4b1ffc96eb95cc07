"""One line for each finding, as compilers write them, and nothing else: for scripts, and editors' error lists."""

from __future__ import annotations

from collections.abc import Iterator

from lint.finding import Report
from lint.reporters import Chunks, Options, Texts, machine, neutralise


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream of lines `path:line:column: severity: message [rule]`; what was not checked is not in it."""
    yield "", (line if options.unicode else neutralise.ascii_only(line) for line in _lines(report, options))


def _lines(report: Report, options: Options) -> Iterator[str]:
    for path, finding in machine.findings(report):
        place = f"{neutralise.runner_path(options.prefix + path)}:{finding.start.line}:{finding.start.column}"
        said = neutralise.runner(f"{finding.severity}: {machine.message(finding)} [{finding.rule}]")
        yield f"{place}: {said}\n"
