"""A few questions are answered by the keeper, which holds the wrapper; whatever ails it, the answers are the same."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from lint.check import ProseFacts, Question, Unanswered
from lint.world import languagetool
from lint.world.languagetool import asking, command, doorway, parameters, provision, server, state
from lint.world.languagetool.errors import Chances
from lint.world.languagetool.java import find_java
from lint.world.languagetool.keeper import free_port
from tests.engine_home import current, rules, until

pytestmark = [
    pytest.mark.java,
    pytest.mark.xdist_group("languagetool"),
    pytest.mark.skipif(not doorway.HAS_DOORS, reason="needs sockets that are files"),
]

WRONG = Question("prose", "This is a apple, and she go home.", "en-US")
FOUND = ["EN_A_VS_AN", "HE_VERB_AGR"]


@pytest.fixture
def door(home: Path) -> Path:
    """Return the door of a keeper that answers."""
    server.connect()
    assert until(lambda: bool(list(doorway.ask([WRONG], languagetool.engine_id()))))
    return state.file("door")


def directly(questions: list[Question]) -> dict[Question, ProseFacts | Unanswered]:
    return asking.ask_all(questions, server.connect, 2, lambda *one: None, Chances())


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def new(text: str = "This is a apple") -> Question:
    """Return a question that was never asked before."""
    return Question("prose", f"{text}, and it is number {random.random()}.", "en-US")


def test_who_asks_a_little_loads_no_wrapper(door: Path) -> None:
    code = (
        "import sys; from lint.world import languagetool; from lint.check import Question\n"
        f"answer = languagetool.ask([q := Question('prose', {WRONG.subject!r}, 'en-US')])[q]\n"
        "print(*(one.rule for one in answer.matches))\n"
        "print(*sorted({'language_tool_python', 'requests', 'psutil', 'http.client'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == [" ".join(FOUND), ""]


def test_the_same_is_found_as_by_asking_directly(door: Path) -> None:
    texts = ["👩‍👩‍👧 𝒳: this is a apple 🍎, שלום a apple.", "", " ", "There are three of them,", "The colour is gray."]
    texts += [f"In {1000 + number} there was a apple on tree {number}." for number in range(17)]
    asked = [Question("prose", text, language) for text in texts for language in ("en-US", "en-GB")]
    told = dict(doorway.ask(asked, languagetool.engine_id()))
    assert list(told) == sorted(asked, key=lambda one: one.detail)
    assert told == directly(asked)
    assert [rules(told[one]) for one in asked[-2:]] == [["EN_A_VS_AN"]] * 2


def test_what_no_message_can_hold_is_asked_directly(door: Path) -> None:
    half = Question("prose", "This is a apple \ud800.", "en-US")
    assert not list(doorway.ask([half], languagetool.engine_id()))
    assert rules(languagetool.ask([half, WRONG])[half]) == ["EN_A_VS_AN"]


def test_much_is_asked_directly(door: Path) -> None:
    for much in ([new() for _ in range(51)], [new("A long way. " * 2_000)]):
        assert not list(doorway.ask(much, languagetool.engine_id()))


def test_another_release_gets_no_answer(door: Path) -> None:
    assert not list(doorway.ask([WRONG], "LanguageTool of other rules"))


def test_those_who_say_nothing_keep_nobody_waiting(door: Path) -> None:
    stuck = []
    for number in range(40):
        one = socket.socket(socket.AF_UNIX)
        one.connect(str(door))
        one.sendall(b"\x00\x00\x10\x00half"[: number % 9])
        stuck.append(one)
    try:
        assert seconds(lambda: languagetool.ask([new()])) < doorway.PATIENCE / 2
        assert list(doorway.ask([WRONG], languagetool.engine_id())), "the keeper answered"
    finally:
        for one in stuck:
            one.close()


@pytest.mark.parametrize(
    "said", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", b"\x00\x00\x00\x01\xc0", b"GET / HTTP/1.1"]
)
def test_nonsense_harms_nobody(door: Path, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(door))
        one.sendall(said)
        one.shutdown(socket.SHUT_WR)
        one.settimeout(doorway.PATIENCE)
        with suppress(ConnectionResetError):  # of what was not read
            assert one.recv(10) == b""
    assert list(doorway.ask([WRONG], languagetool.engine_id()))


def test_many_at_once_are_all_answered(door: Path) -> None:
    asked = [[new() for _ in range(5)] for _ in range(12)]
    told: list[dict[Question, ProseFacts]] = []
    engine = languagetool.engine_id()
    threads = [
        threading.Thread(target=lambda some=some: told.append(dict(doorway.ask(some, engine)))) for some in asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(one) for one in told) == [5] * 12
    assert all(rules(facts) == ["EN_A_VS_AN"] for one in told for facts in one.values())


def test_a_keeper_that_hangs_is_passed_by(door: Path) -> None:
    keeper = current().keeper
    os.kill(keeper, signal.SIGSTOP)
    try:
        assert "EN_A_VS_AN" in rules(languagetool.ask([question := new()])[question])
    finally:
        os.kill(keeper, signal.SIGCONT)


def test_a_server_that_hangs_is_replaced(door: Path) -> None:
    first = current()
    os.kill(first.pid, signal.SIGSTOP)
    taken = seconds(lambda: rules(languagetool.ask([question := new()])[question]))
    assert taken < 40
    assert current().pid != first.pid


def test_a_keeper_that_was_killed_leaves_a_door_to_nobody(door: Path) -> None:
    first = current()
    os.kill(first.keeper, signal.SIGKILL)
    assert until(lambda: not psutil.pid_exists(first.pid))
    assert door.is_socket()
    assert rules(languagetool.ask([WRONG])[WRONG]) == FOUND
    assert current().keeper != first.keeper


def test_nothing_of_the_door_is_left(door: Path) -> None:
    languagetool.stop()
    assert not door.exists()


def test_a_door_that_others_could_have_made_is_passed_by(home: Path) -> None:
    """A liar at the door, who finds nothing wrong: in a folder that all may enter nobody believes it."""
    languagetool.stop()
    door, asked = state.file("door"), []
    door.unlink(missing_ok=True)

    def lie(listening: socket.socket) -> None:
        while True:
            connection, _ = listening.accept()
            with connection:
                asked.append(doorway.receive(connection, doorway.Asked))
                doorway.send(connection, doorway.Told("6.8", ((),)))

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(door))
        listening.listen()
        threading.Thread(target=lie, args=(listening,), daemon=True).start()
        door.parent.chmod(0o755)
        try:
            assert rules(languagetool.ask([WRONG])[WRONG]) == FOUND
            assert not asked
        finally:
            door.parent.chmod(0o700)
            languagetool.stop()


def test_what_is_left_out_is_always_named_in_the_same_order() -> None:
    """A server keeps a pipeline for each order: the processes of a day would fill its memory."""
    code = (
        "from lint.world.languagetool import parameters\n"
        "print(*(','.join(some) for some in parameters.disabled('en-US')))"
    )
    said = {
        subprocess.check_output([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": str(seed)})
        for seed in range(5)
    }
    assert len(said) == 1
    categories, disabled = parameters.disabled("en-US")
    assert len(categories) + len(disabled) == sum(len(part.split(b",")) for part in next(iter(said)).split())


def test_a_server_without_our_own_rules_says_so(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Question("prose", "This is one of the reason for the long delay.", "en-US")
    for jars, found in ((provision.class_path(), False), (command.class_path(tmp_path), True)):
        port = free_port()
        line = command.command(find_java(), jars, tmp_path / "properties", port)
        with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
            monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", f"http://127.0.0.1:{port}/")
            try:
                assert until(lambda port=port: _listens(port), 60)  # type: ignore[misc]  # bound by its default
                answers = languagetool.ask([WRONG, own])
            finally:
                one.kill()
        assert rules(answers[WRONG]) == FOUND
        assert any(rule.startswith("COPYDESK_") for rule in rules(answers[own])) == found
        doubts = [languagetool.doubt(facts) for facts in answers.values() if isinstance(facts, ProseFacts)]
        assert [doubt is None for doubt in doubts] == [found] * 2


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((command.LOOPBACK, port)) == 0
