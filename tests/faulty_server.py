"""A real HTTP server on loopback that misbehaves by path, and remembers what it was asked."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from PIL import Image


def picture(kind: str = "png", size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a real, noisy picture."""
    out = io.BytesIO()
    Image.effect_noise(size, 64).convert("RGB").save(out, kind)
    return out.getvalue()


PNG = picture()
HTML = b"<!doctype html><title>Not found</title><p>Nothing to see here."


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Server:
    """The server's address, and its memory."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> Counter[str]:
        """Return how often each method asked for a path, queries apart."""
        return Counter(one.method for one in self.asked if urlsplit(one.path).path == path)

    def enter(self, asked: Asked) -> int:
        with self._lock:
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            return sum(one.path == asked.path for one in self.asked)

    def leave(self) -> None:
        with self._lock:
            self._now -= 1


def reply(
    body: bytes = b"", status: str = "200 OK", kind: str = "image/png", size: int | None = None, **more: str
) -> bytes:
    """Return a whole response; `size` may lie about the body's."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if size is None else size}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape") + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return reply(status=status, kind="text/plain", Location=to)


@contextmanager
def serving(answers: Callable[[Asked, int], bytes | Iterator[bytes] | None]) -> Iterator[Server]:
    """Serve what `answers` returns for a request and the number of times that its path was asked.

    Pieces are sent one by one until the client has gone; None closes the connection without a word.
    """
    server = Server()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                asked = _request(self.request)
                if asked is None:
                    return
                nth = server.enter(asked)
                try:
                    answer = answers(asked, nth)
                finally:
                    server.leave()  # before the reply: whoever has it may ask again before this thread goes on
                for piece in (answer,) if isinstance(answer, bytes) else answer or ():
                    if asked.method == "HEAD" and isinstance(answer, bytes):
                        piece = piece.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                    self.request.sendall(piece)

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True
        request_queue_size = 128

    with Threads(("127.0.0.1", 0), Handler) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def _request(connection: socket.socket) -> Asked | None:
    connection.settimeout(20)
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65_536)
        if not chunk:
            return None
        data += chunk
    first, *rest = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
    return Asked(method, path, headers, time.monotonic())


def query(asked: Asked, name: str) -> str:
    return parse_qs(urlsplit(asked.path).query)[name][0]


def drip(every: float = 0.2) -> Iterator[bytes]:
    """Yield a response whose body never comes to its end, a byte at a time."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1000000\r\n\r\n"
    while True:
        yield b"a"
        time.sleep(every)


def endless() -> Iterator[bytes]:
    """Yield a picture that never ends, as fast as it is taken."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + PNG
    while True:
        yield b"\0" * 65_536


def many_headers() -> Iterator[bytes]:
    """Yield headers for ever."""
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Padding: " + b"a" * 1000 + b"\r\n"
