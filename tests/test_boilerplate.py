"""The steps of the search for repeats, and what it makes of hostile corpora."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.boilerplate import alignment, bulk, held, similar
from lint.boilerplate.grams import KEPT, KEPT_SHARE, grams
from lint.boilerplate.slots import worded
from lint.boilerplate.spool import Spool
from lint.boilerplate.units import Units, gather, text_hash, tokens
from lint.boilerplate.words import WORD
from lint.check import Conclusion, GroupFacts, Hit, Place
from lint.checks.repeats import Repeats
from lint.index import Stamp, in_memory, open_index
from lint.parse import parse
from lint.text import Source

CHECK = Repeats()
KEEPER = "The keeper of the lighthouse climbed the tower every evening to light the lamp before the ships came."
MILLER = "The miller by the river slept beside his wheel and woke whenever the grinding of the stones stopped."
BAKER = "The baker of the village rose at three each morning to light his oven with dry beech wood."


def share(text: str, quotes: bool = False) -> bytes:
    return gather(parse(Source("a.md", text, ""), ParseSettings()), quotes)


def conclude(articles: dict[str, str]) -> Conclusion:
    index = in_memory({path: {"k": share(text)} for path, text in articles.items()})
    return CHECK.conclude(index.corpus("k"), None)


def said(articles: dict[str, str], verdict: str) -> dict[str, list[str]]:
    """Return what each article's hits of a verdict quote."""
    found = conclude(articles).hits
    return {
        path: [articles[path][hit.start : hit.end] for hit in hits if hit.verdict == verdict]
        for path, hits in found.items()
    }


# ---- units


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry runs, wind permitting, all year!", "the ferry runs wind permitting — ALL year"),
        ("It’s the captain's own ﬁne log book.", "It's the captain’s own fine log book"),
        ("Café au lait costs three francs.", "CAFE\u0301 AU LAIT costs three francs"),
        ("Straße means street in that old town.", "STRASSE means street in that old town"),
        ("The light\xadhouse keeper went home early.", "The lighthouse keeper went home early"),
    ],
)
def test_normalisation_sees_through_case_marks_and_forms(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)
    assert text_hash(tokens(one)) == text_hash(tokens(other))


@given(st.text(st.characters(max_codepoint=127)))
def test_the_quick_way_for_ascii_is_the_same(text: str) -> None:
    assert tokens(text) == WORD.findall(text.lower())


def test_spans_of_units_are_those_of_the_source() -> None:
    text = f"# A\n\n{KEEPER} Short one.\n\n- *{MILLER}*\n\n> {BAKER}\n"
    units = list(Units(share(text)))
    assert [text[unit.start : unit.end].strip("*") for unit in units] == [KEEPER, MILLER]
    assert [unit.fresh for unit in units] == [True, False]
    assert [text[unit.start : unit.end] for unit in Units(share(text, quotes=True))][-1] == BAKER


def test_menus_are_left_out() -> None:
    link = "[All about the lighthouses of the northern coast and their keepers](a.md)"
    assert len(Units(share(f"- {link}\n- {link} and why they were built\n"))) == 1


def test_addresses_are_no_sentences() -> None:
    address = "https://example.org/the-lighthouse-of-the-northern-coast-and-its-keepers?from=a&to=b%20c%20d"
    assert not len(Units(share(f"See {address} again.")))
    assert len(Units(share(f"{KEEPER[:-1]}, as told by https://example.org/a-b-c."))) == 1


def test_sentences_that_run_together_are_parted() -> None:
    first = "The crew of seven brought the boat back to the old harbour"
    second = "They found the whole town waiting for them with lamps and blankets."
    text = f"{first} {second}"
    assert [text[unit.start : unit.end] for unit in Units(share(text))] == [first, second]
    named = "She wrote about the harbour for many years in The Herald and nowhere else that we know."
    assert len(Units(share(named))) == 1
    graded = "It was the best mark of them all, namely an a. The others had to come back in spring."
    assert len(Units(share(graded))) == 2


# ---- grams and the rule

codes = st.text(st.characters(min_codepoint=1, max_codepoint=9), min_size=3, max_size=30)


rare = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E09), min_size=8, max_size=30)
frequent = st.lists(st.characters(min_codepoint=1, max_codepoint=64), max_size=8)


@given(rare, frequent, st.randoms())
def test_frequent_words_make_no_difference_to_the_grams(text: str, words: list[str], random: object) -> None:
    mixed = list(text)
    for word in words:
        mixed.insert(random.randint(0, len(mixed)), word)  # type: ignore[attr-defined]
    assert len(grams(text)) < KEPT or grams("".join(mixed)) >= grams(text)


@given(codes, codes)
def test_a_text_keeps_some_grams_and_no_more_than_it_may(left: str, right: str) -> None:
    assert 1 <= len(grams(left + right)) <= max(KEPT, len(left + right) // KEPT_SHARE)
    assert grams(left + right) <= grams(left) | grams(right) | grams(left[-1] + right[0]) | {
        gram for one in (left, right, left + right) for at in range(len(one)) for gram in grams(one[at : at + 2])
    }


@given(st.lists(st.text(st.characters(max_codepoint=400, min_codepoint=1), min_size=8, max_size=40), min_size=1))
def test_grams_are_the_same_with_arrays(found: list[str]) -> None:
    lengths = np.array([len(text) for text in found])
    column = np.frombuffer("".join(found).encode("utf-16-le"), np.uint16)
    starts = np.cumsum(lengths) - lengths
    with Spool() as spool, patch.object(bulk, "_PART", 5):
        parts = list(bulk._gram_rows(bulk._Texts(column, starts, lengths), spool))
    rows = np.concatenate(parts)
    assert [(row >> 32, row & 0xFFFFFFFF) for row in rows.tolist()] == sorted(
        (gram, number) for number, text in enumerate(found) for gram in grams(text)
    )


def lcs(one: str, other: str) -> int:
    """Return the length of the longest common subsequence, by the textbook's table."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = 0
        for at, match in enumerate(other, 1):
            before, row[at] = row[at], before + 1 if letter == match else max(row[at], row[at - 1])
    return row[-1]


@given(codes, codes)
def test_common_is_the_longest_common_subsequence(one: str, other: str) -> None:
    assert similar.common(one, other) == lcs(one, other)


@given(codes, codes)
def test_longest_run_is_the_longest_common_substring(one: str, other: str) -> None:
    runs = [one[i:j] for i in range(len(one)) for j in range(i + 1, len(one) + 1)]
    assert similar.longest_run(one, other) == max((len(run) for run in runs if run in other), default=0)


@given(st.lists(st.text(st.characters(min_codepoint=1, max_codepoint=12), min_size=8, max_size=30), min_size=2))
def test_the_rule_is_the_same_with_arrays(found: list[str]) -> None:
    lengths = np.array([len(text) for text in found])
    column = np.frombuffer("".join(found).encode("utf-16-le"), np.uint16)
    texts = bulk._Texts(column, np.cumsum(lengths) - lengths, lengths)
    one, other = np.triu_indices(len(found), 1)
    at_most = bulk._at_most(bulk._signatures(texts), lengths, one, other)
    near, holding = bulk._related(texts, one, other)
    for first, second, bound, is_near, is_held in zip(one, other, at_most, near, holding, strict=True):
        assert bound >= lcs(found[first], found[second])
        assert is_near == similar.alike(found[first], found[second]) == similar.alike(found[second], found[first])
        assert is_held == (not is_near and held.holds(found[first], found[second]))


# ---- conclusions


def test_a_group_names_its_places_and_a_hit_three_others() -> None:
    articles = {f"{name}.md": f"Words of {name} own. {KEEPER}" for name in "edcba"}
    conclusion = conclude(articles)
    (group,) = conclusion.groups
    assert group.verdict == "sentence"
    assert [place.path for place in group.members] == ["a.md", "b.md", "c.md", "d.md", "e.md"]
    assert len(set(group.keys)) == 1
    assert group.words == 4 * len(tokens(KEEPER))
    (hit,) = conclusion.hits["b.md"]
    assert hit.values == {
        "articles": 5,
        "places": 5,
        "first": "a.md",
        "words": 18,
        "sentences": 1,
        "same": 5,
        "shared": 100,
    }
    assert [place.path for place in hit.related] == ["a.md", "c.md", "d.md"]
    assert hit.group == group.id


def test_the_id_of_a_group_is_of_its_words_not_of_its_paths() -> None:
    one = conclude({"a.md": KEEPER, "b.md": KEEPER})
    other = conclude({"x/y.md": f"First. {KEEPER}", "z.md": KEEPER, "w.md": KEEPER})
    assert one.groups[0].id == other.groups[0].id
    assert one.groups[0].keys[0] == other.groups[0].keys[0]


def test_what_repeats_in_one_article_only_is_said_of_that_article_alone() -> None:
    found = conclude({"a.md": f"{KEEPER} {MILLER} {KEEPER}", "b.md": BAKER})
    assert [(path, hit.verdict) for path, hits in found.hits.items() for hit in hits] == [("a.md", "within")]


def test_near_places_tell_in_how_many_articles_the_very_words_stand() -> None:
    other = KEEPER.replace("every evening", "each evening")
    conclusion = conclude({"a.md": KEEPER, "b.md": KEEPER, "c.md": other})
    assert {path: hit.values["same"] for path, (hit,) in conclusion.hits.items()} == {"a.md": 2, "b.md": 2, "c.md": 1}
    assert conclusion.groups[0].verdict == "near"
    assert len(set(conclusion.groups[0].keys)) == 2


def test_a_passage_ends_where_the_articles_part() -> None:
    articles = {
        "a.md": f"{KEEPER} {MILLER} {BAKER} And this stands here alone, as far as anybody knows.",
        "b.md": f"Something else comes before it in this one. {KEEPER} {MILLER} {BAKER}",
        "c.md": f"{KEEPER} {MILLER} {BAKER}",
    }
    passage = f"{KEEPER} {MILLER} {BAKER}"
    assert said(articles, "passage") == {"a.md": [passage], "b.md": [passage], "c.md": [passage]}


def test_sentences_in_other_company_are_no_passage() -> None:
    articles = {f"{n}.md": f"{KEEPER} Only the article of number {n} says this word for word, {n}." for n in range(3)}
    articles |= dict.fromkeys(("x.md", "y.md", "z.md"), f"{KEEPER} {MILLER}")
    assert not any(said(articles, "passage").values())


def test_a_passage_that_goes_round_comes_to_an_end() -> None:
    articles = {name: " ".join([KEEPER, MILLER, BAKER] * 4) for name in ("a.md", "b.md")}
    found = conclude(articles)
    assert {hit.verdict for hits in found.hits.values() for hit in hits} == {"article", "passage", "sentence", "within"}
    again = {name: " ".join([KEEPER] * 5) for name in ("a.md", "b.md")}
    assert {hit.verdict for hits in conclude(again).hits.values() for hit in hits} == {"sentence", "within"}


def test_thresholds_are_late() -> None:
    hit = Hit(0, 9, {"articles": 2, "words": 9}, "sentence", related=(Place("a.md", 0, 9),))
    assert Repeats(min_articles=2).keep(hit)
    assert not Repeats(min_articles=3).keep(hit)
    assert not Repeats(min_articles=2, min_words=10).keep(hit)
    assert Repeats(min_articles=2).early() == Repeats(min_words=20).early() != Repeats(quotes=True).early()


def test_without_an_index_the_check_says_so() -> None:
    with pytest.raises(TypeError, match="index"):
        CHECK.conclude(object(), None)  # type: ignore[arg-type]


# ---- templates

words_of = st.text(st.characters(min_codepoint=97, max_codepoint=101), max_size=25)


@given(words_of, words_of)
def test_an_alignment_is_a_longest_common_subsequence(one: str, other: str) -> None:
    places = alignment.align(one, other)
    matched = [(at, place) for at, place in enumerate(places) if place >= 0]
    assert len(places) == len(one)
    assert all(one[at] == other[place] for at, place in matched)
    assert matched == sorted(matched, key=lambda pair: pair[1])
    assert len({place for _, place in matched}) == len(matched) == lcs(one, other)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["The bridge of {} was built by the same two brothers from the north.", "Orsen", "Halmar"], "template"),
        (["The bridge of {} was built by the same two brothers from the north.", "stone", "wood"], "near"),
        (["The bridge of {} was built by the same two brothers from the north.", "stone", "iron", "wood"], "template"),
        (["Some {} people live there, most of them from the sale of dried fish.", "1,200", "350"], "template"),
        (["{} brothers from the old mill in the north built this bridge of stone.", "Two", "Three"], "near"),
        (["In May I was told that {} have mended the old bridge over the river.", "I", "they"], "near"),
        (["The bridge of {} was built by the same two brothers from the north.", "Orsen", "stone"], "near"),
        (["Ночью {} мост закрыт для всех, кто не живёт на том берегу реки.", "Орсенский", "Халмарский"], "template"),
    ],
)
def test_names_exchanged_make_a_template(lines: list[str], verdict: str) -> None:
    line, *names = lines
    (group,) = conclude({f"{name}.md": line.format(name) for name in names}).groups
    assert group.verdict == verdict


def test_a_word_of_the_own_title_is_a_name() -> None:
    line = "Admission to the {} is free for all children under twelve years of age."
    plain = {name: line.format(name) for name in ("cave", "mine")}
    titled = {name: f"# The {name}\n\n{text}" for name, text in plain.items()}
    assert [group.verdict for group in conclude(plain).groups] == ["near"]
    assert [group.verdict for group in conclude(titled).groups] == ["template"]


def test_a_template_has_few_slots() -> None:
    line = "The {} bell of the old {} church in the small {} town was cast in the {} year of the good {} king of all."
    three = (
        ["Old", "Odd", "Oak", "Red", "Raw"],
        ["Rye", "New", "Ice", "Nut", "Wet"],
        ["Big", "Bad", "Bay", "Wax", "War"],
    )
    (group,) = conclude({f"{n}.md": line.format(*words) for n, words in enumerate(three)}).groups
    assert group.verdict == "near"
    (group,) = conclude({f"{n}.md": line.format(*words[:4], "first") for n, words in enumerate(three)}).groups
    assert group.verdict == "template"


def test_a_template_is_told_in_words() -> None:
    quotes = [
        "The **oak** is a vital part of [Orsen](a.md)'s defense, and deserves care.",
        "The elm is a vital part of *Halmar’s* defense and deserves care!",
        "The elm is a vital part of Tervo's defense, and deserves care.",
        "The old water mill is a vital part of Tervo's defense, and deserves care.",
    ]
    template, slots = worded(quotes)
    assert template == "The ⟨A⟩ is a vital part of ⟨B⟩'s defense, and deserves care."
    assert slots == (
        ("A", (("elm", 2), ("oak", 1), ("old water mill", 1))),
        ("B", (("Tervo", 2), ("Halmar", 1), ("Orsen", 1))),
    )
    assert worded(quotes[::-1]) == (template, slots)


def test_a_check_describes_templates_only() -> None:
    group = GroupFacts("g", "template", 9, (Place("a.md", 0, 9), Place("b.md", 0, 9)))
    told = CHECK.describe(group, ["Ask in Orsen.", "Ask in Halmar."])
    assert (told.template, told.slots) == ("Ask in ⟨A⟩.", (("A", (("Halmar", 1), ("Orsen", 1))),))
    near = GroupFacts("g", "near", 9, group.members)
    assert CHECK.describe(near, ["Ask in Orsen.", "Ask in Halmar."]) == near


@given(st.lists(st.text(max_size=60)))
def test_any_quotes_are_told(quotes: list[str]) -> None:
    template, slots = worded(quotes)
    assert all(f"⟨{name}⟩" in template for name, _ in slots)
    assert worded(quotes[::-1]) == (template, slots)


# ---- twins


def test_twins_are_told_where_they_are_named() -> None:
    lines = [KEEPER, MILLER, BAKER, *(f"{line[:-1]} and year." for line in (KEEPER, MILLER, BAKER))]
    own = ["Only this article says such a thing, as far as is known.", "Nobody else has ever written these words down."]
    other = ["Half of it is told elsewhere too.", "The rest stands in this place alone.", "And here it ends for good."]
    articles = {
        "field.md": "---\ntitle: A lamp\n---\n" + "\n\n".join(lines),
        "half.md": "# Half\n\n" + "\n\n".join([*lines[:3], *other]),
        "heading.md": "Bring boots.\n\n## The *lamp*\n\n" + "\n\n".join([*own, *lines[::-1]]),
        "short.md": "\n\n".join(lines[:5]),
    }
    told = {"field.md": ["A lamp"], "half.md": [], "heading.md": [""], "short.md": []}
    assert said(articles, "article") == told
    (group,) = [group for group in conclude(articles).groups if group.verdict == "article"]
    (hit,) = [hit for hit in conclude(articles).hits["heading.md"] if hit.verdict == "article"]
    assert hit.group == group.id
    assert [place.path for place in hit.related] == ["field.md"]
    assert (hit.values["articles"], hit.values["sentences"], hit.values["same"]) == (2, 8, 1)


def test_many_copies_of_an_article_are_one_group() -> None:
    text = "\n\n".join([KEEPER, MILLER, BAKER, *(f"{line[:-1]} and year." for line in (KEEPER, MILLER, BAKER))])
    index = in_memory({f"{n:04}.md": {"k": share(text)} for n in range(1500)})
    groups = [group for group in CHECK.conclude(index.corpus("k"), None).groups if group.verdict == "article"]
    assert [len(group.members) for group in groups] == [1500]
    one = CHECK.conclude(index.corpus("k"), frozenset(("0777.md",)))
    assert [group for group in one.groups if group.verdict == "article"] == groups


# ---- hostile corpora


def test_other_scripts_and_no_scripts_do_no_harm() -> None:
    texts = [
        "灯台守は毎晩塔に登って明かりをともした。" * 9,
        "ประภาคารสูงตระหง่าน " * 20,
        "😀 " * 50,
        "1 2 3 4 5 6 7 8 9.",
    ]
    articles = {f"{n}.md": text for n, text in enumerate([*texts, *texts, "", "# Only\n\n## headings\n"])}
    conclude(articles)
    assert said({"a.md": texts[3], "b.md": texts[3]}, "sentence")["a.md"] == [texts[3]]


def test_a_sentence_of_very_many_words_is_compared_as_a_whole() -> None:
    long = " ".join(f"word{n}" for n in range(200_000)) + "."
    found = conclude({"a.md": long, "b.md": long, "c.md": long[5:]})
    assert [group.members for group in found.groups] == [(Place("a.md", 0, len(long)), Place("b.md", 0, len(long)))]


def test_one_article_very_often_and_one_sentence_in_every_article() -> None:
    index = in_memory({f"{n:04}.md": {"k": share(f"{KEEPER} {MILLER}")} for n in range(2000)})
    for n in range(2000):
        index.update(f"x{n:04}.md", Stamp(0, 0), "", {"k": share(f"{KEEPER} This is {n} of a great many.")}, b"")
    found = CHECK.conclude(index.corpus("k"), None)
    assert sorted((group.verdict, len(group.members)) for group in found.groups)[-1] == ("sentence", 4000)
    one = CHECK.conclude(index.corpus("k"), frozenset(("0007.md",)))
    assert one.hits["0007.md"] == found.hits["0007.md"]


def test_unrelated_articles_make_no_giant_group() -> None:
    """A stock phrase in every sentence, words as frequent as in English; all members pass with a leader."""
    rng = np.random.default_rng(1)
    common = [f"w{n}" for n in range(2000)]
    weights = 1 / np.arange(10, 2010)
    articles: dict[str, str] = {}
    for n in range(300):
        lines = (rng.choice(common, 14, p=weights / weights.sum()) for _ in range(6))
        articles[f"{n}.md"] = "\n\n".join(f"In the course of the century {' '.join(words)}." for words in lines)
    found = conclude(articles)
    largest = max((len(group.members) for group in found.groups), default=0)
    assert largest < 5
    for group in found.groups:
        texts = {_text(articles, place): None for place in group.members}
        assert any(all(similar.alike(one, other) for other in texts if other != one) for one in texts)


def _text(articles: dict[str, str], place: Place) -> str:
    words = tokens(articles[place.path][place.start : place.end])
    return "".join(chr(text_hash([word]) % 0xD800) for word in words)


def test_a_hook_imports_neither_numpy_nor_rapidfuzz(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    index = open_index(file, "v")
    for n in range(100):
        index.update(f"{n}.md", Stamp(0, 0), "", {"k": share(f"{KEEPER} Here {n} words are its very own.")}, b"")
    CHECK.conclude(index.corpus("k"), None)
    index.commit()
    index.close()
    script = (
        "import sys; from pathlib import Path\n"
        "from lint.index import open_index, Stamp; from lint.checks.repeats import Repeats\n"
        "index = open_index(Path(sys.argv[1]), 'v')\n"
        "index.update('7.md', Stamp(1, 1), '', {'k': index.corpus('k').share('8.md')}, b'')\n"
        "found = Repeats().conclude(index.corpus('k'), frozenset(('7.md',)))\n"
        "assert len(found.hits['7.md']) >= 2, found\n"
        "print(*sorted({'numpy', 'rapidfuzz', 'asyncio', 'multiprocessing'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("\n", "")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=2, max_size=4))
def test_any_text_is_taken(texts: list[str]) -> None:
    conclusion = conclude({f"{n}.md": text for n, text in enumerate([*texts, *texts])})
    for path, hits in conclusion.hits.items():
        assert all(0 <= hit.start < hit.end <= len(texts[int(path[0]) % len(texts)]) for hit in hits)
