"""The report for a terminal: each finding in words with its excerpt, totals, and what was not checked."""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from lint.finding import SEVERITIES, Finding, Incident, Report, Severity
from lint.reporters import Chunks, Options, Texts, neutralise, words
from lint.reporters.excerpt import columns, cut, shortened, word_changes
from lint.text import Source

_GROUPS_SHOWN = 3
_RULES_SHOWN = 4  # in the line of one family
_LEAST_WIDTH, _MOST_WIDTH = 40, 120

_RESET = "\x1b[0m"
_CODES = {
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;34m",
    "struck": "\x1b[31;9m",
    "added": "\x1b[32m",
    "clean": "\x1b[32m",
}


class Pen(msgspec.Struct, frozen=True):
    """Writes neutralised text in the terminal's means: colours or none, Unicode or ASCII."""

    color: bool
    unicode: bool
    width: int

    def text(self, text: str, *, style: str = "") -> str:
        """Return a text of an article, or about one, safe to print."""
        shown = neutralise.terminal(text)
        return self.style(shown if self.unicode else neutralise.ascii_only(shown), style)

    def path(self, path: str, *, style: str = "") -> str:
        """Return a path, safe to print."""
        shown = neutralise.terminal_path(path)
        return self.style(shown if self.unicode else neutralise.ascii_only(shown), style)

    def style(self, text: str, style: str) -> str:
        """Return a text in a style of the table, where the terminal has colours."""
        return f"{_CODES[style]}{text}{_RESET}" if style and self.color and text else text

    def wrap(self, text: str, indent: str, *, style: str = "") -> str:
        """Return a text as lines of the terminal's width, each with an indent."""
        lines = textwrap.wrap(self.text(text), max(self.width - len(indent), 20), break_on_hyphens=False) or [
            ""
        ]
        return "".join(f"{indent}{self.style(line, style)}\n" for line in lines)

    @property
    def bar(self) -> str:
        """Return the line at the left of an excerpt."""
        return self.style("│" if self.unicode else "|", "dim")

    @property
    def corner(self) -> str:
        """Return what leads from a message to its place."""
        return self.style("┌─" if self.unicode else "-->", "dim")


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream: at most `max_findings` findings with excerpts, then the true totals."""
    width = min(max(options.width, _LEAST_WIDTH), _MOST_WIDTH)
    yield "", _chunks(report, texts, options, Pen(options.color, options.unicode, width))


def _chunks(report: Report, texts: Texts, options: Options, pen: Pen) -> Iterator[str]:
    if not options.quiet:
        yield from _findings(report, texts, options.max_findings, pen)
    yield from _verdict(report, pen)
    if not options.quiet:
        yield from _families(report, pen)
        yield from _groups(report, pen)
    yield from _not_checked(report, pen)


def _findings(report: Report, texts: Texts, limit: int, pen: Pen) -> Iterator[str]:
    shown, hidden = _chosen(report, limit)
    for path, findings in shown:
        source = _source(texts, path)
        for finding in findings:
            yield from _finding(path, finding, source, pen)
    if hidden:
        more = "… and {:,} more" if pen.unicode else "... and {:,} more"
        yield pen.style(more.format(hidden), "bold") + ": --output-format concise, or --report html=DIR\n\n"


def _chosen(report: Report, limit: int) -> tuple[list[tuple[str, list[Finding]]], int]:
    """Return what is shown, article by article, the heaviest findings first served, and how many are not."""
    found = {article.path: words.open_findings(article) for article in report.articles}
    room: dict[Severity, int] = {}
    left = limit
    totals = Counter(finding.severity for findings in found.values() for finding in findings)
    for severity in SEVERITIES:
        room[severity] = min(totals[severity], left)
        left -= room[severity]
    shown = [(path, _served(found[path], room)) for path in sorted(found)]
    return shown, totals.total() - (limit - left)


def _served(findings: list[Finding], room: dict[Severity, int]) -> list[Finding]:
    served = []
    for finding in findings:
        if room[finding.severity]:
            room[finding.severity] -= 1
            served.append(finding)
    return served


def _source(texts: Texts, path: str) -> Source | None:
    try:
        return texts(path)
    except OSError:  # gone or unreadable since it was checked: the quote is shown alone
        return None


def _finding(path: str, finding: Finding, source: Source | None, pen: Pen) -> Iterator[str]:
    line = str(finding.start.line)
    gutter = " " * len(line)
    first, *rest = textwrap.wrap(pen.text(finding.message), pen.width - len(finding.severity) - 2) or [""]
    yield f"{pen.style(finding.severity, finding.severity)}: {pen.style(first, 'bold')}\n"
    for more in rest:
        yield f"{' ' * (len(finding.severity) + 2)}{pen.style(more, 'bold')}\n"
    place = f"{pen.path(path)}:{line}:{finding.start.column}"
    yield f"{gutter} {pen.corner} {place}  {pen.style(_rule(finding), 'dim')}\n"
    if finding.quote:
        yield from _excerpt(line, finding, source, pen)
    if finding.fix is not None:
        for index, words_of_fix in enumerate(_correction(finding, finding.fix.replacement, pen)):
            yield f"{gutter} {pen.bar} {pen.style('     ' if index else 'try: ', 'dim')}{words_of_fix}\n"
    yield from _elsewhere(gutter, finding, pen)
    yield "\n"


def _rule(finding: Finding) -> str:
    detail = f" ({neutralise.terminal(finding.detail)})" if finding.detail else ""
    return neutralise.terminal(finding.rule) + detail


def _excerpt(line: str, finding: Finding, source: Source | None, pen: Pen) -> Iterator[str]:
    shown = cut(source, finding, pen.width - len(line) - 3, unicode=pen.unicode)
    marked = pen.style(shown.marked, finding.severity)
    carets = pen.style("^" * max(columns(shown.marked), 1), finding.severity)
    gutter = " " * len(line)
    yield f"{pen.style(line, 'dim')} {pen.bar} {shown.before}{marked}{shown.after}".rstrip() + "\n"
    yield f"{gutter} {pen.bar} {' ' * columns(shown.before)}{carets}\n"


def _correction(finding: Finding, replacement: str, pen: Pen) -> Iterator[str]:
    """Yield lines of struck and added words: in colours, else in the brackets of git's word diff."""
    line, used = "", 0
    for how, text in word_changes(neutralise.terminal(finding.quote), neutralise.terminal(replacement)):
        shown = pen.text(shortened(text, 40 if how == "same" else 160))
        if how != "same" and not pen.color:
            shown = f"[-{shown}-]" if how == "struck" else f"{{+{shown}+}}"
        for word in re.findall(r" *[^ ]+| +", shown):
            if used and used + columns(word) > pen.width - 12:
                yield line
                line, used = "", 0
            line += pen.style(word, "" if how == "same" else how)
            used += columns(word)
    yield line


def _elsewhere(gutter: str, finding: Finding, pen: Pen) -> Iterator[str]:
    if not finding.related:
        return
    first = finding.related[0]
    more = len(finding.related) - 1
    others = f" and {words.count(more, 'other place')}" if more else ""
    place = f"{pen.path(first.path)}:{first.start.line}:{first.start.column}"
    yield f"{gutter} {pen.bar} {pen.style('also:', 'dim')} {place}{others}\n"


def _verdict(report: Report, pen: Pen) -> Iterator[str]:
    summary = report.summary
    found = sum(summary.findings.values())
    checked = words.count(summary.articles, "article")
    if found:
        hit = sum(article.status == "findings" for article in report.articles)
        told = (
            f"{words.count(found, 'finding')} in {hit:,} of {checked}: {words.severities(summary.findings)}."
        )
        yield pen.wrap(told, "", style="bold")
    elif not summary.incidents.get("failed"):
        yield pen.wrap(f"Nothing found in {checked}.", "", style="clean")
    else:
        yield pen.wrap(f"Nothing found in {checked}, but not everything could be checked.", "", style="bold")
    settled = words.settled_sentence(report)
    if settled:
        yield pen.wrap(settled, "", style="dim")


def _families(report: Report, pen: Pen) -> Iterator[str]:
    rules: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for rule, number in report.summary.rules.items():
        family, _, name = rule.partition("/")
        rules[family].append((-number, name or family))
    if not rules:
        return
    totals = sorted((sum(number for number, _ in named), family) for family, named in rules.items())
    longest = max(map(len, rules))
    digits = max(len(f"{-number:,}") for number, _ in totals)
    yield "\n"
    for number, family in totals:
        named = sorted(rules[family])
        told = ", ".join(f"{name} {-n:,}" for n, name in named[:_RULES_SHOWN])
        rest = f", {len(named) - _RULES_SHOWN} more rules" if len(named) > _RULES_SHOWN else ""
        yield f"  {pen.text(family):<{longest}}  {-number:>{digits},}  {pen.text(told + rest, style='dim')}\n"


def _groups(report: Report, pen: Pen) -> Iterator[str]:
    if not report.groups:
        return
    shown = words.largest(report.groups, _GROUPS_SHOWN)
    top = f", the {len(shown)} longest" if len(report.groups) > len(shown) else ""
    yield f"\n{pen.style('Said more than once', 'bold')} ({words.count(len(report.groups), 'group')}{top})\n"
    for group in shown:
        size = f"{words.count(group.places, 'place')} in {words.count(group.articles, 'article')}"
        yield f"  {size}, {words.count(group.words, 'repeated word')}\n"
        text = group.template or (group.members[0].quote if group.members else "")
        if text:
            yield pen.wrap(shortened(neutralise.terminal(text), pen.width - 6), "    ", style="dim")


def _not_checked(report: Report, pen: Pen) -> Iterator[str]:
    found = words.incidents(report.incidents)
    if not found:
        return
    yield f"\n{pen.style('Not checked', 'bold')}\n"
    longest = max(len(f"{incident.count:,}") for incident in found)
    for incident in found:
        yield from _incident(incident, longest, pen)


def _incident(incident: Incident, digits: int, pen: Pen) -> Iterator[str]:
    state = pen.style(f"{incident.state:<7}", "error" if incident.state == "failed" else "dim")
    where = f" ({pen.path(incident.path)})" if incident.path else ""
    yield f"  {state}  {incident.count:>{digits},} {pen.text(incident.what)}{where}\n"
    yield pen.wrap(incident.why, "           ", style="dim")
