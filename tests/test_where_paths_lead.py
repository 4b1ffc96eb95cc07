"""Paths as a run shows them, and what it says of paths that lead to no article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Done, Project

ARTICLE = "# Tea\n\nNine in ten towns drink it.\n"


def check(project: Project, *arguments: str) -> Done:
    return project.copydesk("check", "--offline", "--select", "claims", "--fail-on", "info", *arguments)


@pytest.fixture
def tea(project: Project) -> Project:
    names = ("a/tea/cup.md", "a/tea/pot/lid.md", "a/teapot/cup.md", "a/milk.md")
    project.write({"copydesk.yml": "exclude: [drafts]\n", "pics/notes.csv": "a,b\n", "drafts/a.md": ARTICLE})
    return project.write(dict.fromkeys(names, ARTICLE))


@pytest.mark.parametrize("form", ["text", "concise", "plain", "csv"])
def test_paths_are_as_short_as_they_can_be_where_the_reader_stands(tea: Project, form: str) -> None:
    below = Project(tea.root / "a/tea")
    out = check(below, "--output-format", form, "--report", "json=report.json").out
    for shown in ("cup.md", "pot/lid.md", "../milk.md", "../teapot/cup.md"):
        assert any(f"{lead}{shown}" in f" {out}" for lead in (" ", "\n"))
        assert (below.root / shown).is_file()
    assert "a/tea" not in out
    told = json.loads((below.root / "report.json").read_text("utf-8"))["articles"]
    assert "a/tea/cup.md" in [one["path"] for one in told], "a file is read anywhere"


@pytest.mark.parametrize("paths", [("pics",), ("drafts",), ("pics/notes.csv",), ("pics", "drafts")])
def test_paths_with_no_article_are_wrong_usage(tea: Project, paths: tuple[str, ...]) -> None:
    done = check(tea, *paths)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("copydesk: nothing to check: ")
    assert done.err.count("\n") == 1
    assert all(path in done.err for path in paths)


def test_a_file_of_another_project_that_is_no_article_is_wrong_usage(tea: Project, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else/a.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "else/passwd").write_text("root\n", "utf-8")
    assert check(tea, "../else/passwd").status == 2


def test_what_a_hook_hands_over_may_hold_no_article(tea: Project) -> None:
    done = check(tea, "drafts/a.md")
    assert done.status == 0
    assert "drafts/a.md: excluded by the settings, skipped" in done.err
    (tea.root / "list").write_text("pics\n", "utf-8")
    assert check(tea, "--files-from", "list").status == 0
    assert check(tea, "pics", "a/milk.md").status == 1


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_git_does_not_see_a_new_folder_of_reports(repository: Project, name: str) -> None:
    repository.write({"a.md": ARTICLE})
    (repository.root / "there").mkdir()
    for folder in ("new/report", "there"):
        assert check(repository, "--report", f"{name}={folder}").status == 1
    assert (repository.root / "new/report/.gitignore").read_text("utf-8") == "*\n"
    assert not (repository.root / "there/.gitignore").exists()
    assert "new" not in repository.git("status", "--porcelain")


def test_a_folder_of_reports_that_git_keeps_stays_so(repository: Project) -> None:
    repository.write({"a.md": ARTICLE, "kept/index.html": "earlier"})
    repository.git("add", ".")
    (repository.root / "kept/index.html").unlink()
    (repository.root / "kept").rmdir()
    assert check(repository, "--report", "html=kept").status == 1
    assert not (repository.root / "kept/.gitignore").exists()


def test_the_option_meant_is_one_that_the_option_takes(tea: Project) -> None:
    for option, wrong, meant in (("--fail-on", "warn", "warning"), ("--incomplete", "warning", "warn")):
        assert f"(did you mean '{meant}'?)" in check(tea, option, wrong).err


def test_what_was_not_checked_is_counted_in_words(tea: Project) -> None:
    tea.write(
        {
            "a/bin.md": b"\0\0",
            "a/front.md": "---\n: [\n---\n" + ARTICLE,
            "a/net.md": "# N\n\n![A](https://x.invalid/a.png)\n",
        }
    )
    done = tea.copydesk("check", "--offline", "--select", "claims,images", "--report", "html=pages")
    assert "failed   1 article (a/bin.md): not a text file" in done.out
    assert "1 article's front matter (a/front.md)" in done.out
    assert "skipped  1 remote address: " in done.out
    assert "Not checked: 1 article</strong>" in "".join(
        page.read_text("utf-8") for page in (tea.root / "pages").rglob("*.html")
    )
