"""YAML that remembers its lines and refuses duplicate keys; the only importer of yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
import yaml

from lint.mistakes import Mistake, MistakesError
from lint.text import Position

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

T = TypeVar("T")
Path = tuple[str | int, ...]


# libyaml composes by recursion in C: 40,000 open brackets end the process, and 10,000 take it a second.
_MAX_DEPTH = 500
_BRACKET = re.compile(r"[\[{\]}]")
_INDICATORS = re.compile(r"[-?:][ \t]+(?:[-?:][ \t]+){99}")


class YamlError(Exception):
    """A text that is not YAML: what is wrong and where, from 1."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        super().__init__(f"{line}:{column}: {problem}")
        self.line, self.column, self.problem = line, column, problem


def compose(text: str) -> yaml.Node | None:
    """Return the node tree of a text (None if it is empty); raise YamlError if it is not YAML."""
    if _too_deep(text):
        raise YamlError(1, 1, "nested too deeply to be read")
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, (error.context, error.problem)))
        raise YamlError(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, problem) from None
    except yaml.reader.ReaderError as error:
        raise _unreadable(text, error) from None
    except RecursionError:
        raise YamlError(1, 1, "nested too deeply") from None
    finally:
        if loader:
            loader.dispose()


def _too_deep(text: str) -> bool:
    if _INDICATORS.search(text):
        return True
    if text.count("[") + text.count("{") <= _MAX_DEPTH:
        return False
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += 1 if found[0] in "[{" else -1
        if depth > _MAX_DEPTH:
            return True
    return False


def _unreadable(text: str, error: yaml.reader.ReaderError) -> YamlError:
    before = text[: error.position]
    column = error.position - (before.rfind("\n") + 1) + 1
    return YamlError(before.count("\n") + 1, column, f"a character that YAML does not allow ({error.reason})")


class Document:
    """A YAML text as plain values, and where each of them, and each key, stands."""

    def __init__(self, file: str, text: str) -> None:
        """Read a text; raise MistakesError if it is not YAML or has duplicate keys."""
        self.file = file
        self._values: dict[Path, Position] = {}
        self._keys: dict[Path, Position] = {}
        self._mistakes: list[Mistake] = []
        try:
            node = compose(text)
        except YamlError as error:
            raise MistakesError([Mistake(file, error.line, error.column, f"not valid YAML: {error.problem}")]) from None
        self.value: Any = self._construct(node)
        if node:
            self._walk(node, (), set())
        if self._mistakes:
            raise MistakesError(self._mistakes)

    def _construct(self, node: yaml.Node | None) -> Any:
        if node is None:
            return None
        try:
            return yaml.constructor.SafeConstructor().construct_document(node)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or node.start_mark
            problem = error.problem or "not understood"
            raise MistakesError(
                [Mistake(self.file, mark.line + 1, mark.column + 1, f"not valid YAML: {problem}")]
            ) from None
        except (ValueError, RecursionError) as error:  # such as the date 2024-13-45
            line, column = node.start_mark.line + 1, node.start_mark.column + 1
            raise MistakesError([Mistake(self.file, line, column, f"not valid YAML: {error}")]) from None

    def _walk(self, node: yaml.Node, path: Path, above: set[int]) -> None:
        self._values[path] = Position(node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in above:  # an alias: shown once is enough, and a loop would have no end
            return
        above.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for name, key, value in self._pairs(node):
                self._keys[*path, name] = Position(key.start_mark.line + 1, key.start_mark.column + 1)
                self._walk(value, (*path, name), above)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._walk(item, (*path, index), above)

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            line, column = key.start_mark.line + 1, key.start_mark.column + 1
            if name in seen:
                text = f"{name!r} stands here twice (first in line {seen[name]}); keep one of them"
                self._mistakes.append(Mistake(self.file, line, column, text))
            seen.setdefault(name, line)
            yield name, key, value

    def at(self, path: Path, *, key: bool = False) -> Position:
        """Return where a value (or its key) stands; of an unknown path, where its nearest parent does."""
        table = self._keys if key else self._values
        while path and path not in table:
            path = path[:-1]
            table = self._values
        return table.get(path, Position(1, 1))

    def mistake(self, path: Path, text: str, *, key: bool = False) -> Mistake:
        """Return a mistake at a value's place, or its key's."""
        line, column = self.at(path, key=key)
        return Mistake(self.file, line, column, text)

    def decode(self, shape: type[T], path: Path = (), value: Any = None, default: Any = None) -> T:
        """Convert the value at a path (or the one given, which stands there) to a type; raise MistakesError."""
        plain = self.value if value is None and not path else value
        plain = default if plain is None and default is not None else plain
        try:
            return msgspec.convert(plain, shape)
        except msgspec.ValidationError as error:
            from lint.schema import explain

            found = [self.mistake((*path, *where), text, key=key) for where, text, key in explain(plain, shape)]
            raise MistakesError(found or [self.mistake(path, str(error))]) from None
