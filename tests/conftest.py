"""What the tests share: a project made of files, and the command line as a user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lint.world import languagetool
from lint.world.languagetool import folders
from tests.engine_home import furnish, living_in
from tests.hooking import empty_repository as empty_repository
from tests.hooking import hooked as hooked
from tests.hooking import repository as repository

ROOT = Path(__file__).parents[1]


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON that it printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class Project:
    """A folder of articles, and `copydesk` run in it as a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> Project:
        for name, text in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "lint", *arguments],
            cwd=self.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT), **(env or {})},
        )

    def copydesk(self, *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None) -> Done:
        run = self.start(*arguments, env=env)
        out, err = run.communicate(stdin if isinstance(stdin, bytes) else stdin.encode(), timeout=120)
        return Done(run.returncode, out.decode(), err.decode())

    def check(self, *arguments: str, select: str = "claims,vague,readability,images,boilerplate") -> Done:
        """Check offline, without grammar, and print JSON."""
        return self.copydesk("check", "--offline", "--select", select, "--output-format", "json", *arguments)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *arguments],
            cwd=self.root,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return an empty project."""
    root = tmp_path / "project"
    root.mkdir()
    return Project(root)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of a real grammar engine, for the tests of a module."""
    folder = tmp_path_factory.mktemp("h")  # a socket stands there, whose whole path has room for some 100 bytes only
    furnish(folder)
    with living_in(folder):
        yield folder


@pytest.fixture
def stopped(home: Path) -> Path:
    """Return the module's home, with no server running and none remembered to have grown."""
    languagetool.stop()
    for left in folders.running().glob("*.grown"):
        left.unlink()
    return home


MakeRule = Callable[..., str]


@pytest.fixture
def make_rule() -> MakeRule:
    """Return a maker of the text of a rule's file over the check `pattern`, with parts exchanged."""

    def make(**parts: Any) -> str:
        rule: dict[str, Any] = {
            "id": "words/whilst",
            "check": "pattern",
            "severity": "warning",
            "message": "Write 'while'.",
            "why": "House style.",
            "params": {"pattern": r"\bwhilst\b"},
            "good": ["He sang while she played."],
            "bad": ["He sang ⟦whilst⟧ she played."],
        }
        rule.update(parts)
        return json.dumps({key: value for key, value in rule.items() if value is not None}, ensure_ascii=False)

    return make
