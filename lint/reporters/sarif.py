"""SARIF 2.1.0, within the limits of GitHub's code scanning: results, rules, and what was not checked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from lint.finding import SEVERITIES, Finding, Incident, Related, Report, Severity
from lint.reporters import Chunks, Options, Texts, machine, neutralise, words

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub refuses a run of more."""

_MOST_BYTES = 9_000_000
"""GitHub refuses 10 MB compressed; what stands around the results, and another order of them, need a little room."""

_LONGEST = 1024  # characters of a rule's texts, and of a message
_LONGEST_QUOTE = 300
_LONGEST_FIX = 1000
_LONGEST_LINK = 200
_MOST_RELATED = 10
_MOST_LINKS = 3
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "recommendation"}
_BASE = "%SRCROOT%"

Found = tuple[str, Finding]


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one run as one stream: the heaviest 25,000 open findings, and a note of how many are left out."""
    yield "", _chunks(report, options)


def _chunks(report: Report, options: Options) -> Iterator[str]:
    found = list(machine.findings(report))
    rules = _rules(found)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = _results(found, numbers, options)
    driver = {"name": "Copydesk", "semanticVersion": machine.version(report), "rules": rules}
    yield f'{{"$schema":{machine.encoded(_SCHEMA, options)},"version":"2.1.0","runs":[{{\n'
    yield f'"tool":{machine.encoded({"driver": driver}, options)},\n'
    # Without the third, what follows a lone CR would stand on another line.
    yield '"columnKind":"unicodeCodePoints","newlineSequences":["\\r\\n","\\n","\\r"],\n'
    base = {_BASE: {"description": {"text": "The root of the repository."}}}
    yield f'"originalUriBaseIds":{machine.encoded(base, options)},\n'
    invocation = _invocation(report, len(found) - len(results))
    yield f'"invocations":[{machine.encoded(invocation, options)}],\n"results":'
    yield from machine.array(iter(results))
    yield "\n}]}\n"


# ---- rules


def _rules(found: Sequence[Found]) -> list[dict[str, Any]]:
    """Return the rules that found something, by id, with the reason and the heaviest severity of their findings."""
    first: dict[str, Finding] = {}
    heaviest: dict[str, Severity] = {}
    for _, finding in found:
        first.setdefault(finding.rule, finding)
        known = heaviest.get(finding.rule, finding.severity)
        heaviest[finding.rule] = min(known, finding.severity, key=SEVERITIES.index)
    return [_rule(first[rule], heaviest[rule]) for rule in sorted(first)]


def _rule(finding: Finding, severity: Severity) -> dict[str, Any]:
    name = finding.rule.partition("/")[2].replace("-", " ") or finding.rule
    why = _text(finding.why)
    return {
        "id": finding.rule,
        "shortDescription": _text(f"{words.family_name(finding.family)}: {name}"),
        "fullDescription": why,
        "help": why,
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": [finding.family], "problem.severity": _PROBLEM[severity]},
    }


def _text(text: str) -> dict[str, str]:
    return {"text": machine.shortened(_literal(text), _LONGEST)}


def _literal(text: str) -> str:
    """Return a text in which no consumer finds a placeholder or a link (SARIF 2.1.0, 3.11.5 and 3.11.6)."""
    return neutralise.terminal(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


# ---- results


def _results(found: Sequence[Found], rules: dict[str, int], options: Options) -> list[str]:
    """Return the results that fit, encoded, by path and place."""
    heavy = sorted(range(len(found)), key=lambda at: SEVERITIES.index(found[at][1].severity))[:_MOST_RESULTS]
    encoded = [machine.encoded(_result(*found[at], rules, options.prefix), options) for at in heavy]
    fitting = _fitting(encoded)
    return [text for _, text in sorted(zip(heavy[:fitting], encoded, strict=False))]


def _fitting(encoded: Sequence[str]) -> int:
    """Return how many results, from the first on, are small enough once they are compressed."""
    quick = _fit(encoded, zlib.Z_BEST_SPEED)
    return quick if quick == len(encoded) else _fit(encoded, zlib.Z_DEFAULT_COMPRESSION)


def _fit(encoded: Sequence[str], level: int) -> int:
    compressor = zlib.compressobj(level)
    size = 0
    for number, text in enumerate(encoded):
        size += len(compressor.compress(text.encode("utf-8", "replace")))
        if size > _MOST_BYTES:
            return number
    return len(encoded)


def _result(path: str, finding: Finding, rules: dict[str, int], prefix: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": _message(finding),
        "locations": [_location(prefix + path, finding)],
        # The key outlives edits beside it: the hash of a line that is a whole paragraph would not.
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.key}:1", "copydeskKey/v1": finding.key},
    }
    if finding.related:
        related = finding.related[:_MOST_RELATED]
        made["relatedLocations"] = [
            {"id": at, **_location(prefix + one.path, one)} for at, one in enumerate(related, 1)
        ]
    if finding.fix and len(finding.fix.replacement) <= _LONGEST_FIX:
        made["fixes"] = [_fix(prefix + path, finding, finding.fix.replacement)]
    return made


def _message(finding: Finding) -> dict[str, str]:
    """Return what a finding says, with links to the first places that belong to it."""
    links = ", ".join(
        f"[{_linked(one.path)}:{one.start.line}]({at})" for at, one in enumerate(finding.related[:_MOST_LINKS], 1)
    )
    said = machine.shortened(_literal(machine.message(finding)), _LONGEST)
    return {"text": f"{said} See also {links}." if links else said}


def _linked(path: str) -> str:
    short = machine.shortened(neutralise.terminal_path(path), _LONGEST_LINK)
    return _literal(short.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]"))


def _location(path: str, place: Finding | Related) -> dict[str, Any]:
    region: dict[str, Any] = _region(place)
    if 0 < len(place.quote) <= _LONGEST_QUOTE:
        region["snippet"] = {"text": place.quote}
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "replace")), "uriBaseId": _BASE}


def _region(place: Finding | Related) -> dict[str, int]:
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }


def _fix(path: str, finding: Finding, replacement: str) -> dict[str, Any]:
    change = {"deletedRegion": _region(finding), "insertedContent": {"text": replacement}}
    description = _literal(machine.correction(finding))
    return {
        "description": {"text": machine.shortened(description, _LONGEST)},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": [change]}],
    }


# ---- what was not checked, or is left out


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notes = [_incident(one) for one in words.over_articles(report.incidents)]
    if left_out:
        told = f"{left_out:,} more findings are not in this file: a service would refuse it whole."
        notes.append({"level": "warning", "message": {"text": told}})
    failed = any(one.state == "failed" for one in report.incidents)
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}


def _incident(incident: Incident) -> dict[str, Any]:
    said = f"Not checked ({incident.state}): {machine.not_checked(incident)}"
    return {"level": "error" if incident.state == "failed" else "note", "message": _text(said)}
