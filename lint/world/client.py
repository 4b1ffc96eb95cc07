"""The HTTP client: each address from question to facts, redirects by hand, the guard at the socket."""

from __future__ import annotations

import asyncio
import socket
from time import monotonic
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from lint import __version__
from lint.check import WebFacts
from lint.world import replies
from lint.world.guard import ForbiddenError, Target, follow, is_public, redacted
from lint.world.lanes import ClosedLaneError, Lane
from lint.world.names import Names
from lint.world.replies import FailedError, Reply
from lint.world.web import Reached, Result, WebSettings

_AGENT = f"copydesk/{__version__} (checks the links of articles; one request an address)"
_HEADERS = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
_ACCEPT_IMAGE = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
_NUMERIC = socket.AI_NUMERICHOST
_ATTEMPTS = 4  # how often an address is asked at most, where noes and passing failures take turns
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class _Budget:
    """The seconds that one address may still cost."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spend(self, seconds: float) -> None:
        self.left = max(0.0, self.left - seconds)


class Client:
    """Asks for addresses. `busy` names the hosts of several, whose connections are worth keeping."""

    def __init__(self, settings: WebSettings, busy: frozenset[str]) -> None:
        self.reached = Reached()
        self._settings = settings
        self._busy = busy
        self._names = Names(settings)
        self._lanes: dict[str, Lane] = {}
        self._everyone = asyncio.Semaphore(settings.in_flight)
        self._allowed: set[tuple[str, int]] = set()  # where the hosts lead that the house allows by name
        self._refused: dict[tuple[str, int], Result] = {}
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(_connected)
        trace.on_connection_reuseconn.append(_connected)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Resolver(self._names),
                use_dns_cache=False,  # the resolver's own memory lasts for the run
                socket_factory=self._socket,
                limit=settings.in_flight,
                keepalive_timeout=2.0,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_HEADERS,
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect),
            max_line_size=replies.MAX_LINE,
            max_field_size=replies.MAX_LINE,
            trace_configs=[trace],
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._names.close()
        await self._session.close()

    async def ask(self, aim: Target, image: bool) -> Result:
        """Return what became of an address."""
        if known := self._refused.get((aim.host, aim.port)):
            return known
        budget = _Budget(self._settings.deadline)
        try:
            result = await self._settled(aim, image, budget)
        except ClosedLaneError:
            return Result(None, aim.host, aim.private)
        outcome = result.facts.outcome if result.facts else ""
        if outcome in ("timeout", "unreachable"):
            self._lane(result.host).failed()
        if outcome == "refused" and result.host == aim.host:
            self._refused[aim.host, aim.port] = result
        return result

    async def _settled(self, aim: Target, image: bool, budget: _Budget) -> Result:
        """Ask until the answer is a plain one: a no has to be said twice, a passing failure gets a second chance."""
        if not image:
            result = await self._follow("HEAD", aim, image, budget)
            if not _is_open(result):
                return result
        noes, failures = 0, 0
        passing = None
        for attempt in range(_ATTEMPTS):
            if attempt:
                budget.spend(self._settings.again_after)
                await asyncio.sleep(self._settings.again_after)
            result = await self._follow("GET", aim, image, budget)
            if _is_no(result):
                noes += 1
            elif _is_passing(result):
                passing, failures = result, failures + 1
            if noes == 2 or not (_is_no(result) or _is_passing(result)):
                return result
            if failures == 2 and not noes:
                break
        return passing or result

    def _lane(self, host: str) -> Lane:
        if host not in self._lanes:
            self._lanes[host] = Lane(self._settings)
        return self._lanes[host]

    async def _follow(self, method: str, aim: Target, image: bool, budget: _Budget) -> Result:
        hop = aim
        try:
            for _ in range(self._settings.redirects + 1):
                reply = await self._patiently(method, hop, image, budget)
                if reply.status not in _REDIRECTS or not reply.location:
                    facts = replies.facts(reply, redacted(hop.url) if hop != aim else "")
                    return Result(facts, hop.host, hop.private)
                hop = follow(hop, reply.location, self._settings.allow_private)
        except FailedError as failure:
            return Result(failure.facts, hop.host, hop.private, failure.unreached)
        except ForbiddenError as error:
            return Result(WebFacts("forbidden", why=str(error)), hop.host, hop.private)
        return Result(WebFacts("redirects"), hop.host, hop.private)

    async def _patiently(self, method: str, hop: Target, image: bool, budget: _Budget) -> Reply:
        """Ask, and ask again where the host says to wait, as long as the lane and the budget last."""
        lane = self._lane(hop.host)
        ranged = image
        await self._find(hop, budget)
        while True:
            sent, reply = await self._once(method, hop, ranged, image, lane, budget)
            if reply.status == 416 and ranged:
                ranged = False  # of an empty file there is no first byte to be had
                continue
            wait = replies.asked_to_wait(reply)
            if wait is None:
                lane.answered()
                return reply
            pause = lane.back_off(sent, wait)
            if lane.closed or pause >= budget.left:
                return reply
            budget.spend(pause)

    async def _find(self, hop: Target, budget: _Budget) -> None:
        if hop.literal:
            addresses: tuple[str, ...] = (hop.host,)
        else:
            found = await self._names.look_up(hop)
            budget.spend(found.seconds)
            if not found.addresses:
                facts = WebFacts(found.outcome if found.outcome != "answered" else "no-name", why=found.why)
                raise FailedError(facts, unreached=found.outcome != "forbidden")
            addresses = tuple(address for _, address in found.addresses)
        if hop.private:
            self._allowed.update((address, hop.port) for address in addresses)

    async def _once(
        self, method: str, hop: Target, ranged: bool, image: bool, lane: Lane, budget: _Budget
    ) -> tuple[float, Reply]:
        seen = SimpleNamespace(connected=False)
        async with lane.turn(self._everyone):
            sent = monotonic()
            limit = min(budget.left, self._settings.head) if method == "HEAD" else budget.left
            try:
                async with asyncio.timeout(limit):
                    reply = await self._exchange(method, hop, ranged, image, seen)
            except Exception as error:  # a hostile server costs its own address only
                failure = replies.failure(error, seen.connected)
                if failure.facts.outcome == "certificate":
                    self._reach(hop)
                raise failure from error
            finally:
                budget.spend(monotonic() - sent)
        self._reach(hop)
        return sent, reply

    def _reach(self, hop: Target) -> None:
        (self.reached.private if hop.private else self.reached.public).add(hop.host)

    async def _exchange(self, method: str, hop: Target, ranged: bool, image: bool, seen: SimpleNamespace) -> Reply:
        headers = {"Accept": _ACCEPT_IMAGE} if image else {}
        if ranged:
            headers["Range"] = f"bytes=0-{self._settings.body - 1}"
        if hop.host not in self._busy:
            headers["Connection"] = "close"
        url = URL(hop.url, encoded=True)
        async with self._session.request(
            method, url, headers=headers, allow_redirects=False, trace_request_ctx=seen
        ) as response:
            return await replies.read(response, self._settings.body, image)

    def _socket(self, info: Any) -> socket.socket:
        """Make a socket for an address that is public, or that an allowed host led to: the last word."""
        family, kind, protocol, _, where = info
        if not is_public(where[0]) and (where[0], where[1]) not in self._allowed:
            raise replies.PrivateAddressError("a private or reserved address")
        return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """Gives the connector the addresses that were looked up, and judged, before it was asked to connect."""

    def __init__(self, names: Names) -> None:
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the known addresses of a host; never look one up."""
        found = self._names.known(host)
        if not found.addresses:
            raise OSError(f"{host} was not looked up")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=_NUMERIC)
            for kind, address in found.addresses
        ]

    async def close(self) -> None:
        """Close nothing: the names belong to the client."""


async def _connected(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
    context.trace_request_ctx.connected = True


def _is_open(result: Result) -> bool:
    """Return whether a GET may say more than HEAD did: no plain yes, and the host asked for no peace."""
    facts = result.facts
    return facts is None or facts.outcome != "answered" or not (200 <= facts.status < 300 or facts.status == 429)


def _is_passing(result: Result) -> bool:
    """Return whether asking again at once may help."""
    facts = result.facts
    return facts is not None and (facts.outcome in ("unreachable", "garbled") or 500 <= facts.status < 600)


def _is_no(result: Result) -> bool:
    facts = result.facts
    return facts is not None and (facts.outcome == "refused" or facts.status in (404, 410))
