"""Which of several groups speaks: where a whole article is told to be a twin, its passages are not told one by one."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conftest import Project

SENTENCES = [
    "The keeper of the lighthouse climbed the tower every evening to light the lamp before the ships came.",
    "The miller by the river slept beside his wheel and woke whenever the grinding of the stones stopped.",
    "The baker of the village rose at three each morning to light his oven with dry beech wood.",
    "Nobody but the cooper of the abbey knew how to bend green ash without a fire under it.",
    "A ferryman waited on the far bank until the bell of the chapel had rung for the last time.",
    "Two weavers shared a loom in the attic and quarrelled about the light of its only window.",
    "The smith shod the horses of the mail coach and never asked where it was going.",
]
TEXT = " ".join(SENTENCES)
FEW = "boilerplate/repeated-sentence: {min_articles: 2}"


def told(project: Project, settings: str, selected: str = ".", ignore: str = "") -> dict[str, Counter[str]]:
    project.write({"copydesk.yml": f"fail_on: never\nignore: [{ignore}]\nrules: {{{settings}}}\n"})
    report = project.check(selected, select="boilerplate").report
    return {
        article["path"]: Counter(one["rule"].rpartition("/")[2] for one in article["findings"])
        for article in report["articles"]
    }


@pytest.fixture
def twins(project: Project) -> Project:
    return project.write({"a.md": f"# One\n\n{TEXT}\n", "b.md": f"# Other\n\n{TEXT}\n"})


def test_a_twin_is_told_once(twins: Project) -> None:
    one = {"repeated-article": 1}
    assert told(twins, FEW) == {"a.md": one, "b.md": one}
    assert told(twins, FEW, "b.md") == {"b.md": one}


def test_where_twins_are_not_told_their_passages_are(twins: Project) -> None:
    one = {"repeated-passage": 1}
    assert told(twins, FEW, ignore="boilerplate/repeated-article") == {"a.md": one, "b.md": one}
    assert told(twins, f"{FEW}, boilerplate/repeated-article: {{min_articles: 3}}", "a.md") == {"a.md": one}


def test_what_stands_outside_of_the_twins_as_well_is_told(twins: Project) -> None:
    twins.write({"c.md": f"# Third\n\n{SENTENCES[3]} He died young.\n"})
    found = told(twins, FEW)
    assert found["c.md"] == {"repeated-sentence": 1}
    assert found["a.md"] == {"repeated-article": 1, "repeated-sentence": 1}


def test_what_a_twin_says_twice_is_told(twins: Project) -> None:
    twins.write({"a.md": f"# One\n\n{TEXT}\n\n## Again\n\n{SENTENCES[0]}\n"})
    assert told(twins, FEW)["a.md"] == {"repeated-article": 1, "repeated-within-article": 1}


def test_twins_that_are_allowed_are_not_told_by_their_passages(twins: Project) -> None:
    twins.write({"c.md": f"# Third\n\n{SENTENCES[3]} He died young.\n"})
    group = next(one for one in twins.check(select="boilerplate").report["groups"] if one["verdict"] == "article")
    twins.write({"copydesk.yml": f"fail_on: never\nboilerplate: {{allow: {{groups: ['{group['id']}']}}}}\n"})
    for selected in (".", "a.md"):
        report = twins.check(selected, select="boilerplate").report
        assert [one["rule"] for one in report["articles"][0]["findings"]] == ["boilerplate/repeated-sentence"]
