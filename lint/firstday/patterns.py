"""Which of the files that could be articles are none, as patterns for the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from lint.firstday.generators import Site
from lint.firstday.seen import Left

_SPECIAL = re.compile(r"([*?!#\[\]\\ ])")

_NO_PROSE = re.compile(
    r"(?:(?:dev-|test-|docs-)?requirements[\w.-]*|constraints|robots|humans|security|ads|llms(?:-full)?|CMakeLists"
    r"|(?:UN)?LICEN[CS]E[\w.-]*|COPYING|NOTICE|THIRD[-_]PARTY[\w-]*|sitemap|manifest|CNAME|version)\.txt",
    re.IGNORECASE,
)
_OF_PROJECT = re.compile(
    r"(?:README|CHANGELOG|CHANGES|HISTORY|CONTRIBUTING|CODE_OF_CONDUCT|LICEN[CS]E|SECURITY|SUPPORT|GOVERNANCE|AUTHORS"
    r"|CODEOWNERS|MAINTAINERS|NOTICE|CLAUDE|AGENTS|GEMINI)[\w.-]*\.(?:md|markdown)",
    re.IGNORECASE,
)


def literal(path: str) -> str:
    """Return a path as a pattern that means just that path."""
    return _SPECIAL.sub(r"\\\1", path)


def left_out(paths: Sequence[str], sites: Sequence[Site]) -> tuple[Left, ...]:
    """Return the patterns of files that are no articles, each with how many files it takes; sorted by pattern."""
    found = {one.pattern: one for one in (*_of_sites(paths, sites), *_notes(paths, sites), *_lists(paths))}
    return tuple(found[pattern] for pattern in sorted(found))


def _of_sites(paths: Sequence[str], sites: Iterable[Site]) -> Iterator[Left]:
    for site in sites:
        for name, what in site.generator.leave_out:
            place = f"{site.folder}{name}"
            inside = sum(path.startswith(f"{place}/") for path in paths)
            if place in paths:
                yield Left(f"/{literal(place)}", 1, what)
            elif inside:
                yield Left(f"/{literal(place)}/", inside, what)


def _notes(paths: Sequence[str], sites: Sequence[Site]) -> Iterator[Left]:
    """Yield the files about the project, where its articles lie elsewhere."""
    inside = sum(path.startswith(".github/") for path in paths)
    if inside:
        yield Left("/.github/", inside, "forms and notes for GitHub")
    if not any("/" in path for path in paths) or not sites:
        return
    for path in paths:
        if "/" not in path and _OF_PROJECT.fullmatch(path):
            yield Left(f"/{literal(path)}", 1, "about the project, no article of the site")


def _lists(paths: Sequence[str]) -> Iterator[Left]:
    """Yield text files that programs read."""
    names: dict[str, int] = {}
    for path in paths:
        name = PurePosixPath(path).name
        if _NO_PROSE.fullmatch(name):
            names[name] = names.get(name, 0) + 1
    yield from (Left(literal(name), number, "read by programs, or a licence") for name, number in names.items())
