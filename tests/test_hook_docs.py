"""What docs/hooks.md has to be copied works as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lint.cli import parser
from lint.yamlfile import Document
from tests.conftest import ROOT, Project
from tests.hooking import OTHER_PASSAGE, PASSAGE, arguments_of, commit, edit

pytestmark = pytest.mark.git

PAGE = (ROOT / "docs/hooks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:sh|yaml)\n(.*?)^```$", PAGE, re.M | re.S)


def block(file: str) -> str:
    """Return what the page has for a file."""
    (found,) = [text for text in BLOCKS if f"# {file}\n" in text]
    return str(found)


def commands() -> list[str]:
    """Return the command lines of copydesk on the page, in blocks and in the text."""
    lines = [line for text in BLOCKS for line in text.splitlines()] + re.findall(r"`(copydesk [^`…]+)`", PAGE)
    found = [re.search(r"\b(copydesk (?:check|index|baseline)\b[^>#&]*)", line) for line in lines]
    return sorted({one[1].strip() for one in found if one})


@pytest.mark.parametrize("command", commands())
def test_its_commands_are_understood(command: str) -> None:
    arguments = shlex.split(command)[1:]
    assert parser(arguments[0]).parse_args(arguments).module == arguments[0]


def test_there_are_commands() -> None:
    assert len(commands()) >= 5


def test_its_configuration_is_one_of_pre_commit(tmp_path: Path) -> None:
    config = block(".pre-commit-config.yaml")
    (tmp_path / "config.yaml").write_text(config)
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / "config.yaml")]
    assert subprocess.run(command, check=False).returncode == 0
    named = [hook["id"] for repository in Document("", config).value["repos"] for hook in repository["hooks"]]
    assert sorted(named) == ["copydesk", "copydesk-corpus", "copydesk-fix"]
    assert all(arguments_of(name) for name in named)


def test_its_configuration_of_lefthook_has_the_same_commands() -> None:
    config = Document("", block("lefthook.yml")).value
    assert config["pre-commit"]["commands"]["copydesk"]["run"] == block(".husky/pre-commit").splitlines()[-1]
    assert config["pre-commit"]["commands"]["copydesk"]["run"] in block(".git/hooks/pre-commit")
    assert config["pre-push"]["commands"]["copydesk-corpus"]["run"] in block(".git/hooks/pre-push")


@pytest.fixture
def plain(repository: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a repository with the page's scripts as hooks, and copydesk on the path as an installed one is."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "copydesk").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m lint "$@"\n')
    (scripts / "copydesk").chmod(0o755)
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    for name in ("pre-commit", "pre-push"):
        install(repository, name, block(f".git/hooks/{name}"))
    return repository


def install(project: Project, name: str, script: str) -> None:
    file = project.root / ".git/hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(script)
    file.chmod(0o755)


def test_the_plain_hook_checks_what_is_staged(plain: Project) -> None:
    edit(plain, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(plain)
    assert status == 1
    assert "barns.md" in said
    assert "gone.png" not in said
    plain.git("checkout", "-q", "HEAD", "--", "mills.md")
    edit(plain, "mills.md", "\nThe wheel is oiled in autumn.\n")
    plain.git("add", ".")
    edit(plain, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(plain, stage=False)
    assert status == 0, said
    assert PASSAGE in (plain.root / "mills.md").read_text()


def test_the_plain_hook_compares_with_what_others_have_staged(plain: Project) -> None:
    """Not with what lies on disk: unstaged, deleted but not from the commit, or a draft."""
    edit(plain, "barns.md", f"\n{OTHER_PASSAGE}\n")
    plain.write({"draft.md": f"# Draft\n\n{OTHER_PASSAGE}\n"})
    edit(plain, "mills.md", f"\n{OTHER_PASSAGE}\n")
    plain.git("add", "mills.md")
    status, said = commit(plain, stage=False)
    assert status == 0, said
    (plain.root / "barns.md").unlink()
    edit(plain, "mills.md", f"\n{PASSAGE}\n")
    plain.git("add", "mills.md")
    status, said = commit(plain, stage=False)
    assert status == 1
    assert "barns.md" in said


def test_the_plain_hook_reads_a_staged_file_that_is_gone_from_the_disk(plain: Project) -> None:
    plain.write({"new.md": f"# New\n\n{PASSAGE}\n"})
    plain.git("add", "new.md")
    (plain.root / "new.md").unlink()
    status, said = commit(plain, stage=False)
    assert status == 1
    assert "barns.md" in said


def test_the_plain_hook_lets_a_commit_without_articles_pass(empty_repository: Project, plain: Project) -> None:
    edit(plain, "notes.py", "x = 1\n")
    assert commit(plain)[0] == 0
    plain.git("rm", "-q", "*.md")
    assert commit(plain, stage=False)[0] == 0
    edit(plain, "notes.py", "y = 1\n")  # in a repository that has no articles
    status, said = commit(plain)
    assert status == 0, said
    assert empty_repository is plain


def test_the_plain_hook_of_commit_all_and_of_a_worktree(plain: Project, tmp_path: Path) -> None:
    edit(plain, "mills.md", f"\n{PASSAGE}\n")
    assert commit(plain, "-a", stage=False)[0] == 1
    assert commit(plain, "mills.md", stage=False)[0] == 1
    plain.git("checkout", "-q", "HEAD", "--", "mills.md")
    plain.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    other = Project(tmp_path / "tree")
    edit(other, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(other)
    assert status == 1
    assert "barns.md" in said


def test_the_plain_hook_before_a_push(plain: Project, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "far")], check=True)
    plain.git("remote", "add", "origin", str(tmp_path / "far"))
    push = ["git", "push", "-q", "origin", "HEAD"]
    refused = subprocess.run(push, cwd=plain.root, capture_output=True, check=False)
    assert refused.returncode != 0
    assert b"gone.png" in refused.stdout + refused.stderr
    assert plain.copydesk("baseline", "create", "--offline").status in (0, 3)
    assert subprocess.run(push, cwd=plain.root, check=False).returncode == 0


def test_the_index_is_built_after_a_checkout(plain: Project) -> None:
    script = block(".git/hooks/post-checkout")
    assert script.rstrip().endswith("&")
    install(plain, "post-checkout", script.replace("&\n", "\n"))  # here it is waited for
    plain.git("checkout", "-qb", "other")
    assert plain.copydesk("index", "status").status == 0
