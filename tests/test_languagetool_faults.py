"""Whatever befalls the grammar engine, an article that was not looked at is never called clean."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import psutil
import pytest

from lint.cache import Cache
from lint.check import ProseFacts, Question, Unanswered
from lint.world import languagetool
from lint.world.door import RealWorld
from lint.world.languagetool import asking, command, keeper, probe, server, state
from lint.world.languagetool.errors import Chances
from lint.world.languagetool.server import Server
from tests.conftest import Done, Project
from tests.engine_home import current, engines, heap, rules, start_keeper, until
from tests.impostor import Impostor, Reply, behaves
from tests.test_languagetool_client import SICK

real = [pytest.mark.java, pytest.mark.xdist_group("languagetool")]
WRONG = Question("prose", "This is a apple, and she go home.", "en-US")
ARTICLE = "# The mill\n\nThe mill stands by the river. It grinds corn.\n\nIts wheel was mended in spring.\n"


# A server that lies or is sick, as the command line tells of it.


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    one = Impostor()
    yield one
    one.close()


def check(project: Project, *arguments: str, url: str = "") -> Done:
    env = {"COPYDESK_GRAMMAR_SERVER": url, "NO_PROXY": "127.0.0.1"} if url else {}
    return project.copydesk("check", "--select", "grammar", *arguments, env=env)


@pytest.mark.net
@pytest.mark.parametrize("reply", SICK)
@pytest.mark.parametrize("sick", ["from the start", "when there is text"])
def test_a_sick_server_is_told_and_never_clean(project: Project, impostor: Impostor, reply: Reply, sick: str) -> None:
    project.write({"a.md": ARTICLE})
    impostor.behaviour = lambda text: behaves(text) if sick != "from the start" and "mill" not in text else reply
    done = check(project, url=impostor.url)
    assert done.status == 3, done.out
    assert "not checked" in done.out.lower() + done.err.lower(), done.out + done.err
    report = json.loads(check(project, "--output-format", "json", url=impostor.url).out)
    assert report["summary"]["clean"] == 0
    assert {incident["state"] for incident in report["incidents"]} == {"failed"}
    lenient = check(project, "--incomplete", "warn", url=impostor.url)
    assert lenient.status == 0
    assert lenient.out == done.out, "it says the same, whatever the status"


@pytest.mark.net
def test_a_run_that_knows_all_asks_nothing(project: Project, impostor: Impostor) -> None:
    project.write({"a.md": ARTICLE})
    assert check(project, url=impostor.url).status == 0
    asked = len(impostor.texts)
    assert asked
    code = "import sys; from lint.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    line = [sys.executable, "-c", code, "check", "--select", "grammar"]
    env = {**os.environ, "COPYDESK_GRAMMAR_SERVER": impostor.url, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(line, cwd=project.root, env=env, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "lint.world.languagetool" in loaded
    assert not loaded & {"language_tool_python", "psutil", "requests", "jgo", "lint.world.languagetool.server"}
    assert len(impostor.texts) == asked


@pytest.mark.net
def test_a_server_is_replaced_once_in_a_run(impostor: Impostor) -> None:
    connected = []

    def connect() -> Server:
        connected.append(1)
        return Server(impostor.url, "")

    impostor.behaviour = lambda text: behaves(text) if "mill" not in text else (500, "Error")
    chances = Chances()
    questions = [Question("prose", f"The mill {number} turns.", "en-US") for number in range(1200)]
    for part in (questions[:600], questions[600:]):
        answers = asking.ask_all(part, connect, 2, lambda *one: None, chances)
        assert len(answers) == 600
        assert all(isinstance(answer, Unanswered) and answer.state == "failed" for answer in answers.values())
    assert len(connected) == 2


@pytest.mark.net
def test_what_was_answered_before_an_interruption_is_kept(
    tmp_path: Path, impostor: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", impostor.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def interrupt(what: str, done: int, total: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    asked = [(f"{number}.md", Question("prose", f"The mill {number} turns.", "en-US")) for number in range(100)]
    cache, before = Cache(tmp_path), threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        RealWorld(tmp_path, cache, jobs=1, progress=interrupt).answer(asked)
    cache.close()
    assert until(lambda: threading.active_count() <= before), "what was under way has come to its end"
    impostor.texts.clear()
    answers = RealWorld(tmp_path, Cache(tmp_path), jobs=1).answer(asked)
    assert len(answers) == 100
    assert sum(text.count("The mill") for text in impostor.texts) <= 71


# From here on, with the real engine.


def running_keeper(*options: str) -> subprocess.Popen[bytes]:
    one = start_keeper(*options)
    assert until(lambda: server.running() is not None, 60)
    return one


def long_text(words: int) -> str:
    """Return much text without any repetition, which takes much memory to look through."""
    sentences = (
        f"The {number}th mill of the old valley grinds the corn of farmer {number}." for number in range(words // 12)
    )
    return " ".join(sentences)


class TestReal:
    """Each with a server that is killed, starved or impersonated."""

    pytestmark = real

    def test_odd_articles_are_answered_or_told(self, project: Project, home: Path) -> None:
        wrong = "\n\nThis is a apple.\n"
        project.write(
            {
                "one-character.md": "a" * 49_000 + wrong,
                "control.md": b"The mill \x01\x02\x07\x1b[31m\x7f\xc2\x85 stands." + wrong.encode(),
                "nul.md": b"The mill \x00 stands." + wrong.encode(),
                "surrogates.md": b"The mill \xed\xa0\x80\xed\xb0\x80 stands &#xD800;&#xDFFF; here." + wrong.encode(),
                "right-to-left.md": "הטחנה עומדת ליד הנהר, \u202eand this\u202c too. This is a apple, שלום." + wrong,
                "emoji.md": "Look: 👩‍👩‍👧‍👦" * 2_000 + wrong,
                "signs.md": "Look: " + '"' * 1_900 + wrong,
                "separators.md": "The mill\u2028stands\u2029by the\u0085river." + wrong,
                "words.md": "mill " * 9_900 + wrong,
                "huge.md": "The mill stands by the river. " * 35_000 + wrong,
            }
        )
        done = check(project, "--output-format", "json")
        report = done.report
        found = {one["path"]: [hit["quote"] for hit in one["findings"]] for one in report["articles"]}
        assert set(found) == {file.name for file in project.root.glob("*.md")}
        assert {path for path, quotes in found.items() if "a" not in quotes} == {"nul.md"}, found
        failed = sorted((one["path"], one["count"], one["why"]) for one in report["incidents"])
        assert done.status == 3
        told = [(path, count, re.search(r"2,000|50,000|not a text|not UTF-8", why)) for path, count, why in failed]
        assert sorted((path, count, why[0]) for path, count, why in told if why) == [
            ("emoji.md", 1, "2,000"),
            ("huge.md", 1, "50,000"),
            ("nul.md", 1, "not a text"),
            ("surrogates.md", 1, "not UTF-8"),
            ("words.md", 1, "2,000"),
        ], failed
        assert len(engines()) == 1

    def test_a_server_that_runs_out_of_memory_is_replaced_by_a_larger_one(self, stopped: Path) -> None:
        state.touch()
        with running_keeper("--heap", "150") as one:
            first = current()
            asked = [Question("prose", f"{number}: {long_text(8_000)[:49_000]}", "en-US") for number in range(2)]
            answers = languagetool.ask([*asked, WRONG])
            assert one.wait(30) == 0
        assert rules(answers[WRONG])
        assert all(isinstance(answer, ProseFacts) for answer in answers.values()), answers.values()
        assert current().pid != first.pid
        assert heap() == 2 * command.heap()
        assert state.file("grown").exists()

    def test_a_server_that_never_has_enough_memory_is_given_up(
        self, stopped: Path, monkeypatch: pytest.MonkeyPatch, project: Project
    ) -> None:
        monkeypatch.setenv("_JAVA_OPTIONS", "-Xmx132m")  # it overrules the command line
        texts = {f"{number}.md": f"{number}: {long_text(8_000)[:49_000]}\n" for number in range(3)}
        done = check(project.write(texts))
        assert done.status == 3, done.out
        assert "grammar" in done.out
        assert until(lambda: not engines())

    def test_a_log_is_cut(self, stopped: Path) -> None:
        languagetool.ask([WRONG])
        port, log = current().port, state.file("log")
        largest = 0
        while largest <= keeper.LOG:
            probe.get(port, f"check?language=en-US&text=a&data={'x' * 4_000}", 5)
            largest = max(largest, log.stat().st_size)
        assert until(lambda: log.stat().st_size < keeper.LOG / 2), "it was never cut"
        assert rules(languagetool.ask([WRONG])[WRONG])
        assert b"\0" not in log.read_bytes(), "it goes on where it was cut"

    def test_a_clock_that_jumps_ends_nothing(self, stopped: Path) -> None:
        used = state.file("used")
        state.touch()
        with running_keeper("--idle", "3") as one:
            for jump in (1e9, -1e9, 0, 2e9, -3e8):
                now = time.time() + jump
                os.utime(used, (now, now))
                time.sleep(1.5)
            assert one.poll() is None, "it was in use"
            assert one.wait(20) == 0, "nobody used it, whatever the clock says"
        assert not engines()

    @pytest.mark.parametrize("left", ["nonsense", "another's", "of no port", "half", "of long ago"])
    def test_a_stale_state_file_is_no_obstacle(self, stopped: Path, left: str) -> None:
        languagetool.ask([WRONG])
        known = current()
        languagetool.stop()
        content = {
            "nonsense": b"\xff\x00 what?",
            "another's": msgspec.json.encode(msgspec.structs.replace(known, pid=os.getpid(), keeper=os.getppid())),
            "of no port": msgspec.json.encode(msgspec.structs.replace(known, port=99_999_999)),
            "half": msgspec.json.encode(known)[:20],
            "of long ago": msgspec.json.encode(known),
        }
        state.file("json").write_bytes(content[left])
        assert rules(languagetool.ask([WRONG])[WRONG]) == ["EN_A_VS_AN", "HE_VERB_AGR"]
        assert psutil.pid_exists(os.getppid()), "a stranger was killed"
        assert len(engines()) == 1

    def test_another_version_at_the_remembered_address_is_not_asked(self, stopped: Path) -> None:
        languagetool.ask([WRONG])
        remembered = current()
        languagetool.stop()
        assert until(lambda: not engines())
        seen: list[str] = []

        class Older(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                seen.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._reply()

            def _reply(self) -> None:
                body = b'{"software": {"name": "LanguageTool", "version": "5.2"}, "matches": []}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        older = HTTPServer(("127.0.0.1", remembered.port), Older)
        threading.Thread(target=older.serve_forever, args=(0.05,), daemon=True).start()
        try:
            state.write(remembered)
            assert rules(languagetool.ask([WRONG])[WRONG])
            assert current().port != remembered.port
            assert not seen
        finally:
            older.shutdown()
            older.server_close()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to be two users")
    def test_another_users_process_is_not_believed(self, stopped: Path) -> None:
        languagetool.ask([WRONG])
        known = current()
        languagetool.stop()
        assert until(lambda: not engines())
        code = (
            "import os, sys, http.server as h; os.setuid(int(sys.argv[2]))\n"
            "h.HTTPServer(('127.0.0.1', int(sys.argv[1])), h.BaseHTTPRequestHandler).serve_forever()"
        )
        for user, believed in ((0, True), (65534, False)):
            line = [sys.executable, "-c", code, str(known.port), str(user), str(state.file("properties"))]
            with subprocess.Popen(line, stderr=subprocess.DEVNULL) as other:
                try:
                    claimed = msgspec.structs.replace(known, pid=other.pid)
                    believed_now = until(lambda claimed=claimed: state.is_ours(claimed), 5)  # type: ignore[misc]
                    assert believed_now == believed
                finally:
                    other.kill()

    @pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
    def test_no_engine_outlives_its_keeper(self, project: Project, stopped: Path) -> None:
        """Not even where the keeper is killed in the middle of a run, and the engine is frozen."""
        languagetool.ask([WRONG])
        known = current()
        os.kill(known.pid, signal.SIGSTOP)
        os.kill(known.keeper, signal.SIGKILL)
        os.kill(known.pid, signal.SIGCONT)
        assert until(lambda: not psutil.pid_exists(known.pid) or known.pid not in {one.pid for one in engines()}, 30)
        assert check(project.write({"a.md": "This is a apple.\n"})).status == 1
        assert len(engines()) == 1
