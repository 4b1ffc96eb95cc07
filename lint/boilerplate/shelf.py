"""What is kept of the corpus, as it was before a batch of changes and as it is after it, read when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lint.boilerplate.grams import pairs
from lint.boilerplate.postings import Postings, text_key
from lint.boilerplate.records import Records, Spot, spots
from lint.boilerplate.units import Units


class Articles(dict[int, Units]):
    """Articles' units by number, read when needed."""

    def __init__(self, shares_of: Callable[[list[int]], Sequence[bytes]]) -> None:
        self._shares_of = shares_of

    def __missing__(self, number: int) -> Units:
        self.read((number,))
        return self[number]

    def read(self, numbers: Iterable[int]) -> None:
        """Read the units of many articles at once."""
        missing = sorted(set(numbers) - self.keys())
        self.update(zip(missing, map(Units, self._shares_of(missing)), strict=True))

    def forget(self, numbers: Iterable[int]) -> None:
        """Read the units of some articles anew when they are needed."""
        for number in numbers:
            self.pop(number, None)


class Learnt:
    """What does not change from one batch to the next: the articles that none of them touches, and all texts."""

    def __init__(self, shares_of: Callable[[list[int]], Sequence[bytes]]) -> None:
        self.articles = Articles(shares_of)
        self.codes: dict[int, str] = {}
        self.grams: dict[int, dict[int, str]] = {}


class Shelf:
    """Everything that is kept, and the articles' units, remembered while one batch of changes is absorbed.

    Lists and records are as they were until they are replaced; so is the home of a text: of the articles in which it
    stood the one with the smallest number. A gram's list has the home of each text that keeps it: first those of its
    hubs, by their texts, then all others, by number.
    """

    def __init__(
        self,
        records: Records,
        postings: Postings,
        homes: Postings,
        learnt: Learnt,
        before: Mapping[int, Units],
    ) -> None:
        self.records, self.postings, self.homes = records, postings, homes
        self._units, self._before = learnt.articles, before
        self._codes, self._grams = learnt.codes, learnt.grams
        self._home: dict[int, int | None] = {}

    def read(self, articles: Iterable[int]) -> None:
        """Read the units of many articles at once."""
        self._units.read(articles)

    def is_now(self, article: int) -> Units:
        """Return an article's units after the changes."""
        return self._units[article]

    def was(self, article: int) -> Units:
        """Return an article's units before the changes."""
        return self._before[article] if article in self._before else self._units[article]

    def home(self, text: int) -> int | None:
        """Return where a text stood, None if it stood nowhere."""
        if text not in self._home:
            known = self.records.get(text)
            listed = sorted(self.homes.get(text_key(text)))
            self._home[text] = (
                known.first if known else next((one for one in listed if text in self.was(one).hashes), None)
            )
        return self._home[text]

    def learn(self, text: int, codes: str) -> None:
        """Take note of a text's words, one character each."""
        self._codes[text] = codes

    def codes(self, text: int) -> str:
        """Return the words of a text, one character each."""
        if text not in self._codes:
            known = self.records.get(text)
            home = self.home(text)
            assert home is not None, "what stood nowhere was learnt"
            self._codes[text] = known.codes if known and known.codes else self.was(home).codes(text)
        return self._codes[text]

    def grams(self, text: int) -> dict[int, str]:
        """Return the grams that a text keeps, each with its two words."""
        if text not in self._grams:
            self._grams[text] = pairs(self.codes(text))
        return self._grams[text]

    def spots(self, text: int, but: Mapping[int, object]) -> list[Spot]:
        """Return where a text stands outside of certain articles."""
        known = self.records.get(text)
        if known is not None:
            return [spot for spot in known.spots if spot.article not in but]
        home = self.home(text)
        if home is None or home in but:
            return []
        return [spot for found, spot in spots(home, self._units[home]) if found == text]

    def keepers(self, gram: int, words: str, articles: Iterable[int], state: Callable[[int], Units]) -> dict[int, int]:
        """Return the texts in certain articles that keep a gram of two words, each with the first such article."""
        found: dict[int, int] = {}
        for article in sorted(set(articles)):
            units = state(article)
            for unit, codes in units.having(words):
                text = units.text(unit)
                self._codes.setdefault(text, codes)
                if gram in self.grams(text):
                    found.setdefault(text, article)
        return found
