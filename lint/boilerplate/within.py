"""Step 9: what one article says twice, word for word: sentences, and those that follow each other in each place.

Only word for word. In 3,245 guides and chapters of textbooks some 550 pairs within one article were near each other by
the rule of `similar`; of the first 45 four of five were steps, comparisons and list items that differ in the one word
they are about ("left" for "right"). Of 39 repeats word for word of twelve words or more, 33 were said or pasted twice,
six were refrains of exercises; of 55 shorter ones half were stock phrases, such as "The example above is equivalent".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from lint.boilerplate.leaders import Cluster, Part
from lint.boilerplate.passages import Run, Stay


class Echo(NamedTuple):
    """A sentence or passage, and the places in one article where it stands, the first one first."""

    article: int
    runs: list[Run]


def echoes(clusters: Iterable[Cluster], selected: Collection[int] | None) -> Iterator[Echo]:
    """Yield what the selected articles (None: all) say more than once, given the clusters of their texts."""
    columns: dict[int, list[Run]] = defaultdict(list)
    for cluster in clusters:
        if len({spot.article for spot in cluster.spots}) < len(cluster):
            for stays in _repeats(cluster):
                article = stays[0].spot.article
                if selected is None or article in selected:
                    columns[article].append(stays)
    for article, found in sorted(columns.items()):
        yield from (Echo(article, runs) for runs in _joined(found))


def _repeats(cluster: Cluster) -> Iterator[Run]:
    """Yield the places of each text in each article that has it more than once, in order."""
    places: dict[tuple[int, int], Run] = defaultdict(list)
    for spot, text in cluster.spots.items():
        words = cluster.records[text].words
        places[text, spot.article].append(Stay(cluster, spot, text, Part(0, words, words)))
    yield from (stays for stays in places.values() if len(stays) > 1)


def _joined(columns: list[Run]) -> Iterator[list[Run]]:
    """Yield the repeats of one article, each as its runs; `columns` are the places of each repeated sentence.

    One sentence joins another where it follows it in every place of both.
    """
    behind = {_numbers(column): column for column in columns}
    followers = {key for column in columns if (key := _followed_by(column)) in behind}
    for first in sorted((column for column in columns if _numbers(column) not in followers), key=_numbers):
        chain = [first]
        while (step := behind.get(_followed_by(chain[-1]))) is not None:
            chain.append(step)
        yield [list(run) for run in zip(*chain, strict=True)]


def _numbers(column: Run) -> tuple[int, ...]:
    """Return which of the article's sentences a column's places are."""
    return tuple(stay.spot.at for stay in column)


def _followed_by(column: Run) -> tuple[int, ...]:
    """Return which sentences follow them, none if something else stands behind one of them."""
    return tuple(stay.spot.at + 1 for stay in column) if all(stay.spot.after for stay in column) else ()
