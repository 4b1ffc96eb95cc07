"""What becomes of an engine's matches: asked where, reported how severely, led back to the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.check import Asked, Hit, Match, ProseFacts, Vocabulary
from lint.checks.grammar import Grammar
from lint.examine import parse_article
from lint.grammar.tiers import load_rows, load_tiers
from lint.text import Source, Span
from lint.world.languagetool.languages import ENGLISH


class Words(msgspec.Struct, frozen=True):
    """A corpus in which some words stand in several articles."""

    known: dict[str, int] = {}
    articles: int = 10

    def count(self) -> int:
        return self.articles

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        return {word: self.known.get(word, 1) for word in words}


NO_WORDS: Vocabulary = Words()


def article_of(text: str) -> Article:
    return parse_article(Source("a.md", text, ""), ParseSettings())


def asked_of(text: str, check: Grammar | None = None) -> list[Asked]:
    return list((check or Grammar()).ask(article_of(text)))


def judged(
    text: str, wanted: str, rule: str, category: str, *replacements: str, words: Vocabulary = NO_WORDS, **params: float
) -> list[Hit]:
    """Judge one match of `wanted` in the only block of a text that has it."""
    check = msgspec.convert(params, Grammar)
    (asked,) = [one for one in asked_of(text, check) if wanted in one.question.subject]
    at = asked.question.subject.index(wanted)
    match = Match(rule, category, "", at, at + len(wanted), "Mend this.", "", replacements)
    found = list(check.judge(asked, ProseFacts((match,), "test"), words))
    assert all(isinstance(hit, Hit) for hit in found)
    return [hit for hit in found if isinstance(hit, Hit)]


def test_each_block_of_prose_is_asked_about_once() -> None:
    text = "---\ntitle: The old mill\n---\n# Mill\n\nOne.\n\n- Two\n\n"
    text += "| a | b |\n| - | - |\n| Three | 4 |\n\n```\ncode\n```\n"
    asked = asked_of(text)
    assert {one.question.kind for one in asked} == {"prose"}
    subjects = [one.question.subject for one in asked]
    assert {"Mill", "One.", "Two", "Three"} <= set(subjects)
    assert not {"code", "4"} & set(subjects)
    assert len(subjects) == len(set(subjects))


@pytest.mark.parametrize(
    ("named", "asked"),
    [("en", "en-US"), ("en_GB", "en-GB"), ("EN-us", "en-US"), ("en-IE", "en-US"), ("de", "de-DE"), ("pt-BR", "pt-BR")],
)
def test_the_language_is_the_articles(named: str, asked: str) -> None:
    (one,) = [one for one in asked_of(f"---\nlang: {named}\n---\nText.\n") if one.question.subject == "Text."]
    assert one.question.detail == asked


def test_a_language_can_be_set_for_articles_that_name_none() -> None:
    (one,) = asked_of("Text.", Grammar(language="en-GB"))
    assert one.question.detail == "en-GB"


@pytest.mark.parametrize(
    ("rule", "category", "tier"),
    [
        ("EN_A_VS_AN", "MISC", "error"),  # .81
        ("UPPERCASE_SENTENCE_START", "CASING", "warning"),  # .62
        ("CD_NN", "GRAMMAR", "info"),  # .43
        ("NEVER_SEEN", "TYPOS", "warning"),  # .62 for its kind: what was never seen is no error
        ("NEVER_SEEN", "MISC", "info"),
        ("NEVER_SEEN", "STYLE", ""),
        ("NEVER_SEEN", "NEVER_SEEN", ""),
        ("COMMA_COMPOUND_SENTENCE", "PUNCTUATION", ""),
    ],
)
def test_a_rule_speaks_as_loud_as_it_has_been_right(rule: str, category: str, tier: str) -> None:
    hits = judged("It is wrong here.", "wrong", rule, category)
    assert [hit.tier for hit in hits] == ([tier] if tier else [])
    assert [hit.detail for hit in hits] == ([rule] if tier else [])


def test_thresholds_are_parameters() -> None:
    assert judged("So wrong.", "wrong", "EN_A_VS_AN", "MISC", error_from=0.9)[0].tier == "warning"
    assert judged("So wrong.", "wrong", "COMMA_COMPOUND_SENTENCE", "PUNCTUATION", info_from=0.01)[0].tier == "info"


def test_a_heading_is_no_sentence() -> None:
    for text in ("# the old mill\n", "| the old mill | x |\n| - | - |\n| y | z |\n"):
        assert judged(text, "the", "UPPERCASE_SENTENCE_START", "CASING", "The") == []
        assert judged(text, "old", "CD_NN", "GRAMMAR") == []
        assert judged(text, "old", "EN_A_VS_AN", "MISC")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the mill stands.", True),
        ("- the mill", False),
        ("```\nx\n```\n\nthe mill prints it.", False),
        ("| a |\n| - |\n| b |\n\nthe mill lists it.", False),
        ("Fine. the mill stands.", True),
        ("- Fine. the mill stands.", True),
    ],
)
def test_small_letters_are_right_where_a_sentence_goes_on(text: str, found: bool) -> None:
    assert bool(judged(text, "the", "UPPERCASE_SENTENCE_START", "CASING", "The")) is found


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Use `x` a apple.", "a apple", True),
        ("Use `x` a apple.", "Dummy0 a", False),
        ("Salt &amp; a apple.", "& a", False),
        ("Salt &amp; a apple.", "a apple", True),
        ("It is a\r\napple.", "a apple", True),
        ("It is a\napple.", "a apple", True),
    ],
)
def test_what_is_not_read_as_it_is_written_is_left_alone(text: str, wanted: str, found: bool) -> None:
    assert bool(judged(text, wanted, "EN_A_VS_AN", "MISC", "an apple")) is found


def test_a_correction_never_takes_markup_away() -> None:
    (plain,) = judged("It is **a apple**.", "a apple", "EN_A_VS_AN", "MISC", "an apple")
    assert plain.fix is not None
    assert (plain.fix.replacement, plain.fix.safe) == ("an apple", False)
    (marked,) = judged("It is a **apple**.", "a apple", "EN_A_VS_AN", "MISC", "an apple")
    assert marked.fix is None
    assert marked.values["suggestion"] == "an apple"


@given(
    before=st.text("ab é😀𝒳漢*&", max_size=12),
    between=st.sampled_from([" ", "\n", " *and* ", " &amp; ", " 😀 ", " [x](y) "]),
    eol=st.sampled_from(["\n", "\r\n"]),
)
def test_a_hit_stands_where_its_words_stand(before: str, between: str, eol: str) -> None:
    text = f"Well {before} .{between}wrong word{between}here.{eol}"
    article = article_of(text)
    for one in Grammar().ask(article):
        at = one.question.subject.find("wrong")
        if at < 0:
            continue
        match = Match("EN_A_VS_AN", "MISC", "", at, at + 10, "Mend this.")
        (hit,) = Grammar().judge(one, ProseFacts((match,), "test"), NO_WORDS)
        assert isinstance(hit, Hit)
        assert article.source.quote(Span(hit.start, hit.end)) == "wrong word"


def test_nothing_that_may_be_reported_is_left_unasked() -> None:
    tiers, floor = load_tiers(), Grammar().info_from
    for category in ENGLISH.disabled_categories:
        assert tiers.categories.get(category, 0) < floor
        assert not [row.rule for row in load_rows() if row.category == category and row.precision >= floor]
    assert not set(ENGLISH.disabled_rules) & tiers.rules.keys()
    assert ENGLISH.rule in tiers.rules
