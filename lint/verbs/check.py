"""`copydesk check`: the door through which a run is started and its reports leave."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lint import changes, cli, discover, git, reporters
from lint.cache import FOLDER
from lint.census import UncertainError
from lint.discover import Listing
from lint.finding import SEVERITIES, Report
from lint.index import FILE_NAME as INDEX
from lint.past import accepted
from lint.settings import ARTICLE_SUFFIXES, Settings, UsageError
from lint.text import Source
from lint.verbs.desk import Desk
from lint.verbs.project import absolute, prefix_of, settings_of
from lint.verbs.screen import Screen
from lint.verbs.written import listed, printed_prefix, spare, targets_of, write_reports

if TYPE_CHECKING:
    from lint.verbs.fixing import Fixer
    from lint.verbs.newer import Newer


def run(options: Namespace) -> int:
    """Check articles and return the exit status."""
    if options.output_format not in reporters.STREAMS:
        raise UsageError(f"--output-format {options.output_format}: expected {listed(reporters.STREAMS)}")
    options.fixer = _fixer(options)
    noting = _noting(options)
    _refuse_base(options)
    targets = list(targets_of(options.report))
    named = _named(options)
    paths = [path for path in named or () if path != _STDIN]
    with ExitStack() as stack:
        pending = _begun(options, paths) if paths == (named or []) else None
        if pending:
            stack.callback(pending.close)
        settings = settings_of(options, paths)
        _refuse_strangers(settings, paths)
        spare(targets, settings, paths)
        screen = stack.enter_context(Screen(options.quiet))
        options.newer = _newer(settings, options, pending)
        if options.newer and not options.staged and _STDIN not in (named or ()):
            named = options.newer.named(named)
            paths = named or []
        looked = pending and _of_changed(settings, options, paths, pending, screen)
        report, listing = looked or _of_all(settings, options, named, screen)
        if options.fixer:
            listing = options.fixer.leave(report, listing, screen, prefix_of(settings.root))
        with redirect_stdout(sys.stderr) if options.fixer and options.fixer.is_stdin else nullcontext():
            _write(report, listing, settings, options, targets, screen)
        if noting:
            screen.note(noting(report, settings, paths))
    return _status(report, settings, options)


def _refuse_strangers(settings: Settings, paths: Sequence[Path]) -> None:
    """Raise UsageError for a file outside of the repository where git is to be asked."""
    here = git.top_level(Path.cwd())
    if here and (settings.flags.new or settings.flags.tracked) and not git.top_level(settings.root):
        for path in (path for path in paths if not path.is_relative_to(here)):
            raise UsageError(f"{path}: lies outside of the repository {here}; check it where it belongs")


def _begun(options: Namespace, paths: Sequence[Path]) -> git.Pending | None:
    """Let git look at the work tree while the rest of this program is loaded, where that will be of use."""
    if options.no_cache or options.staged or options.stdin_filename or options.config:
        return None
    root = discover.find_root(Path.cwd(), paths, None)
    if not (options.new_from or changes.are_articles(root, paths)):
        return None
    return changes.begun(root, root / FOLDER / INDEX)


def _of_changed(
    settings: Settings, options: Namespace, paths: Sequence[Path], pending: git.Pending, screen: Screen
) -> tuple[Report, Listing] | None:
    """Check articles with a look at what may have changed only; None where all are to be looked at."""
    if (options.newer and options.newer.since is None) or pending.root != settings.root:
        return None
    with _desk(settings, options, screen) as desk:
        listing = changes.listing(settings, paths, desk.census(), pending)
        if listing is None:
            return None
        try:
            return _carry_out(desk, listing, options, screen), listing
        except UncertainError:
            return None


def _of_all(settings: Settings, options: Namespace, named: list[Path] | None, screen: Screen) -> tuple[Report, Listing]:
    listing = _listing(options, settings, named)
    if not listing.files and not options.staged:
        raise UsageError(f"no articles in {settings.root}: expected {', '.join(settings.file.include)}")
    if options.paths and not listing.selected and not _is_left_out(options, named or ()):
        raise UsageError(f"nothing to check: {'; '.join(listing.notes)}")
    with _desk(settings, options, screen) as desk:
        return _carry_out(desk, listing, options, screen), listing


def _is_left_out(options: Namespace, named: Sequence[Path]) -> bool:
    """Return whether it is no mistake that no article is selected: so a commit hook hands over what it has."""
    given = options.files_from or options.new_from or options.staged
    return bool(given) or any(path.is_file() and path.name.lower().endswith(ARTICLE_SUFFIXES) for path in named)


def _fixer(options: Namespace) -> Fixer | None:
    """Return what corrects articles, if that is asked for; to read them for that loads the parser."""
    if not (options.fix or options.diff or options.unsafe_fixes):
        return None
    from lint.verbs import fixing

    return fixing.asked(options)


def _noting(options: Namespace) -> Callable[[Report, Settings, Sequence[Path]], str] | None:
    """Return what notes the figures of the run, if that is asked for."""
    if not options.trend:
        return None
    from lint.verbs import noting

    return noting.asked(options)


def _refuse_base(options: Namespace) -> None:
    if options.settings_from is not None and options.new_from is None:
        raise UsageError("--settings-from goes with --new-from, which says what the change is")
    for name in ("new_from", "settings_from"):
        if getattr(options, name) == "":  # a variable that is not set: all findings, or none, would look like an answer
            raise UsageError(f"--{name.replace('_', '-')}: no revision is named; expected one such as origin/main")


def _newer(settings: Settings, options: Namespace, pending: git.Pending | None) -> Newer | None:
    """Return what tells new findings from old ones, if that is asked for."""
    if options.new_from is None:
        return None
    from lint.verbs import newer

    return newer.Newer(settings, options.new_from, staged=options.staged, pending=pending)


# ---- what to check

_STDIN = Path("-")


def _named(options: Namespace) -> list[Path] | None:
    """Return the paths named, absolute; None if none was, which means all."""
    names = list(options.paths)
    if options.files_from:
        names += _names_in(options.files_from)
        if not names:
            return []
    return [_STDIN if name == "-" else absolute(name) for name in names] or None


def _names_in(file: str) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"--files-from {file}: {error.strerror or error}") from None
    return [os.fsdecode(name) for name in data.replace(b"\0", b"\n").splitlines() if name]


def _listing(options: Namespace, settings: Settings, named: list[Path] | None) -> Listing:
    if named and _STDIN in named:
        return _from_stdin(options, settings, named)
    if options.stdin_filename:
        raise UsageError("--stdin-filename goes with '-', which reads the article from stdin")
    if options.staged:
        if named:
            raise UsageError("--staged says what to check; name no paths beside it")
        return _staged(settings, options.newer)
    if named == []:
        return msgspec.structs.replace(discover.discover(settings, ()), selected=frozenset())
    return discover.discover(settings, named or ())


def _from_stdin(options: Namespace, settings: Settings, named: Sequence[Path]) -> Listing:
    if len(named) > 1:
        raise UsageError("'-' stands alone: one article is read from stdin")
    name = options.stdin_filename or "stdin.md"
    path = absolute(name)
    if not path.is_relative_to(settings.root):
        raise UsageError(f"--stdin-filename {name}: lies outside of the project {settings.root}")
    shown = discover.shown(path.relative_to(settings.root).as_posix())
    return discover.replaced(discover.discover(settings, ()), {shown: sys.stdin.buffer.read()})


def _staged(settings: Settings, newer: Newer | None) -> Listing:
    """Return what the next commit holds; files that lie on disk as they are staged are read from there."""
    if not git.top_level(settings.root):
        raise UsageError(f"--staged: {settings.root} is no git repository")
    past = newer.since if newer else None
    try:
        staged = list(past.now.values()) if past else git.staged(settings.root)
        names = {*discover.names_by_shown(settings.file, staged), *(newer.concerned() if newer else ())}
        unstaged = discover.names_by_shown(settings.file, git.Pending(settings.root).answer()[0])
        texts = git.blobs(settings.root, "", unstaged.values())
    except git.GitError as error:
        raise UsageError(f"--staged: {error}") from None
    listing = discover.replaced(
        discover.discover(settings, ()), {one: texts[name] for one, name in unstaged.items() if name in texts}
    )
    files = {**listing.files, **{one: unstaged[one] for one in listing.texts}}
    return msgspec.structs.replace(listing, files=files, selected=names & files.keys())


# ---- the work


def _desk(settings: Settings, options: Namespace, screen: Screen) -> Desk:
    offline, keep, jobs = options.offline, not options.no_cache, options.jobs
    hidden = options.newer.left_on_disk() if options.newer else frozenset()
    return Desk(settings, screen.progress, offline=offline, keep=keep, jobs=jobs, hidden=hidden)


def _carry_out(desk: Desk, listing: Listing, options: Namespace, screen: Screen) -> Report:
    """Run over a listing and return what is asked for, with all that is to be noted said."""
    report = _asked(desk, listing, options, screen)
    if options.fixer:
        unheard = Screen(quiet=True)  # what there is to note was said of the first round
        report = options.fixer.carry_out(
            desk.settings, listing, report, lambda texts: _asked(desk, texts, options, unheard)
        )
    desk.close()
    for note in (*listing.notes, *desk.notes):
        screen.note(note)
    return report


def _asked(desk: Desk, listing: Listing, options: Namespace, screen: Screen) -> Report:
    """Run over a listing and return what is asked for."""
    report = desk.check(listing)
    if not options.no_baseline:
        report = accepted.with_baseline(report, desk.settings, listing, desk.notes)
    if options.newer:
        report = options.newer.report(desk, report, listing, screen)
    return report


# ---- what leaves


def _write(
    report: Report,
    listing: Listing,
    settings: Settings,
    options: Namespace,
    targets: Sequence[tuple[str, Path]],
    screen: Screen,
) -> None:
    def texts(path: str) -> Source:
        try:
            return discover.read(listing, path, settings.file.max_bytes)
        except discover.UnreadableError as error:
            raise OSError(str(error)) from None

    if not options.diff:
        prefix = printed_prefix(options.output_format, settings.root)
        screen.print(reporters.load(options.output_format), report, texts, prefix)
    parsing = reporters.Options(parsing=settings.parsing)
    write_reports(report, texts, targets, settings.root, parsing, screen.note)


def _status(report: Report, settings: Settings, options: Namespace) -> int:
    if options.exit_zero:
        return cli.OK
    if report.summary.incidents["failed"] and settings.incomplete == "fail":
        return cli.INCOMPLETE
    if options.diff or (options.fix and options.fixer.changed):
        return cli.FINDINGS if options.fixer.changed else cli.OK
    if settings.fail_on == "never":
        return cli.OK
    counted: Mapping[str, int] = report.summary.findings
    heavy = SEVERITIES[: SEVERITIES.index(settings.fail_on) + 1]
    return cli.FINDINGS if any(counted[severity] for severity in heavy) else cli.OK
