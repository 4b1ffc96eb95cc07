"""Rules and settings as read before: YAML with its places takes a hook longer than all it has to look at."""

from __future__ import annotations

import contextlib
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec

from lint.files import write_whole

_FILE = "yaml.msgpack"

T = TypeVar("T", bound=msgspec.Struct)


class Memo:
    """YAML files that were found to be right, by their text and by the code that judged them.

    Kept in a folder that may be thrown away; None, a damaged file or a folder that cannot be written only cost time.
    """

    def __init__(self, folder: Path | None, judged_by: str) -> None:
        self._file = folder / _FILE if folder and folder.is_dir() else None
        self._judged_by = judged_by
        self._known: dict[str, msgspec.Raw] = {}
        self._used: dict[str, msgspec.Raw] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):
            if self._file:
                self._known = msgspec.msgpack.decode(self._file.read_bytes(), type=dict[str, msgspec.Raw])

    def get(self, key: str, shape: type[T]) -> T | None:
        """Return what a text was read as, None if that is not known."""
        raw = self._known.get(key)
        if raw is None:
            return None
        with contextlib.suppress(msgspec.DecodeError):
            found = msgspec.msgpack.decode(raw, type=shape)
            self._used[key] = raw
            return found
        return None

    def put(self, key: str, read: msgspec.Struct) -> None:
        """Remember what a text was read as, if it comes back as it is: a date, which YAML has, would be a text."""
        with contextlib.suppress(TypeError, ValueError, OverflowError, RecursionError):
            raw = msgspec.msgpack.encode(read)
            if msgspec.msgpack.decode(raw, type=type(read)) == read:
                self._used[key] = msgspec.Raw(raw)

    def key(self, file: str, text: str) -> str:
        """Return the key of a file."""
        return blake2b("\0".join((self._judged_by, file, text)).encode(), digest_size=12).hexdigest()

    def save(self) -> None:
        """Keep what this run used, if that is not what was there."""
        if not self._file or self._used.keys() == self._known.keys():
            return
        with contextlib.suppress(OSError):
            write_whole(self._file, msgspec.msgpack.encode(self._used))
