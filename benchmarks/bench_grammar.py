"""Times grammar against the bare wrapper on a generated corpus: python -m benchmarks.bench_grammar [ARTICLES].

Peers, in the same run and with the same LanguageTool: language_tool_python as its documentation shows it, with one
object for each file (three files are measured; it costs the same for each) and with one object for all files. Ours is
a first run as a user meets it: a server that does not run yet is started, all is asked, all is reported. The engine's
files are those that `copydesk grammar install` has put there; nothing of the user's own engine is used or stopped.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks import words as w
from benchmarks.corpus import Writer, generate
from benchmarks.run import measured
from lint.world import languagetool
from lint.world.languagetool import provision, state

WORDS = 356
"""Words of an article: as many as in the articles that the goals were set with."""

# The corpus invents its places, one word in twenty; of the unknown words of an article most are names, but they are one
# in a hundred, and each costs an engine as much as a sentence does. So most places get a name that engines know.
_TOWNS = [
    "Boston",
    "Bristol",
    "Cardiff",
    "Chester",
    "Dallas",
    "Denver",
    "Dover",
    "Dublin",
    "Geneva",
    "Glasgow",
    "Hamburg",
    "Hanover",
    "Houston",
    "Lisbon",
    "Liverpool",
    "London",
    "Lucerne",
    "Madrid",
    "Memphis",
    "Milan",
    "Naples",
    "Norwich",
    "Nottingham",
    "Oslo",
    "Oxford",
    "Paris",
    "Portland",
    "Prague",
    "Rochester",
    "Salisbury",
    "Seattle",
    "Sheffield",
    "Stockholm",
    "Turin",
    "Venice",
    "Vienna",
    "Warsaw",
    "Winchester",
    "Worcester",
    "York",
    "Zurich",
]

_CHECK = ["-m", "lint", "check", "--select", "grammar", "--offline", "--exit-zero", "--output-format", "json"]
_EACH = """
import sys, language_tool_python
for name in sys.argv[1:]:
    with language_tool_python.LanguageTool("en-US") as tool:
        tool.check(open(name, encoding="utf-8").read())
"""
_ALL = """
import sys, language_tool_python
with language_tool_python.LanguageTool("en-US") as tool:
    for name in sys.argv[1:]:
        tool.check(open(name, encoding="utf-8").read())
"""


PLACE = re.compile(rf"\b(?:{'|'.join(w.SYLLABLES_FIRST)})(?:{'|'.join(w.SYLLABLES_LAST)})\b")
"""The names of places that a corpus invents."""


class Row(NamedTuple):
    """What was measured, and the figures as they are shown."""

    what: str
    wall: str
    more: str = ""


def articles(folder: Path, count: int, words: int = WORDS) -> list[Path]:
    """Write articles of so many words and return them; no sentence stands in two of them."""
    generate(folder, count, seed=11)
    files = sorted(folder.rglob("*.md"))
    for file in files:
        kept: list[str] = []
        for block in PLACE.sub(town, file.read_text(encoding="utf-8")).split("\n\n"):
            if sum(len(one.split()) for one in kept) < words:
                kept.append(block)
        file.write_text("\n\n".join(kept) + "\n", encoding="utf-8")
    return files


def town(found: re.Match[str]) -> str:
    """Return a name that engines know in the place of most that are invented."""
    name = zlib.crc32(found[0].encode())
    return found[0] if name % 8 == 0 else _TOWNS[name % len(_TOWNS)]


@contextmanager
def private_engine(folder: Path) -> Iterator[None]:
    """Let all processes use the installed engine's files, but a server of their own."""
    source = provision.home()
    if not provision.is_installed():
        sys.exit("LanguageTool is not installed; run `copydesk grammar install`")
    shutil.copytree(source, folder / "engines" / source.name)
    wrapped = folder / "LanguageTool-6.8"
    wrapped.mkdir()
    jars = sorted(source.glob("*.jar"))
    for jar in jars:
        shutil.copy2(jar, wrapped)
    manifest = "Manifest-Version: 1.0\nClass-Path: " + " \n ".join(jar.name for jar in jars) + "\n"
    with zipfile.ZipFile(wrapped / "languagetool-server.jar", "w") as jar_of_all:
        jar_of_all.writestr("META-INF/MANIFEST.MF", manifest)
    os.environ.update(COPYDESK_HOME=str(folder), LTP_PATH=str(folder))
    try:
        yield
    finally:
        languagetool.stop()


def seconds(arguments: Sequence[str], folder: Path) -> float:
    """Return how long a Python process takes."""
    return measured(arguments, folder, fine=[0]).wall


def megabytes() -> float:
    """Return the memory of the running server."""
    known = state.read()
    return psutil.Process(known.pid).memory_info().rss / 1e6 if known else 0


def peers(files: Sequence[Path], folder: Path) -> tuple[float, float]:
    """Return the seconds for all files with an object each, reckoned from three of them, and with one for all."""
    names = [str(file) for file in files]
    each = seconds(["-c", _EACH, *names[:3]], folder) / 3 * len(names)
    return each, seconds(["-c", _ALL, *names], folder)


def edited(file: Path, folder: Path, runs: int = 15) -> list[float]:
    """Return the seconds of runs over one file, each after one of its paragraphs was given a new sentence."""
    original, times = file.read_text(encoding="utf-8"), []
    new = re.findall(r"(?<=\. )[A-Z][A-Za-z, ]+\.", PLACE.sub(town, Writer(seed=5).article("Mills", ["a"])))
    for sentence in new[:runs]:
        blocks = original.split("\n\n")
        place = next(number for number in range(len(blocks) - 1, 0, -1) if blocks[number][:1].isalpha())
        blocks[place] += f" {sentence}"
        file.write_text("\n\n".join(blocks), encoding="utf-8")
        times.append(seconds([*_CHECK, str(file)], folder))
    file.write_text(original, encoding="utf-8")
    return times


def rows(count: int, work: Path) -> Iterator[Row]:
    """Measure and yield the figures one after the other."""
    corpus = work / "corpus"
    files = articles(corpus, count)
    words = sum(len(file.read_text(encoding="utf-8").split()) for file in files)
    yield Row(f"{count} articles, {words:,} words", "")
    first = seconds(_CHECK, corpus)
    yield Row("Copydesk, first run, server started in it", f"{first:.1f} s", f"{count / first:.1f} articles/s")
    yield Row("its server's memory then", f"{megabytes():.0f} MB")
    times = edited(files[0], corpus)
    yield Row("one edited paragraph, warm server, p50", f"{statistics.median(times) * 1000:.0f} ms")
    yield Row("nothing changed", f"{statistics.median(seconds(_CHECK, corpus) for _ in range(5)):.2f} s")
    languagetool.stop()
    alone = articles(work / "alone", 1)
    cold = seconds(_CHECK, alone[0].parent)
    yield Row("one article, server started for it", f"{cold:.1f} s")
    languagetool.stop()
    time.sleep(1)
    each, together = peers(files, corpus)
    yield Row("wrapper, one object a file", f"{each:,.0f} s", f"{each / first:.0f} times ours")
    yield Row("wrapper, one object for all", f"{together:.1f} s", f"{together / first:.1f} times ours")


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder, private_engine(Path(folder)):
        for row in rows(count, Path(folder)):
            print(f"{row.what:<45}{row.wall:>10}  {row.more}", flush=True)


if __name__ == "__main__":
    main()
