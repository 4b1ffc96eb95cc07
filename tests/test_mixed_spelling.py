"""British and American spelling in one article: the table, and what is reported of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.check import Hit
from lint.checks.dialect import MixedSpelling
from lint.examine import parse_article
from lint.grammar.dialects import spellings
from lint.text import Source, Span


def article_of(text: str) -> Article:
    return parse_article(Source("a.md", text, ""), ParseSettings())


def found(text: str, language: str = "") -> list[Hit]:
    return list(MixedSpelling(language).examine(article_of(text)))


def words(text: str, language: str = "") -> list[str]:
    return [text[hit.start : hit.end] for hit in found(text, language)]


def mended(text: str, hits: list[Hit]) -> str:
    for hit in sorted(hits, key=lambda hit: -hit.start):
        assert hit.fix is not None
        text = text[: hit.start] + hit.fix.replacement + text[hit.end :]
    return text


def test_the_table_leads_from_each_side_to_the_other() -> None:
    known = spellings()
    assert len(known) > 2_000
    for word, spelling in known.items():
        assert word.isascii()
        assert word.islower()
        assert spelling.other != word
        back = known.get(spelling.other)
        if back is not None:
            assert (back.other, back.side != spelling.side, back.in_ize) == (word, True, spelling.in_ize)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        *(("colour", "color"), ("favourite", "favorite"), ("neighbourhood", "neighborhood"), ("harboured", "harbored")),
        *(("centre", "center"), ("centred", "centered"), ("kilometres", "kilometers"), ("theatre", "theater")),
        *(("travelled", "traveled"), ("signalling", "signaling"), ("counsellor", "counselor"), ("woollen", "woolen")),
        *(("fulfil", "fulfill"), ("enrolment", "enrollment"), ("skilful", "skillful"), ("jewellery", "jewelry")),
        *(("defence", "defense"), ("analysed", "analyzed"), ("grey", "gray"), ("ploughs", "plows"), ("mould", "mold")),
        *(("organisation", "organization"), ("recognised", "recognized"), ("manoeuvring", "maneuvering")),
    ],
)
def test_pairs(british: str, american: str) -> None:
    assert spellings()[british].other == american
    assert spellings()[american].other == british


@pytest.mark.parametrize(
    "word", ["meter", "analyses", "emphases", "humorous", "vigorous", "license", "practise", "check"]
)
def test_words_that_both_sides_write_betray_nothing(word: str) -> None:
    assert word not in spellings()


def test_the_spelling_with_fewer_places_is_reported() -> None:
    text = "The colour is grey. The color of the harbour is grey, and its center too."
    hits = found(text)
    assert [text[hit.start : hit.end] for hit in hits] == ["color", "center"]
    assert [hit.values["suggestion"] for hit in hits] == ["colour", "centre"]
    assert hits[0].values["reason"] == "elsewhere the article has British (“colour”)"
    assert hits[1].values["reason"] == "elsewhere the article has British (“grey”)"
    assert all(hit.fix and not hit.fix.safe for hit in hits)


def test_of_equals_the_later_one_is_reported() -> None:
    assert words("The colour of the center.") == ["center"]
    assert words("The center of colour.") == ["colour"]


def test_ise_is_measured_against_ize_only() -> None:
    assert words("They organize the harbour festival in the centre.") == []
    assert words("They organise it, recognise it, and realize it; the color is set.") == ["realize"]


@pytest.mark.parametrize(
    ("language", "reported"),
    [
        ("en-US", ["harbour", "organised"]),
        ("en-GB", ["gray"]),
        ("en_AU", ["gray"]),
        ("en", ["gray"]),
        ("", ["gray"]),
        ("en-CA", []),
        ("de", []),
    ],
)
def test_the_language_decides(language: str, reported: list[str]) -> None:
    text = "The harbour is gray; they organised it."
    assert words(text, language) == reported
    assert words(f"---\nlang: {language}\n---\n{text}\n", "de" if language else "") == reported


def test_the_reason_names_the_language_where_nothing_else_speaks() -> None:
    (hit,) = found("The harbour stands.", "en-US")
    assert hit.values["reason"] == "the article’s language is en-US"


@pytest.mark.parametrize(
    "text",
    [
        "The grey Color of Pearl Harbor.",
        "The grey wall is “of no color” they say.",
        'The grey wall is "of no color" they say.',
        "The grey wall, `color`.\n\n```\ncolor\n```\n",
        "The grey wall.\n\n> Its color is gone.\n",
        "The grey wall.[^1]\n\n[^1]: On the color of walls.\n",
        "The grey wall ([place](https://example.org/the/center)) at center.example.org.",
        "The grey wall has a background-color, a text_color, color.js and color().",
        "The grey wall, <https://example.org/color>, ![](color.png)",
    ],
)
def test_names_quotations_and_code_are_left_alone(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize("after", [".", ",", ":", "’s", "'s", "-blind", " – deep", ")", "”"])
def test_what_follows_a_word_does_not_hide_it(after: str) -> None:
    assert words(f"The grey wall is grey, its color{after} and so on.") == ["color"]


@given(st.lists(st.sampled_from(sorted(spellings())), max_size=30), st.sampled_from(["", "en", "en-GB", "en-US"]))
def test_one_correction_of_each_leaves_nothing_to_report(chosen: list[str], language: str) -> None:
    text = "".join(f"They *saw* the {word} 🎡 there.\n\n" for word in chosen)
    article = article_of(text)
    hits = list(MixedSpelling(language).examine(article))
    for hit in hits:
        assert spellings()[article.source.quote(Span(hit.start, hit.end))].other == hit.values["suggestion"]
    assert found(mended(text, hits), language) == []
