"""GitLab's Code Quality report: an array of issues, each with a fingerprint by which it is known again."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from lint.finding import Finding, Report, Severity
from lint.reporters import Chunks, Options, Texts, machine

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield the open findings as one stream. GitLab has no room for what was not checked: the exit status tells it."""
    issues = (machine.encoded(_issue(options.prefix + path, one), options) for path, one in machine.findings(report))
    yield "", _chunks(issues)


def _chunks(issues: Iterator[str]) -> Iterator[str]:
    yield from machine.array(issues)
    yield "\n"


def _issue(path: str, finding: Finding) -> dict[str, Any]:
    start, end = finding.start, finding.end
    last = end.line - 1 if end.line > start.line and end.column == 1 else end.line  # it ends with a line's end
    return {
        "description": machine.message(finding),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(path, finding),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": start.line, "end": last}},
    }


def _fingerprint(path: str, finding: Finding) -> str:
    """Return what no other finding of the report has; moved lines leave it as it is."""
    return blake2b(f"{path}\0{finding.key}".encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
