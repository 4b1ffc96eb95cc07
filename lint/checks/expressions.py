"""Regular expressions that strangers write: linear time where RE2 can, a limit of time where it cannot."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any

from lint.text import ByteMap

Spans = list[tuple[int, int]]

# What RE2 means in ASCII only; on other text `regex` is asked, so that a letter is a letter in every script.
_ASCII_ONLY = re.compile(r"\\[bBwWsSdDC]|\[:")
_UNKNOWN_TO_RE2 = ("invalid perl operator", "invalid escape sequence", "bad repetition operator")
_REPEATED = re.compile(r"\{(\d+)(?:,\d*)?\}")
_MOST_COPIES = 100_000


class Expression:
    """One expression, compiled for both engines as far as it needs them."""

    def __init__(self, pattern: str, ignore_case: bool) -> None:
        self._linear = _linear(pattern, ignore_case)
        needs_general = self._linear is None or _ASCII_ONLY.search(pattern)
        self._general = _general(pattern, ignore_case) if needs_general else None
        self._hopeless = False

    def spans(self, text: str, seconds: float) -> Spans:
        """Return the matches in a text, without empty ones, in code points; raise TimeoutError.

        An expression that took too long once is not tried again: 10,000 articles would cost as many seconds.
        """
        if self._linear and (text.isascii() or not self._general):
            return self._linear(text)
        if self._hopeless or not self._general:
            raise TimeoutError
        try:
            return self._general(text, seconds)
        except TimeoutError:
            self._hopeless = True
            raise


@lru_cache(maxsize=256)
def compiled(pattern: str, ignore_case: bool) -> Expression:
    """Return an expression, compiled once a process; raise ValueError for a wrong one."""
    return Expression(pattern, ignore_case)


def _linear(pattern: str, ignore_case: bool) -> Callable[[str], Spans] | None:
    """Return a search by RE2; None where RE2 lacks what the expression uses, or is not there (as on musl)."""
    try:
        re2 = import_module("re2")
    except ImportError:
        return None
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        expression = re2.compile(pattern.encode(), options)
    except re2.error as error:
        why = error.args[0].decode(errors="replace")
        if why.startswith(_UNKNOWN_TO_RE2):
            return None
        raise ValueError(f"not a regular expression: {why}") from error

    def search(text: str) -> Spans:
        where = ByteMap(text)
        spans = (match.span() for match in expression.finditer(text.encode()))
        return [(where.char(start), where.char(end)) for start, end in spans if start < end]

    return search


def _general(pattern: str, ignore_case: bool) -> Callable[[str, float], Spans]:
    """Return a search by `regex`, with look-around, references back and Unicode classes."""
    import regex

    # `regex` writes out what is repeated: a{1000} inside {1000} inside {1000} takes all memory there is.
    if math.prod(max(1, int(times)) for times in _REPEATED.findall(pattern)) > _MOST_COPIES:
        raise ValueError("not a usable regular expression: its repetitions multiply to more than 100,000")
    try:
        expression: Any = regex.compile(pattern, regex.IGNORECASE if ignore_case else 0)
    except regex.error as error:
        raise ValueError(f"not a regular expression: {error}") from error

    def search(text: str, seconds: float) -> Spans:
        spans = (match.span() for match in expression.finditer(text, timeout=max(seconds, 0.001)))
        return [(start, end) for start, end in spans if start < end]

    return search
