"""The commit hook: real pre-commit in real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lint.yamlfile import Document
from tests.conftest import ROOT, Project

pytestmark = pytest.mark.git

PASSAGE = (
    "The town keeps its grain in three stone barns beside the lower bridge. Each barn is opened once a year by the "
    "oldest miller, who reads the weights aloud. Nobody may leave before the last sack has been counted twice."
)
OLD_FAULT = "![](drawings/gone.png)"
ARTICLES = {
    "barns.md": f"# Barns\n\n{PASSAGE}\n",
    "mills.md": f"# Mills\n\n{OLD_FAULT}\n\nThe mill turns slowly in summer.\n",
    "notes.py": "pass\n",
}


def hook() -> dict[str, str]:
    hooks = Document("hooks", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")).value
    (found,) = [hook for hook in hooks if hook["id"] == "copydesk"]
    return dict(found)


def local_config() -> str:
    """Return the hook as shipped, but with the copydesk of this environment in the place of one built for the hook."""
    given = hook()
    entry = given["entry"].replace("copydesk", f"{sys.executable} -m lint", 1)
    return (
        "repos:\n- repo: local\n  hooks:\n  - id: copydesk\n    name: copydesk\n    language: system\n"
        f"    entry: {entry}\n    files: '{given['files']}'\n    require_serial: true\n    verbose: true\n"
    )


@pytest.fixture
def empty_repository(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Test")
        monkeypatch.setenv(f"{name}_EMAIL", "test@example.org")
    project.git("init", "-q")
    return project


@pytest.fixture
def repository(empty_repository: Project) -> Project:
    empty_repository.write(ARTICLES)
    empty_repository.git("add", ".")
    empty_repository.git("commit", "-qm", "Before the hook")
    return empty_repository


def install(project: Project, config: str) -> None:
    project.write({".pre-commit-config.yaml": config})
    project.git("add", ".pre-commit-config.yaml")
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=project.root, check=True, capture_output=True)


def commit(project: Project) -> tuple[int, str]:
    project.git("add", ".")
    done = subprocess.run(
        ["git", "commit", "-m", "Edit"], cwd=project.root, capture_output=True, check=False, timeout=400
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def edit(project: Project, name: str, more: str) -> None:
    file = project.root / name
    file.write_text(file.read_text() + more)


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
    assert sum("remote address" in line for line in said.splitlines()) == 1


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
    install(repository, f"repos:\n- repo: {published}\n  rev: {revision}\n  hooks:\n  - id: copydesk\n")
    edit(repository, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(repository)
    assert status == 1, said
    assert "barns.md" in said
