"""How loud the engine's rules speak: the shares follow from the counts, and a house can weigh them by its own."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.check import Hit, Match, ProseFacts
from lint.checks.grammar import Grammar
from lint.data import data_path
from lint.examine import parse_article
from lint.grammar import tune
from lint.grammar.names import engine_rules, refuse_unknown
from lint.grammar.ownrules import HOUSE, own_rules
from lint.grammar.tiers import EVERY, Row, is_safe, load_rows, load_tiers
from lint.text import Source
from tests.conftest import Project
from tests.test_grammar import NO_WORDS

ROWS = load_rows()
RULES = [row for row in ROWS if row.rule != EVERY]
HOUSE_RULES = [row for row in RULES if row.rule.startswith(HOUSE)]


def table() -> Path:
    return Path(str(data_path("rules"))) / "grammar" / "tiers.tsv"


def test_the_categories_are_their_rare_rules() -> None:
    pooled: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in RULES:
        rare = row.right + row.wrong <= 4
        pooled[row.category][0] += row.right * rare
        pooled[row.category][1] += row.wrong * rare
    told = {row.category: [row.right, row.wrong] for row in ROWS if row.rule == EVERY}
    assert told == dict(pooled)
    for row in ROWS:
        if row.rule == EVERY:
            assert row.precision == pytest.approx((row.right + 1) / (row.right + row.wrong + 3), abs=0.0006)


def test_the_shares_follow_from_the_counts() -> None:
    of_category = {row.category: (row.right + 1) / (row.right + row.wrong + 3) for row in ROWS if row.rule == EVERY}
    for row in RULES:
        read = row.read_right + row.read_wrong
        expected = (row.read_right + 4 * of_category[row.category]) / (read + 4)
        share = (row.right + 4 * expected) / (row.right + row.wrong + 4)
        if row in HOUSE_RULES and (read < 5 or row.read_right < 0.75 * read):
            share = min(share, 0.499)
        assert row.precision == pytest.approx(share, abs=0.0006), row.rule


def test_the_table_is_as_the_program_writes_it() -> None:
    text = table().read_text(encoding="utf-8")
    comment = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    assert tune.table(comment, ROWS) == text
    assert len({(row.rule, row.category) for row in ROWS}) == len(ROWS)


def test_errors_as_a_whole_are_right_often_enough() -> None:
    errors = [row for row in RULES if row.precision >= Grammar().error_from]
    right, wrong = sum(row.right for row in errors), sum(row.wrong for row in errors)
    n, z = right + wrong, 1.96
    p = right / n
    lower = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
    assert lower >= 0.70
    assert tune.wilson(right, wrong) == pytest.approx(lower)
    assert tune.error_threshold(ROWS, Grammar().error_from) == Grammar().error_from


def test_the_houses_own_rules_are_in_the_table_and_prove_themselves() -> None:
    assert {rule.id for rule in own_rules()} == {row.rule for row in HOUSE_RULES}
    for row in HOUSE_RULES:
        if row.read_right + row.read_wrong < 5 or row.read_right < 0.75 * (row.read_right + row.read_wrong):
            assert row.precision < Grammar().warning_from, row.rule


def test_every_rule_of_the_table_exists() -> None:
    refuse_unknown(row.rule for row in RULES)
    listed = (data_path("rules") / "grammar" / "names.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(set(listed)) == listed
    names = {line.partition("\t")[0] for line in listed}
    assert engine_rules().keys() - names - {row.rule for row in HOUSE_RULES} == {
        row.rule for row in RULES if row.rule.startswith(("EN_COMPOUNDS_", "EN_DIACRITICS_", "EN_US_SIMPLE_"))
    }


def test_a_fix_is_safe_where_nearly_all_were_right() -> None:
    assert is_safe(Row("A", "B", fits=10))
    assert is_safe(Row("A", "B", fits=19, misfits=1))
    assert not is_safe(Row("A", "B", fits=9))
    assert not is_safe(Row("A", "B", fits=18, misfits=1))
    assert load_tiers().safe == {row.rule for row in RULES if is_safe(row)}
    assert "MISSING_HYPHEN" in load_tiers().safe


def found(
    text: str, wanted: str, rule: str, *replacements: str, category: str = "TYPOS", **params: object
) -> list[Hit]:
    """Return what is told of one match of `wanted` in a text of one paragraph."""
    article = parse_article(Source("a.md", text, ""), ParseSettings())
    check = msgspec.convert(params, Grammar)
    (asked,) = check.ask(article)
    at = asked.question.subject.index(wanted)
    match = Match(rule, category, "", at, at + len(wanted), "Mend this.", "", replacements)
    hits = check.judge(asked, ProseFacts((match,), "test"), NO_WORDS)
    return [hit for hit in hits if isinstance(hit, Hit)]


def test_a_safe_rules_correction_is_marked_as_safe() -> None:
    (hit,) = found("A twenty five man crew.", "twenty five", "MISSING_HYPHEN", "twenty-five")
    assert hit.fix is not None
    assert hit.fix.safe
    (hit,) = found("It is a apple.", "a", "EN_A_VS_AN", "an")
    assert hit.fix is not None
    assert not hit.fix.safe


def test_a_house_can_silence_a_rule() -> None:
    assert found("It is a apple.", "a", "EN_A_VS_AN", "an")
    assert found("It is a apple.", "a", "EN_A_VS_AN", "an", ignore=["EN_A_VS_AN"]) == []


@pytest.mark.parametrize(("share", "tiers"), [(0.9, ["error"]), (0.5, ["warning"]), (0.4, ["info"]), (0.1, [])])
def test_a_house_can_weigh_a_rule(share: float, tiers: list[str]) -> None:
    hits = found("It is a apple.", "a", "EN_A_VS_AN", "an", precision={"EN_A_VS_AN": share})
    assert [hit.tier for hit in hits] == tiers
    assert all(hit.confidence == share for hit in hits)


def test_weights_leave_what_was_asked_as_it_is() -> None:
    assert {"ignore", "precision"} <= Grammar.late
    assert Grammar(ignore=("EN_A_VS_AN",), precision={"EN_A_VS_AN": 0.1}).early() == Grammar().early()


def test_a_name_is_no_word() -> None:
    assert found("They dug it in in spring.", "in in", "ENGLISH_WORD_REPEAT_RULE", "in")
    assert found("In in spring.", "In in", "ENGLISH_WORD_REPEAT_RULE", "In")
    assert found("Baths at Baden Baden.", "Baden Baden", "ENGLISH_WORD_REPEAT_RULE", "Baden") == []
    assert found("This is due to Said.", "Said", "TO_NON_BASE", "Say", category="GRAMMAR") == []
    assert found("They had to said it.", "said", "TO_NON_BASE", "say", category="GRAMMAR")
    assert found("It rose. Said it fell.", "Said", "TO_NON_BASE", "Say", category="GRAMMAR")


def test_what_a_dash_was_meant_to_part_is_not_joined() -> None:
    (hit,) = found(
        "It drew attention- Military men came.", "attention- Military", "EN_SPLIT_WORDS_HYPHEN", "attention-Military"
    )
    assert (hit.fix, hit.values["suggestion"]) == (None, "")
    assert "attention-Military" not in str(hit.values["advice"])
    (hit,) = found(
        "It came- The men.",
        "came- The",
        "COPYDESK_HYPHEN_THEN_SPACE",
        "came-The",
        precision={"COPYDESK_HYPHEN_THEN_SPACE": 0.9},
    )
    assert hit.fix is None
    (hit,) = found("A well- known man.", "well- known", "EN_SPLIT_WORDS_HYPHEN", "well-known")
    assert hit.fix is not None
    assert hit.fix.replacement == "well-known"


WRONG_NAME = {
    "copydesk.yml": "rules:\n  grammar/grammar:\n    ignore: [EN_A_VS_ANN]\n",
    "a.md": "Text.\n",
}


def test_a_rule_that_does_not_exist_is_a_mistake_in_settings(project: Project) -> None:
    done = project.write(WRONG_NAME).copydesk("check", "--offline")
    assert done.status == 2
    assert "copydesk.yml:3:5: unknown engine rule 'EN_A_VS_ANN' (did you mean 'EN_A_VS_AN'?)" in done.err


LABELS = (
    "# ours\n"
    + "UPPERCASE_SENTENCE_START\tright\n" * 40
    + 'EN_A_VS_AN\tMISC\tright\nEN_A_VS_AN\twrong\n{"rule": "CD_NN", "verdict": "wrong"}\n\n'
)


def test_judgements_become_settings_that_hold(project: Project) -> None:
    project.write({"labels.tsv": LABELS, "a.md": "Text.\n"})
    done = project.copydesk("grammar", "tune", "labels.tsv", "--output", "copydesk.yml")
    assert (done.status, done.out) == (0, "")
    assert "UPPERCASE_SENTENCE_START: warning → error (40 of 40 right here" in done.err
    assert "CD_NN: info → silent (0 of 1 right here" in done.err
    assert "EN_A_VS_AN: stays error (1 of 2 right here" in done.err
    shown = project.copydesk("config", "show")
    assert shown.status == 0
    assert '"UPPERCASE_SENTENCE_START": 0.' in shown.out
    again = project.copydesk("grammar", "tune", "labels.tsv")
    assert again.out.encode() == (project.root / "copydesk.yml").read_bytes()


def test_all_mistakes_in_judgements_are_told_with_their_lines(project: Project) -> None:
    labels = 'EN_A_VS_ANN\tright\nEN_A_VS_AN\tright\nEN_A_VS_AN\nEN_A_VS_AN\tyes\n{"rule": 3}\n{oops\n'
    done = project.write({"labels.tsv": labels}).copydesk("grammar", "tune", "labels.tsv")
    assert (done.status, done.out) == (2, "")
    assert [line.split(":")[1] for line in done.err.splitlines()] == ["1", "3", "4", "5", "6"]
    assert "did you mean 'EN_A_VS_AN'" in done.err


@pytest.mark.parametrize("files", [{}, {"labels.tsv": "# nothing\n"}, {"labels.tsv": b"\xff\xfe\x00"}])
def test_no_judgements_are_no_silence(project: Project, files: dict[str, str | bytes]) -> None:
    done = project.write(files).copydesk("grammar", "tune", "labels.tsv")
    assert (done.status, done.out) == (2, "")
    assert "labels.tsv" in done.err


def test_errors_that_are_wrong_too_often_raise_the_threshold(project: Project) -> None:
    labels = "EN_A_VS_AN\tright\n" * 7500 + "EN_A_VS_AN\twrong\n" * 2500
    done = project.write({"labels.tsv": labels}).copydesk("grammar", "tune", "labels.tsv")
    assert done.status == 0
    (line,) = [line for line in done.out.splitlines() if "error_from" in line]
    assert float(line.split(":")[1]) == pytest.approx(Grammar().error_from + 0.01)
    assert "wrong too often" in done.err


@given(st.integers(0, 40), st.integers(0, 40))
def test_what_is_right_more_often_is_told_louder(right: int, wrong: int) -> None:
    judged = [tune.Judged("CD_NN", True)] * right + [tune.Judged("CD_NN", False)] * wrong
    (before,) = tune.tuned(ROWS, [*judged, tune.Judged("CD_NN", False)], 0.65).changes
    (after,) = tune.tuned(ROWS, [*judged, tune.Judged("CD_NN", True)], 0.65).changes
    assert before.after.precision < after.after.precision
    assert 0 < after.after.precision < 1


def test_a_rule_that_was_never_judged_starts_from_its_category() -> None:
    row = next(row for row in load_rows() if row.rule == EVERY and row.category == "GRAMMAR")
    change = tune.tuned(load_rows(), [tune.Judged("DID_PAST", True, "GRAMMAR")], 0.65).changes[0]
    assert change.before.precision == row.precision < change.after.precision


@pytest.mark.parametrize("line", ["MORFOLOGIK_RULE_EN_US\tright", "PRAEP_GEN\tright"])
def test_what_has_no_share_cannot_be_tuned(line: str, project: Project) -> None:
    project.write({"a.md": "# A\n", "labels.tsv": f"# judged\n{line}\n"})
    done = project.copydesk("grammar", "tune", "labels.tsv")
    assert done.status == 2
    assert "labels.tsv:2:1: " in done.err
