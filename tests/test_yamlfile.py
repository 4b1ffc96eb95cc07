"""YAML with places: mistakes are exact, told all at once, and hostile texts are only mistakes."""

from __future__ import annotations

import contextlib
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.mistakes import MistakesError
from lint.yamlfile import Document


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    number: int = 0
    tags: list[str] = []


def mistakes(text: str) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        Document("f.yml", text).decode(Shape, default={})
    return [str(mistake) for mistake in caught.value.mistakes]


def test_all_mistakes_at_once_each_at_its_place() -> None:
    assert mistakes("name: 3\nnumbr: 4\ntags:\n  - a\n  - 5\n") == [
        "f.yml:1:7: expected text, not 3; put it in quotation marks",
        "f.yml:2:1: unknown key 'numbr' (did you mean 'number'?)",
        "f.yml:5:5: expected text, not 5; put it in quotation marks",
    ]


def test_duplicate_keys_are_refused() -> None:
    assert mistakes("name: a\ntags: []\nname: b\n") == [
        "f.yml:3:1: 'name' stands here twice (first in line 1); keep one of them"
    ]


def test_missing_key_is_named() -> None:
    assert mistakes("number: 1\n") == ["f.yml:1:1: name missing here"]


@pytest.mark.parametrize(
    "text",
    ["a: [", "a: 'b", "\tx: 1", "a: \x01", "- 2024-13-45", "? [a]: b\n&x : *y", "!!python/object:os.x {}"],
)
def test_what_is_not_yaml_is_one_mistake_with_a_place(text: str) -> None:
    found = mistakes(text)
    assert len(found) == 1
    assert re.match(r"f\.yml:[12]:\d+: ", found[0])


def test_deep_and_self_referring_values_are_harmless() -> None:
    assert mistakes("name: a\nnumber: &x [*x]\n")
    for text in ("[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000):
        assert "nested too deeply" in mistakes(text)[0]


def test_an_alias_bomb_is_not_unfolded() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    Document("f.yml", "\n".join(lines))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(MistakesError):
        Document("f.yml", text)
