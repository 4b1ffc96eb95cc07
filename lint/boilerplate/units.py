"""Step 1: an article's sentences, normalised, as one packed share.

Units are the sentences of running text. Headings, code, tables, HTML, front matter and list items that are nothing
but a link are left out, block quotes unless asked for. Normalisation: Unicode NFKC, case folded, punctuation dropped.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, TypeVar
from unicodedata import normalize
from zlib import crc32

from xxhash import xxh3_64_intdigest

from lint.article import PROSE_KINDS, Article, Block, Sentence
from lint.text import Span

SHORTEST = 6
"""Words from which a sentence is a unit: "exact, >= 6 tokens" of the measured method."""

NEAR_FROM, NEAR_TO = 8, 500
"""Words between which sentences are compared word by word; shorter and longer ones must agree exactly."""

_RUN_ON = 80  # code points; no two sentences that could be compared are shorter

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PLAIN = "".join(chr(code) if chr(code).isalnum() or chr(code) == "'" else " " for code in range(128))
"""What becomes of each ASCII character; several times as quick as the pattern, and the same."""

_UNNAMING = frozenset(("the", "and", "for", "from", "with"))

NAMED = 64
"""Words of a sentence, from its first on, of which is known whether they are names."""

_NO_INITIAL = re.compile(r"(?<=\w (?:a|I)\.)\s+(?=[^\W\d_a-z])")
"""Where a sentence ends although what it ends with looks like a person's initial: "a" and "I" are words."""

_OPENER = re.compile(
    r" (?=[A-Z])(?<=[^\W\d_A-Z]{2} )(?=(?:After|Although|And|As|At|Because|But|By|Each|For|From|He|His|How|However|"
    r"If|In|It|Its|Many|No|Now|On|Our|She|Since|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|"
    r"When|Where|While|With|You|Your) [^\W\d_A-Z])"
)
"""Where a sentence ends for want of a stop: a word that opens sentences stands between two small ones."""

CODES = 0xD800
"""How many codes there are for words: 16 bits without the surrogates, so that a text is a string of codes."""

_HEAD = struct.Struct("<IIIII4x")  # units, codes, words of the article, and where it is named: start and end
_FRESH = 1 << 31  # in a unit's size: something else stands between it and the unit before


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

    __slots__ = ("_codes", "_names", "ends", "hashes", "sizes", "span", "starts", "words")

    def __init__(self, share: bytes) -> None:
        count, codes, self.words, *span = _HEAD.unpack_from(share) if share else (0, 0, 0, 0, 0)
        self.span = Span(*span)  # of what names the article
        at = _HEAD.size
        self.hashes = array("Q", share[at : at + 8 * count])
        at += 8 * count
        self.starts = array("I", share[at : at + 4 * count])
        self.ends = array("I", share[at + 4 * count : at + 8 * count])
        self.sizes = array("I", share[at + 8 * count : at + 12 * count])
        at += 12 * count
        self._codes, self._names = share[at : at + 2 * codes], share[at + 2 * codes :]

    def __len__(self) -> int:
        return len(self.hashes)

    def __iter__(self) -> Iterator[Unit]:
        at = 0
        for text, start, end, size in zip(self.hashes, self.starts, self.ends, self.sizes, strict=True):
            behind = at + _name_bytes(size)
            names = int.from_bytes(self._names[at:behind], "little")
            yield Unit(text, start, end, size & ~_FRESH, bool(size & _FRESH), names)
            at = behind

    def codes(self, text: int) -> str:
        """Return a text's words, one character each; "" for a text that is only compared as a whole."""
        at = self.hashes.index(text)
        ends = [0, *accumulate(map(comparable, self.sizes[: at + 1]))]
        return self._codes[2 * ends[at] : 2 * ends[at + 1]].decode("utf-16-le")


def comparable(size: int) -> int:
    """Return how many words of a unit of that size are kept for comparison."""
    words = size & ~_FRESH
    return words if NEAR_FROM <= words <= NEAR_TO else 0


def _name_bytes(size: int) -> int:
    return (min(comparable(size), NAMED) + 7) // 8


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
_codes = _Remembered(lambda word: crc32(word.encode("utf-8", "surrogatepass")) % CODES).__getitem__
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
    return xxh3_64_intdigest(" ".join(found).encode("utf-8", "surrogatepass")) or 1


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


def gather(article: Article, quotes: bool) -> bytes:
    """Return an article's share."""
    title = frozenset(word for word in tokens(article.title) if len(word) > 2) - _UNNAMING
    named = bytearray()
    hashes, starts, ends, sizes, codes = array("Q"), array("I"), array("I"), array("I"), array("H")
    words, fresh = 0, True
    menu = _menu(article)
    previous: Block | None = None
    for number, block in enumerate(article.blocks):
        if block.kind not in PROSE_KINDS or number in menu or (block.quoted and not quotes):
            fresh = True
            continue
        fresh = fresh or (previous is not None and previous.footnote != block.footnote)
        previous = block
        for text, span in _sentences(block):
            written = _written(text)
            found = list(map(_folded, written))
            words += len(found)
            if len(found) < SHORTEST:
                continue
            hashes.append(text_hash(found))
            starts.append(span.start)
            ends.append(span.end)
            sizes.append(len(found) | (_FRESH if fresh else 0))
            fresh = False
            if NEAR_FROM <= len(found) <= NEAR_TO:
                codes.extend(map(_codes, found))
                named += names(written, found, title).to_bytes((min(len(found), NAMED) + 7) // 8, "little")
    head = _HEAD.pack(len(hashes), len(codes), words, *_title_span(article))
    return b"".join((head, *(column.tobytes() for column in (hashes, starts, ends, sizes, codes)), named))


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
        for gap_start, gap_end in _gaps(text):
            yield text[start:gap_start], _span(block, sentence, start, gap_start)
            start = gap_end
        yield (text[start:], _span(block, sentence, start, len(text))) if start else (text, sentence.span)


def _gaps(text: str) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    if " a. " in text or " I. " in text:
        gaps += [gap.span() for gap in _NO_INITIAL.finditer(text)]
    if len(text) > _RUN_ON:
        for gap in _OPENER.finditer(text):
            if min(text.count(" ", 0, gap.start()), text.count(" ", gap.end())) >= NEAR_FROM - 1:
                gaps.append(gap.span())
        gaps.sort()
    return gaps


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


def columns(shares: Iterable[bytes]) -> tuple[list[int], list[bytes]]:
    """Return the number of units of each share, and the columns of all: hashes, starts, ends, sizes, codes, names."""
    counts: list[int] = []
    parts: tuple[list[bytes], ...] = ([], [], [], [], [], [])
    for share in shares:
        count, codes = _HEAD.unpack_from(share)[:2]
        counts.append(count)
        at = _HEAD.size
        for part, size in zip(parts, (8 * count, 4 * count, 4 * count, 4 * count, 2 * codes, None), strict=True):
            end = None if size is None else at + size
            part.append(share[at:end])
            at = end or 0
    return counts, [b"".join(part) for part in parts]
