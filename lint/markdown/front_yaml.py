"""The scalars of YAML front matter, each character with its place."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

from lint.article import Problem
from lint.markdown.front_matter import Field, plain_path
from lint.text import Prose, ProseBuilder
from lint.yamlfile import YamlError, compose

_BREAK = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
_LINE_END = re.compile(_BREAK)
_LINE = re.compile(rf"([^\r\n\x85\u2028\u2029]*)({_BREAK}|\Z)")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")  # an anchor, a tag
_BREAKS = re.compile(r"\n+")
_GAP = re.compile(r"\n+| ")
_FOLD = rf"(?<![ \t])[ \t]*+(?:{_BREAK}[ \t]*+)+"
_FLOW = {
    "": re.compile(rf"(?P<fold>{_FOLD})"),
    "'": re.compile(rf"(?P<fold>{_FOLD})|(?P<escape>'')"),
    '"': re.compile(
        rf"(?P<joined>\\{_BREAK}[ \t]*)|(?P<fold>{_FOLD})"
        r"|(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))"
    ),
}


def read_yaml(text: str, start: int, end: int, wanted: Container[str]) -> list[Field] | Problem | None:
    """Return the wanted scalars of the YAML in a stretch of a text; None if it is no mapping."""
    part = text[start:end]
    try:
        root: Any = compose(part)  # types-PyYAML does not know a node's `id`
    except YamlError as error:
        why = f"not valid YAML: {error.problem}"
        return Problem("front matter", why, start + _offset(part, error.line, error.column))
    if root is None:
        return []
    if root.id != "mapping":
        return None
    return list(_Walk(text, start, wanted).fields(root))


def _offset(part: str, line: int, column: int) -> int:
    """Return the offset of a line and column, from 1, as YAML counts lines."""
    at = 0
    for _ in range(line - 1):
        found = _LINE_END.search(part, at)
        if not found:
            break
        at = found.end()
    return min(at + column - 1, len(part))


class _Walk:
    """Goes through a node tree once; a node that aliases share is read where it stands first."""

    def __init__(self, text: str, base: int, wanted: Container[str]) -> None:
        self._text = text
        self._base = base
        self._wanted = wanted
        self._seen: set[int] = set()

    def fields(self, root: Any) -> Iterator[Field]:
        pending = [(root, "")]
        while pending:
            node, path = pending.pop()
            if id(node) in self._seen:
                continue
            self._seen.add(id(node))
            if node.id == "mapping":
                inner = [(value, _join(path, str(key.value))) for key, value in node.value if key.id == "scalar"]
                pending += reversed(inner)
            elif node.id == "sequence":
                pending += [(item, f"{path}[]") for item in reversed(node.value)]
            elif plain_path(path) in self._wanted and node.value and node.tag != "tag:yaml.org,2002:null":
                yield self._scalar(node, path)

    def _scalar(self, node: Any, path: str) -> Field:
        end = self._base + node.end_mark.index
        properties = _PROPERTIES.match(self._text, self._base + node.start_mark.index, end)
        start = properties.end() if properties else self._base + node.start_mark.index
        if node.style in ("|", ">"):
            pieces = _block(self._text, start, end, node.value)
        else:
            pieces = _flow(self._text, start, end, node.style or "", node.value)
        if pieces is None or pieces.text != node.value:  # a spelling not foreseen here: its place is the whole
            pieces = Prose(node.value, (0,), (start,), (end - start,))
        return Field(path, pieces, node.tag == "tag:yaml.org,2002:str")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _flow(text: str, start: int, end: int, style: str, value: str) -> Prose:
    """Return a plain or quoted scalar's value, folded lines and escapes as pieces of their own."""
    at, end = start + len(style), end - len(style)
    builder = ProseBuilder()
    for found in _FLOW[style].finditer(text, at, end):
        builder.add(text[at : found.start()], at, found.start() - at)
        builder.add(_meaning(found, value, builder.size), found.start(), len(found[0]))
        at = found.end()
    builder.add(text[at:end], at, end - at)
    return builder.build()


def _meaning(found: re.Match[str], value: str, at: int) -> str:
    """Return what a fold or an escape stands for; an escape is read off the value, which the parser decoded."""
    if found.lastgroup == "joined":
        return ""
    if found.lastgroup == "escape":
        return value[at : at + 1]
    breaks = len(_LINE_END.findall(found[0]))
    return " " if breaks == 1 else "\n" * (breaks - 1)


def _block(text: str, start: int, end: int, value: str) -> Prose | None:
    """Return a literal or folded block scalar's value line by line; None where a line is not found."""
    header = _LINE.match(text, start, end)
    if not header:
        return None
    lines = list(_lines(text, header.end(), end))
    written = next((line for line, _ in lines if line.strip(" ")), "")
    first = value.lstrip("\n")
    indent = _leading(written) - _leading(first)
    builder = ProseBuilder()
    behind = header.end()  # of the last line's text: what comes next is line ends and indentation
    for line, at in lines:
        body = line[indent:]
        if not line.strip(" ") and not body:
            continue
        gap = _gap(value, builder.size)
        if not value.startswith(body, builder.size + len(gap)):
            return None
        builder.add(gap, behind, max(at + indent - behind, 0))
        builder.add(body, at + indent, len(body))
        behind = at + len(line)
    builder.add(value[builder.size :], behind, end - behind)
    return builder.build()


def _lines(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    at = start
    while at < end:
        found = _LINE.match(text, at, end)
        assert found
        yield found[1], at
        at = found.end()


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _gap(value: str, at: int) -> str:
    """Return the line ends, or the space of a folded one, that stand in the value before its next line."""
    found = _BREAKS.match(value, at) if at == 0 else _GAP.match(value, at)
    return found[0] if found else ""
