"""What `groups` and `index` share: an index that knows all articles as they are, without a check of any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from lint import discover
from lint.cache import Cache, folder
from lint.check import CorpusCheck
from lint.discover import Listing
from lint.engine import Options, Run
from lint.examine import examination
from lint.finding import Incident
from lint.index import FILE_NAME as FILE
from lint.index import Index, SpoiledError, Stamp, open_index
from lint.settings import Settings, UsageError
from lint.text import Source
from lint.verbs.desk import fingerprint, usual_jobs
from lint.verbs.screen import Screen
from lint.world.door import RealWorld

NOTHING_COMPARES = "no rule about repeated text is selected: see select and ignore, or give --select boilerplate"

T = TypeVar("T")


class Changes(msgspec.Struct, frozen=True):
    """How the articles on disk differ from those in the index: sorted paths."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


class Library:
    """The corpus, and the index of it, for as long as one command needs them."""

    def __init__(self, settings: Settings, listing: Listing, cache: Cache, index: Index, screen: Screen) -> None:
        self.settings, self.listing = settings, listing
        self.cache, self.index = cache, index
        self._options = Options(usual_jobs(), screen.progress)
        self.checks = _checks(settings, listing)
        index.read = self._text

    def source(self, path: str) -> Source | None:
        """Return an article's source; None if it is gone, or has changed since it was gathered a moment ago."""
        if path not in self.listing.files:
            return None
        try:
            source = discover.read(self.listing, path, self.settings.file.max_bytes)
        except discover.UnreadableError:
            return None
        return source if source.sha256 == self.index.sha256(path) else None

    def _text(self, path: str) -> str | None:
        source = self.source(path)
        return source.text if source else None

    def changes(self) -> Changes:
        """Return what the index does not know as it is."""
        known = set(self.index.paths())
        stamps = {path: Stamp(*found) for path, found in self.listing.stamps.items()}
        stale = self.index.stale(stamps, self.checks)
        return Changes(
            tuple(path for path in stale if path not in known),
            tuple(path for path in stale if path in known),
            tuple(sorted(known - stamps.keys())),
        )

    def recognise(self) -> None:
        """Take over the stamps of articles whose content is known: in a fresh clone those of all files are new."""
        for path in self.changes().changed:
            try:
                source = discover.read(self.listing, path, self.settings.file.max_bytes)
            except discover.UnreadableError:
                continue  # the run that gathers it says so
            self.index.renew(path, Stamp(*self.listing.stamps[path]), source.sha256, self.checks)

    def refresh(self) -> tuple[Incident, ...]:
        """Bring the index up to date with all articles; return what could not be read. Raises UsageError."""
        if not self.checks:
            raise UsageError(NOTHING_COMPARES)
        self.recognise()
        if not self.changes() and not any(self.index.corpus(key).pending() for key in self.checks):
            self.index.commit()
            return ()
        run = self.run(msgspec.structs.replace(self.listing, selected=self._representatives()))
        run.conclude()
        return tuple(msgspec.structs.replace(one, count=count) for one, count in sorted(run.incidents.items()))

    def run(self, listing: Listing) -> Run:
        """Return a run over a listing; comparing asks nothing of the outside."""
        world = RealWorld(self.settings.root, self.cache, offline=True)
        return Run(self.settings, listing, self.cache, self.index, world, self._options)

    def _representatives(self) -> frozenset[str]:
        """Return one article for each set of rules: what is gathered from it is gathered from all."""
        found = {id(self.settings.rules_for(path)): path for path in sorted(self.listing.files, reverse=True)}
        return frozenset(found.values())


def _checks(settings: Settings, listing: Listing) -> dict[str, CorpusCheck]:
    """Return the checks that gather from articles, by the key of what they gather."""
    found = {}
    for rules in {id(rules): rules for path in listing.files if (rules := settings.rules_for(path))}.values():
        for rule in rules:
            if isinstance(rule.check, CorpusCheck):
                found[examination(rule.check).key] = rule.check
    return dict(sorted(found.items()))


def comparing(settings: Settings) -> Settings:
    """Return settings under which only those rules run that compare articles."""
    rules = {name: rule for name, rule in settings.all_rules.items() if isinstance(rule.check, CorpusCheck)}
    return Settings(settings.root, settings.file, rules, settings.flags, settings.dictionary)


def place(settings: Settings, keep: bool) -> tuple[Path | None, str]:
    """Return where the project's index lies, and why it can lie nowhere; None if nothing is kept."""
    directory, note = folder(settings.root) if keep else (None, "")
    return directory and directory / FILE, note


def at_work(settings: Settings, listing: Listing, keep: bool, screen: Screen, work: Callable[[Library], T]) -> T:
    """Return what work on the index comes to; where that turns out to be damaged, it is built anew and done again."""
    notes: list[str] = list(listing.notes)
    try:
        with _library(settings, listing, keep, screen, notes) as library:
            return work(library)
    except SpoiledError as error:
        notes.append(str(error))
        with _library(settings, listing, keep, screen, notes) as library:
            return work(library)
    finally:
        for note in dict.fromkeys(notes):
            screen.note(note)


@contextmanager
def _library(settings: Settings, listing: Listing, keep: bool, screen: Screen, notes: list[str]) -> Iterator[Library]:
    file, note = place(settings, keep)
    notes += [note] if note else []
    cache = Cache(file and file.parent)
    index = open_index(file, fingerprint(settings))
    try:
        yield Library(settings, listing, cache, index, screen)
    finally:
        notes += [*cache.notes, *index.notes]
        index.close()
        cache.close()
