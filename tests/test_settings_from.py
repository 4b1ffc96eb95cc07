"""`--settings-from REV`: a change that would switch its own check off."""

from __future__ import annotations

import msgspec
import pytest

from lint.past import guarded
from lint.settings import Override, SettingsFile
from tests.conftest import Done, MakeRule, Project
from tests.test_new_from import NEW, OLD, PASSAGE, PLAIN, article, check, commit, told

pytestmark = pytest.mark.git

SETTINGS = {
    "select": "[claims, vague, boilerplate, stet, words, readability/long-sentence]",
    "fail_on": "info",
    "rule_dirs": "[house]",
    "boilerplate": "{licences: true}",
    "rules": "{claims/superlative: {severity: warning}, readability/long-sentence: {max_words: 40}}",
}
WHILST = "She sang whilst he played."


def settings(**more: str) -> dict[str, str]:
    return {"copydesk.yml": "".join(f"{key}: {value}\n" for key, value in {**SETTINGS, **more}.items())}


@pytest.fixture
def repository(project: Project, make_rule: MakeRule) -> Project:
    project.write({**settings(), "house/words/whilst.yml": make_rule(), ".gitignore": ".copydesk_cache/\n"})
    project.write({"old.md": article(OLD), "twin.md": article(PASSAGE)})
    project.git("init", "-q", "-b", "main")
    return commit(project)


@pytest.fixture
def faulty(repository: Project) -> Project:
    """Return a repository with new findings of three kinds in a branch."""
    repository.git("switch", "-qc", "branch")
    return repository.write({"new.md": article(NEW, WHILST, PASSAGE)})


def guarded_check(project: Project, *arguments: str) -> Done:
    return check(project, "--settings-from", "main", *arguments, rev="main")


ATTACKS: dict[str, dict[str, str]] = {
    "include": settings(include="['none/**']"),
    "exclude": settings(exclude="['**']"),
    "exclude one": settings(exclude="[new.md]"),
    "select": settings(select="[images]"),
    "ignore": settings(ignore="[claims, vague, boilerplate, words]"),
    "fail_on": settings(fail_on="never"),
    "incomplete": settings(incomplete="warn", max_bytes="1"),
    "max_bytes": settings(max_bytes="10"),
    "allowed texts": settings(boilerplate="{allow: {patterns: ['.']}}"),
    "allowed files": settings(boilerplate="{allow: {files: ['**']}}"),
    "allowed by a rule": settings(
        rules="{boilerplate/repeated-passage: {allow: {files: ['**']}}, words/whilst: {severity: info}}"
    ),
    "severity": settings(fail_on="error", rules="{claims/superlative: {severity: info}}"),
    "rule_dirs": settings(rule_dirs="[]", select="[claims]"),
    "overrides": settings(overrides="[{files: ['**'], select: [images]}]"),
    "overrides that ignore": settings(overrides="[{files: ['new.md'], ignore: [claims, vague, boilerplate, words]}]"),
    "overrides of rules": settings(
        overrides="[{files: ['**'], rules: {boilerplate/repeated-passage: {severity: info, allow: {files: ['**']}}}}]"
    ),
    "no settings": {"copydesk.yml": ""},
    "house rules": {"house/words/whilst.yml": ""},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_settings_cannot_switch_the_check_off(name: str, faulty: Project, make_rule: MakeRule) -> None:
    expected = guarded_check(faulty)
    assert expected.status == 1, expected.err
    assert {rule.partition("/")[0] for _, rule, _ in told(expected)} == {"claims", "words", "boilerplate"}
    attack = dict(ATTACKS[name])
    if name == "house rules":
        attack["house/words/whilst.yml"] = make_rule(params={"pattern": "(a+)+b"}, bad=["⟦aab⟧"], good=["c"])
    faulty.write(attack)
    commit(faulty)
    done = guarded_check(faulty)
    assert done.status == 1, done.err
    assert told(done) == told(expected)
    assert done.report["articles"] == expected.report["articles"]


def test_without_it_the_change_decides(faulty: Project) -> None:
    faulty.write(settings(ignore="[claims, vague, boilerplate, words]"))
    assert check(faulty, rev="main").status == 0


def test_an_accepted_finding_must_be_accepted_there(faulty: Project) -> None:
    expected = told(guarded_check(faulty))
    made = faulty.copydesk("baseline", "create", "--offline")
    assert made.status == 0, made.err
    commit(faulty)
    assert told(check(faulty, rev="main")) == []
    assert told(guarded_check(faulty)) == expected
    faulty.git("branch", "-f", "main")
    faulty.write({"new.md": article(NEW, WHILST, PASSAGE, PLAIN)})
    (faulty.root / "copydesk.baseline").unlink()
    assert told(check(faulty, "--settings-from", "main", rev="HEAD~1")) == []


def test_a_decision_must_be_made_there(faulty: Project) -> None:
    line = "new.md:5"
    made = faulty.copydesk("stet", "add", line, "--reason", "because")
    assert made.status == 0, made.err
    commit(faulty)
    quotes = {quote for _, _, quote in told(check(faulty, rev="main"))}
    assert {quote for _, _, quote in told(guarded_check(faulty))} > quotes
    assert guarded_check(faulty).report.get("stets", []) == []


def test_a_stet_in_the_text_counts_and_is_listed(faulty: Project) -> None:
    faulty.write({"new.md": article("<!-- stet words: a quotation -->", WHILST)})
    done = guarded_check(faulty)
    assert done.status == 0, told(done)
    assert [one["reason"] for one in done.report["stets"]] == ["a quotation"]
    assert "this change lets something stand: new.md:3 words: a quotation" in done.err


def test_words_of_a_dictionary(faulty: Project) -> None:
    faulty.write(settings(dictionary="words.txt") | {"words.txt": "<<<<<<< x\n"})
    assert guarded_check(faulty).status == 1  # a dictionary of the change is not even read
    faulty.write({"copydesk.words": "<<<<<<< x\n"})
    assert guarded_check(faulty).status == 1
    commit(faulty)
    faulty.git("branch", "-f", "main")
    done = guarded_check(faulty)
    assert done.status == 2
    assert "main:words.txt:1:1: an unfinished merge" in done.err


def test_what_the_change_may_decide_it_decides_and_that_is_told(faulty: Project) -> None:
    long = f"The gong {'and the bell of the harbour ' * 5}is rung at five."  # 32 words
    faulty.write({"new.md": article(long)})
    assert told(guarded_check(faulty)) == []
    faulty.write(
        settings(
            rules="{claims/superlative: {severity: info}, readability/long-sentence: {max_words: 25, severity: error}}",
            language="en-GB",
            overrides="[{files: ['a/**'], language: de}]",
            ignore="[vague]",
        )
    )
    done = guarded_check(faulty)
    assert [(rule, quote) for _, rule, quote in told(done)] == [("readability/long-sentence", long)]
    assert [one["severity"] for one in done.report["articles"][0]["findings"]] == ["warning"]
    said = "what is asked of it: language, rules.readability/long-sentence, overrides"
    assert said in done.err


def test_a_rule_that_the_change_adds_is_not_run_yet(faulty: Project, make_rule: MakeRule) -> None:
    rule = make_rule(id="words/amongst", params={"pattern": "sang"}, bad=["He ⟦sang⟧."], good=["c"])
    expected = told(guarded_check(faulty))
    given = settings(rules="{words/amongst: {severity: error}}", select="[words/amongst]", ignore="[words/nothing]")
    faulty.write({**given, "house/words/amongst.yml": rule})
    assert told(guarded_check(faulty)) == expected


def test_a_mistake_in_what_the_change_decides_is_told(faulty: Project) -> None:
    faulty.write(settings(rules="{readability/long-sentence: {max_words: many}}"))
    done = guarded_check(faulty)
    assert done.status == 2
    assert "copydesk.yml:5:" in done.err
    faulty.write({"copydesk.yml": "langauge: en\n"})
    assert "did you mean" in guarded_check(faulty).err


def test_a_mistake_there_names_the_revision(faulty: Project) -> None:
    faulty.write({"copydesk.yml": "selekt: []\n"})
    commit(faulty)
    faulty.git("branch", "-f", "main")
    faulty.write(settings())
    done = guarded_check(faulty)
    assert done.status == 2
    assert done.err.startswith("main:copydesk.yml:1:1: unknown key 'selekt'")


def test_the_root_is_where_it_was(faulty: Project) -> None:
    faulty.write({"towns/new.md": article(NEW)})
    expected = told(guarded_check(faulty, "towns"))
    assert {path for path, _, _ in expected} == {"towns/new.md"}
    faulty.write({"towns/copydesk.yml": "select: [images]\n"})
    assert told(guarded_check(faulty, "towns")) == expected
    from_inside = guarded_check(Project(faulty.root / "towns"))
    assert from_inside.report["articles"] == guarded_check(faulty).report["articles"]


def test_a_project_without_settings_there(project: Project) -> None:
    project.write({"old.md": article(OLD)})
    project.git("init", "-q", "-b", "main")
    commit(project)
    project.write({"copydesk.yml": "select: [images]\nfail_on: never\n", "new.md": article(PASSAGE, PASSAGE)})
    done = guarded_check(project)
    assert done.status == 1
    assert {rule.partition("/")[0] for _, rule, _ in told(done)} == {"boilerplate"}


def test_settings_named_on_the_command_line(faulty: Project) -> None:
    own = settings(select="[words]", rule_dirs="[rules]")["copydesk.yml"]
    rule = (faulty.root / "house/words/whilst.yml").read_text(encoding="utf-8")
    named = ("--config", "desk/own.yml")
    faulty.write({"desk/own.yml": own, "desk/rules/words/whilst.yml": rule})
    done = guarded_check(faulty, *named)
    assert done.status == 2
    assert "--settings-from main: there is no desk/own.yml, which --config names" in done.err
    commit(faulty)
    faulty.git("branch", "-f", "main")
    faulty.write({"desk/own.yml": own.replace("[words]", "[images]"), "new.md": article(WHILST, WHILST)})
    assert {rule for _, rule, _ in told(guarded_check(faulty, *named))} == {"words/whilst"}


def test_a_link_is_not_followed(faulty: Project) -> None:
    (faulty.root / "copydesk.yml").rename(faulty.root / "real.yml")
    (faulty.root / "copydesk.yml").symlink_to("real.yml")
    commit(faulty)
    faulty.git("branch", "-f", "main")
    done = guarded_check(faulty)
    assert done.status == 2
    assert "copydesk.yml is a symbolic link there" in done.err


def test_every_key_is_decided_about() -> None:
    assert guarded.KEYS.keys() == {field.name for field in msgspec.structs.fields(SettingsFile)}
    assert set(Override.__struct_fields__) == {"files", "select", "ignore", "language", "rules"}


def test_every_key_that_the_revision_decides_comes_from_there() -> None:
    values = {
        "fail_on": "never",
        "incomplete": "warn",
        "max_bytes": 7,
        "wait_for_grammar": True,
        "dictionary": "other.words",
    }
    for key, origin in guarded.KEYS.items():
        if origin == "each" or key in ("boilerplate", "front_matter"):
            continue
        one = msgspec.convert({key: values.get(key, "de" if key in ("language", "site_root") else ["x"])}, SettingsFile)
        kept = guarded.guarded(one, SettingsFile(), ())
        assert (getattr(kept, key) == getattr(one, key)) == (origin == "change"), key


def test_a_mark_of_reports_hides_no_changed_article(faulty: Project) -> None:
    faulty.write({".copydesk-report/list": "", "new.md": article(NEW, WHILST)})
    commit(faulty)
    assert {rule.partition("/")[0] for _, rule, _ in told(guarded_check(faulty))} == {"claims", "words"}
