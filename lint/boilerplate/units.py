"""Step 1: an article's sentences, normalised, as one packed share.

Units are the sentences of running text. Headings, code, tables, HTML, front matter and list items that are nothing
but a link are left out, and so are sentences that are hardly more than an address; block quotes unless asked for.
Normalisation: Unicode NFKC, case folded, punctuation dropped.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zlib import crc32

from xxhash import xxh3_64_intdigest

from lint.article import PROSE_KINDS, Article, Block, Sentence
from lint.boilerplate.codes import code
from lint.boilerplate.grams import WITHOUT_FREQUENT
from lint.boilerplate.markup import with_marks
from lint.boilerplate.packing import (
    FRESH,
    NAMED,
    About,
    Columns,
    Share,
    comparable,
    known_by,
    name_bytes,
    pack,
)
from lint.boilerplate.parting import gaps
from lint.boilerplate.words import CLUSTER, Lazy, counted, runs, written
from lint.text import Span

if TYPE_CHECKING:
    from lint.boilerplate.allow import LeftOut

SHORTEST = 6
"""Words from which a sentence is a unit: "exact, >= 6 tokens" of the measured method."""

_CLUSTER = Lazy(CLUSTER)
_UNNAMING = frozenset(("the", "and", "for", "from", "with"))


class Unit(NamedTuple):
    """One sentence of an article."""

    text: int  # the hash of its words
    start: int  # in the source, code points
    end: int
    words: int
    fresh: bool  # a heading, table or the like stands before it
    names: int  # a bit for each word that is part of a name, the lowest for the first word


class Units(Share):
    """An article's sentences, read from its share."""

    @property
    def span(self) -> Span:
        """What names the article."""
        return Span(self.about.start, self.about.end)

    @property
    def words(self) -> int:
        """All words of the article."""
        return self.about.words

    def __iter__(self) -> Iterator[Unit]:
        at = 0
        for text, start, end, size in zip(self.hashes, self.starts, self.ends, self.sizes, strict=True):
            behind = at + name_bytes(size)
            names = int.from_bytes(self.names[at:behind], "little")
            yield Unit(text, start, end, size & ~FRESH, bool(size & FRESH), names)
            at = behind

    def codes(self, text: int) -> str:
        """Return a text's words, one character each; "" for a text that is only compared as a whole."""
        start, end = self.range(self._firsts[text])
        return self.all_codes[start:end]

    @cached_property
    def _firsts(self) -> dict[int, int]:
        """Which unit is the first of each text."""
        return {text: at for at, text in reversed([*enumerate(self.hashes)])}

    def having(self, words: str) -> Sequence[tuple[int, str]]:
        """Return the comparable units in which two words are a pair, each with its words; given as codes."""
        if words not in self._with:
            self._with[words] = tuple(self._having(words))
        return self._with[words]

    @cached_property
    def _with(self) -> dict[str, tuple[tuple[int, str], ...]]:
        return {}

    def _having(self, words: str) -> Iterator[tuple[int, str]]:
        codes = self.all_codes
        at = codes.find(words[0])
        while at >= 0:
            unit = self.unit(at)
            start, end = self.range(unit)
            found = codes[start:end]
            if words in found or (words[1] in found and words in found.translate(WITHOUT_FREQUENT)):
                yield unit, found
            at = codes.find(words[0], end)


Value = TypeVar("Value")


class _Remembered(dict[str, Value]):
    """What a function says of each word, remembered."""

    def __init__(self, say: Callable[[str], Value]) -> None:
        self._say = say

    def __missing__(self, word: str) -> Value:
        if len(self) > 1_000_000:
            self.clear()
        value = self[word] = self._say(word)
        return value


_folded = _Remembered(str.casefold).__getitem__
_codes = _Remembered(code).__getitem__
_marks = _Remembered(lambda word: b"01"[word[0].isdigit() or (word[0].isupper() and word != "I")]).__getitem__


def tokens(text: str) -> list[str]:
    """Return the normalised words of a text."""
    return list(map(_folded, written(text)))


def text_hash(found: list[str]) -> int:
    """Return the 64-bit hash by which a text is known; 0 stands for none."""
    if comparable(len(found)):
        return known_by("".join(map(_codes, found)), _mark(found))
    return _whole(found)


def _whole(found: list[str]) -> int:
    return xxh3_64_intdigest(" ".join(found).encode("utf-8", "surrogatepass")) or 1


def _mark(found: list[str]) -> int:
    return _whole(found) & 0xFF


class Title(NamedTuple):
    """What names an article."""

    words: frozenset[str]
    runs: tuple[tuple[str, ...], ...]  # what of it is written without spaces, as words

    @classmethod
    def of(cls, title: str) -> Title:
        """Return a title without words that name nothing."""
        words = (word for word in tokens(title) if len(word) > 2 and (word.isascii() or not _CLUSTER.fullmatch(word)))
        return cls(frozenset(words) - _UNNAMING, tuple(tuple(tokens(run)) for run in runs(title)))

    def places(self, found: list[str]) -> Iterator[int]:
        """Yield where words of the title stand among a sentence's first words."""
        if not self.words.isdisjoint(found):
            yield from (at for at, word in enumerate(found[:NAMED]) if word in self.words)
        for run in self.runs:
            for at in range(min(NAMED, len(found)) - len(run) + 1):
                if found[at] == run[0] and tuple(found[at : at + len(run)]) == run:
                    yield from range(at, at + len(run))


def names(as_written: list[str], found: list[str], title: Title) -> int:
    """Return a bit for each word that is part of a name, given the words as written and normalised.

    Numbers, words with a capital that does not open the sentence, and words of the article's own title.
    """
    bits = int(bytes(map(_marks, as_written[NAMED - 1 :: -1])), 2)
    if bits & 1 and not as_written[0][0].isdigit():
        bits -= 1
    for at in title.places(found):
        bits |= 1 << at
    return bits


def gather(article: Article, quotes: bool, left_out: LeftOut | None = None) -> bytes:
    """Return an article's share, without the sentences in which a pattern of `left_out` matches."""
    title = Title.of(article.title)
    named, marks, codes = bytearray(), bytearray(), list[str]()
    whole, starts, ends, sizes = array("Q"), array("I"), array("I"), array("I")
    words, fresh = 0, True
    menu = _menu(article)
    previous: Block | None = None
    for number, block in enumerate(article.blocks):
        if block.kind not in PROSE_KINDS or number in menu or (block.quoted and not quotes):
            fresh = True
            continue
        fresh = fresh or (previous is not None and previous.footnote != block.footnote)
        previous = block
        without = left_out.spans(block) if left_out else ()
        for text, span in _sentences(block):
            if any(span.start < one.end and one.start < span.end for one in without) or _is_address(text):
                fresh = True
                continue
            as_written = written(text)
            found = list(map(_folded, as_written))
            size = len(found) if text.isascii() else counted(len(found), span.start, span.end)
            words += size
            if size < SHORTEST:
                continue
            shown = with_marks(article.source.text, span)
            starts.append(shown.start)
            ends.append(shown.end)
            sizes.append(len(found) | (FRESH if fresh else 0))
            fresh = False
            if comparable(len(found)):
                codes += map(_codes, found)
                marks.append(_mark(found))
                named += names(as_written, found, title).to_bytes(name_bytes(len(found)), "little")
            else:
                whole.append(_whole(found))
    about = About(
        words, *_title_span(article), left_out.matched if left_out else 0,
        crc32(article.source.text.encode("utf-8", "surrogatepass")),
    )  # fmt: skip
    return pack(Columns(about, sizes, starts, ends, "".join(codes), bytes(named), bytes(marks), whole))


def _title_span(article: Article) -> Span:
    """Return where an article is named: its title in front matter or over it; an empty one at its start if nowhere."""
    blocks = [block for block in article.blocks if block.prose.text]
    titles = [block for block in blocks if block.field == "title"]
    titles += [block for block in blocks if block.kind == "heading" and block.prose.text.strip() == article.title]
    for block in titles[:1]:
        return block.prose.source(0, len(block.prose.text))
    spans = (sentence.span for block in article.blocks if block.kind in PROSE_KINDS for sentence in block.sentences)
    start = next(spans, Span(0, 0)).start
    return Span(start, start)


def _sentences(block: Block) -> Iterator[tuple[str, Span]]:
    """Yield a block's sentences, parted where a reader would see two.

    Left together, each of the two would be found nowhere.
    """
    for sentence in block.sentences:
        text, start = sentence.text, 0
        for gap_start, gap_end in gaps(text):
            yield text[start:gap_start], _span(block, sentence, start, gap_start)
            start = gap_end
        yield (text[start:], _span(block, sentence, start, len(text))) if start else (text, sentence.span)


def _span(block: Block, sentence: Sentence, start: int, end: int) -> Span:
    return block.prose.source(sentence.start + start, sentence.start + end)


def _is_address(text: str) -> bool:
    """Return whether a sentence is hardly more than an address, which nobody reads."""
    return "://" in text and 2 * sum(len(part) for part in text.split() if "://" in part) > len(text)


def _menu(article: Article) -> frozenset[int]:
    """Return the list items that are nothing but one link: menus, not text."""
    return frozenset(
        link.block
        for link in article.links
        if link.block >= 0
        and (block := article.blocks[link.block]).kind == "item"
        and link.text
        and link.text.strip() == block.prose.text.strip()
    )
