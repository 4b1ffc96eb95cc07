"""An index built elsewhere, such as on another checkout of the same articles, put in the place of this project's own.

Neither the file that is given nor the one in place is opened for writing: what cannot be used is left as it is.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from lint import drawers
from lint.files import remove_database
from lint.index import made_from


class RestoreError(Exception):
    """An index could not be used or put in place: why, and what to do."""


def refusal(file: Path, fingerprint: str) -> str:
    """Return why the index in a file cannot be used, "" if it can; it is only read."""
    try:
        with closing(_reading(file)) as link:
            return drawers.refusal(link, made_from(fingerprint))
    except (sqlite3.Error, OSError) as error:
        return f"it cannot be opened ({error})"


def bring(source: Path, target: Path, fingerprint: str) -> None:
    """Put a copy of an index in the place of another, or raise RestoreError and leave everything as it was."""
    if not source.is_file():
        raise RestoreError("no such file")
    aside = target.with_name(f".{target.name}.{os.urandom(6).hex()}.part")
    try:
        _copy(source, aside)
        why = _whole(aside) or refusal(aside, fingerprint)
        if why:
            raise RestoreError(f"cannot be used: {why}; without --from one is built here")
        if not (target.exists() and target.samefile(source)):
            remove_database(target)
            aside.replace(target)
    except sqlite3.OperationalError as error:
        raise RestoreError(f"cannot be copied to {target.parent}: {error}") from None
    except sqlite3.DatabaseError as error:
        raise RestoreError(f"cannot be used: it is no index of Copydesk, or damaged ({error})") from None
    except OSError as error:
        raise RestoreError(f"cannot be put in the place of {target}: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            remove_database(aside)


def _reading(file: Path) -> sqlite3.Connection:
    """Return a connection that only reads; where SQLite would have to write beside the file, to the file alone."""
    address = file.resolve(strict=True).as_uri()
    link = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=drawers.WAIT, isolation_level=None)
    try:
        link.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        link.close()
        return sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    except sqlite3.DatabaseError:
        pass  # no database: what is asked of it next says so
    return link


def _copy(source: Path, aside: Path) -> None:
    with closing(_reading(source)) as link, closing(sqlite3.connect(aside)) as copy:
        link.backup(copy)


def _whole(file: Path) -> str:
    with closing(_reading(file)) as link:
        found = str(link.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else f"it was damaged ({found.splitlines()[0]})"
