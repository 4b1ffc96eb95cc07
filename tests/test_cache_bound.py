"""The cache does not grow for ever: beyond its bound the oldest go first, and no finding goes with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from lint import cache
from lint.check import Match, ProseFacts, Question
from lint.cli import main
from lint.world import languagetool
from tests.conftest import Project

COUNT = 30
ARTICLES = {
    f"a{number:02}.md": f"# Gate {number}\n\nThe bell of gate {number} is an bell.\n" for number in range(COUNT)
}
TABLES = ("evidence", "answers")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paragraphs that an engine is asked about from now on; it knows one rule."""
    heard: list[str] = []

    def ask(questions: Iterable[Question], **more: Any) -> Mapping[Question, ProseFacts]:
        facts = {one: ProseFacts(tuple(_matches(one.subject)), "test") for one in questions}
        for question, fact in facts.items():
            heard.append(question.subject)
            more["keep"](question, fact)
        return facts

    monkeypatch.setattr(languagetool, "ask", ask)
    monkeypatch.setattr(languagetool, "is_at_hand", lambda *_: True)
    return heard


def _matches(text: str) -> Iterator[Match]:
    at = text.find("an bell")
    if at >= 0:
        yield Match("EN_A_VS_AN", "MISC", "misspelling", at, at + 2, "Use a.", "", ("a",))


def checked(capsys: pytest.CaptureFixture[str]) -> str:
    main(["check", "--select", "grammar", "--output-format", "concise", "--exit-zero"])
    return capsys.readouterr().out


def ages(project: Project) -> dict[str, list[int]]:
    """Return when each row of a table was written, the oldest first."""
    with closing(sqlite3.connect(project.root / ".copydesk_cache" / "cache.sqlite")) as base:
        query = "SELECT written FROM {} ORDER BY written"
        return {table: [age for (age,) in base.execute(query.format(table))] for table in TABLES}


def make_older(project: Project) -> None:
    """Let each row have been written a second after another, long ago."""
    with closing(sqlite3.connect(project.root / ".copydesk_cache" / "cache.sqlite")) as base:
        for table in TABLES:
            keys = [key for (key,) in base.execute(f"SELECT key FROM {table} ORDER BY key")]
            base.executemany(f"UPDATE {table} SET written = ? WHERE key = ?", list(enumerate(keys)))
        base.commit()


def test_beyond_the_bound_the_oldest_go_first(
    asked: list[str], project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.write(ARTICLES).root)
    before = checked(capsys)
    assert before.count("EN_A_VS_AN") == COUNT
    make_older(project)
    full = ages(project)
    assert min(map(len, full.values())) >= COUNT

    monkeypatch.setattr(cache, "_MAX_BYTES", 1)
    project.write({"new.md": "# New\n\nThe newest of them has no bell.\n"})
    assert checked(capsys).replace("31 articles", "30 articles") == before
    left = ages(project)
    for table in TABLES:
        written = [age for age in left[table] if age >= len(full[table])]
        kept = [age for age in left[table] if age < len(full[table])]
        assert written, "what this run found out is kept"
        gone = len(full[table]) - len(kept)
        assert gone == (len(full[table]) + len(written)) // 3
        assert kept == full[table][gone:], "the oldest went first"

    asked.clear()
    assert checked(capsys).replace("31 articles", "30 articles") == before
    assert 0 < len(asked) < COUNT, "only what went is asked anew"


def test_within_the_bound_nothing_goes(
    asked: list[str], project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.write(ARTICLES).root)
    before = checked(capsys)
    full = ages(project)
    file = project.root / ".copydesk_cache" / "cache.sqlite"
    monkeypatch.setattr(cache, "_MAX_BYTES", file.stat().st_size * 2)
    project.write({"new.md": "# New\n\nThe newest of them has no bell.\n"})
    asked.clear()
    checked(capsys)
    assert len(asked) == 2, "of the new article, its heading and its paragraph"
    assert all(len(ages(project)[table]) > len(full[table]) for table in TABLES)
    (project.root / "new.md").unlink()
    assert checked(capsys) == before
