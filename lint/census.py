"""What tells, without a look at each of them, which articles may have changed since the index knew them all.

A *census* is taken when all articles are gone through: the commit checked out, and the files that stand apart from it.
From then on each article that is put into the index, or taken out, stands apart too. So whatever neither stands apart
nor differs from that commit now is in the index as it is; and what differs, git says of a hundred thousand files in a
tenth of a second, on another core. A commit hook need not look at the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lint import git

if TYPE_CHECKING:
    from lint.drawers import Cabinet
    from lint.settings import SettingsFile

LEAST = 1_000
"""Articles from which a census is worth its while: fewer are looked at as soon as git has answered."""

MOST_APART = 1_000
"""Files that stand apart, or differ, above which all are looked at, and the next census is taken."""

_KEY = 1


class UncertainError(Exception):
    """Something is not as the census has it: all articles are to be looked at."""


class Census(msgspec.Struct, frozen=True):
    """The commit, the files that stand apart from it, by their paths below the root, and what it holds for."""

    commit: str
    apart: tuple[str, ...]
    patterns: str  # of the settings: which files are articles
    checks: tuple[str, ...] = ()  # the keys of the shares that every article has


def patterns(file: SettingsFile) -> str:
    """Return a short name of what the settings say of which files are articles."""
    said = msgspec.json.encode((file.include, file.exclude))
    return blake2b(said, digest_size=8).hexdigest()


def taken(root: Path, file: SettingsFile) -> Census | None:
    """Take a census before the articles are looked at; None where git cannot say, or too many stand apart."""
    try:
        commit = git.commit(root, "HEAD")
        apart = {*git.differing(root, commit), *git.new(root)}
    except git.GitError:
        return None
    return Census(commit, tuple(sorted(apart)), patterns(file)) if len(apart) <= MOST_APART else None


class KeptCensus:
    """The census that an index keeps, if there is one; it changes with the index, and is stored with it."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._drawer = cabinet.drawer("census")
        self._apart: set[str] = set()

    def read(self) -> Census | None:
        """Return the census, None if there is none."""
        row = self._drawer.get(_KEY)
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(row, type=Census) if row else None
        return None

    def replace(self, census: Census, apart: Iterable[str], checks: Collection[str]) -> None:
        """Keep a census that was taken before this run looked at the articles; `apart`: others that the index lacks."""
        everything = sorted({*census.apart, *apart, *self._apart})
        self._put(msgspec.structs.replace(census, apart=tuple(everything), checks=tuple(sorted(checks))))
        self._apart = set()

    def set_apart(self, path: str) -> None:
        """Note that an article was put into the index, or taken out."""
        self._apart.add(path)

    def keep(self) -> None:
        """Bring the census up to date with what was set apart; it is stored with the index' changes."""
        known = self.read() if self._apart else None
        if known and not self._apart.issubset(known.apart):
            self._put(msgspec.structs.replace(known, apart=tuple(sorted(self._apart.union(known.apart)))))

    def layer(self) -> set[str]:
        """Return what was set apart so far, for `restore`."""
        return set(self._apart)

    def restore(self, layer: set[str]) -> None:
        """Go back to what was set apart at an earlier moment."""
        self._apart = layer

    def _put(self, census: Census) -> None:
        if len(census.apart) > MOST_APART:
            self._drawer.drop(_KEY)
        else:
            self._drawer.put(_KEY, msgspec.msgpack.encode(census))
