"""The jars that LanguageTool needs for English and those that other languages add, pinned in jars*.json."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

VERSION = "6.8"

ADDED = ("de", "fr")
"""The languages that can be added to English."""


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
def table(added: str = "") -> tuple[Jar, ...]:
    """Return the jars of the engine with English, or those that another language adds, sorted by path."""
    file = Path(__file__).with_name(f"jars-{added}.json" if added else "jars.json")
    return msgspec.json.decode(file.read_bytes(), type=tuple[Jar, ...])


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return sha256(file.read_bytes()).hexdigest()
