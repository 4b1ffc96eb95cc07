"""Measures the search for repeats and appends to benchmarks/RESULTS.md: python -m benchmarks.bench_boilerplate.

Arguments are sizes of corpora: `scale=20000,200000,1000000 hook=10000,100000` are those of the table. What follows
parsing is fed with generated shares, so that a million articles need no files; the hook is a whole process.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import generate
from benchmarks.run import ALL, RESULTS, ROOT, Cost, measure, median
from benchmarks.shares import shares

TITLE = "## Boilerplate"
FILES = (1, 5)
_RUNS = 9
_COMMIT = ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "b"]


def scale(articles: int, folder: Path) -> dict[str, float]:
    """Index and compare so many generated articles in this process; return what it took, without generating them."""
    from lint.checks.repeats import Repeats
    from lint.index import Stamp, open_index

    file = folder / "index.sqlite"
    index = open_index(file, "benchmark")
    sentences, generating, began = 0, 0.0, time.process_time()
    given = shares(articles, seed=7)
    for number in range(articles):
        before = time.process_time()
        share = next(given)
        generating += time.process_time() - before
        index.update(f"{number:07}.md", Stamp(1, 1), "", {"k": share}, b"")
    index.commit()
    gathered = time.process_time() - began - generating
    conclusion = Repeats().conclude(index.corpus("k"), None)
    index.commit()
    total = time.process_time() - began - generating
    sentences = sum(len(_units(share)) for _, share in index.corpus("k").shares())
    index.close()
    return {
        "articles": articles,
        "sentences": sentences,
        "gathered": gathered,
        "total": total,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes": file.stat().st_size,
        "places": sum(map(len, conclusion.hits.values())),
        "load": os.getloadavg()[0],
    }


def _units(share: bytes) -> Sequence[object]:
    from lint.boilerplate.packing import Share

    return range(len(Share(share)))


def scales(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table of sizes, each measured in a process of its own."""
    yield "| articles | sentences | CPU s | articles/s a core | ms an article | peak MB | bytes a sentence | load |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.bench_boilerplate", f"one={size}", folder]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        took = json.loads(done.stdout)
        yield (
            f"| {size:,} | {took['sentences']:,} | {took['total']:.1f} | {size / took['total']:,.0f} | "
            f"{took['total'] / size * 1000:.2f} | {took['peak']:,.0f} | {took['bytes'] / took['sentences']:.1f} | "
            f"{took['load']:.1f} |"
        )


def hooks(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table of hooks."""
    yield "| corpus | changed files | wall ms | CPU ms | peak MB |"
    yield "| --- | --- | --- | --- | --- |"
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate(folder, size, seed=7)
            for command in (["init", "-q"], ["add", "."], _COMMIT):
                subprocess.run(["git", *command], cwd=folder, check=True)
            measure(["check", *ALL, "--select", "boilerplate"], folder)
            for files in FILES:
                cost = _hook(folder, files)
                yield f"| {size:,} | {files} | {cost.wall * 1000:.0f} | {cost.cpu * 1000:.0f} | {cost.peak:.0f} |"


def _hook(folder: Path, files: int) -> Cost:
    """Return the cost of the hook's command after every ninth word of a paragraph in some files was changed.

    As in daily work, what passed the hook is committed before the next change.
    """
    articles = sorted(folder.rglob("*.md"))
    some = articles[len(articles) // 7 :: len(articles) // (files + 1)][:files]
    originals = {article: article.read_text(encoding="utf-8") for article in some}
    names = [str(article.relative_to(folder)) for article in some]
    command = [
        "check",
        "--tracked",
        "--offline",
        "--select",
        "boilerplate",
        "--incomplete",
        "warn",
        "--new-from",
        "HEAD",
    ]
    costs = []
    for number in range(_RUNS):
        for article, text in originals.items():
            article.write_text(_edited(text, number), encoding="utf-8")
        costs.append(measure([*command, *names], folder))
        subprocess.run(["git", *_COMMIT, "--", *names], cwd=folder, check=True)
    return median(costs[1:])


def _edited(text: str, seed: int) -> str:
    words = random.Random(seed)
    parts = text.split("\n\n")
    longest = max((at for at, part in enumerate(parts) if part[:1].isalpha()), key=lambda at: len(parts[at]))
    changed = parts[longest].split(" ")
    for at in range(5, len(changed), 9):
        changed[at] = f"{words.choice(('weathered', 'northern', 'quiet', 'famous'))}{seed}"
    parts[longest] = " ".join(changed)
    return "\n\n".join(parts)


def _sizes(name: str, otherwise: str) -> list[int]:
    given = [argument.partition("=")[2] for argument in sys.argv[1:] if argument.startswith(f"{name}=")]
    return [int(size) for size in (given[0] if given else otherwise).split(",") if size]


def main() -> None:
    """Write the section."""
    if sys.argv[1:] and sys.argv[1].startswith("one="):
        print(json.dumps(scale(_sizes("one", "")[0], Path(sys.argv[2]))))
        return
    lines = [
        TITLE,
        "",
        f"Made by `python -m benchmarks.bench_boilerplate{''.join(f' {a}' for a in sys.argv[1:])}`.",
        "",
    ]
    lines += ["After parsing: shares to index to groups, one process.", ""]
    for line in scales(_sizes("scale", "20000,200000,1000000")):
        print(line, flush=True)
        lines.append(line)
    lines += ["", "The commit hook, whole processes, warm; in each file every ninth word of a paragraph is new.", ""]
    for line in hooks(_sizes("hook", "10000,100000")):
        print(line, flush=True)
        lines.append(line)
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    kept = before.partition(f"\n{TITLE}\n")
    others = kept[2].partition("\n## ")
    rest = f"\n## {others[2]}" if others[1] else ""
    RESULTS.write_text(kept[0].rstrip("\n") + "\n\n" + "\n".join(lines) + "\n" + rest, encoding="utf-8")


if __name__ == "__main__":
    main()
