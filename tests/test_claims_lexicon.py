"""The lexicon proves itself: every cue and suppressor fires where it must, and is silent where it must be."""

from __future__ import annotations

import re
import time

import pytest

from lint.claims import cues, suppress
from lint.claims.lexicon import Cue, Suppressor, suppressors, words
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
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_every_expression_is_linear(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (20_000, 160_000))
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
