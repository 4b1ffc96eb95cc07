"""`copydesk check --new-from REV`: what is looked at, and what of a report the change brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from lint import discover, git, stamp
from lint.discover import Listing, UnreadableError
from lint.finding import AddedStet, Finding, Point, Report
from lint.mistakes import MistakesError
from lint.past import since
from lint.past.matcher import named
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
            found = since.named(self._settings, self.since, paths)
            hooked = self._settings.hurried and self._settings.flags.tracked and not any(map(Path.is_dir, paths))
            return sorted({*found, *since.of_gone(self._settings, self.since)}) if hooked else found
        except git.GitError as error:
            raise UsageError(f"--new-from {self.revision}: {error}") from None

    def concerned(self) -> set[str]:
        """Return the articles that have not changed, but may name a file that has; raise GitError."""
        return since.concerned(self._settings, self.since) if self.since else set()

    def left_on_disk(self) -> frozenset[str]:
        """Return the files that lie on disk, but that what is checked has no more."""
        if self.since is None or not (self.since.staged or self._settings.flags.tracked):
            return frozenset()
        try:
            return since.left_on_disk(self.since)
        except git.GitError as error:
            raise UsageError(f"--new-from {self.revision}: {error}") from None

    def report(self, desk: Desk, report: Report, listing: Listing, screen: Screen) -> Report:
        """Return a report without what was there before, and with the stets that the change adds."""
        if self.since is None:
            return report
        if self._before is None:
            self._before = self._looked_back(desk, listing, self.since)
        before, stood = self._before
        assert self._then
        past = Texts(self._settings, self.since, self._then, listing).past(before)
        shown, known = only_new(report, before, past)
        doubtful = _doubtful(before, shown)
        if doubtful:
            desk.note(f"some of what stood there before may be told as new: {doubtful} could not be checked then")
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
        return desk.check_past(then, held(past), decided)

    def _elsewhere(self, listing: Listing, past: Since) -> set[str]:
        """Return the former paths of articles that have another name now, under which they are not looked at."""
        unseen = {old for old, new in past.renamed.items() if new not in listing.selected}
        known = past.texts.keys() | past.renamed.values()
        others = {path: None for path in sorted(past.now.keys() & listing.files.keys()) if path not in known}
        if listing.selected.issuperset(others):
            return unseen
        weighed = {path: _weighed(_text(self._settings, listing, path)) for path in others}
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


class Texts:
    """What articles said before a change, and what they say now."""

    def __init__(self, settings: Settings, changed: Since, then: Listing, now: Listing) -> None:
        self._settings, self._since = settings, changed
        self._then, self._now = then, now

    def past(self, before: Report) -> Past:
        """Return what is known between a report of then and one of now."""
        changed = self._since
        told = changed.renamed, changed.vanished, self.said, self.is_written_anew, _unasked(before)
        return Past(*told, Surroundings(self._text_now), Surroundings(self._text_then))

    def back(self) -> Past:
        """Return the same the other way round: what went is what came, looked at from now."""
        changed = self._since
        renamed = {now: former for former, now in changed.renamed.items()}
        return Past(
            renamed,
            changed.now.keys() - changed.texts.keys(),
            around_now=Surroundings(self._text_then),
            around_then=Surroundings(self._text_now),
        )

    def said(self, path: str) -> str:
        """Return what an article said then, "" if it was not there."""
        renamed = self._since.renamed
        was = next((old for old, new in renamed.items() if new == path), path)
        if was not in self._then.files or (was == path and path in renamed):
            return ""
        return self._text_then(was)

    def is_written_anew(self, path: str) -> bool:
        """Say whether less than half of an article, by lines, is what it said then."""
        changed = path in self._since.now or path in self._now.texts or path not in self._then.files
        if path not in self._now.files or not changed:
            return False
        said, today = _weighed(self.said(path)), _weighed(self._text_now(path))
        return 2 * (said & today).total() < today.total()

    def _text_now(self, path: str) -> str:
        return _text(self._settings, self._now, path)

    def _text_then(self, path: str) -> str:
        return _text(self._settings, self._then, path)


def _text(settings: Settings, listing: Listing, path: str) -> str:
    try:
        return discover.read(listing, path, settings.file.max_bytes).text
    except UnreadableError:
        return ""


def _doubtful(before: Report, shown: Report) -> str:
    """Return what could not be checked then, as far as it may concern a finding that is told as new."""
    new = [finding for _, finding in named(shown) if finding.state == "open"]
    failed = {one.what for one in before.incidents if one.state == "failed"}
    return ", ".join(sorted(what for what in failed if any(_may_concern(what, one) for one in new)))


def _may_concern(what: str, finding: Finding) -> bool:
    from lint.world.languagetool.errors import WHAT as PARAGRAPHS

    family = finding.rule.partition("/")[0]
    if what == "remote addresses":
        return family == "images" and "//" in finding.quote
    return family == "grammar" if what == PARAGRAPHS else family == "images" if what == "files" else True


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
