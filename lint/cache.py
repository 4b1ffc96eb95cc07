"""Evidence by content, answers by age: one SQLite file that may be thrown away at any time.

Nothing in here may stop a run: a damaged file is rebuilt, a folder that cannot be written or a full disk leaves the
cache in memory, and `notes` says so.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal

from lint.files import remove_database

Table = Literal["evidence", "answers"]

FOLDER = ".copydesk_cache"
FOREVER = 0
_FILE = "cache.sqlite"
_VERSION = 1
_MAX_BYTES = 1_000_000_000
_COLUMNS = "(key BLOB PRIMARY KEY, value BLOB NOT NULL, written INTEGER NOT NULL, expires INTEGER NOT NULL)"
_SCHEMA = "".join(f"CREATE TABLE IF NOT EXISTS {name} {_COLUMNS} WITHOUT ROWID;" for name in ("evidence", "answers"))


def folder(root: Path) -> tuple[Path | None, str]:
    """Return the project's cache folder, made if need be, or None and the reason why there is none."""
    path = root / FOLDER
    try:
        path.mkdir(exist_ok=True)
        ignore = path / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        return (
            None,
            f"nothing is kept for the next run: {FOLDER} cannot be written ({error.strerror or error})",
        )
    return path, ""


class Cache:
    """Two tables of bytes by key. Rows are written in batches, so that a killed run keeps what it had finished."""

    def __init__(self, directory: Path | None) -> None:
        """Open the cache of a folder; None keeps it in memory."""
        self.notes: list[str] = []
        self._now = int(time.time())
        self._written = False
        self._memory: dict[tuple[Table, bytes], bytes] = {}
        self._base = self._open(directory / _FILE) if directory else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        try:
            return _connect(file)
        except sqlite3.OperationalError as error:  # cannot be written, or locked for too long: it may be sound
            self.notes.append(f"the cache {FOLDER}/{_FILE} cannot be used ({error}); nothing is kept for the next run")
            return None
        except sqlite3.DatabaseError as error:
            self.notes.append(f"the cache {FOLDER}/{_FILE} was not usable ({error}); it is built anew")
        with contextlib.suppress(OSError):
            remove_database(file)
        try:
            return _connect(file)
        except sqlite3.DatabaseError as error:
            self.notes.append(f"the cache {FOLDER}/{_FILE} cannot be built ({error}); nothing is kept for the next run")
            return None

    def get(self, table: Table, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values that are known, and not past their time, by key."""
        wanted = list(keys)
        found = {key: self._memory[table, key] for key in wanted if (table, key) in self._memory}
        try:
            for chunk in _chunks(wanted, 500):
                found.update(self._select(table, chunk))
        except sqlite3.DatabaseError as error:
            self._give_up(error)
        return found

    def _select(self, table: Table, keys: list[bytes]) -> Mapping[bytes, bytes]:
        if not self._base:
            return {}
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, value FROM {table} WHERE key IN ({marks}) AND (expires = 0 OR expires > ?)"
        return dict(self._base.execute(query, [*keys, self._now]).fetchall())

    def put(self, table: Table, rows: Mapping[bytes, bytes], shelf_life: int = FOREVER) -> None:
        """Keep values; `shelf_life` in seconds."""
        if self._base:
            try:
                self._insert(table, rows, self._now + shelf_life if shelf_life else FOREVER)
                return
            except sqlite3.DatabaseError as error:
                self._give_up(error)
        self._memory.update({(table, key): value for key, value in rows.items()})

    def _insert(self, table: Table, rows: Mapping[bytes, bytes], expires: int) -> None:
        assert self._base
        self._base.execute("BEGIN IMMEDIATE")
        self._base.executemany(
            f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)",
            [(key, value, self._now, expires) for key, value in rows.items()],
        )
        self._base.execute("COMMIT")
        self._written = True

    def _give_up(self, error: Exception) -> None:
        self.notes.append(f"the cache cannot be used any more ({error}); nothing more is kept for the next run")
        if self._base:
            with contextlib.suppress(sqlite3.Error):
                self._base.rollback()
            self._base.close()
        self._base = None

    def close(self) -> None:
        """Close the file, after leaving out the oldest entries where it has grown too large."""
        if not self._base:
            return
        with contextlib.suppress(sqlite3.Error):
            if self._written:
                self._prune(self._base)
            self._base.close()
        self._base = None

    @staticmethod
    def _prune(base: sqlite3.Connection) -> None:
        pages, free, size = (
            base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size <= _MAX_BYTES:
            return
        for table in ("evidence", "answers"):
            count = base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            oldest = f"SELECT key FROM {table} ORDER BY written LIMIT {count // 3}"
            base.execute(f"DELETE FROM {table} WHERE key IN ({oldest})")


def _connect(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=5, isolation_level=None)
    try:
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"it is of version {version}, not {_VERSION}")
        if not version:  # to say it again would write, and wait for the disk, in each run
            base.execute("PRAGMA journal_mode = WAL")
            base.executescript(_SCHEMA)
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _chunks(items: list[bytes], size: int) -> Iterator[list[bytes]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def clean(root: Path) -> list[str]:
    """Remove what Copydesk keeps for a project; return the names of the files removed."""
    path = root / FOLDER
    removed = []
    for file in sorted([*path.glob("*.sqlite*"), *path.glob("*.msgpack")]) if path.is_dir() else []:
        with contextlib.suppress(OSError):
            file.unlink()
        removed.append(f"{FOLDER}/{file.name}")
    return removed
