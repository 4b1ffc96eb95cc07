"""One line for each finding, sorted, then one for the totals: for scripts, editors and eyes in a hurry."""

from __future__ import annotations

from collections.abc import Iterator

from lint.finding import Report
from lint.reporters import Chunks, Options, Texts, neutralise, words
from lint.reporters.changes import brief


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream of lines `path:line:column: severity rule message`; all of them unless `quiet`."""
    yield (
        "",
        (
            line if options.unicode else neutralise.ascii_only(line)
            for line in neutralise.whole_lines(_lines(report, options))
        ),
    )


def _lines(report: Report, options: Options) -> Iterator[str]:
    for article in () if options.quiet else sorted(report.articles, key=lambda article: article.path):
        path = neutralise.runner_path(options.prefix + article.path)
        for finding in words.open_findings(article):
            fix = f" ({_correction(finding.quote, finding.fix.replacement, options)})" if finding.fix else ""
            said = neutralise.terminal(f"{finding.severity} {words.rule(finding)} {finding.message}{fix}")
            yield f"{path}:{finding.start.line}:{finding.start.column}: {said}\n"
    for incident in words.incidents(report.incidents):
        where = f" ({neutralise.terminal_path(incident.path)})" if incident.path else ""
        what = neutralise.terminal(words.amount(incident))
        yield f"not checked: {incident.state}: {what}{where}: {neutralise.terminal(incident.why)}\n"
    yield f"{totals(report)}\n"


def _correction(quote: str, replacement: str, options: Options) -> str:
    old, new = brief(quote, replacement)
    if not new:
        return f"strike: {old}"
    return f"try: {old} {'→' if options.unicode else '->'} {new}" if old else f"try: {new}"


def totals(report: Report) -> str:
    """Return the totals of a run in one line."""
    summary = report.summary
    found = sum(summary.findings.values())
    told = words.severities(summary.findings)
    return f"{words.count(found, 'finding')} in {words.reach(report)}" + (f": {told}" if told else "")
