"""The reports for a terminal: text and concise."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.finding import Finding, Incident, StetNote
from lint.reporters.excerpt import NARROW, columns, cut
from lint.text import Source, Span
from tests.reporting import at, build, finding, source, written
from tests.reports_example import EXAMPLE, SOURCES

GOLDEN = Path(__file__).parent / "golden" / "reporters"
HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eevil\u2066 \x00\x08\x7f a\u2028b"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def told(name: str, report: object, sources: list[Source], **options: object) -> str:
    files = written(name, report, sources, **options)  # type: ignore[arg-type]  # a report
    assert list(files) == [""]
    return files[""]


@pytest.mark.parametrize(
    ("name", "fmt", "options"),
    [
        ("text.txt", "text", {}),
        ("text-ascii.txt", "text", {"unicode": False, "width": 60}),
        ("text-color.txt", "text", {"color": True, "max_findings": 2}),
        ("text-quiet.txt", "text", {"quiet": True}),
        ("concise.txt", "concise", {}),
        ("report.json", "json", {}),
    ],
)
def test_golden(name: str, fmt: str, options: dict[str, object]) -> None:
    text = told(fmt, EXAMPLE, SOURCES, **options)
    file = GOLDEN / name
    if os.environ.get("COPYDESK_UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), "after a change that is meant: COPYDESK_UPDATE_GOLDEN=1 pytest"


def test_excerpt_of_a_long_paragraph_is_a_window_with_the_caret_under_the_place() -> None:
    of = source("a.md", f"{'many words stand here, ' * 400}nine in ten {'and many more follow ' * 400}")
    lines = told("text", build([(of, [finding(of, "nine in ten")])]), [of], width=80).splitlines()
    excerpt, carets = lines[2], lines[3]
    assert len(excerpt) <= 80
    assert excerpt.count("…") == 2
    start = carets.index("^")
    assert excerpt[start : start + carets.count("^")] == "nine in ten"


@pytest.mark.parametrize(
    "before", ["漢字の橋は ", "👩‍👩‍👧 🇩🇪 ❤️ ", "cafe\u0301 e\u0302\u0323 ", "tab\there ", "한국어 "]
)
def test_carets_stand_by_display_width(before: str) -> None:
    of = source("a.md", f"{before}nine 漢 ten. More.")
    lines = told("text", build([(of, [finding(of, "nine 漢 ten")])]), [of], width=80).splitlines()
    excerpt, carets = lines[2], lines[3]
    assert columns(excerpt[: excerpt.index("nine")]) == carets.index("^")
    assert carets.count("^") == columns("nine 漢 ten")


def test_a_place_over_several_lines_is_shown_on_one() -> None:
    of = source("a.md", "One line\r\nnine in\r\nten and\r\nmore\r\n")
    text = told("text", build([(of, [finding(of, "nine in\r\nten")])]), [of])
    assert "2 │ nine in ten and\n" in text
    assert "  │ ^^^^^^^^^^^\n" in text


def test_an_empty_place_has_a_caret() -> None:
    of = source("a.md", "Look: ![](a.png) there.\n")
    text = told("text", build([(of, [finding(of, Span(8, 8), rule="images/missing-alt")])]), [of])
    lines = text.splitlines()
    assert lines[3].index("^") == lines[2].index("](a.png)")


@given(st.text(max_size=300), st.data())
def test_excerpts_fit_and_hold_no_steering_character(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    width = data.draw(st.integers(30, 100))
    of = source("a.md", text)
    shown = cut(of, finding(of, Span(start, end)), width)
    line = shown.before + shown.marked + shown.after
    assert columns(line) <= width
    assert not STEERING.search(line)


def test_only_what_differs_is_corrected() -> None:
    of = source("a.md", "It is a very old mill.It stands well known by us , and all.\n")
    found = [
        finding(of, "very", fix=""),
        finding(of, "It", fix=" It", key="2"),
        finding(of, Span(22, 24), fix=" It", key="3"),
        finding(of, "stands well known by", fix="stands well-known by"),
        finding(of, " ,", fix=","),
    ]
    lines = told("text", build([(of, found)]), [of], unicode=False).splitlines()
    assert [line.partition("| ")[2] for line in lines if " try: " in line or "strike: " in line] == [
        'try: "It" -> " It"',
        "strike: very",
        "try: mill.It -> mill. It",
        "try: well known -> well-known",
        "try: us , -> us,",
    ]
    assert "(try: well known → well-known)" in told("concise", build([(of, found)]), [of])
    assert "(strike: very)" in told("concise", build([(of, found)]), [of])


def test_ascii_reports_are_ascii() -> None:
    of = source("naïve “dir”/été.md", "Nine “in” ten — 漢字 … nine.\n")
    one = finding(of, "“in” ten — 漢字", message="“Who” counted — é?", rule="maison/été", fix="« in » ten")
    report = build([(of, [one])], (Incident("failed", "pages “x”", "déjà", 2, of.path),))
    for name in ("text", "concise"):
        assert told(name, report, [of], unicode=False).isascii()
        assert not told(name, report, [of]).isascii()


def test_nothing_steers_the_terminal() -> None:
    of = source(f"dir\n{HOSTILE}.md", f"Say {HOSTILE} here.\n")
    one = finding(of, HOSTILE, rule=f"x/{HOSTILE}", message=HOSTILE, detail=HOSTILE, fix=HOSTILE)
    report = build([(of, [one])], (Incident("failed", HOSTILE, HOSTILE, 1, of.path),))
    for name in ("text", "concise"):
        text = told(name, report, [of])
        assert not STEERING.search(text)
        assert "dir\\n" in text
        assert "[31mred" in text
        assert len(text.splitlines()) == text.count("\n")


def test_color_only_when_asked_for() -> None:
    assert "\x1b[" in told("text", EXAMPLE, SOURCES, color=True)
    assert "\x1b" not in told("text", EXAMPLE, SOURCES)


def many(number: int, path: str = "a.md") -> tuple[Source, list[Finding]]:
    of = source(path, "word " * number)
    return of, [finding(of, Span(n * 5, n * 5 + 4)) for n in range(number)]


def test_a_cap_with_true_totals_serves_the_heaviest_first() -> None:
    light, found = many(30)
    heavy = source("z.md", "Bad word.\n")
    report = build([(light, found), (heavy, [finding(heavy, "Bad", severity="error")])])
    text = told("text", report, [light, heavy], max_findings=5)
    assert text.count("warning: ") == 4
    assert "z.md:1:1" in text
    assert "… and 26 more: --output-format concise" in text
    assert "31 findings in 2 of 2 articles: 1 error, 30 warnings." in text


def test_only_articles_that_are_shown_are_read_again() -> None:
    clean = source("clean.md", "Fine.\n")
    of, found = many(3)
    assert "3 findings in 1 of 2 articles" in told("text", build([(of, found), (clean, [])]), [of])


def test_without_its_text_a_finding_shows_its_quote() -> None:
    of = source("gone.md", "Nine in ten left.\n")
    assert "│ Nine in ten\n" in told("text", build([(of, [finding(of, "Nine in ten")])]), [])
    changed = source("gone.md", "Something else altogether.\n")
    assert "│ Nine in ten\n" in told("text", build([(of, [finding(of, "Nine in ten")])]), [changed])


def test_stetted_and_baselined_findings_are_counted_not_shown() -> None:
    of = source("a.md", "Nine in ten. Two in three.\n")
    stet = finding(of, "Nine in ten", state="stetted", stet=StetNote("checked"))
    old = finding(of, "Two in three", state="baselined")
    text = told("text", build([(of, [stet, old])]), [of])
    assert text == (
        "Nothing found in 1 article.\n"
        "Not counted: 1 let stand with a reason and 1 accepted in the baseline.\n"
    )  # fmt: skip


def test_silence_never_means_broken() -> None:
    of = source("a.md", "Fine.\n")
    report = build([(of, [])], (Incident("failed", "paragraphs", "no Java: install it", 7),))
    for quiet in (False, True):
        text = told("text", report, [of], quiet=quiet)
        assert "Nothing found in 1 article, but not everything could be checked." in text
        assert re.search(r"failed +7 paragraphs: no Java: install it", text)
        assert "not checked: failed: 7 paragraphs: no Java: install it" in told("concise", report, [of], quiet=quiet)


def test_what_failed_stands_before_what_was_skipped_and_equal_ones_are_one() -> None:
    of = source("a.md", "Fine.\n")
    skipped = tuple(Incident("skipped", "addresses", "--offline", n) for n in (1, 2000))
    text = told("text", build([(of, [])], (*skipped, Incident("failed", "pages", "gone"))), [of])
    assert text.index("failed") < text.index("skipped")
    assert "2,001 addresses" in text


def test_five_thousand_findings_in_a_line_of_a_megabyte_are_shown_at_once() -> None:
    of = source("a.md", "word " * 250_000)
    found = [finding(of, Span(n * 200, n * 200 + 4), key=str(n)) for n in range(5_000)]
    whole = finding(of, Span(0, len(of.text)), key="whole")
    report = build([(of, [whole, *found])])
    started = time.perf_counter()
    text = told("text", report, [of])
    assert time.perf_counter() - started < 1.5
    assert "… and 4,901 more" in text
    assert max(map(len, text.splitlines())) <= 120
    assert told("concise", report, [of]).count("\n") == 5_002


def test_the_order_of_articles_and_findings_does_not_matter() -> None:
    one, found = many(3, "b.md")
    two = source("a.md", "Nine in ten.\n")
    at(two, "Nine")
    other = [finding(two, "Nine in ten")]
    forward = build([(one, found), (two, other)])
    backward = build([(two, other), (one, found[::-1])])
    for name in ("text", "concise"):
        assert told(name, forward, [one, two]) == told(name, backward, [one, two])


def test_what_counts_as_narrow_takes_one_column_each_and_joins_with_nothing() -> None:
    wcwidth = pytest.importorskip("wcwidth")
    narrow = [one for one in map(chr, range(0x20, 0x3000)) if one not in "\x7f" and NARROW.match(one)]
    assert len(narrow) > 900
    assert [one for one in narrow if wcwidth.wcwidth(one) != 1] == []
    assert list(wcwidth.iter_graphemes("".join(narrow))) == narrow
