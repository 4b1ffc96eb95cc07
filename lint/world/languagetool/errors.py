"""Why grammar could not be checked, in words that say what to do about it."""

from __future__ import annotations

from typing import Literal


class EngineError(Exception):
    """The engine cannot answer. `state`: something failed, or it was left out by request."""

    def __init__(self, why: str, state: Literal["failed", "skipped"] = "failed") -> None:
        super().__init__(why)
        self.why = why
        self.state = state


class LostError(EngineError):
    """The server died, hangs, or is not the one that was trusted: another one may do better."""


class Chances:
    """How often a run may still begin anew with another server; once it has given up, it asks no more."""

    def __init__(self) -> None:
        self._left = 1
        self._given_up: EngineError | None = None

    def check(self) -> None:
        """Raise what a run gave up for, if it did."""
        if self._given_up:
            raise self._given_up

    def lose(self, error: LostError) -> None:
        """Count a server that was lost; raise the error if it was one too many."""
        if not self._left:
            raise error
        self._left -= 1

    def give_up(self, error: EngineError) -> None:
        """Ask no more in this run."""
        self._given_up = error
