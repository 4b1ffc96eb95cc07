"""Responses and failures of the HTTP client, turned into facts."""

from __future__ import annotations

import re

import aiohttp
import msgspec

from lint import pictures
from lint.check import WebFacts

MAX_LINE = 8190
"""Bytes of one header line at most."""

_CONTENT_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
_KNOWN = frozenset(
    f"image/{kind}"
    for kind in ("png", "apng", "jpeg", "jpg", "gif", "webp", "avif", "bmp", "svg+xml", "tiff", "x-icon")
)
_TOTAL = re.compile(r"bytes \d+-\d+/(\d{1,15})", re.ASCII)
_PRIVATE = "the host leads to a private or reserved address"
_NO_HEADER_WAIT = 1.0  # seconds to wait for a host that answers 429 and does not say how long


class Reply(msgspec.Struct, frozen=True):
    """One response, as far as it was read. `body` is None where it was not looked at."""

    status: int
    content_type: str = ""
    encoding: str = ""
    location: str = ""
    retry_after: str = ""
    size: int | None = None  # bytes of the whole body, where the server says so
    body: bytes | None = None
    whole: bool = False  # the body is all of it


class PrivateAddressError(OSError):
    """Raised at the socket: the address about to be connected to is not public."""


class FailedError(Exception):
    """No response came. `unreached`: not even a connection."""

    def __init__(self, facts: WebFacts, unreached: bool) -> None:
        super().__init__(facts.outcome)
        self.facts = facts
        self.unreached = unreached


async def read(response: aiohttp.ClientResponse, limit: int, image: bool) -> Reply:
    """Return a response; of an image that was found, with at most `limit` first bytes."""
    body, whole = await _first_bytes(response, limit) if image and response.ok else (None, False)
    named = response.headers
    found = _CONTENT_TYPE.match(named.get("Content-Type", "").strip())
    return Reply(
        response.status,
        found[0].lower() if found else "",
        named.get("Content-Encoding", "").strip().lower(),
        named.get("Location", ""),
        named.get("Retry-After", "").strip(),
        _size(response, body, whole),
        body,
        whole,
    )


async def _first_bytes(response: aiohttp.ClientResponse, limit: int) -> tuple[bytes, bool]:
    chunks: list[bytes] = []
    left = limit
    while left > 0:
        chunk = await response.content.read(left)
        if not chunk:
            return b"".join(chunks), response.status != 206
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks), False


def _size(response: aiohttp.ClientResponse, body: bytes | None, whole: bool) -> int | None:
    if whole and body is not None:
        return len(body)
    if response.status == 206:
        total = _TOTAL.match(response.headers.get("Content-Range", ""))
        return int(total[1]) if total else None
    return response.content_length


def facts(reply: Reply, final_url: str) -> WebFacts:
    """Return what a response says. `final_url` is "" where no redirect led to it."""
    kind, problem = _picture(reply) if reply.body is not None else ("", "")
    return WebFacts("answered", reply.status, final_url, reply.content_type, kind, problem)


def _picture(reply: Reply) -> tuple[str, str]:
    """Return format and problem. Bytes decide; of an unknown format the content type has a say."""
    body = reply.body or b""
    size, whole = reply.size, reply.whole or (reply.size is not None and reply.size == len(body))
    if body and reply.encoding not in ("", "identity"):
        if reply.encoding not in ("gzip", "x-gzip", "deflate"):
            return "", ""  # packed in a way that nobody asked for and that is not unpacked here
        body, size, whole = pictures.inflated(body), None, False
    seen = pictures.look(body, body[-pictures.TAIL :] if whole else None, size)
    if seen.problem == "doubtful":
        cut = seen.format == "png" and b"IEND" not in body
        return seen.format, "truncated" if cut else ""
    exotic = reply.content_type.startswith("image/") and reply.content_type not in _KNOWN
    if seen.problem == "not-an-image" and exotic and b"\0" in body[:512]:
        return "", ""  # a format that is not known here
    return seen.format, seen.problem


def asked_to_wait(reply: Reply) -> float | None:
    """Return for how many seconds a host asks to be left in peace; None if it does not."""
    if reply.status == 429 or (reply.status == 503 and reply.retry_after):
        if not reply.retry_after:
            return _NO_HEADER_WAIT
        plain = reply.retry_after.isascii() and reply.retry_after.isdigit() and len(reply.retry_after) < 9
        return float(reply.retry_after) if plain else float("inf")  # a date: longer than the cap, most likely
    return None


def failure(error: Exception, connected: bool) -> FailedError:
    """Return what an exception of the client means."""
    cause = getattr(error, "os_error", error)
    if isinstance(cause, PrivateAddressError) or isinstance(error.__cause__, PrivateAddressError):
        return FailedError(WebFacts("forbidden", why=_PRIVATE), False)
    if isinstance(error, TimeoutError):
        return FailedError(WebFacts("timeout"), not connected)
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return FailedError(WebFacts("certificate"), False)
    if isinstance(cause, ConnectionRefusedError) and not connected:
        return FailedError(WebFacts("refused"), True)
    if isinstance(error, aiohttp.ServerDisconnectedError | OSError):
        return FailedError(WebFacts("unreachable"), not connected)
    return FailedError(WebFacts("garbled"), False)
