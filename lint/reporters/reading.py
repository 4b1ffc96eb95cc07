"""An article set for reading: rows in the order of the source, each with the findings told beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from lint.article import Article, Image
from lint.reporters.marks import Run, runs
from lint.reporters.placing import Map, Place, Placed

_MARKER = re.compile(r"(?:^|[\s>])([-*+]|\d{1,9}[.)])[ \t]+(\[[ xX]\][ \t]+)?\S{0,40}$")
_PIPE = re.compile(r"(?<!\\)\|")
_BEFORE = 200  # code points before a block in which its list marker is looked for

Cell = tuple[Run, ...]


class Row(msgspec.Struct, frozen=True):
    """One piece of the page. `notes`: findings told beside it, by number; `chips`: those not highlighted."""

    kind: str  # a block's kind, or "table", "image"
    level: int = 0
    depth: int = 0
    quoted: bool = False
    marker: str = ""  # of a list item: "•", "3."
    label: str = ""  # a front matter field's name, a footnote's label, an image's alternative text
    destination: str = ""  # of an image
    runs: tuple[Run, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()  # of a table: lines of cells
    notes: tuple[int, ...] = ()
    chips: tuple[int, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A page. `general`: findings about the whole article; `unmarked`: those that highlight no words."""

    rows: tuple[Row, ...]
    general: tuple[int, ...]
    unmarked: frozenset[int]


def read(article: Article, places: Sequence[Place]) -> Reading:
    """Return an article's page with every place on it: beside a row, or among those about the whole."""
    setter = _Setter(article, places)
    return Reading(tuple(setter.rows()), tuple(setter.placed.general), frozenset(setter.placed.unmarked))


class _Setter:
    def __init__(self, article: Article, places: Sequence[Place]) -> None:
        self._article = article
        self._map = Map(article)
        self.placed: Placed = self._map.place(places)
        self._anchors = self._map.anchors()
        self._images = self._images_by_block()

    def _images_by_block(self) -> dict[int | None, list[int]]:
        """Return the images by the block after which they are shown, None: before the first."""
        found: dict[int | None, list[int]] = {}
        images = self._article.images
        for index in sorted(range(len(images)), key=lambda index: images[index].link.whole):
            found.setdefault(self._map.before(images[index].link.whole.start), []).append(index)
        return found

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the source; images follow the block or table that they stand in."""
        yield from self._pictures([None])
        blocks = self._map.order
        at = 0
        while at < len(blocks):
            behind = self._behind_table(at)
            if behind > at:
                yield self._table(blocks[at:behind])
            else:
                behind = at + 1
                yield from self._block(blocks[at])
            yield from self._pictures(blocks[at:behind])
            at = behind

    def _pictures(self, blocks: Sequence[int | None]) -> Iterator[Row]:
        for block in blocks:
            for index in self._images.get(block, ()):
                yield self._picture(self._article.images[index], self.placed.beside_image[index])

    def _picture(self, image: Image, notes: list[int]) -> Row:
        told = tuple(notes)
        return Row("image", label=image.alt or "", destination=image.link.destination, notes=told, chips=told)

    def _block(self, index: int) -> Iterator[Row]:
        block = self._article.blocks[index]
        notes = tuple(self.placed.beside_block[index])
        text = self._runs(index)
        if not text and not notes:
            return
        yield Row(
            block.kind,
            level=block.level,
            depth=min(block.depth, 6),
            quoted=block.quoted,
            marker=self._marker(index) if block.depth else "",
            label=self._label(index),
            runs=text,
            notes=notes,
            chips=self._chips(notes),
        )

    def _label(self, index: int) -> str:
        """Return a block's field or footnote where that begins; a field may hold a whole article."""
        before, block = self._article.blocks[max(index - 1, 0)], self._article.blocks[index]
        label = block.field or block.footnote
        return "" if index and label == (before.field or before.footnote) else label

    def _chips(self, notes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(number for number in notes if number in self.placed.unmarked)

    def _runs(self, index: int) -> Cell:
        text = self._map.proses[index].text
        return runs(text, self.placed.marks[index], self._anchors.get(index, ())) if text else ()

    def _marker(self, index: int) -> str:
        start = self._map.starts[index]
        line = self._article.source.text[max(start - _BEFORE, 0) : start].splitlines()[-1:]
        found = _MARKER.search(line[0]) if line else None
        if found is None:
            return ""
        if found[2]:
            return "☑" if "x" in found[2].lower() else "☐"
        return found[1] if found[1][0].isdigit() else "•"

    def _line(self, at: int) -> int:
        return self._article.source.position(self._map.starts[self._map.order[at]]).line

    def _behind_table(self, at: int) -> int:
        """Return where the table that starts at a block ends; `at` itself if none does."""
        order, blocks = self._map.order, self._article.blocks
        behind, line, lines = at, 0, 0
        while behind < len(order) and blocks[order[behind]].kind == "cell":
            here = self._line(behind)
            if line and here - line > (
                2 if lines == 1 else 1
            ):  # between the first line and the second, there are dashes
                break
            lines += here != line
            line = here
            behind += 1
        return behind

    def _table(self, cells: Sequence[int]) -> Row:
        text = self._article.source.text
        lines: dict[int, list[Cell]] = {}
        seen = 0  # up to where the pipes are counted
        for index in cells:
            start = self._map.starts[index]
            number, column = self._article.source.position(start)
            if number not in lines:
                seen = start - column + 1
            row = lines.setdefault(number, [])
            bars = len(_PIPE.findall(text, seen, start))
            row.extend([()] * (bars - 1))  # empty cells are no blocks
            row.append(self._runs(index))
            seen = start
        notes = tuple(sorted(note for index in cells for note in self.placed.beside_block[index]))
        return Row("table", cells=tuple(map(tuple, lines.values())), notes=notes, chips=self._chips(notes))
