"""`--new-from REV`: what a change brings, in real repositories, through the public door."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lint.cache import Cache
from lint.check import Question, Unanswered, WebFacts
from lint.world import web
from lint.world.disk import Held
from lint.world.door import RealWorld
from tests.conftest import Done, Project

pytestmark = pytest.mark.git

OLD = "Most people say that the old mill is the finest in the county."
NEW = "Many experts believe that the new bridge is the longest of all."
PLAIN = "The ferry leaves at noon."
PASSAGE = (
    "The town keeps its grain in three stone barns beside the lower bridge. Each barn is opened once a year by the "
    "oldest miller, who reads the weights aloud. Nobody may leave before the last sack has been counted twice."
)
OTHER = (
    "A lamp is lit on the pier whenever a boat is late. The harbour master writes the hour into a long green book, "
    "which is kept in the customs house. When the book is full it is sent to the archive across the square."
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fccfc0f01f0005050102cfa02e5e0000000049454e44ae426082"
)
SETTINGS = "select: [claims, vague, images, boilerplate, stet]\nfail_on: info\n"


def article(*paragraphs: str) -> str:
    return "# Title\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def repository(project: Project) -> Project:
    project.write({"copydesk.yml": SETTINGS, ".gitignore": ".copydesk_cache/\ndrafts/\n"})
    project.write({"old.md": article(OLD), "plain.md": article(PLAIN)})
    project.git("init", "-q", "-b", "main")
    return commit(project)


def commit(project: Project) -> Project:
    project.git("add", "-A")
    project.git("commit", "-qm", "Edit", "--allow-empty")
    return project


def check(project: Project, *arguments: str, rev: str = "HEAD", stdin: str = "") -> Done:
    given = ["--offline", "--output-format", "json", f"--new-from={rev}", *arguments]
    return project.copydesk("check", *given, stdin=stdin)


def told(done: Done) -> list[tuple[str, str, str]]:
    """Return path, rule and quote of the open findings."""
    assert done.status in (0, 1), done.err
    return sorted(
        (one["path"], finding["rule"], finding["quote"])
        for one in done.report["articles"]
        for finding in one["findings"]
        if finding["state"] == "open"
    )


def places(done: Done) -> list[tuple[str, str]]:
    return sorted({(path, rule.partition("/")[0]) for path, rule, _ in told(done)})


def new(project: Project, *arguments: str, rev: str = "HEAD") -> list[tuple[str, str]]:
    """Return where what family is new, which is the same cold and warm, in one process and in two."""
    done = check(project, *arguments, rev=rev)
    for more in ((), ("--no-cache",), ("--jobs", "1"), ("--jobs", "2", "--no-cache")):
        again = check(project, *arguments, *more, rev=rev)
        assert (again.status, again.out) == (done.status, done.out), more
    return places(done)


# ---- which findings


def test_nothing_changed_is_nothing_new(repository: Project) -> None:
    assert new(repository) == []
    done = check(repository)
    assert done.status == 0
    assert "no article differs" in done.err
    assert done.report["articles"] == []


def test_only_the_added_sentence_is_told(repository: Project) -> None:
    repository.write({"old.md": article(OLD, NEW)})
    assert new(repository) == [("old.md", "claims")]
    assert {quote for _, _, quote in told(check(repository))}.isdisjoint({OLD})
    assert check(repository).status == 1
    assert new(repository, "old.md") == new(repository)
    assert new(repository, "plain.md") == []
    assert new(repository, "plain.md", "old.md") == new(repository, "old.md", "plain.md") == new(repository, ".")


def test_an_untracked_article_is_new_and_an_ignored_one_where_it_is_named(repository: Project) -> None:
    repository.write({"new.md": article(NEW), "drafts/a.md": article(NEW)})
    assert new(repository) == [("new.md", "claims")]
    assert new(repository, "drafts/a.md") == [("drafts/a.md", "claims")]


def test_committed_staged_and_unstaged_changes_all_count(repository: Project) -> None:
    repository.git("switch", "-qc", "branch")
    repository.write({"one.md": article(NEW)})
    commit(repository)
    repository.write({"two.md": article(NEW)})
    repository.git("add", "two.md")
    repository.write({"old.md": article(OLD, NEW)})
    paths = {path for path, _ in new(repository, rev="main")}
    assert paths == {"one.md", "two.md", "old.md"}
    assert {path for path, _ in new(repository)} == {"two.md", "old.md"}
    assert new(repository, rev="main") == new(repository, rev="branch~1")


def test_what_main_has_got_meanwhile_is_not_ours(repository: Project) -> None:
    repository.git("switch", "-qc", "branch")
    repository.write({"ours.md": article(NEW)})
    commit(repository)
    repository.git("switch", "-q", "main")
    repository.write({"plain.md": article(PLAIN, NEW)})
    commit(repository)
    repository.git("switch", "-q", "branch")
    assert new(repository, rev="main") == [("ours.md", "claims")]


def test_a_renamed_article_keeps_its_findings(repository: Project) -> None:
    (repository.root / "towns").mkdir()
    repository.git("mv", "old.md", "towns/mill.md")
    assert new(repository) == []
    edited = article(OLD.replace("county", "country"), PLAIN)
    repository.write({"towns/mill.md": edited})
    assert new(repository) == []
    repository.write({"towns/mill.md": edited + f"\n{NEW}\n"})
    assert new(repository) == [("towns/mill.md", "claims")]


def test_one_that_git_was_not_told_of_too(repository: Project) -> None:
    (repository.root / "old.md").rename(repository.root / "mill.md")
    assert new(repository) == []


def test_articles_that_change_places(repository: Project) -> None:
    repository.write({"new.md": article(NEW)})
    commit(repository)
    for source, target in (("old.md", "x.md"), ("new.md", "old.md"), ("x.md", "new.md")):
        (repository.root / source).rename(repository.root / target)
    assert new(repository) == []


def test_a_copy_adds_what_it_has(repository: Project) -> None:
    shutil.copy(repository.root / "old.md", repository.root / "copy.md")
    assert new(repository) == [("copy.md", "claims")]
    repository.git("add", "-A")
    assert new(repository) == [("copy.md", "claims")]


def test_moved_text_is_not_new_but_a_short_word_proves_nothing(repository: Project) -> None:
    repository.write({"old.md": article(PLAIN), "plain.md": article(PLAIN, OLD)})
    assert new(repository) == []
    repository.write({"old.md": article("![](a.png)"), "plain.md": article(PLAIN)})
    commit(repository)
    repository.write({"old.md": article(PLAIN), "plain.md": article(PLAIN, "![](a.png)")})
    assert ("plain.md", "images") in new(repository)


def test_a_fixed_finding_hides_no_new_one(repository: Project) -> None:
    repository.write({"old.md": article(NEW)})
    assert new(repository) == [("old.md", "claims")]


HOUSE = {
    "copydesk.yml": "rule_dirs: [house]\nselect: [words, images]\n",
    "house/words/short.yml": json.dumps(
        {
            "id": "words/short",
            "check": "pattern",
            "severity": "warning",
            "message": "Write it otherwise.",
            "why": "House style.",
            "params": {"pattern": r"\b(?:an(?= [^aeiou])|a(?= [aeioh]))\b"},
            "good": ["He ate a pear."],
            "bad": ["He ate ⟦a⟧ apple."],
        }
    ),
}
FAULTS = "The pilot was an careful man with a honest face, who ate a apple."
OTHERS = "Near the quay stood an warehouse, with a iron door and a old bell."


def short(project: Project, *arguments: str) -> list[str]:
    return [quote for _, rule, quote in told(check(project, *arguments)) if rule == "words/short"]


def test_short_words_fixed_here_and_written_there_are_new(repository: Project) -> None:
    repository.write({**HOUSE, "old.md": article(PLAIN, FAULTS, PLAIN)})
    commit(repository)
    repository.write({"old.md": article(PLAIN, "All is well.", PLAIN, OTHERS)})
    assert short(repository) == ["a", "a", "an"]
    repository.write({"old.md": article(OTHERS, PLAIN, FAULTS, PLAIN)})  # beside the old ones, and before them
    found = check(repository).report["articles"][0]["findings"]
    assert {one["start"]["line"] for one in found if one["rule"] == "words/short"} == {3}


@pytest.mark.parametrize(
    "text",
    [
        article(FAULTS, PLAIN, "More."),
        article(PLAIN, "More.\n" + FAULTS + " And then he left."),
        article(PLAIN, FAULTS.replace("careful", "cautious")),
        article(PLAIN, FAULTS.replace("who ate", "who then\nate")),
        article("Before.", "- " + FAULTS),
    ],
    ids=["moved", "beside", "edited", "wrapped", "listed"],
)
def test_short_words_stay_known_where_they_stand_as_they_did(repository: Project, text: str) -> None:
    repository.write({**HOUSE, "old.md": article(PLAIN, FAULTS)})
    commit(repository)
    repository.write({"old.md": text})
    assert short(repository) == []
    repository.git("mv", "old.md", "mill.md")
    assert short(repository) == []


def test_short_words_are_counted_where_the_same_stands_around_them(repository: Project) -> None:
    repository.write({**HOUSE, "old.md": article(FAULTS, FAULTS)})
    commit(repository)
    repository.write({"old.md": article(FAULTS, FAULTS, PLAIN, FAULTS)})
    assert short(repository) == ["a", "a", "an"]


def test_another_picture_with_the_same_words_is_new(repository: Project) -> None:
    repository.write({"old.md": article(PLAIN, "![Image](a)")})
    commit(repository)
    assert new(repository) == []
    repository.write({"old.md": article(PLAIN, "![Image](b)")})
    rules = {rule for _, rule, _ in told(check(repository))}
    repository.write({"old.md": article(PLAIN), "other.md": article("![Image](b)")})
    assert rules == {rule for _, rule, _ in told(check(repository))} > set()


@pytest.mark.parametrize("is_told", [True, False], ids=["git mv", "mv"])
def test_what_was_renamed_and_is_not_named_hides_nothing_of_a_copy(repository: Project, is_told: bool) -> None:
    repository.write({"jam.md": article(OLD, NEW, "![](a.png)"), "eskdale.md": article(NEW, OLD, PLAIN, "![](a.png)")})
    commit(repository)
    shutil.copy(repository.root / "jam.md", repository.root / "jam-copy.md")
    expected = told(check(repository, "jam-copy.md"))
    assert len(expected) >= 3
    if is_told:
        repository.git("mv", "eskdale.md", "esk.md")
    else:
        (repository.root / "eskdale.md").rename(repository.root / "esk.md")
    assert told(check(repository, "jam-copy.md")) == expected


def test_a_change_of_settings_makes_nothing_new(repository: Project) -> None:
    long, longer = (f"The {word} {'and the bell of the harbour ' * 4}is rung at five." for word in ("gong", "horn"))
    repository.write({"plain.md": article(PLAIN, long), "long.md": article(long)})
    commit(repository)
    assert new(repository) == []
    settings = "rules: {readability/long-sentence: {max_words: 25}}\nselect: [readability/long-sentence]\n"
    repository.write({"copydesk.yml": settings, "plain.md": article(PLAIN, long, longer)})
    assert [quote for _, _, quote in told(check(repository))] == [longer]


# ---- repeats


def repeats(*arguments: str) -> list[str]:
    return ["--select", "boilerplate", *arguments]


def test_a_repeat_is_told_at_the_added_place_only(repository: Project) -> None:
    repository.write({"a.md": article(PASSAGE), "b.md": article(OTHER)})
    commit(repository)
    repository.write({"c.md": article(PLAIN, PASSAGE, OTHER)})
    assert new(repository, *repeats()) == [("c.md", "boilerplate")]
    assert new(repository, *repeats("a.md")) == []
    repository.write({"a.md": article(PASSAGE, "The bell is rung at five.")})
    assert new(repository, *repeats()) == [("c.md", "boilerplate")]
    assert new(repository, *repeats("a.md")) == []


def test_a_twin_is_told_where_it_was_added(repository: Project) -> None:
    text = article(PASSAGE, OTHER, PLAIN)
    repository.write({"a.md": text})
    commit(repository)
    repository.write({"a.md": f"{text}\nThe bell is rung at five.\n", "c.md": text})
    assert new(repository, *repeats()) == [("c.md", "boilerplate")]
    assert new(repository, *repeats("a.md")) == []
    repository.write({"a.md": text})
    commit(repository)
    repository.write({"c.md": article(PLAIN), "d.md": text, "a.md": article("The bell is rung at five.")})
    assert {path for path, _ in new(repository, *repeats())} <= {"d.md"}


def test_statistics_count_the_same_as_new(repository: Project) -> None:
    text = article(PASSAGE, OTHER, PLAIN)
    repository.write({"a.md": text, "b.md": article(PLAIN, PLAIN)})
    commit(repository)
    repository.write({"c.md": text, "b.md": article(PLAIN, NEW)})
    counted = repository.copydesk("stats", "--offline", "--output-format", "json", "--since", "HEAD")
    assert counted.status == 0, counted.err
    assert counted.report["total"]["new"] == len(told(check(repository))) == 2


def test_a_group_that_grows_is_told_at_its_new_place(repository: Project) -> None:
    repository.write({f"{name}.md": article(PASSAGE) for name in "abc"})
    commit(repository)
    repository.write({"d.md": article("The bell is rung at five.", PASSAGE), "a.md": article("At five.", PASSAGE)})
    found = {path for path, rule, _ in told(check(repository, *repeats())) if "passage" in rule or "sentence" in rule}
    assert found <= {"d.md"}
    assert new(repository, *repeats("d.md"))


def test_the_original_was_deleted(repository: Project) -> None:
    repository.write({"a.md": article(PASSAGE), "b.md": article(PASSAGE), "c.md": article(PASSAGE)})
    commit(repository)
    (repository.root / "a.md").unlink()
    repository.write({"b.md": article(PASSAGE, PLAIN)})
    assert new(repository, *repeats()) == []
    repository.write({"d.md": article(PASSAGE)})
    assert {path for path, _ in new(repository, *repeats())} <= {"d.md"}


def test_a_passage_that_moved_out_of_a_deleted_article(repository: Project) -> None:
    repository.write({"a.md": article(PASSAGE), "b.md": article(PASSAGE)})
    commit(repository)
    (repository.root / "a.md").unlink()
    repository.write({"plain.md": article(PLAIN, OTHER, PASSAGE)})
    found = [rule for path, rule, _ in told(check(repository, *repeats())) if path == "plain.md"]
    assert "boilerplate/repeated-passage" not in found


# ---- files on disk


def test_a_deleted_image_is_a_new_fault_of_articles_that_did_not_change(repository: Project) -> None:
    shown = {
        "a.md": article("![A boat](img/the%20boat_1.png)"),
        "b/c.md": article('<img src="../img/the boat_1.png" alt="A boat">'),
        "other.md": article("![A boat](img/other.png)"),
    }
    repository.write({**shown, "img/the boat_1.png": PNG, "img/other.png": PNG})
    commit(repository)
    assert new(repository) == []
    (repository.root / "img/the boat_1.png").unlink()
    assert new(repository) == [("a.md", "images"), ("b/c.md", "images")]
    assert new(repository, "b") == [("b/c.md", "images")]
    assert new(repository, "a.md") == [("a.md", "images")]
    commit(repository)
    assert new(repository) == []
    assert new(repository, rev="HEAD~1") == [("a.md", "images"), ("b/c.md", "images")]


def test_an_image_that_is_renamed_damaged_or_spoilt(repository: Project) -> None:
    repository.write({"a.md": article("![A boat](boat.png)"), "boat.png": PNG})
    commit(repository)
    (repository.root / "boat.png").write_bytes(PNG[:30])
    assert new(repository) == [("a.md", "images")]
    (repository.root / "boat.png").write_bytes(PNG)
    repository.git("mv", "boat.png", "Boat.png")
    assert [rule for _, rule, _ in told(check(repository))] == ["images/wrong-case"]
    commit(repository)
    repository.git("mv", "Boat.png", "boat.png")
    assert new(repository) == []


def test_an_old_fault_of_an_image_stays_old(repository: Project) -> None:
    repository.write({"a.md": article("![A boat](boat.png)"), "boat.png": PNG[:30]})
    commit(repository)
    repository.write({"a.md": article("![A boat](boat.png)", PLAIN), "other.png": PNG})
    assert new(repository) == []
    (repository.root / "boat.png").write_bytes(PNG[:31])
    assert new(repository) == []


def test_an_image_that_is_not_in_git_stands_then_and_now(repository: Project) -> None:
    repository.write({".gitignore": "*.png\n.copydesk_cache/\n", "a.md": article("![A boat](boat.png)")})
    commit(repository)
    repository.write({"boat.png": PNG, "a.md": article("![A boat](boat.png)", PLAIN)})
    assert new(repository) == []


# ---- what is checked


def test_staged_is_what_the_next_commit_holds(repository: Project) -> None:
    repository.write({"old.md": article(OLD, NEW)})
    repository.git("add", "old.md")
    repository.write({"old.md": article(OLD), "plain.md": article(NEW)})
    assert new(repository, "--staged") == [("old.md", "claims")]
    commit(repository)
    repository.write({"plain.md": article(PLAIN)})
    repository.git("add", "plain.md")
    assert new(repository, "--staged") == []


def test_staged_against_a_branch(repository: Project) -> None:
    repository.git("switch", "-qc", "branch")
    repository.write({"one.md": article(NEW)})
    commit(repository)
    repository.write({"two.md": article(NEW.replace("bridge", "tower"))})
    repository.git("add", "two.md")
    assert {path for path, _ in new(repository, "--staged", rev="main")} == {"one.md", "two.md"}
    repository.git("mv", "old.md", "older.md")
    assert {path for path, _ in new(repository, "--staged", rev="main")} == {"one.md", "two.md"}


def test_a_deleted_image_in_a_commit(repository: Project) -> None:
    repository.write({"a.md": article("![A boat](img/boat.png)"), "b.md": article("![A lamp](img/lamp.png)")})
    repository.write({"img/boat.png": PNG, "img/lamp.png": PNG})
    commit(repository)
    repository.git("rm", "-q", "img/boat.png")
    assert new(repository, "--staged") == [("a.md", "images")]
    repository.git("rm", "-q", "--cached", "img/lamp.png")  # it stays on disk, where the commit will not take it from
    assert new(repository, "--staged") == [("a.md", "images"), ("b.md", "images")]
    repository.write({"a.md": article(PLAIN)})  # as staged, it shows the image
    assert new(repository, "--staged") == [("a.md", "images"), ("b.md", "images")]
    repository.git("add", "a.md", "img/lamp.png")
    assert new(repository, "--staged") == []
    repository.git("mv", "img/lamp.png", "img/light.png")
    assert new(repository, "--staged") == [("b.md", "images")]


def test_an_image_that_is_taken_out_of_git_to_be_ignored(repository: Project) -> None:
    repository.write({"a.md": article("![A boat](boat.png)"), "boat.png": PNG})
    commit(repository)
    repository.git("rm", "-q", "--cached", "boat.png")
    repository.write({".gitignore": ".copydesk_cache/\n*.png\n"})
    repository.git("add", ".gitignore")
    assert new(repository, "--staged") == []


def test_a_hook_with_paths_looks_at_what_a_deleted_image_concerns(repository: Project) -> None:
    shown = {"a.md": article("![A boat](boat.png)"), "b.md": article("![A lamp](lamp.png)")}
    repository.write({**shown, "boat.png": PNG, "lamp.png": PNG, "pier.png": PNG})
    commit(repository)
    repository.git("rm", "-q", "boat.png")
    repository.git("mv", "lamp.png", "light.png")
    repository.write({"plain.md": article(PLAIN, PLAIN)})
    repository.git("add", "plain.md")
    hook = ("--tracked", "--incomplete", "warn", "plain.md")
    assert new(repository, *hook) == [("a.md", "images"), ("b.md", "images")]
    assert new(repository, "plain.md") == []  # by hand, a path is all that is asked for


@pytest.mark.parametrize(
    "written",
    [
        "![](shed/lock)",
        "![](<lock>)",
        "[1]: lock\n\n![][1]",
        "<img src=lock>",
        "![](shed&sol;lock)",
        "![](ca\u0301n%c3%ab&lowbar;1.png)",
        "![](c%C3%A1në\\_1.png)",
    ],
)
def test_what_names_a_file_is_looked_at(written: str, repository: Project) -> None:
    files = ("lock", "shed/lock", "cánë_1.png")
    repository.write({"a.md": article(written), **dict.fromkeys(files, PNG)})
    commit(repository)
    assert told(check(repository)) == []
    for name in files:
        (repository.root / name).unlink()
    assert new(repository) == [("a.md", "images")]


def test_a_word_is_no_name_of_a_file(repository: Project) -> None:
    repository.write({"a.md": article("The lock of the house. Its index: all locks, clock.png, and html.")})
    repository.write({"tool.py": "1\n", "lock": "1\n"})
    commit(repository)
    repository.write({"index.html": "x", "boat.png": PNG, "b.md": article("See tool.py and index.html.")})
    commit(repository)
    repository.copydesk("check", "--offline", "--report", "html=report")
    repository.write({"tool.py": "2\n", "lock": "2\n", "lock.png": PNG, "index.html": "y", "page.html": "z"})
    done = check(repository)
    assert done.report["articles"] == []
    assert "no article differs" in done.err
    assert (repository.root / "report").is_dir()


def test_staged_outside_of_a_repository(project: Project) -> None:
    project.write({"a.md": article(PLAIN)})
    done = project.copydesk("check", "--staged")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert f"--staged: {project.root} is no git repository" in done.err


def test_stdin_against_what_was_there(repository: Project) -> None:
    def on_stdin(text: str, name: str) -> list[tuple[str, str]]:
        return places(check(repository, "-", "--stdin-filename", name, stdin=text))

    assert on_stdin(article(OLD, PLAIN), "old.md") == []
    assert on_stdin(article(OLD, NEW), "old.md") == [("old.md", "claims")]
    assert on_stdin(article(NEW), "new.md") == [("new.md", "claims")]
    assert not (repository.root / "new.md").exists()
    repository.write({"a.md": article(PASSAGE), "b.md": article(PASSAGE)})
    assert on_stdin(article(PASSAGE, PLAIN), "a.md") != []  # an untracked article is new as a whole
    commit(repository)
    repository.write({"c.md": article(PLAIN, PASSAGE)})
    assert on_stdin(article(PASSAGE, "The bell is rung at five."), "a.md") == []


def test_line_ends_that_git_converts_are_no_change(repository: Project) -> None:
    repository.write({".gitattributes": "*.md text eol=crlf\n", "sub/.gitattributes": "*.md text eol=lf\n"})
    repository.write({"sub/a.md": article(OLD, "A long\nsentence runs over two lines, some say.")})
    commit(repository)
    repository.git("rm", "-q", "--cached", "-r", ".")
    repository.git("reset", "-q", "--hard")
    assert b"\r\n" in (repository.root / "old.md").read_bytes()
    assert new(repository) == []
    text = (repository.root / "old.md").read_bytes()
    repository.write({"old.md": text + b"\r\n" + NEW.encode() + b"\r\n"})
    assert new(repository) == [("old.md", "claims")]


# ---- repositories


@pytest.mark.parametrize(
    "rev", ["nowhere", "-x", "--output=x", "--exec=touch x", "main..HEAD", "HEAD:old.md", ":/x", "@{9}"]
)
def test_a_revision_that_does_not_exist(rev: str, repository: Project) -> None:
    for option in ("--new-from", "--settings-from"):
        more = [] if option == "--new-from" else ["--new-from=HEAD"]
        done = repository.copydesk("check", "--offline", f"{option}={rev}", *more)
        assert (done.status, done.out) == (2, "")
        assert f"{option} {rev}: no such revision" in done.err
        assert "Traceback" not in done.err
    assert not (repository.root / "x").exists()


def test_an_empty_revision_is_a_mistake(repository: Project) -> None:
    for arguments in (["--new-from", ""], ["--new-from=HEAD", "--settings-from="]):
        done = repository.copydesk("check", "--offline", *arguments)
        assert done.status == 2
        assert "no revision is named" in done.err
    done = repository.copydesk("check", "--offline", "--settings-from", "HEAD")
    assert done.status == 2
    assert "--settings-from goes with --new-from" in done.err


def test_no_repository_and_no_commits(project: Project) -> None:
    project.write({"old.md": article(OLD), "copydesk.yml": SETTINGS})
    done = check(project)
    assert done.status == 2
    assert "--new-from HEAD: not a git repository" in done.err
    project.git("init", "-q")
    assert new(project) == [("old.md", "claims")]
    assert new(project, "old.md") == [("old.md", "claims")]


def test_a_detached_head_and_a_tag(repository: Project) -> None:
    repository.git("tag", "-a", "v1", "-m", "One")
    repository.git("checkout", "-q", "--detach")
    repository.write({"new.md": article(NEW)})
    commit(repository)
    assert new(repository, rev="main") == new(repository, rev="v1") == [("new.md", "claims")]


def test_histories_without_a_common_commit(repository: Project) -> None:
    repository.git("switch", "-q", "--orphan", "other")
    repository.write({"new.md": article(NEW)})
    commit(repository)
    done = check(repository, rev="main")
    assert done.status == 2
    assert "HEAD and 'main' have no commit in common" in done.err
    assert "shallow" not in done.err


def test_a_shallow_clone_says_how_to_fetch_more(repository: Project, tmp_path: Path) -> None:
    for number in range(3):
        repository.write({f"{number}.md": article(PLAIN)})
        commit(repository)
    repository.git("switch", "-qc", "branch", "HEAD~2")
    repository.write({"new.md": article(NEW)})
    commit(repository)
    clone = Project(tmp_path / "clone")
    url = repository.root.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", "--branch=branch", url, str(clone.root)], check=True)
    done = check(clone, rev="origin/main")
    assert done.status == 2
    assert "no such revision: 'origin/main'" in done.err
    clone.git("fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    done = check(clone, rev="origin/main")
    assert done.status == 2
    assert "have no commit in common" in done.err
    for said in ("git fetch --unshallow", "`fetch-depth: 0`", "GIT_DEPTH"):
        assert said in done.err
    clone.git("fetch", "-q", "--unshallow")
    assert new(clone, rev="origin/main") == [("new.md", "claims")]


def test_a_merge_commit_of_depth_two_knows_its_base(repository: Project, tmp_path: Path) -> None:
    repository.git("switch", "-qc", "branch")
    repository.write({"new.md": article(NEW)})
    commit(repository)
    repository.git("switch", "-q", "main")
    repository.write({"plain.md": article(PLAIN, OLD)})
    commit(repository)
    repository.git("merge", "-q", "--no-ff", "branch", "-m", "Merge")
    clone = Project(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--depth=2", repository.root.as_uri(), str(clone.root)], check=True)
    assert new(clone, rev="HEAD^1") == [("new.md", "claims")]


def test_a_work_tree_beside_the_repository(repository: Project, tmp_path: Path) -> None:
    repository.git("worktree", "add", "-q", "-b", "branch", str(tmp_path / "beside"))
    beside = Project(tmp_path / "beside")
    beside.write({"new.md": article(NEW)})
    assert new(beside, rev="main") == [("new.md", "claims")]
    assert new(repository, rev="main") == []


def test_a_project_below_the_repository(project: Project) -> None:
    project.write({"site/copydesk.yml": SETTINGS, "site/a.md": article(OLD), "notes.md": article(OLD)})
    project.git("init", "-q")
    commit(project)
    site = Project(project.root / "site")
    site.write({"a.md": article(OLD, NEW), "b.md": article(PASSAGE)})
    project.git("mv", "notes.md", "site/notes.md")
    project.write({"other.md": article(NEW)})
    assert new(site) == [("a.md", "claims"), ("notes.md", "claims")]
    assert new(site, "a.md") == [("a.md", "claims")]
    from_above = project.copydesk("check", "--offline", "--output-format", "json", "--new-from", "HEAD", "site")
    assert places(from_above) == new(site)


def test_articles_of_a_submodule_are_its_own(repository: Project, tmp_path: Path) -> None:
    inner = Project(tmp_path / "inner").write({"old.md": article(OLD), "copydesk.yml": SETTINGS})
    inner.git("init", "-q")
    commit(inner)
    add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "inside"]
    repository.git(*add)
    commit(repository)
    inside = Project(repository.root / "inside")
    inside.write({"old.md": article(OLD, NEW)})
    repository.write({"plain.md": article(PLAIN, NEW)})
    assert new(repository) == [("plain.md", "claims")]
    assert new(inside) == [("old.md", "claims")]
    commit(inside)
    assert new(repository) == [("plain.md", "claims")]


def test_a_merge_in_progress(repository: Project) -> None:
    repository.git("switch", "-qc", "branch")
    repository.write({"old.md": article(OLD, "One ending.")})
    commit(repository)
    repository.git("switch", "-q", "main")
    repository.write({"old.md": article(OLD, "Another ending.")})
    commit(repository)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "-q", "branch")
    assert new(repository) == []
    repository.write({"old.md": article(OLD, NEW)})
    assert new(repository) == [("old.md", "claims")]


def test_strange_names(repository: Project) -> None:
    names = ["a b.md", "ünï.md", "-x.md", "[a].md", 'q"t.md', ":x.md"]
    repository.write(dict.fromkeys(names, article(OLD)))
    commit(repository)
    repository.write(dict.fromkeys(names, article(OLD, NEW)))
    assert {path for path, _ in new(repository)} == set(names)
    assert all(quote != OLD for _, _, quote in told(check(repository)))


def test_a_path_that_is_not_there(repository: Project) -> None:
    done = check(repository, "gone.md")
    assert done.status == 2
    assert "gone.md: no such file or folder" in done.err
    assert places(check(repository, "copydesk.yml")) == []


def test_the_index_is_as_it_was_afterwards(repository: Project) -> None:
    repository.write({"a.md": article(PASSAGE)})
    commit(repository)
    (repository.root / "a.md").unlink()
    repository.write({"b.md": article(PASSAGE)})
    check(repository)
    whole = ["check", "--offline", "--output-format", "json"]
    assert repository.copydesk(*whole).out == repository.copydesk(*whole, "--no-cache").out


# ---- stets


def stets(done: Done) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done.report.get("stets", [])
    return found


def test_stets_that_a_change_adds_are_listed(repository: Project) -> None:
    repository.write({"b.md": article("<!-- stet claims: an old one -->", OLD)})
    commit(repository)
    assert stets(check(repository)) == []
    repository.write({"old.md": article("<!-- stet claims: asked the parish -->", OLD), "b.md": article(PLAIN)})
    done = check(repository)
    assert done.status == 0
    (one,) = stets(done)
    assert (one["path"], one["start"]["line"], one["rules"]) == ("old.md", 3, "claims")
    assert (one["reason"], one["state"], one["findings"]) == ("asked the parish", "stands", 1)
    assert "this change lets something stand: old.md:3 claims: asked the parish" in done.err
    repository.git("mv", "old.md", "mill.md")
    assert [one["path"] for one in stets(check(repository))] == ["mill.md"]
    commit(repository)
    assert stets(check(repository)) == []


def test_a_stet_that_comes_to_let_more_stand(repository: Project) -> None:
    begin, end = "<!-- stet-begin claims: quoted -->", "<!-- stet-end -->"
    repository.write({"old.md": article(begin, OLD, end)})
    commit(repository)
    repository.write({"old.md": article(PLAIN, begin, OLD, end)})
    assert stets(check(repository)) == []
    repository.write({"old.md": article(begin, OLD, NEW, end)})
    assert [one["findings"] for one in stets(check(repository))] == [2]


def test_decisions_that_a_change_adds(repository: Project) -> None:
    made = repository.copydesk("stet", "add", "old.md:3", "--reason", "the parish says so")
    assert made.status == 0, made.err
    repository.write({"old.md": article(OLD, PLAIN)})
    done = check(repository)
    (one,) = stets(done)
    assert (one["path"], one["reason"], one["state"]) == ("old.md", "the parish says so", "stands")
    assert len(one["key"]) == 16
    commit(repository)
    repository.write({"old.md": article(OLD, PLAIN, PLAIN)})
    assert stets(check(repository)) == []
    (repository.root / "copydesk.decisions.yml").unlink()
    assert new(repository) == [("old.md", "claims")]  # what it let stand is told again


def test_a_decision_is_told_with_its_own_article_only(repository: Project) -> None:
    repository.write({"ices.md": article(OLD)})
    commit(repository)
    assert repository.copydesk("stet", "add", "old.md:3", "--reason", "the parish says so").status == 0
    repository.write({"ices.md": article(OLD, PLAIN)})
    done = check(repository)
    assert "this change lets something stand: old.md claims" in done.err
    assert "ices.md" not in done.err
    assert [(one["path"], one["start"]) for one in stets(done)] == [("old.md", None)]
    repository.write({"ices.md": article(PLAIN)})
    repository.git("mv", "old.md", "mill.md")
    assert "this change lets something stand: mill.md:3 claims" in check(repository).err
    commit(repository)
    repository.git("mv", "mill.md", "quay.md")
    moved = check(repository)
    assert (moved.status, stets(moved)) == (0, [])


def test_who_takes_over_the_decision_about_an_article_that_is_gone_is_told(repository: Project) -> None:
    assert repository.copydesk("stet", "add", "old.md:3", "--reason", "the parish says so").status == 0
    commit(repository)
    repository.git("rm", "-q", "old.md")
    commit(repository)
    repository.write({"other.md": article(PLAIN, OLD)})
    assert "this change lets something stand: other.md:5 claims" in check(repository).err


def test_stets_that_let_nothing_stand_are_told_as_findings_only(repository: Project) -> None:
    idle, expired = "<!-- stet vague: quoted -->", "<!-- stet claims until 2020-01-01: quoted -->"
    repository.write({"old.md": article(idle, PLAIN, expired, OLD)})
    done = check(repository)
    assert [one["state"] for one in stets(done)] == ["idle", "expired"]
    rules = {one["rule"] for given in done.report["articles"] for one in given["findings"]}
    assert rules >= {"stet/idle", "stet/expired"}
    assert "lets something stand" not in done.err


def test_a_report_with_stets_can_be_read_back(repository: Project) -> None:
    repository.write({"old.md": article("<!-- stet claims: asked -->", OLD)})
    done = check(repository)
    file = repository.root / "report.json"
    file.write_text(done.out, encoding="utf-8")
    again = repository.copydesk("render", "report.json", "--report", "json=again.json")
    assert again.status == 0, again.err
    assert json.loads((repository.root / "again.json").read_text(encoding="utf-8")) == done.report


# ---- what was not checked then


def test_what_could_not_be_checked_then_is_told_where_it_may_matter(repository: Project) -> None:
    note = "may be told as new"
    repository.write({"a.md": article("![A boat](https://nowhere.invalid/boat.png)")})
    commit(repository)
    repository.write({"a.md": article("![A boat](https://nowhere.invalid/boat.png)", NEW)})
    done = repository.copydesk("check", "--new-from=HEAD", "--output-format", "concise")
    assert "claims/" in done.out
    assert "remote address" in done.out + done.err  # no host can be reached that might vouch for the network
    assert note not in done.err
    repository.write({"b.md": "\0" * 20})
    commit(repository)
    repository.write({"b.md": article(OLD)})
    assert f"some of what stood there before {note}: an article could not be checked then" in check(repository).err
    repository.write({"b.md": article(PLAIN)})
    assert note not in check(repository).err


# ---- addresses


def test_an_address_is_asked_once_and_judges_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Question] = []

    def ask(questions: list[Question], **_: object) -> dict[Question, WebFacts]:
        asked.extend(questions)
        return {question: WebFacts("answered", 404) for question in questions}

    monkeypatch.setattr(web, "ask", ask)
    world = RealWorld(tmp_path, Cache(None))
    now, gone = (Question("url", f"https://example.org/{name}.png", "image") for name in ("now", "gone"))
    world.answer([("a.md", now)])
    then = world.past(Held({}, frozenset(), lambda _: b"")).answer([("a.md", now), ("b.md", gone)])
    assert asked == [now]
    assert then["", now] == WebFacts("answered", 404)
    assert isinstance(then["", gone], Unanswered)
