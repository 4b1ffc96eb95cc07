"""Reports built by hand, for the tests of the reporters."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from lint.finding import (
    SCHEMA,
    ArticleReport,
    Correction,
    Finding,
    Group,
    Incident,
    Point,
    Related,
    Report,
    Severity,
    Summary,
)
from lint.reporters import Chunks, Options, load
from lint.text import Source, Span


def source(path: str, text: str) -> Source:
    """Return a source as discovery would."""
    return Source(path, text, hashlib.sha256(text.encode()).hexdigest())


def point(of: Source, offset: int) -> Point:
    """Return an offset with its line and column."""
    line, column = of.position(offset)
    return Point(offset, line, column)


def at(of: Source, quote: str, nth: int = 0) -> Span:
    """Return where a quote stands for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = of.text.index(quote, start + 1)
    return Span(start, start + len(quote))


def finding(
    of: Source, where: str | Span, rule: str = "claims/statistic", severity: Severity = "warning", **more: Any
) -> Finding:
    """Return a finding at a quote or span."""
    span = where if isinstance(where, Span) else at(of, where)
    fix = more.pop("fix", None)
    more.setdefault("message", "This number has no source. Say who counted, or link to it.")
    more.setdefault("why", "Readers trust a number when they can see where it comes from.")
    more.setdefault("key", hashlib.sha256(f"{rule} {of.path} {span}".encode()).hexdigest()[:16])
    more.setdefault("detail", "")
    return Finding(
        rule=rule,
        severity=severity,
        quote=of.quote(span),
        start=point(of, span.start),
        end=point(of, span.end),
        fix=None if fix is None else Correction(fix, True),
        **more,
    )


def related(of: Source, quote: str) -> Related:
    """Return another place."""
    span = at(of, quote)
    return Related(of.path, point(of, span.start), point(of, span.end), quote)


def build(
    found: Mapping[Source, Iterable[Finding]] | Iterable[tuple[Source, Iterable[Finding]]],
    incidents: tuple[Incident, ...] = (),
    groups: tuple[Group, ...] = (),
    unread: frozenset[str] = frozenset(),
) -> Report:
    """Return a report over articles and what was found in them, with true totals."""
    pairs = found.items() if isinstance(found, Mapping) else found
    articles = tuple(_article(of, tuple(findings), of.path in unread) for of, findings in pairs)
    opened = [one for article in articles for one in article.findings if one.state == "open"]
    states: Counter[str] = Counter()
    for incident in incidents:
        states[incident.state] += incident.count
    summary = Summary(
        articles=len(articles),
        clean=sum(article.status == "clean" for article in articles),
        corpus=len(articles),
        findings=dict(Counter(one.severity for one in opened)),
        rules=dict(Counter(one.rule for one in opened)),
        incidents=dict(states),
        words=1000,
    )
    return Report(SCHEMA, "copydesk 0.1.0", "abc", articles, groups, (), incidents, summary)


def _article(of: Source, findings: tuple[Finding, ...], unread: bool) -> ArticleReport:
    status = "findings" if any(one.state == "open" for one in findings) else "clean"
    metrics: dict[str, float | int] = {"words": len(of.text.split()), "grade": 9.4}
    return ArticleReport(of.path, "unread" if unread else status, of.sha256, metrics, findings)  # type: ignore[arg-type]  # a literal


def written(name: str, report: Report, sources: Iterable[Source], **options: Any) -> dict[str, str]:
    """Run a reporter and return its files: name to text."""
    known = {one.path: one for one in sources}

    def texts(path: str) -> Source:
        if path not in known:
            raise FileNotFoundError(path)
        return known[path]

    return {file: joined(chunks) for file, chunks in load(name)(report, texts, Options(**options))}


def joined(chunks: Chunks) -> str:
    """Return chunks of text as one text."""
    return chunks if isinstance(chunks, str) else "".join(chunks)
