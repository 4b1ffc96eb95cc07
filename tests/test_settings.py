"""copydesk.yml: every mistake, all at once, each with its place; and nothing that a pull request could abuse."""

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeRule, Project

ARTICLE = {"a.md": "# Tea\n\nTea is steeped in hot water.\n"}

MISTAKES = {
    "unknown key": ("fail_no: error\n", "copydesk.yml:1:1: unknown key 'fail_no' (did you mean 'fail_on'?)"),
    "wrong value": (
        "fail_on: warnings\n",
        "copydesk.yml:1:10: expected error, info, never or warning, not 'warnings'",
    ),
    "wrong type": ("exclude: drafts\n", "copydesk.yml:1:10: expected a list, not 'drafts'"),
    "unknown rule": (
        "rules:\n  images/missing-alts: {}\n",
        "copydesk.yml:2:3: unknown rule 'images/missing-alts' (did you mean 'images/missing-alt'?)",
    ),
    "unknown family": (
        "ignore:\n  - image\n",
        "copydesk.yml:2:5: unknown rule or family 'image' (did you mean 'images'?)",
    ),
    "unknown parameter": (
        "rules:\n  readability/long-sentence:\n    max_wrods: 3\n",
        "copydesk.yml:3:5: unknown parameter 'max_wrods' (did you mean 'max_words'?)",
    ),
    "parameter out of range": (
        "rules:\n  readability/long-sentence: {max_words: 0}\n",
        "copydesk.yml:2:42: must be at least",
    ),
    "duplicate key": ("fail_on: info\nfail_on: error\n", "copydesk.yml:2:1: 'fail_on' stands here twice"),
    "not YAML": ("rules: [\n", "copydesk.yml:2:1: not valid YAML"),
    "in an override": (
        "overrides:\n  - files: ['x/**']\n    ignore: [claim]\n",
        "copydesk.yml:3:14: unknown rule or family 'claim' (did you mean 'claims'?)",
    ),
    "no such rules": ("rule_dirs: [house]\n", "copydesk.yml:1:13: no such directory: 'house'"),
    "rules outside": ("rule_dirs: [../house]\n", "copydesk.yml:1:13: '../house' lies outside of the project"),
    "a program": ("java: /tmp/evil\n", "copydesk.yml:1:1: 'java' cannot be set in a project's settings"),
    "a server": (
        "grammar: {server: 'http://a.example'}\n",
        "'grammar.server' cannot be set in a project's settings",
    ),
    "a proxy": ("web: {proxy: 'http://a.example'}\n", "'web.proxy' cannot be set in a project's settings"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, told: str, project: Project) -> None:
    done = project.write(ARTICLE | {"copydesk.yml": text}).copydesk("check", "--offline")
    assert done.status == 2
    assert told in done.err
    assert not done.out


def test_all_mistakes_are_told_at_once(project: Project, make_rule: MakeRule) -> None:
    settings = "fail_on: sometimes\nignore: [image]\nrule_dirs: [house]\n"
    wrong = make_rule(severity="loud")
    done = project.write(ARTICLE | {"copydesk.yml": settings, "house/words/whilst.yml": wrong}).copydesk("check")
    assert done.status == 2
    assert "copydesk.yml:1:10" in done.err
    settings = settings.replace("sometimes", "never")
    done = project.write({"copydesk.yml": settings}).copydesk("check")
    assert "house/words/whilst.yml:1:" in done.err


USAGE = {
    "unknown rule": (
        ["--select", "imagse"],
        "--select imagse: unknown rule or family 'imagse' (did you mean 'images'?)",
    ),
    "no value": (["--set", "readability/grade.target"], "expected RULE.PARAM=VALUE"),
    "no such parameter": (["--set", "readability/long-sentence.max=3"], "unknown parameter 'max'"),
    "no such rule": (["--set", "readability/grades.target=3"], "did you mean 'readability/grade'?"),
    "no such settings": (["--config", "none.yml"], "--config none.yml: no such file"),
    "no such path": (["b.md"], "b.md: no such file or folder"),
    "no such format": (["--output-format", "xml"], "expected text, concise, json, plain,"),
    "no such report": (["--report", "pdf=x"], "--report pdf=x: expected FORMAT=PATH"),
    "no such option": (["--ofline"], "did you mean '--offline'?"),
    "no such base": (["--new-from", "main"], "--new-from main:"),
    "a name for nothing": (["--stdin-filename", "x.md"], "--stdin-filename goes with '-'"),
    "no jobs": (["--jobs", "0"], "expected a whole number from 1"),
}


@pytest.mark.parametrize(("arguments", "told"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_status_2_and_says_what_to_do(arguments: list[str], told: str, project: Project) -> None:
    done = project.write(ARTICLE).copydesk("check", "--offline", "--ignore", "grammar", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["copydesk.yaml", ".copydesk.yml"])
def test_settings_under_another_name_are_not_overlooked(name: str, project: Project) -> None:
    done = project.write(ARTICLE | {name: "ignore: [images]\n"}).copydesk("check", "--offline", "--ignore", "grammar")
    assert done.status == 2
    assert f"{name}: the settings are read from copydesk.yml; rename it" in done.err


def test_layers_of_settings(project: Project) -> None:
    long = "One two three four five six seven eight nine ten " * 3 + "end.\n"
    settings = (
        "select: [readability/long-sentence]\n"
        "rules: {readability/long-sentence: {max_words: 25, severity: info}}\n"
        "overrides: [{files: ['blog/**'], rules: {readability/long-sentence: {severity: error}}},"
        " {files: ['drafts/**'], ignore: [readability]}]\n"
    )
    files = {"copydesk.yml": settings} | {f"{folder}/a.md": long for folder in ("blog", "drafts", "guide")}
    done = project.write(files).copydesk("check", "--output-format", "json")
    found = {article["path"]: [f["severity"] for f in article["findings"]] for article in done.report["articles"]}
    assert found == {"blog/a.md": ["error"], "drafts/a.md": [], "guide/a.md": ["info"]}
    assert done.status == 1
    assert project.copydesk("check", "--set", "readability/long-sentence.max_words=40").status == 0
    assert project.copydesk("check", "guide").status == 0
    assert project.copydesk("check", "guide", "--fail-on", "info").status == 1
    assert project.copydesk("check", "--fail-on", "never").status == 0


def test_the_schema_accepts_what_is_read_and_refuses_what_is_not(project: Project) -> None:
    import jsonschema

    made = json.loads(project.copydesk("config", "schema").out)
    check = jsonschema.Draft202012Validator(made)
    good = {
        "select": ["images"],
        "rules": {"readability/long-sentence": {"max_words": 40, "severity": "info"}},
    }
    assert check.is_valid(good)
    assert not check.is_valid({"select": ["imagse"]})
    assert not check.is_valid({"rules": {"x/y": {}}})
    assert not check.is_valid({"rules": {"readability/grade": {"goal": 1}}})
    assert not check.is_valid({"x": 1})
    rule = jsonschema.Draft202012Validator(json.loads(project.copydesk("config", "schema", "rule").out))
    assert not rule.is_valid({"id": "a/b"})


def test_init_writes_settings_that_hold(project: Project) -> None:
    assert project.write(ARTICLE).copydesk("init").status == 0
    assert project.copydesk("check", "--offline", "--ignore", "grammar").status in (0, 1)
    again = project.copydesk("init")
    assert again.status == 2
    assert "exists already" in again.err


def test_show_tells_what_is_in_force(project: Project) -> None:
    project.write(ARTICLE | {"copydesk.yml": "rules: {readability/grade: {target: [7, 9]}}\n"})
    shown = json.loads(project.copydesk("config", "show").out)
    assert shown["rules"]["readability/grade"]["target"] == [7, 9]
    assert shown["fail_on"] == "warning"


def test_an_author_who_waits_is_not_kept_by_slow_rules(project: Project) -> None:
    sentence = "The municipality subsequently institutionalised comprehensive administrative procedures. "
    project.write({"a.md": f"# Tea\n\n{sentence * 20}\n"})

    def found(*arguments: str) -> tuple[bool, list[str]]:
        report = project.check(*arguments, select="readability").report
        rules = {finding["rule"] for finding in report["articles"][0]["findings"]}
        return "readability/grade" in rules, [incident["what"] for incident in report["incidents"]]

    project.git("init", "-q")
    hook = ("--incomplete", "warn", "--new-from", "HEAD")
    assert found() == (True, [])
    assert found("--incomplete", "warn") == (True, [])
    assert found(*hook) == (False, ["articles for readability/grade"])
    project.write({"copydesk.yml": "rules: {readability/grade: {target: [0, 9]}}\n"})
    assert found(*hook) == (True, [])


def test_a_language_that_is_none_is_a_mistake(project: Project) -> None:
    project.write({"a.md": "# A\n\nText.\n", "copydesk.yml": "language: english\n"})
    done = project.copydesk("check")
    assert done.status == 2
    assert "copydesk.yml:1:11: expected something like en-GB or de, not 'english'" in done.err
