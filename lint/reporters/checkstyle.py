"""Checkstyle's XML: a file for each article, an error for each finding, an exception for what was not checked."""

from __future__ import annotations

from collections.abc import Iterator

from lint.finding import Finding, Report
from lint.reporters import Chunks, Options, Texts, machine, neutralise, words


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield all articles as one document; lines and columns in code points, from 1."""
    yield "", machine.xml_chunks(_lines(report, options), options)


def _lines(report: Report, options: Options) -> Iterator[str]:
    yield f"<checkstyle{machine.attributes(version='1.0.0')}>\n"
    for article in machine.articles(report):
        name = machine.attributes(name=neutralise.terminal_path(options.prefix + article.path))
        found = words.open_findings(article)
        yield f"<file{name}>\n" if found else f"<file{name}/>\n"
        yield from map(_error, found)
        if found:
            yield "</file>\n"
    for incident in words.over_articles(report.incidents):
        said = f"not checked ({incident.state}): {machine.not_checked(incident)}"
        yield f"<exception>{neutralise.xml(said)}</exception>\n"
    yield "</checkstyle>\n"


def _error(finding: Finding) -> str:
    given = machine.attributes(
        line=finding.start.line,
        column=finding.start.column,
        severity=finding.severity,
        message=machine.message(finding),
        source=f"copydesk.{finding.rule.replace('/', '.')}",
    )
    return f"<error{given}/>\n"
