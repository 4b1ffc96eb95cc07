"""The lexicon proves itself: every cue and suppressor fires where it must, and is silent where it must be."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.claims import cues, suppress
from lint.claims.lexicon import Cue, Suppressor, Table, compiled, suppressors, words
from lint.claims.lexicon import cues as all_cues
from lint.claims.reading import read

NAMES = [cue.name for cue in all_cues()] + [each.name for each in suppressors()]


def seen(sentence: str) -> set[str]:
    """Return the names of the cues that a sentence has and nothing suppresses."""
    reading = read(sentence)
    return {found.cue.name for found in cues.find(reading) if not suppress.reason(reading, found.cue.verdict)}


def silenced_by(each: Suppressor, sentence: str) -> bool:
    reading = read(sentence)
    if each.needs and each.needs.isdisjoint(reading.tokens):
        return False
    return each.expression.search(reading.text if each.cased else reading.lower) is not None


@pytest.mark.parametrize("cue", all_cues(), ids=lambda cue: cue.name)
def test_a_cue_fires_and_is_silent(cue: Cue) -> None:
    assert cue.name in seen(cue.fires)
    assert cue.name not in seen(cue.silent)
    assert 0 <= cue.right <= cue.judged


@pytest.mark.parametrize("cue", all_cues(), ids=lambda cue: cue.name)
def test_a_cue_is_found_wherever_its_sentence_stands_in_capitals_or_small_letters(cue: Cue) -> None:
    small = cue.fires[0].lower() + cue.fires[1:]
    assert cue.name in {found.cue.name for found in cues.find(read("As it happens, " + small))}


@pytest.mark.parametrize("each", suppressors(), ids=lambda each: each.name)
def test_a_suppressor_fires_and_is_silent(each: Suppressor) -> None:
    assert silenced_by(each, each.fires)
    assert not silenced_by(each, each.silent)


def test_names_are_unique_and_suppressors_silence_verdicts_that_exist() -> None:
    assert len(set(NAMES)) == len(NAMES)
    verdicts = {cue.verdict for cue in all_cues()} | {"all"}
    for each in suppressors():
        assert each.silences <= verdicts, each.name


def test_word_lists_are_used_and_have_no_doubles() -> None:
    from lint.claims import lexicon

    data = "".join((lexicon._DATA / name).read_text(encoding="utf-8") for name in ("cues.toml", "suppressors.toml"))
    code = "".join(file.read_text(encoding="utf-8") for file in lexicon._DATA.parent.glob("*.py"))
    for name in lexicon._lists():
        assert f"<{name}>" in data + code, name
        assert len(set(words(name))) == len(words(name)), name


def test_patterns_in_small_letters_have_no_capitals() -> None:
    for each in (*all_cues(), *suppressors()):
        if not each.cased:
            assert not re.search("[A-Z]", re.sub(r"\\[A-Z]", "", each.pattern)), each.name


@pytest.mark.parametrize("word", ["many", "most", "first", "leading", "only", "some", "often", "various", "experts"])
def test_a_lone_word_is_no_cue(word: str) -> None:
    assert seen(f"The rope is {word} metres long.") == set()
    assert seen(word) == set()


def test_confidence_is_drawn_to_the_rate_on_fresh_articles() -> None:
    nothing = Cue(name="x", verdict="x", pattern="x", fires="", silent="")
    proven = Cue(name="x", verdict="x", pattern="x", fires="", silent="", right=90, judged=90)
    refuted = Cue(name="x", verdict="x", pattern="x", fires="", silent="", right=0, judged=90)
    assert nothing.confidence == 0.69
    assert refuted.confidence < 0.1
    assert proven.confidence > 0.95


def test_letters_that_grow_when_small_keep_their_place() -> None:
    reading = read("İİİ: studies show it.")
    assert len(reading.lower) == len(reading.text)
    (found,) = cues.find(reading)
    assert reading.text[found.start : found.end] == "studies show"


WORDS = st.lists(st.sampled_from(sorted({word for cue in all_cues() for word in cue.needs})), max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_table_tries_what_a_sentence_has_the_words_for(sentences: list[list[str]]) -> None:
    table = Table(all_cues())
    for sentence in sentences:
        tried = [cue.name for cue in table.tried(set(sentence))]
        assert tried == [cue.name for cue in all_cues() if not cue.needs.isdisjoint(sentence)]


def test_a_suppressor_that_needs_no_word_is_always_tried() -> None:
    assert [each.name for each in Table(suppressors()).tried(set())] == [
        each.name for each in suppressors() if not each.needs
    ]


@pytest.mark.parametrize("name", ["say", "number_word", "unit", "authority", "actor", "superlative"])
def test_a_slot_stands_for_each_entry_of_its_list_and_for_nothing_else(name: str) -> None:
    slot = compiled(f"<{name}>")
    for phrase in words(name):
        assert slot.fullmatch(phrase.lower())
        assert (slot.fullmatch(phrase[:-1].lower()) is not None) == (phrase[:-1].lower() in map(str.lower, words(name)))


def test_a_slot_takes_the_longest_entry() -> None:
    match = compiled("<say>").match("pointed out")
    assert match is not None
    assert match[0] == "pointed out"


@pytest.mark.parametrize(
    "sentence", ["Critics argue that it sank.", "Surveys suggest that it sank.", "Others say it sank."]
)
def test_an_unnamed_speaker_is_not_taken_for_a_named_one(sentence: str) -> None:
    assert suppress.reason(read(sentence), "vague-authority") == ""
    assert suppress.reason(read("Holm argues that studies show too little."), "vague-authority") == "named-speaker"


HOSTILE = {
    "one word": "a",
    "words": "the word was moved and ",
    "names": "Aa ",
    "hyphens": "Aa’a-",
    "digits": "1,",
    "dots": "1.1",
    "quotes": '"',
    "brackets": "[1",
    "open": "(Aa ",
    "authority": "experts of a ",
    "studies": "a study of ",
    "counts": "some a b some ",
    "in": "in Aa ",
    "under": "_ ",
    "told": "weavers were the ",
    "deeds": "camps also ruled ",
    "not only": "not only led a ",
    "this": "this led ",
    "with code": "`a` was ",
    "units": "over 1 over 2 ",
    "remedies": "heals the high a ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_every_expression_is_linear(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (10_000, 80_000))
    assert cost(long) < 40 * cost(short) + 0.2, "8 times the text must not take 64 times as long"


def cost(text: str) -> float:
    """CPU seconds of every expression over a text."""
    reading = read(text)
    start = time.process_time()
    for each in (*all_cues(), *suppressors()):
        each.expression.search(reading.text if each.cased else reading.lower)
    for condition in cues._CONDITIONS.values():
        condition(reading)
    suppress.reason(reading, "statistic")
    return time.process_time() - start
