"""The check `repeats`: which sentences and passages stand in several articles, word for word or nearly."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Annotated, Any, ClassVar

import msgspec

from lint.article import Article
from lint.boilerplate import units
from lint.boilerplate.absorb import Absorption
from lint.boilerplate.allow import NOTHING, Allow, LeftOut, licence_notices
from lint.boilerplate.allowed import Allowed, Compared
from lint.boilerplate.grams import BITS
from lint.boilerplate.groups import TEMPLATE, WITHIN, Locate, find
from lint.boilerplate.inside import locate
from lint.boilerplate.leaders import Part
from lint.boilerplate.packing import matched
from lint.boilerplate.postings import TEXT_BITS, Postings, article_bits
from lint.boilerplate.records import Records, Spot
from lint.boilerplate.shelf import Learnt, Shelf
from lint.boilerplate.slots import worded
from lint.boilerplate.units import Units
from lint.check import Conclusion, Corpus, CorpusCheck, GroupFacts, Hit
from lint.index import Gathered
from lint.text import Span

SHARE = 1500  # bytes gathered from an article of a common size, some 45 sentences
BULK_FROM, BULK_SHARE = 24, 25
"""Articles that have changed, and one in how many of all, above which all is worked out anew at once."""

LARGE = 50_000
"""Articles of which what is worked out anew is stored bit by bit."""

_TEXTS, _PARTS = 4, 100_000
"""Texts of articles, and places of parts of sentences, that are remembered while groups are told."""

_STATE = struct.Struct("<II")  # bits of an article's number in what is kept; how often this has changed
_UNFINISHED = 0
"""In the place of the bits: a run was killed while it worked all out anew, and what is kept is not whole."""

_STATE_KEY, _TURN_KEY, _CONCLUSION_KEY = 0, 1, 2
_CONCLUSION = msgspec.msgpack.Decoder(Conclusion)


class Repeats(CorpusCheck, frozen=True):
    """Verdicts: `sentence` (word for word), `near` (small differences), `template` (names), `passage`, `article`.

    And `phrase`: a sentence of fewer than eight words; `within`: what one article says more than once.
    """

    name: ClassVar[str] = "repeats"
    late: ClassVar[frozenset[str]] = frozenset(("allow", "min_articles", "min_places", "min_words"))
    within: ClassVar[frozenset[str]] = frozenset((WITHIN,))
    says: ClassVar[tuple[str, ...]] = ("articles", "places", "first", "words", "sentences", "same", "shared")

    allow: Annotated[Allow, msgspec.Meta(description="repeats that are meant")] = NOTHING
    licences: Annotated[bool, msgspec.Meta(description="look at well-known licence notices too")] = False
    quotes: Annotated[bool, msgspec.Meta(description="look at block quotes too")] = False
    min_articles: Annotated[int, msgspec.Meta(ge=2, description="articles in which it must stand")] = 3
    min_places: Annotated[int, msgspec.Meta(ge=2, description="places in one article where it must stand")] = 2
    min_words: Annotated[int, msgspec.Meta(ge=units.SHORTEST, description="words that it must have")] = 8

    def gather(self, article: Article) -> bytes:
        """Return the article's sentences: hashes, places and codes of their words."""
        return units.gather(article, self.quotes, LeftOut(article, self.licences, self.allow.patterns))

    def early(self) -> dict[str, Any]:
        """Return the parameters that `gather` reads; of what is allowed, the patterns."""
        notices = None if self.licences else licence_notices()
        return {**super().early(), "licences": notices, "patterns": self.allow.patterns}

    def scope(self) -> Hashable:
        """Return what is allowed."""
        return self.allow

    def conclude(self, corpus: Corpus, selected: frozenset[str] | None) -> Conclusion:
        """Compare all articles; what the last run worked out is kept in the index, and only brought up to date."""
        if not isinstance(corpus, Gathered):
            raise TypeError("the check 'repeats' keeps what it works out in an index, and was given none")
        _bring_up_to_date(corpus)
        allowed = Allowed(self.allow, corpus.path, _units_of(corpus))
        drawer = corpus.drawer("records")
        often = Postings(corpus.drawer("grams"), BITS, _STATE.unpack(_state(corpus))[0]).count
        records = Compared(drawer, allowed, often) if allowed.leaves_texts_out else Records(drawer, often)
        if selected is None:
            return _of_all(corpus, records, allowed)
        numbers = {number for path in selected if (number := corpus.number(path)) is not None}
        texts = {text for number in numbers for text in Units(corpus.share_of(number)).hashes}
        records.fetch(texts)
        return find(records, sorted(texts), corpus.path, _units_of(corpus), _locator(corpus), numbers, allowed)

    def describe(self, group: GroupFacts, quotes: Sequence[str]) -> GroupFacts:
        """Return a group with its template and slots, given what stands in its places; others as they are."""
        if group.verdict != TEMPLATE:
            return group
        template, slots = worded(quotes)
        return msgspec.structs.replace(group, template=template, slots=slots)

    def keep(self, hit: Hit) -> bool:
        """Apply a rule's thresholds."""
        name, least = ("places", self.min_places) if hit.verdict == WITHIN else ("articles", self.min_articles)
        return int(hit.values[name]) >= least and int(hit.values["words"]) >= self.min_words


def _of_all(corpus: Gathered, records: Records, allowed: Allowed) -> Conclusion:
    """Return the conclusion over everything; kept, for most runs find nothing changed."""
    drawer = corpus.drawer("conclusion")
    turn = _STATE.unpack(_state(corpus))[1].to_bytes(4, "little") + allowed.digest()
    if drawer.get(_TURN_KEY) == turn and (kept := drawer.get(_CONCLUSION_KEY)) is not None:
        return _CONCLUSION.decode(zlib.decompress(kept))
    everywhere = records.fetch_all()
    conclusion = find(records, everywhere, corpus.path, _units_of(corpus), _locator(corpus), None, allowed)
    idle = tuple(allowed.idle(Records(corpus.drawer("records")), corpus.paths(), lambda: _matched(corpus)))
    conclusion = msgspec.structs.replace(conclusion, idle=idle)
    drawer.put(_TURN_KEY, turn)
    drawer.put(_CONCLUSION_KEY, zlib.compress(msgspec.msgpack.encode(conclusion), 1))
    return conclusion


def _matched(corpus: Gathered) -> int:
    """Return which of the allowed patterns matched in any article, a bit for each."""
    return reduce(or_, (matched(share) for _, share in corpus.shares()), 0)


def _units_of(corpus: Gathered) -> Callable[[int], Units]:
    return lambda number: Units(corpus.share_of(number))


def _locator(corpus: Gathered) -> Locate:
    """Return what locates parts. A cluster and its passage ask for the same ones, and an article's come together."""
    text_of = lru_cache(_TEXTS)(corpus.text)

    @lru_cache(_PARTS)
    def cut(article: int, whole: Span, part: Part) -> Span:
        text = text_of(article)
        return locate(text, whole, part.words, part.start, part.end) if text else whole

    def place(spot: Spot, part: Part) -> Span:
        whole = Span(spot.start, spot.end)
        return whole if part.is_whole else cut(spot.article, whole, part)

    return place


def _state(corpus: Gathered) -> bytes:
    return corpus.drawer("state").get(_STATE_KEY) or _STATE.pack(article_bits(0), 0)


def _bring_up_to_date(corpus: Gathered) -> None:
    """Bring what is kept in the index up to date with all articles."""
    pending = corpus.pending()
    bits, turn = _STATE.unpack(_state(corpus))
    if pending or not bits:
        most = BULK_FROM + corpus.count() // BULK_SHARE
        if not bits or _weight(corpus, pending) > most or max(pending) >> bits:
            bits = _rebuild(corpus, turn)
        else:
            _absorb(corpus, pending, bits)
        corpus.drawer("state").put(_STATE_KEY, _STATE.pack(bits, turn + 1))
        corpus.settle()


def _weight(corpus: Gathered, pending: Mapping[int, bytes]) -> int:
    """Return how many articles of a common size those that have changed come to."""
    return sum(max(1, max(len(former), len(corpus.share_of(number))) // SHARE) for number, former in pending.items())


def _rebuild(corpus: Gathered, turn: int) -> int:
    from lint.boilerplate.bulk import rebuild

    numbers = corpus.numbers()
    if len(numbers) > LARGE:
        corpus.drawer("state").put(_STATE_KEY, _STATE.pack(_UNFINISHED, turn))
    drawers = {name: corpus.drawer(name) for name in ("records", "grams", "homes")}
    return rebuild(numbers, corpus.shares_of, drawers, corpus.flush if len(numbers) > LARGE else lambda: None)


def _absorb(corpus: Gathered, pending: Mapping[int, bytes], bits: int) -> None:
    learnt = corpus.learnt(lambda: Learnt(corpus.shares_of))
    learnt.articles.forget(pending)
    before = {number: Units(share) for number, share in sorted(pending.items())}
    shelf = Shelf(
        Records(corpus.drawer("records")),
        Postings(corpus.drawer("grams"), BITS, bits),
        Postings(corpus.drawer("homes"), TEXT_BITS, bits),
        learnt,
        before,
    )
    Absorption(shelf, before, {number: learnt.articles[number] for number in before}).run()
    learnt.articles.forget(pending)
