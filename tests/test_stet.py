"""Stet: each way of letting a finding stand, each fault of one, and the verb; through the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lint import stamp
from tests.conftest import Done, Project

CLAIM = "About 40% of the orchards were cut down."
OTHER = "One in five shops on the quay has closed."
WHY = "counted by the land survey"


def checked(project: Project, *arguments: str, select: str = "claims,stet", env: dict[str, str] | None = None) -> Done:
    """Check as an author would, with what is let stand."""
    given = ("--offline", "--select", select, "--output-format", "json", "--fail-on", "info", *arguments)
    return project.copydesk("check", *given, env=env)


def found(done: Done, path: str = "a.md") -> list[tuple[str, str, str]]:
    """Return rule, quote and state of an article's findings."""
    (article,) = (one for one in done.report["articles"] if one["path"] == path)
    return [(one["rule"], one["quote"], one.get("state", "open")) for one in article["findings"]]


def states(done: Done, path: str = "a.md") -> dict[str, str]:
    return {quote: state for rule, quote, state in found(done, path) if rule.startswith("claims/")}


def faults(done: Done, path: str = "a.md") -> list[tuple[str, str]]:
    return [(rule, quote) for rule, quote, _ in found(done, path) if rule.startswith("stet/")]


def finding(done: Done, quote: str, path: str = "a.md") -> dict[str, Any]:
    (article,) = (one for one in done.report["articles"] if one["path"] == path)
    (one,) = (one for one in article["findings"] if one["quote"] == quote)
    return dict(one)


def entry(key: str, rule: str = "claims/statistic", **more: str) -> str:
    given = {"key": key, "rule": rule, "quote": CLAIM, "reason": WHY, **more}
    return "- " + "\n  ".join(f"{name}: {json.dumps(value)}" for name, value in given.items()) + "\n"


def decisions(*entries: str, head: str = "version: 1\ndecisions:\n") -> str:
    return head + "".join(entries)


WAYS = {
    "a comment above the block": f"<!-- stet claims/statistic: {WHY} -->\n\n{CLAIM}\n",
    "a comment in the line": f"{CLAIM} <!-- stet claims/statistic: {WHY} -->\n",
    "a definition above the block": f"[//]: # (stet claims/statistic: {WHY})\n\n{CLAIM}\n",
    "a definition right above it": f'[comment]: <> "stet claims/statistic: {WHY}"\n{CLAIM}\n',
    "a definition with a quote, far below": f'{CLAIM}\n\n{OTHER}\n\n[//]: # (stet claims "40% of the": {WHY})\n',
    "from begin to end": f"<!-- stet-begin claims: {WHY} -->\n\n# Land\n\n{CLAIM}\n\n<!-- stet-end -->\n\n{OTHER}\n",
    "begin and end as definitions": f"[//]: # (stet-begin claims: {WHY})\n\n{CLAIM}\n\n[//]: # (stet-end)\n\n{OTHER}\n",
    "front matter": (
        f"---\ncopydesk: {{stet: [{{rule: claims, quote: 40% of, reason: {WHY}}}]}}\n---\n{CLAIM}\n\n{OTHER}\n"
    ),
    "front matter in TOML": (
        f'+++\n[[copydesk.stet]]\nrule = "claims"\nquote = "40% of"\nreason = "{WHY}"\n+++\n{CLAIM}\n\n{OTHER}\n'
    ),
    "several rules": f"<!-- stet claims/causal, claims/statistic: {WHY} -->\n\n{CLAIM}\n",
    "with a last day": f"<!-- stet claims until 2999-12-31: {WHY} -->\n\n{CLAIM}\n",
    "in MDX": f"import A from 'a'\n\n[//]: # (stet claims: {WHY})\n\n{CLAIM}\n",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_finding_is_let_stand(text: str, project: Project) -> None:
    path = "a.mdx" if text.startswith("import") else "a.md"
    project.write({path: text})
    done = checked(project, select="claims,stet")
    assert states(done, path) == {CLAIM: "stetted", **({OTHER: "open"} if OTHER in text else {})}
    assert faults(done, path) == []
    assert finding(done, CLAIM, path)["stet"]["reason"] == WHY
    assert done.status == (1 if OTHER in text else 0)
    assert sum(done.report["summary"]["findings"].values()) == (1 if OTHER in text else 0)


def test_a_decision_lets_stand_by_key(project: Project) -> None:
    project.write({"a.md": f"{CLAIM}\n\n{OTHER}\n"})
    key = finding(checked(project), CLAIM)["key"]
    project.write({"copydesk.decisions.yml": decisions(entry(key, by="Ann", until="2999-01-01"))})
    done = checked(project)
    assert states(done) == {CLAIM: "stetted", OTHER: "open"}
    assert finding(done, CLAIM)["stet"] == {"reason": WHY, "by": "Ann", "until": "2999-01-01"}
    project.write({"a.md": f"# Moved\n\n{OTHER}\n\n- Now\n  in a list: x\n\n{CLAIM}\n"})
    assert states(checked(project))[CLAIM] == "stetted"


def test_it_holds_whichever_rules_are_selected_and_says_nothing_then(project: Project) -> None:
    project.write({"a.md": f"<!-- stet claims/statistic -->\n\n{OTHER}\n\n{WAYS['a comment above the block']}"})
    done = checked(project, select="claims")
    assert states(done) == {OTHER: "open", CLAIM: "stetted"}
    assert faults(done) == []


def test_a_clean_article_is_clean(project: Project) -> None:
    project.write({"a.md": WAYS["a comment above the block"]})
    done = checked(project)
    assert done.report["articles"][0]["status"] == "clean"
    assert done.report["summary"]["clean"] == 1
    text = project.copydesk("check", "--offline", "--select", "claims,stet", "--fail-on", "info")
    assert text.status == 0
    assert "1 let stand with a reason" in text.out


REACH = {
    "the next block only": (f"<!-- stet claims: {WHY} -->\n\n{CLAIM}\n\n{OTHER}\n", {CLAIM: "stetted", OTHER: "open"}),
    "a list as a whole": (
        f"<!-- stet claims: {WHY} -->\n\n- {CLAIM}\n- {OTHER}\n",
        {CLAIM: "stetted", OTHER: "stetted"},
    ),
    "one item from within": (f"- {CLAIM} <!-- stet claims: {WHY} -->\n- {OTHER}\n", {CLAIM: "stetted", OTHER: "open"}),
    "comments are no block": (
        f"<!-- stet claims: {WHY} -->\n\n<!-- a note -->\n\n{CLAIM}\n\n{OTHER}\n",
        {CLAIM: "stetted", OTHER: "open"},
    ),
    "no rule that it does not name": (f"<!-- stet vague: {WHY} -->\n\n{CLAIM}\n", {CLAIM: "open"}),
    "nested": (
        f"<!-- stet-begin vague: {WHY} -->\n\n<!-- stet-begin claims: {WHY} -->\n\n{CLAIM}\n\n<!-- stet-end -->\n\n"
        f"{OTHER}\n\n<!-- stet-end -->\n",
        {CLAIM: "stetted", OTHER: "open"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), REACH.values(), ids=REACH)
def test_how_far_it_reaches(text: str, expected: dict[str, str], project: Project) -> None:
    project.write({"a.md": text})
    assert states(checked(project)) == expected


def test_margins_of_a_quotation_are_no_part_of_a_comment(project: Project) -> None:
    project.write({"a.md": f"> <!-- stet\n> images/missing-alt:\n> {WHY}\n> -->\n>\n> ![](a.png)\n> x\n"})
    assert found(checked(project, select="images/missing-alt,stet")) == [
        ("images/missing-alt", "![](a.png)", "stetted")
    ]


def test_in_html_it_is_about_what_follows_in_the_same_block(project: Project) -> None:
    text = f'<div>\n<!-- stet images/missing-alt: {WHY} -->\n<img src="a.png">\n</div>\n\n![](b.png)\n'
    project.write({"a.md": text})
    found_here = found(checked(project, select="images/missing-alt,stet"))
    assert [(quote, state) for _, quote, state in found_here] == [
        ('<img src="a.png">', "stetted"),
        ("![](b.png)", "open"),
    ]


NO_STET = {
    "in a code span": f"`<!-- stet claims: {WHY} -->`\n\n{CLAIM}\n",
    "in a fence": f"```html\n<!-- stet claims: {WHY} -->\n[//]: # (stet claims: {WHY})\n```\n\n{CLAIM}\n",
    "indented": f"    <!-- stet claims: {WHY} -->\n\n{CLAIM}\n",
    "escaped": f"\\<!-- stet claims: {WHY} -->\n\n{CLAIM}\n",
    "in a script": f"<script>\n<!-- stet claims: {WHY} -->\n</script>\n\n{CLAIM}\n",
    "in an attribute": f'<div title="<!-- stet claims: {WHY} -->">\n\n{CLAIM}\n\n</div>\n',
    "a definition that is published": f"The quay.\n[//]: # (stet claims: {WHY})\n\n{CLAIM}\n",
    "another word": f"<!-- stetson claims: {WHY} -->\n\n{CLAIM}\n",
    "prose": f"stet claims: {WHY}\n\n{CLAIM}\n",
    "never closed in a line": f"The quay <!-- stet claims: {WHY}\n\n{CLAIM}\n",
    "in a .txt": f"<!-- stet claims: {WHY} -->\n\n{CLAIM}\n",
    "code of MDX": f"export const a = `\n[//]: # (stet claims: {WHY})\n`\n\n{CLAIM}\n",
}


@pytest.mark.parametrize("name", NO_STET)
def test_what_is_no_comment_is_no_stet(name: str, project: Project) -> None:
    path = "a.txt" if "txt" in name else "a.mdx" if "MDX" in name else "a.md"
    project.write({path: NO_STET[name]})
    done = checked(project)
    assert states(done, path) == {CLAIM: "open"}
    assert faults(done, path) == []


FAULTS = {
    "no reason": (f"<!-- stet claims/statistic -->\n\n{CLAIM}\n", "no-reason", "<!-- stet claims/statistic -->"),
    "an empty reason": (f"<!-- stet claims:  -->\n\n{CLAIM}\n", "no-reason", "<!-- stet claims:  -->"),
    "no colon": (f"<!-- stet claims as Ann said -->\n\n{CLAIM}\n", "no-reason", "<!-- stet claims as Ann said -->"),
    "nothing at all": (f"<!-- stet -->\n\n{CLAIM}\n", "no-reason", "<!-- stet -->"),
    "unknown rule": (
        f"<!-- stet claims/statistik: x -->\n\n{CLAIM}\n",
        "unknown-rule",
        "<!-- stet claims/statistik: x -->",
    ),
    "no rule": (f"<!-- stet: x -->\n\n{CLAIM}\n", "unknown-rule", "<!-- stet: x -->"),
    "idle": ("<!-- stet claims: x -->\n\nThe quay is long.\n", "idle", "<!-- stet claims: x -->"),
    "idle at the end": ("The quay is long.\n\n[//]: # (stet claims: x)\n", "idle", "[//]: # (stet claims: x)"),
    "expired": (
        f"<!-- stet claims until 2020-01-01: x -->\n\n{CLAIM}\n",
        "expired",
        "<!-- stet claims until 2020-01-01: x -->",
    ),
    "no day": (
        f"<!-- stet claims until 2027-13-01: x -->\n\n{CLAIM}\n",
        "malformed",
        "<!-- stet claims until 2027-13-01: x -->",
    ),
    "begin alone": (f"<!-- stet-begin claims: x -->\n\n{CLAIM}\n", "malformed", "<!-- stet-begin claims: x -->"),
    "end alone": (f"{CLAIM}\n\n<!-- stet-end -->\n", "malformed", "<!-- stet-end -->"),
    "never closed": (f"{CLAIM}\n\n<!-- stet claims: x\n", "malformed", "<!-- stet claims: x"),
    "words before the colon": (f"<!-- stet is Latin: x -->\n\n{CLAIM}\n", "malformed", "<!-- stet is Latin: x -->"),
    "front matter of another form": (f"---\ncopydesk:\n  stet: yes\n---\n{CLAIM}\n", "malformed", "yes"),
    "front matter without a reason": (
        f"---\ncopydesk:\n  stet:\n  - rule: claims\n---\n{CLAIM}\n",
        "no-reason",
        "rule: claims",
    ),
    "front matter with another key": (
        f"---\ncopydesk:\n  stet:\n  - {{rule: claims, why: x}}\n---\n{CLAIM}\n",
        "malformed",
        "{rule: claims, why: x}",
    ),
    "a stet of a stet": (f"<!-- stet stet: x -->\n\n<!-- stet-end -->\n\n{CLAIM}\n", "idle", "<!-- stet stet: x -->"),
}


@pytest.mark.parametrize(("text", "rule", "quote"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_a_finding_and_nothing_stands(text: str, rule: str, quote: str, project: Project) -> None:
    project.write({"a.md": text})
    done = checked(project)
    assert (f"stet/{rule}", quote) in faults(done)
    assert "stetted" not in states(done).values()
    assert done.status == 1


def test_an_unknown_rule_gets_a_suggestion_and_the_known_one_beside_it_holds(project: Project) -> None:
    project.write({"a.md": f"<!-- stet claims/statistik, claims/statistic: {WHY} -->\n\n{CLAIM}\n"})
    done = checked(project)
    assert states(done) == {CLAIM: "stetted"}
    (fault,) = (one for one in done.report["articles"][0]["findings"] if one["rule"] == "stet/unknown-rule")
    assert "“claims/statistik” (did you mean 'claims/statistic'?)" in fault["message"]


def test_a_rule_that_was_not_run_makes_a_stet_neither_idle_nor_unknown(project: Project) -> None:
    project.write({"a.md": "<!-- stet readability/grade, grammar: it is a poem -->\n\nThe quay is long.\n"})
    assert faults(checked(project)) == []


def test_a_rule_that_could_not_look_makes_no_stet_idle(project: Project) -> None:
    project.write({"a.md": "<!-- stet images: it is so -->\n\n![the quay](https://pictures.example/quay.png)\n"})
    assert faults(checked(project, select="images,stet")) == []


def test_the_day_decides(project: Project) -> None:
    project.write({"a.md": f"<!-- stet claims until 2027-03-01: {WHY} -->\n\n{CLAIM}\n"})
    last = checked(project, env={"COPYDESK_TODAY": "2027-03-01"})
    assert (states(last), faults(last)) == ({CLAIM: "stetted"}, [])
    behind = checked(project, env={"COPYDESK_TODAY": "2027-03-02"})
    assert states(behind) == {CLAIM: "open"}
    assert [rule for rule, _ in faults(behind)] == ["stet/expired"]


def test_text_can_neither_switch_a_rule_on_nor_change_settings(project: Project) -> None:
    asked = "select: [readability]\n  fail_on: never\n  rules: {claims/statistic: {severity: error}}"
    front = f"---\ncopydesk:\n  {asked}\n---\n"
    project.write({"a.md": f"{front}{CLAIM}\n", "b.md": f"{CLAIM}\n"})
    done = checked(project, select="claims")
    assert done.status == 1
    one, other = (done.report["articles"][at]["findings"][0] for at in (0, 1))
    assert (one["rule"], one["severity"]) == (other["rule"], other["severity"])


HOSTILE = {
    "a million characters": f"<!-- stet claims: {'because ' * 125_000}-->\n\n{CLAIM}\n",
    "a million names": f"<!-- stet {'claims,' * 150_000} -->\n\n{CLAIM}\n",
    "a million quotes": f"<!-- stet claims {chr(34) * 1_000_000}: x -->\n\n{CLAIM}\n",
    "a hundred thousand openings": f"{'<!-- stet ' * 100_000}\n\n{CLAIM}\n",
    "openings in a line": f"{CLAIM} {'<!-- stet ' * 50_000}\n",
    "ten thousand stets": f"<!-- stet claims: {WHY} -->\n\n" * 10_000 + f"{CLAIM}\n",
    "ten thousand begins": "<!-- stet-begin claims: x -->\n\n" * 10_000 + f"{CLAIM}\n",
    "definitions": f"[//]: # (stet claims{'(' * 100_000}\n" * 3 + f"\n{CLAIM}\n",
    "deep front matter": "---\ncopydesk: {stet: " + "[" * 5000 + "]" * 5000 + f"}}\n---\n{CLAIM}\n",
    "an alias of itself": f"---\ncopydesk: &a\n  stet: [*a]\n---\n{CLAIM}\n",
    "control characters": f"<!-- stet claims: \x1b[31m\u202e{WHY} -->\n\n{CLAIM}\n",
    "nothing behind": "<!-- stet claims: x -->",
    "a byte order mark and old line ends": f"\ufeff<!-- stet claims: {WHY} -->\r\r{CLAIM}\r",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_articles_cost_a_clear_finding_or_nothing(text: str, project: Project) -> None:
    project.write({"a.md": text, "b.md": f"{OTHER}\n"})
    done = checked(project)
    assert done.status in (1, 3), done.err
    assert "Traceback" not in done.err
    assert states(done, "b.md") == {OTHER: "open"}
    assert not any("crashed" in one["why"] for one in done.report["incidents"])
    assert len(done.out) < 1_000_000


def test_the_same_bytes_cold_warm_and_in_part(project: Project) -> None:
    ways = {f"{number}.md": text for number, text in enumerate(WAYS.values())}
    project.write(ways)
    key = finding(checked(project, "0.md"), CLAIM, "0.md")["key"]
    project.write({"copydesk.decisions.yml": decisions(entry(key))})
    cold = checked(project, "--no-cache").out
    assert cold == checked(project).out == checked(project).out == checked(project, "--jobs", "2").out
    whole = {one["path"]: one for one in json.loads(cold)["articles"]}
    assert checked(project, "3.md").report["articles"] == [whole["3.md"]]


def test_new_from_counts_neither_what_is_let_stand_nor_old_faults(project: Project) -> None:
    project.write({"a.md": f"<!-- stet vague -->\n\n{OTHER}\n", "copydesk.yml": "select: [claims, stet]\n"})
    project.git("init", "-q", "-b", "main")
    project.git("add", ".")
    project.git("commit", "-qm", "1")
    project.write({"a.md": f"<!-- stet vague -->\n\n{OTHER}\n\n<!-- stet claims: {WHY} -->\n\n{CLAIM}\n"})
    done = checked(project, "--new-from", "HEAD", "a.md")
    assert done.status == 0
    assert states(done) == {CLAIM: "stetted"}
    assert faults(done) == []
    project.write({"a.md": f"<!-- stet vague -->\n\n{OTHER}\n\n<!-- stet claims -->\n\n{CLAIM}\n"})
    done = checked(project, "--new-from", "HEAD", "a.md")
    assert done.status == 1
    assert states(done) == {CLAIM: "open"}
    assert [rule for rule, _ in faults(done)] == ["stet/no-reason"]


# ---- the verb


def test_add_list_and_check(project: Project) -> None:
    project.write({"a.md": f"{CLAIM}\n\n{OTHER}\n", "copydesk.yml": "select: [claims, stet]\n"})
    done = project.copydesk("stet", "add", "a.md:3", "--reason", "we asked", "--by", "Ann", "--until", "2999-01-01")
    assert done.status == 0, done.err
    key = finding(checked(project), OTHER)["key"]
    assert key in done.out
    assert states(checked(project)) == {CLAIM: "open", OTHER: "stetted"}
    other = finding(checked(project), CLAIM)["key"]
    assert project.copydesk("stet", "add", other, "--reason", "counted: “40%”\n here").status == 0
    assert states(checked(project)) == {CLAIM: "stetted", OTHER: "stetted"}
    assert finding(checked(project), CLAIM)["stet"]["reason"] == "counted: “40%” here"
    text = (project.root / "copydesk.decisions.yml").read_text(encoding="utf-8")
    keys = re.findall(r'key: "(\w+)"', text)
    assert keys == sorted([key, other])
    listed = project.copydesk("stet", "list")
    assert listed.out.splitlines() == [
        f"stands   a.md:1 claims/statistic “{CLAIM}”: counted: “40%” here [{other}]",
        f"stands   a.md:3 claims/statistic “{OTHER}”: we asked, Ann, until 2999-01-01 [{key}]",
        "2 in force.",
    ]
    same = ["--reason", "we asked", "--by", "Ann", "--until", "2999-01-01"]
    again = project.copydesk("stet", "add", key, *same)
    assert again.out.startswith(f"copydesk.decisions.yml: unchanged, it is there already: {key}")
    assert (project.root / "copydesk.decisions.yml").read_text(encoding="utf-8") == text
    again = project.copydesk("stet", "add", key, "--reason", "we asked twice")
    assert again.out.startswith(f"copydesk.decisions.yml: changed {key}")


def test_what_is_idle_or_expired_is_told(project: Project) -> None:
    stets = f"<!-- stet claims until 2020-01-01: {WHY} -->\n\n{CLAIM}\n\n<!-- stet vague: {WHY} -->\n\n{OTHER}\n"
    project.write({"a.md": stets, "copydesk.yml": "select: [claims, vague, stet]\n"})
    key = finding(checked(project), OTHER)["key"]
    project.write({"copydesk.decisions.yml": decisions(entry(key, until="2020-01-01"), entry("0" * 16))})
    listed = project.copydesk("stet", "list")
    assert [line.split(" ")[0] for line in listed.out.splitlines()] == ["expired", "idle", "expired", "idle", "2"]
    done = project.copydesk("check", "--offline", "--output-format", "json")
    assert ("stet/expired", OTHER) in faults(done)
    assert states(done) == {CLAIM: "open", OTHER: "open"}
    assert "1 decision that lets nothing stand any more" in done.err
    assert "any more" not in project.copydesk("check", "--offline", "--select", "vague").err


REFUSED = {
    "no such line": (["a.md:9", "--reason", "x"], "nothing is found on this line"),
    "an unknown rule": (
        ["a.md:1", "--reason", "x", "--rule", "claims/vague-autority"],
        "unknown rule 'claims/vague-autority' (did you mean 'claims/vague-authority'?)",
    ),
    "no such key": (["0123456789abcdef", "--reason", "x"], "no finding has this key"),
    "neither": (["a.md", "--reason", "x"], "expected a finding's key, or PATH:LINE"),
    "no reason": (["a.md:1", "--reason", " "], "say in --reason why"),
    "a day gone by": (["a.md:1", "--reason", "x", "--until", "2020-01-01"], "expected a day to come"),
    "no day": (["a.md:1", "--reason", "x", "--until", "soon"], "expected a day to come"),
    "no such article": (["b.md:1", "--reason", "x"], "no such file"),
    "two on a line": (["a.md:1", "--reason", "x"], "2 findings are on this line"),
    "let stand in the article": (["a.md:5", "--reason", "x"], "a.md itself lets this stand"),
    "about a stet": (["a.md:7", "--reason", "x"], "is about a stet"),
}


@pytest.mark.parametrize(("given", "text"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_added(given: list[str], text: str, project: Project) -> None:
    article = f"{CLAIM} {OTHER}\n\n<!-- stet claims: {WHY} -->\n\nThe works employ 1,400 people.\n\n<!-- stet-end -->\n"
    project.write({"a.md": article, "copydesk.yml": "select: [claims, stet]\n"})
    done = project.copydesk("stet", "add", *given)
    assert done.status == 2
    assert text in done.err
    assert not (project.root / "copydesk.decisions.yml").exists()


def test_import_merges_and_tells_of_conflicts(project: Project) -> None:
    project.write({"a.md": f"{CLAIM}\n\n{OTHER}\n", "copydesk.yml": "select: [claims, stet]\n"})
    mine, new = (finding(checked(project), quote)["key"] for quote in (CLAIM, OTHER))
    project.write({"copydesk.decisions.yml": decisions(entry(mine))})
    sent = {"version": 1, "decisions": [{"key": new, "rule": "claims/statistic", "reason": "from the report"}]}
    project.write({"sent.json": json.dumps(sent), "sent.yml": decisions(entry(mine, reason="another"), entry(new))})
    done = project.copydesk("stet", "import", "sent.json")
    assert (done.status, done.out) == (0, "copydesk.decisions.yml: 1 added; 0 known before; 0 in conflict\n")
    assert states(checked(project)) == {CLAIM: "stetted", OTHER: "stetted"}
    before = (project.root / "copydesk.decisions.yml").read_bytes()
    done = project.copydesk("stet", "import", "sent.yml")
    assert done.status == 1
    assert "0 added; 0 known before; 2 in conflict" in done.out
    assert f"conflict {mine} claims/statistic: kept “{WHY}”, not taken “another”" in done.out
    assert (project.root / "copydesk.decisions.yml").read_bytes() == before
    assert project.copydesk("stet", "import", "copydesk.decisions.yml").out.endswith("2 known before; 0 in conflict\n")


DAMAGED = {
    "merge markers": ("version: 1\ndecisions:\n<<<<<<< ours\n", ":3:1: an unfinished merge"),
    "another version": ("version: 2\ndecisions: []\n", ":1:10: version 2 is not known"),
    "no version": ("decisions: []\n", "version missing here"),
    "no YAML": ("version: [\n", "not valid YAML"),
    "no UTF-8": (b"version: 1\n\xff\n", ":2:1: is not UTF-8"),
    "no key": (decisions(entry("short")), "'short' is no key"),
    "no rule": (decisions(entry("0" * 16, rule="claims/statistik")), "did you mean 'claims/statistic'?"),
    "no reason": (decisions(entry("0" * 16, reason=" ")), "say why this is let stand"),
    "no day": (decisions(entry("0" * 16, until="soon")), "'soon' is no day"),
    "a sentence alone": (decisions(entry("0" * 16, quote="", sentence="x")), "give the quote, too"),
    "twice": (decisions(entry("0" * 16), entry("0" * 16)), "stands here twice"),
    "another field": (decisions(entry("0" * 16, place="a.md")), "unknown key 'place'"),
    "a list": ("- a\n", "expected a mapping"),
}


@pytest.mark.parametrize(("text", "message"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize(
    "verb", [["check", "--offline"], ["stet", "add", "a.md:1", "--reason", "x"]], ids=["check", "add"]
)
def test_a_damaged_file_is_told_with_its_line_and_left(
    text: str | bytes, message: str, verb: list[str], project: Project
) -> None:
    project.write({"a.md": f"{CLAIM}\n", "copydesk.yml": "select: [claims]\n", "copydesk.decisions.yml": text})
    before = (project.root / "copydesk.decisions.yml").read_bytes()
    done = project.copydesk(*verb)
    assert done.status == 2, done.out
    assert message in done.err
    assert done.err.startswith("copydesk.decisions.yml:")
    assert (project.root / "copydesk.decisions.yml").read_bytes() == before


def test_dates_and_names_as_people_write_them(project: Project) -> None:
    project.write({"a.md": f"{CLAIM}\n"})
    key = finding(checked(project), CLAIM)["key"]
    lines = [f"- key: {key}", "  rule: claims/statistic", "  reason: so", "  on: 2026-01-02", "  until: 2999-01-01"]
    project.write({"copydesk.decisions.yml": "\n".join(["version: 1", "decisions:", *lines, ""])})
    assert states(checked(project)) == {CLAIM: "stetted"}


def test_two_branches_decisions_merge(project: Project) -> None:
    texts = [CLAIM, OTHER, "The works employ 1,400 people.", "Demand has tripled within ten years."]
    project.write({"a.md": "\n\n".join(texts) + "\n", "copydesk.yml": "select: [claims]\n"})
    keys = sorted(finding(checked(project), text)["key"] for text in texts)
    project.git("init", "-q", "-b", "main")
    for key in keys[1:3]:
        assert project.copydesk("stet", "add", key, "--reason", "first").status == 0
    project.git("add", ".")
    project.git("commit", "-qm", "1")
    for branch, key in (("ours", keys[0]), ("theirs", keys[3])):
        project.git("checkout", "-q", "-b", branch, "main")
        assert project.copydesk("stet", "add", key, "--reason", branch).status == 0
        project.git("commit", "-qam", branch)
    project.git("merge", "-q", "-m", "both", "ours")
    assert set(states(checked(project, select="claims")).values()) == {"stetted"}


def test_a_file_that_cannot_be_written_is_left(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from lint.stet import decisions as file

    def full(self: Path, target: Path) -> Path:
        raise OSError("no room")

    one = file.Decision("0" * 16, "claims/statistic", WHY)
    file.write(project.root, {one.identity: one})
    before = (project.root / file.FILE_NAME).read_bytes()
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no room"):
        file.write(project.root, {})
    assert (project.root / file.FILE_NAME).read_bytes() == before
    assert [one.name for one in project.root.iterdir()] == [file.FILE_NAME]


def test_what_is_written_is_read_back_alike_with_and_without_yaml() -> None:
    from lint.stet import decisions as file

    odd = 'a "b" \\ \x1b \x85 \u2028 \ufeff # : - é 🐟\n'
    written = [
        file.Decision("0" * 16, "a/b", odd, odd, odd, "2026-01-01", "2027-01-01"),
        file.Decision("1" * 16, "a/b", "x"),
        file.Decision("1" * 16, "a/b", "x", odd, path=odd, sentence=odd),
    ]
    made = {one.identity: one for one in written}
    text = file.text_of(made)
    assert file.parse(text.encode(), "x") == made
    assert file.parse(("# a comment\n" + text).encode(), "x") == made


# ---- a decision is about one finding

BRIEF = "is widely regarded as"
WIN, LOSS, FEAT = (f"The mill of Lindmouth {BRIEF} a {one}." for one in ("win", "loss", "feat"))


def added(project: Project, finding: str, *more: str) -> Done:
    done = project.copydesk("stet", "add", finding, "--reason", WHY, *more)
    assert done.status == 0, done.err
    return done


@pytest.fixture
def house(project: Project) -> Project:
    project.write({"copydesk.yml": "select: [claims, stet]\n"})
    return project


def test_a_decision_holds_in_its_article_alone(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n", "b.md": f"{CLAIM}\n"})
    added(house, "a.md:1")
    assert 'path: "a.md"' in (house.root / "copydesk.decisions.yml").read_text(encoding="utf-8")
    house.write({"later.md": f"{CLAIM}\n"})
    for selected in ([], ["a.md", "b.md", "later.md"]):
        done = checked(house, *selected)
        assert [states(done, path)[CLAIM] for path in ("a.md", "b.md", "later.md")] == ["stetted", "open", "open"]
    assert states(checked(house, "b.md"), "b.md") == {CLAIM: "open"}
    assert added(house, "b.md:1").out.startswith("copydesk.decisions.yml: added")
    done = checked(house)
    assert [states(done, path)[CLAIM] for path in ("a.md", "b.md", "later.md")] == ["stetted", "stetted", "open"]
    assert house.copydesk("stet", "list").out.endswith("2 in force.\n")


def test_a_decision_without_an_article_holds_in_all(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n", "b.md": f"{CLAIM}\n"})
    house.write({"copydesk.decisions.yml": decisions(entry(finding(checked(house), CLAIM)["key"]))})
    done = checked(house)
    assert states(done) == states(done, "b.md") == {CLAIM: "stetted"}


def test_a_decision_follows_its_article_to_another_name(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n", "b.md": f"{OTHER}\n"})
    added(house, "a.md:1")
    (house.root / "a.md").rename(house.root / "z.md")
    assert states(checked(house), "z.md") == {CLAIM: "stetted"}
    house.write({"b.md": f"{CLAIM}\n"})  # nobody can say now which of the two it was
    done = checked(house)
    assert states(done, "b.md") == states(done, "z.md") == {CLAIM: "open"}
    added(house, "z.md:1")
    text = (house.root / "copydesk.decisions.yml").read_text(encoding="utf-8")
    assert re.findall('path: "(.*)"', text) == ["z.md"]
    assert states(checked(house), "b.md") == {CLAIM: "open"}


def test_a_decision_of_which_the_finding_is_gone_goes_nowhere(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n"})
    added(house, "a.md:1")
    house.write({"b.md": f"<!-- stet claims: {WHY} -->\n\n{CLAIM}\n"})
    refused = house.copydesk("stet", "add", "b.md:3", "--reason", "x")
    assert "b.md itself lets this stand" in refused.err
    house.write({"a.md": "The quay is long.\n", "b.md": f"{CLAIM}\n"})
    assert states(checked(house), "b.md") == {CLAIM: "open"}
    listed = house.copydesk("stet", "list").out
    assert listed.startswith("idle     a.md claims/statistic")


def test_a_short_quote_is_bound_to_its_sentence(house: Project) -> None:
    def standing(*paragraphs: str) -> list[str]:
        house.write({"a.md": "\n\n".join(paragraphs) + "\n"})
        return [state for _, quote, state in found(checked(house)) if stamp.normalised(quote) == BRIEF]

    assert standing(f"Once more. {LOSS} So it goes.") == ["open"]
    added(house, "a.md:1")
    assert f'sentence: "{LOSS}"' in (house.root / "copydesk.decisions.yml").read_text(encoding="utf-8")
    assert standing(f"Once more. {LOSS} So it goes.") == ["stetted"]
    assert standing(f"# News\n\nTwice. {LOSS.replace(' ', chr(10))} Thus it went.") == ["stetted"]
    assert standing(WIN, LOSS) == ["open", "stetted"]  # it is the second of its kind now
    assert added(house, "a.md:3").out.startswith("copydesk.decisions.yml: changed")
    assert added(house, "a.md:1").out.startswith("copydesk.decisions.yml: added")
    assert standing(LOSS, WIN, FEAT) == ["stetted", "stetted", "open"]
    assert standing(FEAT, FEAT) == ["open", "open"]
    assert standing(LOSS, LOSS) == ["open", "stetted"]  # one of the two, by its number
    house.write({"b.md": f"{LOSS}\n"})
    assert found(checked(house), "b.md")[0][2] == "open"


def test_decisions_about_the_same_words_in_two_articles_merge(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n", "b.md": f"{CLAIM}\n", "c.md": f"{CLAIM}\n"})
    added(house, "b.md:1")
    key = finding(checked(house), CLAIM)["key"]
    sent = decisions(entry(key, path="c.md"), entry(key, path="b.md", reason="another"))
    house.write({"sent.yml": sent})
    done = house.copydesk("stet", "import", "sent.yml")
    assert (done.status, done.out.splitlines()[0]) == (
        1,
        "copydesk.decisions.yml: 1 added; 0 known before; 1 in conflict",
    )
    added(house, "a.md:1")
    text = (house.root / "copydesk.decisions.yml").read_text(encoding="utf-8")
    assert re.findall('path: "(.*)"', text) == ["a.md", "b.md", "c.md"]


def test_a_file_that_git_does_not_track_is_to_be_committed(house: Project) -> None:
    house.write({"a.md": f"{CLAIM}\n\n{OTHER}\n"})
    assert "commit" not in added(house, "a.md:1").out
    house.git("init", "-q", "-b", "main")
    assert "git does not track copydesk.decisions.yml yet: commit it" in added(house, "a.md:3").out
    house.git("add", ".")
    assert "commit" not in added(house, "a.md:3", "--by", "Ann").out
