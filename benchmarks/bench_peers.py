"""Copydesk and its peers on the same planted repeats: python -m benchmarks.bench_peers [ARTICLES …].

Writes a section of benchmarks/RESULTS.md. Peers are asked if they are there: jscpd (npm) on the path, the packages
rensa and datatrove (with tokenizers and spacy). Each works alone, on one core, from files or from their text.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.families import Planter
from benchmarks.methods import MinHash, Sets, Words
from benchmarks.recall import Corpus, Score, score
from benchmarks.run import RESULTS, ROOT

SIZES, SEED = (2000, 20_000), 501
SLOWEST = 2000
"""Articles above which datatrove is not asked: it would take an hour."""

_HEADING = "## Repeats: Copydesk and its peers"
_JSCPD = ("--silent", "--reporters", "json", "--workers", "1", "--max-size", "100mb")
_LINES = ("--min-lines", "0", "--min-tokens")
_COPYDESK = (
    "check", "--offline", "--select", "boilerplate", "--exit-zero", "--output-format", "json", "--jobs", "1",
    *(f"--set=boilerplate/{rule}.min_articles=2" for rule in ("repeated-sentence", "near-duplicate", "template")),
)  # fmt: skip
_KINDS = ("0 %", "10 %", "20 %", "2 slots")
_COLUMNS = ("tool", "s", "times ours", "articles/s", "read", *_KINDS, "precision")
_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W_]+")


class Row(NamedTuple):
    """How a tool fared."""

    tool: str
    seconds: float
    read: str  # articles
    score: Score | None


class Bench:
    """One corpus in a folder, and the tools that read it."""

    def __init__(self, articles: int, folder: Path) -> None:
        self.corpus = Corpus(Planter(SEED).articles(articles))
        self.count, self._folder = articles, folder
        for number, (text, _) in enumerate(self.corpus.markdown):
            file = self._file(number)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def rows(self) -> Iterator[Row]:
        """Measure one tool after the other."""
        yield self._row("Copydesk, whole process", self._copydesk)
        if shutil.which("jscpd"):
            yield self._row("jscpd", lambda: self._jscpd())
            yield self._row("jscpd --min-lines 0 --min-tokens 20", lambda: self._jscpd(*_LINES, "20"))
            yield self._row("jscpd --min-lines 0 --min-tokens 10", lambda: self._jscpd(*_LINES, "10"))
        if find_spec("rensa"):
            yield self._row("rensa, pairs of words, 16 × 4, checked", lambda: self._minhash(2, 16, 4))
            yield self._row("rensa, runs of 5 words, 14 × 8, checked", lambda: self._minhash(5, 14, 8))
        if find_spec("datatrove") and self.count <= SLOWEST:
            yield self._row("datatrove, single sentences", self._datatrove)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number // 200:03}/a{number:06}.md"

    def _row(self, tool: str, work: Callable[[], tuple[Sets | None, int]]) -> Row:
        began = time.perf_counter()
        sets, read = work()
        seconds = time.perf_counter() - began
        scored = None if sets is None else score(self.corpus.sentences, lambda: sets)
        return Row(tool, seconds, f"{read:,}", scored)

    def _copydesk(self) -> tuple[Sets, int]:
        done = subprocess.run(
            [sys.executable, "-m", "lint", *_COPYDESK],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        )
        report = json.loads(done.stdout)
        places = (
            ((place["path"], place["start"]["offset"], place["end"]["offset"]) for place in group["members"])
            for group in report["groups"]
        )
        return self._sets(places), sum(article["status"] != "unread" for article in report["articles"])

    def _jscpd(self, *options: str) -> tuple[Sets, int]:
        with tempfile.TemporaryDirectory() as out:
            command = ["jscpd", ".", *_JSCPD, "--output", out, *options]
            subprocess.run(command, cwd=self._folder, capture_output=True, check=True)
            report = json.loads(Path(out, "jscpd-report.json").read_bytes())
        sides = (
            [
                (side["name"].removesuffix(":markdown"), side["startLoc"]["position"], side["endLoc"]["position"])
                for side in (clone["firstFile"], clone["secondFile"])
            ]
            for clone in report["duplicates"]
        )
        return self._sets(sides), report["statistics"]["formats"].get("markdown", {"sources": 0})["sources"]

    def _sets(self, groups: Any) -> Sets:
        """Return the sentences of groups of places, each a path and two offsets."""
        return [
            [
                number
                for path, start, end in places
                for number in self.corpus.covered(int(Path(path).stem[1:]), start, end)
            ]
            for places in groups
        ]

    def _minhash(self, run: int, bands: int, rows: int) -> tuple[None, int]:
        """Read files, end a sentence at every full stop, and compare: how well is another table's business."""
        sentences = []
        for number in range(self.count):
            text = self._file(number).read_text(encoding="utf-8")
            sentences += [Words(tuple(_WORD.findall(one)), frozenset()) for one in _END.split(text)]
        for _ in MinHash(run, bands, rows, checked=True)(sentences):
            pass
        return None, self.count

    def _datatrove(self) -> tuple[None, int]:
        dedup, document = import_module("datatrove.pipeline.dedup"), import_module("datatrove.data").Document
        hashes = import_module("datatrove.utils.hashing").HashConfig(hash_fc="sha1")  # its xxhash is an older one
        options = import_module("datatrove.pipeline.dedup.sentence_dedup").SentDedupConfig
        config = options(n_sentences=1, hash_config=hashes)
        texts = [self._file(number).read_text(encoding="utf-8") for number in range(self.count)]
        with tempfile.TemporaryDirectory() as out:
            documents = [document(text=text, id=str(number)) for number, text in enumerate(texts)]
            dedup.SentenceDedupSignature(f"{out}/1", config=config).run(iter(documents))
            dedup.SentenceFindDedups(f"{out}/1", f"{out}/2", config=config).run()
            for _ in dedup.SentenceDedupFilter(f"{out}/2", config=config).run(iter(documents)):
                pass
        return None, self.count


def lines(bench: Bench) -> Iterator[str]:
    """Yield the lines of one corpus' table."""
    yield f"{bench.count:,} articles, {len(bench.corpus.sentences):,} sentences:"
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"| --- {'| --- ' * (len(_COLUMNS) - 1)}|"
    ours = 0.0
    for row in bench.rows():
        ours = ours or row.seconds
        speed = f"{row.seconds:.1f} | {row.seconds / ours:.2f} | {bench.count / row.seconds:,.0f}"
        yield f"| {row.tool} | {speed} | {row.read} | {' | '.join(_figures(row.score))} |"
    yield ""


def _figures(found: Score | None) -> list[str]:
    if found is None:
        return [""] * (len(_KINDS) + 1)
    return [
        "–" if math.isnan(value) else f"{value:.3f}"
        for value in (*(found.recall[kind] for kind in _KINDS), found.precision)
    ]


def write(section: Sequence[str], heading: str = _HEADING) -> None:
    """Put a section in the place of its former version in the results."""
    text = RESULTS.read_text(encoding="utf-8")
    before, found, rest = text.partition(f"{heading}\n")
    after = rest[rest.index("\n## ") + 1 :] if found and "\n## " in rest else ""
    body = "\n".join(section)
    RESULTS.write_text(f"{before.rstrip()}\n\n{heading}\n\n{body}\n\n{after}".rstrip() + "\n", encoding="utf-8")


def main() -> None:
    """Print the tables and write them."""
    section = ["Made by `python -m benchmarks.bench_peers`: one run, one core; `read` counts articles.", ""]
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for line in lines(Bench(size, Path(folder))):
                print(line, flush=True)
                section.append(line)
    write(section)


if __name__ == "__main__":
    main()
