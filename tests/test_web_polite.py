"""How the client treats hosts, names, the network and an impatient user."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from lint.check import Answer, Question, Unanswered, WebFacts
from lint.world import names, web
from tests import faulty_server as faulty
from tests.conftest import ROOT
from tests.faulty_server import HTML, PNG, Asked, Server, redirect, reply, serving

QUICK = {"interval": 0.0, "again_after": 0.02, "max_wait": 0.3, "deadline": 3.0, "look_up": 0.5}


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], list[str]]:
    """Let names lead to addresses, or to an error's name; return the names that were looked up."""

    def give(table: dict[str, str]) -> list[str]:
        asked: list[str] = []

        def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
            asked.append(host)
            found = table.get(host.rstrip("."), "EAI_NONAME")
            if found == "hang":
                time.sleep(30)
            if found.startswith("EAI_"):
                raise socket.gaierror(getattr(socket, found), found)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in found.split()]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return give


def settings(server: Server, *hosts: str, **changed: float) -> web.WebSettings:
    allowed = tuple(f"{host}:{server.port}" for host in (hosts or ("127.0.0.1",)))
    return web.WebSettings(allow_private=allowed, **{**QUICK, **changed})  # type: ignore[arg-type]


def images(server: Server, paths: list[str], host: str = "127.0.0.1") -> list[Question]:
    return [Question("url", server.url(path, host), "image") for path in paths]


def outcome(answer: Answer) -> str:
    return answer.outcome if isinstance(answer, WebFacts) else answer.state  # type: ignore[union-attr]


def _fine(_: Asked, __: int) -> bytes:
    time.sleep(0.02)
    return reply(PNG)


def test_a_host_sees_no_more_requests_at_once_than_it_should() -> None:
    with serving(_fine) as server:
        web.ask(images(server, [f"/{n}" for n in range(40)]), settings=settings(server, per_host=3))
        assert len(server.asked) == 40
        assert 2 <= server.most_at_once <= 3


def test_requests_to_a_host_keep_their_distance() -> None:
    with serving(_fine) as server:
        web.ask(images(server, [f"/{n}" for n in range(10)]), settings=settings(server, interval=0.05))
        times = sorted(one.at for one in server.asked)
        assert times[-1] - times[0] >= 9 * 0.05 * 0.9


def test_a_slow_host_does_not_hold_the_others_back(resolve: Callable[[dict[str, str]], list[str]]) -> None:
    def answers(asked: Asked, _: int) -> bytes:
        if asked.headers["host"].startswith("busy"):
            return reply(status="429 Too Many Requests", Retry_After="60")
        return reply(PNG)

    resolve({"busy.corp": "127.0.0.1", "idle.corp": "127.0.0.1"})
    done: list[str] = []
    with serving(answers) as server:
        questions = images(server, [f"/{n}" for n in range(10)], "busy.corp")
        questions += images(server, [f"/{n}" for n in range(10)], "idle.corp")
        web.ask(
            questions,
            settings=settings(server, "busy.corp", "idle.corp", in_flight=2, max_wait=1.5, deadline=5.0, strikes=2),
            keep=lambda question, _: done.append(urlsplit(question.subject).hostname or ""),
        )
    assert done[:10] == ["idle.corp"] * 10


def test_a_host_that_asks_for_patience_gets_it_and_is_asked_again() -> None:
    started = time.monotonic()

    def answers(_: Asked, __: int) -> bytes:
        early = time.monotonic() - started < 0.25
        return reply(status="429 Too Many Requests", Retry_After="86400") if early else reply(PNG)

    with serving(answers) as server:
        found = web.ask(images(server, [f"/{n}" for n in range(30)]), settings=settings(server, per_host=4))
        assert {outcome(answer) for answer in found.values()} == {"answered"}
        assert {getattr(answer, "status", 0) for answer in found.values()} == {200}
        assert len(server.asked) <= 30 + 8  # one burst was refused, not every address


def test_a_host_that_never_gives_in_is_left_alone() -> None:
    with serving(lambda *_: reply(status="429 Too Many Requests")) as server:
        started = time.monotonic()
        limits = settings(server, per_host=4, max_wait=0.05, strikes=3)
        found = web.ask(images(server, [f"/{n}" for n in range(200)]), settings=limits)
        assert time.monotonic() - started < 5
        assert len(server.asked) < 30
    left = [answer for answer in found.values() if isinstance(answer, Unanswered)]
    assert len(left) > 150
    assert {(one.state, one.what) for one in left} == {("skipped", "remote addresses")}
    assert all(web.verdict(answer) == "blocked" for answer in found.values() if isinstance(answer, WebFacts))


def test_a_host_that_hangs_costs_a_few_timeouts_and_not_hundreds() -> None:
    with serving(lambda *_: faulty.drip(0.05)) as server:
        started = time.monotonic()
        limits = settings(server, per_host=4, deadline=0.3, strikes=3)
        found = web.ask(images(server, [f"/{n}" for n in range(200)]), settings=limits)
        assert time.monotonic() - started < 3
    assert sorted({outcome(answer) for answer in found.values()}) == ["skipped", "timeout"]


def test_no_run_turns_red_by_chance_and_every_planted_404_is_found() -> None:
    """One request in twenty fails, in one of four ways."""

    def answers(asked: Asked, nth: int) -> bytes | None:
        path = urlsplit(asked.path).path
        dice = zlib.crc32(f"{asked.path} {nth}".encode()) % 80
        if dice < 4:
            return (None, reply(status="500 Oops"), reply(HTML, "404 Not Found"), reply(status="503 Busy"))[dice]
        return reply(HTML, "404 Not Found") if path.startswith("/planted") else reply(PNG)

    with serving(answers) as server:
        paths = [f"/fine/{n}" for n in range(570)] + [f"/planted/{n}" for n in range(30)]
        found = web.ask(images(server, paths), settings=settings(server, per_host=16))
    verdicts = {
        urlsplit(one.subject).path: web.verdict(answer) for one, answer in found.items() if isinstance(answer, WebFacts)
    }
    broken = {path for path, verdict in verdicts.items() if verdict in ("broken", "refused")}
    assert broken == {f"/planted/{n}" for n in range(30)}


def test_a_name_is_looked_up_once_and_a_missing_one_twice(resolve: Callable[[dict[str, str]], list[str]]) -> None:
    asked = resolve({"a.corp": "127.0.0.1"})
    with serving(_fine) as server:
        questions = images(server, ["/1", "/2", "/3"], "a.corp")
        questions += [Question("url", f"https://gone.example/{n}", "image") for n in range(3)]
        web.ask(questions, settings=settings(server, "a.corp"))
    assert sorted(asked) == ["a.corp", "gone.example.", "gone.example."]


@pytest.mark.parametrize(
    ("found", "told", "why"),
    [
        ("127.0.0.1", "forbidden", "private or reserved"),
        ("169.254.169.254", "forbidden", "private or reserved"),
        ("8.8.8.8 10.0.0.1", "forbidden", "private or reserved"),
        ("EAI_AGAIN", "failed", "no network"),
        ("EAI_FAIL", "failed", "no network"),
        ("EAI_NONAME", "failed", "no network"),
        ("hang", "failed", "no network"),
    ],
)
def test_what_a_name_leads_to(resolve: Callable[[dict[str, str]], list[str]], found: str, told: str, why: str) -> None:
    resolve({"pictures.example": found})
    question = Question("url", "https://pictures.example/a.png", "image")
    started = time.monotonic()
    answer = web.ask([question], settings=web.WebSettings(**QUICK))[question]  # type: ignore[arg-type]
    assert time.monotonic() - started < 2
    assert outcome(answer) == told
    assert why in answer.why


def test_the_socket_itself_refuses_private_addresses(
    resolve: Callable[[dict[str, str]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the look-up were deceived, no connection comes about."""
    monkeypatch.setattr(names, "is_public", lambda _: True)
    resolve({"pictures.example": "127.0.0.1", "other.corp": "127.0.0.1"})
    with serving(_fine) as server:
        monkeypatch.setattr("lint.world.guard.PORTS", {server.port})
        question = images(server, ["/a.png"], "pictures.example")[0]
        answer = web.ask([question], settings=web.WebSettings(**QUICK))[question]  # type: ignore[arg-type]
        assert outcome(answer) == "forbidden"
        assert server.asked == []


def test_what_a_house_allows_is_allowed_under_that_name_only(resolve: Callable[[dict[str, str]], list[str]]) -> None:
    resolve({"wiki.corp": "127.0.0.1", "evil.example": "127.0.0.1"})

    def answers(asked: Asked, _: int) -> bytes:
        host = asked.headers["host"]
        return redirect(f"http://evil.example:{host.partition(':')[2]}/") if asked.path == "/away" else reply(PNG)

    with serving(answers) as server:
        good, away = images(server, ["/a.png", "/away"], "wiki.corp")
        [evil] = images(server, ["/a.png"], "evil.example")
        found = web.ask([good, away, evil], settings=settings(server, "wiki.corp"))
    assert [outcome(found[one]) for one in (good, away, evil)] == ["answered", "forbidden", "forbidden"]


NO_NAME = web.Result(WebFacts("no-name"), "gone.example", unreached=True)
QUESTION = Question("url", "https://gone.example/a.png", "image")


@pytest.mark.parametrize(
    ("result", "reached", "told"),
    [
        (NO_NAME, web.Reached(), "failed"),
        (NO_NAME, web.Reached({"gone.example"}), "failed"),
        (NO_NAME, web.Reached(private={"wiki.corp"}), "failed"),
        (NO_NAME, web.Reached({"pictures.example"}), "no-name"),
        (web.Result(WebFacts("refused"), "shut.example", unreached=True), web.Reached({"a.example"}), "refused"),
        (web.Result(WebFacts("refused"), "shut.corp", True, True), web.Reached(private={"wiki.corp"}), "refused"),
        (web.Result(WebFacts("refused"), "shut.corp", True, True), web.Reached(private={"shut.corp"}), "failed"),
        (web.Result(WebFacts("timeout"), "slow.example", unreached=False), web.Reached(), "timeout"),
        (web.Result(None, "busy.example"), web.Reached({"busy.example"}), "skipped"),
    ],
)
def test_without_a_network_nothing_is_broken(result: web.Result, reached: web.Reached, told: str) -> None:
    assert outcome(web.settle({QUESTION: result}, reached, {})[QUESTION]) == told


def test_no_network_is_one_incident_that_names_the_proxy_and_no_secret(
    resolve: Callable[[dict[str, str]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:hush@proxy.example:3128")
    resolve({"c.example": "EAI_AGAIN"})
    questions = [Question("url", f"https://{host}.example/{n}", "image") for host in "abc" for n in range(3)]
    found = set(web.ask(questions, settings=web.WebSettings(**QUICK)).values())  # type: ignore[arg-type]
    assert len(found) == 1
    incident = found.pop()
    assert isinstance(incident, Unanswered)
    assert incident.state == "failed"
    assert "HTTPS_PROXY" in incident.why
    assert "--offline" in incident.why
    assert "hush" not in incident.why


def test_a_known_good_address_is_asked_where_nothing_else_vouches(
    resolve: Callable[[dict[str, str]], list[str]],
) -> None:
    resolve({"wiki.corp": "127.0.0.1"})
    with serving(_fine) as server:
        [dead] = images(server, ["/a.png"], "gone.corp")
        limits = settings(server, "wiki.corp", "gone.corp")
        alone = web.ask([dead], settings=limits)
        vouched = web.ask([dead], settings=limits, witnesses=[server.url("/ok", "wiki.corp")])
    assert (outcome(alone[dead]), outcome(vouched[dead])) == ("failed", "no-name")


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_an_interruption_stops_at_once_and_keeps_what_was_finished() -> None:
    def answers(asked: Asked, _: int) -> bytes | Iterator[bytes]:
        return reply(PNG) if asked.path < "/5" else faulty.drip()

    code = """
        import sys
        from lint.check import Question
        from lint.world import web
        port = sys.argv[1]
        questions = [Question("url", f"http://127.0.0.1:{port}/{n}", "image") for n in range(10)]
        limits = web.WebSettings(allow_private=(f"127.0.0.1:{port}",), interval=0, deadline=60)
        try:
            web.ask(questions, settings=limits, keep=lambda question, _: print(question.subject[-1], flush=True))
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """
    with serving(answers) as server:
        run = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(server.port)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert run.stdout
        finished = {run.stdout.readline().strip() for _ in range(5)}
        started = time.monotonic()
        run.send_signal(signal.SIGINT)
        rest, _ = run.communicate(timeout=20)
        assert time.monotonic() - started < 1.5
    assert finished == set("01234")
    assert rest.split() == ["stopped"]


def test_importing_the_client_costs_nothing() -> None:
    code = "import sys, lint.world.web, lint.world.disk; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert not {"asyncio", "aiohttp", "socket", "ssl", "PIL", "urllib.request"} & set(run.stdout.split())
