"""The page that CI services show beside a job."""

from __future__ import annotations

import re

from marko.ext.gfm import gfm

from lint.finding import Incident, Report
from lint.reporters.summary import MOST_BYTES
from lint.text import Source
from tests.reporting import build, finding, source, written
from tests.reports_example import EXAMPLE, SOURCES
from tests.test_reporters_files import golden
from tests.test_reporters_terminal import HOSTILE, STEERING

MARKUP = "<script>x</script> @everyone [a](https://example.org) ![b](c.png) | `d` **e** www.example.org"


def told(report: Report, sources: list[Source], **options: str) -> str:
    return written("summary", report, sources, **options)[""]


def test_golden() -> None:
    golden("summary.md", told(EXAMPLE, SOURCES, prefix="articles/"))


def test_the_worst_ten_come_first_and_then_all_by_weight() -> None:
    sources = [source(f"{number:02}.md", "word " * 20) for number in range(12)]
    found = {of: [finding(of, "word", key=str(key)) for key in range(number + 1)] for number, of in enumerate(sources)}
    text = told(build(found), sources)
    assert "### Start here (of 12)" in text
    assert re.findall(r"^\| (\d\d)", text, re.M) == [f"{number:02}" for number in range(11, 1, -1)]
    assert re.findall(r"^### (\d\d)", text, re.M) == [f"{number:02}" for number in range(11, -1, -1)]
    assert text.count("**Should fix**") == sum(range(13))


def test_it_is_cut_by_bytes_with_a_true_count() -> None:
    of = source("水車.md", "水" * 300)
    found = [finding(of, "水" * 300, severity="error", key=str(key), message="水" * 900) for key in range(400)]
    text = told(build({of: found}), [of])
    assert MOST_BYTES - 5_000 < len(text.encode()) <= MOST_BYTES
    left = re.search(r"\n([\d,]+) more findings: see the report\.\n\Z", text)
    assert left is not None
    assert int(left[1]) + text.count("**Must fix**") == 400


def test_many_incidents_and_long_paths_leave_room_for_findings() -> None:
    sources = [source("x" * 5_000 + f"{number}.md", "word") for number in range(300)]
    incidents = tuple(Incident("failed", f"{number} things", "y" * 50_000, 1) for number in range(300))
    text = told(build({of: [finding(of, "word")] for of in sources}, incidents), sources)
    assert len(text.encode()) < MOST_BYTES
    assert text.count("**Should fix**") == 300
    assert "and 280 more" in text


def test_nothing_in_it_is_markup_of_an_article() -> None:
    said = f"{MARKUP} {HOSTILE}"
    of = source(f"dir/{said}.md", f"Say {said} here.\n")
    one = finding(of, said, rule="x/y", message=said, detail=said, fix=said)
    text = told(build({of: [one]}, (Incident("failed", said, said, 1, of.path),)), [of])
    assert not STEERING.search(text)
    shown = gfm(text)
    assert not re.search(r"<(?:script|a|img|code)\b|<strong>e", shown)
    assert "&lt;script&gt;" in shown
    assert "\\@everyone" in text
