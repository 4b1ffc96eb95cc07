"""Which addresses may be asked at all: articles are untrusted, so nothing but the public web is.

The policy has two halves. `target` reads a URL before anything is sent: it works offline and explains itself.
`is_public` judges the addresses that names lead to and, at the socket, the address really connected to.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urljoin

import msgspec

PORTS = frozenset((80, 443, 8080, 8443))
"""The ports on which the web is served; all others speak other protocols, or to other readers."""

_NOT_PUBLIC_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # a cloud's own control channel, on an address that looks public
        ),
    )
)
"""IANA's special-purpose registry for IPv4, multicast and class E."""

_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
"""What IANA's special-purpose registry for IPv6 takes out of global unicast: tunnels, examples, anycast."""

_PRIVATE_SUFFIXES = (
    *("internal", "local", "localhost", "localdomain", "svc", "lan", "home", "corp", "intranet", "private"),
    *("home.arpa", "in-addr.arpa", "ip6.arpa", "onion"),
)
_FOR_EXAMPLES = frozenset(("example.com", "example.net", "example.org"))  # RFC 2606
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PARTS = re.compile(r"//([^/?#\\]*)([^#]*)", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_IPV4 = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SECRET_NAME = re.compile(r"key|token|secret|sig|pass|auth|session|credential|jwt|policy|code", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%-]{24,}")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "/?:@!$&'()*+,;=-._~%[]"  # characters of a path and a query that are sent as they stand


class ForbiddenError(ValueError):
    """An address that must not be asked; the text is the reason, in words for an editor."""


class Target(msgspec.Struct, frozen=True):
    """An address that may be looked up, taken apart. `url` is ASCII, without a fragment, ready to be sent."""

    url: str
    scheme: str
    host: str  # lower case, ASCII; an IPv6 address without its brackets
    port: int
    literal: bool  # the host is an address, not a name
    private: bool  # the host is one that the house allows by name, wherever it leads


@lru_cache(maxsize=4096)
def is_public(address: str) -> bool:
    """Return whether an IPv4 or IPv6 address belongs to the public internet; False for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _NOT_PUBLIC_V4)
    return parsed.scope_id is None and parsed in _PUBLIC_V6 and not any(parsed in net for net in _NOT_PUBLIC_V6)


def target(url: str, allow_private: Iterable[str] = ()) -> Target:
    """Return a URL as a target; raise ForbiddenError.

    `allow_private` names hosts (`wiki.corp`, `10.1.2.3`, `[fd00::1]`) or hosts with a port (`wiki.corp:8000`)
    that may be asked although they are not public. A port beyond the usual ones must be named.
    """
    url = url.strip(" ")
    scheme, authority, rest = _split(url)
    if "@" in authority:
        raise ForbiddenError("the address carries a user name or password")
    if "%" in authority:
        raise ForbiddenError("the host has percent-encoded characters")
    match = _AUTHORITY.fullmatch(authority)
    if not match:
        raise ForbiddenError("the host or its port is malformed")
    host, bracketed = _host(match[1]), match[1].startswith("[")
    port = _port(match[2], scheme)
    named = f"[{host}]" if bracketed else host
    allowed = {entry.lower() for entry in allow_private}
    private = bool(allowed & {named, f"{named}:{port}"})
    if port not in PORTS and f"{named}:{port}" not in allowed:
        raise ForbiddenError(f"port {port} is not one of the web's")
    if not private:
        _refuse_private(host, bracketed)
    usual = 443 if scheme == "https" else 80
    canonical = f"{scheme}://{named}{'' if port == usual else f':{port}'}{_encoded(rest)}"
    return Target(canonical, scheme, host, port, bracketed or bool(_IPV4.fullmatch(host)), private)


def follow(base: Target, location: str, allow_private: Iterable[str] = ()) -> Target:
    """Return where a redirect leads; raise ForbiddenError. The whole policy holds for every hop."""
    try:
        location = location.strip(" ")
        joined = location if _SCHEME.match(location) else urljoin(base.url, location)
    except ValueError as error:
        raise ForbiddenError("a redirect leads to a malformed address") from error
    try:
        return target(joined, allow_private)
    except ForbiddenError as error:
        raise ForbiddenError(f"a redirect leads where it must not: {error}") from error


def _split(url: str) -> tuple[str, str, str]:
    if _CONTROL.search(url):
        raise ForbiddenError("the address has control characters")
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else ""
    if not found or scheme not in ("http", "https"):
        raise ForbiddenError("only http: and https: addresses are asked")
    parts = _PARTS.fullmatch(url.partition("#")[0], found.end())
    if not parts or not parts[1]:
        raise ForbiddenError("the address names no host")
    if parts[2].startswith("\\"):
        raise ForbiddenError("the host has a backslash")
    return scheme, parts[1], parts[2]


def _port(text: str | None, scheme: str) -> int:
    if not text:
        return 443 if scheme == "https" else 80
    if text.startswith("0") or len(text) > 5:
        raise ForbiddenError("the port is not written plainly")
    return int(text)


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            parsed = ipaddress.IPv6Address(text[1:-1])
        except ValueError as error:
            raise ForbiddenError("the host is no address in brackets") from error
        return str(parsed)
    host = text if text.isascii() else _idna(text)
    host = host.lower().removesuffix(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ForbiddenError("the host is no valid name")
    return host


def _idna(host: str) -> str:
    import idna  # 20 ms of tables, for hosts that are not ASCII only

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise ForbiddenError("the host is no valid international name") from error


def _refuse_private(host: str, bracketed: bool) -> None:
    labels = host.split(".")
    if bracketed or _NUMBER.fullmatch(labels[-1]):
        if not bracketed and not _IPV4.fullmatch(host):
            raise ForbiddenError("the host is a number that is not written as a plain address")
        if not is_public(host):
            raise ForbiddenError("the host is a private or reserved address")
    elif len(labels) == 1:
        raise ForbiddenError("the host is a single word: a name of a private network")
    elif any(host.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES):
        raise ForbiddenError("the host's name belongs to private networks")
    elif ".".join(labels[-2:]) in _FOR_EXAMPLES:
        raise ForbiddenError("the host's name is reserved for examples in documents")


def _encoded(rest: str) -> str:
    path = _STRAY_PERCENT.sub("%25", rest if rest.startswith("/") else f"/{rest}")
    return quote(path.encode("utf-8", "surrogateescape"), safe=_SAFE)


def redacted(url: str) -> str:
    """Return a URL in which values that look secret are replaced by a short hash; equal ones stay equal."""
    address, mark, query = url.partition("?")
    return f"{address}{mark}{'&'.join(map(_redacted_pair, query.split('&')))}"


def _redacted_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not value or not (_SECRET_NAME.search(name) or _SECRET_VALUE.fullmatch(value)):
        return pair
    return f"{name}{equals}redacted-{hashlib.blake2b(value.encode(), digest_size=4).hexdigest()}"
