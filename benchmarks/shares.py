"""Shares of generated articles, without the articles: to measure what comes after parsing, a million at a time.

Words are drawn as prose has them: 46 % are among the most frequent ones, the others follow Zipf's law. Of 100 articles
about 15 have a sentence that others have too, 5 a passage of three, and 10 a sentence of an earlier article with a
word exchanged; the same bytes for the same seed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from lint.boilerplate.codes import RARE
from lint.boilerplate.packing import FRESH, About, Columns, name_bytes, pack

SENTENCES, WORDS = 40, 17
"""Of an article, and of a sentence, on average."""

_BATCH = 1000
_RARE_WORDS, _FREQUENT_WORDS = 20_000, 120
_POOL = 2000


def shares(articles: int, seed: int) -> Iterator[bytes]:
    """Yield so many shares."""
    random = np.random.default_rng(seed)
    sentences = _Sentences(random)
    shared = [sentences.one() for _ in range(60)]
    passages = [[sentences.one() for _ in range(3)] for _ in range(20)]
    pool = [sentences.one() for _ in range(_POOL)]
    for start in range(0, articles, _BATCH):
        sentences.draw(_BATCH * SENTENCES)
        for number in range(start, min(start + _BATCH, articles)):
            texts = [sentences.next() for _ in range(int(random.integers(SENTENCES // 2, SENTENCES * 3 // 2)))]
            chance = random.random(3)
            if chance[0] < 0.15:
                texts[3] = shared[int(random.integers(len(shared)))]
            if chance[1] < 0.05:
                texts[5:8] = passages[int(random.integers(len(passages)))]
            if chance[2] < 0.1:
                known = pool[int(random.integers(_POOL))]
                at = int(random.integers(len(known)))
                texts[1] = known[:at] + sentences.word() + known[at + 1 :]
            pool[number % _POOL] = texts[0]
            yield _share(texts)


def _share(texts: list[str]) -> bytes:
    sizes = array("I", map(len, texts))
    sizes[0] |= FRESH
    lengths = [6 * len(text) for text in texts]
    ends = array("I", accumulate(lengths, lambda before, length: before + 1 + length, initial=0))[1:]
    starts = array("I", (end - length for end, length in zip(ends, lengths, strict=True)))
    names = b"".join(bytes(1 << index % 8 for index in range(name_bytes(len(text)))) for text in texts)
    about = About(sum(map(len, texts)), 0, 40, 0, 0)
    return pack(Columns(about, sizes, starts, ends, "".join(texts), names, bytes(len(texts)), array("Q")))


class _Sentences:
    """Sentences drawn by the thousand."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        ranks = 1 / (np.arange(_RARE_WORDS) + 30)
        self._rare = np.cumsum(ranks / ranks.sum())
        self._texts: Iterator[str] = iter(())
        self.draw(10_000)

    def draw(self, count: int) -> None:
        """Have so many ready."""
        lengths = self._random.integers(8, 2 * WORDS - 7, count)
        words = int(lengths.sum())
        rare = RARE + np.searchsorted(self._rare, self._random.random(words)).clip(max=_RARE_WORDS - 1)
        frequent = 1 + (_FREQUENT_WORDS * self._random.random(words) ** 2).astype(int)
        codes = np.where(self._random.random(words) < 0.46, frequent, rare).astype("<u2").tobytes().decode("utf-16-le")
        ends = np.cumsum(lengths).tolist()
        self._texts = iter([codes[start:end] for start, end in zip([0, *ends], ends, strict=False)])

    def next(self) -> str:
        """Return a sentence."""
        for text in self._texts:
            return text
        self.draw(10_000)
        return self.next()

    def one(self) -> str:
        """Return a sentence that is kept."""
        return self.next()

    def word(self) -> str:
        """Return a word that is rare."""
        return chr(RARE + int(self._random.integers(_RARE_WORDS)))
