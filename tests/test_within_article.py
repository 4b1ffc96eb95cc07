"""What one article says twice: which places are told, how sentences join, and that a commit hook says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.check import Hit
from lint.checks.repeats import Repeats
from lint.index import open_index
from tests.conftest import Project
from tests.test_boilerplate_agrees import Articles, anew, conclude, corpora, property_test, put, tuned

FERRY = "The ferry runs from April to October, and in calm weather on Sundays in winter as well."
BELL = "Its bell was cast from the cannon of a wrecked ship."
ROCK = "The chapel stands on a rock above the village and can be seen from the sea."
MILL = "The mill by the river was built by two brothers who had come from the north."


def within(articles: Articles) -> dict[str, list[Hit]]:
    found = {path: [hit for hit in hits if hit.verdict == "within"] for path, hits in anew(articles, 8).hits.items()}
    return {path: hits for path, hits in found.items() if hits}


def quotes(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hits in within({"a.md": text}).values() for hit in hits]


def test_each_place_but_the_first_is_told_and_names_the_first() -> None:
    text = f"{FERRY} {MILL}\n\n{FERRY}\n\n- {FERRY}\n"
    hits = within({"a.md": text})["a.md"]
    assert [hit.start for hit in hits] == [text.index(FERRY, 5), text.rindex(FERRY)]
    assert [[place.start for place in hit.related] for hit in hits] == [[0], [0]]
    assert {hit.values["places"] for hit in hits} == {3}
    (group,) = anew({"a.md": text}, 8).groups
    assert (group.verdict, len(group.members), group.id) == ("within", 3, hits[0].group)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ROCK} {BELL}\n\n{MILL} {ROCK} {BELL}", [f"{ROCK} {BELL}"]),
        (f"{ROCK} {BELL} {ROCK} {BELL}", [f"{ROCK} {BELL}"]),  # pasted right behind itself
        (f"{ROCK} {BELL}\n\n# Between\n\n{ROCK}\n\n## And\n\n{BELL}", [ROCK, BELL]),  # a heading parts the second
        (f"{ROCK} {BELL}\n\n{MILL} {BELL}\n\n{FERRY} {ROCK} {BELL}", [BELL, ROCK, BELL]),  # not in every place
        (f"{ROCK} {BELL} {BELL}", [BELL]),
    ],
)
def test_what_follows_in_every_place_is_one_passage(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{FERRY} {FERRY.replace('October', 'November')}",  # a contrast in one word
        "- Turn the left wheel until the red mark is level with the edge of the frame.\n"
        "- Turn the right wheel until the red mark is level with the edge of the frame.\n",
        f"# {FERRY}\n\n{FERRY}",
        f"> {FERRY}\n\n{MILL}\n\n> {FERRY}",
        f"```\n{FERRY}\n```\n\n{FERRY}",
    ],
)
def test_contrasts_headings_quotations_and_code_are_left_alone(text: str) -> None:
    assert quotes(text) == []


def test_two_wordings_of_one_cluster_are_two_groups() -> None:
    other = FERRY.replace("calm weather", "good weather")
    found = anew({"a.md": f"{FERRY} {MILL} {FERRY}\n\n{other} {BELL} {other}"}, 8)
    assert len({group.id for group in found.groups if group.verdict == "within"}) == 2


def test_the_same_repeat_in_two_articles_is_a_group_of_each() -> None:
    found = anew({"a.md": f"{FERRY} {MILL} {FERRY}", "b.md": f"{FERRY} {ROCK} {FERRY}"}, 8)
    groups = {group.id: {place.path for place in group.members} for group in found.groups if group.verdict == "within"}
    assert sorted(map(sorted, groups.values())) == [["a.md"], ["b.md"]]


@property_test
@given(corpora, st.data())
def test_the_hook_says_what_the_full_run_says(articles: Articles, data: st.DataObject) -> None:
    doubled = {path: f"{text}\n\n{text}" for path, text in articles.items()}
    path = data.draw(st.sampled_from(sorted(doubled)))
    whole = [hit for hit in anew(doubled, 8).hits.get(path, ()) if hit.verdict == "within"]
    with tuned(8, 10_000):
        index = open_index(None, "")
        put(index, {**doubled, path: articles[path]})
        conclude(index)
        put(index, doubled)
        part = conclude(index, frozenset((path,)))
    assert [hit for hit in part.hits.get(path, ()) if hit.verdict == "within"] == whole


def test_thresholds_are_places_and_words() -> None:
    hit = Hit(0, 9, {"articles": 1, "places": 2, "words": 14}, "within")
    assert Repeats().keep(hit)
    assert not Repeats(min_places=3).keep(hit)
    assert not Repeats(min_words=15).keep(hit)


def test_a_user_meets_it_cold_warm_and_in_a_hook(project: Project) -> None:
    project.write(
        {
            "copydesk.yml": "select: [boilerplate]\n",
            "a.md": f"# A\n\n{FERRY}\n\nIt was dug by hand.\n\n{FERRY}\n",
            "b.md": f"# B\n\n{MILL}\n\n{BELL} {BELL}\n",
        }
    )
    runs = [
        project.copydesk("check", "--output-format", "json", *paths) for paths in ([], [], ["a.md"], ["a.md", "b.md"])
    ]
    found = [run.report["articles"][0]["findings"] for run in runs]
    assert found[0] == found[1] == found[2] == found[3]
    (finding,) = found[0]
    assert finding["rule"] == "boilerplate/repeated-within-article"
    assert finding["start"]["line"] == 7
    assert finding["related"][0]["start"]["line"] == 3
    assert runs[0].report["articles"][1]["findings"] == []  # eleven words: a refrain
