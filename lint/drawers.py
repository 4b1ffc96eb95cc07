"""Drawers: numbered values in one SQLite file, with this run's changes in memory until they are stored.

A `Cabinet` is the file. What it reads is one snapshot; what it is given stays in memory until `store`, which
writes all or nothing. Where the file cannot be written, everything still works, from memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from lint.files import remove_database

APPLICATION = 0x43504449
"""Marks the file as ours, in SQLite's header."""

LAYOUT = 2
WAIT = 2.0  # seconds that a run waits for another one's write when it opens the file
CHUNK = 500  # keys in one query; old builds of SQLite allow 999
_PAGE_SIZE = 16_384  # bytes; values of one or two thousand leave a third of the usual 4,096 empty
_PAGE = 2000  # rows in memory at once while a whole drawer is read
_TABLES = (
    "CREATE TABLE fingerprint (value TEXT, turn INTEGER)",
    "CREATE TABLE vocabulary (word INTEGER PRIMARY KEY, number INTEGER, articles INTEGER)",
)


Statements = Mapping[str, Sequence[tuple[object, ...]]]
"""SQL, each with the rows of values to run it with."""


class SpoiledError(Exception):
    """The file was found damaged in the middle of a run, and was removed: open it anew, gather everything."""


class Drawer:
    """Values by number (0 to 2^64 - 1): the file's, overlaid with what this run put in or took out."""

    def __init__(self, cabinet: Cabinet, name: str) -> None:
        self._cabinet = cabinet
        self._table = f'"{name}"'
        self._changed: dict[int, bytes | None] = {}
        self._exists = bool(cabinet.rows("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)))
        self._wiped = not self._exists  # nothing of the file counts

    def get(self, key: int) -> bytes | None:
        """Return the value at a key, None if there is none."""
        if key in self._changed:
            return self._changed[key]
        if self._wiped:
            return None
        rows = self._cabinet.rows(f"SELECT key, sum, value FROM {self._table} WHERE key = ?", (_signed(key),))
        return self._checked(rows[0]) if rows else None

    def get_many(self, keys: Iterable[int]) -> dict[int, bytes]:
        """Return the values at those of the keys that have one."""
        changed, found, wanted = self._changed, dict[int, bytes](), list[int]()
        for key in keys:
            if key not in changed:
                wanted.append(_signed(key))
            elif (value := changed[key]) is not None:
                found[key] = value
        for at in range(0, 0 if self._wiped else len(wanted), CHUNK):
            part = wanted[at : at + CHUNK]
            where = f"key IN ({','.join('?' * len(part))})"
            for row in self._cabinet.rows(f"SELECT key, sum, value FROM {self._table} WHERE {where}", part):
                found[row[0] % (1 << 64)] = self._checked(row)
        return found

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Yield all keys and values, in no particular order. The drawer must not change meanwhile."""
        start = -(1 << 63)
        while not self._wiped and start < 1 << 63:
            query = f"SELECT key, sum, value FROM {self._table} WHERE key >= ? ORDER BY key LIMIT {_PAGE}"
            rows = self._cabinet.rows(query, (start,))
            for row in rows:
                if (key := row[0] % (1 << 64)) not in self._changed:
                    yield key, self._checked(row)
            if len(rows) < _PAGE:
                break
            start = rows[-1][0] + 1
        for key, value in self._changed.items():
            if value is not None:
                yield key, value

    def last(self) -> int:
        """Return the largest key below 2^63 that was ever seen here or stands in the file, 0 if there is none."""
        rows = [] if self._wiped else self._cabinet.rows(f"SELECT max(key) FROM {self._table}")
        return max((rows[0][0] or 0) if rows else 0, max(self._changed, default=0))

    def count(self) -> int:
        """Return how many values there are."""
        rows = [] if self._wiped else self._cabinet.rows(f"SELECT count(*) FROM {self._table}")
        known = self._stored_among(self._changed)
        put = sum(value is not None for value in self._changed.values())
        return (rows[0][0] if rows else 0) - known + put

    def put(self, key: int, value: bytes) -> None:
        """Set the value at a key."""
        self._changed[key] = value

    def drop(self, key: int) -> None:
        """Take out the value at a key, if there is one."""
        if self._wiped:
            self._changed.pop(key, None)
        else:
            self._changed[key] = None

    def wipe(self) -> None:
        """Take out all values."""
        self._changed.clear()
        self._wiped = True

    def is_dirty(self) -> bool:
        """Return whether there is something to write."""
        return bool(self._changed) or (self._wiped and self._exists)

    def write(self, link: sqlite3.Connection) -> None:
        """Write the changes into the file, inside the caller's transaction."""
        columns = "(key INTEGER PRIMARY KEY, sum INTEGER, value BLOB)"
        link.execute(f"CREATE TABLE IF NOT EXISTS {self._table} {columns}")
        if self._wiped:
            link.execute(f"DELETE FROM {self._table}")
        gone = [(_signed(key),) for key, value in self._changed.items() if value is None]
        link.executemany(f"DELETE FROM {self._table} WHERE key = ?", gone)
        kept = sorted((_signed(key), value) for key, value in self._changed.items() if value is not None)
        rows = ((key, crc32(value), value) for key, value in kept)
        link.executemany(f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?, ?)", rows)

    def stored(self) -> None:
        """Note that the changes stand in the file now."""
        self._changed.clear()
        self._exists, self._wiped = True, False

    def layer(self) -> tuple[dict[int, bytes | None], bool]:
        """Return the changes as they are now, for `restore`."""
        return dict(self._changed), self._wiped

    def restore(self, layer: tuple[dict[int, bytes | None], bool]) -> None:
        """Go back to the changes of an earlier moment. Nothing may have been stored since."""
        self._changed, self._wiped = layer

    def _stored_among(self, keys: Iterable[int]) -> int:
        """Return how many of the keys have a value in the file."""
        if self._wiped:
            return 0
        wanted, found = [_signed(key) for key in keys], 0
        for at in range(0, len(wanted), CHUNK):
            part = wanted[at : at + CHUNK]
            where = f"key IN ({','.join('?' * len(part))})"
            found += self._cabinet.rows(f"SELECT count(*) FROM {self._table} WHERE {where}", part)[0][0]
        return found

    def _checked(self, row: tuple[int, int, bytes]) -> bytes:
        if crc32(row[2]) != row[1]:
            self._cabinet.spoil(f"a value in {self._table} has another checksum")
        return row[2]


class Cabinet:
    """The file of an index, or memory alone. `notes` says, for a person, what did not go as usual."""

    def __init__(self, file: Path | None, fingerprint: str) -> None:
        self.notes: list[str] = []
        self._file = file
        self._fingerprint = fingerprint
        self._drawers: dict[str, Drawer] = {}
        self._link: sqlite3.Connection | None = None
        self._writable = True
        if file is not None:
            self._open(file)

    def drawer(self, name: str) -> Drawer:
        """Return the drawer of that name; it is made when something is put into it."""
        if name not in self._drawers:
            self._drawers[name] = Drawer(self, name)
        return self._drawers[name]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return what the file answers; nothing if there is no file. Raises SpoiledError if it is damaged."""
        if self._link is None:
            return []
        try:
            return self._link.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeError) as error:
            return self.spoil(str(error))

    def spoil(self, why: str) -> list[Any]:
        """Remove the damaged file and raise `SpoiledError`."""
        self.close()
        if self._file is not None:
            with suppress(OSError):
                remove_database(self._file)
        raise SpoiledError(f"{self._file}: the index is built anew: it was damaged ({why})")

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Take back, at the end, every change made meanwhile; nothing is stored meanwhile."""
        layers = {name: drawer.layer() for name, drawer in self._drawers.items()}
        writable, self._writable = self._writable, False
        try:
            yield
        finally:
            self._writable = writable
            for name in list(self._drawers):
                if name in layers:
                    self._drawers[name].restore(layers[name])
                else:
                    del self._drawers[name]

    def store(self, statements: Statements) -> bool:
        """Write all changes and run the statements, in one transaction. False if that could not be done."""
        link = self._link
        dirty = [drawer for drawer in self._drawers.values() if drawer.is_dirty()]
        if link is None or not self._writable:
            return False
        if not dirty and not any(statements.values()):
            return True
        try:
            # Our snapshot becomes a write transaction only if nobody else has written since it was taken.
            link.execute("UPDATE fingerprint SET turn = turn + 1")
        except sqlite3.Error as error:
            return self._stay_in_memory(error)
        try:
            self._write(link, dirty, statements)
        except sqlite3.Error as error:
            self._roll_back(link)
            return self._stay_in_memory(error)
        return True

    def compact(self) -> None:
        """Give the room of what was taken out back to the disk; OSError says why that cannot be done."""
        link = self._link
        if link is None or not self._writable:
            raise OSError("it cannot be written")
        try:
            link.execute("COMMIT")
            link.execute("VACUUM")
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        finally:
            if not link.in_transaction:
                _snapshot(link)

    def close(self) -> None:
        """Let the file go; what was not stored is lost."""
        if self._link is not None:
            with suppress(sqlite3.Error):
                self._link.close()
            self._link = None

    def _write(self, link: sqlite3.Connection, dirty: list[Drawer], statements: Statements) -> None:
        for drawer in dirty:
            drawer.write(link)
        for statement, rows in statements.items():
            link.executemany(statement, rows)
        link.execute("COMMIT")
        for drawer in dirty:
            drawer.stored()
        _snapshot(link)

    def _stay_in_memory(self, error: sqlite3.Error) -> bool:
        self._writable = False
        self._note(f"the index could not be updated ({error}); this run works from memory")
        return False

    def _roll_back(self, link: sqlite3.Connection) -> None:
        before = link.execute("PRAGMA data_version").fetchone()
        if link.in_transaction:
            link.execute("ROLLBACK")
        _snapshot(link)
        if link.execute("PRAGMA data_version").fetchone() != before:
            raise SpoiledError(f"{self._file}: another run has changed the index in the middle of this one")

    def _note(self, what: str) -> None:
        self.notes.append(f"{self._file}: {what}")

    def _open(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._link = self._connect(file)
        except sqlite3.OperationalError as error:
            self._open_as_it_stands(file, error)
        except (sqlite3.DatabaseError, UnicodeError, _ForeignError) as error:
            self._start_over(file, error)
        except OSError as error:
            self._note(f"no index can be kept there ({error}); this run works from memory")

    def _connect(self, file: Path) -> sqlite3.Connection:
        is_new = not file.exists() or file.stat().st_size == 0
        link = sqlite3.connect(file, timeout=WAIT, isolation_level=None)
        try:
            if is_new:
                self._create(link)
            self._recognise(link)
            # A power cut may cost the last run's entries, never the file.
            link.execute("PRAGMA synchronous = NORMAL")
            _snapshot(link)
        except BaseException:
            link.close()
            raise
        return link

    def _create(self, link: sqlite3.Connection) -> None:
        link.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        link.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
        link.execute("BEGIN IMMEDIATE")
        if not link.execute("SELECT 1 FROM sqlite_schema").fetchone():  # else another run was quicker
            link.execute(f"PRAGMA application_id = {APPLICATION}")
            link.execute(f"PRAGMA user_version = {LAYOUT}")
            for table in _TABLES:
                link.execute(table)
            link.execute("INSERT INTO fingerprint VALUES (?, 0)", (self._fingerprint,))
        link.execute("COMMIT")

    def _recognise(self, link: sqlite3.Connection) -> None:
        if link.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise _ForeignError("it is not an index of Copydesk")
        if link.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
            raise _ForeignError("another version wrote it")
        if _fingerprint(link) != [(self._fingerprint.encode(),)]:
            raise _ForeignError("another version, or other settings, made it")

    def _open_as_it_stands(self, file: Path, error: sqlite3.Error) -> None:
        """Read into memory a file that cannot be locked or written, perhaps in a read-only folder."""
        self._note(f"the index cannot be opened for writing ({error}); this run works from memory")
        self._writable = False
        with suppress(sqlite3.Error, UnicodeError, _ForeignError, OSError):
            address = f"{file.resolve(strict=True).as_uri()}?immutable=1"
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as link:
                self._recognise(link)
                copy = sqlite3.connect(":memory:", isolation_level=None)
                link.backup(copy)
                self._link = copy

    def _start_over(self, file: Path, why: Exception) -> None:
        reason = str(why) if isinstance(why, _ForeignError) else f"it was damaged ({why})"
        self._note(f"the index is built anew: {reason}")
        try:
            remove_database(file)
            self._link = self._connect(file)
        except (OSError, sqlite3.Error, _ForeignError) as error:
            self._note(f"no index can be kept there ({error}); this run works from memory")


class _ForeignError(Exception):
    """The file is something else, or of another version."""


def refusal(link: sqlite3.Connection, fingerprint: str) -> str:
    """Return why an open SQLite file cannot be used as an index, "" if it can; its values are not looked at."""
    try:
        Cabinet(None, fingerprint)._recognise(link)
    except _ForeignError as error:
        return str(error)
    except (sqlite3.Error, UnicodeError) as error:
        return f"it was damaged ({error})"
    return ""


def _fingerprint(link: sqlite3.Connection) -> list[tuple[bytes]]:
    """Return the file's fingerprint, as bytes: what is damaged may not be text any more."""
    try:
        return link.execute("SELECT CAST(value AS BLOB) FROM fingerprint").fetchall()
    except (sqlite3.OperationalError, UnicodeError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF == sqlite3.SQLITE_ERROR:  # a table or column is not what it was; others: locked, read-only
            raise _ForeignError(f"it was damaged ({error})") from error
        raise


def _signed(key: int) -> int:
    return key - (1 << 64) if key >> 63 else key


def _snapshot(link: sqlite3.Connection) -> None:
    link.execute("BEGIN")
    link.execute("SELECT turn FROM fingerprint").fetchone()
