"""`copydesk check --new-from REV`: what is looked at, and what of a report the change brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from lint import discover, git, stamp
from lint.discover import Listing, UnreadableError
from lint.finding import AddedStet, Point, Report
from lint.mistakes import MistakesError
from lint.past import since
from lint.past.news import Past, only_new
from lint.past.since import Since
from lint.past.surroundings import Surroundings
from lint.reporters import neutralise, words
from lint.settings import Settings, UsageError
from lint.stet import decisions
from lint.stet.apply import Standing
from lint.stet.decisions import Decisions
from lint.verbs.desk import Desk
from lint.verbs.screen import Screen
from lint.world.disk import Held

_STETS_SHOWN = 20
_FAULTS = ("idle", "expired")
"""States in which a stet lets nothing stand; that is a finding, or said of the file of decisions."""

_SHORT = 80  # code points of a part of a note


class Newer:
    """The change since a revision, and what the articles' former texts had in them."""

    def __init__(self, settings: Settings, revision: str, *, staged: bool, pending: git.Pending | None = None) -> None:
        self.revision = revision
        self._settings = settings
        self._before: tuple[Report, list[Standing]] | None = None
        self._then: Listing | None = None  # the corpus as it was
        try:
            self.since: Since | None = since.since(settings, revision, staged=staged, pending=pending)
        except git.NoCommitsError:
            self.since = None  # the first commit: all of it is new
        except git.GitError as error:
            raise UsageError(f"--new-from {revision}: {error}") from None

    def named(self, paths: Sequence[Path] | None) -> list[Path] | None:
        """Return which of the paths named are to be looked at, of all if none are; None if no commit was made yet."""
        if self.since is None:
            return None if paths is None else list(paths)
        try:
            if paths is None:
                return since.all_named(self._settings, self.since)
            return since.named(self._settings, self.since, paths)
        except git.GitError as error:
            raise UsageError(f"--new-from {self.revision}: {error}") from None

    def report(self, desk: Desk, report: Report, listing: Listing, screen: Screen) -> Report:
        """Return a report without what was there before, and with the stets that the change adds."""
        if self.since is None:
            return report
        if self._before is None:
            self._before = self._looked_back(desk, listing, self.since)
        before, stood = self._before
        past = Past(
            self.since.renamed,
            self.since.vanished,
            self._said,
            lambda path: self._is_written_anew(listing, path),
            _unasked(before),
            Surroundings(lambda path: self._text(listing, path)),
            Surroundings(lambda path: self._text(self._then, path) if self._then else ""),
        )
        shown, known = only_new(report, before, past)
        if self._settings.changed:
            screen.note(
                f"this change says itself, in its settings, what is asked of it: {', '.join(self._settings.changed)}"
            )
        if known:
            found = words.count(known, "finding")
            screen.note(f"{found} stood there before, not shown (--new-from {self.revision})")
        if not listing.selected:
            screen.note(f"no article differs from where this branch left {self.revision}")
        return msgspec.structs.replace(shown, stets=tuple(self._added(desk, listing, stood, screen)))

    def _looked_back(self, desk: Desk, listing: Listing, past: Since) -> tuple[Report, list[Standing]]:
        """Check the corpus as it was, with the settings of today."""
        selected = since.former(past, listing.selected) - self._elsewhere(listing, past)
        try:
            self._then = then = since.before(listing, past, selected)
            decided = self._decided(desk, past)
        except git.GitError as error:
            raise UsageError(f"--new-from {self.revision}: {error}") from None
        report, stood = desk.check_past(then, held(past), decided)
        failed = sorted({one.what for one in report.incidents if one.state == "failed"})
        if failed:
            told = ", ".join(failed)
            desk.notes.append(f"some of what stood there before may be told as new: {told} could not be checked then")
        return report, stood

    def _elsewhere(self, listing: Listing, past: Since) -> set[str]:
        """Return the former paths of articles that have another name now, under which they are not looked at."""
        unseen = {old for old, new in past.renamed.items() if new not in listing.selected}
        known = past.texts.keys() | past.renamed.values()
        others = {path: None for path in sorted(past.now.keys() & listing.files.keys()) if path not in known}
        if listing.selected.issuperset(others):
            return unseen
        weighed = {path: _weighed(self._text(listing, path)) for path in others}
        for old in past.vanished - past.renamed.keys():
            said = _weighed(past.texts[old].decode("utf-8", "replace"))
            shared = {path: (said & today).total() for path, today in weighed.items()}
            holder = max(shared, key=lambda path: shared[path])
            if holder not in listing.selected and 0 < said.total() <= 2 * shared[holder]:
                unseen.add(old)
        return unseen

    def _decided(self, desk: Desk, past: Since) -> Decisions:
        """Return what was decided then, nothing if the file could not be read; a house's own word stands throughout."""
        name = decisions.FILE_NAME
        if self._settings.house is not None or (name not in past.then and name not in past.new):
            return desk.decisions
        try:
            data = git.contents(past.root, {name: past.then[name]})[name] if name in past.then else b""
            return decisions.parse(data, name) if data else {}
        except MistakesError:
            return {}

    def _said(self, path: str) -> str:
        """Return what an article said then, "" if it was not there."""
        assert self.since
        was = next((old for old, new in self.since.renamed.items() if new == path), path)
        if self._then is None or was not in self._then.files or (was == path and path in self.since.renamed):
            return ""
        return self._text(self._then, was)

    def _is_written_anew(self, listing: Listing, path: str) -> bool:
        """Say whether less than half of an article, by lines, is what it said then."""
        assert self.since
        assert self._then
        changed = path in self.since.now or path in listing.texts or path not in self._then.files
        if path not in listing.files or not changed:
            return False
        said, today = _weighed(self._said(path)), _weighed(self._text(listing, path))
        return 2 * (said & today).total() < today.total()

    def _text(self, listing: Listing, path: str) -> str:
        try:
            return discover.read(listing, path, self._settings.file.max_bytes).text
        except UnreadableError:
            return ""

    # ---- stets that the change adds

    def _added(self, desk: Desk, listing: Listing, stood: Iterable[Standing], screen: Screen) -> Iterator[AddedStet]:
        assert self.since
        added = [self._shown(one, listing) for one in _more(desk.stets, stood, self.since.renamed)]
        added.sort(key=lambda one: (one.path, one.start.offset if one.start else 0, one.rules, one.key))
        told = [one for one in added if one.state not in _FAULTS]
        for one in told[:_STETS_SHOWN]:
            screen.note(f"this change lets something stand: {_told(one)}")
        if len(told) > _STETS_SHOWN:
            screen.note(f"this change lets {len(told) - _STETS_SHOWN:,} more things stand: see --output-format json")
        return iter(added)

    def _shown(self, one: Standing, listing: Listing) -> AddedStet:
        point = None
        if one.path and one.start >= 0:
            source = discover.read(listing, one.path, self._settings.file.max_bytes)
            point = Point(one.start, *source.position(one.start))
        given = one.rules, one.quote, one.note.reason, one.note.by, one.note.until
        return AddedStet(one.path or decisions.FILE_NAME, point, *given, one.key, one.state, one.count)


def held(past: Since) -> Held:
    """Return the files that are not what they were, as they were."""
    return Held(past.then, past.new, lambda blob: git.content(past.root, blob))


def _unasked(before: Report) -> frozenset[str]:
    """Return the family of grammar if some paragraphs were not checked as they were then."""
    from lint.world.languagetool.errors import WHAT

    return frozenset(("grammar",)) if any(one.what == WHAT for one in before.incidents) else frozenset()


def _weighed(text: str) -> Counter[str]:
    """Return the lines of a text, each with all the characters that it has there."""
    found: Counter[str] = Counter()
    for line in map(stamp.normalised, text.splitlines()):
        found[line] += len(line)
    return found


def _more(now: Iterable[Standing], then: Iterable[Standing], renamed: Mapping[str, str]) -> Iterator[Standing]:
    """Yield the stets that there were not, and those that let more stand than they did."""
    were: Counter[tuple[str, ...]] = Counter()
    let: Counter[tuple[str, ...]] = Counter()
    for one in then:
        same = _same(one, renamed.get(one.path, one.path))
        were[same] += 1
        let[same] += one.count
    for one in now:
        same = _same(one, one.path if one.start >= 0 else renamed.get(one.path, one.path))
        were[same] -= 1
        let[same] -= one.count
        if were[same] < 0 or let[same] < 0:
            yield one


def _same(one: Standing, path: str) -> tuple[str, ...]:
    """Return what makes a stet the same as a former one. A decision that notes no article belongs to none."""
    where = one.key if one.key and not one.noted else f"{one.key} {path}"
    return where, one.rules, stamp.normalised(one.quote), one.note.reason, one.note.by, one.note.until


def _told(one: AddedStet) -> str:
    place = f"{one.path}:{one.start.line}" if one.start else one.path
    quote = f" “{_short(one.quote)}”" if one.quote else ""
    by = f", {_short(one.by)}" if one.by else ""
    until = f", until {_short(one.until)}" if one.until else ""
    return f"{neutralise.terminal_path(place)} {_short(one.rules)}{quote}: {_short(one.reason)}{by}{until}"


def _short(text: str) -> str:
    plain = neutralise.terminal(" ".join(text.split()))
    return plain if len(plain) <= _SHORT else f"{plain[: _SHORT - 1]}…"
