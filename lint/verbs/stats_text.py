"""Figures for a terminal: tables of findings, and how they went over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from wcwidth import wcswidth

from lint.finding import SEVERITIES, Report
from lint.reporters import totals, words
from lint.reporters.pen import Pen
from lint.stats import Stats, Tally
from lint.trend import Point, rate

_FOLDERS_SHOWN = 20
_BLOCKS, _LETTERS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
_BARS = 30
"""Of more runs than these, as many are drawn, evenly spread; the first and the last are among them."""

Row = tuple[str, ...]


def figures(report: Report, found: Stats, pen: Pen) -> Iterator[str]:
    """Yield the totals, then tables by rule and by folder."""
    yield from totals.verdict(report, pen)
    told = f"{words.count(found.total.words, 'word')}, {found.total.per_1000_words:,.2f} findings per 1,000 words."
    yield pen.wrap(told, "")
    if found.since:
        yield pen.wrap(f"Since {found.since[:12]}: {found.total.new:,} new, {found.total.fixed:,} fixed.", "")
    if found.rules:
        yield from _tallies("by rule", found.rules, bool(found.since), pen)
    if found.rules and len(found.folders) > 1:
        yield from _tallies("by folder", found.folders[:_FOLDERS_SHOWN], bool(found.since), pen)
    if len(found.folders) > _FOLDERS_SHOWN:
        yield f"{len(found.folders) - _FOLDERS_SHOWN:,} more folders; --output-format csv lists all\n"


def _tallies(title: str, tallies: Sequence[Tally], moved: bool, pen: Pen) -> Iterator[str]:
    """Yield a table of tallies, without columns in which there is nothing."""
    columns: dict[str, list[str]] = {
        "findings": _counts(one.findings for one in tallies),
        **{severity: _counts(one.severities[severity] for one in tallies) for severity in SEVERITIES},
        "in articles" if title == "by rule" else "articles": _counts(one.articles for one in tallies),
        "per 1,000 words": [f"{one.per_1000_words:,.2f}" for one in tallies],
        "let stand": _counts(one.stetted for one in tallies),
        "in baseline": _counts(one.baselined for one in tallies),
    }
    if moved:
        columns |= {"new": _counts(one.new or 0 for one in tallies)}
        columns |= {"fixed": _counts(one.fixed or 0 for one in tallies)}
    told = {head: cells for head, cells in columns.items() if head == "findings" or {*cells} - {"0", "0.00"}}
    rows = zip(*told.values(), strict=True)
    yield "\n"
    yield from table((title, *told), [(one.name, *row) for one, row in zip(tallies, rows, strict=True)], pen)


def _counts(numbers: Iterable[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]


def table(heads: Row, rows: Sequence[Row], pen: Pen) -> Iterator[str]:
    """Yield a table: names to the left, numbers to the right, as wide as what stands in them."""
    shown = [(pen.path(name), *numbers) for name, *numbers in rows]
    widths = [max(wcswidth(row[at]) for row in (heads, *shown)) for at in range(len(heads))]
    for number, row in enumerate((heads, *shown)):
        cells = [" " * (width - wcswidth(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
        line = "  ".join([row[0] + " " * (widths[0] - wcswidth(row[0])), *cells]).rstrip()
        yield pen.style(line, "dim" if number == 0 else "") + "\n"


def over_time(points: Sequence[Point], pen: Pen) -> Iterator[str]:
    """Yield each family's findings per 1,000 words: the first run's, the last one's, what lies between."""
    first, last = points[0], points[-1]
    runs = words.count(len(points), "run")
    yield pen.wrap(f"Findings per 1,000 words: {runs}, {_when(first)} to {_when(last)}.", "", style="bold")
    yield from _incomparable(points, pen)
    families = sorted({name for one in points for name in one.families})
    names = sorted(families, key=lambda name: (-last.families.get(name, 0), name))
    rows = [(name, *_way([rate(one, one.families.get(name, 0)) for one in points], pen)) for name in names]
    rows.append(("all", *_way([one.per_1000_words for one in points], pen)))
    yield "\n"
    yield from table(("family", "first", "last", "difference", "runs"), rows, pen)
    yield "\n"
    counted = [(head, *_count(a, b, pen)) for head, a, b in _sizes(first, last)]
    yield from table(("", "first", "last", "difference"), counted, pen)


def _when(point: Point) -> str:
    day = point.time.partition("T")[0]
    return f"{day} ({point.revision[:12]})" if point.revision else day


def _incomparable(points: Sequence[Point], pen: Pen) -> Iterator[str]:
    """Say at which runs something else was measured than before."""
    for before, one in pairwise(points):
        what = [
            name
            for name, changed in (
                ("the settings", before.settings != one.settings),
                ("the version", before.version != one.version),
                ("the paths", before.paths != one.paths),
            )
            if changed
        ]
        if what:
            yield pen.wrap(f"{_when(one)}: {' and '.join(what)} changed; what stands before may not compare.", "  ")


def _way(rates: Sequence[float], pen: Pen) -> Row:
    return (f"{rates[0]:,.2f}", f"{rates[-1]:,.2f}", _signed(rates[-1] - rates[0], ".2f", pen), _bars(rates, pen))


def _count(first: int, last: int, pen: Pen) -> Row:
    return f"{first:,}", f"{last:,}", _signed(last - first, "d", pen)


def _sizes(first: Point, last: Point) -> Iterator[tuple[str, int, int]]:
    for name in ("articles", "words", "findings"):
        yield name, getattr(first, name), getattr(last, name)
    for severity in SEVERITIES:
        yield f"  {severity}", first.severities.get(severity, 0), last.severities.get(severity, 0)
    yield "let stand", first.stetted, last.stetted
    yield "in baseline", first.baselined, last.baselined
    yield "not checked", first.not_checked.get("failed", 0), last.not_checked.get("failed", 0)


def _signed(number: float, form: str, pen: Pen) -> str:
    text = f"{abs(number):,{form}}"
    if not any(char in "123456789" for char in text):
        return text
    return f"+{text}" if number > 0 else f"{'−' if pen.unicode else '-'}{text}"


def _bars(rates: Sequence[float], pen: Pen) -> str:
    """Return one sign a run, the higher the more findings; of many runs as many as there is room for."""
    signs = _BLOCKS if pen.unicode else _LETTERS
    most = max(rates)
    drawn = rates if len(rates) <= _BARS else [rates[at * (len(rates) - 1) // (_BARS - 1)] for at in range(_BARS)]
    return "".join(signs[round(one / most * (len(signs) - 1)) if most else 0] for one in drawn)
