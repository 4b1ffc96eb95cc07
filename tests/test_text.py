"""Places: bytes, UTF-16 units, lines and prose lead to the same characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.text import ByteMap, Prose, ProseBuilder, Source, Span, decode, utf16_length, utf16_to_chars

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXT)
def test_bytes_lead_to_characters(text: str) -> None:
    where = ByteMap(text)
    for at in range(len(text) + 1):
        assert where.char(len(text[:at].encode())) == at


@given(TEXT)
def test_utf16_units_lead_to_characters(text: str) -> None:
    units = [utf16_length(text[:at]) for at in range(len(text) + 1)]
    assert utf16_to_chars(text, units) == list(range(len(text) + 1))
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(TEXT)
def test_positions_count_lines_as_editors_do(text: str) -> None:
    source = Source("a.md", text, "")
    lines = text.replace("\r\n", "\n\n").replace("\r", "\n")  # of the same length
    for at in range(len(text) + 1):
        if text[at - 1 : at + 1] == "\r\n":
            continue  # between the two, no editor has a place
        position = source.position(at)
        begin = source.line_starts[position.line - 1]
        assert begin + position.column - 1 == at
        assert "\n" not in lines[begin:at]


def test_positions_of_all_line_ends() -> None:
    source = Source("a.md", "a\nb\r\nc\rd", "")
    assert [source.position(source.text.index(letter)) for letter in "abcd"] == [(1, 1), (2, 1), (3, 1), (4, 1)]


def test_a_byte_order_mark_is_no_text() -> None:
    source = decode(b"\xef\xbb\xbfa", "a.md", "")
    assert (source.text, source.bom, source.damaged) == ("a", True, 0)


@pytest.mark.parametrize(
    ("data", "text", "damaged"),
    [
        (b"a\xffb", "a\ufffdb", 1),
        (b"\xed\xa0\x80", "\ufffd" * 3, 3),
        (b"\xef\xbf\xbd\xff", "\ufffd\ufffd", 1),
        (b"\xf0\x9f\x98", "\ufffd", 1),
    ],
)
def test_damage_is_replaced_and_counted(data: bytes, text: str, damaged: int) -> None:
    source = decode(data, "a.md", "")
    assert (source.text, source.damaged) == (text, damaged)


def prose(*pieces: tuple[str, int, int]) -> Prose:
    builder = ProseBuilder()
    for piece in pieces:
        builder.add(*piece)
    return builder.build()


# Of "x **bold** &amp; `code` end":
MARKED = prose(("x ", 0, 2), ("bold", 4, 4), (" ", 10, 1), ("&", 11, 5), (" ", 16, 1), ("code", 17, 6), (" end", 23, 4))


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("x", (0, 1)),
        ("old", (5, 8)),
        ("x bold", (0, 8)),
        ("&", (11, 16)),
        ("od", (17, 23)),
        ("code e", (17, 25)),
        (MARKED.text, (0, 27)),
    ],
)
def test_prose_leads_back(words: str, span: tuple[int, int]) -> None:
    start = MARKED.text.index(words)
    assert MARKED.source(start, start + len(words)) == span


def test_the_source_leads_to_prose() -> None:
    assert [MARKED.offset(at) for at in (0, 1, 2, 4, 6, 8, 11, 13, 16, 17, 20, 23, 27, 99)] == [
        *(0, 1, 2, 2, 4, 6, 7, 7, 8, 9, 9, 13, 17, 17)
    ]
    assert prose(("a", 5, 1)).offset(3) == 0


def test_points_stand_at_pieces() -> None:
    assert [MARKED.point(at) for at in (0, 2, 17)] == [0, 4, 27]
    assert Prose().point(0) == 0


def test_prose_through_prose() -> None:
    outer = prose(("one ", 10, 4), ("\n", 14, 3), ("two&", 17, 4), ("é", 21, 6), ("!", 27, 1))
    inner = prose(("one ", 0, 4), (" ", 4, 1), ("wo", 6, 2), ("&é", 8, 2), ("X", 9, 2))
    led = inner.through(outer)
    assert led.text == inner.text
    assert [led.source(at, at + 1) for at in range(len(led.text))] == [
        *(Span(at, at + 1) for at in range(10, 14)),
        *(Span(14, 17), Span(18, 19), Span(19, 20), Span(20, 21), Span(21, 27), Span(21, 28)),
    ]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=4), st.integers(0, 4))))
def test_a_built_prose_has_its_pieces(pieces: list[tuple[str, int]]) -> None:
    builder = ProseBuilder()
    at = 0
    for text, length in pieces:
        builder.add(text, at, length)
        at += length
    built = builder.build()
    assert built.text == "".join(text for text, _ in pieces) == builder.since(0)
    assert builder.size == len(built.text)
    if pieces:
        assert built.source(0, len(built.text)) == Span(0, at)
