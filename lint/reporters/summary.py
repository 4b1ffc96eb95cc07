"""One page of Markdown about a run, as CI services show it beside a job: the verdict, the worst articles, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lint.finding import SEVERITIES, Finding, Report
from lint.reporters import Chunks, Options, Texts, machine, words
from lint.reporters.excerpt import shortened
from lint.reporters.neutralise import markdown as safe
from lint.reporters.overview import Entry, Line, clean_sentence, entries

MOST_BYTES = 900_000
"""GitHub drops the summary of a step that is larger than 1 MiB, all of it."""

_WORST = 10
_INCIDENTS = 20
_LONGEST = 300  # characters of a quote
_LONGEST_PATH = 1000
_RESERVED = 200  # bytes for the last sentence


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream, of `MOST_BYTES` at the most: what is heavier comes first, and it ends with what is left out."""
    yield "", _within(report, options)


def _within(report: Report, options: Options) -> Iterator[str]:
    room = MOST_BYTES - _RESERVED
    left = sum(report.summary.findings.values())
    for findings, piece in _pieces(report, options.prefix):
        room -= len(piece.encode("utf-8", "replace"))
        if room < 0:
            break
        left -= findings
        yield piece
    if left:
        yield f"\n{words.count(left, 'more finding')}: see the report.\n"


def _pieces(report: Report, prefix: str) -> Iterator[tuple[int, str]]:
    """Yield the page in pieces, each with the number of findings that it tells."""
    yield 0, f"## Copydesk\n\n{words.verdict(report)}\n"
    for sentence in (clean_sentence(report), words.settled_sentence(report)):
        if sentence:
            yield 0, f"\n{sentence}\n"
    yield 0, "".join(_not_checked(report))
    listed = [one for one in entries([Line(article, "", "") for article in report.articles]) if _has_findings(one)]
    yield 0, "".join(_worst(listed, prefix))
    found = {article.path: words.open_findings(article) for article in report.articles}
    for entry in listed:
        yield from _article(_path(prefix, entry.path), found[entry.path])


def _has_findings(entry: Entry) -> bool:
    return entry.unread or entry.must + entry.should + entry.consider > 0


def _path(prefix: str, path: str) -> str:
    return safe(machine.shortened(prefix + path, _LONGEST_PATH))


def _not_checked(report: Report) -> Iterator[str]:
    found = words.over_articles(report.incidents)
    if found:
        yield "\n### Not checked\n\n"
    for one in found[:_INCIDENTS]:
        state = "Failed" if one.state == "failed" else "Left out"
        yield f"- **{state}**: {safe(machine.shortened(machine.not_checked(one), _LONGEST_PATH))}\n"
    if len(found) > _INCIDENTS:
        yield f"- and {len(found) - _INCIDENTS:,} more\n"


def _worst(listed: list[Entry], prefix: str) -> Iterator[str]:
    if not listed:
        return
    more = f" (of {len(listed):,})" if len(listed) > _WORST else ""
    yield f"\n### Start here{more}\n\n| Article | Must fix | Should fix | Consider |\n| --- | ---: | ---: | ---: |\n"
    for one in listed[:_WORST]:
        counts = "could not be read | | |" if one.unread else f"{one.must:,} | {one.should:,} | {one.consider:,} |"
        yield f"| {_path(prefix, one.path)} | {counts}\n"


def _article(path: str, findings: Iterable[Finding]) -> Iterator[tuple[int, str]]:
    heading = f"\n### {path}\n\n"
    for one in sorted(findings, key=lambda one: SEVERITIES.index(one.severity)):
        yield 1, heading + _finding(one)
        heading = ""


def _finding(finding: Finding) -> str:
    duty, said = words.DUTY[finding.severity], safe(machine.shortened(machine.message(finding), _LONGEST_PATH))
    told = f"- **{duty}**, line {finding.start.line:,}: {said} ({safe(finding.rule)})\n"
    quote = shortened(finding.quote, _LONGEST)
    if quote.strip():
        told += f"  > {safe(quote)}\n"
    correction = machine.shortened(machine.correction(finding), _LONGEST)
    return told + (f"\n  {safe(correction)}\n" if correction else "")
