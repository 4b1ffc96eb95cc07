"""The tables under rules/grammar: a row a line, tabs between the columns, `#` before comments."""

from __future__ import annotations

from lint.data import data_path


def rows(name: str) -> list[list[str]]:
    """Return a table's rows without the first, which says what stands in the columns."""
    return [line.split("\t") for line in lines(name) if not line.startswith("#")][1:]


def lines(name: str) -> list[str]:
    """Return all lines of a file."""
    return data_path("rules").joinpath("grammar", name).read_text(encoding="utf-8").splitlines()
