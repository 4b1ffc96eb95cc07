"""Corpora that nobody would write, at full size: python -m benchmarks.bench_hostile [PART OF A NAME].

Prints what the search for repeats costs and finds; exits 1 if it finds what it must not.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from benchmarks.corpus import Writer
from lint.article import ParseSettings
from lint.boilerplate.held import holds
from lint.boilerplate.similar import AKIN, akin
from lint.boilerplate.units import Units, gather
from lint.check import Conclusion, Place
from lint.checks.repeats import Repeats
from lint.index import in_memory
from lint.parse import parse
from lint.text import Source

Shares = dict[str, bytes]
Expected = Callable[[Shares, Conclusion], bool]

_FERRY = "The ferry runs from April to October, wind and tide permitting, and never on a Sunday."
_PHRASE = "in the course of the long nineteenth century"


def _share(text: str) -> bytes:
    return gather(parse(Source("a.md", text, ""), ParseSettings()), quotes=False)


def _article(writer: Writer) -> str:
    return writer.article("An article", ["another"]).split("---\n", 2)[2]


def large() -> Shares:
    """Return one article of 50 MB, and one that is a piece of it."""
    writer, parts, size = Writer(9), list[str](), 0
    while size < 50_000_000:
        parts.append(_article(writer))
        size += len(parts[-1])
    return {"large.md": _share("\n".join(parts)), "piece.md": _share(parts[5])}


def copies() -> Shares:
    """Return 100,000 copies of one article."""
    return dict.fromkeys((f"{number:06}.md" for number in range(100_000)), _share(_article(Writer(3))))


def long() -> Shares:
    """Return a sentence of a million words in two articles, and one that lacks its first word."""
    text = f"{' '.join(f'word{number}' for number in range(1_000_000))}."
    return {"a.md": _share(text), "b.md": _share(text), "c.md": _share(text.partition(" ")[2])}


def everywhere() -> Shares:
    """Return 10,000 articles with one sentence in common."""
    writer = Writer(4)
    return {f"{number:06}.md": _share(f"{_article(writer)}\n{_FERRY}\n") for number in range(10_000)}


def unrelated() -> Shares:
    """Return 10,000 articles of which every third sentence has a stock phrase, and nothing is repeated."""
    chance = random.Random(5)
    words = [f"w{number}" for number in range(3000)]
    weights = [1 / (number + 10) for number in range(3000)]

    def sentence() -> str:
        found = chance.choices(words, weights, k=chance.randint(8, 22))
        if chance.random() < 1 / 3:
            found.insert(chance.randint(1, 6), _PHRASE)
        return f"{' '.join(found).capitalize()}."

    return {f"{number:06}.md": _share(" ".join(sentence() for _ in range(30))) for number in range(10_000)}


def _has(*wanted: tuple[str, int]) -> Expected:
    """Return what asks for groups of a verdict and a number of places."""

    def check(_: Shares, found: Conclusion) -> bool:
        return set(wanted) <= {(group.verdict, len(group.members)) for group in found.groups}

    return check


def _is_led(shares: Shares, found: Conclusion) -> bool:
    """Return whether all texts of each group of sentences have enough in common with one of them, or hold it."""
    for group in found.groups:
        if group.verdict in {"near", "template", "phrase"}:
            codes = list(dict.fromkeys(_stretches(shares, group.members)))
            if not any(all(akin(one, other) >= AKIN or holds(one, other) for other in codes) for one in codes):
                return False
    return True


def _stretches(shares: Shares, places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        units = Units(shares[place.path])
        for unit in units:
            if unit.start <= place.start < unit.end:
                yield units.codes(unit.text)


CASES: dict[str, tuple[Callable[[], Shares], Expected]] = {
    "an article of 50 MB": (large, lambda _, found: "piece.md" in found.hits),
    "100,000 copies of an article": (copies, _has(("article", 100_000))),
    "a sentence of a million words": (long, _has(("sentence", 2))),
    "a sentence in 10,000 articles": (everywhere, _has(("sentence", 10_000))),
    "10,000 unrelated articles": (unrelated, _is_led),
}


def main() -> None:
    """Print the table."""
    asked, wrong = " ".join(sys.argv[1:]), []
    for name, (make, expected) in CASES.items():
        if asked not in name:
            continue
        began = time.perf_counter()
        shares = make()
        made = time.perf_counter()
        corpus = in_memory({path: {"": share} for path, share in shares.items()}).corpus("")
        found = Repeats().conclude(corpus, None)
        done = time.perf_counter()
        largest = max((len(group.members) for group in found.groups), default=0)
        print(
            f"{name:<32} read {made - began:7.1f} s  compared {done - made:7.1f} s  "
            f"{len(found.groups):>6,} groups, the largest of {largest:,}", flush=True,
        )  # fmt: skip
        if not expected(shares, found):
            wrong.append(name)
    if wrong:
        sys.exit(f"not what it should be: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
