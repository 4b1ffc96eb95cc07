"""What is printed elsewhere than to a terminal: a log may be read by a runner that obeys lines of it."""

from __future__ import annotations

from typing import Any, TextIO, cast


def harmless(stream: TextIO | None) -> TextIO | None:
    """Return a stream that prints lines as the one given, but with nothing in them that a runner obeys.

    What goes to its `buffer` passes as it is: reporters neutralise on their own. A terminal is returned as it is.
    """
    return stream if stream is None or stream.isatty() else cast(TextIO, _Guarded(stream))


class _Guarded:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._held = ""  # of a line that is not at its end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        done, newline, self._held = (self._held + text).rpartition("\n")
        if newline:
            self._stream.write(_safe(done) + newline)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        held, self._held = self._held, ""
        if held:
            self._stream.write(_safe(held))
        self._stream.flush()


def _safe(text: str) -> str:
    if "##" not in text and "::" not in text and text.replace("\n", "").isprintable():
        return text
    from lint.reporters import neutralise

    return neutralise.lines(text)
