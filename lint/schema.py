"""JSON Schemas of the typed values, and, from them, all mistakes of a value at once. Imported only when needed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

Where = tuple[str | int, ...]


def schema(shape: Any) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a type."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(shape)}


def explain(value: Any, shape: Any) -> Iterator[tuple[Where, str, bool]]:
    """Yield each mistake of a value: its path, what is wrong, and whether the key (not the value) is meant."""
    from jsonschema import Draft202012Validator

    for error in sorted(Draft202012Validator(schema(shape)).iter_errors(value), key=lambda e: list(map(str, e.path))):
        yield from _told(error, tuple(error.absolute_path))


def _told(error: Any, where: Where) -> Iterator[tuple[Where, str, bool]]:
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", {}))
        for name in error.instance:
            if name not in known:
                yield (*where, name), f"unknown key {name!r}{did_you_mean(str(name), known)}", True
    elif error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield where, f"{_list(missing)} missing here", False
    elif error.validator == "anyOf":
        yield (
            where,
            f"{_shown(error.instance)} does not fit: expected {_alternatives(error.validator_value)}",
            False,
        )
    else:
        yield where, _wrong(error), False


def _wrong(error: Any) -> str:
    shown, limit = _shown(error.instance), error.validator_value
    match error.validator:
        case "type":
            quoted = limit == "string" and isinstance(error.instance, int | float)
            return f"expected {_type_name(limit)}, not {shown}{'; put it in quotation marks' if quoted else ''}"
        case "enum":
            options = [str(option) for option in limit]
            return f"expected {_list(options, 'or')}, not {shown}{did_you_mean(str(error.instance), options)}"
        case "minimum" | "exclusiveMinimum":
            return f"must be at least {limit}, not {shown}"
        case "maximum" | "exclusiveMaximum":
            return f"must be at most {limit}, not {shown}"
        case "pattern":
            examples = error.schema.get("examples", [limit])
            return f"expected something like {_list([str(one) for one in examples], 'or')}, not {shown}"
        case _:
            return str(error.message)


_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _type_name(name: str | list[str]) -> str:
    names = [name] if isinstance(name, str) else name
    return _list([_TYPES.get(one, one) for one in names], "or")


def _alternatives(options: list[dict[str, Any]]) -> str:
    return _list([one for option in options for one in _accepted(option)], "or")


def _accepted(option: dict[str, Any]) -> list[str]:
    if "enum" in option:
        return [str(value) for value in option["enum"]]
    return [] if option.get("type") == "null" else [_type_name(option.get("type", "object"))]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _list(words: list[str], last: str = "and") -> str:
    quoted = list(words)
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return a suggestion to append to a message, or an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)
    return f" (did you mean {close[0]!r}?)" if close else ""
