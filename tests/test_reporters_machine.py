"""The formats for other programs: their shape, their limits, their units; and articles that would command a runner."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.finding import SEVERITIES, Finding, Incident, Report, Severity, StetNote
from lint.reporters import FOLDERS, STREAMS, neutralise
from lint.text import Source, Span
from tests.reporting import build, finding, related, source, written
from tests.reports_example import EXAMPLE, GONE, SOURCES
from tests.test_reporters_files import golden
from tests.test_reporters_terminal import HOSTILE, STEERING

FILES = {
    "plain": "report.txt",
    "csv": "report.csv",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "sarif": "report.sarif",
    "rdjson": "report.rdjson",
    "rdjsonl": "report.rdjsonl",
    "junit": "junit.xml",
    "checkstyle": "checkstyle.xml",
}
OF_JSON = ("gitlab", "sarif", "rdjson")
OF_XML = ("junit", "checkstyle")
COMMANDS = "\n::error::boom\n ::stop-commands::x ##[error]a ##vso[task.complete] ###[add-mask] ##teamcity[x]"


def told(name: str, report: Report, sources: list[Source], **options: Any) -> str:
    files = written(name, report, sources, **options)
    assert list(files) == [""]
    return files[""]


def run_of(text: str) -> Any:
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return log["runs"][0]


@pytest.mark.parametrize("name", FILES)
def test_golden(name: str) -> None:
    golden(f"machine/{FILES[name]}", told(name, EXAMPLE, SOURCES))


def test_every_stream_is_tested_here_or_with_those_for_a_terminal() -> None:
    assert set(STREAMS) == {*FILES, "text", "concise", "json", "summary"}
    assert not FOLDERS & set(STREAMS)


# ---- each tells all that is open, and nothing else


Places = list[tuple[str, int]]


def of_sarif(text: str) -> Places:
    physical = [one["locations"][0]["physicalLocation"] for one in run_of(text)["results"]]
    return [(unquote(one["artifactLocation"]["uri"]), one["region"]["startLine"]) for one in physical]


def of_checkstyle(text: str) -> Places:
    files = ElementTree.fromstring(text).findall("file")
    return [(file.attrib["name"], int(one.attrib["line"])) for file in files for one in file.findall("error")]


def of_junit(text: str) -> Places:
    bodies = [body.text or "" for test in ElementTree.fromstring(text).iter("testcase") for body in test]
    found = [re.match(r"(.+?):(\d+):\d+: ", body) for body in bodies]
    return [(match[1], int(match[2])) for match in found if match]


def by_pattern(pattern: str, text: str) -> Places:
    return [(path, int(line)) for path, line in re.findall(pattern, text, re.M)]


def of_diagnostics(found: list[dict[str, Any]]) -> Places:
    return [(one["location"]["path"], one["location"]["range"]["start"]["line"]) for one in found]


PLACES: dict[str, Callable[[str], Places]] = {
    "plain": partial(by_pattern, r"^(.+?):(\d+):\d+: "),
    "csv": lambda text: [(row["path"], int(row["line"])) for row in csv.DictReader(io.StringIO(text))],
    "github": partial(by_pattern, r"^::\w+ file=([^,]+),line=(\d+),"),
    "gitlab": lambda text: [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in json.loads(text)],
    "sarif": of_sarif,
    "rdjson": lambda text: of_diagnostics(json.loads(text)["diagnostics"]),
    "rdjsonl": lambda text: of_diagnostics(list(map(json.loads, text.splitlines()))),
    "junit": of_junit,
    "checkstyle": of_checkstyle,
}


def places(name: str, text: str) -> Places:
    """Return path and line of each finding that a report tells."""
    return PLACES[name](text)


@pytest.mark.parametrize("name", FILES)
def test_all_open_findings_are_told_and_no_others(name: str) -> None:
    opened = [
        (article.path, one.start.line)
        for article in EXAMPLE.articles
        for one in article.findings
        if one.state == "open"
    ]
    assert Counter(places(name, told(name, EXAMPLE, SOURCES))) == Counter(opened)
    accepted = finding(SOURCES[0], "nine in ten miles", state="baselined")
    stetted = finding(SOURCES[0], "survey", state="stetted", stet=StetNote("asked"))
    assert places(name, told(name, build([(SOURCES[0], [accepted, stetted])]), SOURCES)) == []


@pytest.mark.parametrize("name", FILES)
def test_paths_lead_from_where_the_reader_stands(name: str) -> None:
    paths = {path for path, _ in places(name, told(name, EXAMPLE, SOURCES, prefix="docs/site/"))}
    assert paths == {"docs/site/history/aqueducts.md", "docs/site/festivals.md"}


@pytest.mark.parametrize("name", FILES)
def test_a_report_without_articles_has_its_shape(name: str) -> None:
    assert places(name, told(name, build([]), [])) == []


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_articles_does_not_matter(name: str) -> None:
    turned = msgspec.structs.replace(EXAMPLE, articles=EXAMPLE.articles[::-1])
    assert told(name, turned, SOURCES) == told(name, EXAMPLE, SOURCES)


# ---- places


LINE_ENDS = re.compile("\r\n|\n|\r")
pieces = st.sampled_from(
    [*"ab .", "\r\n", "\n", "\r", "é", "漢", "👩", "\u200d", "\u0301", "🇩", "\u2028", "👩‍👩‍👧", "cafe\u0301", "🇩🇪"]
)
texts = st.lists(pieces, min_size=1, max_size=40).map("".join)


@st.composite
def placed(draw: st.DrawFn) -> tuple[Source, Finding]:
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    of = msgspec.structs.replace(source("a.md", text), bom=draw(st.booleans()))
    return of, finding(of, Span(start, end), fix="x")


def from_points(text: str, line: int, column: int) -> int:
    """Return the offset of a place in lines that LF, CR and CR LF end, and code points."""
    return [0, *(match.end() for match in LINE_ENDS.finditer(text))][line - 1] + column - 1


def from_bytes(of: Source, place: dict[str, int]) -> int:
    """Return the offset in the file of a place in lines that LF ends, and bytes."""
    starts = [0, *(match.end() for match in re.finditer(b"\n", as_file(of)))]
    return starts[place["line"] - 1] + place["column"] - 1


def as_file(of: Source) -> bytes:
    return b"\xef\xbb\xbf" * of.bom + of.text.encode()


@given(placed())
def test_places_in_code_points_lead_back_to_the_text(one: tuple[Source, Finding]) -> None:
    of, found = one
    report = build([(of, [found])])
    result = run_of(told("sarif", report, [of]))["results"][0]
    fix = result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert {**fix, "snippet": {"text": found.quote}} == {"snippet": {"text": ""}, **region}
    start = from_points(of.text, region["startLine"], region["startColumn"])
    assert of.text[start : from_points(of.text, region["endLine"], region["endColumn"])] == found.quote

    (row,) = csv.DictReader(io.StringIO(told("csv", report, [of])))
    assert from_points(of.text, int(row["line"]), int(row["column"])) == found.start.offset
    assert from_points(of.text, int(row["end_line"]), int(row["end_column"])) == found.end.offset

    error = ElementTree.fromstring(told("checkstyle", report, [of])).find("file/error")
    assert error is not None
    assert from_points(of.text, int(error.attrib["line"]), int(error.attrib["column"])) == found.start.offset

    plain = told("plain", report, [of]).split(":")
    assert from_points(of.text, int(plain[1]), int(plain[2])) == found.start.offset


@given(placed())
def test_places_in_bytes_lead_back_to_the_file(one: tuple[Source, Finding]) -> None:
    of, found = one
    report = build([(of, [found])])
    whole = json.loads(told("rdjson", report, [of]))["diagnostics"]
    line = json.loads(told("rdjsonl", report, [of]))
    assert [{**whole[0], "source": {"name": "copydesk"}}] == [line]
    where = line["location"]["range"]
    start, end = from_bytes(of, where["start"]), from_bytes(of, where["end"])
    assert as_file(of)[start:end].decode() == found.quote
    assert line["suggestions"] == [{"range": where, "text": "x"}]


@given(placed())
def test_places_in_lines_lead_back_to_the_text(one: tuple[Source, Finding]) -> None:
    of, found = one
    report = build([(of, [found])])
    starts = [0, *(match.end() for match in LINE_ENDS.finditer(of.text)), len(of.text)]
    (issue,) = json.loads(told("gitlab", report, [of]))
    lines = issue["location"]["lines"]
    assert found.quote in of.text[starts[lines["begin"] - 1] : starts[lines["end"]]]
    assert lines["begin"] == lines["end"] or starts[lines["end"] - 1] < found.end.offset

    given_ = dict(re.findall(r"(\w+)=([^,:]+)", told("github", report, [of]).split("::")[1]))
    first, last = int(given_["line"]), int(given_["endLine"])
    assert (first, last) == (lines["begin"], lines["end"])
    assert ("col" in given_) == (found.start.line == found.end.line)
    if "col" in given_:
        start = from_points(of.text, first, int(given_["col"]))
        assert of.text[start : from_points(of.text, last, int(given_["endColumn"]))] == found.quote


def test_without_the_articles_bytes_only_lines_are_told() -> None:
    of = source("a.md", "Nothing.\n\nSay who counted nine in ten of them.\n")
    report = build([(of, [finding(of, "nine in ten", fix="many")])])
    damaged = msgspec.structs.replace(of, damaged=1)
    changed = msgspec.structs.replace(of, sha256="0" * 64)
    for known in ([], [damaged], [changed]):
        (one,) = json.loads(told("rdjson", report, known))["diagnostics"]
        assert one["location"]["range"] == {"start": {"line": 3}, "end": {"line": 3}}
        assert "suggestions" not in one


# ---- limits


def many(number: int) -> tuple[Source, list[Finding]]:
    of = source("a.md", "nine in ten\n")
    return of, [finding(of, "nine in ten", severity=SEVERITIES[2 - n % 3], key=f"{n:016x}") for n in range(number)]


def test_sarif_has_no_more_results_than_a_service_takes_and_the_heaviest_stay() -> None:
    of, found = many(30_000)
    run = run_of(told("sarif", build([(of, found)]), [of]))
    assert Counter(one["level"] for one in run["results"]) == {"error": 10_000, "warning": 10_000, "note": 5_000}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "5,000 more findings" in note["message"]["text"]


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"sarif", "github"}))
def test_the_others_have_no_limit(name: str) -> None:
    of, found = many(3000)
    assert len(places(name, told(name, build([(of, found)]), [of]))) == 3000


def test_sarif_stays_below_the_size_that_a_service_takes() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x9FA5)))
    chance = random.Random(1)
    of = source("a.md", "".join(chance.choices(letters, k=300_000)))
    found = []
    for number in range(8_000):
        start = chance.randrange(299_000)
        said = "".join(chance.choices(letters, k=500))
        found.append(finding(of, Span(start, start + 300), message=said, key=f"{number:016x}"))
    text = told("sarif", build([(of, found)]), [of])
    assert len(gzip.compress(text.encode(), 6)) < 10_000_000
    run = run_of(text)
    left = 8_000 - len(run["results"])
    assert 0 < left < 4_000
    assert f"{left:,} more findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_has_what_code_scanning_asks_for() -> None:
    text = told("sarif", EXAMPLE, SOURCES)
    run = run_of(text)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["newlineSequences"] == ["\r\n", "\n", "\r"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("Copydesk", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == sorted(EXAMPLE.summary.rules)
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert re.fullmatch(r"[0-9a-f]{16}:1", result["partialFingerprints"]["primaryLocationLineHash"])
    assert run["invocations"][0]["executionSuccessful"] is False
    assert Counter(one["level"] for one in run["invocations"][0]["toolExecutionNotifications"]) == {
        "error": 2,
        "note": 1,
    }


def test_sarif_texts_are_short_and_no_placeholders_or_links() -> None:
    of = source("a [b](c) #1 100%.md", "nine in ten\n")
    said = "See {0} and [here](https://example.org)! "
    one = finding(of, "nine in ten", message=said * 100, why=said * 100, related=(related(of, "nine"),))
    run = run_of(told("sarif", build([(of, [one])]), [of]))
    rule = run["tool"]["driver"]["rules"][0]
    for field in ("shortDescription", "fullDescription", "help"):
        assert len(rule[field]["text"]) <= 1024
    message = run["results"][0]["message"]["text"]
    assert message.startswith("See {{0}} and [here] (https://example.org)! See")
    assert message.endswith(r" See also [a \[b\] (c) #1 100%.md:1](1).")
    where = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where == {"uri": "a%20%5Bb%5D%28c%29%20%231%20100%25.md", "uriBaseId": "%SRCROOT%"}
    assert run["results"][0]["relatedLocations"][0]["id"] == 1


def test_annotations_are_nine_of_a_level_and_a_pointer() -> None:
    of, found = many(300)
    incidents = (Incident("failed", "paragraphs", "no engine", 3), Incident("skipped", "addresses", "offline", 4))
    lines = told("github", build([(of, found)], incidents), [of]).splitlines()
    assert Counter(line.split()[0] for line in lines) == {"::error": 10, "::warning": 10, "::notice": 10}
    assert [line for line in lines if " more of this level" in line] == [
        "::error title=Copydesk::91 more of this level: see the summary and the report.",
        "::warning title=Copydesk::92 more of this level: see the summary and the report.",
        "::notice title=Copydesk::92 more of this level: see the summary and the report.",
    ]
    assert "::warning title=Copydesk%3A not checked (failed)::3 paragraphs: no engine" in lines
    few = told("github", build([(of, found[:27])]), [of]).splitlines()
    assert len(few) == 27


@given(st.text("%a\n漢", max_size=5000))
def test_annotations_are_no_longer_than_what_is_kept_of_them(said: str) -> None:
    of = source("a.md", "nine in ten\n")
    (line,) = told("github", build([(of, [finding(of, "nine", message=said)])]), [of]).splitlines()
    data = line.split("::", 2)[2]
    assert len(data) <= 4096
    plain = data.removesuffix("…")
    assert re.sub("%(25|0A|0D)", "", plain).count("%") == 0
    assert neutralise.terminal(said).startswith(plain.replace("%25", "%"))


def test_gitlab_fingerprints_differ_and_outlive_moved_lines() -> None:
    def prints(*texts_: str) -> list[str]:
        sources = [source(f"{n}.md", text) for n, text in enumerate(texts_)]
        report = build([(of, [finding(of, "nine in ten", key="0123456789abcdef")]) for of in sources])
        return [one["fingerprint"] for one in json.loads(told("gitlab", report, sources))]

    first = prints("nine in ten", "nine in ten")
    assert len(set(first)) == 2
    assert prints("Moved.\n\nnine in ten", "nine in ten") == first


def test_junit_counts_and_names() -> None:
    of = source("a.md", "nine in ten and nine in ten\n")
    stand: list[tuple[int, Severity]] = [(0, "error"), (16, "info")]
    found = [finding(of, Span(start, start + 11), severity=severity) for start, severity in stand]
    incidents = (Incident("failed", "paragraphs", "no engine", 3), Incident("skipped", "addresses", "offline", 4))
    articles: list[tuple[Source, list[Finding]]] = [(of, found), (SOURCES[2], []), (GONE, [])]
    report = build(articles, incidents, unread=frozenset((GONE.path,)))
    root = ElementTree.fromstring(told("junit", report, [of]))
    assert root.attrib == {"name": "Copydesk", "tests": "6", "failures": "1", "errors": "1"}
    suites = {suite.attrib["name"]: suite for suite in root}
    assert list(suites) == ["a.md", "clean.md", "gone.md", "not checked"]
    assert [[child.tag for child in test] for test in suites["a.md"]] == [["failure"], ["system-out"]]
    assert [test.attrib["name"] for test in suites["a.md"]] == [
        "claims/statistic: nine in ten",
        "claims/statistic: nine in ten (2)",
    ]
    assert [[child.tag for child in test] for test in suites["clean.md"]] == [[]]
    assert [[child.tag for child in test] for test in suites["gone.md"]] == [["skipped"]]
    assert [[child.tag for child in test] for test in suites["not checked"]] == [["error"], ["skipped"]]
    for suite in root:
        inside = Counter(child.tag for test in suite for child in test)
        counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
        assert counts == {
            "tests": len(suite),
            "failures": inside["failure"],
            "errors": inside["error"],
            "skipped": inside["skipped"],
        }


def test_checkstyle_lists_clean_articles_and_what_was_not_checked() -> None:
    root = ElementTree.fromstring(told("checkstyle", EXAMPLE, SOURCES))
    assert [file.attrib["name"] for file in root.findall("file")] == sorted(one.path for one in EXAMPLE.articles)
    assert len(root.findall("exception")) == len(EXAMPLE.incidents)
    error = root.find("file[@name='festivals.md']/error")
    assert error is not None
    assert error.attrib["source"] == "copydesk.boilerplate.repeated-sentence"


# ---- articles are not to be trusted

strange = st.text(max_size=40) | st.sampled_from(
    [
        HOSTILE,
        COMMANDS,
        "]]> <!-- & \" ' </failure>",
        "\ufffe\uffff\x00\x0b\x85",
        "=1+1",
        "  @SUM(A1)",
        "-2+3",
        "::x::",
        ":",
    ]
)


def hostile(path: str, said: str) -> tuple[Source, Report]:
    of = source(path, f"Say {said} here.\n")
    more: dict[str, Any] = {"message": said, "detail": said, "fix": said, "why": said, "rule": f"x/{said}"}
    one = finding(of, Span(4, 4 + len(said)), related=(related(of, "Say"),), **more)
    return of, build([(of, [one])], (Incident("failed", said, said, 1, path),))


@given(strange.filter(bool), strange)
def test_nothing_steers_a_terminal_or_a_runner(path: str, said: str) -> None:
    of, report = hostile(path, said)
    for name in FILES:
        text = told(name, report, [of])
        assert not STEERING.search(text), name
        assert not re.search(r"##[a-z]*\[", text), name
        obeyed = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        if name == "github":
            assert len(obeyed) == text.count("\n") == 2
            assert all(re.match(r"::(error|warning|notice) ", line) for line in obeyed)
            assert dict(re.findall(r"(\w+)=([^,]*)", obeyed[0].split("::")[1])).keys() >= {"title"}
        else:
            assert not obeyed, name


@given(strange.filter(bool), strange)
def test_machines_can_read_it_whatever_the_articles_say(path: str, said: str) -> None:
    of, report = hostile(path, said)
    for unicode in (True, False):
        for name in (*OF_JSON, *OF_XML, "rdjsonl"):
            text = told(name, report, [of], unicode=unicode)
            assert text.isascii() or unicode
            (json.loads if name in (*OF_JSON, "rdjsonl") else ElementTree.fromstring)(text)
    run = run_of(told("sarif", report, [of]))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(artifact) == path
    assert re.fullmatch(r"[\w.~%/-]*", artifact, re.ASCII)
    (line,) = told("rdjsonl", report, [of]).split("\n")[:-1]
    assert json.loads(line)["suggestions"][0]["text"] == said
    assert json.loads(told("sarif", report, [of], unicode=False)) == json.loads(told("sarif", report, [of]))


@given(strange.filter(bool), strange)
def test_no_cell_is_a_formula(path: str, said: str) -> None:
    of, report = hostile(path, said)
    rows = list(csv.reader(io.StringIO(told("csv", report, [of]))))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    assert not [cell for cell in rows[1] if cell.strip().startswith(("=", "+", "-", "@", "\t", "\r"))]
    quote = neutralise.terminal(said)
    if not quote.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) and "##" not in quote:
        assert rows[1][rows[0].index("quote")] == quote
