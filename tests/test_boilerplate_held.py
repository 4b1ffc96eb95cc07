"""Sentences that run together, stand inside longer ones, or are left out of a passage: found, as far as they go."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.boilerplate import held, similar
from lint.boilerplate.alignment import align
from lint.boilerplate.inside import locate
from lint.boilerplate.markup import with_marks
from lint.boilerplate.units import gather, tokens
from lint.checks.repeats import Repeats
from lint.index import in_memory
from lint.parse import parse
from lint.text import Source, Span
from tests.conftest import Project

KEEPER = "The keeper of the lighthouse climbed the tower every evening to light the lamp before the ships came."
MILLER = "The miller by the river slept beside his wheel and woke whenever the grinding of the stones stopped."
BAKER = "The baker of the village rose at three each morning to light his oven with dry beech wood."
COOPER = "Nobody but the cooper of the abbey knew how to bend green ash without a fire under it."
GAP = "Most of the records of that year were lost when the cellar of the town hall flooded."

SETTINGS = """\
fail_on: never
rules:
  boilerplate/repeated-sentence: {min_articles: 2}
  boilerplate/near-duplicate: {min_articles: 2}
"""


def quotes(project: Project) -> dict[str, list[str]]:
    report = project.check(select="boilerplate").report
    return {article["path"]: [one["quote"] for one in article["findings"]] for article in report["articles"]}


def groups(project: Project) -> dict[str, set[str]]:
    """Return the articles in which the findings of each group stand."""
    found: dict[str, set[str]] = {}
    for article in project.check(select="boilerplate").report["articles"]:
        for one in article["findings"]:
            found.setdefault(one["group"], set()).add(article["path"])
    return found


def write(project: Project, **articles: str) -> None:
    project.write(
        {f"{name}.md": f"# {name}\n\n{text}\n" for name, text in articles.items()} | {"copydesk.yml": SETTINGS}
    )


@pytest.mark.parametrize(
    "longer",
    [
        f"{KEEPER[:-1]} while nobody in the harbour town had seen a single sail since the end of the season.",
        f"In the years when nobody in town had yet seen a steamer on the horizon {KEEPER[0].lower()}{KEEPER[1:]}",
        f"A *visitor* to [the coast](https://example.org/a(b)) wrote home {KEEPER[:-1]} and then they left at once.",
    ],
)
def test_a_sentence_inside_a_longer_one_is_found_and_nothing_around_it(longer: str, project: Project) -> None:
    write(project, alone=KEEPER, inside=longer)
    found = quotes(project)
    assert found["alone.md"] == [KEEPER]
    (quote,) = found["inside.md"]
    assert tokens(quote) == tokens(KEEPER)
    assert len(groups(project)) == 1


def test_two_sentences_without_a_stop_between_them_are_found_in_both_their_groups(project: Project) -> None:
    write(project, one=KEEPER, two=MILLER, both=f"{KEEPER[:-1]} {MILLER[0].lower()}{MILLER[1:]}")
    found = quotes(project)
    assert [tokens(quote) for quote in found["both.md"]] == [tokens(KEEPER), tokens(MILLER)]
    assert sorted(map(sorted, groups(project).values())) == [["both.md", "one.md"], ["both.md", "two.md"]]


def test_a_short_sentence_is_found_inside_a_longer_one_if_a_capital_parts_them(project: Project) -> None:
    short = "Its bell was cast from the cannon of a wreck."
    write(project, alone=short, ran_on=f"{short[:-1]} The harbour froze over in every winter of that cold decade.")
    assert quotes(project)["ran_on.md"] == [short[:-1]]
    write(project, alone=short, ran_on=f"{short[:-1]} that nobody had missed in every winter of that cold decade.")
    assert not any(quotes(project).values())


def test_a_stock_phrase_inside_a_longer_sentence_is_none(project: Project) -> None:
    write(
        project,
        one="At the end of the nineteenth century it closed.",
        two=f"At the end of the nineteenth century {KEEPER}",
    )
    assert not any(quotes(project).values())


def test_words_run_into_a_near_sentence_are_not_marked(project: Project) -> None:
    near = KEEPER.replace("every evening", "each evening")
    write(project, one=KEEPER, two=f"{near[:-1]} and six herring gulls watched him")
    assert quotes(project)["two.md"] == [near[:-1]]


@pytest.mark.parametrize("between", [GAP, ""])
def test_a_passage_goes_on_over_a_sentence_replaced_or_left_out(between: str, project: Project) -> None:
    whole = f"{KEEPER} {MILLER} {BAKER} {COOPER}"
    broken = f"{KEEPER} {MILLER} {between} {COOPER}".replace("  ", " ")
    write(project, a=whole, b=whole, c=whole, d=broken)
    assert quotes(project)["d.md"] == [broken]
    assert list(groups(project).values()) == [{"a.md", "b.md", "c.md", "d.md"}]


def test_a_passage_goes_on_where_only_some_words_are_left(project: Project) -> None:
    whole = f"{KEEPER} {MILLER} {BAKER}"
    changed = f"{KEEPER} {MILLER} The baker of the village rose at noon each day and sold his oven, wheel and all."
    write(project, a=whole, b=whole, c=changed)
    (quote,) = quotes(project)["c.md"]
    assert quote.startswith(KEEPER)
    assert "The baker of the village rose at" in quote


def test_what_follows_a_passage_by_chance_is_no_part_of_it(project: Project) -> None:
    whole = f"{KEEPER} {MILLER} {BAKER}"
    write(project, a=whole, b=whole, c=f"{KEEPER} {MILLER} {GAP}")
    assert quotes(project)["c.md"] == [f"{KEEPER} {MILLER}"]


def test_a_sentence_of_a_passage_that_stands_alone_belongs_to_its_group(project: Project) -> None:
    whole = f"{KEEPER} {MILLER} {BAKER}"
    write(project, a=whole, b=whole, c=whole, d=f"{GAP} {MILLER}")
    assert quotes(project)["d.md"] == [MILLER]
    assert list(groups(project).values()) == [{"a.md", "b.md", "c.md", "d.md"}]


def test_a_text_near_a_member_only_joins_if_half_of_its_words_are_the_leaders(project: Project) -> None:
    words = KEEPER[:-1].split()
    first = [*words[:10], "stair", "by", "stair", *words[12:]]
    second = ["Old", "Jonas", *first[4:]]
    articles = {f"same{number}": KEEPER for number in range(4)}
    write(project, **articles, near=" ".join(first) + ".", far=" ".join(second) + ".")
    (members,) = groups(project).values()
    assert members == {"same0.md", "same1.md", "same2.md", "same3.md", "near.md", "far.md"}


def test_articles_whose_sentences_are_cut_are_read_once() -> None:
    """For a cluster and for its passage the same parts are looked for, and in an article one after the other."""
    tails = [
        "nobody in the harbour town had seen a single sail since the end of that long wet season",
        "barrels of oil for it came over the moor on carts which three brothers from the inn drove",
        "geese, gulls and two tame ravens slept on an iron rail that ran round its gallery",
        "rain fell without a pause upon every roof, pier, boat and net along this part of our coast",
    ]
    cut = {f"{at}.md": f"{KEEPER[:-1]} while {tail}." for at, tail in enumerate(tails)}
    passage = f"{KEEPER} {MILLER} {BAKER}"
    texts = {**cut, "one.md": passage, "two.md": f"It is closed.\n\n{passage}", "three.md": passage}
    index = in_memory({path: {"k": gather(parse(Source(path, text, "")), False)} for path, text in texts.items()})
    read: Counter[str] = Counter()
    index.read = lambda path: (read.update([path]), texts[path])[1]
    found = Repeats().conclude(index.corpus("k"), None)
    (hit,) = found.hits["0.md"]
    assert tokens(texts["0.md"][hit.start : hit.end]) == tokens(KEEPER)
    assert read == dict.fromkeys(cut, 1)


texts = st.text(st.characters(min_codepoint=97, max_codepoint=103), max_size=25)


@given(texts, texts)
def test_the_stretch_most_like_a_text_is_found(text: str, longer: str) -> None:
    matched = [at for at in align(text, longer) if at >= 0]
    if not matched:
        return
    start, end = held.remains(text, longer)
    shares = {
        (matched[last] + 1 - matched[first], last + 1 - first)
        for first in range(len(matched))
        for last in range(first, len(matched))
    }
    best = max(shared / (len(text) + width) for width, shared in shares)
    shared = similar.common(text, longer[start:end])
    assert shared / (len(text) + end - start) >= best - 1e-9


marks = st.sampled_from(["{}", "*{}*", "**{}**", "`{}`", "[{}](a.md)", "[{}](b 'of it')", "“{}”", "<b>{}</b>", "{},"])
marked = st.lists(
    st.tuples(st.from_regex(r"[a-z]{1,6}(?:'[a-z]{1,2})?", fullmatch=True), marks), min_size=1, max_size=12
)


@given(marked, st.data())
def test_words_are_found_again_in_the_source(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    source = "Before it. " + " ".join(mark.format(word) for word, mark in parts) + ". After it."
    whole = Span(11, len(source) - 10)
    start = data.draw(st.integers(0, len(parts) - 1))
    end = data.draw(st.integers(start + 1, len(parts)))
    span = locate(source, whole, len(parts), start, end)
    assert whole.start <= span.start < span.end <= whole.end
    read = re.sub(r"\]\([^)]*\)?|</?b>?", " ", source[span.start : span.end])
    assert re.findall(r"[a-z']+", read.replace("“", " ")) == [word for word, _ in parts[start:end]]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("A. [The keeper](a.md) of it climbed the tower at six.", "[The keeper](a.md) of it climbed the tower at six."),
        ("A. **The keeper** of it climbed the tower at six.", "**The keeper** of it climbed the tower at six."),
        ("A. The keeper of it climbed [the tower](a(b)) B.", "The keeper of it climbed [the tower](a(b))"),
        ("A. *The keeper of it climbed the tower at six.* B.", "The keeper of it climbed the tower at six."),
        ("A. The keeper of it climbed the _tower at six_ B.", "The keeper of it climbed the _tower at six_"),
    ],
)
def test_a_stretch_has_both_halves_of_its_marks_or_none(source: str, shown: str) -> None:
    start, end = source.index("The"), max(source.find(word) + len(word) for word in ("six", "tower"))
    end += source[end : end + 1] == "."
    span = with_marks(source, Span(start, end))
    assert source[span.start : span.end] == shown


def test_a_sentence_whose_last_word_went_with_its_stop_is_found_in_the_longer_one(project: Project) -> None:
    """All but its last word stands there, as one run; the next sentence begins one word later."""
    write(
        project,
        one="The old ferryman carried barley across the lake every autumn.",
        two="The old ferryman carried barley across the lake every summer Nobody in town had yet seen a steamer.",
    )
    assert [len(found) for found in groups(project).values()] == [2]
    assert quotes(project)["two.md"] == ["The old ferryman carried barley across the lake every"]


def test_half_of_a_repeated_sentence_that_was_cut_in_two_belongs_to_its_group(project: Project) -> None:
    whole = f"{KEEPER[:-1]} while nobody in the harbour town had seen a single sail since the end of the season."
    write(project, one=whole, two=whole.replace("single", "solitary"), three=f"# Only\n\n{KEEPER}\n")
    assert groups(project).popitem()[1] == {"one.md", "two.md", "three.md"}
