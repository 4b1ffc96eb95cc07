"""The usual ways to find repeats, as a benchmark needs them: each names sets of sentences that it holds for the same.

They are given sentences as lists of words, so that none of them can fail at Markdown or at a sentence's end. MinHash
needs the package rensa, which is none of Copydesk's dependencies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from xxhash import xxh3_64_intdigest

from lint.boilerplate.similar import alike


class Words(NamedTuple):
    """A sentence's words as written, and those of its article's title."""

    written: tuple[str, ...]
    title: frozenset[str]

    @property
    def folded(self) -> tuple[str, ...]:
        """The words in small letters."""
        return tuple(word.casefold() for word in self.written)


Sets = Iterable[Collection[int]]
"""Numbers of sentences that are said to be the same, two or more at a time."""

Method = Callable[[Sequence[Words]], Sets]

_FIXED = 6  # words that a skeleton must have
_LARGEST = 2000  # texts of a bucket that are compared with each other


def exact(sentences: Sequence[Words]) -> Sets:
    """Return sentences with the same words."""
    return _same(sentence.folded for sentence in sentences)


def skeleton(sentences: Sequence[Words]) -> Sets:
    """Return sentences with the same words when numbers, capitalised words and the article's title are masked."""
    return _same(_masked(sentence) for sentence in sentences)


def _masked(sentence: Words) -> Hashable:
    words = []
    for at, word in enumerate(sentence.written):
        is_masked = word[0].isdigit() or (at and word[0].isupper()) or word in sentence.title
        if not is_masked:
            words.append(word.casefold())
        elif words[-1:] != [""]:
            words.append("")
    return tuple(words) if sum(map(bool, words)) >= _FIXED else sentence.folded


def _same(keys: Iterable[Hashable]) -> list[list[int]]:
    numbers = defaultdict[Hashable, list[int]](list)
    for number, key in enumerate(keys):
        numbers[key].append(number)
    return [some for some in numbers.values() if len(some) > 1]


class MinHash:
    """Bands of rows of MinHash values over runs of words; texts that agree in a whole band are candidates."""

    def __init__(self, run: int, bands: int, rows: int, checked: bool) -> None:
        self._run, self._bands, self._rows, self._checked = run, bands, rows, checked

    def __call__(self, sentences: Sequence[Words]) -> Sets:
        """Return sentences that are candidates, or those of them that pass the rule of `similar`."""
        texts = _Texts(sentences)
        signs = np.array([self._signature(words) for words in texts.words], np.uint32)
        bands = (signs[:, at : at + self._rows] for at in range(0, self._bands * self._rows, self._rows))
        buckets = (some for band in bands for some in _same(row.tobytes() for row in band))
        yield from texts.repeated()
        yield from texts.sentences(texts.alike(buckets) if self._checked else buckets)

    def _signature(self, words: Sequence[str]) -> Sequence[int]:
        found = import_module("rensa").RMinHash(num_perm=self._bands * self._rows, seed=1)
        found.update([" ".join(words[at : at + self._run]) for at in range(max(1, len(words) - self._run + 1))])
        signature: Sequence[int] = found.digest()
        return signature


class SimHash:
    """64 bits of a text, each the majority of its words' bits; texts that differ in few bits are candidates."""

    def __init__(self, differing: int, checked: bool) -> None:
        self._differing, self._checked = differing, checked

    def __call__(self, sentences: Sequence[Words]) -> Sets:
        """Return sentences that are candidates, or those of them that pass the rule of `similar`."""
        texts = _Texts(sentences)
        signs = np.array([_simhash(words) for words in texts.words], np.uint64)
        pairs = set(self._pairs(signs))
        yield from texts.repeated()
        yield from texts.sentences(texts.alike(pairs) if self._checked else pairs)

    def _pairs(self, signs: Any) -> Iterator[tuple[int, int]]:
        """Yield the pairs that differ in so many bits at most: they agree in one of so many blocks and one more."""
        blocks = self._differing + 1
        edges = [64 * at // blocks for at in range(blocks + 1)]
        for start, end in pairwise(edges):
            block = signs >> np.uint64(start) & np.uint64((1 << end - start) - 1)
            order = np.argsort(block, kind="stable")
            for some in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
                for at, one in enumerate(some[:-1].tolist()):
                    others = some[at + 1 :]
                    close = np.bitwise_count(signs[others] ^ signs[one]) <= self._differing
                    yield from ((one, other) for other in others[close].tolist())


def _simhash(words: Sequence[str]) -> int:
    hashes = np.array([xxh3_64_intdigest(word.encode()) for word in words], ">u8")
    votes = np.unpackbits(hashes.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
    return int.from_bytes(np.packbits(2 * votes > len(words)).tobytes(), "big")


class _Texts:
    """The different texts among sentences."""

    def __init__(self, sentences: Sequence[Words]) -> None:
        self._numbers = defaultdict[tuple[str, ...], list[int]](list)
        for number, sentence in enumerate(sentences):
            self._numbers[sentence.folded].append(number)
        self.words = list(self._numbers)
        codes: dict[str, str] = {}
        self._codes = ["".join(codes.setdefault(word, chr(256 + len(codes))) for word in words) for words in self.words]

    def repeated(self) -> Sets:
        """Return the sentences that are one text."""
        return [some for some in self._numbers.values() if len(some) > 1]

    def sentences(self, texts: Sets) -> Sets:
        """Return the sentences of texts that are held for the same."""
        return ([number for text in some for number in self._numbers[self.words[text]]] for some in texts)

    def alike(self, buckets: Sets) -> Iterator[tuple[int, int]]:
        """Yield the pairs from buckets that pass the rule of `similar`."""
        seen = set[tuple[int, int]]()
        for some in buckets:
            for pair in combinations(sorted(some)[:_LARGEST], 2):
                if pair not in seen:
                    seen.add(pair)
                    if alike(self._codes[pair[0]], self._codes[pair[1]]):
                        yield pair
