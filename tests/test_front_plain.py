"""Front matter of the commonest form: whatever the short way reads, YAML's parser reads the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.markdown.front_plain import read_plain
from lint.markdown.front_yaml import read_yaml

WANTED = frozenset(("title", "description", "tags", "lang"))

_keys = st.sampled_from(
    ["title", "description", "tags", "lang", "date", "draft", "a-b", "_x", "yes", "on", "null", "é"]
)
_pieces = st.one_of(
    st.sampled_from(("The mill", " ", "  ", ": ", " #", "''", "- ", "&a", "*a", "<<", "“so”", "http://a.b/c?d=e#f")),
    st.sampled_from(":#'\"\\,[]{}-?!|>%@`~=é水\U0001f600\x85\u2028\ufeff\ufffe\x00\x7f\t"),
    st.sampled_from(("yes", "No", "ON", "null", "12", "1_0", "0x1f", "1e3", "2018-02-12", ".inf", "2:30")),
)
_values = st.one_of(
    st.just(""),
    st.lists(_pieces, max_size=4).map("".join),
    st.lists(_pieces, max_size=3).map(lambda some: f"'{''.join(some)}'"),
    st.lists(_pieces, max_size=3).map(lambda some: f'"{"".join(some)}"'),
    st.lists(st.sampled_from(["a", "b c", "1", "d-e", "f.g", "", "x: y", "yes"]), max_size=3).map(
        lambda some: f"[{', '.join(some)}]"
    ),
    st.lists(st.sampled_from(["a", "b c", "1", "d: e", "- f", "yes"]), max_size=3).map(
        lambda some: "".join(f"\n  - {one}" for one in some)
    ),
)
_gaps = st.sampled_from([" ", " ", "  ", "", "\t"])
_ends = st.sampled_from(["\n", "\n", "\n", "\r\n", " \n", "\r", "\n\n", "\n  more\n"])
_lines = st.tuples(_keys, st.just(":"), _gaps, _values, _ends).map("".join)


@given(st.lists(_lines, min_size=1, max_size=4).map("".join), st.sampled_from(["", "before\n"]))
@example("title: The mill\ntags:\n- a\n- b\ndate: 2018-02-12\n", "")
@example("title: 'It stands'\r\ntags: [a, b c]\r\n", "before\n")
@example("tags:\n  - a\n - b\n", "")
@example("date:\n  title: x\n", "")
def test_it_agrees_with_yaml(block: str, before: str) -> None:
    text = before + block + "---\n"
    start, end = len(before), len(before) + len(block)
    plain = read_plain(text, start, end, WANTED)
    if plain is not None:
        assert plain == read_yaml(text, start, end, WANTED)


@pytest.mark.parametrize(
    "block",
    [
        "title: The mill, and what it ground (1871)\ndate: 2018-02-12\ntags: [trades, fair]\ndraft: true\n",
        "title: 'The mill: a life'\r\ndescription: \"It stands.\"\r\n",
        "layout: post\ntitle: Über die Mühle\ncategories:\n  - trades\n  - fairs and markets\nimage: https://example.org/a.png\n",
        "title:\ndescription: C# and the mill\n",
    ],
)
def test_the_usual_is_read_the_short_way(block: str) -> None:
    assert read_plain(block, 0, len(block), frozenset(ParseSettings().prose_fields)) is not None


@pytest.mark.parametrize(
    "block", ["title: 12\n", "title: Yes\n", "title: [a, b]\n", "title: a: b\n", "title: |\n  a\n"]
)
def test_what_yaml_may_read_otherwise_is_left_to_it(block: str) -> None:
    assert read_plain(block, 0, len(block), WANTED) is None
