"""What was not answered says where: in which articles, or nowhere in particular where it was in all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.engine_home import living_in

GERMAN = "---\nlang: de\n---\n\nDie Glocke hängt im Tor.\n\nDas Tor ist {} alt.\n"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path) -> Iterator[None]:
    """Live in a home in which no engine is installed."""
    with living_in(tmp_path / "home"):
        yield


def reported(project: Project) -> list[tuple[str, int, str]]:
    """Return why paragraphs were passed over, how many, and in which article."""
    project.copydesk("check", "--offline", "--select", "grammar", "--report", "json=report.json")
    incidents = json.loads((project.root / "report.json").read_text(encoding="utf-8"))["incidents"]
    return [(one["why"].partition(";")[0], one["count"], one["path"]) for one in incidents]


def test_articles_in_a_language_that_is_not_installed_are_named(project: Project) -> None:
    project.write({"de/b.md": GERMAN.format("sehr"), "de/a.md": GERMAN.format("so"), "en.md": "The bell is old.\n"})
    assert sorted(reported(project)) == [
        ("German is not installed", 1, "de/b.md"),  # its first paragraph stands in the other one, too
        ("German is not installed", 2, "de/a.md"),
        ("LanguageTool is not installed", 1, "en.md"),
    ]
    told = project.copydesk("check", "--offline", "--select", "grammar", "--exit-zero").out
    assert "3 paragraphs for grammar (de/a.md and 1 more)" in told
    told = project.copydesk("check", "--offline", "--select", "grammar", "--exit-zero", "de/b.md").out
    assert "2 paragraphs for grammar\n" in told, "of a single article there is nothing to say"


def test_what_befell_all_articles_names_none(project: Project) -> None:
    project.write({f"a{number}.md": f"The bell of gate {number} is old.\n" for number in range(3)})
    assert reported(project) == [("LanguageTool is not installed", 3, "")]


def test_a_paragraph_that_is_too_long_is_found(project: Project) -> None:
    project.write({"a.md": "The bell is old.\n", "long.md": "The bell is old. " * 10_000 + "\n"})
    told = {path: why for why, _, path in reported(project)}
    assert "longer than" in told["long.md"]
