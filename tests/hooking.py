"""Real commits with the hooks as shipped, run by the copydesk of this environment, not by one built for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lint.yamlfile import Document

if TYPE_CHECKING:
    from tests.conftest import Project

ROOT = Path(__file__).parents[1]

PASSAGE = (
    "The town keeps its grain in three stone barns beside the lower bridge. Each barn is opened once a year by the "
    "oldest miller, who reads the weights aloud. Nobody may leave before the last sack has been counted twice."
)
OTHER_PASSAGE = (
    "Every lantern on the harbour wall has a keeper, and each keeper has a bell. When the fog comes in before dusk, "
    "the bells are rung one after another from the mole to the customs house."
)
OLD_FAULT = "![](drawings/gone.png)"
ARTICLES = {
    "barns.md": f"# Barns\n\n{PASSAGE}\n",
    "mills.md": f"# Mills\n\n{OLD_FAULT}\n\nThe mill turns slowly in summer.\n",
    "notes.py": "pass\n",
}


def hook(name: str) -> dict[str, str]:
    """Return one of the hooks as shipped."""
    hooks = Document("hooks", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")).value
    (found,) = [hook for hook in hooks if hook["id"] == name]
    return dict(found)


def arguments_of(name: str) -> list[str]:
    """Return what a hook gives to copydesk, without file names."""
    return hook(name)["entry"].split()[1:]


def local_config(*names: str, runner: str = "") -> str:
    """Return a configuration of hooks, as shipped in all but the environment that they run in."""
    made = "repos:\n- repo: local\n  hooks:\n"
    for name in names or ("copydesk",):
        given = hook(name)
        entry = f"{runner or f'{sys.executable} -m lint'} {' '.join(arguments_of(name))}"
        made += f"  - id: {name}\n    name: {name}\n    language: system\n    entry: {entry}\n"
        for key in ("files", "require_serial", "verbose", "pass_filenames", "stages"):
            made += f"    {key}: {_yaml(given[key])}\n" if key in given else ""
    return made


def _yaml(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


@pytest.fixture
def empty_repository(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project in a repository without commits."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Test")
        monkeypatch.setenv(f"{name}_EMAIL", "test@example.org")
    project.git("init", "-q", "-b", "main")
    return project


@pytest.fixture
def repository(empty_repository: Project) -> Project:
    """Return a project with one commit."""
    empty_repository.write(ARTICLES)
    empty_repository.git("add", ".")
    empty_repository.git("commit", "-qm", "Before the hook")
    return empty_repository


@pytest.fixture
def hooked(repository: Project) -> Project:
    """Return a project in which each commit runs the hook `copydesk`."""
    install(repository, local_config())
    return repository


def install(project: Project, config: str, *kinds: str) -> None:
    """Install hooks, and commit their configuration without running them."""
    project.write({".pre-commit-config.yaml": config})
    project.git("add", ".pre-commit-config.yaml")
    project.git("commit", "-qm", "Hooks", "--no-verify")
    given = [one for kind in kinds for one in ("--hook-type", kind)]
    command = [sys.executable, "-m", "pre_commit", "install", *given]
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)


def commit(
    project: Project, *arguments: str, stage: bool = True, folder: str = "", env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Commit, with all that is there if `stage`; return the status and all that was said."""
    if stage:
        project.git("add", ".")
    command = ["git", "commit", "-m", "Edit", *arguments]
    done = subprocess.run(
        command,
        cwd=project.root / folder,
        capture_output=True,
        check=False,
        timeout=400,
        env={**os.environ, **(env or {})},
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def edit(project: Project, name: str, more: str) -> None:
    """Write more at an article's end."""
    file = project.root / name
    file.write_text(file.read_text() + more)


def commits(project: Project) -> int:
    """Return how many commits there are."""
    return int(project.git("rev-list", "--count", "HEAD"))
