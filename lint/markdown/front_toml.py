"""The scalars of TOML front matter, each character with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from lint.article import Problem
from lint.markdown.front_matter import Field
from lint.text import ByteMap, Prose, ProseBuilder

if TYPE_CHECKING:
    from tree_sitter import Node

_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([btnfr\"\\])|([ \t]*\r?\n[ \t\r\n]*))")
_MEANING = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_TABLES = {"table": "", "table_array_element": "[]"}


def read_toml(text: str, start: int, end: int, wanted: Container[str]) -> list[Field] | Problem:
    """Return the wanted scalars of the TOML in a stretch of a text, or why it is none."""
    part = text[start:end]
    try:
        tomllib.loads(part)
    except tomllib.TOMLDecodeError as error:
        return _problem(part, start, str(error))
    except RecursionError:
        return Problem("front matter", "its TOML is nested too deeply to be read", start)
    fields = _Walk(text, part, start).fields()
    return [field for field in fields if field.key in wanted]


def _problem(part: str, start: int, message: str) -> Problem:
    found = _PLACE.match(message)
    offset = len(part)
    if found and found[2]:
        lines = part.split("\n")
        line, column = int(found[2]), int(found[3])
        offset = min(sum(len(one) + 1 for one in lines[: line - 1]) + column - 1, len(part))
    return Problem("front matter", f"not valid TOML: {found[1] if found else message}", start + offset)


class _Walk:
    """Goes through the tree of a TOML text that is known to be valid."""

    def __init__(self, text: str, part: str, base: int) -> None:
        import tree_sitter
        import tree_sitter_toml

        language = tree_sitter.Language(tree_sitter_toml.language())
        self._text = text
        self._base = base
        self._where = ByteMap(part)
        self._tree = tree_sitter.Parser(language).parse(part.encode())

    def fields(self) -> Iterator[Field]:
        pending = [(node, "") for node in reversed(self._tree.root_node.children)]
        while pending:
            node, path = pending.pop()
            if node.type in _TABLES:
                table = self._key(node.named_children[0]) + _TABLES[node.type]
                pending += [(pair, table) for pair in reversed(node.named_children[1:])]
            elif node.type == "pair":
                key = self._key(node.named_children[0])
                pending.append((node.named_children[1], f"{path}.{key}" if path else key))
            elif node.type == "array":
                pending += [(item, f"{path}[]") for item in reversed(node.named_children)]
            elif node.type == "inline_table":
                pending += [(pair, path) for pair in reversed(node.named_children)]
            elif node.type != "comment":
                yield self._field(node, path)

    def _key(self, node: Node) -> str:
        """Return a key, its parts joined by dots. Quoted parts lose their quotes; escapes in them stay."""
        assert node.text is not None
        return re.sub(r"\s*\.\s*", ".", node.text.decode().replace('"', "").replace("'", ""))

    def _field(self, node: Node, path: str) -> Field:
        start = self._base + self._where.char(node.start_byte)
        end = self._base + self._where.char(node.end_byte)
        if node.type != "string":
            return Field(path, Prose(self._text[start:end], (0,), (start,), (end - start,)), False)
        return Field(path, _string(self._text, start, end), True)


def _string(text: str, start: int, end: int) -> Prose:
    """Return the value of a string, basic or literal, of one line or several; escapes are pieces of their own."""
    quote = text[start]
    marks = 3 if text.startswith(quote * 3, start) else 1
    at, end = start + marks, end - marks
    if marks == 3:  # a line end right behind the opening quotes is not part of the value
        at += 2 if text.startswith("\r\n", at) else 1 if text.startswith("\n", at) else 0
    builder = ProseBuilder()
    for found in _ESCAPE.finditer(text, at, end) if quote == '"' else ():
        builder.add(text[at : found.start()], at, found.start() - at)
        code = found[1] or found[2]
        meaning = chr(int(code, 16)) if code else _MEANING[found[3]] if found[3] else ""
        builder.add(meaning, found.start(), len(found[0]))
        at = found.end()
    builder.add(text[at:end], at, end - at)
    return builder.build()
