"""Corrections as words struck and added, in every kind of report."""

from __future__ import annotations

import re
from html import unescape

import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint.finding import Correction, Finding
from lint.reporters.changes import brief, shown, widened, word_changes
from lint.reporters.excerpt import shortened
from lint.text import Span
from tests.reporting import build, finding, source, written

PLAIN = st.text(alphabet="ab ,.é漢", max_size=60)
WILD = st.text(alphabet="ab *_~`[]()<>&\\#|-+1.:!“”", max_size=40)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(PLAIN, PLAIN)
def test_changes_lead_from_the_old_text_to_the_new(old: str, new: str) -> None:
    changes = list(word_changes(old, new))
    assert "".join(text for how, text in changes if how != "added") == old
    assert "".join(text for how, text in changes if how != "struck") == new


@given(PLAIN, PLAIN)
def test_a_change_is_never_mere_space(old: str, new: str) -> None:
    changes = list(word_changes(old, new))
    for at, (how, text) in enumerate(changes):
        beside = [words for kind, words in changes[max(at - 1, 0) : at + 2] if kind != "same"]
        assert how == "same" or any(words.strip() for words in beside) or not (old + new).strip() or len(changes) == 1
        assert text


@given(PLAIN, PLAIN)
def test_what_is_shown_is_the_same_but_for_space(old: str, new: str) -> None:
    changes = list(shown(old, new))
    assert squeezed("".join(text for how, text in changes if how != "added")) == squeezed(old)
    assert squeezed("".join(text for how, text in changes if how != "struck")) == squeezed(new)
    for how, text in changes:
        assert how == "same" or text == text.strip() != ""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("An child plays", "A child plays", [("struck", "An"), ("added", "A"), ("same", " child plays")]),
        ("in in", "in", [("same", "in"), ("struck", " in")]),
        ("a water", "water", [("struck", "a "), ("same", "water")]),
        ("depend it", "depend on it", [("same", "depend "), ("added", "on "), ("same", "it")]),
        ("well known", "well-known", [("struck", "well known"), ("added", "well-known")]),
        ("a b  c", "a b c", [("same", "a "), ("struck", "b  c"), ("added", "b c")]),
        ("Net", " Net", [("struck", "Net"), ("added", " Net")]),
        ("same", "same", [("same", "same")]),
        ("", "new", [("added", "new")]),
    ],
)
def test_whole_words_change_and_no_others(old: str, new: str, changes: list[tuple[str, str]]) -> None:
    assert list(word_changes(old, new)) == changes


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ("An child", "A child", ("An", "A")),
        ("the visitors of spring has come", "the visitors of spring have come", ("has", "have")),
        ("in in", "in", ("in in", "in")),
        ("depend it all", "depend on it all", ("depend it", "depend on it")),
        ("very", "", ("very", "")),
        ("", "new", ("", "new")),
        ("Net", " Net", ("“Net”", "“ Net”")),
    ],
)
def test_two_sides_of_a_correction_in_brief(old: str, new: str, sides: tuple[str, str]) -> None:
    assert brief(old, new) == sides


@pytest.mark.parametrize(
    ("text", "at", "new", "sides"),
    [
        ("One end.There is", (8, 13), " There", ("end.There", "end. There")),
        ("More to it so see", (10, 13), ", so", ("it so", "it, so")),
        ("Physical, not", (8, 9), "", ("Physical,", "Physical")),
        ("A catsup bottle", (2, 5), "Cat", ("catsup", "Catsup")),
        ("It is **a apple**.", (8, 15), "an apple", ("a apple", "an apple")),
        ("Say (teh) word", (5, 8), "the", ("teh", "the")),
        ("Go [to](x)now", (10, 13), " now", ("now", " now")),
        (f"{'x' * 90}.It", (91, 93), " It", ("It", " It")),
    ],
)
def test_a_place_within_a_word_is_shown_with_the_word(
    text: str, at: tuple[int, int], new: str, sides: tuple[str, str]
) -> None:
    of = source("a.md", text)
    one = finding(of, Span(*at))
    assert widened(one, new, of) == sides
    assert widened(one, new, None) == (one.quote, new)
    assert widened(one, new, source("a.md", "Another text altogether.")) == (one.quote, new)


def suggestion(old: str, new: str) -> str:
    of = source("a.md", f"{old}\n")
    one = finding(of, Span(0, len(old)), fix=new)
    page = written("markdown", build([(of, [one])]), [of])["pages/a.md.md"]
    return page.split("- Suggestion: ")[1].split("\n- Why:")[0]


@given(WILD.filter(str.strip), WILD.filter(str.strip))
def test_markdown_shows_the_words_themselves_struck_and_bold(old: str, new: str) -> None:
    said = suggestion(old, new)
    assert "\n" not in said
    html = pyromark.html(f"- Suggestion: {said}\n", options=pyromark.Options.ENABLE_STRIKETHROUGH)
    seen = squeezed(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(del|strong)>.*?</\1>", "", html))))
    struck, added = (re.findall(f"<{tag}>(.*?)</{tag}>", html) for tag in ("del", "strong"))
    changes = list(shown(old, new))
    assert [unescape(words) for words in struck] == [squeezed(text) for how, text in changes if how == "struck"]
    assert [unescape(words) for words in added] == [squeezed(text) for how, text in changes if how == "added"]
    assert seen.startswith("Suggestion:")


@settings(deadline=None)  # the first loads the templates
@given(st.text(max_size=40), st.text(max_size=40))
def test_html_never_takes_a_correction_for_markup(old: str, new: str) -> None:
    of = source("a.md", f"{old}x\n")
    one = finding(of, Span(0, len(of.text) - 1), fix=new)
    page = written("html", build([(of, [one])]), [of])["pages/a.md.html"]
    assert page.count("<del>") == sum(how == "struck" for how, _ in shown(one.quote, new))
    assert page.count("<ins>") == sum(how == "added" for how, _ in shown(one.quote, new))


def test_a_correction_of_a_thousand_words_is_shown_at_once() -> None:
    old = "word " * 1_000
    of = source("a.md", old)
    one: Finding = finding(of, Span(0, len(old)), fix=old.replace("word", "sword"))
    assert isinstance(one.fix, Correction)
    text = written("text", build([(of, [one])]), [of], color=True)[""]
    assert len(text) < 3_000
    assert shortened("one two three four five six seven", 20) == "one two … seven"
