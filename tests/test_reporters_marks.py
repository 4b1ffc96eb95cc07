"""Highlights in an article's prose, and rows of its page."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, Block, Image, Link
from lint.reporters.marks import Anchor, Mark, runs, stretch
from lint.reporters.placing import Place
from lint.reporters.reading import Reading, Row, read
from lint.text import Prose, ProseBuilder, Span
from tests.reporting import at, source


@st.composite
def proses(draw: st.DrawFn) -> Prose:
    builder, offset = ProseBuilder(), 0
    for text in draw(st.lists(st.text(alphabet="ab é漢", min_size=1, max_size=6), min_size=1, max_size=8)):
        offset += draw(st.integers(0, 3))
        atomic = draw(st.booleans())
        length = len(text) + draw(st.integers(1, 4)) if atomic else len(text)
        builder.add(text, offset, length)
        offset += length
    return builder.build()


@given(proses(), st.data())
def test_a_stretch_is_the_way_back_of_a_source_span(prose: Prose, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(prose.text) - 1))
    end = data.draw(st.integers(start + 1, len(prose.text)))
    span = prose.source(start, end)
    found = stretch(prose, span)
    assert found is not None
    assert found[0] <= start
    assert found[1] >= end
    assert prose.source(*found) == span


def test_markup_between_words_is_no_place_in_the_prose() -> None:
    builder = ProseBuilder()
    builder.add("one", 2, 3)
    builder.add("two", 9, 3)
    assert stretch(builder.build(), Span(5, 9)) is None
    assert stretch(builder.build(), Span(0, 2)) is None
    assert stretch(builder.build(), Span(12, 20)) is None
    assert stretch(builder.build(), Span(4, 10)) == (2, 4)


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


@given(st.text(max_size=40), st.lists(spans, max_size=8), st.lists(spans, max_size=4))
def test_joined_segments_are_the_text_and_every_number_is_shown_once(
    text: str, marked: list[list[int]], linked: list[list[int]]
) -> None:
    marks = [Mark(start, end, number) for number, (start, end) in enumerate(marked, 1)]
    anchors = [Anchor(start, end, "https://example.org") for start, end in linked]
    found = runs(text, marks, anchors)
    assert "".join(segment.text for run in found for segment in run.segments) == text
    shown = sorted(number for run in found for number in run.ends)
    assert shown == [mark.number for mark in marks if mark.start < mark.end <= len(text)]


def test_of_overlapping_marks_the_narrowest_is_on_top() -> None:
    found = runs("abcdefgh", [Mark(0, 8, 1), Mark(2, 4, 2), Mark(3, 6, 3)])
    told = [(segment.text, segment.number, segment.others) for run in found for segment in run.segments]
    assert told == [("ab", 1, 0), ("c", 2, 1), ("d", 2, 2), ("ef", 3, 1), ("gh", 1, 0)]
    assert [run.ends for run in found] == [(), (), (2,), (3,), (1,)]


def test_of_equal_marks_the_heavier_is_on_top() -> None:
    (run,) = runs("ab", [Mark(0, 2, 1, weight=2), Mark(0, 2, 2, weight=0)])
    assert run.segments[0].number == 2
    assert run.ends == (1, 2)


def test_the_number_of_a_mark_in_a_link_stands_behind_the_link() -> None:
    found = runs("see the page now", [Mark(4, 7, 1)], [Anchor(4, 12, "https://example.org")])
    assert [("".join(one.text for one in run.segments), run.destination, run.ends) for run in found] == [
        ("see ", "", ()),
        ("the page", "https://example.org", (1,)),
        (" now", "", ()),
    ]


def test_five_thousand_nested_marks_are_no_burden() -> None:
    text = "x" * 20_000
    started = time.perf_counter()
    runs(text, [Mark(n, 20_000 - n, n) for n in range(5_000)])
    assert time.perf_counter() - started < 1


def block(text: str, quote: str, kind: str = "paragraph", **more: object) -> Block:
    start = text.index(quote)
    builder = ProseBuilder()
    builder.add(quote, start, len(quote))
    return Block(kind, Span(start, start + len(quote)), builder.build(), **more)  # type: ignore[arg-type]  # kinds are literals


def shown(row: Row) -> str:
    return "".join(segment.text for run in row.runs for segment in run.segments)


TEXT = """\
---
title: t
---
# Title

First paragraph with [a link][ref] in it.

- [x] done
- open
  1. inner

![alt](a.png)

| a | b |
| - | - |
|   | d |

[ref]: https://example.org/far
"""


def cell(start: int) -> Block:
    return Block("cell", Span(start, start + 1), Prose(TEXT[start], (0,), (start,), (1,)))


ARTICLE = Article(
    source("a.md", TEXT),
    (
        block(TEXT, "Title", "heading", level=1),
        block(TEXT, "First paragraph with", "paragraph"),
        block(TEXT, "done", "item", depth=1),
        block(TEXT, "open", "item", depth=1),
        block(TEXT, "inner", "item", depth=2),
        *(cell(TEXT.index(bar) + 2) for bar in ("| a", "| b", "| d")),
    ),
    links=(
        Link(
            "https://example.org/far",
            Span(TEXT.index("https"), TEXT.index("far") + 3),
            Span(TEXT.index("paragraph"), TEXT.index("paragraph") + 9),
            "reference",
            text="paragraph",
            block=1,
            at=6,
        ),
    ),
    images=(
        Image(
            Link("a.png", at(source("a.md", TEXT), "a.png"), at(source("a.md", TEXT), "![alt](a.png)"), "inline"),
            "alt",
            at(source("a.md", TEXT), "alt"),
        ),
    ),
)


def reading(*quotes: str | Span) -> Reading:
    of = ARTICLE.source
    return read(ARTICLE, [Place(n, q if isinstance(q, Span) else at(of, q)) for n, q in enumerate(quotes, 1)])


def test_rows_stand_in_the_order_of_the_source() -> None:
    rows = reading().rows
    assert [row.kind for row in rows] == ["heading", "paragraph", "item", "item", "item", "image", "table"]
    assert [row.marker for row in rows[2:5]] == ["☑", "•", "1."]
    assert rows[5].label == "alt"
    assert rows[5].destination == "a.png"
    cells = rows[6].cells
    assert [["".join(s.text for run in cell for s in run.segments) for cell in line] for line in cells] == [
        ["a", "b"],
        ["", "d"],
    ]


def test_every_finding_is_told_beside_what_it_is_about() -> None:
    found = reading("First", "a.png", "https://example.org/far", Span(0, 3))
    beside = {number: row.kind for row in found.rows for number in row.notes}
    assert beside[1] == "paragraph"
    assert beside[2] == "image"
    assert beside[3] == "paragraph"  # the words of the link whose address stands far below
    assert found.general == (4,)
    assert found.unmarked == {2, 4}
    marked = [(one.text, one.number) for run in found.rows[1].runs for one in run.segments if one.number]
    assert marked == [("First", 1), ("paragraph", 3)]


def test_a_finding_in_what_is_not_shown_is_told_beside_what_stands_before_it() -> None:
    found = reading("[x]")
    assert found.rows[1].notes == (1,)
    assert found.rows[1].chips == (1,)


def test_a_finding_over_most_of_the_article_is_about_the_whole() -> None:
    found = reading(Span(0, len(TEXT)))
    assert found.general == (1,)
    assert not any(one.number for row in found.rows for run in row.runs for one in run.segments)
