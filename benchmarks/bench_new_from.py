"""Measures `copydesk check --new-from` and appends to benchmarks/RESULTS.md: python -m benchmarks.bench_new_from.

Arguments are sizes of corpora; 10000 is that of the table. Every figure is of a whole process over a warm cache and
index, without grammar, whose engine is another program, and without naming a path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import generate
from benchmarks.run import ALL, RESULTS, Cost, measure, median

TITLE = "## Only what is new"
FILES = (1, 5, 50)
_RUNS = 5
_COMMAND = ["check", "--offline", "--ignore", "grammar", "--exit-zero", "--new-from", "HEAD"]


def rows(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| corpus | changed articles | first wall ms | wall ms | CPU ms | peak MB |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate(folder, size, seed=7)
            _git(folder, "init", "-q")
            _git(folder, "add", ".")
            _git(folder, "-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "b")
            measure(["check", *ALL], folder)
            measure(_COMMAND, folder)
            for files in FILES:
                first, again = changed(folder, files)
                yield (
                    f"| {size:,} | {files} | {first.wall * 1000:.0f} | {again.wall * 1000:.0f} | "
                    f"{again.cpu * 1000:.0f} | {again.peak:.0f} |"
                )


def changed(folder: Path, files: int) -> tuple[Cost, Cost]:
    """Return the cost when every ninth word of a paragraph in some articles is another: the first time, and again."""
    articles = sorted(folder.rglob("*.md"))
    some = articles[len(articles) // 7 :: len(articles) // (files + 1)][:files]
    originals = {article: article.read_text(encoding="utf-8") for article in some}
    first, again = [], []
    for run in range(_RUNS):
        for article, text in originals.items():
            article.write_text(_edited(text, run), encoding="utf-8")
        first.append(measure(_COMMAND, folder))
        again.append(measure(_COMMAND, folder))
    for article, text in originals.items():
        article.write_text(text, encoding="utf-8")
    return median(first), median(again)


def _edited(text: str, run: int) -> str:
    blocks = text.split("\n\n")
    longest = max(range(len(blocks)), key=lambda at: len(blocks[at]))
    words = blocks[longest].split(" ")
    words[::9] = [f"quandle{run}{at}" for at in range(len(words[::9]))]
    blocks[longest] = " ".join(words)
    return "\n\n".join(blocks)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def main() -> None:
    """Write the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or [10_000]
    lines = [
        TITLE,
        "",
        f"Made by `python -m benchmarks.bench_new_from {' '.join(map(str, sizes))}`: `check --new-from HEAD` without a",
        "path, whole processes over a warm index, medians; *first*: the run that meets the changed texts first.",
        "",
    ]
    for line in rows(sizes):
        print(line, flush=True)
        lines.append(line)
    above, _, below = RESULTS.read_text(encoding="utf-8").partition(f"\n{TITLE}\n")
    _, follows, others = below.partition("\n## ")
    rest = f"\n## {others}" if follows else ""
    RESULTS.write_text(above.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n" + rest, encoding="utf-8")


if __name__ == "__main__":
    main()
