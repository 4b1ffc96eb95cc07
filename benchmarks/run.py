"""Times Copydesk's parts on a generated corpus and writes benchmarks/RESULTS.md: python -m benchmarks.run [ARTICLES …].

Every figure is of a whole process, the median of several runs; ratios to the first row of a table hold on other
machines, absolute figures do not. Grammar is left out of all but the hook: its engine is another program.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import generate

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("RESULTS.md")
FAMILIES = ("images", "boilerplate", "claims,vague", "readability", "style")
ALL = ("--offline", "--ignore", "grammar", "--exit-zero", "--output-format", "json")


class Cost(NamedTuple):
    """What one process took."""

    wall: float  # seconds
    cpu: float  # seconds, of it and its children
    peak: float  # MB, of the largest process


PARSE = """
import pathlib, sys
from lint.parse import parse
from lint.text import decode
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.md")):
    parse(decode(file.read_bytes(), file.name, ""))
"""


def measure(arguments: Sequence[str], folder: Path) -> Cost:
    """Run copydesk as a process of its own and return what it took."""
    return measured(["-m", "lint", *arguments], folder)


def measured(arguments: Sequence[str], folder: Path, fine: Sequence[int] = (0, 1)) -> Cost:
    """Run Python as a process of its own and return what it took; `fine` are the exit statuses of success."""
    return spent([sys.executable, *arguments], folder, fine)


def spent(command: Sequence[str], folder: Path, fine: Sequence[int] = (0, 1)) -> Cost:
    """Run a program and return what it and its children took; `fine` are the exit statuses of success."""
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as run:
        assert run.stderr
        said = run.stderr.read()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode not in fine:
        sys.exit(f"{' '.join(command)}: status {run.returncode}\n{said.decode()}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _environment() -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    return environment


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def cold(arguments: Sequence[str], folder: Path, runs: int = 3) -> Cost:
    """Return the cost without anything kept from earlier runs."""
    costs = []
    for _ in range(runs):
        shutil.rmtree(folder / ".copydesk_cache", ignore_errors=True)
        costs.append(measure(arguments, folder))
    return median(costs)


def warm(arguments: Sequence[str], folder: Path, runs: int = 5) -> Cost:
    """Return the cost when nothing has changed since the last run."""
    measure(arguments, folder)
    return median([measure(arguments, folder) for _ in range(runs)])


def hook(folder: Path, runs: int = 9) -> Cost:
    """Return the cost of the commit hook's own command: one changed article against all others.

    The change is one of markup, so that the article is examined anew while its paragraphs are known to the grammar
    engine, which is asked beforehand, if it is installed.
    """
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "b"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    articles = sorted(folder.rglob("*.md"))
    article = articles[len(articles) // 2]
    name = str(article.relative_to(folder))
    original = article.read_text(encoding="utf-8")
    measure(["check", *ALL], folder)
    measure(["check", "--offline", "--exit-zero", name], folder)
    costs = []
    for number in range(runs):
        article.write_text(f"{original}\n<!-- draft {number} -->\n", encoding="utf-8")
        hurried = ["--offline", "--incomplete", "warn", "--new-from", "HEAD"]
        costs.append(measure(["check", *hurried, name], folder))
    article.write_text(original, encoding="utf-8")
    return median(costs[1:])


def corpora(sizes: Sequence[int], folder: Path) -> Iterator[tuple[int, Path, float]]:
    """Yield each generated corpus with its size in MB."""
    for size in sizes:
        place = folder / str(size)
        generate(place, size, seed=7)
        yield size, place, sum(file.stat().st_size for file in place.rglob("*.md")) / 1e6


def rows(size: int, folder: Path, megabytes: float) -> Iterator[str]:
    """Yield the lines of one corpus' table."""
    yield f"## {size:,} articles, {megabytes:.1f} MB"
    yield ""
    yield "| what | wall s | CPU s | articles/s | MB/s | peak MB |"
    yield "| --- | --- | --- | --- | --- | --- |"

    def row(what: str, cost: Cost, articles: int = size, amount: float = megabytes) -> str:
        rate = f"{articles / cost.wall:,.0f} | {amount / cost.wall:.1f}"
        return f"| {what} | {cost.wall:.2f} | {cost.cpu:.2f} | {rate} | {cost.peak:.0f} |"

    everything = ["check", *ALL]
    yield row("everything but grammar, cold", cold(everything, folder))
    yield row("everything but grammar, warm", warm(everything, folder))
    yield row("the same, one process, cold", cold([*everything, "--jobs", "1"], folder))
    yield row("parsing alone, one process", median([measured(["-c", PARSE, str(folder)], ROOT) for _ in range(3)]))
    for family in FAMILIES:
        alone = ["check", "--offline", "--exit-zero", "--output-format", "json", "--select", family, "--jobs", "1"]
        yield row(f"{family} alone, one process, cold", cold(alone, folder))
    yield row("hook: one changed article", hook(folder), 1, megabytes / size)
    yield ""


def main() -> None:
    """Write the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or [1000, 10_000]
    lines = [
        "# Results",
        "",
        "Made by `python -m benchmarks.run`: whole processes, medians, two cores. Grammar counts in the hook only.",
        "",
    ]
    version = median([measure(["--version"], ROOT) for _ in range(9)])
    lines += [f"`copydesk --version`: {version.cpu * 1000:.0f} ms CPU.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for size, place, megabytes in corpora(sizes, Path(folder)):
            for line in rows(size, place, megabytes):
                print(line, flush=True)
                lines.append(line)
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
