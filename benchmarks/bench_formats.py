"""Times the formats for other programs on generated findings: python -m benchmarks.bench_formats [FINDINGS].

Prints processor seconds, the best of three, and sizes. The report itself is built beforehand and not counted.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import sys
import time
from collections.abc import Mapping, Sequence

from benchmarks import words as w
from lint.finding import SCHEMA, SEVERITIES, ArticleReport, Correction, Finding, Point, Report, summarise
from lint.reporters import STREAMS, Options, load
from lint.text import Source

FINDINGS = 30_000
EACH = 10
"""Findings of an article."""

_RULES = ("claims/statistic", "grammar/grammar", "style/sentence-length")


def _point(of: Source, offset: int) -> Point:
    return Point(offset, *of.position(offset))


def _finding(of: Source, chance: random.Random) -> Finding:
    start = chance.randrange(len(of.text) - 60)
    end = start + chance.randrange(10, 60)
    return Finding(
        rule=chance.choice(_RULES),
        detail="",
        severity=chance.choice(SEVERITIES),
        message="“nine in ten” has no source. Say who counted, or link to it.",
        why="Readers trust a number when they can see where it comes from.",
        quote=of.text[start:end],
        start=_point(of, start),
        end=_point(of, end),
        key=f"{chance.getrandbits(64):016x}",
        fix=Correction("as it should be", True) if chance.random() < 0.3 else None,
    )


def generated(findings: int) -> tuple[Report, Mapping[str, Source]]:
    """Return a report with so many findings, and its articles."""
    chance = random.Random(6)
    vocabulary = (*w.NOUNS, *w.ADJECTIVES, "café", "漢字", "👩‍👩‍👧")
    sources, articles = {}, []
    for number in range(findings // EACH):
        text = "\n\n".join(" ".join(chance.choices(vocabulary, k=70)) for _ in range(10))
        of = Source(f"folder {number % 50}/article-{number}.md", text, hashlib.sha256(text.encode()).hexdigest())
        sources[of.path] = of
        found = tuple(_finding(of, chance) for _ in range(EACH))
        articles.append(ArticleReport(of.path, "findings", of.sha256, {"words": 700}, found))
    summary = summarise(articles, (), len(articles))
    return Report(SCHEMA, "copydesk 0", "", tuple(articles), (), (), (), summary), sources


def timed(name: str, report: Report, sources: Mapping[str, Source]) -> tuple[float, bytes]:
    """Return the seconds of the processor that a format takes, and what it writes."""
    began = time.process_time()
    data = b"".join(
        (chunks if isinstance(chunks, str) else "".join(chunks)).encode()
        for _, chunks in load(name)(report, sources.__getitem__, Options())
    )
    return time.process_time() - began, data


def main(arguments: Sequence[str]) -> None:
    """Print a table."""
    findings = int(arguments[0]) if arguments else FINDINGS
    report, sources = generated(findings)
    print(f"| {findings:,} findings | s | MB | MB compressed |\n| --- | --- | --- | --- |")
    for name in STREAMS:
        runs = [timed(name, report, sources) for _ in range(3)]
        data = runs[0][1]
        sizes = f"{len(data) / 1e6:.1f} | {len(gzip.compress(data, 6)) / 1e6:.1f}"
        print(f"| {name} | {min(seconds for seconds, _ in runs):.2f} | {sizes} |")


if __name__ == "__main__":
    main(sys.argv[1:])
