"""What a server must do to be believed: a server of our own on loopback plays the liars and the sick."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.cache import Cache
from lint.check import ProseFacts, Question, Unanswered
from lint.world import languagetool
from lint.world.door import RealWorld
from lint.world.languagetool import asking
from lint.world.languagetool.client import Client
from lint.world.languagetool.errors import Chances, EngineError
from lint.world.languagetool.server import Server
from tests.impostor import Impostor, Reply, behaves

pytestmark = pytest.mark.net

SICK = [
    pytest.param((200, '{"matches": []}'), id="a stranger that finds nothing"),
    pytest.param((500, '{"matches": []}'), id="an error that looks clean"),
    pytest.param((200, '{"matches": [{"off'), id="half a JSON"),
    pytest.param((200, "<html>Welcome</html>"), id="HTML"),
    pytest.param((413, "Error: too long"), id="too large"),
    pytest.param((500, "Error: Internal Error"), id="an error"),
]
"""What a liar or a sick server may say to everything."""


@pytest.fixture
def impostor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Impostor]:
    server = Impostor()
    monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield server
    server.close()


@cache
def honest_server() -> Impostor:
    """One for all examples of a property: it takes long to close."""
    return Impostor()


def questions(count: int) -> list[Question]:
    return [Question("prose", f"Paragraph {number}.", "en-US") for number in range(count)]


def test_answers_come_back_to_their_paragraphs(impostor: Impostor) -> None:
    asked = [*questions(25), Question("prose", "Here is a bad one.", "en-GB")]
    answers = languagetool.ask(asked)
    assert set(answers) == set(asked)
    assert all(isinstance(answer, ProseFacts) for answer in answers.values())
    bad = answers[asked[-1]]
    assert isinstance(bad, ProseFacts)
    assert [(one.rule, one.start, one.end) for one in bad.matches] == [("BAD", 10, 13)]
    assert not any(answers[one].matches for one in asked[:-1])  # type: ignore[union-attr]  # just checked


@given(
    before=st.text("aé😀𝒳\u00ad 漢", max_size=8),
    other=st.text("a😀𝒳 漢\ud800", max_size=8),
    behind=st.text("aé😀 ", max_size=8),
)
def test_places_are_code_points(before: str, other: str, behind: str) -> None:
    paragraph = f"{before}bad{behind}"
    client = Client(Server(honest_server().url, ""), "en-US")
    for paragraphs in ([paragraph], [other, paragraph], [other, other, paragraph, other]):
        for text, matches in zip(paragraphs, client.check(paragraphs), strict=True):
            assert [text[one.start : one.end] for one in matches] == (["bad"] if text == paragraph else [])


@pytest.mark.parametrize(
    "reply",
    [
        *SICK,
        pytest.param((200, "{}"), id="JSON without matches"),
        pytest.param((200, "[]"), id="JSON of another kind"),
        pytest.param((200, '{"matches": [{"offset": "x"}]}'), id="matches of another kind"),
    ],
)
def test_what_does_not_prove_itself_is_never_clean(impostor: Impostor, reply: Reply) -> None:
    impostor.behaviour = lambda text: reply
    answers = languagetool.ask(questions(3))
    assert len(answers) == 3
    for answer in answers.values():
        assert isinstance(answer, Unanswered)
        assert answer.state == "failed"
        assert "grammar engine" in answer.why
    assert not any("Paragraph" in text for text in impostor.texts), "it saw text before it was trusted"


def test_a_stranger_without_languages_is_no_engine(impostor: Impostor) -> None:
    impostor.languages = '{"hello": "world"}'
    (answer,) = languagetool.ask(questions(1)).values()
    assert isinstance(answer, Unanswered)
    assert f"no LanguageTool answers at {impostor.url}" in answer.why


def test_a_request_that_is_too_large_is_halved(impostor: Impostor) -> None:
    impostor.behaviour = lambda text: behaves(text) if text.count("Paragraph") <= 3 else (413, "Error: too long")
    answers = languagetool.ask(questions(20))
    assert all(isinstance(answer, ProseFacts) for answer in answers.values())
    assert max(text.count("Paragraph") for text in impostor.texts) == 10


def test_one_paragraph_that_cannot_be_answered_costs_no_other_its_answer(impostor: Impostor) -> None:
    impostor.behaviour = lambda text: (500, "Error") if "Paragraph 7." in text else behaves(text)
    answers = languagetool.ask(questions(20))
    unanswered = [one.subject for one, answer in answers.items() if isinstance(answer, Unanswered)]
    assert unanswered == ["Paragraph 7."]


def test_a_server_that_falls_ill_is_given_up_soon(impostor: Impostor) -> None:
    impostor.behaviour = lambda text: (500, '{"matches": []}') if "Paragraph" in text else behaves(text)
    answers = languagetool.ask(questions(300))
    assert all(isinstance(answer, Unanswered) for answer in answers.values())
    assert len(impostor.texts) < 60


def test_it_waits_for_progress_only_so_long(impostor: Impostor) -> None:
    woken = threading.Event()

    def hangs(text: str) -> Reply:
        if "Paragraph 3." in text:
            woken.wait(30)
        return behaves(text)

    impostor.behaviour = hangs
    asked = questions(40)
    began = time.monotonic()
    answers = asking.ask_all(asked, lambda: Server(impostor.url, ""), 2, lambda *one: None, Chances(), patience=1)
    woken.set()
    assert time.monotonic() - began < 10
    unanswered = {one: answer for one, answer in answers.items() if isinstance(answer, Unanswered)}
    assert asked[3] in unanswered
    assert len(unanswered) == 1, "what was in flight with it was asked again"
    assert "gave no answer for 1 seconds" in unanswered[asked[3]].why


def test_each_answer_is_told_as_soon_as_it_is_known(impostor: Impostor) -> None:
    told: list[Question] = []
    asked = questions(25)
    languagetool.ask(asked, keep=lambda question, facts: told.append(question), jobs=1)
    assert told == asked


def test_articles_left_are_told(impostor: Impostor) -> None:
    told: list[tuple[str, int, int]] = []
    world = RealWorld(Path(), Cache(None), jobs=1, progress=lambda *one: told.append(one))
    shared, *own = questions(31)
    asked = [(f"{number}.md", question) for number in range(3) for question in (shared, *own[number * 10 :][:10])]
    world.answer(asked)
    assert told == [("grammar", done, 3) for done in range(4)]
    world.answer(asked)
    assert len(told) == 4, "what is known is nothing to wait for"


def test_a_remote_server_gets_no_text_when_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", "http://grammar.example.org/")
    (answer,) = languagetool.ask(questions(1), offline=True).values()
    assert isinstance(answer, Unanswered)
    assert answer.state == "skipped"
    assert "--offline" in answer.why


def test_what_no_engine_is_for_is_said(impostor: Impostor) -> None:
    german, long = Question("prose", "Guten Tag.", "de-DE"), Question("prose", "a " * 30_000, "en-US")
    answers = languagetool.ask([german, long, *questions(1)])
    assert isinstance(answers[questions(1)[0]], ProseFacts)
    for question, state, word in (
        (german, "skipped", "German is no language of the server"),
        (long, "failed", "50,000"),
    ):
        answer = answers[question]
        assert isinstance(answer, Unanswered)
        assert answer.state == state
        assert word in answer.why


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", "http://127.0.0.1:9/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (answer,) = languagetool.ask(questions(1)).values()
    assert isinstance(answer, Unanswered)
    assert answer.state == "failed"


@given(st.lists(st.tuples(st.text(max_size=5).map(lambda s: s * 3000), st.sampled_from(["en-US", "en-GB"]))))
def test_batches_hold_every_question_once_and_one_language_each(given_: list[tuple[str, str]]) -> None:
    asked = [Question("prose", f"{n}{text}", language) for n, (text, language) in enumerate(given_)]
    made = asking.batches(asked)
    assert sorted(one for batch in made for one in batch) == sorted(asked)
    for batch in made:
        assert len({one.detail for one in batch}) == 1
        assert len(batch) <= 10
        assert len(batch) == 1 or sum(len(one.subject) for one in batch) <= 20_000


def test_a_client_says_what_went_wrong(impostor: Impostor) -> None:
    client = Client(Server(impostor.url, ""), "en-US")
    impostor.behaviour = lambda text: (200, '{"matches": []}')
    with pytest.raises(EngineError, match="overlooked a known error"):
        client.check(["Fine."])
