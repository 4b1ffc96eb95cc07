"""phrases and pattern: exact places, whole words in every script, and expressions that take for ever."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import msgspec
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.check import ArticleCheck, CheckError
from lint.checks.expressions import Expression
from lint.checks.patterns import Pattern, Phrases
from lint.parse import parse
from lint.text import Source


def article(text: str) -> Article:
    return parse(Source("a.md", text, ""), ParseSettings())


def quotes(check: ArticleCheck, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in check.conclude(list(check.examine(article(text))))]


# phrases


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        (("realm",), "A realm, realms, subrealm, REALM.", ["realm", "REALM"]),
        (("in the realm",), "It lies in the\nrealm of fish.", ["in the\nrealm"]),
        (("in the realm",), "It lies in **the** realm of fish.", ["in **the** realm"]),
        (("of fish", "the realm of", "realm"), "In the realm of fish.", ["the realm of"]),
        (
            ("the realm", "the realm of"),
            "In the realm of fish, the realm often.",
            ["the realm of", "the realm"],
        ),
        (("cafe",), "A cafe, a café, a cafe\u0301.", ["cafe"]),
        (("élan", "été"), "🦆 Élan, élans; l'été.", ["Élan", "été"]),
        (("it's",), "It’s 𝔘nusual; it's not.", ["It’s", "it's"]),
        (("on the web",), "İİİ on the web", ["on the web"]),
        (("10 km",), "It is 10\u00a0km away.", ["10\u00a0km"]),
        (("e.g.",), "Fish, e.g. eels.", ["e.g."]),
        (("河流",), "一条河流入海", []),
    ],
)
def test_phrases_are_whole_words_at_exact_places(phrases: tuple[str, ...], text: str, expected: list[str]) -> None:
    assert quotes(Phrases(phrases=phrases), text) == expected


def test_a_phrase_is_named_as_the_rule_has_it() -> None:
    (hit,) = Phrases(phrases=("In the Realm",)).examine(article("in the realm"))
    assert hit.values == {"phrase": "In the Realm"}


def test_capitals_count_if_they_are_to() -> None:
    assert quotes(Phrases(phrases=("US",), ignore_case=False), "The US and us.") == ["US"]


def test_few_places_are_let_stand() -> None:
    check = Phrases(phrases=("very",), at_least=2)
    assert check.early() == Phrases(phrases=("very",)).early()
    assert quotes(check, "very good") == []
    assert quotes(check, "# very\n\n- very good") == ["very", "very"]


def test_code_is_not_read() -> None:
    assert quotes(Phrases(phrases=("very",)), "```\nvery\n```\n\nvery") == ["very"]


@pytest.mark.parametrize("phrases", [[], [""], [" very"], "very"])
def test_wrong_phrases_are_refused(phrases: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"phrases": phrases}, Phrases)


LETTERS = st.text("ab é-", min_size=1, max_size=4).filter(lambda text: text == text.strip() and text != "")


@given(st.lists(LETTERS, min_size=1, max_size=6), st.text("ab é-", max_size=40))
def test_phrases_equal_a_loop_of_expressions(phrases: list[str], text: str) -> None:
    """The plain way: each phrase by itself, then the leftmost longest of those that overlap."""
    text = f"x{text}x"
    whole = article(text)
    prose = whole.blocks[0].prose.text
    candidates = []
    for number, phrase in enumerate(phrases):
        opens = r"(?<!\w)" if re.match(r"\w", phrase) else ""
        closes = r"(?!\w)" if re.search(r"\w$", phrase) else ""
        expression = re.compile(f"(?=({opens}{re.escape(phrase)}{closes}))")
        candidates += [(*match.span(1), number) for match in expression.finditer(prose)]
    expected, behind = [], 0
    for start, end, number in sorted(candidates, key=lambda found: (found[0], -found[1], found[2])):
        if start >= behind:
            expected.append((start, end, phrases[number]))
            behind = end
    hits = Phrases(phrases=tuple(phrases)).examine(whole)
    source = whole.blocks[0].prose.source  # spaces in a row read as one
    assert [(hit.start, hit.end, hit.values["phrase"]) for hit in hits] == [(*source(a, b), c) for a, b, c in expected]


# pattern


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\d+ %", "About 5 % of *12 %*.", ["5 %", "12 %"]),
        (r"\bete\b", "été ete été", ["ete"]),  # to RE2 an é is no letter
        (r"\w+", "élan 河流", ["élan", "河流"]),
        (r"é[a-z]+", "🦆 élan", ["élan"]),
        (r"(?<=a)b", "ab cb", ["b"]),
        (r"(\w)\1", "🦆 book, été", ["oo"]),
        (r"x*", "axxa", ["xx"]),
        (r"\p{Lu}\p{Ll}+", "Élan und Ärger", ["Élan", "Ärger"]),
    ],
)
def test_matches_at_exact_places(pattern: str, text: str, expected: list[str]) -> None:
    assert quotes(Pattern(pattern=pattern), text) == expected


def test_capitals_make_no_difference_if_so_wished() -> None:
    assert quotes(Pattern(pattern="élan", ignore_case=True), "ÉLAN") == ["ÉLAN"]
    assert quotes(Pattern(pattern=r"(?<=x)a", ignore_case=True), "XA") == ["A"]


@pytest.mark.parametrize(
    "pattern",
    [
        "a(",
        "[z-a]",
        "a**",
        "(?<=a",
        "(?:(?:a{1000}){1000}){1000}",
        "(?<=x)(?:(?:a{1000}){1000}){1000}",  # would take all memory there is
        r"\C\b",
        "",
    ],
)
def test_wrong_expressions_are_refused_where_the_rule_is_read(pattern: str) -> None:
    started = time.process_time()
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"pattern": pattern}, Pattern)
    assert time.process_time() - started < 2


PATTERNS = st.sampled_from(
    [r"a+b?", r"(?:a|b)*c", r"\bab\b", r"[^a]{2}", r"a|ab|abc", r"(?i)A.c", r"\w+\s\w+", r"^a|c$"]
)


@given(PATTERNS, st.text("abcA é🦆.", max_size=30))
def test_both_engines_find_the_same(pattern: str, text: str) -> None:
    expected = [match.span() for match in regex.finditer(pattern, text) if match[0]]
    assert Expression(pattern, ignore_case=False).spans(text, 1.0) == expected


def test_without_re2_the_other_engine_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    assert Expression("a+b", ignore_case=False).spans("xaab", 1.0) == [(1, 4)]


def test_what_re2_knows_takes_linear_time() -> None:
    started = time.process_time()
    assert quotes(Pattern(pattern="(a+)+$"), "a" * 50_000 + "!") == []
    assert time.process_time() - started < 2


def test_an_expression_that_takes_for_ever_fails_by_name_and_is_not_tried_again() -> None:
    check = Pattern(pattern=r"(?<!q)(?:a|aa)+$")
    hopeless = article("a" * 200 + "!")
    started = time.process_time()
    with pytest.raises(CheckError, match=re.escape(repr(check.pattern))):
        list(check.examine(hopeless))
    first = time.process_time() - started
    assert first < 3
    for _ in range(50):
        with pytest.raises(CheckError):
            list(check.examine(hopeless))
    assert time.process_time() - started - first < 1
    assert quotes(Pattern(pattern=r"(?<!q)a+!"), "aa!") == ["aa!"]


def test_many_paragraphs_share_one_limit() -> None:
    check = Pattern(pattern=r"(?<!p)(?:a|aa)+$")
    many = article("\n\n".join(["a" * 31 + "!"] * 2000))
    started = time.process_time()
    with pytest.raises(CheckError):
        list(check.examine(many))
    assert time.process_time() - started < 3
