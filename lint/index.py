"""What was gathered over the corpus, kept between runs in one SQLite file: so one file can meet all others.

For every article: its stamp, what each corpus check gathered from it (its *share*) and its vocabulary. A check
may keep what it worked out in drawers of its own; `pending` tells it which articles have changed since.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from lint.census import KeptCensus
from lint.drawers import Cabinet, Drawer, SpoiledError
from lint.entries import Entries, Entry
from lint.vocabulary import Words, packed, vocabulary

__all__ = ["Gathered", "Index", "SpoiledError", "Stamp", "in_memory", "open_index", "vocabulary"]


T = TypeVar("T")


class Stamp(NamedTuple):
    """What tells, without reading it, that a file is most likely unchanged."""

    size: int  # bytes
    mtime_ns: int


FILE_NAME = "index.sqlite"
"""Of the file, in the cache's folder."""

_STORE_FROM = 64_000_000
"""Bytes that were gathered, about, from which they are stored before all is: memory is not for a whole corpus."""


def open_index(file: Path | None, fingerprint: str) -> Index:
    """Open the index in a file, or one in memory alone (None).

    A damaged, foreign or other version's file is built anew, and one that cannot be written is only read:
    `notes` of the index says so. `fingerprint` stands for all that the shares depend on beyond the text.
    """
    return Index(Cabinet(file, made_from(fingerprint)))


def made_from(fingerprint: str) -> str:
    """Return what an index's file says of all that its values depend on, the byte order among it."""
    return f"{fingerprint} {sys.byteorder}"


def in_memory(shares: Mapping[str, Mapping[str, bytes]]) -> Index:
    """Return an index, in memory alone, of articles whose shares are given by path and key."""
    index = open_index(None, "")
    for path, given in shares.items():
        index.update(path, Stamp(0, 0), "", given, b"")
    return index


class Index:
    """The shares and words of all articles. For one thread.

    An article has a number, its own as long as it is in the index: a check's drawers may refer to it.
    """

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self._entries = Entries(cabinet)
        self._words = Words(cabinet)
        self.census = KeptCensus(cabinet)
        self._unstored = 0  # bytes, about
        self.learnt: dict[str, Any] = {}  # by the checks, each under its key
        self.read: Callable[[str], str | None] = lambda path: None
        """Says the text of an article, None if it cannot be read as it was when it was gathered."""

    @property
    def notes(self) -> list[str]:
        """What did not go as usual, for a person to read."""
        return self._cabinet.notes

    def paths(self) -> Sequence[str]:
        """Return the paths of all articles, sorted."""
        return self._entries.paths()

    def count(self) -> int:
        """Return how many articles there are."""
        return self._entries.count()

    def stale(self, listing: Mapping[str, Stamp], keys: Collection[str] = ()) -> list[str]:
        """Return, sorted, the paths to gather: new, changed, or without a share under one of the keys."""
        needed = set(keys)
        return sorted(path for path, stamp in listing.items() if not self._is_known(path, stamp, needed))

    def _is_known(self, path: str, stamp: Stamp, needed: set[str]) -> bool:
        found = self._entries.find(path)
        return found is not None and (found[1].size, found[1].mtime_ns) == stamp and needed.issubset(found[1].checks)

    def sha256(self, path: str) -> str:
        """Return the hash that an article had when it was gathered, "" if it never was."""
        found = self._entries.find(path)
        return "" if found is None else found[1].sha256.hex()

    def update(
        self, path: str, stamp: Stamp, sha256: str, shares: Mapping[str, bytes], words: frozenset[str] | bytes
    ) -> None:
        """Put an article's entry in the place of its former one. `words`: as written, or packed."""
        self._unstored += sum(map(len, shares.values())) + len(words)
        if self._unstored > _STORE_FROM:
            self.commit()
        known = self._entries.find(path)
        number, former = (known[0], known[1].checks) if known else (self._entries.next_number(), ())
        self._entries.put(number, Entry(path, stamp[0], stamp[1], bytes.fromhex(sha256), tuple(sorted(shares))))
        self.census.set_apart(path)
        for key in {*former, *shares}:
            self.corpus(key).set_share(number, shares.get(key, b""))
        self._words.set(number, words if isinstance(words, bytes) else packed(set(words)))

    def forget(self, paths: Iterable[str]) -> None:
        """Take articles out; unknown paths are passed over."""
        for path in paths:
            known = self._entries.find(path)
            if known is None:
                continue
            number, entry = known
            for key in entry.checks:
                self.corpus(key).set_share(number, b"")
            self._entries.drop(number, path)
            self.census.set_apart(path)
            self._words.set(number, b"")

    def renew(self, path: str, stamp: Stamp, sha256: str, keys: Collection[str] = ()) -> bool:
        """Take over the stamp of an article whose content is known and has a share under each key, as in a fresh clone.

        Returns whether that could be done; otherwise the article is to be gathered.
        """
        known = self._entries.find(path)
        if known is None:
            return False
        number, entry = known
        if entry.sha256.hex() != sha256 or not set(keys).issubset(entry.checks):
            return False
        self._entries.put(number, msgspec.structs.replace(entry, size=stamp[0], mtime_ns=stamp[1]))
        return True

    def commit(self) -> bool:
        """Store what has changed. Where that fails, `notes` says so, the run goes on from memory, and it says False."""
        self._unstored = 0
        self.census.keep()
        if not self._cabinet.store(self._words.statements()):
            return False
        self._words.uses.clear()
        return True

    def compact(self) -> None:
        """Make the file as small as what is in it allows; OSError says why that cannot be done."""
        self._cabinet.compact()

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Take back, at the end, every change made meanwhile; nothing is stored meanwhile."""
        before, words = (self._entries.layer(), self.census.layer()), self._words.layer()
        try:
            with self._cabinet.scratch():
                yield
        finally:
            self._entries.restore(before[0])
            self.census.restore(before[1])
            self._words.restore(words)

    def close(self) -> None:
        """Let the file go. What was not committed is lost."""
        self._cabinet.close()

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return, for each word as written, the number of articles that use it."""
        return self._words.articles_with(words)

    def number(self, path: str) -> int | None:
        """Return an article's number, None if there is no such article."""
        found = self._entries.find(path)
        return None if found is None else found[0]

    def numbers(self) -> list[int]:
        """Return the numbers of all articles, ascending."""
        return self._entries.numbers()

    def path(self, number: int) -> str:
        """Return the path of the article of that number."""
        return self._entries.entry(number).path

    def corpus(self, key: str) -> Gathered:
        """Return what was gathered under a key: one check with one set of early parameters."""
        return Gathered(self, self._cabinet, key)


class Gathered:
    """All articles' shares under one key, and their check's drawers. Implements `lint.check.Corpus`."""

    def __init__(self, index: Index, cabinet: Cabinet, key: str) -> None:
        self._index, self._cabinet, self._key = index, cabinet, key
        self._shares = self.drawer("shares")
        self._pending = self.drawer("pending")

    def paths(self) -> Sequence[str]:
        """Return the paths of all articles, sorted."""
        return self._index.paths()

    def count(self) -> int:
        """Return how many articles there are."""
        return self._index.count()

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return, for each word as written, the number of articles that use it."""
        return self._index.articles_with(words)

    def number(self, path: str) -> int | None:
        """Return an article's number, None if there is no such article."""
        return self._index.number(path)

    def path(self, number: int) -> str:
        """Return the path of the article of that number."""
        return self._index.path(number)

    def share(self, path: str, check: str = "") -> bytes:
        """Return what was gathered from an article, nothing if it never was; the key says by which check."""
        number = self._index.number(path)
        return b"" if number is None else self.share_of(number)

    def share_of(self, number: int) -> bytes:
        """Return what was gathered from the article of that number, nothing if there is none."""
        return self._shares.get(number) or b""

    def text(self, number: int) -> str | None:
        """Return an article's text, None if it cannot be read as it was when it was gathered."""
        return self._index.read(self._index.path(number))

    def shares(self) -> Iterable[tuple[int, bytes]]:
        """Yield all articles' numbers and shares, in no particular order."""
        return self._shares.items()

    def numbers(self) -> list[int]:
        """Return the numbers of all articles, ascending."""
        return self._index.numbers()

    def shares_of(self, numbers: Sequence[int]) -> list[bytes]:
        """Return what was gathered from the articles of these numbers, in their order; nothing where there is none."""
        found = self._shares.get_many(numbers)
        return [found.get(number, b"") for number in numbers]

    def set_share(self, number: int, share: bytes) -> None:
        """Replace an article's share, and remember which one `settle` was told of."""
        old = self._shares.get(number) or b""
        if share == old:
            return
        settled = self._pending.get(number)
        if settled is None:
            self._pending.put(number, old)
        elif settled == share:
            self._pending.drop(number)
        if share:
            self._shares.put(number, share)
        else:
            self._shares.drop(number)

    def pending(self) -> dict[int, bytes]:
        """Return the numbers of articles changed since `settle`, each with its share at that time."""
        return dict(self._pending.items())

    def learnt(self, make: Callable[[], T]) -> T:
        """Return what the check has learnt in this process, made when it is first asked for."""
        if self._key not in self._index.learnt:
            self._index.learnt[self._key] = make()
        kept: T = self._index.learnt[self._key]
        return kept

    def flush(self) -> None:
        """Store what has changed so far, that memory need not hold it; a run that is killed then leaves that."""
        self._index.commit()

    def settle(self) -> None:
        """Note that the check's own drawers agree with all shares now."""
        self._pending.wipe()

    def drawer(self, name: str) -> Drawer:
        """Return one of the check's own drawers."""
        return self._cabinet.drawer(f"{self._key} {name}")
