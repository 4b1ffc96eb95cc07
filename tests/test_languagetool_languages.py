"""Languages: which one an article is in, which of them can be checked, and German and French for real."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lint.check import Match, ProseFacts, Question, Unanswered
from lint.grammar.languages import engine_language, unmeasured_tier
from lint.world import languagetool
from lint.world.languagetool import command, jars, parameters, provision, state
from lint.world.languagetool.languages import LANGUAGES, language_of
from tests.conftest import Project
from tests.engine_home import furnish, living_in

CANARIES = [pytest.param(one, id=one.name) for one in LANGUAGES.values()]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Path]:
    """Return a home with nothing in it."""
    with living_in(tmp_path / "home") as home:
        yield home


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        *(("en", "en-US"), ("en_GB", "en-GB"), ("EN-us", "en-US"), ("en-IE", "en-US"), ("en-Latn-GB", "en-GB")),
        *(("de", "de-DE"), ("de-DE", "de-DE"), ("de_AT", "de-AT"), ("DE-ch", "de-CH"), ("de-LI", "de-DE")),
        *(("fr", "fr"), ("fr-FR", "fr"), ("fr_CA", "fr-CA"), ("es", "es"), ("pt-BR", "pt-BR"), ("tlh", "tlh")),
    ],
)
def test_tags_become_the_engines_names(tag: str, asked: str) -> None:
    assert engine_language(tag) == asked


def test_what_is_asked_for_is_what_the_engine_has() -> None:
    for code, language in LANGUAGES.items():
        assert engine_language(code) == language.variants[0]
        assert all(engine_language(variant) == variant for variant in language.variants)
        assert all(language_of(variant) is language for variant in language.variants)
    assert tuple(LANGUAGES) == ("en", *jars.ADDED)
    assert language_of("es") is language_of("de-XX") is None


@pytest.mark.parametrize("language", CANARIES)
def test_a_canary_names_its_place(language: Any) -> None:
    canary = parameters.canary(language.variants[-1])
    assert canary.sentence[canary.at :].startswith(language.words)
    assert canary.rule not in language.disabled_rules


def test_nothing_but_grammar_is_told_where_nothing_was_measured() -> None:
    def tier(rule: str, category: str, language: str) -> str:
        return unmeasured_tier(Match(rule, category, "", 0, 1, "Mend this."), language)

    assert tier("DE_AGREEMENT", "GRAMMAR", "de-AT") == "info"
    assert tier("D_N", "AGREEMENT", "fr") == "info"
    assert tier("GERMAN_WORD_REPEAT_RULE", "REDUNDANCY", "de-DE") == "info"
    assert tier("RUNDE_KUGEL", "REDUNDANCY", "de-DE") == ""
    assert tier("D_N", "AGREEMENT", "de-DE") == ""


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("de-AT", "German is not installed; install it with `copydesk grammar install --language de`"),
        ("fr", "French is not installed; install it with `copydesk grammar install --language fr`"),
        ("es", "no grammar rules for the language 'es'; there are some for English, German, French"),
    ],
)
def test_a_language_that_is_not_installed_is_skipped_and_said(bare: Path, language: str, why: str) -> None:
    question = Question("prose", "Text.", language)
    assert languagetool.ask([question]) == {question: Unanswered("skipped", "paragraphs for grammar", why)}


def test_the_users_own_languagetool_has_what_its_folder_has(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "libs").mkdir(parents=True)
    (bare / "libs" / "language-de.jar").write_bytes(b"")
    monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(bare))
    assert languagetool.languages() == ("English", "German")
    assert "put a language-fr.jar there" in parameters.why_not("fr")


def skipped(project: Project) -> dict[str, int]:
    """Check, and return how many paragraphs were passed over, by language tag."""
    project.copydesk("check", "--offline", "--select", "grammar", "--report", "json=report.json")
    incidents = json.loads((project.root / "report.json").read_text())["incidents"]
    told: Counter[str] = Counter()
    for one in incidents:
        if "no grammar rules" in one["why"]:
            told[one["why"].split("'")[1]] += one["count"]
    return told


def test_the_language_is_told_by_front_matter_path_or_settings(bare: Path, project: Project) -> None:
    project.write(
        {
            "copydesk.yml": "language: it\noverrides:\n- {files: ['es/**'], language: es}\n"
            "- {files: ['es/br/**'], language: pt_BR}\n",
            "a.md": "Uno.\n",
            "a.txt": "Due.\n",
            "es/b.md": "Tres.\n",
            "es/br/c.md": "Quatro.\n",
            "es/d.md": "---\nlang: nl\n---\nVijf.\n",
            "es/e.md": "---\nlanguage: nl_NL\n---\nZes.\n",
        }
    )
    assert skipped(project) == {"it": 2, "es": 1, "pt-BR": 1, "nl": 1, "nl-NL": 1}


def test_another_language_by_path_is_seen_in_the_next_run(bare: Path, project: Project) -> None:
    assert skipped(project.write({"x/a.md": "Uno.\n"})) == {}
    override = "overrides:\n- {files: ['x/**'], language: %s}\n"
    assert skipped(project.write({"copydesk.yml": override % "it"})) == {"it": 1}
    assert skipped(project.write({"copydesk.yml": override % "es"})) == {"es": 1}


def test_the_rules_own_parameter_still_holds(bare: Path, project: Project) -> None:
    rules = "rules:\n  grammar/grammar: {language: it}\n  grammar/spelling: {language: it}\n"
    assert skipped(project.write({"copydesk.yml": rules, "a.md": "Uno.\n"})) == {"it": 1}


def test_other_families_know_the_language_by_path(bare: Path, project: Project) -> None:
    text = "Studies show that tea cures colds.\n"
    project.write({"en/a.md": text, "de/a.md": text})
    assert {one["path"]: len(one["findings"]) for one in project.check(select="claims").report["articles"]} == {
        "de/a.md": 1,
        "en/a.md": 1,
    }
    project.write({"copydesk.yml": "overrides:\n- {files: ['de/**'], language: de}\n"})
    assert {one["path"]: len(one["findings"]) for one in project.check(select="claims").report["articles"]} == {
        "de/a.md": 0,
        "en/a.md": 1,
    }


ARTICLES = {
    "copydesk.yml": "overrides:\n- {files: ['de/**'], language: de}\n",
    "de/muehle.md": "# Die Mühle am Fluss\n\nDie Mühle 🌾 mahlt *Getreide*. Sie ist eine altes Gebäude.\n",
    "bruecke.md": "---\nlang: de_AT\n---\nDie Brücke ist ein alter Bauwerk.\n",
    "moulin.md": "---\nlanguage: fr-FR\n---\nAujourd'hui, les **visiteurs** arrive. Ils ont manger du pain.\n",
    "right.md": "---\nlang: fr\n---\nLe moulin est fermé en hiver.\n",
    "mill.md": "It is a old mill.\n",
    "molino.md": "---\nlang: es\n---\nLos casa son viejas.\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("engine")
    furnish(folder, jars.ADDED)
    with living_in(folder):
        yield folder


def quoted(report: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Return what was found in each article: severity, the words and the engine's rule."""
    return {
        article["path"]: [(one["severity"], one["quote"], one["detail"]) for one in article["findings"]]
        for article in report["articles"]
    }


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_articles_in_several_languages_in_one_run(home: Path, project: Project) -> None:
    arguments = ("check", "--select", "grammar", "--report", "json=report.json", "--exit-zero")
    done = project.write(ARTICLES).copydesk(*arguments)
    report = json.loads((project.root / "report.json").read_text())
    assert done.status == 0, done.err
    assert quoted(report) == {
        "bruecke.md": [("info", "ein alter Bauwerk", "DE_AGREEMENT")],
        "de/muehle.md": [("info", "eine altes Gebäude", "DE_AGREEMENT")],
        "mill.md": [("error", "a", "EN_A_VS_AN")],
        "molino.md": [],
        "moulin.md": [("info", "arrive", "ACCORD_SUJET_VERBE"), ("info", "manger", "R_VAVOIR_VINF")],
        "right.md": [],
    }
    assert [(one["state"], one["count"], one["why"]) for one in report["incidents"]] == [
        ("skipped", 1, "no grammar rules for the language 'es'; there are some for English, German, French")
    ]
    assert project.copydesk(*arguments).out == done.out


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
@pytest.mark.parametrize("language", CANARIES)
def test_every_kind_of_a_language_answers(home: Path, language: Any) -> None:
    asked = [Question("prose", language.canary, variant) for variant in language.variants]
    for answer in languagetool.ask(asked).values():
        assert isinstance(answer, ProseFacts), answer
        assert language.rule in [match.rule for match in answer.matches]


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_german_compounds_find_their_dictionary(home: Path) -> None:
    question = Question("prose", "Das ist die Original Mail. Der Haus Schlüssel liegt dort.", "de-DE")
    answer = languagetool.ask([question])[question]
    assert isinstance(answer, ProseFacts), answer
    assert "DE_AGREEMENT" in [match.rule for match in answer.matches]


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_german_and_french_paragraphs_do_not_answer_for_each_other(home: Path) -> None:
    texts = {
        "de-DE": [
            "die Mühle steht",
            "Du kommst, und wir danken dir.",
            "Das ist dein Buch, und Du liest es.",
            "Das Haus",
        ],
        "fr": ["le moulin", "Les moulin sont vieux.", "Les moulins sont vieux", "les moulins sont vieux"],
    }
    asked = [Question("prose", text, language) for language, several in texts.items() for text in several]
    together = languagetool.ask(asked, jobs=1)
    assert together == {question: languagetool.ask([question])[question] for question in asked}
    assert together == languagetool.ask(asked[::-1], jobs=1)


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_german_in_the_users_own_languagetool(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for file in provision.class_path():
        if "language-fr" not in file.name:
            shutil.copy2(file, own / file.name)
    monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(own))
    german, french = Question("prose", "Das ist eine Haus.", "de-CH"), Question("prose", "Les enfant.", "fr")
    answers = languagetool.ask([german, french])
    languagetool.stop()
    assert isinstance(answers[german], ProseFacts), answers[german]
    assert isinstance(answers[french], Unanswered)


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_stop_ends_servers_of_other_settings_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    languagetool.start()
    program = languagetool.status().java.rpartition(" (")[0]
    before = command.settings_hash()
    monkeypatch.setenv("COPYDESK_JAVA", program)
    assert command.settings_hash() != before
    languagetool.start()
    servers = state.everything()
    assert len(servers) == 2
    assert all(state.is_ours(known, file) for file, known in servers)
    assert languagetool.stop()
    assert not any(state.is_ours(known, file) for file, known in servers)
    assert state.everything() == []


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_status_shows_what_there_is(home: Path, project: Project) -> None:
    assert project.copydesk("grammar", "start").status == 0
    shown = project.copydesk("grammar", "status")
    assert shown.status == 0
    assert "languages  English, German and French" in shown.out
    assert str(home / "engines") in shown.out
    running = languagetool.status().running
    assert running
    assert f"{running.address}, process {running.process}" in shown.out
    assert 100 < running.memory < 1000
    assert "problem" not in shown.out
    assert project.copydesk("grammar", "stop").out == "stopped\n"
    assert "not running; the next check starts it" in project.copydesk("grammar", "status").out
