"""`copydesk check --fix` and `--diff`: corrected texts, round by round, and the files that they go into."""

from __future__ import annotations

import os
import stat
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from lint import discover, fixes
from lint.discover import Listing, UnreadableError
from lint.files import write_whole
from lint.finding import ArticleReport, Incident, Report
from lint.settings import Settings, UsageError
from lint.text import Source
from lint.verbs.screen import Screen

ROUNDS = 10
"""One correction may lead to another; what has not come to rest by then never may."""

_BOM = b"\xef\xbb\xbf"
_WHAT = "articles to correct"
_NAMED = 5  # articles that a note names


class ObstacleError(Exception):
    """A file that cannot be corrected: why, and what to do."""


def asked(options: Namespace) -> Fixer:
    """Return what corrects articles as asked for; raise UsageError where that cannot be done."""
    if not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes goes with --fix, or with --diff to look at the corrections first")
    name = "--diff" if options.diff else "--fix"
    if options.staged:
        raise UsageError(
            f"{name} --staged: what is staged is no file that could be corrected; name the files, and stage them again"
        )
    if options.diff and (options.report or options.output_format != "text"):
        raise UsageError("--diff prints changes and makes no report; leave out --report and --output-format")
    return Fixer(options.unsafe_fixes, writes=options.fix)


class Fixer:
    """Corrects articles in memory until nothing changes, then writes each once."""

    def __init__(self, unsafe: bool, *, writes: bool) -> None:
        self.is_stdin = False
        self._unsafe, self._writes = unsafe, writes
        self._begin()

    def _begin(self) -> None:
        """Forget what was corrected, as where a run that was not certain of the corpus starts again."""
        self.before: dict[str, Source] = {}  # as first read, of the articles that are corrected
        self.after: dict[str, Source] = {}
        self._seen: dict[str, list[str]] = {}  # the texts that an article had, round by round
        self._made: dict[str, int] = {}
        self._at_rest: set[str] = set()  # not corrected any more
        self._obstacles: dict[str, str] = {}
        self._notes: list[str] = []

    @property
    def changed(self) -> bool:
        """Return whether anything was, or would be, corrected."""
        return any(self.after[path].text != self.before[path].text for path in self.after)

    def carry_out(
        self, settings: Settings, listing: Listing, report: Report, again: Callable[[Listing], Report]
    ) -> Report:
        """Correct what a report finds, and return the report of what is left; `again` checks a listing anew."""
        self._begin()
        self.is_stdin = bool(listing.texts)
        current = listing
        for _ in range(ROUNDS):
            if not self._round(settings, current, report):
                break
            current = self._with_texts(listing)
            report = again(current)
        else:
            self._notes.append(f"some corrections still led to others after {ROUNDS} rounds; run again")
        if self._writes and not self.is_stdin and self._write(listing):
            report = again(self._with_texts(listing))
        self._count_left(report)
        return _with_incidents(report, self._obstacles)

    def _round(self, settings: Settings, listing: Listing, report: Report) -> bool:
        """Correct each article once; return whether any changed."""
        changed = False
        for article in report.articles:
            wanted = any(fixes.is_wanted(finding, unsafe=self._unsafe) for finding in article.findings)
            if not wanted or article.path in self._at_rest:
                continue
            try:
                source = self._source(settings, listing, article)
            except ObstacleError as error:
                self._at_rest.add(article.path)
                self._obstacles[article.path] = str(error)
            else:
                changed |= self._correct(settings, article, source)
        return changed

    def _source(self, settings: Settings, listing: Listing, article: ArticleReport) -> Source:
        try:
            source = discover.read(listing, article.path, settings.file.max_bytes)
        except UnreadableError as error:
            raise ObstacleError(str(error)) from None
        if source.sha256 != article.sha256:
            raise ObstacleError("it changed while Copydesk ran, and was left alone; run again")
        if source.damaged:
            raise ObstacleError("parts of it are not UTF-8 and would be lost; save it as UTF-8 first")
        if self._writes and not self.is_stdin and article.path not in self.before:
            target(listing, article.path)
        return source

    def _correct(self, settings: Settings, article: ArticleReport, source: Source) -> bool:
        path = article.path
        ranks = {rule.id: rule.rank for rule in settings.rules_for(path)}
        made = fixes.corrected(source, article.findings, settings.parsing_of(path), ranks, unsafe=self._unsafe)
        if made.text == source.text:
            return False
        self.before.setdefault(path, source)
        seen = self._seen.setdefault(path, [source.text])
        if made.text in seen:  # the corrections of two rules undo each other
            self._at_rest.add(path)
            self._notes.append(f"{path}: some corrections undo each other, and were left after the first")
        seen.append(made.text)
        self._made[path] = self._made.get(path, 0) + len(made.made)
        data = encoded(made.text, bom=source.bom)
        self.after[path] = discover.as_source(data, path)
        return True

    def _with_texts(self, listing: Listing) -> Listing:
        """Return a listing in which the corrected articles have their new texts; the selection stays."""
        texts = {path: encoded(source.text, bom=source.bom) for path, source in self.after.items()}
        made = discover.replaced(listing, {**listing.texts, **texts})
        return msgspec.structs.replace(made, selected=listing.selected)

    # ---- files

    def _write(self, listing: Listing) -> bool:
        """Write what was corrected; return whether any file could not be."""
        failed = False
        for path in sorted(self.after):
            if self.after[path].text == self.before[path].text:
                continue
            try:
                _replace(target(listing, path), self.before[path], self.after[path])
            except ObstacleError as error:
                self._obstacles[path] = str(error)
                del self.after[path], self.before[path]
                failed = True
        return failed

    def _count_left(self, report: Report) -> None:
        if self._unsafe:
            return
        found = (finding for article in report.articles for finding in article.findings)
        left = sum(finding.fix is not None and finding.state == "open" and not finding.fix.safe for finding in found)
        if left:
            each = "1 correction is" if left == 1 else f"{left:,} corrections are"
            self._notes.append(f"{each} not sure enough to be made unseen: look at --diff --unsafe-fixes")

    # ---- what leaves

    def leave(self, report: Report, listing: Listing, screen: Screen, prefix: str) -> Listing:
        """Print what is not a report, and return the listing with the texts that reports are to show."""
        for note in (*self._told(), *self._notes):
            screen.note(note)
        if not self._writes:
            from lint.verbs import differences, terminal

            terminal.tell_incidents(report.incidents, terminal.pen())
            pairs = [(self.before[path], self.after[path]) for path in sorted(self.after)]
            if note := differences.show(pairs, prefix, listing.root):
                screen.note(note)
        elif self.is_stdin:
            for path, data in self._with_texts(listing).texts.items():
                sys.stdout.buffer.write(data if path in self.after else listing.texts[path])
            sys.stdout.buffer.flush()
            return self._with_texts(listing)
        return listing

    def _told(self) -> Iterator[str]:
        paths = [path for path in sorted(self.after) if self.after[path].text != self.before[path].text]
        places = sum(self._made[path] for path in paths)
        if not paths:
            return
        more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
        count = "1 correction" if places == 1 else f"{places:,} corrections"
        yield f"{count} {'made' if self._writes else 'to be made'} in {', '.join(paths[:_NAMED])}{more}"


def encoded(text: str, *, bom: bool) -> bytes:
    """Return a text as it stands in a file."""
    return (_BOM if bom else b"") + text.encode("utf-8")


def target(listing: Listing, path: str) -> Path:
    """Return the file that an article's text stands in; raise ObstacleError where nothing may be written there."""
    file = listing.file(path)
    try:
        real = file.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError) as error:
        raise ObstacleError(f"cannot be found any more: {error}") from None
    if not real.is_relative_to(listing.root.resolve()):
        raise ObstacleError("a symbolic link leads out of the project; correct the file where it lies")
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(real, os.W_OK):
        raise ObstacleError("it is read-only; make it writable, and run again")
    return real


def _replace(file: Path, before: Source, after: Source) -> None:
    """Write a corrected text if the file still has the old one; one that has the new one already stays."""
    try:
        found = sha256(file.read_bytes()).hexdigest()
        if found == after.sha256:  # the same file by another name
            return
        if found != before.sha256:
            raise ObstacleError("it changed while Copydesk ran, and was left alone; run again")
        write_whole(file, encoded(after.text, bom=after.bom))
    except OSError as error:
        raise ObstacleError(f"cannot be written: {error.strerror or error}") from None


def _with_incidents(report: Report, obstacles: dict[str, str]) -> Report:
    if not obstacles:
        return report
    new = [Incident("failed", _WHAT, why, 1, path) for path, why in obstacles.items()]
    incidents = tuple(sorted((*report.incidents, *new)))
    counts = {**report.summary.incidents, "failed": report.summary.incidents["failed"] + len(new)}
    summary = msgspec.structs.replace(report.summary, incidents=counts)
    return msgspec.structs.replace(report, incidents=incidents, summary=summary)
