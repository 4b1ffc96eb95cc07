"""Why grammar could not be checked, in words that say what to do about it."""

from __future__ import annotations

import time
from typing import Literal

WHAT = "paragraphs for grammar"
"""What the engine could not answer about, in the words of a report."""

HURRY = 2.0
"""Seconds for which an author in a hurry waits for a word of a server; a warm one needs a tenth of that."""

ALL_IN_ALL = 10.0
"""Seconds for which an author in a hurry waits in all, for a server that does answer."""


class EngineError(Exception):
    """The engine cannot answer. `state`: something failed, or it was left out by request."""

    def __init__(self, why: str, state: Literal["failed", "skipped"] = "failed") -> None:
        super().__init__(why)
        self.why = why
        self.state = state


class LostError(EngineError):
    """The server died, hangs, or is not the one that was trusted: another one may do better."""


class Chances:
    """How often a run may still begin anew with another server; once it has given up, it asks no more.

    `hurried`: an author waits, as in a commit hook: a short time for a word, a little longer for all of them, and no
    second server.
    """

    def __init__(self, *, hurried: bool = False) -> None:
        self.hurried = hurried
        self._left = 0 if hurried else 1
        self._given_up: EngineError | None = None
        self._late = 0.0

    def patience(self, usual: float) -> float:
        """Return how many seconds to wait for the next word, of those that are usual."""
        if not self.hurried:
            return usual
        self._late = self._late or time.monotonic() + ALL_IN_ALL
        return max(0.0, min(usual, HURRY, self._late - time.monotonic()))

    @property
    def gone(self) -> bool:
        """Say whether this run has given up."""
        return self._given_up is not None

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
