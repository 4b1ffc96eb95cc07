"""The reports that are files: JSON with its schema, Markdown, HTML. Articles are hostile until shown otherwise."""

from __future__ import annotations

import json
import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

import jsonschema
import msgspec
import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.data import data_path
from lint.finding import Difference, Group, Incident, Member, Report, Slot, Twin
from lint.parse import parse
from lint.reporters import json_report, neutralise
from lint.text import Source, Span
from tests.reporting import build, finding, related, source, written
from tests.reports_example import EXAMPLE, SOURCES
from tests.test_reporters_terminal import GOLDEN, HOSTILE

XSS = (
    '<script>alert(1)</script> </script> <img src=x onerror=alert(1)> "\' onmouseover="x" {{ 7*7 }} '
    "{% raw %} &amp; javascript:alert(1) `<script>alert(2)</script>`"
)
NAMES = [
    "a \"b\" 'c'.md",
    "100% #1?.md",
    "x y.md",
    "<script>.md",
    "l" * 200 + ".md",
    "new\nline.md",
    "A.md",
    "a.md",
    "../up.md",
]


def golden(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("COPYDESK_UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), "after a change that is meant: COPYDESK_UPDATE_GOLDEN=1 pytest"


# JSON


def test_the_schema_that_is_checked_in_is_the_one_of_the_types() -> None:
    text = json.dumps(json_report.schema(), indent=2, ensure_ascii=False) + "\n"
    file = data_path("reports") / "report.schema.json"
    if os.environ.get("COPYDESK_UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), "stale: COPYDESK_UPDATE_GOLDEN=1 pytest"


def test_json_follows_its_schema_and_comes_back_the_same() -> None:
    text = written("json", EXAMPLE, SOURCES)[""]
    jsonschema.Draft202012Validator(json_report.schema()).validate(json.loads(text))
    assert json_report.read(text.encode()) == EXAMPLE


def test_json_has_the_fields_of_schema_1() -> None:
    told = json.loads(written("json", EXAMPLE, SOURCES)[""])
    assert set(told) == {"schema", "tool", "settings_hash", "articles", "groups", "links", "incidents", "summary"}
    assert told["schema"] == 1
    assert [article["path"] for article in told["articles"] if article["status"] == "clean"] == ["clean.md"]
    article = told["articles"][0]
    assert set(article) == {"path", "status", "sha256", "metrics", "findings"}
    one = article["findings"][0]
    assert set(one) == {
        *("rule", "detail", "severity", "message", "why", "quote", "start", "end", "key", "confidence", "group"),
        *("related", "fix", "values", "also", "state", "stet"),
    }
    assert set(one["start"]) == {"offset", "line", "column"}
    assert set(article["findings"][4]["related"][0]) == {"path", "start", "end", "quote"}
    assert set(article["findings"][1]["fix"]) == {"replacement", "safe"}
    text = SOURCES[0].text
    assert all(text[f["start"]["offset"] : f["end"]["offset"]] == f["quote"] for f in article["findings"])


def test_a_report_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a report"):
        json_report.read(b"[]")
    other = json.loads(written("json", EXAMPLE, SOURCES)[""]) | {"schema": 2}
    with pytest.raises(ValueError, match="schema 2; this version of Copydesk reads schema 1"):
        json_report.read(json.dumps(other).encode())


def test_json_does_not_depend_on_the_order_of_counts() -> None:
    turned = dict(reversed(EXAMPLE.summary.rules.items()))
    same = msgspec.structs.replace(EXAMPLE, summary=msgspec.structs.replace(EXAMPLE.summary, rules=turned))
    assert written("json", same, SOURCES) == written("json", EXAMPLE, SOURCES)


# Markdown


def rendered(markdown: str) -> tuple[set[str], list[str]]:
    """Return the kinds of events of a Markdown text, and its texts as read."""
    kinds, texts = set(), [""]
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_MATH
    for event in pyromark.events(markdown, options=options):
        if isinstance(event, dict):
            pairs: dict[str, Any] = dict(event)
            ((kind, value),) = pairs.items()
            if kind == "Text":
                texts[-1] += str(value)
            elif kind in ("Start", "End"):
                kinds.add(value if isinstance(value, str) else next(iter(value)))
                texts.append("")
            else:
                kinds.add(kind)
        else:
            kinds.add(event)
    return kinds, [text for text in texts if text]


@given(st.text(max_size=80) | st.text(alphabet="*_`|\\<>&[]()#+-.!~1:\n $^=w@", max_size=40))
def test_markdown_shows_any_text_as_itself(text: str) -> None:
    expected = neutralise.terminal(text).strip(" ")
    safe = neutralise.markdown(text)
    if not expected.strip():
        return
    kinds, texts = rendered(f"{safe}\n")
    assert kinds == {"Paragraph"}
    assert "".join(texts).strip() == expected.strip()
    kinds, texts = rendered(f"| head | two |\n| --- | --- |\n| {safe} | second |\n")
    assert kinds == {"Table", "TableHead", "TableRow", "TableCell"}
    assert [text.strip() for text in texts if text.strip()] == ["head", "two", expected.strip(), "second"]


def test_markdown_reports() -> None:
    for name, text in written("markdown", EXAMPLE, SOURCES).items():
        golden(f"markdown/{name}", text)


def test_every_article_has_a_markdown_report_clean_ones_too() -> None:
    files = written("markdown", EXAMPLE, SOURCES)
    assert set(files) == {"index.md", "duplicates.md", *(f"pages/{article.path}.md" for article in EXAMPLE.articles)}
    assert "Nothing found.\n" in files["pages/clean.md.md"]
    assert "could not be read" in files["pages/gone.md.md"]
    assert "it was gone when its turn came" in files["pages/gone.md.md"]
    index = files["index.md"]
    assert index.index("Not checked") < index.index("nothing was found") < index.index("| Article")


def hostile() -> tuple[Report, list[Source]]:
    text = (
        f"# {XSS}\n\nText {XSS} and {HOSTILE} end | pipe\n\n[go](javascript:alert(1)) ![i](https://example.org/x.png)\n"
    )
    sources = [source(name, text) for name in NAMES]
    found = []
    for of in sources:
        words = f"{XSS} and {HOSTILE}"
        one = finding(of, words, rule=f"{XSS}/x", detail=XSS, message=XSS, why=XSS, fix=XSS, group=XSS)
        link = finding(of, "javascript:alert(1)", rule="links/broken", also=(XSS,))
        image = finding(of, "https://example.org/x.png", rule="images/broken")
        elsewhere = tuple(related(other, words) for other in sources)
        found.append((of, [msgspec.structs.replace(one, related=elsewhere), link, image]))
    incidents = (Incident("failed", XSS, XSS, 1, NAMES[0]), Incident("skipped", HOSTILE, XSS))
    members = tuple(
        Member(one.path, one.start, one.end, one.quote, differing=(Difference(2, 9, f"{XSS}{HOSTILE}", XSS),))
        for one in elsewhere
    )
    slots = (Slot(XSS, ((XSS, 2), (HOSTILE, 1))),)
    group = Group(XSS, f"{XSS}/x", 2, 99, 20, template=XSS, slots=slots, members=members, verdict=XSS, text=XSS)
    twin = Twin(50, f"{XSS}{HOSTILE}", elsewhere, elsewhere, 99, 99)
    copies = tuple(msgspec.structs.replace(one, differing=(), twin=twin) for one in members)
    articles = Group("g2", f"{XSS}/x", 2, 2, 20, members=copies, verdict="article")
    return build(found, incidents, (group, articles)), sources


def test_hostile_articles_cannot_break_a_markdown_report() -> None:
    report, sources = hostile()
    files = written("markdown", report, sources)
    assert len(files) == len(NAMES) + 2
    for name, text in files.items():
        assert not re.search(r"<(?!/?(?:mark|del|ins)>)", text), name
        assert "\x1b" not in text
    for name in ("index.md", "duplicates.md"):
        kinds, _ = rendered(files[name])
        assert not {"Html", "InlineHtml", "Image", "Code"} & kinds
    links = re.findall(r"\]\(([^)]*)\)", files["index.md"])
    assert sorted(map(unquote, links)) == sorted(set(files) - {"index.md"})


# HTML

TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "main", "header", "footer", "section", "article"),
    *("div", "p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "a", "span", "sup", "mark", "del"),
    *(
        "ins",
        "q",
        "bdi",
        "blockquote",
        "details",
        "summary",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "code",
    ),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "rel", "href", "src", "defer", "class", "id", "title", "dir"),
    *("role", "tabindex", "scope", "colspan", "data-note", "data-label", "aria-label", "aria-labelledby", "aria-level"),
}


class Page(HTMLParser):
    """What a browser would make of a page: its tags, ids, addresses and what a reader sees of the article's rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.rows: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes |= set(values)
        self.ids += [values["id"]] if "id" in values else []
        if tag == "a":
            self.links.append(values["href"])
        elif "href" in values or "src" in values:
            self.loaded.append(values.get("href", "") + values.get("src", ""))
        if values.get("class", "").startswith("row "):
            self.rows.append("")
        if tag not in ("meta", "link"):
            self._open.append((tag, values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [one for tag, classes in self._open for one in (tag, *classes.split())]
        if "row" in inside and not {"notes", "num", "label", "marker"} & set(inside):
            self.rows[-1] += data


def pages(report: Report, sources: list[Source]) -> dict[str, Page]:
    files = written("html", report, sources)
    return {name: Page(text) for name, text in files.items() if name.endswith(".html")}


def check_site(files: dict[str, Page]) -> None:
    for name, page in files.items():
        assert set(page.tags) <= TAGS
        assert page.attributes <= ATTRIBUTES
        assert len(page.ids) == len(set(page.ids)), name
        up = "../" * name.count("/")
        assert page.loaded == [f"{up}style.css", f"{up}script.js"]
        assert page.tags.count("script") == 1
        for href in page.links:
            target, _, anchor = href.partition("#")
            if target.startswith(("http://", "https://")):
                continue
            assert ":" not in target
            there = normpath(join(dirname(name), unquote(target))) if target else name
            assert there in files, href
            assert not anchor or unquote(anchor) in files[there].ids, href


def test_html_reports() -> None:
    files = written("html", EXAMPLE, SOURCES)
    check_site(pages(EXAMPLE, SOURCES))
    for name in (
        "index.html",
        "duplicates.html",
        "pages/festivals.md.html",
        "pages/clean.md.html",
        "pages/gone.md.html",
    ):
        golden(f"html/{name}", files[name])


def test_every_page_forbids_what_it_does_not_need() -> None:
    for name, text in written("html", EXAMPLE, SOURCES).items():
        if name.endswith(".html"):
            assert (
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                "base-uri 'none'; form-action 'none'"
            ) in text
            assert " style=" not in text
            assert text.index("Content-Security-Policy") < text.index("<link")


def test_the_words_are_an_editors() -> None:
    for name, text in written("html", EXAMPLE, SOURCES).items():
        if name.endswith(".html"):
            seen = re.sub(r"<[^>]*>", " ", text)
            assert not re.search(r"\b(claims/|grammar/|warning|severity|error)\b|\d+:\d+", seen), name
    page = written("html", EXAMPLE, SOURCES)["pages/history/aqueducts.md.html"]
    assert "Must fix" in page
    assert 'title="grammar/error EN_A_VS_AN"' in page
    said = '<del><span class="unseen">strike: </span>An</del> <ins><span class="unseen">write: </span>A</ins> child'
    assert said in page


def test_what_was_not_checked_stands_above_the_good_news() -> None:
    index = written("html", EXAMPLE, SOURCES)["index.html"]
    assert index.index("2 of 4 articles have findings") < index.index("Java was not found")
    assert index.index("Java was not found") < index.index("you asked for --offline")
    assert index.index("you asked for --offline") < index.index("In 1 article nothing was found.")


def test_hostile_articles_cannot_break_a_page() -> None:
    report, sources = hostile()
    files = pages(report, sources)
    assert len(files) == len(NAMES) + 2
    check_site(files)
    for name, page in files.items():
        if name not in ("index.html", "duplicates.html"):
            assert any("<script>alert(2)</script>" in row for row in page.rows), name
            assert not any(href.startswith("javascript") for href in page.links)


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6))
def test_what_a_reader_sees_of_an_article_is_its_text(text: str, places: list[tuple[int, int]]) -> None:
    of = source("a.md", text)
    spans = {Span(min(a, b), max(a, b)) for a, b in places if max(a, b) <= len(text)}
    files = pages(build([(of, [finding(of, span) for span in spans])]), [of])
    seen = "".join("".join(row.split()) for row in files["pages/a.md.html"].rows)
    for block in parse(of).blocks:
        words = neutralise.html(block.prose.text)
        assert "".join(words.split()) in seen


@given(st.text(max_size=60))
def test_markup_in_a_paragraph_is_shown_as_written(text: str) -> None:
    of = source("a.md", "para\n")
    report = build([(of, [finding(of, "para", message=text, why=text, fix=text)])])
    check_site(pages(report, [of]))


def test_overlapping_findings_are_all_on_the_page() -> None:
    of = source("a.md", "One two three four five six seven.\n")
    quotes = ["One two three four", "two three", "three four five", "One two three four five six seven."]
    page = written("html", build([(of, [finding(of, quote) for quote in quotes])]), [of])["pages/a.md.html"]
    assert Page(page).rows[0].strip() == "One two three four five six seven."
    for number in range(1, 5):
        assert page.count(f'id="r-{number}"') == 1
        assert page.count(f'href="#r-{number}"') == 1


def test_an_article_that_changed_or_vanished_since_shows_its_findings_without_text() -> None:
    of = source("a.md", "Nine in ten.\n")
    report = build([(of, [finding(of, "Nine in ten")])])
    for known in ([], [source("a.md", "Something else.\n")]):
        text = written("html", report, known)["pages/a.md.html"]
        assert "has changed since it was checked" in text
        assert "Nine in ten" in text
        assert not Page(text).rows
        check_site(pages(report, known))


def test_nothing_found_is_said() -> None:
    of = source("a.md", "Fine.\n")
    files = written("html", build([(of, [])]), [of])
    assert "Nothing was found in 1 article." in files["index.html"]
    assert "Nothing found." in files["pages/a.md.html"]


def test_five_thousand_findings_in_a_line_of_a_megabyte() -> None:
    of = source("a.md", "word " * 200_000 + "\n")
    found = [finding(of, Span(n * 200, n * 200 + 4), key=str(n)) for n in range(5_000)]
    report = build([(of, [*found, finding(of, Span(0, 999_999), key="whole")])])
    for name in ("html", "markdown"):
        started = time.perf_counter()
        files = written(name, report, [of])
        assert time.perf_counter() - started < 10
        text = "".join(files.values())
        assert text.count("This number has no source.") == 5_001
        assert len(text) < 20_000_000


def test_the_order_of_articles_and_findings_does_not_matter() -> None:
    turned = msgspec.structs.replace(
        EXAMPLE,
        articles=tuple(
            msgspec.structs.replace(article, findings=article.findings[::-1]) for article in EXAMPLE.articles[::-1]
        ),
        incidents=EXAMPLE.incidents[::-1],
        groups=EXAMPLE.groups[::-1],
    )
    for name in ("markdown", "html"):
        assert written(name, turned, SOURCES) == written(name, EXAMPLE, SOURCES)


def test_the_templates_are_where_they_are_looked_for() -> None:
    folder: Path = data_path("reports")
    names = {
        "base.html",
        "index.html",
        "duplicates.html",
        "article.html",
        "parts.html",
        "style.css",
        "script.js",
        "report.schema.json",
    }
    assert names <= {file.name for file in folder.iterdir()}
