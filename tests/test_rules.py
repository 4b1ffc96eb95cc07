"""Rules prove themselves: every shipped example holds, and a rule whose examples are wrong is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from lint import rule as rules
from lint.data import data_path
from lint.examples import problems
from lint.mistakes import MistakesError
from lint.rule import Rule
from tests.conftest import MakeRule, Project

FOUND, WRONG = rules.rules_in(data_path("rules"), "rules")


def test_every_file_is_a_rule() -> None:
    assert not WRONG
    assert len(FOUND) >= 20


@pytest.mark.parametrize("rule", FOUND, ids=lambda rule: rule.id)
def test_examples_hold(rule: Rule) -> None:
    assert list(problems(rule)) == []


@pytest.mark.parametrize("rule", FOUND, ids=lambda rule: rule.id)
def test_messages_are_sentences(rule: Rule) -> None:
    assert rule.message[0].isupper() or rule.message[0] in "{“"
    assert rule.message.endswith((".", "?", "}"))
    assert rule.why.endswith(".")


MUTANTS: dict[str, dict[str, Any]] = {
    "a bad example without its mark": {"bad": ["He sang whilst she played."]},
    "a mark one letter too wide": {"bad": ["He sang⟦ whilst⟧ she played."]},
    "a mark on another word": {"bad": ["⟦He⟧ sang whilst she played."]},
    "a second fault not marked": {"bad": ["Whilst he sang ⟦whilst⟧ she played whilst."]},
    "a good example that is found": {"good": ["He sang whilst she played."]},
    "a mark in a good example": {"good": ["He ⟦sang⟧ while she played."]},
    "a mark never closed": {"bad": ["He sang ⟦whilst she played."]},
    "another pattern": {"params": {"pattern": "amongst"}},
}


@pytest.mark.parametrize("change", MUTANTS.values(), ids=MUTANTS)
def test_a_mutated_rule_fails(change: dict[str, Any], make_rule: MakeRule, project: Project) -> None:
    project.write({"rules/words/whilst.yml": make_rule()})
    assert project.copydesk("test", "rules").status == 0
    project.write({"rules/words/whilst.yml": make_rule(**change)})
    done = project.copydesk("test", "rules")
    assert done.status == 1
    assert "example 1" in done.out


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown parameter": ({"params": {"patern": "x"}}, "unknown key 'patern' (did you mean 'pattern'?)"),
    "unknown check": ({"check": "patern"}, "unknown check 'patern' (did you mean 'pattern'?)"),
    "unknown key": ({"mesage": "x"}, "unknown key 'mesage' (did you mean 'message'?)"),
    "unknown value": ({"message": "Not {quotes}."}, "unknown value {quotes} (did you mean 'quote'?)"),
    "another id": (
        {"id": "words/while"},
        "a rule's id is its path: expected 'words/whilst', not 'words/while'",
    ),
    "wrong severity": (
        {"severity": "warn"},
        "expected error, info or warning, not 'warn' (did you mean 'warning'?)",
    ),
    "no bad example": ({"bad": []}, "give at least one bad example"),
    "no why": ({"why": None}, "why missing here"),
    "open brace": ({"message": "Not {quote."}, "braces do not match"),
}


@pytest.mark.parametrize(("change", "text"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_file_is_refused_with_its_place(change: dict[str, Any], text: str, make_rule: MakeRule) -> None:
    with pytest.raises(MistakesError) as caught:
        rules.read_rule("house/words/whilst.yml", make_rule(**change), "words/whilst")
    assert text in str(caught.value)
    assert str(caught.value).startswith("house/words/whilst.yml:1:")


def test_a_houses_rule_works_like_any_other(make_rule: MakeRule, project: Project) -> None:
    project.write(
        {
            "house/words/whilst.yml": make_rule(),
            "copydesk.yml": "rule_dirs: [house]\nselect: [words]\n",
            "a.md": "He sang whilst she *played*.\n",
        }
    )
    done = project.copydesk("check", "--output-format", "json")
    assert done.status == 1
    (finding,) = done.report["articles"][0]["findings"]
    assert (finding["rule"], finding["quote"], finding["message"]) == (
        "words/whilst",
        "whilst",
        "Write 'while'.",
    )


def test_a_catastrophic_expression_costs_nobody_elses_findings(make_rule: MakeRule, project: Project) -> None:
    evil = make_rule(id="words/evil", params={"pattern": r"(?=x)(x+x+)+y"}, good=["z"], bad=["⟦xxy⟧"])
    project.write(
        {
            "house/words/whilst.yml": make_rule(),
            "house/words/evil.yml": evil,
            "copydesk.yml": "rule_dirs: [house]\nselect: [words]\n",
            "a.md": "He sang whilst " + "x" * 5000 + " she played.\n",
        }
    )
    done = project.copydesk("check", "--output-format", "json")
    assert done.status == 3
    assert [finding["rule"] for finding in done.report["articles"][0]["findings"]] == ["words/whilst"]
    (incident,) = done.report["incidents"]
    assert incident["state"] == "failed"
    assert "words/evil" in incident["what"]


def test_two_rules_of_one_name(make_rule: MakeRule, project: Project) -> None:
    project.write(
        {
            "one/words/whilst.yml": make_rule(),
            "two/words/whilst.yml": make_rule(),
            "copydesk.yml": "rule_dirs: [one, two]\n",
            "a.md": "x\n",
        }
    )
    done = project.copydesk("check")
    assert done.status == 2
    assert "two/words/whilst.yml:1:1: a rule 'words/whilst' exists already (one/words/whilst.yml)" in done.err
