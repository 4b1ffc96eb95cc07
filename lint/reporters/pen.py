"""What a terminal can show: colours or none, Unicode or ASCII; what it would obey is taken out."""

from __future__ import annotations

import textwrap

import msgspec

from lint.reporters import neutralise

_RESET = "\x1b[0m"
_CODES = {
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;34m",
    "struck": "\x1b[31;9m",
    "added": "\x1b[32m",
    "clean": "\x1b[32m",
}


class Pen(msgspec.Struct, frozen=True):
    """Writes neutralised text in the terminal's means: colours or none, Unicode or ASCII."""

    color: bool
    unicode: bool
    width: int

    def text(self, text: str, *, style: str = "") -> str:
        """Return a text of an article, or about one, safe to print."""
        shown = neutralise.terminal(text)
        return self.style(shown if self.unicode else neutralise.ascii_only(shown), style)

    def path(self, path: str, *, style: str = "") -> str:
        """Return a path, safe to print."""
        shown = neutralise.terminal_path(path)
        return self.style(shown if self.unicode else neutralise.ascii_only(shown), style)

    def style(self, text: str, style: str) -> str:
        """Return a text in a style of the table, where the terminal has colours."""
        return f"{_CODES[style]}{text}{_RESET}" if style and self.color and text else text

    def wrap(self, text: str, indent: str, *, style: str = "") -> str:
        """Return a text as lines of the terminal's width, each with an indent."""
        room = max(self.width - len(indent), 20)
        lines = textwrap.wrap(self.text(text), room, break_on_hyphens=False) or [""]
        return "".join(f"{indent}{self.style(line, style)}\n" for line in lines)

    @property
    def bar(self) -> str:
        """Return the line at the left of an excerpt."""
        return self.style("│" if self.unicode else "|", "dim")

    @property
    def corner(self) -> str:
        """Return what leads from a message to its place."""
        return self.style("┌─" if self.unicode else "-->", "dim")
