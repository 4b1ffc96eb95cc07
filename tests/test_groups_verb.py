"""`copydesk groups`: what is said more than once, ranked; and where else a given text is said."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Project

FERRY = "The ferry runs from April to October, wind and tide permitting."
CASTLE = "The castle of {} was first mentioned in a deed of the bishop and fell into ruin after the great fire."
OAK = "The old oak is an {} part of the region's heritage and deserves to be protected for future {}."

ARTICLES = {
    "towns/orsen.md": f"# Orsen\n\n{CASTLE.format('Orsen')} {FERRY}\n",
    "towns/halmar.md": f"# Halmar\n\nFew go. {CASTLE.format('Halmar')}\n\nNo one at all lives in it now. {FERRY}\n",
    "towns/tervo.md": f"# Tervo\n\nTake the bus to the mill. {CASTLE.format('Old Tervo')}\n\n## Sea\n\n{FERRY}\n",
    "trees/oak.md": f"# Oak\n\n{OAK.format('important', 'generations')}\n",
    "trees/elm.md": f"# Elm\n\n{OAK.format('*essential*', 'generations')}\n",
    "trees/ash.md": f"# Ash\n\nIt has no fence.\n\n{OAK.format('important', 'visitors')}\n",
    "mill.md": "# Mill\n\nThe miller slept beside his wheel and woke whenever the stones stopped grinding.\n",
}


@pytest.fixture
def corpus(project: Project) -> Project:
    return project.write({"copydesk.yml": "language: en\n", **ARTICLES})


def examined(project: Project) -> int:
    """Return of how many articles the cache has evidence."""
    link = sqlite3.connect(project.root / ".copydesk_cache/cache.sqlite")
    count = link.execute("SELECT count(*) FROM evidence").fetchone()[0]
    link.close()
    return int(count)


def test_groups_come_by_their_repeated_words_with_verdict_places_and_slots(corpus: Project) -> None:
    done = corpus.copydesk("groups")
    assert (done.status, done.err) == (0, "")
    assert (
        re.sub(r"\(group [0-9a-f]{16}\)", "(group NAME)", done.out)
        == """\
1. One template with the names exchanged
   in 3 articles: 43 words said again (group NAME)
   │ The castle of ⟨A⟩ was first mentioned in a deed of the bishop and fell into ruin after the great
   │ fire.
   │ ⟨A⟩ Halmar, Old Tervo, Orsen
   towns/halmar.md:3
   towns/orsen.md:3
   towns/tervo.md:3

2. One sentence, nearly the same each time
   in 3 articles: 38 words said again (group NAME)
   │ The old oak is an important part of the region's heritage and deserves to be protected for future
   │ generations.
   trees/ash.md:5
     … to be protected for future [generations → visitors].
   trees/elm.md:3
     The old oak is an [important → essential] part of the region's heritage …
   trees/oak.md:3

3. One sentence, word for word
   in 3 articles: 22 words said again (group NAME)
   │ The ferry runs from April to October, wind and tide permitting.
   towns/halmar.md:5
   towns/orsen.md:3
   towns/tervo.md:7

3 groups in 6 of 7 articles: 103 words said again
"""
    )


def test_the_first_ones_are_shown_and_how_many_more_there_are(corpus: Project) -> None:
    out = corpus.copydesk("groups", "--top", "1").out
    assert "2." not in out
    assert out.endswith("3 groups in 6 of 7 articles: 103 words said again\n2 more; --top 3 shows all\n")


def test_paths_select_whose_groups_are_shown_with_all_their_places(corpus: Project) -> None:
    corpus.write({"mill.md": f"# Mill\n\n{FERRY}\n"})
    done = corpus.copydesk("groups", "mill.md")
    assert done.out.startswith("1. One sentence, word for word\n   in 4 articles: 33 words said again (group ")
    assert "   mill.md:3\n   towns/halmar.md:5\n   towns/orsen.md:3\n   and 1 more place\n" in done.out
    assert done.out.endswith("1 group in 1 of 1 article: 33 words said again\n")


def test_json_has_the_groups_of_a_check_and_counts_all(corpus: Project) -> None:
    told = corpus.copydesk("groups", "--output-format", "json").report
    assert set(told) == {"groups", "total", "incidents"}
    assert told["groups"] == corpus.check(select="boilerplate").report["groups"]
    first = corpus.copydesk("groups", "--output-format", "json", "--top", "2").report
    assert (first["groups"], first["total"]) == (told["groups"][:2], 3)


def test_serial_and_cold_give_the_same_bytes_as_from_the_index(corpus: Project) -> None:
    cold = corpus.copydesk("groups", "--no-cache").out
    assert not (corpus.root / ".copydesk_cache").exists()
    assert corpus.copydesk("groups").out == cold
    assert corpus.copydesk("groups").out == cold


def test_paths_lead_from_where_one_stands(corpus: Project) -> None:
    corpus.write({"copydesk.yml": "exclude: [trees]\n"})
    inside = Project(corpus.root / "towns")
    out = inside.copydesk("groups").out
    assert "\n   orsen.md:3\n" in out
    assert "oak" not in out


def test_nothing_twice_is_said_so(project: Project) -> None:
    project.write({"a.md": f"{FERRY}\n", "b.md": "It is always the others who have to wait for the boat.\n"})
    done = project.copydesk("groups")
    assert (done.status, done.out) == (0, "nothing is said more than once in 2 articles\n")


def test_settings_decide_which_groups_there_are(corpus: Project) -> None:
    assert "3 groups" in corpus.copydesk("groups").out
    assert "1 group in 3" in corpus.copydesk("groups", "--select", "boilerplate/template").out
    assert "word for word" not in corpus.copydesk("groups", "--set", "boilerplate/repeated-sentence.min_words=12").out
    corpus.write({"copydesk.yml": "ignore: [boilerplate]\n"})
    for arguments in (["groups"], ["groups", "--near", FERRY]):
        done = corpus.copydesk(*arguments)
        assert done.status == 2
        assert "no rule about repeated text is selected" in done.err


def test_what_could_not_be_read_is_told_and_gives_3(corpus: Project) -> None:
    corpus.write({"picture.md": b"\0\0\0", "copydesk.yml": "select: [boilerplate]\n"})
    for arguments in (["groups"], ["groups", "--near", FERRY]):
        done = corpus.copydesk(*arguments)
        assert done.status == 3
        assert "(picture.md): not a text file" in done.err
        assert "towns/orsen.md:3" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.md"], "gone.md: no such file or folder"),
        (["--near", "gone.md"], "--near gone.md: no such file"),
        (["--near", "Opening hours vary."], "no sentence of 6 words or more"),
        (["--near", "# The ferry runs from April to October, wind and tide permitting"], "headings"),
        (["--near", "towns"], "this is a folder"),
        (["--near", ""], "--near: the text is empty; give a sentence"),
        (["--near", " "], "--near: the text is empty"),
        (["--top", "0"], "expected a whole number from 1"),
        (["--output-format", "html"], "invalid choice"),
    ],
)
def test_wrong_use_is_explained(corpus: Project, arguments: list[str], said: str) -> None:
    done = corpus.copydesk("groups", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_without_articles_there_is_nothing_to_compare(project: Project) -> None:
    for arguments in (["groups"], ["groups", "--near", FERRY]):
        done = project.copydesk(*arguments)
        assert done.status == 2
        assert "no articles" in done.err


def test_what_steers_a_terminal_is_taken_out(project: Project) -> None:
    text = "The ferry\x1b[2J runs\u202e from April to October, wind and\x07 tide permitting."
    project.write({f"{name}\x1b[2J.md": f"{text}\n" for name in "abc"})
    for arguments in (
        ["groups"],
        ["groups", "--near", "The ferry runs from April to October, wind and tide permitting us."],
    ):
        out = project.copydesk(*arguments).out
        assert "a\\x1b[2J.md" in out
        assert not set("\x1b\x07\u202e") & set(out)


def test_ascii_is_enough(corpus: Project) -> None:
    for arguments in (["groups"], ["groups", "--near", OAK.format("useless", "generations")]):
        out = corpus.copydesk(*arguments, env={"PYTHONIOENCODING": "ascii"}).out
        assert out.isascii()
        assert "[" in out
        assert " -> " in out


# ---- where else do we say this?


def test_a_sentence_is_found_word_for_word_in_one_article_only(project: Project) -> None:
    project.write({"a.md": f"# A\n\nA harbour. {FERRY}\n", "b.md": "Nobody lives on the island in the winter.\n"})
    done = project.copydesk("groups", "--near", "the ferry runs from *April* to October - wind and tide permitting")
    assert (done.status, done.err) == (0, "")
    assert (
        done.out
        == """\
│ the ferry runs from *April* to October - wind and tide permitting
  word for word in 1 article
    a.md:3

"""
    )


def test_near_ones_show_the_words_that_differ(corpus: Project) -> None:
    out = corpus.copydesk("groups", "--near", OAK.format("important", "children")).out
    assert "  nearly the same in 3 articles\n" in out
    assert "    trees/oak.md:3\n      … to be protected for future [children → generations].\n" in out
    assert "    trees/elm.md:3\n      The old oak is an [important → essential] part of the " in out
    assert out.count("[children → generations]") == 2


TRADES = ("baker", "brewer", "carter", "cooper", "dyer", "fisher", "glazier", "hatter", "joiner", "mason")


def test_in_a_long_passage_differences_are_told_sentence_by_sentence(project: Project) -> None:
    lines = [f"In {1800 + at} the {one}s of the valley met in the spring" for at, one in enumerate(TRADES)]
    lines = [
        f"{line} and chose a {one} of their own to speak for them" for line, one in zip(lines, TRADES, strict=True)
    ]
    project.write({"a.md": ". ".join(lines) + ".\n"})
    other = ". ".join(line.replace("spring", "summer") if at % 3 == 2 else line for at, line in enumerate(lines))
    out = project.copydesk("groups", "--near", f"{other}.").out
    assert "nearly the same in 1 article\n    a.md:1\n" in out
    assert out.count("[summer → spring]") == 3


def test_names_exchanged_are_told_apart_from_edits(corpus: Project) -> None:
    out = corpus.copydesk("groups", "--near", CASTLE.format("Brack")).out
    assert "  with names exchanged in 3 articles\n" in out
    assert "    towns/tervo.md:3\n      The castle of [Brack → Old Tervo] was first mentioned in a deed …\n" in out


def test_a_passage_on_stdin_is_found_as_one(corpus: Project) -> None:
    text = f"{CASTLE.format('Orsen')}\n{FERRY} Bring a lamp and a coat, for it is dark and cold.\n"
    done = corpus.copydesk("groups", "--near", "-", stdin=text)
    assert done.status == 0
    passage, template, sentence, totals = done.out.split("\n\n")
    assert passage.endswith("  word for word in 1 article\n    towns/orsen.md:3")
    assert "towns/halmar.md:3" in template
    assert "towns/orsen.md" not in template
    assert sentence.endswith("  word for word in 2 articles\n    towns/halmar.md:5\n    towns/tervo.md:7")
    assert totals == "2 of the 3 sentences given are said elsewhere in 7 articles\n"


def test_an_article_is_not_near_itself(corpus: Project) -> None:
    done = corpus.copydesk("groups", "--near", "towns/orsen.md")
    assert done.out.startswith("towns/orsen.md:3\n│ The castle of Orsen")
    assert "towns/halmar.md" in done.out
    assert "    towns/orsen.md" not in done.out
    assert done.out.endswith("all 2 sentences given are said elsewhere in 7 articles\n")
    alone = corpus.copydesk("groups", "--near", "mill.md")
    assert (alone.status, alone.out) == (0, "nothing like the sentence given in 7 articles\n")


def test_a_file_that_is_no_article_is_compared_too(corpus: Project, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(f"---\ntitle: A draft\n---\n\n{FERRY}\n", encoding="utf-8")
    out = corpus.copydesk("groups", "--near", str(draft)).out
    assert f"{draft}:5\n│ The ferry" in out
    assert "word for word in 3 articles" in out


def test_paths_say_where_to_look(corpus: Project) -> None:
    out = corpus.copydesk("groups", "towns/tervo.md", "trees", "--near", FERRY).out
    assert "word for word in 1 article\n    towns/tervo.md:7\n" in out
    nothing = corpus.copydesk("groups", "trees", "--near", FERRY)
    assert (nothing.status, nothing.out) == (0, "nothing like the sentence given in 3 articles selected\n")


def test_json_tells_each_place_and_how_close_it_is(corpus: Project) -> None:
    told = corpus.copydesk("groups", "--near", "towns/orsen.md", "--output-format", "json").report
    assert set(told) == {"said", "total", "sentences", "repeated", "incidents"}
    assert (told["total"], told["sentences"], told["repeated"]) == (2, 2, 2)
    castle, ferry = told["said"]
    assert set(ferry) == {"text", "line", "sentences", "words", "articles", "places"}
    assert (ferry["text"], ferry["line"], ferry["sentences"], ferry["words"]) == (FERRY, 3, 1, 11)
    assert [(place["path"], place["how"]) for place in ferry["places"]] == [
        ("towns/halmar.md", "same"),
        ("towns/tervo.md", "same"),
    ]
    assert {place["how"] for place in castle["places"]} == {"template"}
    source = (corpus.root / "towns/tervo.md").read_text(encoding="utf-8")
    place = ferry["places"][1]
    assert source[place["start"]["offset"] : place["end"]["offset"]] == place["quote"] == FERRY
    assert place["start"]["line"] == 7


def test_a_fresh_index_answers_without_looking_at_any_article(corpus: Project) -> None:
    corpus.copydesk("index", "build")
    (corpus.root / ".copydesk_cache/cache.sqlite").unlink()
    assert "word for word in 3 articles" in corpus.copydesk("groups", "--near", FERRY).out
    assert "3 groups" in corpus.copydesk("groups").out
    assert examined(corpus) == 0
    corpus.write({"new.md": f"{FERRY}\n"})
    assert "word for word in 4 articles" in corpus.copydesk("groups", "--near", FERRY).out
    assert 0 < examined(corpus) <= 2


def test_what_was_asked_leaves_nothing_in_the_index(corpus: Project) -> None:
    before = corpus.copydesk("groups").out
    corpus.copydesk("groups", "--near", OAK.format("splendid", "generations"))
    assert corpus.copydesk("groups").out == before
    assert "nothing like" not in corpus.copydesk("groups", "--near", OAK.format("splendid", "generations")).out
    assert corpus.copydesk("groups", "--no-cache").out == before


def test_a_damaged_index_is_built_anew_and_said(corpus: Project) -> None:
    corpus.copydesk("index", "build")
    file = corpus.root / ".copydesk_cache/index.sqlite"
    link = sqlite3.connect(file)
    tables = [name for (name,) in link.execute("SELECT name FROM sqlite_schema WHERE name LIKE '%records'")]
    link.execute(f'UPDATE "{tables[0]}" SET value = zeroblob(length(value))')
    link.commit()
    link.close()
    done = corpus.copydesk("groups", "--near", FERRY)
    assert done.status == 0
    assert "the index is built anew: it was damaged" in done.err
    assert "word for word in 3 articles" in done.out


DAILY = "From April to October the ferry runs twice a day, wind and tide permitting, and once on Sundays"


def test_a_sentence_within_a_longer_one_is_found(project: Project) -> None:
    before = (
        "On the door of the old customs house, which nobody has opened since the last officer left for the mainland, "
    )
    behind = ", a line that somebody has copied by hand from an almanac of which no other leaf was ever found"
    notice = f"{before}one still reads that {DAILY}{behind}."
    project.write({"a.md": f"{notice}\n", "b.md": "Nobody at all lives on the island in the winter.\n"})
    out = project.copydesk("groups", "--near", f"{DAILY}.").out
    assert "as a part of a sentence, or with more in it, in 1 article\n    a.md:1\n" in out
    told = project.copydesk("groups", "--near", notice, "--output-format", "json").report
    assert [place["how"] for place in told["said"][0]["places"]] == ["same"]


def test_what_one_article_says_twice_is_a_group_of_its_own(project: Project) -> None:
    project.write({"a.md": f"{DAILY}.\n\nNobody at all lives on the island.\n\n{DAILY}.\n"})
    out = project.copydesk("groups").out
    assert out.startswith("1. Said more than once in one article\n   2 places in 1 article: 18 words said again ")
    assert "   a.md:1\n   a.md:5\n" in out
