"""The commit hook: real pre-commit in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from lint.behind import AT_ONCE
from tests.conftest import ROOT, Project
from tests.hooking import ARTICLES, PASSAGE, commit, edit, install, local_config

pytestmark = pytest.mark.git


def test_a_bad_edit_is_refused_and_a_good_one_passes(repository: Project) -> None:
    install(repository, local_config())
    edit(repository, "mills.md", "\nThe wheel is oiled in autumn.\n")
    status, said = commit(repository)
    assert status == 0, said
    assert "gone.png" not in said  # an old fault in a file that is touched does not block
    edit(repository, "mills.md", "\n![the wheel](drawings/wheel.png)\n")
    status, said = commit(repository)
    assert status == 1
    assert "images/broken" in said
    assert "drawings/wheel.png" in said
    assert "gone.png" not in said


def test_a_passage_of_an_unchanged_article_is_found(repository: Project) -> None:
    install(repository, local_config())
    edit(repository, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(repository)
    assert status == 1
    assert "boilerplate/" in said
    assert "barns.md" in said


def test_what_was_not_checked_is_one_line(repository: Project) -> None:
    install(repository, local_config())
    edit(
        repository,
        "mills.md",
        "\n![a map](https://images.example.org/map.png)\n\nThe wheel turns in the wind.\n",
    )
    status, said = commit(repository)
    assert status == 0, said
    (line,) = [line for line in said.splitlines() if "remote address" in line]
    assert "left to a check without --offline" in line


def test_a_commit_of_code_only_passes(repository: Project) -> None:
    install(repository, local_config())
    edit(repository, "notes.py", "x = 1\n")
    assert commit(repository)[0] == 0


def test_the_first_commit_of_a_repository(empty_repository: Project) -> None:
    install(empty_repository.write({"barns.md": ARTICLES["barns.md"]}), local_config())
    status, said = commit(empty_repository)
    assert status == 0, said


def test_staged_contents_are_checked_not_the_work_tree(repository: Project) -> None:
    edit(repository, "mills.md", "\n![the wheel](drawings/wheel.png)\n")
    repository.git("add", ".")
    (repository.root / "mills.md").write_text("# Mills\n")
    done = repository.copydesk(
        "check",
        "--staged",
        "--new-from",
        "HEAD",
        "--offline",
        "--ignore",
        "grammar",
        "--output-format",
        "concise",
    )
    assert done.status == 1
    assert "drawings/wheel.png" in done.out or "images/broken" in done.out
    assert (repository.root / "mills.md").read_text() == "# Mills\n"


@pytest.mark.build
def test_in_an_environment_that_pre_commit_builds_from_the_repository(repository: Project, tmp_path: Path) -> None:
    """As a user has it: pre-commit clones Copydesk, builds its environment and runs the hook's own entry."""
    published = tmp_path / "copydesk"
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in names.stdout.splitlines():
        if (ROOT / name).is_file():
            (published / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, published / name)
    git = Project(published).git
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "Publish")
    revision = git("rev-parse", "HEAD").strip()
    os.environ.pop("PYTHONPATH", None)
    install(
        repository,
        f"repos:\n- repo: {published}\n  rev: {revision}\n  hooks:\n  - id: copydesk-fix\n  - id: copydesk\n",
    )
    more = {f"more/{number:02}.md": f"# Number {number}\n" for number in range(AT_ONCE + 10)}
    repository.write(more)  # so that the index is built by a process of its own
    repository.git("add", ".")
    repository.git("commit", "-qm", "More", "--no-verify")
    edit(repository, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(repository)
    for _ in range(10):  # where much else is going on, it takes longer than a hook waits
        if "is being built" not in " ".join(said.split()):
            break
        repository.git("reset", "-q", "--soft", "HEAD^")
        time.sleep(5)
        status, said = commit(repository)
    assert status == 1, said
    assert "barns.md" in said
    assert (repository.root / ".copydesk_cache/building.lock").exists()
