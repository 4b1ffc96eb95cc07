"""The web client against a real server that misbehaves."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from lint.check import Question, Unanswered, WebFacts
from lint.world import web
from tests import faulty_server as faulty
from tests.faulty_server import HTML, PNG, Asked, Server, picture, redirect, reply, serving

JPEG = picture("jpeg", (700, 500))
BOMB = gzip.compress(b"\0" * 50_000_000)


def _answers(asked: Asked, nth: int) -> bytes | Iterator[bytes] | None:
    path = urlsplit(asked.path).path
    if path in DEPENDING:
        return DEPENDING[path](asked, nth)
    return ANSWERS.get(path, reply(HTML, "404 Not Found", "text/html"))


def _hops(asked: Asked, _: int) -> bytes:
    left = int(faulty.query(asked, "left"))
    return redirect(f"/hops?left={left - 1}") if left else reply(PNG)


def _ranged(asked: Asked, body: bytes) -> bytes:
    if "range" not in asked.headers:
        return reply(body, kind="image/jpeg")
    first, last = map(int, asked.headers["range"].removeprefix("bytes=").split("-"))
    part = body[first : last + 1]
    total = f"bytes {first}-{first + len(part) - 1}/{len(body)}"
    return reply(part, "206 Partial Content", "image/jpeg", Content_Range=total)


def _silence() -> Iterator[bytes]:
    while True:
        yield b""
        time.sleep(0.1)


DEPENDING: dict[str, Callable[[Asked, int], bytes | Iterator[bytes]]] = {
    "/late.png": lambda _, nth: reply(HTML, "404 Not Found") if nth == 1 else reply(PNG),
    "/to": lambda asked, _: redirect(faulty.query(asked, "to")),
    "/hops": _hops,
    "/no-head.png": lambda asked, _: reply(PNG) if asked.method == "GET" else reply(status="405 Not Allowed"),
    "/range.png": lambda asked, _: _ranged(asked, JPEG),
    "/no-range.png": lambda asked, _: reply(status="416 Not Satisfiable") if "range" in asked.headers else reply(),
    "/drip.png": lambda _, __: faulty.drip(),
    "/endless.png": lambda _, __: faulty.endless(),
    "/headers": lambda _, __: faulty.many_headers(),
    "/hang": lambda _, __: _silence(),
}
ANSWERS: dict[str, bytes | None] = {
    "/ok.png": reply(PNG),
    "/big.jpg": reply(JPEG, kind="image/jpeg"),
    "/html.png": reply(HTML),
    "/page": reply(HTML, kind="text/html; charset=utf-8"),
    "/gif": reply(picture("gif"), kind="text/plain"),
    "/svg": reply(b"<?xml version='1.0'?>\n<!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>", kind="image/svg+xml"),
    "/no-type": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nGIF8",
    "/unknown": reply(b"\1\2\0\3" * 30, kind="image/x-new"),
    "/empty.png": reply(),
    "/nothing.png": reply(status="204 No Content"),
    "/cut.png": reply(PNG[:-300]),
    "/cut.webp": reply(picture("webp")[:-80], kind="image/webp"),
    "/short.png": reply(PNG[:200], size=len(PNG)),
    "/packed.svg": reply(gzip.compress(b"<svg/>"), kind="image/svg+xml", Content_Encoding="gzip"),
    "/bomb.png": reply(BOMB, Content_Encoding="gzip"),
    "/deflated.png": reply(zlib.compress(PNG), Content_Encoding="deflate"),
    "/brotli.png": reply(b"\x0b\x02\x80abc\x03", Content_Encoding="br"),
    "/gone": reply(status="410 Gone"),
    "/cookie": reply(status="302 Found", Location="/ok.png", Set_Cookie="id=1; Path=/"),
    "/forbidden": reply(status="403 Forbidden"),
    "/wall": reply(status="999 Request Denied"),
    "/error": reply(status="500 Internal Server Error"),
    "/loop": redirect("/loop"),
    "/nowhere": reply(status="302 Found"),
    "/long-line": reply(PNG, X_Padding="a" * 9000),
    "/closed": None,
    "/garbage": b"\0\1\2 what is this?\r\n\r\n",
    "/bad-status": b"HTTP/1.1 two hundred\r\n\r\n",
    "/bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "/escape": reply(PNG, kind="image/png\x1b[31m; x=\x07"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(_answers) as running:
        yield running


def limits(server: Server, **changed: float) -> web.WebSettings:
    given: dict[str, float] = {
        "interval": 0.0,
        "again_after": 0.02,
        "max_wait": 0.2,
        "deadline": 1.2,
        "head": 0.4,
        **changed,
    }
    return web.WebSettings(allow_private=(f"127.0.0.1:{server.port}",), **given)  # type: ignore[arg-type]


def ask(server: Server, path: str, detail: str = "image") -> WebFacts:
    question = Question("url", server.url(path), detail)
    answer = web.ask([question], settings=limits(server))[question]
    assert isinstance(answer, WebFacts), answer
    return answer


@pytest.mark.parametrize(
    ("path", "image", "problem"),
    [
        ("/ok.png", "png", ""),
        ("/big.jpg", "jpeg", ""),
        ("/range.png", "jpeg", ""),
        ("/gif", "gif", ""),
        ("/svg", "svg", ""),
        ("/late.png", "png", ""),
        ("/no-head.png", "png", ""),
        ("/endless.png", "png", ""),
        ("/packed.svg", "svg", ""),
        ("/deflated.png", "png", ""),
        ("/brotli.png", "", ""),
        ("/unknown", "", ""),
        ("/escape", "png", ""),
        ("/html.png", "", "not-an-image"),
        ("/page", "", "not-an-image"),
        ("/no-type", "", "not-an-image"),
        ("/bomb.png", "", "not-an-image"),
        ("/empty.png", "", "empty"),
        ("/nothing.png", "", "empty"),
        ("/no-range.png", "", "empty"),
        ("/cut.png", "png", "truncated"),
        ("/cut.webp", "webp", "truncated"),
    ],
)
def test_the_first_bytes_say_what_an_image_is(server: Server, path: str, image: str, problem: str) -> None:
    facts = ask(server, path)
    assert (facts.outcome, facts.image, facts.problem) == ("answered", image, problem)
    assert 200 <= facts.status < 300


@pytest.mark.parametrize(
    ("path", "outcome", "status", "verdict"),
    [
        ("/ok.png", "answered", 200, "ok"),
        ("/html.png", "answered", 200, "ok"),
        ("/late.png", "answered", 200, "ok"),
        ("/missing", "answered", 404, "broken"),
        ("/gone", "answered", 410, "broken"),
        ("/forbidden", "answered", 403, "blocked"),
        ("/wall", "answered", 999, "blocked"),
        ("/error", "answered", 500, "transient"),
        ("/nowhere", "answered", 302, "blocked"),
        ("/loop", "redirects", 0, "blocked"),
        ("/headers", "garbled", 0, "transient"),
        ("/long-line", "garbled", 0, "transient"),
        ("/short.png", "garbled", 0, "transient"),
        ("/garbage", "garbled", 0, "transient"),
        ("/bad-status", "garbled", 0, "transient"),
        ("/bad-length", "garbled", 0, "transient"),
        ("/closed", "unreachable", 0, "transient"),
        ("/drip.png", "timeout", 0, "transient"),
        ("/hang", "timeout", 0, "transient"),
    ],
)
def test_every_answer_has_a_verdict_within_the_deadline(
    server: Server, path: str, outcome: str, status: int, verdict: str
) -> None:
    started = time.monotonic()
    facts = ask(server, path)
    assert time.monotonic() - started < 3.0
    assert (facts.outcome, facts.status, web.verdict(facts)) == (outcome, status, verdict)
    assert (web.doubt(facts) is None) == (verdict in ("ok", "broken"))
    assert web.shelf_life(facts) == (7 * 24 * 3600 if verdict == "ok" and not facts.problem else 0)


@pytest.mark.parametrize(("path", "verdict"), [("/page", "ok"), ("/no-head.png", "ok"), ("/missing", "broken")])
def test_a_link_is_asked_by_head_first(server: Server, path: str, verdict: str) -> None:
    server.asked.clear()
    facts = ask(server, path, "link")
    assert web.verdict(facts) == verdict
    assert server.asked[0].method == "HEAD"
    assert server.count(path)["GET"] == {"/page": 0, "/no-head.png": 1, "/missing": 2}[path]
    assert (facts.image, facts.problem) == ("", "")


def test_a_no_is_asked_a_second_time(server: Server) -> None:
    for path in ("/missing", "/gone"):
        server.asked.clear()
        ask(server, path)
        assert server.count(path)["GET"] == 2


def test_no_more_than_the_first_bytes_are_asked_for_and_read(server: Server) -> None:
    server.asked.clear()
    ask(server, "/range.png")
    asked = server.asked[0]
    assert asked.headers["range"] == "bytes=0-65535"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["accept"].startswith("image/")
    assert asked.headers["user-agent"].startswith("copydesk/")


def test_redirects_are_followed_five_times_and_no_more(server: Server) -> None:
    facts = ask(server, "/hops?left=5")
    assert (facts.status, web.verdict(facts)) == (200, "moved")
    assert facts.final_url == server.url("/hops?left=0")
    assert ask(server, "/hops?left=6").outcome == "redirects"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "private or reserved"),
        ("http://[::1]/", "private or reserved"),
        ("//127.0.0.2/", "private or reserved"),
        ("http://2852039166/", "not written as a plain address"),
        ("file:///etc/hostname", "only http"),
        ("gopher://127.0.0.1:70/_x", "only http"),
        ("http://ann:hush@pictures.example/", "user name"),
        ("http://pictures.example:22/", "port 22"),
        ("http://localhost:631/", "port 631"),
        ("http://localhost/", "single word"),
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_not_followed(server: Server, location: str, reason: str) -> None:
    facts = ask(server, f"/to?to={quote(location)}")
    assert (facts.outcome, web.verdict(facts)) == ("forbidden", "forbidden")
    assert reason in facts.why
    assert "hush" not in facts.why


def test_nothing_personal_is_ever_sent(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password hush\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", server.url("/proxy").replace("//", "//ann:hush@"))
    monkeypatch.setenv("http_proxy", server.url("/proxy").replace("//", "//ann:hush@"))
    server.asked.clear()
    ask(server, "/ok.png")
    ask(server, "/cookie")
    userinfo = Question("url", server.url("/ok.png").replace("//", "//ann:hush@"), "image")
    answer = web.ask([userinfo], settings=limits(server))[userinfo]
    assert isinstance(answer, WebFacts)
    assert (answer.outcome, answer.why) == ("forbidden", "the address carries a user name or password")
    assert [one.path for one in server.asked] == ["/ok.png", "/cookie", "/ok.png"]
    for one in server.asked:
        assert not one.headers.keys() & {"cookie", "authorization", "proxy-authorization", "referer"}


def test_secrets_of_a_redirect_do_not_stay_in_the_facts(server: Server) -> None:
    facts = ask(server, f"/to?to={quote('/ok.png?X-Amz-Signature=hush&w=8')}")
    assert facts.final_url.startswith(server.url("/ok.png?X-Amz-Signature=redacted-"))
    assert "hush" not in repr(facts)


def test_a_content_type_cannot_carry_escapes(server: Server) -> None:
    assert ask(server, "/escape").content_type == "image/png"


def test_each_address_is_asked_once_however_often_it_is_named(server: Server) -> None:
    server.asked.clear()
    subjects = [server.url(path) for path in ("/ok.png", "/ok.png#top", "/ok.png#end")]
    subjects.append(server.url("/ok.png").replace("http:", "HTTP:"))
    questions = [Question("url", subject, detail) for subject in subjects for detail in ("image", "link")]
    heard: list[tuple[int, int]] = []
    kept: list[Question] = []
    answers = web.ask(
        questions * 3,
        settings=limits(server),
        progress=lambda done, total: heard.append((done, total)),
        keep=lambda question, _: kept.append(question),
    )
    assert sum(server.count("/ok.png").values()) == 1
    assert set(answers) == set(kept) == set(questions)
    assert heard == [(1, 1)]
    assert {one.detail: getattr(answers[one], "image", "") for one in questions} == {"image": "png", "link": ""}


def test_no_question_is_no_work() -> None:
    assert web.ask([]) == {}


def test_a_port_that_nobody_listens_on_is_refused_and_others_vouch_for_the_network(
    server: Server, closed_port: int
) -> None:
    dead = Question("url", f"http://127.0.0.1:{closed_port}/a.png", "image")
    alone = web.ask([dead], settings=web.WebSettings(allow_private=(f"127.0.0.1:{closed_port}",), again_after=0.01))
    assert isinstance(alone[dead], Unanswered)  # the same host on another port is no witness either
    assert alone[dead].state == "failed"  # type: ignore[union-attr]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_a_hostile_crowd_takes_no_longer_than_one(server: Server) -> None:
    paths = ["/drip.png", "/hang", "/endless.png", "/bomb.png", "/headers", "/loop", "/garbage", "/closed", "/ok.png"]
    questions = [Question("url", server.url(f"{path}?{n}"), "image") for path in paths for n in range(3)]
    started = time.monotonic()
    answers = web.ask(questions, settings=limits(server, per_host=30, strikes=30))
    assert time.monotonic() - started < 4.0
    assert all(isinstance(answer, WebFacts) for answer in answers.values())
