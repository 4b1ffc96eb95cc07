"""A server that answers checks as it is told: honest, lying or sick."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from lint.world.languagetool import parameters

Reply = tuple[int, str]
LANGUAGES = json.dumps([{"code": "en", "longCode": "en-US"}, {"code": "en", "longCode": "en-GB"}])


def match(text: str, wanted: str, rule: str = parameters.canary("en-US").rule) -> dict[str, Any]:
    """Return a match as LanguageTool writes it: places in UTF-16 units."""
    at = text.rindex(wanted)
    start = len(text[:at].encode("utf-16-le")) // 2
    return {
        "message": "Use it.",
        "replacements": [{"value": "an"}],
        "offset": start,
        "length": len(wanted.encode("utf-16-le")) // 2,
        "context": {"text": text, "offset": start, "length": 1},
        "rule": {"id": rule, "issueType": "misspelling", "category": {"id": "MISC"}},
    }


def honest(text: str) -> dict[str, Any]:
    """Answer as a server that finds the canary, and the word `bad` where it stands last."""
    found = [{**match(text, " a apple"), "offset": match(text, " a apple")["offset"] + 1}]
    if "bad" in text:
        found.append(match(text, "bad", "BAD"))
    if parameters.own_fault("en-US") in text:
        found.append(match(text, "lighthouse", "COPYDESK_ONE_OF_SINGULAR"))
    return {"matches": found}


def behaves(text: str) -> Reply:
    return 200, json.dumps(honest(text))


class Impostor:
    """An HTTP server that answers checks as it is told."""

    def __init__(self) -> None:
        self.behaviour: Callable[[str], Reply] = behaves
        self.texts: list[str] = []
        self.languages = LANGUAGES
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, outer.languages)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                text = parse_qs(body, keep_blank_values=True)["text"][0]
                outer.texts.append(text)
                self._send(*outer.behaviour(text))

            def _send(self, status: int, body: str) -> None:
                raw = body.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
