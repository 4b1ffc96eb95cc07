"""Recall over edit rate for each way to find repeats: python -m benchmarks.recall [SEED …].

Prints a table and draws docs/boilerplate.svg. Needs the package rensa for MinHash. A sentence is found if the method
holds it for the same as another one of its family; it is flagged if it holds it for the same as any other.
"""

from __future__ import annotations

import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from benchmarks.chart import Curve, draw
from benchmarks.families import RATES, Article, Planter, Sentence
from benchmarks.methods import Method, MinHash, Sets, SimHash, Words, exact, skeleton
from lint.article import ParseSettings
from lint.boilerplate.units import gather
from lint.checks.repeats import Repeats
from lint.index import in_memory
from lint.parse import parse
from lint.text import Source

PICTURE = Path(__file__).parents[1] / "docs/boilerplate.svg"
ARTICLES, SEEDS = 2000, (501, 502, 503)
OURS = "Copydesk"
METHODS: dict[str, Method] = {
    "exact hash": exact,
    "masked skeleton hash": skeleton,
    "SimHash, 6 bits of 64, checked": SimHash(6, checked=True),
    "MinHash, runs of 5 words, 14 × 8": MinHash(5, 14, 8, checked=False),
    "MinHash, pairs of words, 16 × 4": MinHash(2, 16, 4, checked=False),
    "the same pairs, checked": MinHash(2, 16, 4, checked=True),
}
_WORD = re.compile(r"[^\W_]+")


class Score(NamedTuple):
    """How a method fared."""

    recall: dict[str, float]  # by kind
    precision: float  # of the flagged sentences; nan where none is
    largest: int  # sentences in its largest group
    seconds: float


class Corpus:
    """Articles, and all their sentences."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.markdown = [article.markdown() for article in articles]
        self.sentences: list[Sentence] = []
        self.words: list[Words] = []
        self.first: list[int] = []  # each article's first sentence
        for article, (_, places) in zip(articles, self.markdown, strict=True):
            title = frozenset(article.title.split())
            self.first.append(len(self.sentences))
            self.sentences += (sentence for _, sentence in places)
            self.words += (Words(tuple(_WORD.findall(sentence.text)), title) for _, sentence in places)

    def found(self) -> Iterator[list[int]]:
        """Yield the sentences of each group that Copydesk finds in the articles' Markdown."""
        shares = {
            str(number): {"": gather(parse(Source(f"{number}.md", text, ""), ParseSettings()), quotes=False)}
            for number, (text, _) in enumerate(self.markdown)
        }
        for group in Repeats().conclude(in_memory(shares).corpus(""), None).groups:
            yield [
                number for place in group.members for number in self.covered(int(place.path), place.start, place.end)
            ]

    def covered(self, article: int, start: int, end: int) -> Iterator[int]:
        """Yield the sentences of which at least half stands between two places of an article."""
        for number, (at, sentence) in enumerate(self.markdown[article][1], self.first[article]):
            behind = at + len(sentence.text)
            if 2 * (min(end, behind) - max(start, at)) >= behind - at:
                yield number


def score(sentences: Sequence[Sentence], work: Callable[[], Sets]) -> Score:
    """Score what some work holds for the same."""
    began = time.perf_counter()
    linked, flagged, leader = set[int](), set[int](), _Leaders()
    for some in work():
        flagged.update(some)
        families = defaultdict[int, set[int]](set)
        for number in some:
            leader.join(min(some), number)
            families[sentences[number].family].add(number)
        families.pop(-1, None)
        linked.update(number for members in families.values() if len(members) > 1 for number in members)
    seconds = time.perf_counter() - began
    planted = Counter(sentence.kind for sentence in sentences if sentence.kind)
    found = Counter(sentences[number].kind for number in linked)
    right = sum(sentences[number].family >= 0 for number in flagged)
    recall = {kind: found[kind] / planted[kind] for kind in planted}
    precision = right / len(flagged) if flagged else math.nan
    return Score(recall, precision, leader.largest(flagged), seconds)


class _Leaders:
    """Which sentences are connected."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Return the sentence that stands for all that are connected with one."""
        while (other := self._of.get(number, number)) != number:
            self._of[number] = self._of.get(other, other)
            number = other
        return number

    def join(self, one: int, other: int) -> None:
        """Connect two sentences."""
        self._of[self.of(one)] = self.of(other)

    def largest(self, numbers: Sequence[int] | set[int]) -> int:
        """Return how many of the sentences are connected at the most."""
        return max(Counter(map(self.of, numbers)).values(), default=0)


def mean(scores: Sequence[Score]) -> Score:
    """Return the mean of scores, but for the largest group, which is the largest of all."""
    recall = {kind: fmean(one.recall[kind] for one in scores) for kind in scores[0].recall}
    precision, seconds = fmean(one.precision for one in scores), fmean(one.seconds for one in scores)
    return Score(recall, precision, max(one.largest for one in scores), seconds)


def measured(seeds: Sequence[int]) -> dict[str, Score]:
    """Return how each method fares, the mean over corpora of several seeds."""
    scores = defaultdict[str, list[Score]](list)
    for seed in seeds:
        corpus = Corpus(Planter(seed).articles(ARTICLES))
        for name, method in METHODS.items():
            scores[name].append(score(corpus.sentences, partial(method, corpus.words)))
        scores[OURS].append(score(corpus.sentences, corpus.found))
        print(f"seed {seed}: {len(corpus.sentences):,} sentences", file=sys.stderr)
    return {name: mean(some) for name, some in scores.items()}


def rows(scores: dict[str, Score]) -> Iterator[str]:
    """Yield the lines of a table."""
    kinds = sorted(next(iter(scores.values())).recall, key=lambda kind: (kind[-1] != "%", int(kind.split()[0])))
    yield f"| | {' | '.join(kinds)} | precision | largest group | s |"
    yield f"| --- {'| --- ' * (len(kinds) + 3)}|"
    for name, one in scores.items():
        recall = " | ".join(_share(one.recall[kind]) for kind in kinds)
        yield f"| {name} | {recall} | {_share(one.precision)} | {one.largest:,} | {one.seconds:.1f} |"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def main() -> None:
    """Print the table and draw the picture."""
    scores = measured([int(argument) for argument in sys.argv[1:]] or SEEDS)
    print("\n".join(rows(scores)))
    curves = [
        Curve(name, [(rate, one.recall[f"{rate} %"]) for rate in RATES], one.precision, name == OURS)
        for name, one in scores.items()
    ]
    PICTURE.write_text(draw(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
