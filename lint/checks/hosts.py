"""Addresses of pictures that will not last, told from the address alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec

from lint.article import Article
from lint.check import ArticleCheck, Fix, Hit, Value
from lint.checks.images import place_of

WIDTHS = (20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840)
"""The widths in pixels at which Wikimedia serves thumbnails: mediawiki.org/wiki/Common_thumbnail_sizes."""

# What may stand before a width; possessive, so that no hostile address is tried in more than one way.
_OPTIONS = r"/(?:(?:lossy|lossless|page[0-9]+|lang[a-z-]+|seek[0-9.]+)-)*+"
_THUMBNAIL = re.compile(rf"/thumb/.+{_OPTIONS}([0-9]{{1,5}})px-[^/]*$")
_TOKENS = frozenset(("token", "access_token", "private_token", "jwt", "auth_token"))
_LONGEST = 8000  # characters of a query that are read

# The field that holds seconds since 1970, those that prove a signature, the hosts, the base of the number.
_STAMPS: tuple[tuple[str, frozenset[str], tuple[str, ...], int], ...] = (
    ("expires", frozenset(("signature", "sig", "hdnts", "token")), ("",), 10),
    ("oe", frozenset(("oh",)), (".fbcdn.net", ".cdninstagram.com"), 16),
    ("ex", frozenset(("hm",)), (".discordapp.com", ".discordapp.net"), 16),
)
_Patterns = Annotated[tuple[str, ...], msgspec.Meta(description="hosts, or host/path; * stands for anything")]


class _Weakness(NamedTuple):
    detail: str
    reason: str
    fix: Fix | None = None


class FragileHost(ArticleCheck, frozen=True):
    """Finds pictures whose address stops working by design: no network is needed to know.

    Search engines' thumbnails and other hosts that the rule names, signed addresses (with the date on which
    they expire), private access tokens, and Wikimedia thumbnails in widths that are no longer served.
    """

    name: ClassVar[str] = "fragile-host"
    says: ClassVar[tuple[str, ...]] = ("reason", "host")

    thumbnails: _Patterns = ()
    short_lived: _Patterns = ()

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield each fragile address, once for each place."""
        for image in article.images:
            url = image.link.destination.strip()
            if not url.lower().startswith(("http://", "https://", "//")):
                continue
            try:
                parts = urlsplit(url)
                host = (parts.hostname or "").rstrip(".")
                given = {name.lower(): value for name, value in parse_qsl(parts.query[:_LONGEST])}
            except ValueError:
                continue
            span = place_of(image)
            found = self._weakness(host, parts.path, given, article.source.quote(span))
            if found:
                values: dict[str, Value] = {"reason": found.reason, "host": host}
                yield Hit(span.start, span.end, values, detail=found.detail, fix=found.fix)

    def _weakness(self, host: str, path: str, given: Mapping[str, str], written: str) -> _Weakness | None:
        expiry = _expiry(host, given)
        if _matches(host, path, self.thumbnails):
            return _Weakness("thumbnail", "it is a search engine's thumbnail")
        if expiry:
            return _Weakness("signed", f"it is signed and expires on {expiry:%Y-%m-%d}")
        if given.keys() & _TOKENS:
            return _Weakness("token", "it carries somebody's private access token")
        if _matches(host, path, self.short_lived):
            return _Weakness("short-lived", "this host hands out addresses that stop working")
        return _wikimedia(path, written) if host == "upload.wikimedia.org" else None


def _matches(host: str, path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(f"{host}{path}", one + ("*" if "/" in one else "/*")) for one in patterns)


def _wikimedia(path: str, written: str) -> _Weakness | None:
    found = _THUMBNAIL.search(path)
    width = int(found[1]) if found else 0
    if not found or width in WIDTHS:
        return None
    better = WIDTHS[min(bisect_left(WIDTHS, width), len(WIDTHS) - 1)]
    # A drawing can be had in any width; a photograph perhaps not wider than it is.
    safe = ".svg/" in path.lower() or better < width
    replacement = re.sub(rf"({_OPTIONS}){width}px-(?=[^/]*$)", rf"\g<1>{better}px-", written)
    fix = Fix(replacement, safe) if replacement != written else None
    reason = f"Wikimedia no longer serves thumbnails {width} pixels wide; ask for {better}"
    return _Weakness("width", reason, fix)


def _expiry(host: str, given: Mapping[str, str]) -> datetime | None:
    """Return when a signed address stops working; None if it is not signed, or does not say."""
    try:
        for prefix in ("x-amz", "x-goog"):
            if f"{prefix}-date" in given and f"{prefix}-expires" in given:
                signed = datetime.strptime(given[f"{prefix}-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                return signed + timedelta(seconds=int(given[f"{prefix}-expires"]))
        if "se" in given and "sig" in given:  # Azure
            return datetime.fromisoformat(given["se"])
        for field, proof, hosts, base in _STAMPS:
            if field in given and given.keys() & proof and host.endswith(hosts):
                return datetime.fromtimestamp(int(given[field], base), UTC)
    except (ValueError, OverflowError, OSError):
        pass  # a date that is none: nothing can be said
    return None
