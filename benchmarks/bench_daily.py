"""Times a day's work, with Vale's hook beside it: python -m benchmarks.bench_daily [ARTICLES] [--styles FOLDER].

Writes a section of benchmarks/RESULTS.md. The corpus stands in a git repository; each run is a whole process with the
commit hook's own command line, after a change of its own in one article. Copydesk and Vale take turns, so that both
meet the same machine. LanguageTool is the one that `copydesk grammar install` has put there, with a server of this
benchmark's own, whose work is in the wall clock and not in the processor's time. Vale is asked with the styles
write-good and proselint, which FOLDER has, and its own spelling; it looks at one file alone.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import bench_formats
from benchmarks import words as w
from benchmarks.bench_grammar import PLACE, private_engine, town
from benchmarks.bench_peers import write
from benchmarks.corpus import Writer, generate
from benchmarks.run import ROOT, Cost, measure, spent
from lint.configure import load_settings
from lint.discover import Listing
from lint.finding import SCHEMA, ArticleReport, Finding, Point, Report, summarise
from lint.past import accepted, baseline, quoted
from lint.past.matcher import Noted
from lint.settings import Flags
from lint.stamp import key_of, normalised
from lint.world import languagetool
from lint.world.languagetool import state
from lint.yamlfile import Document

ARTICLES, RUNS = 10_000, 15
NOTED, RESULTS_OF_SARIF = 50_000, 25_000
_HEADING = "## Daily use"
_RULES = ("claims/statistic", "claims/superlative", "grammar/grammar", "vague/unnamed-actor")
_VALE = "StylesPath = {styles}\nMinAlertLevel = suggestion\n[*.md]\nBasedOnStyles = {names}\n"


class Row(NamedTuple):
    """What was timed: milliseconds of wall clock and processor, of each run; and what was aimed at."""

    what: str
    wall: list[float]
    cpu: list[float]
    goal: str = ""

    def line(self, peer: Row | None) -> str:
        """Return a row of the table; `peer` is what its median is compared with."""
        middle = statistics.median(self.wall)
        ratio = f"{middle / statistics.median(peer.wall):.2f}" if peer else ""
        figures = f"{len(self.wall)} | {middle:,.0f} | {max(self.wall):,.0f} | {statistics.median(self.cpu):,.0f}"
        return f"| {self.what} | {figures} | {self.goal} | {ratio} |"


def row(what: str, costs: Sequence[Cost], goal: str = "") -> Row:
    """Return processes' costs as a row."""
    return Row(what, [one.wall * 1000 for one in costs], [one.cpu * 1000 for one in costs], goal)


class Repository:
    """A corpus in git, with an index and all paragraphs of the articles that are edited known."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.folder = folder
        generate(folder, articles, seed=7)
        for command in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=b", "-c", "user.email=b@b", "commit", "-qm", "b"],
        ):
            subprocess.run(["git", *command], cwd=folder, check=True)
        files = sorted(folder.rglob("*.md"))
        self.edited = files[len(files) // 2 :: len(files) // 20][:5]
        self.originals = {file: file.read_text(encoding="utf-8") for file in self.edited}
        entry = Document("hooks", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")).value[0]["entry"]
        self._hook = entry.split()[1:]
        ours = re.findall(r"(?<=\. )[A-Z][A-Za-z, ]+\.", PLACE.sub(town, Writer(seed=5).article("Mills", ["a"])))
        self._sentences = iter(ours * 99)
        self._number = 0

    def prepare(self) -> None:
        """Build the index, and ask the engine about all that stands in the articles that will be edited."""
        measure(["check", "--offline", "--ignore", "grammar", "--exit-zero", "--output-format", "json"], self.folder)
        measure(["check", "--offline", "--exit-zero", *map(str, self.edited)], self.folder)

    def prove(self) -> None:
        """Leave with a message if the hook does not have new paragraphs checked."""
        command = [sys.executable, "-m", "lint", *self._hook, *self.edit(paragraph=True)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or "for grammar" in done.stdout:
            sys.exit(f"not all is checked in the hook:\n{done.stdout}{done.stderr}")

    def edit(self, *, paragraph: bool, articles: int = 1) -> list[str]:
        """Change some articles, by a comment or by a new paragraph, and return their names."""
        self._number += 1
        for file in self.edited[:articles]:
            new = f"{next(self._sentences)} It was built in {1000 + self._number}."
            more = new if paragraph else f"<!-- draft {self._number} -->"
            file.write_text(f"{self.originals[file]}\n{more}\n", encoding="utf-8")
        return [str(file.relative_to(self.folder)) for file in self.edited[:articles]]

    def hook(self, names: Sequence[str], *more: str) -> Cost:
        """Run the commit hook's command line."""
        return measure([*self._hook, *more, *names], self.folder)


def hooks(of: Repository, vale: Sequence[Callable[[str], Cost]]) -> Iterator[Row]:
    """Yield the hooks' rows: the peers, in turns with a hook whose paragraphs are known; then ours in other states."""
    known: list[Cost] = []
    peers: list[list[Cost]] = [[] for _ in vale]
    for _ in range(RUNS + 1):
        names = of.edit(paragraph=False)
        known.append(of.hook(names))
        for peer, costs in zip(vale, peers, strict=True):
            costs.append(peer(names[0]))
    for what, costs in zip(("write-good and proselint", "the same and spelling"), peers, strict=False):
        yield row(f"Vale, {what}", costs[1:])
    yield row("hook: one file, grammar known", known[1:], "300")
    new = [of.hook(of.edit(paragraph=True)) for _ in range(RUNS + 3)]  # the engine grows quicker with use
    yield row("hook: one file, one new paragraph, server runs", new[3:], "600")
    five = [of.hook(of.edit(paragraph=False, articles=5)) for _ in range(RUNS + 1)]
    yield row("hook: five files, grammar known", five[1:], "1,000")
    yield row("hook: one new paragraph, no server: it is started", list(cold(of)))
    of.edit(paragraph=False)
    findings = noted(of.folder)
    (of.folder / baseline.FILE).write_bytes(baseline.made(_as_noted(findings)))
    costs = [of.hook(of.edit(paragraph=False)) for _ in range(RUNS)]
    yield row(f"hook: one file, grammar known, a baseline of {NOTED:,}", costs)
    yield applied(findings, of.folder)


def cold(of: Repository, runs: int = 5) -> Iterator[Cost]:
    """Yield the cost of hooks that find no server; each starts one, which is ended when it has come up."""
    for _ in range(runs):
        languagetool.stop()
        yield of.hook(of.edit(paragraph=True))
        late = time.monotonic() + 60
        while state.read() is None and time.monotonic() < late:
            time.sleep(0.1)
    languagetool.stop()


def noted(folder: Path) -> list[ArticleReport]:
    """Return reports of all articles, with findings that look like those of a first day."""
    chance = random.Random(1)
    files = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*.md"))]
    return [
        ArticleReport(path, "findings", "", {"words": 700}, tuple(_finding(chance) for _ in range(NOTED // len(files))))
        for path in files
    ]


def _finding(chance: random.Random) -> Finding:
    quote, rule = " ".join(chance.choices((*w.NOUNS, *w.ADJECTIVES), k=chance.randint(2, 25))), chance.choice(_RULES)
    start = Point(0, 1, 1)
    return Finding(
        rule=rule, detail="", severity="warning", message="Say who counted.", why="Readers ask.", quote=quote,
        start=start, end=start, key=key_of(rule, normalised(quote), 0),
    )  # fmt: skip


def _as_noted(articles: Sequence[ArticleReport]) -> Iterator[Noted]:
    for article in articles:
        yield from (Noted(article.path, one.rule, one.key, quoted.said(one)) for one in article.findings)


def applied(articles: Sequence[ArticleReport], folder: Path) -> Row:
    """Return what it takes to read the baseline and to match all findings with it."""
    report = Report(SCHEMA, "", "", tuple(articles), (), (), (), summarise(articles, (), len(articles)))
    settings = load_settings(folder, None, Flags())
    paths = {one.path: one.path for one in articles}
    listing = Listing(folder, paths, {}, frozenset(paths))
    found = Row(f"baseline of {NOTED:,} read and applied to as many", [], [], "200")
    for _ in range(RUNS):
        began, worked = time.perf_counter(), time.process_time()
        kept = accepted.with_baseline(report, settings, listing, [])
        found.wall.append((time.perf_counter() - began) * 1000)
        found.cpu.append((time.process_time() - worked) * 1000)
        if any(kept.summary.findings.values()):
            sys.exit("the baseline does not have what was put into it")
    return found


def sarif() -> Row:
    """Return what it takes to write findings as SARIF."""
    report, sources = bench_formats.generated(RESULTS_OF_SARIF)
    wall, cpu, data = [], [], b""
    for _ in range(5):
        began = time.perf_counter()
        worked, data = bench_formats.timed("sarif", report, sources)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append(worked * 1000)
    size = f"{len(gzip.compress(data, 6)) / 1e6:.1f} MB compressed"
    return Row(f"SARIF of {RESULTS_OF_SARIF:,} findings, {size}", wall, cpu, "2,000")


def peers(folder: Path, vale: str, styles: str) -> list[Callable[[str], Cost]]:
    """Return Vale as a hook would run it: with two styles that look at wording, and with its spelling beside them."""
    program = vale or shutil.which("vale")
    if not program or not styles:
        return []
    found: list[Callable[[str], Cost]] = []
    for names in ("write-good, proselint", "Vale, write-good, proselint"):
        config = folder / f"{len(found)}.ini"
        config.write_text(_VALE.format(styles=styles, names=names), encoding="utf-8")
        command = [program, "--config", str(config), "--no-exit"]
        found.append(lambda name, command=command: spent([*command, name], folder / "corpus"))  # type: ignore[misc]
    return found


def lines(articles: int, vale: str, styles: str) -> Iterator[str]:
    """Measure and yield the lines of the section."""
    made = f"Made by `python -m benchmarks.bench_daily {articles}`"
    yield f"{made}: {articles:,} articles, {os.cpu_count()} cores; milliseconds."
    yield ""
    yield "| what | runs | wall, median | wall, worst | CPU, median | goal | times Vale |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as name, private_engine(Path(name)):
        folder = Path(name)
        of = Repository(folder / "corpus", articles)
        of.prepare()
        of.prove()
        peer = None
        for one in hooks(of, peers(folder, vale, styles)):
            peer = peer or (one if one.what.startswith("Vale") else None)
            yield one.line(peer if "one file" in one.what else None)
    yield sarif().line(None)
    yield row("Python starts", [spent([sys.executable, "-c", "pass"], ROOT) for _ in range(RUNS)]).line(None)
    yield row("`copydesk --version`", [measure(["--version"], ROOT) for _ in range(RUNS)]).line(None)


def main() -> None:
    """Print the table, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    parser.add_argument("--vale", default="", help="the program, if it is not on the path")
    parser.add_argument("--styles", default="", help="a folder with the styles write-good and proselint")
    given = parser.parse_args()
    gc.set_threshold(200_000)  # as the command line has it
    section = []
    for line in lines(given.articles, given.vale, given.styles):
        print(line, flush=True)
        section.append(line)
    write(section, _HEADING)


if __name__ == "__main__":
    main()
