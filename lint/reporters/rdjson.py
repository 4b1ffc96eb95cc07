"""Reviewdog's diagnostics, as one JSON document or one a line: columns in UTF-8 bytes, fixes as suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lint.finding import ArticleReport, Finding, Related, Report, Severity
from lint.reporters import Chunks, Options, Texts, machine, words
from lint.reporters.positions import BytePositions
from lint.text import Position

_SEVERITIES: dict[Severity, str] = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
_MOST_RELATED = 10
_SOURCE = {"name": "copydesk"}


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield all open findings as one document."""
    yield "", _document(report, texts, options)


def lines(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream of one open finding a line."""
    found = _diagnostics(report, texts, options)
    yield "", (machine.encoded({**one, "source": _SOURCE}, options) + "\n" for one in found)


def _document(report: Report, texts: Texts, options: Options) -> Iterator[str]:
    yield f'{{"source":{machine.encoded(_SOURCE, options)},"diagnostics":'
    yield from machine.array(machine.encoded(one, options) for one in _diagnostics(report, texts, options))
    yield "}\n"


def _diagnostics(report: Report, texts: Texts, options: Options) -> Iterator[dict[str, Any]]:
    for article in machine.articles(report):
        found = words.open_findings(article)
        positions = _positions(article, texts) if found else None
        for finding in found:
            yield _diagnostic(options.prefix, article.path, finding, positions)


def _positions(article: ArticleReport, texts: Texts) -> BytePositions | None:
    """Return the byte positions of an article; None if its bytes are not known: gone, changed, or not UTF-8."""
    try:
        source = texts(article.path)
    except OSError:
        return None
    return None if source.damaged or source.sha256 != article.sha256 else BytePositions(source)


def _diagnostic(prefix: str, path: str, finding: Finding, positions: BytePositions | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message": machine.message(finding),
        "location": {"path": prefix + path, "range": _range(finding, positions)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.fix and positions:
        told["suggestions"] = [{"range": _range(finding, positions), "text": finding.fix.replacement}]
    if finding.related:
        told["related_locations"] = [_related(prefix, one) for one in finding.related[:_MOST_RELATED]]
    return told


def _range(finding: Finding, positions: BytePositions | None) -> dict[str, Any]:
    if positions is None:
        return {"start": {"line": finding.start.line}, "end": {"line": finding.end.line}}
    start, end = positions.position(finding.start.offset), positions.position(finding.end.offset)
    return {"start": _position(start), "end": _position(end)}


def _position(place: Position) -> dict[str, int]:
    return {"line": place.line, "column": place.column}


def _related(prefix: str, place: Related) -> dict[str, Any]:
    lines = {"start": {"line": place.start.line}, "end": {"line": place.end.line}}
    return {"message": "Belongs to this finding.", "location": {"path": prefix + place.path, "range": lines}}
