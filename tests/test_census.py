"""A hook looks only at what may have changed since the census, and says what a look at everything says."""

from __future__ import annotations

import contextlib
import io
import os
import random
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from lint import census, changes, cli
from lint.discover import Listing

SENTENCES = [
    "The ferry to the northern shore carried {0} passengers a day before the bridge was opened.",
    "A lighthouse keeper of {0} wrote down the weather every morning for forty years.",
    "Salt from the pans of {0} was sold as far as the markets of the inland towns.",
    "In winter the road to {0} is closed, and the post comes by sledge over the pass.",
]
PLACES = ["Orsen", "Halmar", "Vell", "Tarn", "Ostby", "Merrow"]
ARGUMENTS = ["check", "--offline", "--select", "boilerplate", "--set", "boilerplate/repeated-sentence.min_articles=2"]


class Repository:
    """Articles in git, and `copydesk` run over some of them in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.quick: list[Listing | None] = []

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *arguments]
        return subprocess.run(command, cwd=self.root, capture_output=True, check=True).stdout.decode()

    def write(self, name: str, *sentences: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n\n{' '.join(sentences)}\n", encoding="utf-8")

    def check(self, *arguments: str) -> str:
        """Return the JSON report, or what went wrong."""
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        with patch.object(sys, "stdout", out), contextlib.redirect_stderr(err), contextlib.chdir(self.root):
            status = cli.main([*ARGUMENTS, "--output-format", "json", *arguments])
        out.flush()
        buffer = out.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode() if status < cli.USAGE else err.getvalue()

    def agrees(self, *names: str) -> Listing | None:
        """Check articles in both ways, which say the same; return the listing of the quick one, if it was made."""
        before = len(self.quick)
        quick, whole = self.check(*names), self.check("--no-cache", *names)
        assert quick == whole
        return self.quick[before] if len(self.quick) > before else None


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a small corpus in git of which a census is taken all the same."""
    made = Repository(tmp_path)
    listing = changes.listing

    def spied(*arguments: object) -> Listing | None:
        made.quick.append(listing(*arguments))  # type: ignore[arg-type]
        return made.quick[-1]

    monkeypatch.setattr(census, "LEAST", 3)
    monkeypatch.setattr(changes, "LEAST_INDEX", 0)
    monkeypatch.setattr(changes, "listing", spied)
    made.git("init", "-q")
    for number, place in enumerate(PLACES):
        made.write(f"towns/{number}.md", SENTENCES[0].format("many"), SENTENCES[number % 4].format(place))
    (made.root / ".gitignore").write_text(".copydesk_cache/\ndrafts/\n", encoding="utf-8")
    made.git("add", ".")
    made.git("commit", "-qm", "first")
    with patch.object(census, "MOST_APART", 1):
        made.check()  # all are new to the index, as of a large corpus: too many for a census
    made.check("towns/0.md")
    return made


def test_only_what_changed_is_looked_at(repository: Repository) -> None:
    repository.write("towns/1.md", SENTENCES[2].format("Merrow"))
    found = repository.agrees("towns/1.md")
    assert found
    assert set(found.files) == {"towns/1.md"}


def test_others_that_changed_are_looked_at_too(repository: Repository) -> None:
    repository.write("towns/2.md", SENTENCES[3].format("Vell"))
    repository.write("new.md", SENTENCES[3].format("Vell"))
    (repository.root / "towns/3.md").unlink()
    repository.write("towns/4.md", SENTENCES[0].format("few"))
    repository.git("add", "towns/4.md")
    repository.git("commit", "-qm", "second")
    found = repository.agrees("towns/1.md")
    assert found
    assert set(found.files) == {"new.md", "towns/1.md", "towns/2.md", "towns/4.md"}
    assert found.gone == frozenset({"towns/3.md"})


def test_what_was_taken_back_is_seen(repository: Repository) -> None:
    repository.write("towns/2.md", SENTENCES[0].format("many"), SENTENCES[3].format("Ostby"))
    assert repository.agrees("towns/1.md")
    repository.git("checkout", "-q", "towns/2.md")
    assert repository.agrees("towns/1.md")
    repository.write("new.md", SENTENCES[0].format("many"))
    assert repository.agrees("towns/1.md")
    (repository.root / "new.md").unlink()
    assert repository.agrees("towns/1.md")


def test_a_draft_that_git_ignores_is_checked_where_it_is_named(repository: Repository) -> None:
    repository.write("drafts/a.md", SENTENCES[0].format("many"))
    assert repository.agrees("drafts/a.md")
    assert repository.agrees("towns/1.md")


def test_what_git_ignores_from_now_on_is_no_article_any_more(repository: Repository) -> None:
    repository.write("notes.md", SENTENCES[0].format("many"))
    assert repository.agrees("towns/1.md")
    (repository.root / ".gitignore").write_text(".copydesk_cache/\ndrafts/\nnotes.md\n", encoding="utf-8")
    assert repository.agrees("towns/1.md")


def test_an_article_that_cannot_be_read_is_counted_each_time(repository: Repository) -> None:
    (repository.root / "towns/5.md").write_bytes(b"\0\0\0")
    assert repository.agrees("towns/1.md")
    assert repository.agrees("towns/1.md")


def test_other_rules_are_given_what_they_need(repository: Repository) -> None:
    others = ["--set", "boilerplate/repeated-sentence.quotes=true"]
    assert repository.check(*others, "towns/1.md") == repository.check("--no-cache", *others, "towns/1.md")


def test_other_patterns_take_a_new_census(repository: Repository) -> None:
    (repository.root / "copydesk.yml").write_text("exclude: [towns/0.md]\n", encoding="utf-8")
    assert repository.agrees("towns/1.md") is None
    assert repository.agrees("towns/1.md")


def test_a_commit_that_is_gone_takes_a_new_census(repository: Repository) -> None:
    repository.git("commit", "-q", "--amend", "-m", "other")
    repository.git("-c", "gc.reflogExpire=now", "reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "-q", "--prune=now")
    assert repository.agrees("towns/1.md") is None
    assert repository.agrees("towns/1.md")


def test_what_git_does_not_look_at_is_found_out(repository: Repository) -> None:
    """A file may be marked as unchanged: where its text is needed and is another, all are looked at."""
    repository.git("update-index", "--assume-unchanged", "towns/0.md")
    text = (repository.root / "towns/0.md").read_text(encoding="utf-8")
    (repository.root / "towns/0.md").write_text(text.replace("# towns", "# Towns"), encoding="utf-8")
    repository.agrees("towns/1.md")


def test_too_many_changes_take_a_new_census(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "MOST_APART", 2)
    for number in range(4):
        repository.write(f"towns/{number}.md", SENTENCES[1].format("Tarn"))
    assert repository.agrees("towns/5.md") is None


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_both_ways_agree(repository: Repository, seed: int) -> None:
    dice = random.Random(seed)
    quick = 0
    for _ in range(12):
        for _ in range(dice.randint(1, 3)):
            _happen(repository, dice)
        articles = sorted(one.relative_to(repository.root).as_posix() for one in repository.root.rglob("*.md"))
        quick += repository.agrees(*dice.sample(articles, min(2, len(articles)))) is not None
    assert quick > 6


def _happen(repository: Repository, dice: random.Random) -> None:
    number = dice.randrange(8)
    file = repository.root / f"towns/{number}.md"
    what = dice.choice(
        ("edit", "edit", "edit", "delete", "stage", "commit", "undo", "rename", "touch", "unstage", "ignore")
    )
    if what == "edit":
        repository.write(f"towns/{number}.md", *(dice.choice(SENTENCES).format(dice.choice(PLACES)) for _ in range(3)))
    elif what == "delete" and len(list(repository.root.rglob("*.md"))) > 4:
        file.unlink(missing_ok=True)
    elif what == "stage":
        repository.git("add", "-A")
    elif what == "commit":
        repository.git("add", "-A", "towns")
        repository.git("commit", "-q", "--allow-empty", "-m", "more")
    elif what == "undo":
        repository.git("checkout", "-q", "HEAD", "--", ".")
    elif what == "rename" and file.exists():
        file.rename(repository.root / f"towns/{dice.randrange(8)}.md")
    elif what == "touch" and file.exists():
        os.utime(file, (dice.randrange(10**9), dice.randrange(10**9)))
    elif what == "unstage":
        repository.git("rm", "-q", "--cached", "--ignore-unmatch", f"towns/{number}.md")
    elif what == "ignore":
        names = "".join(f"towns/{one}.md\n" for one in dice.sample(range(8), dice.randrange(3)))
        (repository.root / ".gitignore").write_text(f".copydesk_cache/\ndrafts/\n{names}", encoding="utf-8")


def test_only_what_is_new_is_looked_for_among_what_changed(repository: Repository) -> None:
    found = repository.agrees("--new-from", "HEAD")
    assert found
    assert found.selected == frozenset()
    repository.write("towns/2.md", SENTENCES[3].format("Vell"), SENTENCES[1].format("Vell"))
    repository.write("new.md", SENTENCES[3].format("Vell"))
    (repository.root / "towns/3.md").unlink()
    repository.git("mv", "towns/4.md", "towns/40.md")
    found = repository.agrees("--new-from", "HEAD")
    assert found
    assert found.selected == {"new.md", "towns/2.md", "towns/40.md"}
    assert '"path":"new.md","status":"findings"' in repository.check("--new-from", "HEAD")
    repository.git("add", ".")
    repository.git("commit", "-qm", "second")
    assert repository.agrees("--new-from", "HEAD~1", "towns")
    assert repository.agrees("--new-from", "HEAD~1", "towns/2.md")
    repository.write("towns/2.md", SENTENCES[2].format("Vell"))
    assert repository.agrees("--new-from", "HEAD~1")
    assert repository.agrees("towns/1.md")
