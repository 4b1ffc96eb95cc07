"""The jars that LanguageTool needs for English, pinned; jars.json gives the SHA-256 and size of each."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

VERSION = "6.8"
_TABLE = Path(__file__).with_name("jars.json")


class Jar(msgspec.Struct, frozen=True):
    """One jar: its path in a Maven repository, its SHA-256 in hexadecimal, its size in bytes."""

    path: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.rpartition("/")[2]

    @property
    def coordinates(self) -> tuple[str, str, str]:
        """Return group, artifact and version."""
        *group, artifact, version, _ = self.path.split("/")
        return ".".join(group), artifact, version


@cache
def table() -> tuple[Jar, ...]:
    """Return all jars, sorted by path."""
    return msgspec.json.decode(_TABLE.read_bytes(), type=tuple[Jar, ...])


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return sha256(file.read_bytes()).hexdigest()
