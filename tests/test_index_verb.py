"""`copydesk index`: status, build and compact; an index built elsewhere."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Project

FERRY = "The ferry runs from April to October, wind and tide permitting."


def article(number: int) -> str:
    own = " ".join(f"word{number}x{at}" for at in range(12))
    return f"# Number {number}\n\n{FERRY} And {own}.\n"


@pytest.fixture
def corpus(project: Project) -> Project:
    return project.write({f"a{number:02}.md": article(number) for number in range(12)})


@pytest.fixture
def built(corpus: Project) -> Project:
    assert corpus.copydesk("index", "build").status == 0
    return corpus


@pytest.fixture
def clone(built: Project, tmp_path: Path) -> Project:
    """Return the same articles elsewhere, all with another modification time, and no index."""
    root = tmp_path / "clone"
    shutil.copytree(built.root, root, ignore=shutil.ignore_patterns(".copydesk_cache"))
    for file in root.glob("*.md"):
        os.utime(file, ns=(1, 1))
    return Project(root)


def index(project: Project) -> Path:
    return project.root / ".copydesk_cache/index.sqlite"


def state(project: Project) -> str:
    told = dict(line.split(None, 1) for line in project.copydesk("index", "status").out.splitlines())
    return told["state"]


def evidence(project: Project) -> int:
    with closing(sqlite3.connect(project.root / ".copydesk_cache/cache.sqlite")) as link:
        return int(link.execute("SELECT count(*) FROM evidence").fetchone()[0])


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as link:
        link.execute(statement)
        link.commit()


def test_status_before_there_is_an_index(corpus: Project) -> None:
    done = corpus.copydesk("index", "status")
    assert done.status == 1
    assert ".copydesk_cache/index.sqlite" in done.out
    assert "there is none yet; the next check, or `copydesk index build`, builds one" in done.out
    assert not index(corpus).exists()


def test_build_gathers_and_reports_nothing(corpus: Project) -> None:
    done = corpus.copydesk("index", "build")
    assert (done.status, done.out, done.err) == (0, "12 articles gathered; 12 in the index\n", "")
    done = corpus.copydesk("index", "status")
    assert done.status == 0
    told = dict(line.split(None, 1) for line in done.out.splitlines())
    assert told["index"] == ".copydesk_cache/index.sqlite"
    assert (told["articles"], told["sentences"], told["state"]) == ("12", "24", "up to date")
    assert told["size"].endswith(" bytes a sentence")
    assert corpus.copydesk("index", "build").out == "0 articles gathered; 12 in the index\n"


def test_status_counts_what_has_changed_since_and_changes_nothing(built: Project) -> None:
    built.write({"a01.md": article(99), "new.md": article(100)})
    (built.root / "a02.md").unlink()
    expected = "articles since: 1 new, 1 changed, 1 gone; the next check brings it up to date"
    assert state(built) == expected
    assert state(built) == expected
    done = built.copydesk("index", "build")
    assert (done.status, done.out) == (0, "2 articles gathered, 1 article forgotten; 12 in the index\n")
    assert state(built) == "up to date"


def test_a_check_after_a_build_says_the_same_and_examines_nothing_again(built: Project) -> None:
    told = built.check("a03.md", select="boilerplate")
    assert "stands in 12 articles" in told.report["articles"][0]["findings"][0]["message"]
    assert told.out == built.check("a03.md", "--no-cache", select="boilerplate").out


def test_a_fresh_clone_takes_over_what_was_gathered_elsewhere(built: Project, clone: Project) -> None:
    done = clone.copydesk("index", "build", "--from", str(index(built)))
    assert (done.status, done.out, done.err) == (0, "0 articles gathered; 12 in the index\n", "")
    assert evidence(clone) == 0
    assert state(clone) == "up to date"
    assert clone.copydesk("groups").out == built.copydesk("groups").out
    assert evidence(clone) == 0
    assert clone.check(select="boilerplate").out == built.check(select="boilerplate").out


def test_what_differs_from_an_index_of_the_base_is_gathered(built: Project, clone: Project) -> None:
    clone.write({"a01.md": article(99), "new.md": article(100)})
    (clone.root / "a02.md").unlink()
    done = clone.copydesk("index", "build", "--from", str(index(built)))
    assert (done.status, done.out) == (0, "2 articles gathered, 1 article forgotten; 12 in the index\n")
    assert clone.check(select="boilerplate").out == clone.check("--no-cache", select="boilerplate").out
    assert built.copydesk("index", "build").out == "0 articles gathered; 12 in the index\n"


def test_a_restored_cache_folder_is_recognised_by_content(built: Project, clone: Project) -> None:
    folder = clone.root / ".copydesk_cache"
    folder.mkdir()
    shutil.copy(index(built), folder)
    assert state(clone).startswith("articles since: 12 changed")
    assert "word for word in 12 articles" in clone.copydesk("groups", "--near", FERRY).out
    assert evidence(clone) == 0
    assert state(clone) == "up to date"


def test_an_index_may_be_named_that_is_in_place_already(built: Project) -> None:
    done = built.copydesk("index", "build", "--from", str(index(built)))
    assert (done.status, done.out) == (0, "0 articles gathered; 12 in the index\n")


def spoil(file: Path, how: str) -> None:
    if how == "gone":
        file.unlink()
    elif how == "text":
        file.write_text("These are the words of a poem, not of an index.\n" * 100, encoding="utf-8")
    elif how == "truncated":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif how == "foreign":
        file.unlink()
        change(file, "CREATE TABLE addresses (name TEXT)")
    elif how == "version":
        change(file, "PRAGMA user_version = 999")
    elif how == "settings":
        change(file, "UPDATE fingerprint SET value = 'other'")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("gone", "no such file"),
        ("text", "it is no index of Copydesk, or damaged"),
        ("truncated", "damaged"),
        ("foreign", "it is not an index of Copydesk"),
        ("version", "another version wrote it"),
        ("settings", "another version, or other settings, made it"),
    ],
)
def test_what_is_no_index_for_this_version_is_refused_and_nothing_is_lost(
    built: Project, clone: Project, tmp_path: Path, how: str, said: str
) -> None:
    clone.copydesk("index", "build")
    given = tmp_path / "given.sqlite"
    shutil.copy(index(built), given)
    spoil(given, how)
    before = given.read_bytes() if given.exists() else b""
    done = clone.copydesk("index", "build", "--from", str(given))
    assert (done.status, done.out) == (2, "")
    assert f"index build --from {given}: " in done.err
    assert said in done.err
    assert (given.read_bytes() if given.exists() else b"") == before
    assert state(clone) == "up to date"
    assert not [file for file in index(clone).parent.iterdir() if ".part" in file.name]


@pytest.mark.parametrize("how", ["text", "version", "settings"])
def test_status_says_what_is_wrong_with_an_index_and_leaves_it(built: Project, how: str) -> None:
    spoil(index(built), how)
    before = index(built).read_bytes()
    done = built.copydesk("index", "status")
    assert done.status == 1
    assert "builds one" in done.out
    assert index(built).read_bytes() == before
    assert built.copydesk("index", "compact").status == 2
    assert index(built).read_bytes() == before
    done = built.copydesk("index", "build")
    assert done.status == 0
    assert "built anew" in done.err
    assert state(built) == "up to date"


def test_compact_gives_room_back_and_forgets_what_is_gone(built: Project) -> None:
    built.write({f"more{number:03}.md": article(1000 + number) * 30 for number in range(60)})
    built.copydesk("index", "build")
    for file in built.root.glob("more*.md"):
        file.unlink()
    before = index(built).stat().st_size
    done = built.copydesk("index", "compact")
    assert done.status == 0
    assert " before, " in done.out
    assert index(built).stat().st_size < before * 0.75
    assert state(built) == "up to date"
    assert built.check(select="boilerplate").out == built.check("--no-cache", select="boilerplate").out


def test_compact_while_another_run_writes_says_so(built: Project) -> None:
    with closing(sqlite3.connect(index(built), isolation_level=None)) as link:
        link.execute("BEGIN IMMEDIATE")
        done = built.copydesk("index", "compact")
    assert done.status == 3
    assert "could not be compacted" in done.err
    assert built.copydesk("index", "compact").status == 0


def test_compact_without_an_index(corpus: Project) -> None:
    done = corpus.copydesk("index", "compact")
    assert done.status == 2
    assert "there is none yet" in done.err


def test_what_could_not_be_read_is_told(corpus: Project) -> None:
    corpus.write({"picture.md": b"\0\0"})
    done = corpus.copydesk("index", "build")
    assert done.status == 3
    assert "(picture.md): not a text file" in done.err


def test_a_project_in_which_nothing_can_be_kept(corpus: Project) -> None:
    corpus.write({".copydesk_cache": "in the way"})
    for action in ("status", "build", "compact"):
        done = corpus.copydesk("index", action)
        assert done.status == 3
        assert ".copydesk_cache cannot be written" in done.err


def test_without_a_rule_that_compares_there_is_nothing_to_gather(corpus: Project) -> None:
    corpus.write({"copydesk.yml": "ignore: [boilerplate]\n"})
    done = corpus.copydesk("index", "build")
    assert done.status == 2
    assert "no rule about repeated text is selected" in done.err


def test_articles_of_other_rules_are_gathered_too(corpus: Project) -> None:
    rules = "{boilerplate/repeated-sentence: {quotes: true}}"
    corpus.write({"copydesk.yml": f"overrides: [{{files: [a00.md], rules: {rules}}}]\n", "q.md": f"> {FERRY}\n"})
    assert corpus.copydesk("index", "build").status == 0
    assert state(corpus) == "up to date"
    assert "word for word in 13 articles" in corpus.copydesk("groups", "--near", FERRY).out
