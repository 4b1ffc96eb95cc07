"""Repeats planted in generated articles, with the truth about every sentence, to measure what finds them.

A family is a sentence and its versions, each in another article. In an edited version each word is, with the chance
that is the family's edit rate, replaced (half of the time), left out or followed by another; in the versions of a
template one to three slots are filled with names, numbers or other words. One sentence in ten has a stock
phrase in common with others, which does not make it their repeat.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks import words as w
from benchmarks.corpus import Writer

RATES = (0, 5, 10, 15, 20, 25, 30)
"""Percent of words that are edited."""

SLOTS = (1, 2, 3)
FAMILIES = 10
"""Articles for each family of one edit rate."""

_SENTENCES, _PARAGRAPH = 40, 5
_LEAST = 10  # words of a sentence that has versions
_PHRASES, _PHRASE_CHANCE = 300, 0.1
_WORDS = (*w.NOUNS, *w.ADJECTIVES, *w.VERBS, *w.ADVERBS, *w.PEOPLE)


class Sentence(NamedTuple):
    """One sentence, and what it is a version of."""

    text: str
    family: int = -1  # of no other sentence
    kind: str = ""  # how the versions of its family differ


class Article(NamedTuple):
    """An article by paragraphs."""

    title: str
    paragraphs: list[list[Sentence]]

    def markdown(self) -> tuple[str, list[tuple[int, Sentence]]]:
        """Return the article as Markdown, and where in it each sentence begins."""
        text, places = f"# {self.title}\n", []
        for paragraph in self.paragraphs:
            text += "\n"
            for sentence in paragraph:
                places.append((len(text), sentence))
                text += f"{sentence.text} "
            text = f"{text[:-1]}\n"
        return text, places


class Planter(Writer):
    """Writes articles that have nothing in common but what is planted in them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._family = 0
        plain = (self._sentence().rstrip(".").split() for _ in range(_PHRASES))
        self._phrases = [" ".join(found[2 : 2 + self._random.randint(4, 8)]) for found in plain]

    def articles(self, count: int) -> list[Article]:
        """Return so many articles."""
        articles = [Article(f"{self.place()} {self.place()}", list(self._background())) for _ in range(count)]
        for rate in RATES:
            for _ in range(count // FAMILIES):
                self._plant(f"{rate} %", self._edited(rate), self._random.sample(articles, self._random.randint(2, 4)))
        for slots in SLOTS:
            for _ in range(count // FAMILIES // 2):
                some = self._random.sample(articles, self._random.randint(3, 7))
                self._plant(f"{slots} slots" if slots > 1 else "1 slot", self._filled_anew(slots, some), some)
        return articles

    def _background(self) -> Iterator[list[Sentence]]:
        for _ in range(_SENTENCES // _PARAGRAPH):
            yield [Sentence(self._with_phrase(self._new())) for _ in range(_PARAGRAPH)]

    def _with_phrase(self, sentence: str) -> str:
        if not self._chance(_PHRASE_CHANCE):
            return sentence
        # The first phrases are the most frequent ones.
        phrase = self._phrases[min(_PHRASES, int(self._random.paretovariate(0.5))) - 1]
        found = sentence.split()
        at = self._random.randint(1, len(found) - 1)
        return " ".join([*found[:at], phrase, *found[at:]])

    def _plant(self, kind: str, versions: Iterator[str], articles: Sequence[Article]) -> None:
        for article, text in zip(articles, versions, strict=False):
            paragraph = self._pick(article.paragraphs)
            paragraph.insert(self._random.randint(0, len(paragraph)), Sentence(text, self._family, kind))
        self._family += 1

    def _long(self) -> list[str]:
        """Return the words of a new sentence that is long enough, without its full stop."""
        while len(found := self._new().rstrip(".").split()) < _LEAST:
            pass
        return found

    def _edited(self, rate: int) -> Iterator[str]:
        """Yield a sentence, and then versions of it."""
        found = self._long()
        yield _sentence(found)
        while True:
            yield _sentence(edited(found, rate, self._random))

    def _filled_anew(self, slots: int, articles: Sequence[Article]) -> Iterator[str]:
        """Yield a version of a template for each article."""
        found = self._long()
        places = sorted(self._random.sample(range(1, len(found) + 1), slots), reverse=True)
        kinds = [self._random.randrange(4) for _ in places]
        for article in articles:
            version = list(found)
            for at, kind in zip(places, kinds, strict=True):
                version[at:at] = self._value(kind, article)
            yield _sentence(version)

    def _value(self, kind: int, article: Article) -> list[str]:
        """Return the words of a slot: the article's own title, another name, a number or any words."""
        if kind == 0:
            return article.title.split()
        if kind == 1:
            return [self.place()]
        if kind == 2:
            return [str(self._random.randint(2, 2025))]
        return [self._pick(_WORDS) for _ in range(self._random.randint(1, 3))]


def edited(found: Sequence[str], rate: int, chance: random.Random) -> list[str]:
    """Return words of which about so many percent, and at least one where it is not 0, were edited."""
    while True:
        version = []
        for word in found:
            if chance.random() * 100 >= rate:
                version.append(word)
                continue
            what = chance.random()
            if what < 0.5:
                version.append(chance.choice(_WORDS))
            elif what < 0.75:
                version += [word, chance.choice(_WORDS)]
        if not rate or version != list(found):
            return version


def _sentence(found: Sequence[str]) -> str:
    text = " ".join(found)
    return f"{text[0].upper()}{text[1:]}."
