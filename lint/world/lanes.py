"""One lane per host: how many requests, how far apart, and how long to wait when a host asks for patience."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from lint.world.web import WebSettings

_SLOWER = 0.1  # seconds: the least interval after a host has asked for patience; doubled each time
_SLOWEST = 2.0


class ClosedLaneError(Exception):
    """The host is left alone for the rest of the run."""


class Lane:
    """The requests to one host. Waiting here holds no place among the requests to all hosts."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._interval = settings.interval
        self._slots = asyncio.Semaphore(settings.per_host)
        self._next = 0.0  # when the next request may start
        self._paused = 0.0  # when the last pause began
        self._resume = 0.0  # when it ends
        self._strikes = 0

    @property
    def closed(self) -> bool:
        """Whether the host has failed so often in a row that it is left alone."""
        return self._strikes >= self._settings.strikes

    @asynccontextmanager
    async def turn(self, everyone: asyncio.Semaphore) -> AsyncIterator[None]:
        """Wait for a turn in this lane, then for one among all; raise ClosedLaneError."""
        async with self._slots:
            while True:
                while (wait := self._next - monotonic()) > 0 and not self.closed:
                    await asyncio.sleep(wait)
                if self.closed:
                    raise ClosedLaneError
                self._next = monotonic() + self._interval
                async with everyone:
                    if monotonic() >= self._resume:  # no pause has begun while this one queued
                        yield
                        return

    def answered(self) -> None:
        """Note that the host answers."""
        self._strikes = 0

    def back_off(self, sent: float, asked_for: float) -> float:
        """Pause the lane for what the host asked for, in seconds, within limits; return how long it waits.

        A request `sent` before the pause began says nothing new.
        """
        now = monotonic()
        if sent > self._paused:
            self._paused = now
            self._strikes += 1
            self._interval = min(_SLOWEST, max(_SLOWER, 2 * self._interval))
            self._resume = now + min(asked_for, self._settings.max_wait)
            self._next = max(self._next, self._resume)
        return max(0.0, self._next - now)

    def failed(self) -> None:
        """Note that the host could not be reached in time."""
        self._strikes += 1
