"""A phrase that stands in many sentences makes no two of them alike; a repeat that holds one is still found."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.boilerplate.codes import RARE
from lint.boilerplate.grams import gram, pairs
from lint.boilerplate.phrases import OFTEN, is_phrase_only
from tests.conftest import Project

PHRASE = "stands upon the northern quarry road beside grandmother Tilda's orchard"
ONE = f"A chapel with towers {PHRASE} today."
OTHER = f"The inn with lanterns {PHRASE} still."
KEPT = f"Nobody knows which mason's chapel {PHRASE} since the harvest failed."

SETTINGS = "fail_on: never\nrules: {boilerplate/near-duplicate: {min_articles: 2}}\n"

words = st.text(st.sampled_from([chr(RARE + number) for number in range(12)]), min_size=6, max_size=20)


def found(project: Project, *sentences: str) -> set[frozenset[str]]:
    """Return the groups of sentences that are told to be near each other."""
    files = {f"{number:03d}.md": f"# Place {number}\n\n{text}\n" for number, text in enumerate(sentences)}
    project.write(files | {"copydesk.yml": SETTINGS})
    groups: dict[str, set[str]] = {}
    for article in project.check(select="boilerplate/near-duplicate").report["articles"]:
        for one in article["findings"]:
            groups.setdefault(one["group"], set()).add(article["path"])
    return {frozenset(paths) for paths in groups.values()}


def others(count: int) -> list[str]:
    """Return sentences that have the phrase in common and no more."""
    rng = Random(7)
    syllables = ["ba", "do", "fen", "gul", "hor", "kim", "lar", "mos", "nev", "pir", "rus", "tal", "vor", "wex", "zin"]
    return [
        " ".join(["".join(rng.choices(syllables, k=4)) for _ in range(7)]).capitalize()
        + f" {PHRASE} "
        + " ".join("".join(rng.choices(syllables, k=4)) for _ in range(7))
        + "."
        for _ in range(count)
    ]


def test_two_sentences_with_a_rare_run_of_words_are_near(project: Project) -> None:
    assert found(project, ONE, OTHER) == {frozenset(("000.md", "001.md"))}


def test_two_sentences_with_a_run_of_words_that_stands_everywhere_are_not(project: Project) -> None:
    assert found(project, ONE, OTHER, *others(3 * OFTEN)) == set()


def test_two_sentences_that_agree_without_the_phrase_are_near(project: Project) -> None:
    changed = KEPT.replace("harvest", "cattle").replace("Nobody", "Hardly anybody").replace("mason's", "other")
    assert found(project, KEPT, changed, *others(3 * OFTEN)) == {frozenset(("000.md", "001.md"))}


@given(words, words, st.integers(1, 5))
def test_a_phrase_is_only_that_where_its_pairs_stand_often(one: str, other: str, texts: int) -> None:
    assert not is_phrase_only(one, other, texts, lambda _: OFTEN * texts)
    assert is_phrase_only(one, other, texts, lambda _: OFTEN * texts + 1) <= any(
        one[at : at + 2] in other for at in range(len(one) - 1)
    )
    assert is_phrase_only(one, other, texts, lambda _: 99999) == is_phrase_only(one, other, texts, lambda _: 9999)


@pytest.mark.parametrize("text", ["".join(chr(RARE + number) for number in (5, 9, 2, 7, 1, 3))])
def test_a_pair_of_words_has_the_gram_that_texts_keep(text: str) -> None:
    assert {gram(found) for found in pairs(text).values()} == set(pairs(text))
