"""What an editor is told of a match: one plain line, whatever the engine says."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.check import Hit, Match, ProseFacts
from lint.checks.grammar import Grammar
from lint.data import data_path
from lint.grammar.advice import advice
from lint.grammar.differences import difference
from lint.grammar.lines import LONGEST, named
from lint.grammar.wording import shortened
from tests.test_grammar import NO_WORDS, asked_of

WORDS = st.text(max_size=60)
CLAUSES = st.sampled_from(
    ["Did you mean “", "”?", "It seems that ", "Consider using ", "<suggestion>", "</suggestion>", "(", ")", ". ", "‘"]
)
MESSAGES = st.lists(CLAUSES | WORDS, max_size=12).map("".join)


def told(
    quote: str, *replacements: str, message: str = "Possible error.", rule: str = "NONE", category: str = "X"
) -> str:
    return advice(Match(rule, category, "", 0, len(quote), message, "", replacements), quote, shown=True)


def table() -> dict[str, str]:
    lines = data_path("rules").joinpath("grammar", "messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.partition("\t") for line in lines if not line.startswith("#")][1:]
    found = {rule: message for rule, _, message in rows}
    assert len(found) == len(rows)
    return found


def is_one_plain_line(text: str) -> bool:
    seen = not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text)
    return bool(text.strip()) and seen and len(text.splitlines()) == 1


@given(MESSAGES, WORDS, st.lists(WORDS, max_size=2), st.sampled_from([*table(), "NONE", "COPYDESK_X"]), st.booleans())
def test_something_is_always_said_and_it_is_one_line(
    message: str, quote: str, replacements: list[str], rule: str, shown: bool
) -> None:
    match = Match(rule, "X", "", 0, 1, message, "", tuple(replacements))
    said = advice(match, quote, shown=shown)
    assert is_one_plain_line(said)
    assert len(said) <= LONGEST + (0 if shown else len("Write “”. ") + 60)
    assert said == advice(match, quote, shown=shown)


@given(MESSAGES, WORDS)
def test_an_engine_message_made_short_is_a_statement(message: str, quote: str) -> None:
    said = shortened(message, quote)
    assert not said or is_one_plain_line(said)
    assert len(said) <= LONGEST
    assert "<suggestion>" not in said
    assert not said.endswith("?")


@given(WORDS, WORDS)
def test_a_suggestion_is_named_where_no_correction_shows_it(quote: str, suggestion: str) -> None:
    match = Match("NONE", "X", "", 0, 1, "Possible error.", "", (suggestion,))
    assert named(suggestion) in advice(match, quote, shown=False)


@pytest.mark.parametrize(
    ("quote", "suggestion", "said"),
    [
        ("decision making", "decision-making", "Write “decision-making” with a hyphen."),
        ("ten year old", "ten-year-old", "Write “ten-year-old” with hyphens."),
        ("with out", "without", "Write “without” as one word."),
        ("sub-tree", "subtree", "Write “subtree” as one word."),
        ("setup", "set up", "Write “set up” as two words."),
        ("vice-versa", "vice versa", "Write “vice versa” without a hyphen."),
        ("twitter", "Twitter", "Write “Twitter” with a capital letter."),
        ("Wordpress", "WordPress", "Write “WordPress”, with these capitals."),
        ("ARCH", "arch", "Write “arch”, with no capitals."),
        ("todays", "today's", "An apostrophe is missing: write “today's”."),
        ("it’s", "its", "No apostrophe belongs in “its”."),
        ("cliche", "cliché", "Write “cliché” with its accents."),
        ("Also", "Also,", "Put a comma after “Also”."),
        ("so", ", so", "A comma is missing here."),
        (", why", "why", "This comma is one too many."),
        ("i.e", "i.e.", "The punctuation is wrong: write “i.e.”."),
        ("little bit", "a little bit", "A word is missing here: “a”."),
        ("more better", "better", "“more” is one word too many."),
        ("In in", "In", "“in” stands here twice."),
        ("Most of people", "Most of the people", "A word is missing here: “the”."),
        ("goes", "go", ""),
        ("-", "–", ""),
        ("", "", ""),
        ("same", "same", ""),
    ],
)
def test_a_change_with_a_name_is_told_by_it(quote: str, suggestion: str, said: str) -> None:
    assert difference(quote, suggestion) == said


@given(WORDS, WORDS)
def test_any_two_texts_can_be_told_apart(quote: str, suggestion: str) -> None:
    said = difference(quote, suggestion)
    assert not said or is_one_plain_line(said)


@pytest.mark.parametrize(
    ("message", "quote", "said"),
    [
        ("Did you mean <suggestion>too</suggestion>?", "to", "“to” is probably meant to be “too”."),
        ("Did you mean “dos” or is a comma missing?", "does", "“does” is probably meant to be “dos”."),
        ("Did you mean ‘its’ (short) instead of ‘it’s’?", "it’s", "“it’s” is probably meant to be “its” (short)."),
        ("It appears that hyphens are missing.", "x", "Hyphens are missing."),
        ("Possible typo. Did you mean “can”?", "ca", "“ca” is probably meant to be “can”."),
        ("Consider using 'most'. (In talk, which this is not, anything goes.)", "x", "Write “most”."),
        ("The verb 'go' requires the base form. Use e.g. 'go'.", "x", "Use e.g. “go”."),
        ("After ‘it’, use the third-person verb form “makes”.", "make", ""),
        ("Please check whether this is right.", "x", ""),
        ("Possible spelling mistake found.", "x", ""),
        ('The word "spoke" is a noun. You probably meant: "spoken".', "x", "Write “spoken”."),
        ("Two\n consecutive\u2028 commas", "x", "Two consecutive commas."),
    ],
)
def test_what_the_engine_says_without_its_hedges(message: str, quote: str, said: str) -> None:
    assert shortened(message, quote) == said


def test_our_own_words_come_first() -> None:
    assert told("a", "an", rule="EN_A_VS_AN") == "Before the sound that follows, write “an”, not “a”."
    assert told("candy floss", "cotton candy", rule="EN_US_SIMPLE_REPLACE_X").startswith(
        "American English says “cotton"
    )
    assert told("loose", "lose", category="CONFUSED_WORDS") == "Here “lose” is probably meant, not “loose”."


def test_a_message_that_names_a_suggestion_is_not_told_without_one() -> None:
    assert told("a", rule="EN_A_VS_AN") == "“a” does not fit here."


def test_the_rules_of_the_house_say_what_they_say() -> None:
    assert told("help to", "help", message="“Help”\n needs no “to”.", rule="COPYDESK_X") == "“Help” needs no “to”."
    assert told("x", "y", message="", rule="COPYDESK_X") == "“x” does not fit here; write “y”."


def test_words_of_the_article_are_never_read_as_placeholders() -> None:
    said = told("{suggestion}", "{quote} {0}", rule="MD_BASEFORM")
    assert "write “{quote} {0}”, not “{suggestion}”" in said


def test_every_message_of_the_table_is_one_short_sentence() -> None:
    for rule, message in table().items():
        assert is_one_plain_line(message), rule
        assert len(message) <= 100, rule
        assert message.endswith("."), rule
        assert not set("?!") & set(message), rule
        assert message.count("“") == message.count("”"), rule
        assert set(re.findall(r"\{.*?\}", message)) <= {"{quote}", "{suggestion}"}, rule


def test_a_finding_says_it() -> None:
    (asked,) = asked_of("It was a old mill.")
    match = Match("EN_A_VS_AN", "MISC", "", 7, 8, "Use “an” instead of ‘a’ if the following word …", "", ("an",))
    (hit,) = Grammar().judge(asked, ProseFacts((match,), "test"), NO_WORDS)
    assert isinstance(hit, Hit)
    assert hit.values["advice"] == "Before the sound that follows, write “an”, not “a”."
