"""Asks a server through language_tool_python, and believes only answers that prove themselves.

The wrapper never looks at the status of a response and takes any JSON without matches for "no errors"; its
offsets are wrong behind characters outside the Basic Multilingual Plane. So each request ends in a sentence
whose error must come back, and such characters are replaced by one that counts the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lint.check import Match
from lint.grammar.ownrules import HOUSE
from lint.world.languagetool import parameters
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.server import Server

if TYPE_CHECKING:
    import language_tool_python

_GAP = "\n\n"
# LanguageTool takes a paragraph behind a comma for its continuation: what it says must not depend on neighbours.
_GAP_BEHIND_OPEN = "\n\n1.\n\n"
_OPEN = (",", ";", ":")
_STANDS_IN = "☺"  # one UTF-16 unit, and a symbol to LanguageTool as most of what it replaces
_NOT_ONE_UNIT = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
_MOST_REPLACEMENTS = 5


class Client:
    """One language's door to a server. May be used by several threads."""

    def __init__(self, server: Server, language: str) -> None:
        """Open the door; raise EngineError if there is no LanguageTool behind it."""
        import language_tool_python

        # A proxy for the web must not be asked for an address on this machine.
        proxies = {"http": "", "https": ""} if server.state else None
        try:
            tool = language_tool_python.LanguageTool(language, remote_server=server.url, proxies=proxies)
        except Exception as error:  # whatever a stranger at that address makes the wrapper stumble over
            raise EngineError(f"no LanguageTool answers at {server.url}: {_short(error)}") from None
        tool.disabled_categories, tool.disabled_rules = parameters.disabled(language)
        self.engine = parameters.engine_name(server.version)
        self._tool = tool
        self._language = language
        self._canary = parameters.canary(language)

    def examine(self) -> None:
        """See whether a server that somebody named reads, and whether it has our own rules; raise EngineError."""
        fault = parameters.own_fault(self._language)
        (found,) = self.check((fault,))
        if fault and not any(one.rule.startswith(HOUSE) for one in found):
            self.engine = parameters.WITHOUT_OWN_RULES

    def check(self, paragraphs: Sequence[str]) -> list[tuple[Match, ...]]:
        """Return the matches of each paragraph, in code points of its text; raise EngineError.

        A match belongs to the paragraph in which all of it stands; none spans two of them.
        """
        text = _NOT_ONE_UNIT.sub(_STANDS_IN, "".join((*map(_closed, paragraphs), self._canary.sentence)))
        try:
            found = [_match(one) for one in self._tool.check(text)]
        except Exception as error:  # half a JSON, no JSON, JSON of another kind, a dropped connection
            raise EngineError(f"the grammar engine did not answer: {_short(error)}") from None
        if not _proves_itself(found, self._canary, len(text) - len(self._canary.sentence)):
            raise EngineError("the grammar engine answered, but overlooked a known error")
        return list(_shared_out(found, paragraphs))


def _closed(paragraph: str) -> str:
    return paragraph + (_GAP_BEHIND_OPEN if paragraph.rstrip().endswith(_OPEN) else _GAP)


def _match(raw: language_tool_python.Match) -> Match:
    replacements = [text for text in raw.replacements if _STANDS_IN not in text]
    return Match(
        rule=raw.rule_id,
        category=raw.category,
        kind=raw.rule_issue_type,
        start=raw.offset,
        end=raw.offset + raw.error_length,
        message=raw.message,
        replacements=tuple(replacements[:_MOST_REPLACEMENTS]),
    )


def _proves_itself(found: Sequence[Match], canary: parameters.Canary, start: int) -> bool:
    return any(one.rule == canary.rule and one.start == start + canary.at for one in found)


def _shared_out(found: Sequence[Match], paragraphs: Sequence[str]) -> list[tuple[Match, ...]]:
    from msgspec.structs import replace

    shares: list[tuple[Match, ...]] = []
    start = 0
    for paragraph in paragraphs:
        end = start + len(paragraph)
        mine = (one for one in found if start <= one.start and one.end <= end)
        moved = (replace(one, start=one.start - start, end=one.end - start) for one in mine)
        shares.append(tuple(sorted(moved, key=lambda one: (one.start, one.end, one.rule, one.message))))
        start += len(_closed(paragraph))
    return shares


def _short(error: BaseException) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]
