"""What the documentation says is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from lint.cli import parser
from lint.configure import load_settings
from lint.rule import load_rules
from lint.settings import Flags
from lint.verbs.explain import page
from tests.conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!; \[]", one)[0] for one in requirements}


def test_every_dependency_has_its_reason() -> None:
    told = re.split(r"With the extra `(\w+)`:", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"))
    rows = {
        extra: set(re.findall(r"^\| ([\w-]+) \| (?!reason)", text, re.M)) - {"library", "---"}
        for extra, text in zip(["", *told[1::2]], told[::2], strict=True)
    }
    project = PYPROJECT["project"]
    assert rows[""] == names(project["dependencies"])
    for extra, requirements in project["optional-dependencies"].items():
        assert rows[extra] == names(requirements), extra


def test_every_dependency_has_a_lower_bound() -> None:
    project = PYPROJECT["project"]
    for requirement in project["dependencies"]:
        assert re.search(r"[>~]=", requirement), requirement


def test_the_page_of_rules_is_fresh() -> None:
    made = "\n".join(page(load_rules().values()))
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == made, "run tests/regenerate.py"


def test_ci_runs_the_readmes_second_command() -> None:
    commands = re.findall(r"<!-- command (\d) -->\s+```sh\n(.+?)\n```", README, re.S)
    assert [number for number, _ in commands] == ["1", "2"]
    assert "pytest" in commands[1][1]
    assert "check corpus" in commands[0][1]
    assert "<!-- command 2 -->" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "CHANGELOG.md"])
def test_options_and_verbs_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    top = parser()
    known = set(top._known_options())  # type: ignore[attr-defined]
    verbs = next(set(action.choices) for action in top._actions if action.choices)
    for verb, rest in re.findall(r"copydesk (\w+)((?: [^`\n|]*)?)[`\n|]", text):
        if verb in {"on", "the", "pre"}:
            continue
        assert verb in verbs, verb
        assert {word.partition("=")[0] for word in rest.split() if word.startswith("--")} <= known, rest


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_files_that_are_named_exist(name: str) -> None:
    file = ROOT / name
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target
    for target in re.findall(
        r"`((?:lint|rules|tests|docs|corpus|reports|benchmarks)/[\w/.-]*)`", file.read_text(encoding="utf-8")
    ):
        assert (ROOT / target).exists(), target


@pytest.mark.git
@pytest.mark.parametrize(
    ("verb", "name"), [("config", ".pre-commit-config.yaml"), ("manifest", ".pre-commit-hooks.yaml")]
)
def test_pre_commit_accepts_our_files(verb: str, name: str) -> None:
    command = [sys.executable, "-m", "pre_commit", f"validate-{verb}", str(ROOT / name)]
    subprocess.run(command, check=True, capture_output=True)


def test_settings_of_our_own_hold() -> None:
    for root in (ROOT, ROOT / "corpus"):
        assert load_settings(root, None, Flags()).rules_for("README.md")
