"""Small requests to a server: whether it is up, which version it is, which languages it has."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from lint.world.languagetool import command


def get(port: int, path: str, timeout: float, body: str | None = None) -> Any:
    """Return what a server answers, as JSON or text; None if it does not, or not with status 200."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(command.LOOPBACK, port, timeout=timeout)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request("POST" if body else "GET", f"/v2/{path}", body, headers)
        response = connection.getresponse()
        raw = response.read(1_000_000).decode("utf-8", "replace")
        if response.status != 200:
            return None
        return json.loads(raw) if raw.startswith(("{", "[")) else raw
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def version(port: int, timeout: float = 5) -> str:
    """Return the version that a server says it is; "" if nobody sensible answers in time, in seconds."""
    info = get(port, "info", timeout)
    software = info.get("software") if isinstance(info, dict) else None
    return str(software.get("version", "")) if isinstance(software, dict) else ""


@cache
def languages(address: str, timeout: float = 10) -> frozenset[str]:
    """Return the languages of a server that the user named, as it calls them; none if nobody sensible answers."""
    from http.client import HTTPException
    from urllib.parse import urljoin
    from urllib.request import urlopen

    base = address if "http" in address else f"http://{address}"  # as the wrapper reads it
    try:
        with urlopen(urljoin(base, "v2/languages"), timeout=timeout) as answer:
            told = json.loads(answer.read(1_000_000))
        return frozenset(str(one.get("longCode")) for one in told)
    except (OSError, HTTPException, ValueError, AttributeError, TypeError):
        return frozenset()
