"""Front matter: where it ends, and the text of its fields with the way back to each character."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from lint.article import Problem
from lint.text import Prose, ProseBuilder, Span

_OPEN = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)")
_CLOSE = {
    "---": re.compile(r"[\r\n](?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)"),
    "+++": re.compile(r"[\r\n]\+\+\+[ \t]*(?=[\r\n]|\Z)"),
}
_FIELD = {"---": re.compile(r"[A-Za-z][\w-]*:(?=\s)"), "+++": re.compile(r"[A-Za-z][\w.-]* *=")}
_BLANK_LINE = re.compile(r"[ \t]*[\r\n]")
_ESCAPED_NEWLINE = re.compile(r"(?:\\r)?\\n")


class Field(NamedTuple):
    """One scalar in front matter: its path, such as `faq[].answer`, and its text with the way to the source."""

    path: str
    text: Prose
    is_text: bool  # not a number, date, truth value or nothing

    @property
    def key(self) -> str:
        """Return the path in the form by which fields are chosen: a list and its items are one."""
        return plain_path(self.path)


class FrontMatter(NamedTuple):
    """The fields of an article's front matter, in order, and where the article's body begins."""

    fields: tuple[Field, ...] = ()
    body: int = 0
    problems: tuple[Problem, ...] = ()

    def first(self, *keys: str) -> str:
        """Return the text of the first of some top-level fields that has any, for example its language."""
        for key in keys:
            for field in self.fields:
                if field.path == key and field.text.text.strip():
                    return field.text.text.strip()
        return ""


def plain_path(path: str) -> str:
    """Return a field's path without the marks of lists."""
    return path.replace("[]", "")


class _Every(Container[str]):
    """Has whatever is asked for."""

    def __contains__(self, key: object) -> bool:
        return True


def read_front_matter(text: str, patterns: Iterable[str] | None) -> FrontMatter:
    """Read a text's front matter, YAML between `---` or TOML between `+++`, if it has any.

    `patterns` are the paths of the fields that are wanted, None if all are. As in other readers, the line behind the
    opening one may not be blank, unless what follows is a mapping after all: two rules with text between them are no
    front matter.
    """
    opening = _OPEN.match(text)
    if not opening:
        return FrontMatter()
    closing = _CLOSE[opening[1]].search(text, opening.end() - 1)
    if not closing:
        return _never_closed(text, opening)
    start, end, body = opening.end(), closing.start() + 1, closing.end()
    wanted = _Every() if patterns is None else frozenset(map(plain_path, patterns))
    read = _toml if opening[1] == "+++" else _yaml
    found = read(text, start, end, wanted)
    if found is None or (isinstance(found, Problem) and _BLANK_LINE.match(text, start)):
        return FrontMatter()
    if isinstance(found, Problem):
        return FrontMatter((), body, (found,))
    return FrontMatter(tuple(found), body)


def stretch(text: str) -> Span | None:
    """Return where the inside of a text's front matter stands; None if it has none that is closed."""
    opening = _OPEN.match(text)
    closing = _CLOSE[opening[1]].search(text, opening.end() - 1) if opening else None
    return Span(opening.end(), max(closing.start() + 1, opening.end())) if opening and closing else None


def _never_closed(text: str, opening: re.Match[str]) -> FrontMatter:
    """Return what to say of a first rule that nothing ends: front matter, if a field follows at once."""
    if not _FIELD[opening[1]].match(text, opening.end()):
        return FrontMatter()
    why = f"it begins with {opening[1]} and has no second {opening[1]} to end it"
    return FrontMatter((), 0, (Problem("front matter", why, 0),))


def _yaml(text: str, start: int, end: int, wanted: Container[str]) -> list[Field] | Problem | None:
    from lint.markdown.front_plain import read_plain

    plain = read_plain(text, start, end, wanted)
    if plain is not None:
        return plain
    from lint.markdown.front_yaml import read_yaml

    return read_yaml(text, start, end, wanted)


def _toml(text: str, start: int, end: int, wanted: Container[str]) -> list[Field] | Problem:
    from lint.markdown.front_toml import read_toml

    return read_toml(text, start, end, wanted)


def unescape_newlines(text: Prose) -> Prose:
    r"""Return a field's text with each literal `\n` read as the line end that it stands for."""
    builder = ProseBuilder()
    at = 0
    for found in _ESCAPED_NEWLINE.finditer(text.text):
        builder.add(text.text[at : found.start()], at, found.start() - at)
        builder.add("\n", found.start(), len(found[0]))
        at = found.end()
    builder.add(text.text[at:], at, len(text.text) - at)
    return builder.build().through(text)


def chosen(fields: Iterable[Field], patterns: Iterable[str]) -> Iterator[Field]:
    """Yield the fields whose paths are among some patterns."""
    keys = {plain_path(pattern) for pattern in patterns}
    return (field for field in fields if field.key in keys)
