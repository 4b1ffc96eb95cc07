"""`copydesk explain`: what a rule looks for, why, and what one may do about it."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from lint.configure import load_settings
from lint.rule import load_rules
from lint.settings import Flags
from lint.verbs.explain import _one
from tests.conftest import Project

RULES = load_rules()


def blocks(text: str) -> list[str]:
    """Return what stands indented, to be pasted."""
    return [dedent(one) for one in re.findall(r"(?m)(?:^ {4}\S.*\n(?: {4}.*\n)*)", text)]


@pytest.mark.parametrize("name", RULES)
def test_what_it_says_of_settings_can_be_pasted(name: str, project: Project) -> None:
    explained = "\n".join(_one(name, RULES)) + "\n"
    *_, rules, ignore = blocks(explained)
    project.write({"copydesk.yml": f"{rules}{ignore}"})
    settings = load_settings(project.root, None, Flags())
    assert name not in {rule.id for rule in settings.rules_for("a.md")}
    project.write({"copydesk.yml": rules})
    changed = next(rule for rule in load_settings(project.root, None, Flags()).rules_for("a.md") if rule.id == name)
    assert changed.severity != RULES[name].severity
    assert "{" not in explained.splitlines()[2]


def test_it_has_examples_the_reason_parameters_and_how_to_let_one_stand(project: Project) -> None:
    done = project.copydesk("explain", "claims/statistic")
    assert done.status == 0
    for part in (
        "*warning or info* – “…”: who counted?",
        "Say who counted, when, and where that can be read.",
        "- `warn_at: 0.8` – Confidence from which it is a warning.",
        "Found, between ⟦ and ⟧:",
        "> ⟦One in five shops on the quay has closed.⟧",
        "Left alone:",
        "    <!-- stet claims/statistic: why it may stand -->",
    ):
        assert part in done.out
    comment = next(one for one in blocks(done.out) if one.startswith("<!--"))
    project.write({"a.md": f"# A\n\n{comment}\nOne in five shops on the quay has closed.\n"})
    (finding,) = project.check(select="claims,stet").report["articles"][0]["findings"]
    assert (finding["state"], finding["stet"]["reason"]) == ("stetted", "why it may stand")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("claims", "'claims' is a family; name one of its rules: claims/bare-evidence, claims/causal"),
        ("statistic", "did you mean 'claims/statistic'?"),
        ("Images/broken", "did you mean 'images/broken'?"),
    ],
)
def test_a_name_that_is_no_rule_leads_on(name: str, told: str, project: Project) -> None:
    done = project.copydesk("explain", name)
    assert (done.status, done.out) == (2, "")
    assert told in done.err


@pytest.mark.parametrize("arguments", [("explain", "claims/statistic"), ("explain", "--all"), ("rules",)])
def test_a_terminal_without_unicode_sees_it_too(arguments: tuple[str, ...], project: Project) -> None:
    done = project.copydesk(*arguments, env={"PYTHONIOENCODING": "ascii"})
    assert (done.status, done.err) == (0, "")
    assert done.out.isascii()
    assert arguments == ("rules",) or "[[One in five shops" in done.out
