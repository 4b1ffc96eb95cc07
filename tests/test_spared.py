"""Files that a report does not replace: articles, settings, decisions, and what git tracks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lint.reporters import FOLDERS, STREAMS
from tests.conftest import Done, Project

FILES = {
    "articles/jam.md": "# Jam\n\nNine in ten towns boil it.\n",
    "copydesk.yml": "dictionary: house.txt\nrule_dirs: [house]\nexclude: [house/**, house.txt]\n",
    "house.txt": "zebroid\n",
    "house/README.md": "Rules.\n",
    "style.css": "p { color: red }\n",
}
OWN = ["copydesk.yml", "house.txt", "house/new.json", "copydesk.baseline", ".git/config", ".copydesk_cache/x"]


@pytest.fixture
def jam(repository: Project) -> Project:
    repository.write(FILES)
    repository.git("add", ".")
    return repository


def check(project: Project, *arguments: str) -> Done:
    return project.copydesk("check", "--offline", "--select", "claims", "--exit-zero", *arguments)


def refused(project: Project, name: str, path: str, why: str, *arguments: str) -> None:
    file = project.root / path
    before = file.read_bytes() if file.exists() else None
    done = check(project, "--report", f"{name}={path}", *arguments)
    assert (done.status, done.out) == (2, ""), done.err
    assert done.err.count("\n") == 1
    assert f"--report {name}={path}: {why}" in done.err
    assert (file.read_bytes() if file.exists() else None) == before


@pytest.mark.parametrize("name", sorted(set(STREAMS) - FOLDERS))
def test_no_report_replaces_an_article(jam: Project, name: str) -> None:
    refused(jam, name, "articles/jam.md", "this is an article")
    refused(jam, name, "articles/../articles/jam.md", "this is an article")


@pytest.mark.parametrize("path", OWN)
def test_no_report_replaces_a_file_of_ours(jam: Project, path: str) -> None:
    for name in ("text", "json"):
        refused(jam, name, path, "")


def test_no_report_replaces_what_git_tracks(jam: Project) -> None:
    refused(jam, "text", "style.css", "git tracks this file")
    jam.git("rm", "--cached", "--quiet", "style.css")
    refused(jam, "json", "style.css", "holds something else than a json report")
    assert check(jam, "--report", "text=style.css").status == 0, "nobody can say whose lines these are"


def test_articles_outside_of_git_or_named_alone_stay(project: Project) -> None:
    project.write({"jam.md": FILES["articles/jam.md"]})
    refused(project, "text", "jam.md", "this is an article")
    refused(project, "text", "jam.md", "this is an article", "jam.md")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_to_an_article_is_no_way_around(jam: Project) -> None:
    (jam.root / "report.json").symlink_to("articles/jam.md")
    refused(jam, "json", "report.json", "this is an article")


@pytest.mark.parametrize("name", STREAMS)
def test_an_earlier_report_is_replaced(jam: Project, name: str) -> None:
    file = jam.root / "out" / f"report.{'md' if name == 'summary' else name}"
    target = f"{name}={file.relative_to(jam.root).as_posix()}"
    for arguments in ((), ("--select", "images"), (), ()):
        assert check(jam, "--report", target, *arguments).status == 0
    first = file.read_bytes()
    jam.git("add", ".")
    if name not in ("text", "concise", "plain", "github"):
        assert check(jam, "--report", target).status == 0, "one that git tracks, known by how it begins"
        assert file.read_bytes() == first or name == "summary"


def test_render_spares_the_same_files(jam: Project) -> None:
    assert check(jam, "--report", "json=report.json").status == 0
    for path in ("articles/jam.md", "copydesk.yml", "style.css"):
        before = (jam.root / path).read_bytes()
        done = jam.copydesk("render", "report.json", "--report", f"text={path}")
        assert (done.status, (jam.root / path).read_bytes()) == (2, before)
    assert jam.copydesk("render", "report.json", "--report", "json=report.json").status == 0


def test_empty_files_and_devices_are_written_to(jam: Project, tmp_path: Path) -> None:
    (tmp_path / "summary").touch()
    assert check(jam, "--report", f"summary={tmp_path / 'summary'}").status == 0
    assert (tmp_path / "summary").stat().st_size
    assert check(jam, "--report", f"json={os.devnull}").status == 0
