"""The check `repeats`: which sentences and passages stand in several articles, word for word or nearly."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article
from lint.boilerplate import units
from lint.boilerplate.absorb import Absorption, Shelf
from lint.boilerplate.groups import TEMPLATE, find
from lint.boilerplate.postings import Homes, Postings, gram_bits, home_bits
from lint.boilerplate.records import Records
from lint.boilerplate.slots import worded
from lint.boilerplate.units import Units
from lint.check import Conclusion, Corpus, CorpusCheck, GroupFacts, Hit
from lint.index import Gathered

BULK_FROM, BULK_SHARE = 24, 25
"""Articles that have changed, and one in how many of all, above which all is worked out anew at once."""

_STATE = struct.Struct("<III")  # bits of a gram and of a text that choose their buckets; how often this has changed
_STATE_KEY, _TURN_KEY, _CONCLUSION_KEY = 0, 1, 2
_CONCLUSION = msgspec.msgpack.Decoder(Conclusion)


class Repeats(CorpusCheck, frozen=True):
    """Verdicts: `sentence` (word for word), `near` (small differences), `template` (names), `passage`, `article`."""

    name: ClassVar[str] = "repeats"
    late: ClassVar[frozenset[str]] = frozenset(("min_articles", "min_words"))
    says: ClassVar[tuple[str, ...]] = ("articles", "places", "first", "words", "sentences", "same")

    quotes: Annotated[bool, msgspec.Meta(description="look at block quotes too")] = False
    min_articles: Annotated[int, msgspec.Meta(ge=2, description="articles in which it must stand")] = 3
    min_words: Annotated[int, msgspec.Meta(ge=units.SHORTEST, description="words that it must have")] = 8

    def gather(self, article: Article) -> bytes:
        """Return the article's sentences: hashes, places and codes of their words."""
        return units.gather(article, self.quotes)

    def conclude(self, corpus: Corpus, selected: frozenset[str] | None) -> Conclusion:
        """Compare all articles; what the last run worked out is kept in the index, and only brought up to date."""
        if not isinstance(corpus, Gathered):
            raise TypeError("the check 'repeats' keeps what it works out in an index, and was given none")
        records = _up_to_date(corpus)
        if selected is None:
            return _of_all(corpus, records)
        numbers = {number for path in selected if (number := corpus.number(path)) is not None}
        texts = {text for number in numbers for text in Units(corpus.share_of(number)).hashes}
        records.fetch(texts)
        return find(records, sorted(texts), corpus.path, _units_of(corpus), numbers)

    def describe(self, group: GroupFacts, quotes: Sequence[str]) -> GroupFacts:
        """Return a group with its template and slots, given what stands in its places; others as they are."""
        if group.verdict != TEMPLATE:
            return group
        template, slots = worded(quotes)
        return msgspec.structs.replace(group, template=template, slots=slots)

    def keep(self, hit: Hit) -> bool:
        """Apply a rule's thresholds."""
        return int(hit.values["articles"]) >= self.min_articles and int(hit.values["words"]) >= self.min_words


def _of_all(corpus: Gathered, records: Records) -> Conclusion:
    """Return the conclusion over everything; kept, for most runs find nothing changed."""
    drawer = corpus.drawer("conclusion")
    turn = _STATE.unpack(_state(corpus))[2].to_bytes(4, "little")
    if drawer.get(_TURN_KEY) == turn and (kept := drawer.get(_CONCLUSION_KEY)) is not None:
        return _CONCLUSION.decode(kept)
    conclusion = find(records, records.fetch_all(), corpus.path, _units_of(corpus), None)
    drawer.put(_TURN_KEY, turn)
    drawer.put(_CONCLUSION_KEY, msgspec.msgpack.encode(conclusion))
    return conclusion


def _units_of(corpus: Gathered) -> Callable[[int], Units]:
    return lambda number: Units(corpus.share_of(number))


def _state(corpus: Gathered) -> bytes:
    return corpus.drawer("state").get(_STATE_KEY) or _STATE.pack(gram_bits(0), home_bits(0), 0)


class _Articles(dict[int, Units]):
    """Articles' units by number, read when needed."""

    def __init__(self, corpus: Gathered) -> None:
        self._corpus = corpus

    def __missing__(self, number: int) -> Units:
        units = self[number] = Units(self._corpus.share_of(number))
        return units


def _up_to_date(corpus: Gathered) -> Records:
    """Bring what is kept in the index up to date with all articles, and return the repeated texts."""
    pending = corpus.pending()
    if pending:
        of_grams, of_texts, turn = _STATE.unpack(_state(corpus))
        if len(pending) > BULK_FROM + len(corpus.paths()) // BULK_SHARE:
            of_grams, of_texts = _rebuild(corpus)
        else:
            _absorb(corpus, pending, of_grams, of_texts)
        corpus.drawer("state").put(_STATE_KEY, _STATE.pack(of_grams, of_texts, turn + 1))
        corpus.settle()
    return Records(corpus.drawer("records"))


def _rebuild(corpus: Gathered) -> tuple[int, int]:
    from lint.boilerplate.bulk import rebuild

    drawers = {name: corpus.drawer(name) for name in ("records", "grams", "homes")}
    return rebuild(dict(corpus.shares()), dict(drawers))


def _absorb(corpus: Gathered, pending: Mapping[int, bytes], of_grams: int, of_texts: int) -> None:
    articles = _Articles(corpus)
    shelf = Shelf(
        Records(corpus.drawer("records")),
        Postings(corpus.drawer("grams"), of_grams),
        Homes(corpus.drawer("homes"), of_texts),
        articles,
    )
    before = {number: Units(share) for number, share in sorted(pending.items())}
    Absorption(shelf, before, {number: articles[number] for number in before}).run()
