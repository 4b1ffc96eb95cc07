"""Whatever is printed may stand in a runner's log: nothing that strangers wrote may command it, or hide in it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping

import pytest

from lint import cli
from lint.reporters import STREAMS
from lint.verbs import rules
from tests.ci_runner import obeyed
from tests.conftest import Done, Project
from tests.test_reporters_terminal import STEERING

BAD = "::error file=x::boom ##[error]boom ##vso[task.complete]boom ##teamcity[boom] \x1b[31mred\x9b2J \u202eevil\u2066"
AT_WRAPS = " ".join([f"::warning::{'boom' * length} {'so' * (30 - length)}" for length in range(1, 30, 4)])
PASSAGE = f"The town keeps its grain in three stone barns beside the lower bridge, {BAD} says the oldest miller of all."
RULE = {
    "id": "house/boom",
    "check": "pattern",
    "severity": "error",
    "message": f"Never boom. {AT_WRAPS} {BAD}",
    "why": f"Because. {AT_WRAPS} {BAD}",
    "params": {"pattern": r"#*\[?boom"},
    "good": ["Quiet."],
    "bad": ["A ⟦boom⟧."],
}
TEXT = f"# {BAD}\n\n{BAD}\n\n{AT_WRAPS}\n\n![a {BAD}](<{BAD}.png>)\n\n{PASSAGE}\n\nThen #\\#[x] and ##[boom].\n"
NAMES = ("plain.md", "::error::boom.md", "##[error]boom/##vso[boom]x.md", " ::error::boom/a.md")
UNIX_NAMES = ("a\n::error::boom\n.md", "\x1b[31m\u202e##[group]boom.md")
"""The last two no Windows has."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project in which everything that people may write is hostile."""
    made = Project(tmp_path_factory.mktemp("house"))
    names = NAMES if sys.platform == "win32" else (*NAMES, *UNIX_NAMES)
    made.write(dict.fromkeys(names, TEXT))
    made.write(
        {
            "copydesk.yml": json.dumps({"rule_dirs": ["house"], "boilerplate": {"allow": {"texts": [BAD]}}}),
            "house/house/boom.yml": json.dumps(RULE),
            "stetted.md": f'{TEXT}\n<!-- stet claims "{BAD}" until 2001-01-01: {BAD} -->\n\nA boom.\n',
        }
    )
    return made


def harmless(done: Done) -> None:
    """Fail where a runner would obey, or a terminal be steered by, what was printed."""
    assert obeyed(done.out) == []
    assert obeyed(done.err) == []
    for text in (done.out, done.err):
        found = STEERING.search(text.replace("\t", ""))
        assert found is None, text[max(found.start() - 80, 0) : found.end() + 20]


@pytest.mark.parametrize("name", STREAMS)
def test_a_printed_report_commands_nobody(house: Project, name: str) -> None:
    done = house.copydesk("check", "--offline", "--ignore", "grammar", "--output-format", name)
    assert done.status in (1, 3), done.err
    assert "boom" in done.out
    if name == "github":
        assert all("title=Copydesk" in one.properties for one in obeyed(done.out))
        done = Done(done.status, "", done.err)
    harmless(done)


@pytest.mark.parametrize("name", ["text", "concise", "json"])
def test_neither_does_one_in_ascii(house: Project, name: str) -> None:
    env = {"PYTHONIOENCODING": "ascii"}
    done = house.copydesk("check", "--offline", "--ignore", "grammar", "--output-format", name, env=env)
    assert done.out.isascii()
    harmless(done)
    if name == "json":
        assert any(BAD in one["quote"] for article in done.report["articles"] for one in article["findings"])


def test_json_means_the_same(house: Project) -> None:
    done = house.copydesk("check", "--offline", "--ignore", "grammar", "--output-format", "json")
    quotes = {one["quote"] for article in done.report["articles"] for one in article["findings"]}
    assert any("##[error]boom ##vso[task.complete]boom" in quote and "\u202eevil" in quote for quote in quotes)


VERBS: Mapping[str, tuple[str, ...]] = {
    "groups": ("groups",),
    "groups, JSON": ("groups", "--output-format", "json"),
    "near": ("groups", "--near", PASSAGE),
    "settings": ("config", "show"),
    "schema": ("config", "schema"),
    "rules": ("rules",),
    "one rule": ("explain", "house/boom"),
    "all rules": ("explain", "--all"),
    "examples": ("test", "house"),
    "stets": ("stet", "list", "--offline"),
    "index": ("index", "build"),
    "no such path": ("check", BAD),
    "no such revision": ("check", "--new-from", BAD),
    "no such rule": ("check", "--select", BAD),
    "no such parameter": ("check", "--set", BAD),
    "no such settings": ("check", "--config", BAD),
    "no such format": ("check", "--output-format", BAD),
    "no such report": ("check", "--report", BAD),
    "no such option": ("check", f"--{BAD}"),
    "no such verb": (f"\n{BAD}",),
    "no such file": ("render", BAD, "--report", "csv=x.csv"),
    "no such finding": ("stet", "add", BAD, "--reason", BAD),
}


@pytest.mark.parametrize("what", VERBS)
def test_no_verb_commands_anybody(house: Project, what: str) -> None:
    done = house.copydesk(*VERBS[what])
    assert done.out + done.err
    harmless(done)


def test_a_baseline_is_told_quietly(house: Project) -> None:
    for arguments in (("create", "--offline"), ("show",), ("update", "--offline")):
        harmless(house.copydesk("baseline", *arguments))
    (house.root / "copydesk.baseline").unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_mistakes_in_files_with_hostile_names_and_words(project: Project) -> None:
    name = f"house/x\n{BAD.replace('/', '')}/boom.yml"
    project.write(
        {"copydesk.yml": "rule_dirs: [house]\n", name: f"id: '{BAD[:20]}'\n'##[error]boom': 1\n", "a.md": "A.\n"}
    )
    done = project.copydesk("check", "--offline")
    assert done.status == 2
    assert "boom" in done.err
    harmless(done)
    project.write({"copydesk.yml": f"'{BAD[:40]}': 1\n"})
    harmless(project.copydesk("check", "--offline"))
    project.write({"copydesk.yml": "\n::error::boom ##[error]boom: [\n::warning::boom"})
    harmless(project.copydesk("check", "--offline"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("form", ["report", "files-from"])
def test_a_note_of_a_hostile_name_is_one_line(project: Project, form: str) -> None:
    project.write({"a.md": "A mill.\n"})
    hostile = f"x\n{BAD.replace('/', '')}.csv"
    given = {"report": ("--report", f"csv={hostile}"), "files-from": ("--files-from", hostile)}[form]
    done = project.copydesk("check", "--offline", "--ignore", "grammar", *given)
    assert "boom" in done.err
    harmless(done)


def test_a_fault_of_our_own_does_not_repeat_an_article(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: Namespace) -> int:
        raise ValueError(f"a fault over\n{BAD}")

    monkeypatch.setattr(rules, "run", fail)
    assert cli.main(["rules"]) == cli.INCOMPLETE
    told = capsys.readouterr()
    assert "ValueError" in told.err
    harmless(Done(3, told.out, told.err))
