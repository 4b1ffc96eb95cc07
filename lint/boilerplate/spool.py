"""Columns of numbers that grow: in memory while they are small, in temporary files once they are not."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

    Array = NDArray[Any]

HELD = 256_000_000
"""Bytes that are held in memory."""


class Spool:
    """Columns by name. Used in a `with`, at whose end all are gone."""

    def __init__(self) -> None:
        self._held: dict[str, list[Array]] = defaultdict(list)
        self._bytes = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[str, BinaryIO] = {}

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        if self._folder:
            self._folder.cleanup()

    def add(self, name: str, numbers: Array) -> None:
        """Put numbers behind those of a column; all must be of one type."""
        self._held[name].append(numbers)
        self._bytes += numbers.nbytes
        if self._bytes > HELD:
            self._write()

    def take(self, name: str, kind: type[np.generic]) -> Array:
        """Return a column whole; let go of it where memory is short, and take it again. It is only to be read."""
        if name in self._files:
            self._write()
            self._files[name].flush()
            return np.memmap(self._path(name), kind, "r")
        whole = np.concatenate([np.zeros(0, kind), *self._held[name]])
        self._held[name] = [whole]
        return whole

    def drop(self, name: str) -> None:
        """Remove a column; what was taken of it is not to be used any more."""
        self._bytes -= sum(part.nbytes for part in self._held.pop(name, []))
        if name in self._files:
            self._files.pop(name).close()
            self._path(name).unlink()

    def _write(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="copydesk-", ignore_cleanup_errors=True)
        for name, parts in self._held.items():
            if name not in self._files:
                self._files[name] = self._path(name).open("wb")
            for part in parts:
                part.tofile(self._files[name])
        self._held.clear()
        self._bytes = 0

    def _path(self, name: str) -> Path:
        assert self._folder
        return Path(self._folder.name, name)
