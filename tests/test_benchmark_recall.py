"""The planted families: their truth is true, and the picture made of them is one."""

from __future__ import annotations

import math
from collections import defaultdict
from xml.etree import ElementTree

import pytest

from benchmarks.chart import Curve, draw
from benchmarks.families import Planter, Sentence
from benchmarks.methods import exact, skeleton
from benchmarks.recall import Corpus, score


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(Planter(2).articles(60))


def test_sentences_stand_where_they_are_said_to(corpus: Corpus) -> None:
    for text, places in corpus.markdown:
        assert all(text[at : at + len(sentence.text)] == sentence.text for at, sentence in places)


def test_versions_of_a_sentence_stand_in_different_articles(corpus: Corpus) -> None:
    articles = defaultdict[int, list[int]](list)
    for number, (_, places) in enumerate(corpus.markdown):
        for _, sentence in places:
            articles[sentence.family].append(number)
    del articles[-1]
    assert all(len(some) == len(set(some)) > 1 for some in articles.values())


def test_the_same_seed_gives_the_same_articles(corpus: Corpus) -> None:
    assert Corpus(Planter(2).articles(60)).markdown == corpus.markdown


def test_methods_find_what_they_can(corpus: Corpus) -> None:
    hashed = score(corpus.sentences, lambda: exact(corpus.words))
    masked = score(corpus.sentences, lambda: skeleton(corpus.words))
    ours = score(corpus.sentences, corpus.found)
    assert hashed.recall["0 %"] == masked.recall["0 %"] == ours.recall["0 %"] == 1
    assert hashed.precision == 1
    assert hashed.recall["20 %"] == 0 < ours.recall["20 %"]
    assert hashed.recall["2 slots"] < masked.recall["2 slots"] < ours.recall["2 slots"]


def test_a_score_counts_what_is_linked_flagged_and_connected() -> None:
    sentences = [Sentence("a", 0, "0 %"), Sentence("a", 0, "0 %"), Sentence("b", 1, "5 %"), Sentence("c")]
    found = score(sentences, lambda: [[0, 1], [2, 3]])
    assert (found.recall, found.precision, found.largest) == ({"0 %": 1.0, "5 %": 0.0}, 0.75, 2)
    joined = score(sentences, lambda: [[0, 1], [1, 2], [2, 3]])
    assert joined.largest == 4
    nothing = score(sentences, list)
    assert math.isnan(nothing.precision)
    assert nothing.largest == 0


def test_the_picture_names_every_curve() -> None:
    curves = [Curve(f"A & {n}", [(0, 1.0), (10, n / 3)], 0.5 + n / 6, n == 2) for n in range(4)]
    picture = ElementTree.fromstring(draw(curves))
    shown = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A & 0", "A & 1", "A & 2", "A & 3"} <= set(shown)
    assert "all of what it flags is right" in shown
