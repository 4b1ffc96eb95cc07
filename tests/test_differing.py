"""The report's groups: the words in which each place differs, each group once, and as much of them as anyone reads."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.boilerplate.differing import Text
from lint.boilerplate.markup import bare
from lint.check import GroupFacts, Place
from lint.checks.repeats import Repeats
from lint.finding import Difference, Group, Member, Point
from lint.grouping import told_group
from lint.reporters.changes import differences
from lint.rule import Rule
from tests.conftest import Project
from tests.reporting import build, source, written

OAK = "The old oak is an important part of the region's heritage and deserves to be protected."


def pairs(text: str, quote: str) -> list[tuple[str, str]]:
    return [(one.instead_of, one.words) for one in Text(text).differing(quote).stretches]


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        (OAK, []),
        ("the OLD oak, is an *important* [part](https://example.org) of the region’s heritage and deserves "
         "to\nbe protected", []),
        (OAK.replace("old", "very old"), [("", "very")]),
        (OAK.replace("old ", ""), [("old", "")]),
        (OAK.replace("important", "**most** [vital](x)"), [("important", "most vital")]),
        (OAK.replace("oak", "elm").replace("protected", "cut"), [("oak", "elm"), ("protected", "cut")]),
        (OAK.replace("region's", "town's"), [("region", "town")]),
        (f"Note: {OAK} Always", [("", "Note"), ("", "Always")]),
        ("", [(OAK.removesuffix("."), "")]),
        (OAK.replace("old", "600-year-old"), [("old", "600-year-old")]),
        (OAK.replace("an important", "a don’t-cut-me"), [("an important", "a don’t-cut-me")]),
    ],
)  # fmt: skip
def test_words_that_differ_are_told_as_written_without_markup(quote: str, told: list[tuple[str, str]]) -> None:
    assert pairs(OAK, quote) == told


COST = "The whole search takes $O(n \\log n)$ time, as `sort(items, key)` does in version 3.14 of it."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("n \\log n)$", "n^2)$", [("$O(n log n)$", "$O(n^2)$")]),
        ("items, key)", "items)", [("sort(items, key)", "sort(items)")]),
        ("`sort(items, key)`", "sort(items, key)", []),
        ("`sort(items, key)`", "it", [("sort(items, key)", "it")]),
        ("3.14", "3.9", [("3.14", "3.9")]),
    ],
)
def test_formulas_code_and_numbers_are_told_as_a_whole(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert pairs(COST, COST.replace(old, new)) == told


def test_lines_of_containers_are_no_words() -> None:
    text = 'Press the button.\n\n!!! note "Mind the *gap*"\n    The door opens.'
    assert bare(text) == "Press the button. The door opens."
    assert pairs(text, "Press the button.\n\n:::tip Gap\nThe door opens!\n") == []


def test_sums_of_money_are_no_formula() -> None:
    text = "The tour costs $25 for adults and $10 for children."
    assert pairs(text, text.replace("25", "30")) == [("25", "30")]


def test_what_stands_in_a_slot_is_told_by_its_name() -> None:
    text = "The castle of ⟨A⟩ fell in ⟨B⟩, and ⟨A⟩'s mill too"
    assert pairs(text, "The castle of Old Orsen fell in 1640, and Orsen's mill too") == [
        ("⟨A⟩", "Old Orsen"),
        ("⟨B⟩", "1640"),
        ("⟨A⟩", "Orsen"),
    ]


def test_of_a_passage_what_a_place_lacks_at_its_ends_is_no_difference() -> None:
    passage = Text(f"{OAK} Nobody knows who planted it there.", is_whole=False)
    found = passage.differing("Nobody knows who has planted it there.")
    assert ([one.words for one in found.stretches], found.is_part) == (["has"], True)
    assert passage.differing(f"{OAK} Nobody knows who planted it there.") == ((), False)


WORDS = st.text(st.sampled_from("ab cd ef'*_[](x)`<\\⟨⟩.\0é漢-$"), max_size=40)


@given(WORDS, WORDS)
def test_a_text_becomes_the_quote_word_by_word(text: str, quote: str) -> None:
    found = Text(text).differing(quote).stretches
    last = 0
    for one in found:
        assert last <= one.start <= one.end <= len(quote)
        assert one.words or one.instead_of
        last = one.end
    told = tuple(Difference(*one) for one in found)
    shown = list(differences(quote, told))
    assert [text for how, text in shown if how == "struck"] == [one.instead_of for one in told if one.instead_of]
    kept = "".join(text for how, text in shown if how != "struck")
    assert "".join(kept.split()) == "".join(bare(quote).split())


def test_a_passage_of_thousands_of_words_is_compared_in_no_time() -> None:
    words = [f"w{at * 7919 % 997}" for at in range(4000)]
    started = time.process_time()
    found = Text(" ".join(words)).differing(" ".join(words[::-1])).stretches
    assert found
    assert time.process_time() - started < 2


# ---- in the report

CASTLE = "The castle of {} was first mentioned in a deed of the bishop and fell into ruin after the great fire."
PASSAGE = (
    "The museum shows how the miners lived and worked in the valley below. Its largest room holds a wheel that "
    "four oxen turned by day and night. Visitors may try the smallest of the pumps for themselves."
)
WHEEL = PASSAGE.split(". ")[1]


def groups(project: Project) -> dict[str, dict[str, Any]]:
    return {group["verdict"]: group for group in project.check(select="boilerplate").report["groups"]}


def test_the_report_tells_the_words_in_which_each_place_differs(project: Project) -> None:
    project.write({f"{name}.md": f"{CASTLE.format(name)}\n" for name in ("Orsen", "Halmar", "Tervo")})
    trees = {"oak": OAK, "elm": OAK.replace("important", "*essential*"), "ash": OAK, "lime": OAK}
    project.write({f"{name}.md": f"{text}\n" for name, text in trees.items()})
    found = groups(project)
    template = found["template"]
    assert template["text"] == template["template"] == CASTLE.format("⟨A⟩").removesuffix(".") + "."
    assert [[d["words"] for d in member["differing"]] for member in template["members"]] == [
        ["Halmar"],
        ["Orsen"],
        ["Tervo"],
    ]
    near = found["near"]
    assert near["text"] in (OAK, OAK.replace("important", "essential"))
    told = {member["path"]: member for member in near["members"]}
    other = ["elm.md"] if near["text"] == OAK else ["ash.md", "lime.md", "oak.md"]
    assert [path for path, member in told.items() if member["differing"]] == other
    for member in (told[path] for path in other):
        (one,) = member["differing"]
        assert {one["words"], one["instead_of"]} == {"essential", "important"}
        assert member["quote"][one["start"] : one["end"]] == one["words"]


@pytest.fixture
def museum(project: Project) -> Project:
    """Return a corpus in which four articles have a passage, and one more a sentence of it."""
    opening = {"mill": "Take the bus.", "mine": "It is dark.", "moor": "Few go there now.", "mole": "Bring a lamp."}
    files = {f"{name}.md": f"# {name}\n\n{text} {PASSAGE}\n" for name, text in opening.items()}
    return project.write({**files, "alone.md": f"The fort is closed.\n\nFew know why. {WHEEL}.\n"})


def test_a_group_is_listed_once_under_the_rule_of_its_verdict(museum: Project) -> None:
    done = museum.check(select="boilerplate")
    listed = done.report["groups"]
    assert len({group["id"] for group in listed}) == len(listed)
    referring = {
        finding["rule"] for article in done.report["articles"] for finding in article["findings"]
        if finding["group"] == listed[0]["id"]
    }  # fmt: skip
    assert referring == {"boilerplate/repeated-passage", "boilerplate/repeated-sentence"}
    assert (listed[0]["rule"], listed[0]["verdict"]) == ("boilerplate/repeated-passage", "passage")
    assert [member["path"] for member in listed[0]["members"] if member["part"]] == ["alone.md"]
    assert not any(member["differing"] for member in listed[0]["members"])


def test_a_place_alone_refers_to_the_passage_whatever_rules_speak(museum: Project) -> None:
    only = museum.check("alone.md", select="boilerplate").report["groups"]
    assert [(group["rule"], group["verdict"], group["articles"]) for group in only] == [
        ("boilerplate/repeated-sentence", "passage", 5)
    ]
    out = museum.copydesk("groups", "alone.md").out
    assert out.startswith("1. One passage of several sentences\n   in 5 articles: ")
    assert "   alone.md:3  a part of it\n" in out
    assert museum.copydesk("groups").out.count("One passage") == 1


def test_the_name_in_a_report_allows_the_group(museum: Project) -> None:
    (group,) = museum.check(select="boilerplate").report["groups"]
    assert f"(group {group['id']})" in museum.copydesk("check", "--select", "boilerplate").out
    museum.write({"copydesk.yml": f"boilerplate: {{allow: {{groups: ['{group['id']}']}}}}\n"})
    assert not museum.check(select="boilerplate").report["groups"]


# ---- as much as anyone reads


RULE = Rule("boilerplate/near-duplicate", Repeats(), "warning", "said", "why", "near")


def many(texts: list[str], verdict: str) -> Group:
    point = Point(0, 1, 1)
    places = tuple(Place(f"{at:06}.md", 0, len(text)) for at, text in enumerate(texts))
    keys = tuple(f"{hash(text) & 0xFFFF:x}" for text in texts)
    told = {place: (point, point, text) for place, text in zip(places, texts, strict=True)}
    return told_group(RULE, GroupFacts("1", verdict, 9, places, keys), places, told)


def test_a_huge_group_costs_no_more_than_its_wordings() -> None:
    texts = [OAK.replace("oak", f"oak{at % 20_000}") for at in range(40_000)]
    started = time.process_time()
    group = many(texts, "near")
    assert time.process_time() - started < 20
    assert len(group.members) == 40_000
    assert 10_000 <= sum(bool(member.differing) for member in group.members) <= 20_000
    for name in ("text", "markdown", "html"):
        files = written(name, build([(source("a.md", "a\n"), [])], groups=(group,)), [])
        assert sum(map(len, files.values())) < 200_000


def test_a_page_shows_each_wording_once_with_its_places() -> None:
    texts = [OAK, OAK.replace("oak", "elm"), OAK, OAK.replace("oak", "*elm*"), OAK]
    report = build([(source("a.md", "a\n"), [])], groups=(many(texts, "near"),))
    page = written("html", report, [])["duplicates.html"]
    assert page.count(">elm</ins>") == 1
    assert page.index("word for word") < page.index("000004.md") < page.index(">elm</ins>") < page.index("000003.md")
    told = written("markdown", report, [])["duplicates.md"]
    assert "- The old ~~oak~~ **elm** is an important part" in told


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_without_groups_there_is_no_page_of_them(name: str) -> None:
    files = written(name, build([(source("a.md", "a\n"), [])]), [])
    assert not any("duplicates" in file or "duplicates" in text for file, text in files.items() if "css" not in file)


def test_what_steers_a_terminal_is_taken_out_of_words_that_differ() -> None:
    group = many([OAK, OAK, OAK.replace("oak", "oa\x1b[2Jk \u202eelm")], "near")
    assert all(isinstance(member, Member) for member in group.members)
    report = build([(source("a.md", "a\n"), [])], groups=(group,))
    for name in ("text", "markdown", "html"):
        text = "".join(text for file, text in written(name, report, []).items() if not file.endswith((".css", ".js")))
        assert not set("\x1b") & set(text)
