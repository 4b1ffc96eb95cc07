"""The JSON report, schema 1: what every other program reads. One article, group or incident a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from lint.finding import SCHEMA, Report
from lint.reporters import Chunks, Options, Texts, neutralise

_ENCODER = msgspec.json.Encoder(order="deterministic")
_NAME = "Copydesk report, schema 1"


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield the whole report as one stream; what would steer a terminal or a runner stands in it as an escape."""
    yield "", (_safe(chunk, options) for chunk in _chunks(report))


def _safe(chunk: str, options: Options) -> str:
    return "\n".join(neutralise.json(line, unicode=options.unicode) for line in chunk.split("\n"))


def _chunks(report: Report) -> Iterator[str]:
    optional = report.__struct_fields__[-len(report.__struct_defaults__) :]
    names = [name for name in report.__struct_fields__ if name not in optional or getattr(report, name)]
    for index, name in enumerate(names):
        yield f'{"," if index else "{"}\n"{name}":'
        value = getattr(report, name)
        if isinstance(value, tuple):
            yield from _lines(value)
        else:
            yield _encode(value)
    yield "\n}\n"


def _lines(values: tuple[Any, ...]) -> Iterator[str]:
    yield "["
    for index, value in enumerate(values):
        yield (",\n" if index else "\n") + _encode(value)
    yield "\n]" if values else "]"


def _encode(value: Any) -> str:
    return _ENCODER.encode(value).decode()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    from lint.schema import schema as schema_of

    found = schema_of(Report)
    found["title"] = _NAME
    found["$defs"]["Report"]["properties"]["schema"] = {"const": SCHEMA}
    return found


def read(data: bytes) -> Report:
    """Return a report that was written as JSON; ValueError says what is wrong with it and where."""
    try:
        told = msgspec.json.decode(data, type=Report)
    except msgspec.DecodeError as error:
        raise ValueError(f"not a report of copydesk check --output-format json: {error}") from error
    if told.schema != SCHEMA:
        raise ValueError(f"a report of schema {told.schema}; this version of Copydesk reads schema {SCHEMA}")
    return told
