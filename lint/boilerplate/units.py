"""Step 1: an article's sentences, normalised, as one packed share.

Units are the sentences of running text. Headings, code, tables, HTML, front matter and list items that are nothing
but a link are left out, block quotes unless asked for. Normalisation: Unicode NFKC, case folded, punctuation dropped.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from unicodedata import normalize
from zlib import crc32

from xxhash import xxh3_64_intdigest

from lint.article import PROSE_KINDS, Article, Block, Sentence
from lint.boilerplate.codes import code
from lint.boilerplate.packing import (
    FRESH,
    NAMED,
    About,
    Columns,
    comparable,
    hashes,
    known_by,
    name_bytes,
    pack,
    unpack,
)
from lint.text import Span

if TYPE_CHECKING:
    from lint.boilerplate.allow import LeftOut

SHORTEST = 6
"""Words from which a sentence is a unit: "exact, >= 6 tokens" of the measured method."""

_RUN_ON = 80  # code points; no two sentences that could be compared are shorter

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PLAIN = "".join(chr(code) if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128))
"""What becomes of each ASCII character; several times as quick as the pattern, and the same."""

_UNNAMING = frozenset(("the", "and", "for", "from", "with"))

_NO_INITIAL = re.compile(r"(?<=\w (?:a|I)\.)\s+(?=[^\W\d_a-z])")
"""Where a sentence ends although what it ends with looks like a person's initial: "a" and "I" are words."""

_STOP = re.compile(
    r"(?<![A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St|Lt|Mt|Ft|vs|No)\.)(?<!\b(?:Mrs|Gen|Col|Sgt|Rev|Sen|Rep|Gov|Hon|Fig)\.)"
    r"(?<!\b(?:Prof|Capt|Supt)\.)(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z])|(?<=\b[A-Z] [A-Z]\.)\s+(?=[A-Z])"
)
"""Where a sentence ends although what it ends with may be an abbreviation, no title and no initial: "in Sept."."""

_OPENER = re.compile(
    r" (?=[A-Z])(?<=[^\W\d_A-Z]{2} )(?=(?:After|Although|And|As|At|Because|But|By|Each|For|From|He|His|How|However|"
    r"If|In|It|Its|Many|No|Now|On|Our|She|Since|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|"
    r"When|Where|While|With|You|Your) [^\W\d_A-Z])"
)
"""Where a sentence ends for want of a stop: a word that opens sentences stands between two small ones."""

OPENING, ENDING = 12, 8
"""Words on either side of such an opener, or such a stop: shorter pieces share stock phrases, and little else."""


class Unit(NamedTuple):
    """One sentence of an article."""

    text: int  # the hash of its words
    start: int  # in the source, code points
    end: int
    words: int
    fresh: bool  # a heading, table or the like stands before it
    names: int  # a bit for each word that is part of a name, the lowest for the first word


class Units:
    """An article's sentences, read from its share."""

    __slots__ = ("_at", "_columns", "_hashes", "ends", "sizes", "span", "starts", "words")

    def __init__(self, share: bytes) -> None:
        columns = self._columns = unpack(share)
        self._hashes: array[int] | None = None
        self._at: list[int] = []  # where each unit's codes begin, and where the last one's end
        self.starts, self.ends, self.sizes, self.words = (
            columns.starts,
            columns.ends,
            columns.sizes,
            columns.about.words,
        )
        self.span = Span(columns.about.start, columns.about.end)  # of what names the article

    @property
    def hashes(self) -> array[int]:
        """The texts, in order; worked out when asked for."""
        if self._hashes is None:
            self._hashes = hashes(self._columns)
        return self._hashes

    def __len__(self) -> int:
        return len(self.sizes)

    def __iter__(self) -> Iterator[Unit]:
        at = 0
        for text, start, end, size in zip(self.hashes, self.starts, self.ends, self.sizes, strict=True):
            behind = at + name_bytes(size)
            names = int.from_bytes(self._columns.names[at:behind], "little")
            yield Unit(text, start, end, size & ~FRESH, bool(size & FRESH), names)
            at = behind

    def codes(self, text: int) -> str:
        """Return a text's words, one character each; "" for a text that is only compared as a whole."""
        start, end = self._range(self.hashes.index(text))
        return self._columns.codes[start:end]

    def having(self, words: str) -> Iterator[tuple[int, str]]:
        """Yield the comparable texts in which both of two words stand, each with all its words; given as codes."""
        codes = self._columns.codes
        at = codes.find(words[0])
        while at >= 0:
            self._range(0)
            unit = bisect_right(self._at, at) - 1
            start, end = self._range(unit)
            if codes.find(words[1], start, end) >= 0:
                yield self.hashes[unit], codes[start:end]
            at = codes.find(words[0], end)

    def _range(self, unit: int) -> tuple[int, int]:
        if not self._at:
            self._at = [*accumulate(map(comparable, self.sizes), initial=0)]
        return self._at[unit], self._at[unit + 1]


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


def _written(text: str) -> list[str]:
    """Return the words of a text, as written but for Unicode's forms."""
    if text.isascii():
        parts = text.translate(_PLAIN).split()
        if "'" not in text:
            return parts
        return [word for part in parts for word in (WORD.findall(part) if "'" in part else (part,))]
    return WORD.findall(normalize("NFKC", text).replace("’", "'").replace("\xad", ""))


def tokens(text: str) -> list[str]:
    """Return the normalised words of a text."""
    return list(map(_folded, _written(text)))


def text_hash(found: list[str]) -> int:
    """Return the 64-bit hash by which a text is known; 0 stands for none."""
    if comparable(len(found)):
        return known_by("".join(map(_codes, found)), _mark(found))
    return _whole(found)


def _whole(found: list[str]) -> int:
    return xxh3_64_intdigest(" ".join(found).encode("utf-8", "surrogatepass")) or 1


def _mark(found: list[str]) -> int:
    return _whole(found) & 0xFF


def names(written: list[str], found: list[str], title: frozenset[str]) -> int:
    """Return a bit for each word that is part of a name, given the words as written and normalised.

    Numbers, words with a capital that does not open the sentence, and words of the article's own title.
    """
    bits = int(bytes(map(_marks, written[NAMED - 1 :: -1])), 2)
    if bits & 1 and not written[0][0].isdigit():
        bits -= 1
    if not title.isdisjoint(found):
        bits |= sum(1 << at for at, word in enumerate(found[:NAMED]) if word in title and not bits >> at & 1)
    return bits


def gather(article: Article, quotes: bool, left_out: LeftOut | None = None) -> bytes:
    """Return an article's share, without the sentences in which a pattern of `left_out` matches."""
    title = frozenset(word for word in tokens(article.title) if len(word) > 2) - _UNNAMING
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
            if any(span.start < one.end and one.start < span.end for one in without):
                fresh = True
                continue
            written = _written(text)
            found = list(map(_folded, written))
            words += len(found)
            if len(found) < SHORTEST:
                continue
            starts.append(span.start)
            ends.append(span.end)
            sizes.append(len(found) | (FRESH if fresh else 0))
            fresh = False
            if comparable(len(found)):
                codes += map(_codes, found)
                marks.append(_mark(found))
                named += names(written, found, title).to_bytes(name_bytes(len(found)), "little")
            else:
                whole.append(_whole(found))
    about = About(
        words, *_title_span(article), left_out.matched if left_out else 0,
        crc32(article.source.text.encode("utf-8", "surrogatepass")),
    )  # fmt: skip
    return pack(Columns(about, sizes, starts, ends, "".join(codes), bytes(named), bytes(marks), whole))


def _title_span(article: Article) -> Span:
    """Return where an article is named: its title in front matter, its first heading, or else its first sentence."""
    titles = [block for block in article.blocks if block.prose.text and block.field == "title"]
    titles += [block for block in article.blocks if block.prose.text and block.kind == "heading"]
    for block in titles[:1]:
        return block.prose.source(0, len(block.prose.text))
    spans = (sentence.span for block in article.blocks if block.kind in PROSE_KINDS for sentence in block.sentences)
    return next(spans, Span(0, 0))


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


def gaps(text: str) -> list[tuple[int, int]]:
    """Return what lies between sentences that the splitter left together."""
    found: list[tuple[int, int]] = []
    if " a. " in text or " I. " in text:
        found += [gap.span() for gap in _NO_INITIAL.finditer(text)]
    if len(text) > _RUN_ON:
        for end, least in ((_OPENER, OPENING), (_STOP, ENDING)):
            for gap in end.finditer(text):
                if min(text.count(" ", 0, gap.start()), text.count(" ", gap.end())) >= least - 1:
                    found.append(gap.span())
    return sorted({gap[1]: gap for gap in found}.values())


def _span(block: Block, sentence: Sentence, start: int, end: int) -> Span:
    return block.prose.source(sentence.start + start, sentence.start + end)


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
