"""Link reference definitions: asked for once, and only where a text has a reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from lint.markdown.links import definition_target, normal_label
from lint.text import ByteMap, Span


class Definitions:
    """The definitions of one text, by label; of several with one label the first counts."""

    def __init__(self, text: str, where: ByteMap, look_up: Callable[[str], Mapping[str, Any]]) -> None:
        self._text = text
        self._where = where
        self._look_up = look_up

    @cached_property
    def _spans(self) -> dict[str, dict[str, int]]:
        table: dict[str, dict[str, int]] = {}
        for label, definition in self._look_up(self._text).items():
            table.setdefault(normal_label(label), definition["span"])
        return table

    def target(self, label: str) -> Span | None:
        """Return the span of the destination that a label's definition gives; None if there is none."""
        span = self._spans.get(normal_label(label))
        if span is None:
            return None
        return definition_target(self._text, self._where.char(span["start"]), self._where.char(span["end"]))
