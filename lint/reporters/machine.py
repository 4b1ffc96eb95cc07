"""What the formats for other programs share: the order of findings, their words, XML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from lint.finding import ArticleReport, Finding, Incident, Report
from lint.reporters import Options, neutralise, words
from lint.reporters.changes import brief


def articles(report: Report) -> list[ArticleReport]:
    """Return the articles by path."""
    return sorted(report.articles, key=lambda article: article.path)


def findings(report: Report) -> Iterator[tuple[str, Finding]]:
    """Yield the open findings with their article's path, by path and place."""
    for article in articles(report):
        for finding in words.open_findings(article):
            yield article.path, finding


def message(finding: Finding) -> str:
    """Return what a finding says on one line, with the name that the engine has for it."""
    detail = f" ({finding.detail})" if finding.detail else ""
    return neutralise.terminal(f"{finding.message}{detail}")


def correction(finding: Finding) -> str:
    """Return what a finding's fix would change, as a sentence; "" if it has none."""
    if finding.fix is None:
        return ""
    old, new = brief(finding.quote, finding.fix.replacement)
    if not new:
        return neutralise.terminal(f"Strike: {old}")
    return neutralise.terminal(f"Try: {old} → {new}" if old else f"Try: {new}")


def not_checked(incident: Incident) -> str:
    """Return what was not checked, where, and why, on one line."""
    where = f" ({neutralise.terminal_path(incident.path)})" if incident.path else ""
    return neutralise.terminal(f"{words.amount(incident)}{where}: {incident.why}")


def version(report: Report) -> str:
    """Return the version of Copydesk that made the report."""
    return report.tool.rpartition(" ")[2]


def shortened(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def encoded(value: Any, options: Options) -> str:
    """Return a value as JSON on one line that steers neither a terminal nor a runner."""
    return neutralise.json(msgspec.json.encode(value).decode(), unicode=options.unicode)


def array(values: Iterator[str]) -> Iterator[str]:
    """Yield encoded values as a JSON array, one a line."""
    lead = "["
    for value in values:
        yield f"{lead}\n{value}"
        lead = ","
    yield "\n]" if lead == "," else "[]"


def attributes(**given: str | int) -> str:
    """Return attributes of an XML element, with a space before each; empty ones are left out."""
    return "".join(f' {name}="{neutralise.xml(str(value))}"' for name, value in given.items() if value != "")


def xml_chunks(lines: Iterator[str], options: Options) -> Iterator[str]:
    """Yield an XML document: its declaration, and its lines."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    for line in lines:
        yield line if options.unicode else line.encode("ascii", "xmlcharrefreplace").decode("ascii")
