"""The report for a terminal: each finding in words with its excerpt, totals, and what was not checked."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from lint.finding import SEVERITIES, Finding, Report, Severity
from lint.reporters import Chunks, Options, Texts, neutralise, totals, words
from lint.reporters.changes import brief, shown, widened
from lint.reporters.excerpt import columns, cut, shortened
from lint.reporters.pen import Pen
from lint.text import Source

_LEAST_WIDTH, _MOST_WIDTH = 40, 120
_LONGEST = 160  # code points of a correction's side


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one stream: at most `max_findings` findings with excerpts, then the true totals."""
    width = min(max(options.width, _LEAST_WIDTH), _MOST_WIDTH)
    lines = neutralise.whole_lines(_chunks(report, texts, options, Pen(options.color, options.unicode, width)))
    yield "", (line if options.unicode else neutralise.ascii_only(line) for line in lines)


def _chunks(report: Report, texts: Texts, options: Options, pen: Pen) -> Iterator[str]:
    if not options.quiet:
        yield from _findings(report, texts, options, pen)
    yield from totals.verdict(report, pen)
    if not options.quiet:
        yield from totals.families(report, pen)
        yield from totals.groups(report, options.prefix, pen)
    yield from totals.not_checked(report, pen)


def _findings(report: Report, texts: Texts, options: Options, pen: Pen) -> Iterator[str]:
    shown, hidden = _chosen(report, options.max_findings)
    for path, findings in shown:
        source = _source(texts, path)
        for finding in findings:
            yield from _finding(options.prefix, path, finding, source, pen)
    if hidden:
        more = "… and {:,} more" if pen.unicode else "... and {:,} more"
        yield pen.style(more.format(hidden), "bold") + ": --output-format concise, or --report html=DIR\n\n"


def _chosen(report: Report, limit: int) -> tuple[list[tuple[str, list[Finding]]], int]:
    """Return what is shown, article by article, the heaviest findings first served, and how many are not."""
    found = {article.path: words.open_findings(article) for article in report.articles}
    room: dict[Severity, int] = {}
    left = limit
    counts = Counter(finding.severity for findings in found.values() for finding in findings)
    for severity in SEVERITIES:
        room[severity] = min(counts[severity], left)
        left -= room[severity]
    served = ((path, _served(found[path], room)) for path in sorted(found))
    return [(path, findings) for path, findings in served if findings], counts.total() - (limit - left)


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


def _finding(prefix: str, path: str, finding: Finding, source: Source | None, pen: Pen) -> Iterator[str]:
    line = str(finding.start.line)
    gutter = " " * len(line)
    first, *rest = textwrap.wrap(pen.text(finding.message), pen.width - len(finding.severity) - 2) or [""]
    yield f"{pen.style(finding.severity, finding.severity)}: {pen.style(first, 'bold')}\n"
    for more in rest:
        yield f"{' ' * (len(finding.severity) + 2)}{pen.style(more, 'bold')}\n"
    place = f"{pen.path(prefix + path)}:{line}:{finding.start.column}"
    yield f"{gutter} {pen.corner} {place}  {pen.text(words.rule(finding), style='dim')}\n"
    if finding.quote or source is not None:
        yield from _excerpt(line, finding, source, pen)
    if finding.fix is not None:
        verb, told = _correction(*widened(finding, finding.fix.replacement, source), pen)
        for index, words_of_fix in enumerate(_wrapped(told, pen)):
            yield f"{gutter} {pen.bar} {pen.style(' ' * len(verb) if index else verb, 'dim')}{words_of_fix}\n"
    yield from _elsewhere(gutter, prefix, finding, pen)
    yield "\n"


def _excerpt(line: str, finding: Finding, source: Source | None, pen: Pen) -> Iterator[str]:
    shown = cut(source, finding, pen.width - len(line) - 3, unicode=pen.unicode)
    marked = pen.style(shown.marked, finding.severity)
    carets = pen.style("^" * max(columns(shown.marked), 1), finding.severity)
    gutter = " " * len(line)
    yield f"{pen.style(line, 'dim')} {pen.bar} {shown.before}{marked}{shown.after}".rstrip() + "\n"
    yield f"{gutter} {pen.bar} {' ' * columns(shown.before)}{carets}\n"


def _correction(old: str, new: str, pen: Pen) -> tuple[str, list[tuple[str, str]]]:
    """Return what to do, and to which words: each with a style where there are colours, else one side and the other."""
    old, new = neutralise.terminal(old), neutralise.terminal(new)
    if not new.strip():
        return "strike: ", [("struck", shortened(old.strip(), _LONGEST))]
    if pen.color:
        return "try: ", [("" if how == "same" else how, _brief(how, text)) for how, text in shown(old, new)]
    struck, added = (shortened(side, _LONGEST) for side in brief(old, new))
    return "try: ", [("", f"{struck} {'→' if pen.unicode else '->'} {added}" if struck else added)]


def _brief(how: str, text: str) -> str:
    return shortened(text, 40 if how == "same" else _LONGEST)


def _wrapped(told: list[tuple[str, str]], pen: Pen) -> Iterator[str]:
    line, used = "", 0
    for style, text in told:
        for word in re.findall(r" *[^ ]+| +", text if pen.unicode else neutralise.ascii_only(text)):
            if used and used + columns(word) > pen.width - 12:
                yield line
                line, used = "", 0
            line += pen.style(word, style)
            used += columns(word)
    yield line


def _others(finding: Finding) -> str:
    """Return where else a finding's words stand, the finding's own place and the first other one apart."""
    places = int(finding.values.get("places", len(finding.related) + 1))
    if places < 3:
        return ""
    if places == int(finding.values.get("articles", 0)):
        return f" and in {words.count(places - 2, 'more article')}"
    return f" and {words.count(places - 2, 'more place')}"


def _elsewhere(gutter: str, prefix: str, finding: Finding, pen: Pen) -> Iterator[str]:
    if not finding.related:
        return
    first = finding.related[0]
    others = _others(finding)
    place = f"{pen.path(prefix + first.path)}:{first.start.line}:{first.start.column}"
    yield f"{gutter} {pen.bar} {pen.style('also:', 'dim')} {place}{others}\n"
