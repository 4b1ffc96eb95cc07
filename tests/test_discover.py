"""Which files are articles; and files that make trouble cost nobody else's findings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lint import discover
from lint.configure import load_settings
from lint.settings import Flags
from tests.conftest import Project

TEXT = "# Tea\n\nTea is steeped in hot water.\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file names and links")


def paths(project: Project, *arguments: str) -> list[str]:
    done = project.copydesk("check", "--offline", "--select", "images", "--output-format", "json", *arguments)
    return [article["path"] for article in done.report["articles"]]


def test_articles_by_suffix_and_gitignore_without_a_repository(project: Project) -> None:
    files = dict.fromkeys(("a.md", "b.markdown", "c.mdx", "d.txt", "e.py", "x/f.md", "out/g.md", "x/skip.md"), TEXT)
    project.write(files | {".gitignore": "out/\n", "x/.gitignore": "skip.md\n"})
    assert paths(project) == ["a.md", "b.markdown", "c.mdx", "d.txt", "x/f.md"]


@pytest.mark.git
def test_articles_in_a_repository(project: Project) -> None:
    project.write(dict.fromkeys(("a.md", "new.md", "gone.md", "out/g.md"), TEXT) | {".gitignore": "out/\n"})
    project.git("init", "-q")
    project.git("add", "a.md", "gone.md")
    (project.root / "gone.md").unlink()
    assert paths(project) == ["a.md", "new.md"]
    assert paths(project, "out/g.md") == ["out/g.md"]


def test_include_exclude_and_paths(project: Project) -> None:
    project.write(dict.fromkeys(("a.md", "drafts/b.md", "guide/c.md", "guide/d.rst"), TEXT))
    project.write({"copydesk.yml": "exclude: ['drafts/**']\n"})
    assert paths(project) == ["a.md", "guide/c.md"]
    assert paths(project, "guide") == ["guide/c.md"]
    done = project.check("drafts/b.md", "guide/d.rst")
    assert done.status == 0
    assert "drafts/b.md: excluded by the settings, skipped" in done.err
    assert "guide/d.rst: not an article" in done.err


def test_an_empty_selection_is_fine_but_an_empty_corpus_is_not(project: Project) -> None:
    assert project.check().status == 2
    project.write({"a.md": TEXT, "x.md": TEXT, "copydesk.yml": "exclude: [x.md]\n"})
    assert project.check("x.md").status == 0
    assert project.copydesk("check", "--offline", "--files-from", "-", stdin="").status == 0


def test_files_from(project: Project) -> None:
    project.write(dict.fromkeys(("a.md", "b c.md", "d.md"), TEXT))
    done = project.copydesk(
        "check",
        "--offline",
        "--select",
        "images",
        "--output-format",
        "json",
        "--files-from",
        "-",
        stdin="a.md\0b c.md",
    )
    assert [article["path"] for article in done.report["articles"]] == ["a.md", "b c.md"]


def test_from_stdin(project: Project) -> None:
    project.write({"a.md": TEXT})
    done = project.check("-", "--stdin-filename", "guide/new.md", select="images")
    assert [article["path"] for article in done.report["articles"]] == ["guide/new.md"]


@posix
def test_names_of_all_kinds(project: Project) -> None:
    names = ["a 'b' \"c\".md", "new\nline.md", "é.md", "e\u0301.md", "#%?.md", "-x.md", "日本.md"]
    project.write(dict.fromkeys(names, TEXT))
    (project.root / os.fsdecode(b"\xff.md")).write_text(TEXT)
    assert paths(project) == sorted([*names, "\\xff.md"])
    assert project.copydesk("check", "--offline", "--ignore", "grammar", "--", "-x.md").status == 0


@posix
def test_files_that_cannot_be_read(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    project.write({"good.md": "![](x.png)\n", "binary.md": b"\0\1\2", "latin.md": b"caf\xe9\n", "empty.md": ""})
    project.write({"huge.md": "word " * 2000, "copydesk.yml": "max_bytes: 5000\n"})
    os.mkfifo(project.root / "pipe.md")
    (project.root / "loop").symlink_to(project.root)
    (project.root / "self.md").symlink_to("self.md")
    (project.root / "out.md").symlink_to(tmp_path / "secret.md")
    (project.root / "in.md").symlink_to("good.md")
    (project.root / "folder.md").mkdir()
    done = project.check(select="images")
    incidents = {i["path"]: (i["state"], i["why"]) for i in done.report["incidents"]}
    assert done.status == 3
    assert {path: state for path, (state, _) in incidents.items()} == {
        "binary.md": "failed",
        "huge.md": "failed",
        "latin.md": "failed",
        "out.md": "skipped",
        "pipe.md": "failed",
        "self.md": "skipped",
    }
    assert "max_bytes" in incidents["huge.md"][1]
    found = {article["path"]: article for article in done.report["articles"]}
    assert found["empty.md"]["status"] == "clean"
    assert found["binary.md"]["status"] == "unread"
    assert [f["rule"] for f in found["good.md"]["findings"]] == ["images/broken"]
    assert [f["rule"] for f in found["in.md"]["findings"]] == ["images/broken"]
    assert project.check("--incomplete", "warn", select="images").status == 1


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(project: Project) -> None:
    project.write({"a.md": TEXT, "b.md": TEXT})
    (project.root / "b.md").chmod(0)
    done = project.check()
    assert done.status == 3
    assert "b.md" in done.out


def test_reports_of_ours_are_no_articles(project: Project) -> None:
    project.write({"a.md": TEXT})
    project.check("--report", "markdown=reading")
    assert (project.root / "reading/index.md").is_file()
    assert paths(project) == ["a.md"]


def test_an_article_that_vanishes_between_listing_and_reading(project: Project) -> None:
    settings = load_settings(project.write({"a.md": TEXT, "b.md": TEXT}).root, None, Flags())
    listing = discover.discover(settings, ())
    (project.root / "b.md").unlink()
    assert discover.read(listing, "a.md", 1000).text == TEXT
    with pytest.raises(discover.UnreadableError, match="vanished"):
        discover.read(listing, "b.md", 1000)


def test_the_root_is_found_from_what_is_named(project: Project) -> None:
    project.write({"house/copydesk.yml": "", "house/guide/a.md": TEXT, "loose/b.md": TEXT})
    root = project.root
    assert discover.find_root(root, [root / "house/guide"], None) == root / "house"
    assert discover.find_root(root, [root / "house/guide/a.md"], None) == root / "house"
    assert discover.find_root(root, [root / "loose"], None) == root / "loose"
    assert discover.find_root(root, [root / "loose/b.md"], None) == root
    assert discover.find_root(root / "house/guide", [], None) == root / "house"
    assert discover.find_root(root, [root / "loose"], root / "house/copydesk.yml") == root / "loose"
