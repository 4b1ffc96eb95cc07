"""Reporters: pure functions from a Report to text. One explicit table; modules are loaded when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import cast

import msgspec

from lint.article import ParseSettings
from lint.finding import Report
from lint.text import Source

TABLE: dict[str, str] = {
    "text": "lint.reporters.text:report",
    "concise": "lint.reporters.concise:report",
    "json": "lint.reporters.json_report:report",
    "markdown": "lint.reporters.markdown:report",
    "html": "lint.reporters.html:report",
    "plain": "lint.reporters.plain:report",
    "csv": "lint.reporters.csv_report:report",
    "github": "lint.reporters.github:report",
    "gitlab": "lint.reporters.gitlab:report",
    "sarif": "lint.reporters.sarif:report",
    "rdjson": "lint.reporters.rdjson:report",
    "rdjsonl": "lint.reporters.rdjson:lines",
    "junit": "lint.reporters.junit:report",
    "checkstyle": "lint.reporters.checkstyle:report",
    "summary": "lint.reporters.summary:report",
}
"""Name of a format → "module:function"."""

FOLDERS: frozenset[str] = frozenset(("markdown", "html"))
"""Formats that are a folder of files; the others are one stream, named ""."""

STREAMS: tuple[str, ...] = tuple(name for name in TABLE if name not in FOLDERS)
"""Formats that can be printed."""

OF_REPOSITORY: frozenset[str] = frozenset(
    ("github", "gitlab", "sarif", "rdjson", "rdjsonl", "junit", "checkstyle", "summary")
)
"""Formats for services, which know an article by its path from the repository's root, not from the project's."""

WITH_TEXT: frozenset[str] = frozenset(("text", "markdown", "html", "rdjson", "rdjsonl"))
"""Formats that read the articles again; the others need no more than the report."""

Texts = Callable[[str], Source]
"""The source of the article at a path. May raise OSError: then a report shows what the findings quote."""

Chunks = str | Iterable[str]


class Options(msgspec.Struct, frozen=True):
    """How a report is drawn. The door knows the terminal and the settings; a reporter never asks."""

    color: bool = False
    width: int = 100  # columns
    unicode: bool = True  # False: every character of the report is ASCII
    quiet: bool = False  # only the totals and what was not checked
    max_findings: int = 100  # shown in full; totals always count all
    prefix: str = ""  # of all paths, so that they lead from where the reader stands; `+` joins them
    parsing: ParseSettings = ParseSettings()  # for pages that show an article's text again


Reporter = Callable[[Report, Texts, Options], Iterator[tuple[str, Chunks]]]
"""Yields (relative file name, text); the name is "" where the report is one stream."""


def load(name: str) -> Reporter:
    """Return a reporter by its name in the table; KeyError if there is none."""
    module, _, function = TABLE[name].partition(":")
    return cast(Reporter, getattr(import_module(module), function))
