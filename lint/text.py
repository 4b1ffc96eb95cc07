"""Places in a text: code points are the one coordinate; UTF-8 bytes and UTF-16 units are converted here only."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

import msgspec

_NOT_ASCII = re.compile("[^\0-\x7f]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open stretch of a text, in code points from 0."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people count it: line and column, in code points, both from 1."""

    line: int
    column: int


class ByteMap:
    """Converts UTF-8 byte offsets of one text to code points and back; O(log n) where the text is not ASCII."""

    __slots__ = ("_ascii", "_ends", "_extra")

    def __init__(self, text: str) -> None:
        self._ascii = text.isascii()
        self._ends: list[int] = []  # the byte offset behind each character of several bytes
        self._extra: list[int] = [0]  # bytes beyond one a character, up to that offset
        if self._ascii:
            return
        extra = 0
        for match in _NOT_ASCII.finditer(text):
            code = ord(match[0])
            extra += 1 if code < 0x800 else 2 if code < 0x10000 else 3
            self._ends.append(match.start() + extra + 1)
            self._extra.append(extra)

    def char(self, byte: int) -> int:
        """Return the code point offset of a byte offset that lies on a character's boundary."""
        if self._ascii:
            return byte
        return byte - self._extra[bisect_right(self._ends, byte)]

    def byte(self, char: int) -> int:
        """Return the byte offset of a code point offset."""
        if self._ascii:
            return char
        passed = bisect_right(range(len(self._ends)), char, key=lambda at: self._ends[at] - self._extra[at + 1])
        return char + self._extra[passed]


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text) + sum(1 for _ in _ASTRAL.finditer(text))


def utf16_to_chars(text: str, offsets: list[int]) -> list[int]:
    """Convert ascending or unordered UTF-16 offsets of a text to code points."""
    astral = [match.start() for match in _ASTRAL.finditer(text)]
    if not astral:
        return offsets
    ends = [at + index + 2 for index, at in enumerate(astral)]
    return [offset - bisect_right(ends, offset) for offset in offsets]


class Source(msgspec.Struct, frozen=True, dict=True):
    """One file, decoded once. `text` keeps its line ends as they stand; a byte order mark is not part of it."""

    path: str  # relative to the project's root, with /
    text: str
    sha256: str  # of the file's bytes
    bom: bool = False
    damaged: int = 0  # how many undecodable sequences were replaced by U+FFFD

    @cached_property
    def line_starts(self) -> list[int]:
        """Return the offset at which each line starts; CR LF, LF and CR each end one."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def quote(self, span: Span) -> str:
        """Return the text at a span, markup included."""
        return self.text[span.start : span.end]


class Prose(msgspec.Struct, frozen=True, gc=False):
    """What a reader reads of one block, and the way from each of its characters back to the source.

    The text is made of pieces. Piece i starts at `starts[i]` in the text and stands for `lengths[i]` code points
    from `sources[i]` in the source. Where the two lengths agree, characters correspond one to one; otherwise
    (an entity, a code span, a folded line end) the piece is atomic.
    """

    text: str = ""
    starts: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()

    def source(self, start: int, end: int) -> Span:
        """Return the span in the source of a non-empty stretch of the text."""
        first = bisect_right(self.starts, start) - 1
        begin, length = self.sources[first], self.lengths[first]
        behind = self.starts[first + 1] if first + 1 < len(self.starts) else len(self.text)
        if behind - self.starts[first] == length:
            begin += start - self.starts[first]
            length = end - start
        if end <= behind:
            return Span(begin, begin + length)
        return Span(begin, self._behind(bisect_right(self.starts, end - 1) - 1, end))

    def point(self, offset: int) -> int:
        """Return where in the source an offset of the text stands, which may be the text's end."""
        if not self.starts:
            return 0
        if offset < len(self.text):
            return self.source(offset, offset + 1).start
        return self.source(offset - 1, offset).end

    def offset(self, source: int) -> int:
        """Return where in the text an offset of the source comes first: how much is read before it."""
        piece = bisect_right(self.sources, source) - 1
        if piece < 0:
            return 0
        inside, size = source - self.sources[piece], self._size(piece)
        if inside >= self.lengths[piece]:
            return self.starts[piece] + size
        return self.starts[piece] + (inside if size == self.lengths[piece] else 0)

    def through(self, outer: Prose) -> Prose:
        """Return this prose with its places led on through `outer`, whose text is this one's source."""
        builder = ProseBuilder()
        for piece, (start, source, length) in enumerate(zip(self.starts, self.sources, self.lengths, strict=True)):
            size = self._size(piece)
            if size == length:
                outer._lead(self.text[start : start + size], source, builder)
            else:
                span = outer.source(source, source + length)
                builder.add(self.text[start : start + size], span.start, span.end - span.start)
        return builder.build()

    def _lead(self, text: str, start: int, builder: ProseBuilder) -> None:
        """Add a stretch of this prose's text that begins at `start`, piece by piece."""
        piece, done = bisect_right(self.starts, start) - 1, 0
        while done < len(text):
            size, length, source = self._size(piece), self.lengths[piece], self.sources[piece]
            inside = start + done - self.starts[piece]
            part = text[done : done + size - inside]
            if size == length:
                builder.add(part, source + inside, len(part))
            else:
                builder.add(part, source, length)
            piece, done = piece + 1, done + len(part)

    def _size(self, piece: int) -> int:
        behind = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return behind - self.starts[piece]

    def _behind(self, piece: int, offset: int) -> int:
        if self._size(piece) == self.lengths[piece]:
            return self.sources[piece] + offset - self.starts[piece]
        return self.sources[piece] + self.lengths[piece]


class ProseBuilder:
    """Collects the pieces of one block; empty pieces are left out. `size` is the length of the text so far."""

    __slots__ = ("_lengths", "_parts", "_sources", "_starts", "size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._lengths: list[int] = []
        self.size = 0

    def add(self, text: str, source: int, length: int) -> None:
        """Add a piece of text that stands for `length` code points of the source, from `source` on."""
        if not text:
            return
        self._parts.append(text)
        self._starts.append(self.size)
        self._sources.append(source)
        self._lengths.append(length)
        self.size += len(text)

    def pieces(self) -> int:
        """Return how many pieces there are so far: a mark for `since`."""
        return len(self._parts)

    def since(self, mark: int) -> str:
        """Return the text of the pieces behind a mark."""
        return "".join(self._parts[mark:])

    def ends_with_space(self) -> bool:
        """Return whether a space that came next would be one too many: behind another, or first of all."""
        return not self._parts or self._parts[-1].endswith(" ")

    def build(self) -> Prose:
        """Return the finished prose."""
        return Prose("".join(self._parts), tuple(self._starts), tuple(self._sources), tuple(self._lengths))


def decode(data: bytes, path: str, sha256: str) -> Source:
    """Decode a file's bytes as UTF-8; what cannot be decoded becomes U+FFFD and is counted in `damaged`."""
    bom = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if bom else data
    try:
        return Source(path, body.decode("utf-8"), sha256, bom)
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        damaged = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
        return Source(path, text, sha256, bom, damaged)
