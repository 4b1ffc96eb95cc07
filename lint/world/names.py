"""Names to addresses: one look-up per host and run, refused whole if any of its addresses is not public."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import Literal

import msgspec

from lint.world.guard import Target, is_public
from lint.world.web import WebSettings

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_PRIVATE = "the host's name leads to a private or reserved address"


class Found(msgspec.Struct, frozen=True):
    """What a name leads to. Without addresses, `outcome` says why in the words of WebFacts."""

    addresses: tuple[tuple[int, str], ...] = ()  # family and address
    outcome: Literal["answered", "no-name", "timeout", "unreachable", "forbidden"] = "answered"
    why: str = ""
    seconds: float = 0.0  # how long the look-up took, waiting for a place apart


class Names:
    """Looks names up in threads that nobody waits for: a hanging name server must not hold a run back."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.look_ups)
        self._asked: dict[str, asyncio.Task[Found]] = {}

    async def look_up(self, target: Target) -> Found:
        """Return the addresses of a target's host."""
        if target.host not in self._asked:
            self._asked[target.host] = asyncio.create_task(self._look_up(target))
        return await asyncio.shield(self._asked[target.host])

    def known(self, host: str) -> Found:
        """Return what was found for a host; what was never looked up leads nowhere."""
        task = self._asked.get(host)
        return task.result() if task and task.done() else Found()

    async def close(self) -> None:
        """Give up what is still under way."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def _look_up(self, target: Target) -> Found:
        async with self._places:
            found = await self._once(target)
            if found.outcome == "no-name":
                await asyncio.sleep(self._settings.again_after)
                found = await self._once(target)
        return found

    async def _once(self, target: Target) -> Found:
        started = monotonic()
        # A final dot keeps the resolver off the machine's search domains; a house's own names may need them.
        name = target.host if target.private else f"{target.host}."
        try:
            addresses = await asyncio.wait_for(_in_thread(name), self._settings.look_up)
        except TimeoutError:
            return Found(outcome="timeout", seconds=self._settings.look_up)
        except socket.gaierror as error:
            missing = error.errno in _NO_SUCH_NAME
            return Found(outcome="no-name" if missing else "unreachable", seconds=monotonic() - started)
        except (OSError, UnicodeError):
            return Found(outcome="unreachable", seconds=monotonic() - started)
        if not target.private and not all(is_public(address) for _, address in addresses):
            return Found(outcome="forbidden", why=_PRIVATE, seconds=monotonic() - started)
        return Found(addresses, seconds=monotonic() - started)


async def _in_thread(name: str) -> tuple[tuple[int, str], ...]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[tuple[tuple[int, str], ...]] = loop.create_future()

    def settle(addresses: tuple[tuple[int, str], ...], error: Exception | None) -> None:
        if future.done():
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(addresses)

    def run() -> None:
        addresses: tuple[tuple[int, str], ...] = ()
        failed: Exception | None = None
        try:
            infos = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
            addresses = tuple(dict.fromkeys((int(info[0]), str(info[4][0])) for info in infos))
        except (OSError, UnicodeError) as error:
            failed = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, addresses, failed)

    threading.Thread(target=run, name=f"look-up of {name}", daemon=True).start()
    return await future
