"""Annotations of GitHub Actions, as commands that its runner obeys: for what a step prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lint.finding import Finding, Incident, Report, Severity
from lint.reporters import Chunks, Options, Texts, machine, neutralise, words

_EACH = 9
"""GitHub shows ten annotations of a level and step, the first ones; the tenth tells how many more there are."""

_LONGEST = 4096  # characters of a message, which GitHub keeps
_LONGEST_TITLE = 255
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_LEVEL_OF_INCIDENTS: dict[str, Severity] = {"failed": "warning", "skipped": "info"}


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream of commands: of each level nine at most, and one that says how many more there are."""
    yield "", _commands(report, options)


def _commands(report: Report, options: Options) -> Iterator[str]:
    found = list(machine.findings(report))
    incidents = words.over_articles(report.incidents)
    for severity, level in _LEVELS.items():
        untold = [one for one in incidents if _LEVEL_OF_INCIDENTS[one.state] == severity]
        these = [(path, one) for path, one in found if one.severity == severity]
        yield from (_incident(one, level) for one in untold[:_EACH])
        room = max(_EACH - len(untold), 0)
        yield from (_finding(options.prefix + path, one, level) for path, one in these[:room])
        more = len(untold) + len(these) - _EACH
        if more > 0:
            yield command(level, f"{more:,} more of this level: see the summary and the report.", title="Copydesk")


def _finding(path: str, finding: Finding, level: str) -> str:
    said = " ".join(filter(None, (machine.message(finding), machine.correction(finding))))
    return command(level, said, file=path, **_place(finding), title=f"Copydesk: {finding.rule}")


def _place(finding: Finding) -> dict[str, str]:
    """Return where a finding stands; columns only within one line, for the runner drops them of several."""
    start, end = finding.start, finding.end
    if start.line != end.line:
        last = end.line - 1 if end.column == 1 else end.line  # it ends with a line's end
        return {"line": str(start.line), "endLine": str(last)}
    columns = {"col": str(start.column), "endColumn": str(end.column)}
    return {"line": str(start.line), "endLine": str(end.line), **columns}


def _incident(incident: Incident, level: str) -> str:
    return command(level, machine.not_checked(incident), title=f"Copydesk: not checked ({incident.state})")


def command(level: str, said: str, **properties: str) -> str:
    """Return a line that makes the runner show an annotation."""
    properties["title"] = machine.shortened(properties["title"], _LONGEST_TITLE)
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_fitting(neutralise.runner(said))}\n"


def _property(value: str) -> str:
    return _data(neutralise.runner_path(value)).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _fitting(text: str) -> str:
    """Return the text as a command's data, cut so that it is short enough even as it is written."""
    whole = _data(text)
    if len(whole) <= _LONGEST:
        return whole
    pieces, room = [], _LONGEST - 1
    for character in islice(text, _LONGEST):
        room -= len(_data(character))
        if room < 0:
            break
        pieces.append(_data(character))
    return f"{''.join(pieces)}…"
