"""Mistakes in the files that people write: rules, settings, dictionaries."""

from __future__ import annotations

import msgspec


class Mistake(msgspec.Struct, frozen=True, order=True):
    """One mistake in a file that people write, with its place and what to do about it."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        """Return it as compilers do."""
        return f"{self.file}:{self.line}:{self.column}: {self.text}"


class MistakesError(Exception):
    """All mistakes of one or several files, sorted."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))
