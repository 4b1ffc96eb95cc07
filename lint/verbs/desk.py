"""What a command works at: cache, index and world, opened once, and the runs over articles that they serve."""

from __future__ import annotations

import os
from contextlib import nullcontext

import msgspec

from lint import assemble, discover, examine, git
from lint.behind import BehindError, apart
from lint.cache import Cache, folder
from lint.census import Census
from lint.discover import Listing
from lint.engine import Options, Progress, Run
from lint.finding import Report
from lint.index import FILE_NAME as INDEX
from lint.index import Index, SpoiledError, open_index
from lint.matcher import only_new
from lint.settings import Settings, UsageError
from lint.stet import apply as stet
from lint.stet.decisions import load
from lint.verbs.screen import Screen
from lint.world.door import RealWorld

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
        self, settings: Settings, progress: Progress, *, offline: bool, keep: bool = True, jobs: int | None = None
    ) -> None:
        self.settings = settings
        self.notes: list[str] = []
        self.stets: list[stet.Standing] = []
        self._decisions = load(settings.root, settings.all_rules)
        self._progress = progress
        self._offline, self._keep = offline, keep
        self._hurried = settings.hurried and settings.flags.tracked  # a check of a pull request waits
        self._jobs = jobs or usual_jobs()

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

    def _run(self, listing: Listing) -> Report:
        if self.settings.alone:
            listing = apart(listing)
        options = Options(self._jobs, self._progress, self._hurried)
        with self._index.scratch() if listing.texts else nullcontext():
            run = Run(self.settings, listing, self._cache, self._index, self._world, options)
            report, self.stets = stet.applied(assemble.check(run), run, self._decisions)
        self._hurried = False  # what one run has gathered is there for the next ones
        self.notes += [note for note in run.notes if note not in self.notes]
        return report

    def _opened(self) -> Index:
        file = self._directory / INDEX if self._directory else None
        return open_index(file, fingerprint(self.settings))

    def new(self, report: Report, listing: Listing, revision: str, screen: Screen) -> Report:
        """Return the report without what stood in the selected articles where this branch left a revision."""
        root = self.settings.root
        try:
            base = git.merge_base(root, revision)
            names = {listing.files[path]: path for path in listing.selected}
            texts = {names[name]: data for name, data in git.blobs(root, base, sorted(names)).items()}
        except git.NoCommitsError:
            return report  # the first commit: all of it is new
        except git.GitError as error:
            raise UsageError(f"--new-from {revision}: {error}") from None
        if not texts:
            return report
        shown, known = only_new(report, self.check(discover.replaced(listing, texts)))
        if known:
            screen.note(f"{known} findings stood there before and are not shown (--new-from {revision})")
        return shown
