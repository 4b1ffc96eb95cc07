"""What a command works at: cache, index and world, opened once, and the runs over articles that they serve."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

import msgspec

from lint import assemble, examine
from lint.behind import BehindError, apart
from lint.cache import Cache, folder
from lint.census import Census
from lint.discover import Listing
from lint.engine import Options, Progress, Run
from lint.finding import Report
from lint.index import FILE_NAME as INDEX
from lint.index import Index, SpoiledError, open_index
from lint.settings import Settings
from lint.stet import apply as stet
from lint.stet.decisions import Decisions
from lint.stet.decisions import of as decisions_of
from lint.world.door import RealWorld, World

if TYPE_CHECKING:
    from lint.world.disk import Held

_MOST_JOBS = 8
"""Reading articles gains little from more processes, and each costs its memory."""


def usual_jobs() -> int:
    """Return how many processes read articles where nobody says how many."""
    return min(os.cpu_count() or 1, _MOST_JOBS)


def fingerprint(settings: Settings) -> str:
    """Return what the index' shares depend on beyond the articles' text."""
    languages = [(override.files, override.language) for override in settings.file.overrides if override.language]
    return f"{examine.made_by()} {msgspec.json.encode((settings.parsing, languages)).decode()}"


class Desk:
    """Cache, index and world, as long as one command needs them."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress,
        *,
        offline: bool,
        keep: bool = True,
        jobs: int | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.settings = settings
        self.notes: list[str] = []
        self.stets: list[stet.Standing] = []
        self.decisions = decisions_of(settings)
        self._progress = progress
        self._offline, self._keep = offline, keep
        self._hurried = settings.hurried and settings.flags.tracked  # a check of a pull request waits
        self._jobs = jobs or usual_jobs()
        self._hidden = hidden  # files that lie on disk, but are no part of what is checked

    def __enter__(self) -> Desk:
        self._directory, note = folder(self.settings.root) if self._keep else (None, "")
        self.notes += [note] if note else []
        self._cache = Cache(self._directory)
        self._index = self._opened()
        self._world = RealWorld(
            self.settings.root,
            self._cache,
            site_root=self.settings.file.site_root,
            offline=self._offline,
            start="wait" if self.settings.waits_for_grammar else "background",
            jobs=self._jobs,
            progress=self._progress,
        )
        self._world.hide(self._hidden)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let cache and index go, and take over what they have to say."""
        self._let_go(self._cache)
        self._let_go(self._index)

    def _let_go(self, one: Cache | Index) -> None:
        self.notes += [note for note in one.notes if note not in self.notes]
        one.close()

    def note(self, text: str) -> None:
        """Keep something to be told at the end, once."""
        self.notes += [text] if text not in self.notes else []

    def census(self) -> Census | None:
        """Return the index' census."""
        return self._index.census.read()

    def check(self, listing: Listing) -> Report:
        """Run over a listing; what stands on disk goes into the index, other texts only for the length of the run."""
        try:
            return self._without_waiting(listing)
        except SpoiledError:  # its file was damaged, and is gone now
            self._let_go(self._index)
            self._index = self._opened()
            return self._without_waiting(listing)

    def _without_waiting(self, listing: Listing) -> Report:
        """Run; where an author would wait too long for the index, another process builds it, or goes on to."""
        try:
            return self._run(listing)
        except BehindError:
            self._let_go(self._index)
        from lint.verbs import builder

        why = builder.caught_up(self.settings, self._directory, len(listing.files))
        if not why:
            self._index = self._opened()
            try:
                return self._run(listing)
            except BehindError:
                self._let_go(self._index)
                why = builder.not_built(len(listing.files))
        self.settings.leave_alone(why)
        self._index = open_index(None, fingerprint(self.settings))
        return self._run(listing)

    def check_past(self, listing: Listing, held: Held, decisions: Decisions) -> tuple[Report, list[stet.Standing]]:
        """Run over a corpus of another moment, and return its stets, too; all stays as it is now."""
        with self._index.scratch():
            return self._carried_out(listing, self._world.past(held), decisions)[:2]

    def _run(self, listing: Listing) -> Report:
        with self._index.scratch() if listing.texts else nullcontext():
            report, self.stets, notes = self._carried_out(listing, self._world, self.decisions)
        self._hurried = False  # what one run has gathered is there for the next ones
        self.notes += [note for note in notes if note not in self.notes]
        return report

    def _carried_out(
        self, listing: Listing, world: World, decisions: Decisions
    ) -> tuple[Report, list[stet.Standing], list[str]]:
        if self.settings.alone:
            listing = apart(listing)
        options = Options(self._jobs, self._progress, self._hurried)
        run = Run(self.settings, listing, self._cache, self._index, world, options)
        report, stets = stet.applied(assemble.check(run), run, decisions)
        return report, stets, run.notes

    def _opened(self) -> Index:
        file = self._directory / INDEX if self._directory else None
        return open_index(file, fingerprint(self.settings))
