"""The house dictionary: its file, the verbs that keep it, and what it may and may not silence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.check import Match, ProseFacts, Question
from lint.cli import main
from lint.grammar.dictionary import EVERYWHERE, Dictionary, parse, with_words
from lint.grammar.wordlists import read_words
from lint.world import languagetool
from tests.conftest import Project
from tests.engine_home import furnish, living_in

UNKNOWN = {"kedgeree": "kedger", "enviroment": "environment", "Quarnel": "Quarrel"}
ARTICLES = {
    "a.md": "# Rice\n\nThe kedgeree of Quarnel is hot. Its enviroment is an kitchen.\n",
    "b.md": "# Fish\n\nMore kedgeree, more `kedgeree`, and more Kedgeree.\n\n> Quarnel’s kedgeree\n",
}


def matches(text: str) -> Iterator[Match]:
    """Yield what an engine with a small dictionary says: unknown words, and the wrong article of one of them."""
    for word, suggestion in UNKNOWN.items():
        for form in {word, word.capitalize()}:
            at = text.find(form)
            while at >= 0:
                yield Match("MORFOLOGIK_RULE_EN_US", "TYPOS", "", at, at + len(form), "?", "", (suggestion,))
                at = text.find(form, at + 1)
    at = text.find("an kitchen")
    if at >= 0:
        yield Match("EN_A_VS_AN", "MISC", "misspelling", at, at + 2, "Use a.", "", ("a",))


@pytest.fixture
def answered(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project whose paragraphs were answered in an earlier run: no engine is needed any more."""

    def ask(questions: Iterable[Question], **more: Any) -> Mapping[Question, ProseFacts]:
        found = {one: sorted(matches(one.subject), key=lambda match: match.start) for one in questions}
        facts = {one: ProseFacts(tuple(matched), "test") for one, matched in found.items()}
        for question, fact in facts.items():
            more["keep"](question, fact)
        return facts

    monkeypatch.setattr(languagetool, "ask", ask)
    monkeypatch.setattr(languagetool, "is_at_hand", lambda *_: True)
    monkeypatch.chdir(project.write(ARTICLES).root)
    main(["check", "--select", "grammar", "--quiet", "--exit-zero"])
    monkeypatch.undo()
    return project


def spelt_wrong(project: Project) -> list[str]:
    done = project.copydesk("check", "--offline", "--select", "grammar", "--output-format", "json")
    assert not done.report["incidents"]
    return [f["quote"] for a in done.report["articles"] for f in a["findings"] if f["rule"] == "grammar/spelling"]


# ---- what it does


def test_words_of_the_house_are_right(answered: Project) -> None:
    assert spelt_wrong(answered) == ["enviroment"]
    assert answered.copydesk("dictionary", "add", "enviroment").status == 0
    assert spelt_wrong(answered) == []


def test_nothing_but_spelling_can_be_switched_off(answered: Project) -> None:
    answered.copydesk("dictionary", "add", "an", "kitchen", "grammar", "EN_A_VS_AN")
    report = answered.copydesk("check", "--offline", "--select", "grammar", "--output-format", "json").report
    assert "EN_A_VS_AN" in [f["detail"] for a in report["articles"] for f in a["findings"]]


def test_another_dictionary_is_other_settings(answered: Project) -> None:
    def settings_hash() -> str:
        return str(answered.check().report["settings_hash"])

    before = settings_hash()
    answered.copydesk("dictionary", "add", "kedgeree")
    assert settings_hash() != before


@pytest.mark.parametrize(
    ("entry", "right", "wrong"),
    [
        ("kedgeree", ["kedgeree", "Kedgeree", "KEDGEREE", "kedgeree's", "Kedgeree’s", "kedgeree'"], ["kedgerees"]),
        ("Whitby", ["Whitby", "Whitby's", "Whitby’s"], ["whitby", "WHITBY", "Whitbys"]),
        ("iPad", ["iPad", "iPad’s"], ["ipad", "IPAD", "Ipad"]),
        ("café", ["cafe\u0301", "Café", "CAFÉ"], ["cafe"]),
        ("o'clock", ["o’clock", "O'clock"], ["oclock"]),
        ("straße", ["Straße", "straße"], ["strasse"]),
    ],
)
def test_which_forms_an_entry_covers(entry: str, right: list[str], wrong: list[str]) -> None:
    house = Dictionary([entry])
    assert [word for word in right if not house.knows(word)] == []
    assert [word for word in wrong if house.knows(word)] == []


def test_words_of_the_house_count_as_those_of_every_article() -> None:
    class Corpus:
        def count(self) -> int:
            return 1

        def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
            return dict.fromkeys(words, 1)

    words = Dictionary(["kedgeree"]).over(Corpus())
    assert words.articles_with(["Kedgeree", "rice"]) == {"Kedgeree": EVERYWHERE, "rice": 1}


# ---- the file


def test_add_keeps_the_file_sorted_and_its_comments(project: Project) -> None:
    head = "# Words of our house.\n# Ask Mara.\n"
    project.write({"copydesk.words": f"{head}zander # a fish\n# of the north\nanchovy\n# end\n"})
    done = project.copydesk("dictionary", "add", "Perch", "bream")
    assert (done.status, done.out) == (0, "copydesk.words: bream, Perch added\n")
    text = (project.root / "copydesk.words").read_text()
    assert text == f"{head}# of the north\nanchovy\nbream\nPerch\nzander # a fish\n# end\n"
    assert project.copydesk("dictionary", "list").out == "anchovy\nbream\nPerch\nzander\n"
    again = project.copydesk("dictionary", "add", "bream", "Bream", "perch")
    assert again.out == "copydesk.words: perch added; bream, Bream known before\n"
    assert not [file.name for file in project.root.iterdir() if file.name.endswith(".part")]


def test_line_ends_and_mode_stay(project: Project) -> None:
    file = project.write({"copydesk.words": "\ufeffrice\r\n"}).root / "copydesk.words"
    file.chmod(0o640)
    project.copydesk("dictionary", "add", "tea")
    assert file.read_bytes() == b"rice\r\ntea\r\n"
    assert file.stat().st_mode & 0o777 in (0o640, 0o666)  # Windows knows only whether it can be written


@given(st.lists(st.text("abZé", min_size=1, max_size=3)), st.lists(st.sampled_from(["b", "Rice", "tea", "é"])))
def test_adding_loses_nothing_and_sorts(before: list[str], more: list[str]) -> None:
    text = "# head\n" + "".join(f"{word}\n" for word in before)
    after = with_words(text, "w", more)
    entries, tail = parse(after, "w")
    words = [entry.word for entry in entries]
    assert sorted(words) == sorted([*before, *more])
    assert words == sorted(words, key=lambda word: (word.casefold(), word))
    assert after.startswith("# head\n")
    assert (tail == ("# head",)) == (not words)


MISTAKES = {
    "two words": ("rice\nad hoc\n", "copydesk.words:2:1: 'ad hoc' is no word: a word has no space in it"),
    "a control character": ("ri\x07ce\n", "copydesk.words:1:1: 'ri\\x07ce' is no word: it has a control character"),
    "no letter": ("2024\n", "copydesk.words:1:1: '2024' is no word: there is no letter in it"),
    "a merge": ("a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n", "copydesk.words:2:1: an unfinished merge"),
    "not UTF-8": (b"rice\nt\xe9a\n", "copydesk.words:2:1: is not UTF-8"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("verb", [["check", "--offline", "--ignore", "grammar"], ["dictionary", "add", "x"]])
def test_a_mistake_in_it_is_told_with_its_line(text: str | bytes, told: str, verb: list[str], project: Project) -> None:
    file = project.write(ARTICLES | {"copydesk.words": text}).root / "copydesk.words"
    before = file.read_bytes()
    done = project.copydesk(*verb)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err
    assert file.read_bytes() == before


def test_all_lines_of_a_merge_are_told(project: Project) -> None:
    project.write(ARTICLES | {"copydesk.words": "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"})
    err = project.copydesk("dictionary", "list").err
    assert [line.split(":")[1] for line in err.splitlines()] == ["1", "3", "5"]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("-", "words are arguments"),
        ("ad hoc", "a word has no space in it"),
        ("", "there is no letter in it"),
        ("a\x1bb", "it has a control character in it"),
        ("a\u200bb", "it has a control character in it"),
        ("#x", "is a comment"),
        ("12", "there is no letter in it"),
    ],
)
def test_what_is_no_word_is_not_added(word: str, told: str, project: Project) -> None:
    done = project.copydesk("dictionary", "add", "fine", word, stdin="tea\n")
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "\x1b" not in done.err
    assert not (project.root / "copydesk.words").exists()


def test_a_file_that_cannot_be_written_is_said(project: Project) -> None:
    project.write({"copydesk.yml": "dictionary: house/words.dic\n", "house": "a file, not a folder"})
    done = project.copydesk("dictionary", "add", "tea")
    assert (done.status, done.out) == (2, "")
    assert "house/words.dic" in done.err
    assert "cannot be" in done.err


def test_the_settings_name_it(project: Project) -> None:
    settings = {"copydesk.yml": "dictionary: house/words.txt\nselect: [readability]\n"}
    done = project.write(ARTICLES | settings).copydesk("check", "--offline")
    assert done.status == 2
    assert (
        "copydesk.yml:1:13: no such dictionary: 'house/words.txt'; 'copydesk dictionary add WORD' makes it" in done.err
    )
    assert project.copydesk("dictionary", "add", "tea").out == "house/words.txt: tea added\n"
    report = project.copydesk("check", "--offline", "--output-format", "json").report
    assert [article["path"] for article in report["articles"]] == ["a.md", "b.md"]  # the dictionary is no article


def test_it_lies_in_the_project(project: Project) -> None:
    done = project.write(ARTICLES | {"copydesk.yml": "dictionary: ../words\n"}).copydesk("dictionary", "add", "x")
    assert done.status == 2
    assert "copydesk.yml:1:13: '../words' lies outside of the project" in done.err


# ---- words from elsewhere


@pytest.mark.parametrize(
    ("name", "text", "words", "skipped"),
    [
        ("en.dic", "3\nrice/MS\ntea\npo:rt\n*wrnog\nand\\/or/X\n", ["rice", "tea", "po:rt", "and/or"], [5]),
        ("plain.txt", "\n# fish\nZander # big\n\nbream\r\nbream\n", ["Zander", "bream"], []),
        ("accept.txt", "Vale\n(?i)kubectl\n[Tt]ea\nC\\+\\+\nad hoc\n", ["Vale"], [2, 3, 4, 5]),
        ("cspell.txt", "rice\n!recieve\n~cafe\nover*\n", ["rice"], [2, 3, 4]),
        ("cspell.json", '{"version": "0.2", "words": ["rice", "Whitby"]}', ["rice", "Whitby"], []),
        ("cspell.config.yaml", "words:\n  - rice\n  - ad hoc\n", ["rice"], [2]),
        ("counted", "2\nrice/A\ntea\n", ["rice", "tea"], []),
    ],
)
def test_lists_of_other_checkers(name: str, text: str, words: list[str], skipped: list[int]) -> None:
    found = read_words(text, name)
    assert list(found.words) == words
    assert [one.number for one in found.skipped] == skipped


def test_an_import_says_what_it_did(project: Project) -> None:
    project.write({"copydesk.words": "tea\n", "house.dic": "3\nrice/MS\ntea\n*wrnog\n"})
    done = project.copydesk("dictionary", "import", "house.dic")
    assert done.out.splitlines() == [
        "copydesk.words: rice added; tea known before",
        "1 words had flags for their endings; only the words themselves were taken over",
        "skipped 4: '*wrnog' (a forbidden word)",
    ]
    assert project.copydesk("dictionary", "list").out == "rice\ntea\n"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("none.txt", None, "none.txt: cannot be read"),
        ("latin.txt", b"caf\xe9\n", "latin.txt: is not UTF-8"),
        ("broken.json", "{", "not valid JSON"),
        ("other.json", '{"words": "rice"}', "other.json:1:1: Expected `array`"),
        ("other.yml", "word: [rice]\n", "other.yml:1:1:"),
    ],
)
def test_a_list_that_cannot_be_read_is_said(name: str, text: str | bytes | None, told: str, project: Project) -> None:
    if text is not None:
        project.write({name: text})
    done = project.copydesk("dictionary", "import", name)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err
    assert not (project.root / "copydesk.words").exists()


def test_a_large_list_is_imported_in_no_time(project: Project) -> None:
    project.write({"many.txt": "".join(f"w{number:x}z\n" for number in range(50_000))})
    done = project.copydesk("dictionary", "import", "many.txt")
    assert done.out == "copydesk.words: 50,000 words added\n"


# ---- unknown words


def test_unknown_words_are_listed_by_frequency(answered: Project) -> None:
    done = answered.copydesk("dictionary", "unknown", "--offline")
    rows = [line.split() for line in done.out.splitlines()]
    assert (done.status, done.err) == (0, "")
    assert rows == [
        ["times", "articles", "word", "suggestion", "first", "place"],
        ["3", "2", "kedgeree", "kedger", "a.md:3"],
        ["2", "2", "Quarnel", "Quarrel", "a.md:3"],
        ["1", "1", "enviroment", "environment", "a.md:3"],
        ["1", "1", "Kedgeree", "kedger", "b.md:3"],
    ]


def test_known_words_and_other_articles_are_left_out(answered: Project) -> None:
    answered.copydesk("dictionary", "add", "kedgeree")
    done = answered.copydesk("dictionary", "unknown", "--offline", "--top", "1", "a.md")
    assert done.out.splitlines()[1].split() == ["1", "1", "enviroment", "environment", "a.md:3"]
    assert done.out.splitlines()[2] == "1 more; --top 2 shows all"
    found = json.loads(answered.copydesk("dictionary", "unknown", "--offline", "--output-format", "json").out)
    assert (found["total"], found["incidents"]) == (2, [])
    assert found["words"][0] == {
        "word": "Quarnel",
        "count": 2,
        "articles": 2,
        "sample": {"path": "a.md", "line": 3, "column": 17},
        "suggestion": "Quarrel",
    }


ITALICS = {
    "*kedgeree*": "",
    "_dolce kedgeree_": "",
    "the *hot\nkedgeree*": "",
    "<em>kedgeree</em>": "",
    '<i lang="hi">kedgeree</i>': "",
    "“*kedgeree*”": "",
    "**kedgeree**": "kedgeree",
    "***kedgeree***": "kedgeree",
    "\\*kedgeree\\*": "kedgeree",
    "*hot* kedgeree *here*": "kedgeree",
    "[kedgeree]": "kedgeree",
    "the neighbour’s harbours": "",
    "the harbourward wind": "harbourward",
}


@pytest.mark.parametrize(("text", "listed"), ITALICS.items(), ids=range(len(ITALICS)))
def test_foreign_words_and_spellings_of_the_other_side_are_no_unknown_words(
    text: str, listed: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = ("kedgeree", "neighbour", "harbourward", "harbours")

    def ask(questions: Iterable[Question], **more: Any) -> Mapping[Question, ProseFacts]:
        return {one: ProseFacts(tuple(_unknown(one.subject, lacking)), "test") for one in questions}

    monkeypatch.setattr(languagetool, "ask", ask)
    monkeypatch.setattr(languagetool, "is_at_hand", lambda *_: True)
    monkeypatch.chdir(project.write({"a.md": f"# Rice\n\nThey eat {text} here.\n"}).root)
    stdout = StringIO()
    with redirect_stdout(stdout):
        main(["dictionary", "unknown", "--output-format", "json"])
    assert [one["word"] for one in json.loads(stdout.getvalue())["words"]] == [listed] * bool(listed)


def _unknown(text: str, words: Iterable[str]) -> Iterator[Match]:
    for word in words:
        for found in re.finditer(rf"\b{word}\b", text):
            yield Match("MORFOLOGIK_RULE_EN_US", "TYPOS", "", *found.span(), "?")


def test_no_unknown_words(answered: Project) -> None:
    answered.copydesk("dictionary", "add", "kedgeree", "enviroment", "Quarnel")
    assert answered.copydesk("dictionary", "unknown", "--offline").out == "no unknown words in 2 articles\n"


def test_what_was_not_asked_is_said(answered: Project, tmp_path: Path) -> None:
    answered.write({"c.md": "# Tea\n\nNothing is known of this paragraph yet.\n"})
    env = {"COPYDESK_HOME": str(tmp_path / "home")}  # where no engine is installed
    done = answered.copydesk("dictionary", "unknown", "--offline", env=env)
    assert "kedgeree" in done.out
    assert done.status == (3 if "failed" in done.err else 0)
    assert "Not checked" in done.err
    assert "paragraph" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["unknown", "none.md"], "none.md: no such file or folder"),
        (["unknown", "--top", "0"], "expected a whole number from 1"),
        (["unknown", "--output-format", "xml"], "invalid choice: 'xml'"),
        (["add"], "WORD"),
        (["ad", "x"], "did you mean 'add'?"),
        ([], "ACTION"),
    ],
)
def test_wrong_usage(arguments: list[str], told: str, project: Project) -> None:
    done = project.write(ARTICLES).copydesk("dictionary", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_a_real_engine_is_asked_for_what_lacks(project: Project, tmp_path: Path) -> None:
    home = tmp_path / "home"
    furnish(home)
    with living_in(home):
        project.write(ARTICLES)
        found = json.loads(project.copydesk("dictionary", "unknown", "--output-format", "json").out)
        assert ["Quarnel", 2, 2] in [[one["word"], one["count"], one["articles"]] for one in found["words"]]
        assert found["incidents"] == []
    offline = project.copydesk("dictionary", "unknown", "--offline", "--output-format", "json")
    assert json.loads(offline.out) == found


def test_two_at_once_lose_no_word(project: Project) -> None:
    project.write({"a.md": "# A\n\nText.\n"})
    words = [f"kedgeree{letter}" for letter in "abcdefgh"]
    line = [sys.executable, "-m", "lint", "dictionary", "add"]
    running = [subprocess.Popen([*line, word], cwd=project.root, stdout=subprocess.DEVNULL) for word in words]
    assert [one.wait(60) for one in running] == [0] * len(words)
    assert (project.root / "copydesk.words").read_text(encoding="utf-8").split() == words
