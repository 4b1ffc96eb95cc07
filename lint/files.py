"""Files written whole or not at all, so that neither a killed run nor a second one leaves half of one behind."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, data: bytes, modified: int | None = None) -> None:
    """Make `data` the content of a file in a folder that is there, or leave everything as it was; raise OSError.

    It is written aside, under a name that no other process takes, and then put in the file's place: who reads meanwhile
    finds the old content or the new, and of two writers the later one wins. An earlier file's mode is kept. A symbolic
    link would be replaced, not followed; `write_out` follows it. `modified`: the time that the file is to bear, in
    seconds since 1970; now, if none is given.
    """
    # Process numbers repeat where containers share a folder. The stem leaves room for the ending in 255 bytes.
    aside = path.with_name(f".{path.name[:40]}.{os.urandom(6).hex()}.part")
    try:
        aside.write_bytes(data)
        with suppress(FileNotFoundError):
            _copy_mode(path, aside)
        if modified is not None:
            os.utime(aside, (modified, modified))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """Make a file with this content; raise FileExistsError where there is one, and OSError."""
    with path.open("xb") as out:
        out.write(data)


def _copy_mode(old: Path, new: Path) -> None:
    mode = old.stat().st_mode
    if mode != new.stat().st_mode:  # some file systems refuse to set what they do not know
        new.chmod(mode)


def write_out(path: Path, data: bytes) -> None:
    """Write where somebody asked for it: into a pipe or device, else in the place of the file; raise OSError.

    A symbolic link stays, and what it leads to is replaced.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
    else:
        write_whole(path.resolve(), data)


def remove_database(file: Path) -> None:
    """Remove an SQLite file, if it is there, and what SQLite keeps beside it; raise OSError."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
