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
