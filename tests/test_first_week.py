"""docs/first-week.md is what a terminal shows: its commands are run, and print what stands there."""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path

import pytest

from lint.cli import parser
from tests import forty, recorded
from tests.conftest import Project

pytestmark = [pytest.mark.git, pytest.mark.xdist_group("first-week")]  # played once

TEXT = recorded.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> recorded.Run:
    return recorded.run(TEXT, tmp_path_factory.mktemp("week"))


def test_it_is_fresh(played: recorded.Run) -> None:
    made, page = (re.sub(r"duration: [\d.]+s", "duration", text) for text in (played.page, TEXT))
    assert made == page, "run python -m tests.regenerate, and read the diff"
    assert recorded.same(played.page, TEXT)


def test_what_the_text_says_of_it_is_so(played: recorded.Run) -> None:
    """The page could be made anew of a run that goes otherwise than it tells."""
    refused, made = (one for one in played.ran if "The pier and its lamp" in one.command)
    assert (refused.status, made.status) == (1, 0)
    assert "3 findings" in refused.output
    for rule in ("claims/historical", "images/wrong-case", "boilerplate/repeated-passage"):
        assert rule in refused.output
    red, green = (one for one in played.ran if one.command.startswith("copydesk ci check"))
    assert (red.status, green.status) == (1, 0)
    assert "\n1 finding in 1 article: 1 warning." in red.output
    assert "\nNothing found in 1 article." in green.output
    others = {one.status for one in played.ran if not one.command.startswith(("copydesk check", "copydesk ci"))}
    assert others - {refused.status} == {0}


def test_every_command_of_its_blocks_was_run(played: recorded.Run) -> None:
    assert [one.command for one in played.ran] == re.findall(r"^\$ (.+)$", TEXT, re.M)
    assert len(played.ran) >= 25


def test_commands_and_pages_that_its_text_names_exist() -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.M | re.S)
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", prose):
        assert (recorded.PAGE.parent / target).is_file(), target
    for path in re.findall(r"`(tests/[\w/.]+)`", prose):
        assert (recorded.ROOT / path).exists(), path
    named = [shlex.split(command) for command in re.findall(r"`copydesk ([^`]+)`", prose)]
    assert len(named) >= 4
    for arguments in named:
        if arguments == ["explain"]:
            arguments = [*arguments, "images/broken"]
        assert parser(arguments[0]).parse_args(arguments).module == arguments[0]


def test_nothing_of_this_machine_is_in_it(played: recorded.Run) -> None:
    for trace in (str(Path.cwd()), str(Path.home()), str(recorded.ROOT), tempfile.gettempdir()):
        assert trace not in played.page


def test_a_page_that_is_stale_is_told_from_a_fresh_one() -> None:
    assert recorded.same(TEXT, TEXT.replace("duration: 0.", "duration: 7."))
    assert not recorded.same(TEXT, TEXT.replace("Nothing found in 1 article", "Nothing found in 2 articles"))


def test_an_edit_that_does_not_apply_is_no_page(tmp_path: Path) -> None:
    page = "```diff\n--- islands/torvey.md\n+++ islands/torvey.md\n@@ -1,1 +1,1 @@\n-# Elsewhere\n+# Here\n```\n"
    with pytest.raises(recorded.EditError, match="islands/torvey"):
        recorded.run(page, tmp_path)


def test_all_forty_articles_have_faults_and_all_families_some(project: Project) -> None:
    forty.write(project.root)
    report = project.check(select="boilerplate,claims,vague,images,readability").report
    assert report["summary"]["articles"] == 40
    assert [one["path"] for one in report["articles"] if not one["findings"]] == []
    families = {rule.partition("/")[0] for rule in report["summary"]["rules"]}
    assert families == {"boilerplate", "claims", "vague", "images", "readability"}


@pytest.mark.java
def test_they_have_slips_of_grammar(home: Path, project: Project) -> None:
    assert home.is_dir()
    forty.write(project.root)
    done = project.copydesk("check", "--offline", "--select", "grammar", "--output-format", "json")
    found = {(one["path"], hit["quote"]) for one in done.report["articles"] for hit in one["findings"]}
    assert {path for path, _ in found} >= {"islands/hessa.md", "trades/kelp-burning.md", "buildings/smithy.md"}
