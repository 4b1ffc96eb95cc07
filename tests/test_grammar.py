"""What becomes of an engine's matches: asked where, reported how severely, led back to the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.check import Asked, Hit, Match, ProseFacts, Vocabulary
from lint.checks.grammar import Grammar
from lint.data import data_path
from lint.examine import parse_article
from lint.grammar import slips
from lint.grammar.tiers import load_tiers
from lint.text import Source, Span
from lint.world.languagetool import parameters


class Words(msgspec.Struct, frozen=True):
    """A corpus in which some words stand in several articles."""

    known: dict[str, int] = {}

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
    [("en", "en-US"), ("en_GB", "en-GB"), ("EN-us", "en-US"), ("en-IE", "en-US"), ("de", "de"), ("pt-BR", "pt-BR")],
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
        ("NON3PRS_VERB", "GRAMMAR", "warning"),  # .51
        ("CD_NN", "GRAMMAR", "info"),  # .44
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
    assert judged("So wrong.", "wrong", "DIFFERENT_THAN", "STYLE", info_from=0.1)[0].tier == "info"


def test_a_heading_is_no_sentence() -> None:
    for text in ("# the old mill\n", "| the old mill | x |\n| - | - |\n| y | z |\n"):
        assert judged(text, "the", "UPPERCASE_SENTENCE_START", "CASING", "The") == []
        assert judged(text, "old", "NON3PRS_VERB", "GRAMMAR") == []
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
        ("Call `a array` now.", "a array", False),
        ("Use `x` a apple.", "a apple", True),
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


def spelt(text: str, word: str, *suggestions: str, words: Vocabulary = NO_WORDS) -> bool:
    hits = judged(text, word, "MORFOLOGIK_RULE_EN_US", "TYPOS", *suggestions, words=words)
    assert all(hit.verdict == "spelling" and hit.values["suggestion"] == suggestions[0] for hit in hits)
    return bool(hits)


@pytest.mark.parametrize(
    ("word", "suggestion", "found"),
    [
        ("whcih", "which", True),
        ("teh", "the", True),
        ("goverment", "government", True),
        ("occassion", "occasion", True),
        ("acommodate", "accommodate", True),
        ("modernise", "modernize", False),
        ("catalogue", "catalog", False),
        ("harbour", "harbor", False),
        ("practise", "practice", False),
        ("quintile", "quantile", False),
        ("myocytes", "myocyte", False),
        ("terroir", "terror", False),
        ("Whcih", "Which", False),
        ("wifi", "Wi-Fi", False),
        ("dé", "de", False),
    ],
)
def test_only_slips_are_misspelt(word: str, suggestion: str, found: bool) -> None:
    assert spelt(f"See {word} there.", word, suggestion) is found


def test_the_corpus_own_words_are_right() -> None:
    assert spelt("See whcih there.", "whcih", "which", words=Words({"whcih": 2}))
    assert not spelt("See whcih there.", "whcih", "which", words=Words({"whcih": 3}))


def test_a_word_that_the_corpus_spells_otherwise_is_wrong() -> None:
    assert not spelt("The terraxes there.", "terraxes", "terraces")
    assert spelt("The terraxes there.", "terraxes", "terraces", words=Words({"terraces": 3}))


@pytest.mark.parametrize(
    "text", ["> See whcih there.", "# See whcih there", "Say “whcih” there.", "See whcih-like.", "At x.org/whcih now."]
)
def test_words_of_others_and_parts_of_names_are_left_alone(text: str) -> None:
    assert not spelt(text, "whcih", "which")


def test_a_slip_at_the_end_of_a_sentence() -> None:
    assert spelt("See whcih.", "whcih", "which")
    assert spelt("See whcih: it is.", "whcih", "which")


def within_one_edit(word: str, alphabet: str) -> set[str]:
    """Return all words one edit away, one by one."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts if right}
    others = {left + char + right[1:] for left, right in cuts if right for char in alphabet}
    more = {left + char + right for left, right in cuts for char in alphabet}
    swaps = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return (fewer | others | more | swaps) - {word}


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_is_one_edit(word: str, other: str) -> None:
    assert slips.one_edit(word, other) is (other in within_one_edit(word, "abc"))


def table() -> list[list[str]]:
    lines = data_path("rules").joinpath("grammar", "tiers.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def test_the_table_follows_from_its_counts() -> None:
    pooled: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = [(rule, category, int(right), int(wrong), float(share)) for rule, category, right, wrong, share in table()]
    categories = {category: (right, wrong, share) for rule, category, right, wrong, share in rows if rule == "*"}
    for rule, category, right, wrong, share in rows:
        if rule == "*":
            assert share == pytest.approx((right + 1) / (right + wrong + 3), abs=0.0006)
            continue
        few_right, few_wrong, _ = categories.get(category, (0, 0, 0))
        prior = (few_right + 1) / (few_right + few_wrong + 3)
        assert share == pytest.approx((right + 4 * prior) / (right + wrong + 4), abs=0.0006)
        if right + wrong <= 4:
            pooled[category][0] += right
            pooled[category][1] += wrong
    for category, (right, wrong) in pooled.items():
        assert categories[category][0] >= right
        assert categories[category][1] >= wrong


def test_the_error_tier_as_a_whole_is_right_often_enough() -> None:
    errors = [
        (int(right), int(wrong)) for rule, _, right, wrong, share in table() if rule != "*" and float(share) >= 0.6
    ]
    right, wrong = (sum(column) for column in zip(*errors, strict=True))
    n, z = right + wrong, 1.96
    p = right / n
    wilson = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
    assert wilson >= 0.70


def test_nothing_that_may_be_reported_is_left_unasked() -> None:
    tiers, floor = load_tiers(), Grammar().info_from
    for category in parameters.DISABLED_CATEGORIES:
        assert tiers.categories.get(category, 0) < floor
        assert not [rule for rule, of, _, _, share in table() if of == category and float(share) >= floor]
    assert not set(parameters.DISABLED_RULES) & tiers.rules.keys()
    assert parameters.CANARY_RULE in tiers.rules
