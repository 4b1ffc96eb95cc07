"""Which of several groups speaks: where a whole article is told to be a twin, its passages are not told one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

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
OWN = "Nobody else has ever put this one down on paper anywhere."
NAMES = ["mill", "inn", "forge", "barn", "chapel", "bakery", "tower", "kiln", "brewery", "granary"]
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


# ---- how alike twins are


def members(project: Project) -> dict[str, dict[str, Any]]:
    """Return the articles of the only group of twins, by path."""
    (group,) = (one for one in project.check(select="boilerplate").report["groups"] if one["verdict"] == "article")
    return {member["path"]: member for member in group["members"]}


def test_of_each_twin_is_told_how_much_is_shared_and_what_only_one_of_them_says(project: Project) -> None:
    project.write({"a.md": f"# One\n\n{TEXT}\n", "b.md": f"# Other\n\n{OWN} {' '.join(SENTENCES[:6])}\n"})
    found = {path: member["twin"] for path, member in members(project).items()}
    assert {path: twin["shared"] for path, twin in found.items()} == {"a.md": 85, "b.md": 85}
    assert (found["a.md"]["to"], found["a.md"]["here"], found["a.md"]["only_here"]) == ("", [], 0)
    other = found["b.md"]
    assert other["to"] == "a.md"
    assert [(one["path"], one["quote"]) for one in other["here"]] == [("b.md", OWN)]
    assert [(one["path"], one["quote"]) for one in other["there"]] == [("a.md", SENTENCES[6])]
    assert (other["only_here"], other["only_there"]) == (1, 1)


def test_a_twin_that_holds_much_more_is_not_said_to_be_mostly_the_same(project: Project) -> None:
    more = " ".join(f"In the year {year} the {name} burned down and nobody came." for year, name in enumerate(NAMES))
    project.write({"a.md": f"# Small\n\n{TEXT}\n", "b.md": f"# Large\n\n{TEXT}\n\n## More\n\n{more}\n"})
    report = project.check(select="boilerplate").report
    told = {article["path"]: article["findings"][0]["message"] for article in report["articles"]}
    assert (
        told["a.md"] == "2 articles say much the same, the first of them this one; 100 % of this one stands in others."
    )
    assert told["b.md"] == "2 articles say much the same, the first of them a.md; 41 % of this one stands in others."
    out = project.copydesk("groups").out
    assert "   b.md:1  Large, 41 % of it in others\n     only here\n       │ In the year 0 the mill burned" in out
    assert "       and 7 more sentences\n" in out


def test_copies_are_told_without_differences(project: Project) -> None:
    project.write({f"{name}.md": f"# {name}\n\n{TEXT}\n" for name in "abc"})
    for member in members(project).values():
        assert member["twin"]["shared"] == 100
        assert (member["twin"]["here"], member["twin"]["there"]) == ([], [])


def test_pages_tell_what_only_one_of_two_articles_says(project: Project) -> None:
    project.write({"a.md": f"# One\n\n{TEXT}\n", "b.md": f"# Other\n\n*{OWN}* {' '.join(SENTENCES[:6])}\n"})
    page, notes = "--report=html=page", "--report=markdown=notes"
    project.copydesk("check", "--select", "boilerplate", "--offline", page, notes)
    shown = (project.root / "page/duplicates.html").read_text(encoding="utf-8")
    assert shown.count('<p class="shared">85 % of it in others</p>') == 2
    assert f"<li><bdi>{OWN}</bdi></li>" in shown
    assert '<p class="only"><bdi>only in a.md</bdi></p>' in shown
    noted = (project.root / "notes/duplicates.md").read_text(encoding="utf-8")
    assert f"- b.md, line 1: Other, 85 % of it in others\n  - Only here:\n    - {OWN}\n  - Only in a.md:\n" in noted


# ---- one sentence, one group


PASSAGE = " ".join(SENTENCES[:2])
PASSAGE_TOLD = f"{FEW}, boilerplate/repeated-passage: {{min_words: 60}}"


def test_a_sentence_of_a_passage_is_told_by_one_group_whatever_is_said_of_its_places(project: Project) -> None:
    """In the twins it is told of the whole articles, elsewhere by the passage or its sentences."""
    project.write(
        {
            "a.md": f"# One\n\n{TEXT}\n",
            "b.md": f"# Other\n\n{TEXT}\n",
            "c.md": f"# Third\n\n{PASSAGE} He died young.\n",
            "d.md": f"# Fourth\n\nHe died young.\n\n{SENTENCES[1]}\n",
        }
    )
    for settings in (FEW, PASSAGE_TOLD):
        told(project, settings)
        listed = [one for one in project.check(select="boilerplate").report["groups"] if one["verdict"] != "article"]
        assert [(one["verdict"], one["articles"]) for one in listed] == [("passage", 4)]


def test_where_passages_are_not_looked_for_their_sentences_are_groups(project: Project) -> None:
    project.write({f"{name}.md": f"# {name}\n\n{PASSAGE}\n" for name in "abc"})
    told(project, FEW, ignore="boilerplate/repeated-passage")
    report = project.check(select="boilerplate").report
    assert [(one["verdict"], one["articles"]) for one in report["groups"]] == [("sentence", 3), ("sentence", 3)]
    assert {one["group"] for article in report["articles"] for one in article["findings"]} == {
        one["id"] for one in report["groups"]
    }
