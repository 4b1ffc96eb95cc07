"""`copydesk index`: the index that lets one article meet all others: look at it, build it, make it smaller."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from lint import cli
from lint.boilerplate.units import Units
from lint.checks.repeats import Repeats
from lint.discover import Listing
from lint.drawers import LAYOUT
from lint.finding import Incident
from lint.reporters import words
from lint.restore import RestoreError, bring, refusal
from lint.settings import Settings, UsageError
from lint.verbs import builder, terminal
from lint.verbs.desk import fingerprint
from lint.verbs.gathered import Changes, Library, at_work, comparing, place
from lint.verbs.project import articles_of, prefix_of, settings_of
from lint.verbs.screen import Screen


def run(options: Namespace) -> int:
    """Show, build or compact the index; return the exit status."""
    settings = comparing(settings_of(options))
    listing = articles_of(settings, [])
    file, note = place(settings, keep=True)
    with Screen(quiet=False) as screen:
        if file is None:
            screen.note(note)
            return cli.INCOMPLETE
        if options.what == "status":
            return _status(settings, listing, file, screen)
        if options.what == "build":
            return _build(settings, listing, file, options.source, screen)
        return _compact(settings, listing, file, screen)


def _status(settings: Settings, listing: Listing, file: Path, screen: Screen) -> int:
    shown = terminal.pen().path(prefix_of(settings.root) + file.relative_to(settings.root).as_posix())
    why = refusal(file, fingerprint(settings)) if file.exists() else "there is none yet"
    if why:
        print(f"{'index':<10} {shown}\n{'state':<10} {why}; the next check, or `copydesk index build`, builds one")
        return cli.FINDINGS
    for name, text in at_work(settings, listing, True, screen, lambda library: list(_lines(library, file))):
        print(f"{name:<10} {shown if name == 'index' else text}")
    return cli.OK


def _lines(library: Library, file: Path) -> Iterator[tuple[str, str]]:
    yield "index", ""
    yield "version", f"layout {LAYOUT}, of this version of Copydesk"
    yield "articles", f"{len(library.index.paths()):,}"
    sentences = _sentences(library)
    yield "sentences", f"{sentences:,}"
    size = sum(part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists())
    yield "size", _size(size) + (f", {size / sentences:,.0f} bytes a sentence" if sentences else "")
    yield "state", _state(library.changes())


def _sentences(library: Library) -> int:
    keys = [key for key, check in library.checks.items() if isinstance(check, Repeats)]
    return sum(len(Units(share)) for key in keys for _, share in library.index.corpus(key).shares())


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.0f} kB"


def _state(changes: Changes) -> str:
    if not changes:
        return "up to date"
    counts = (("new", changes.new), ("changed", changes.changed), ("gone", changes.gone))
    told = ", ".join(f"{len(paths):,} {name}" for name, paths in counts if paths)
    return f"articles since: {told}; the next check brings it up to date"


def _build(settings: Settings, listing: Listing, file: Path, source: str | None, screen: Screen) -> int:
    if source:
        try:
            bring(Path(source), file, fingerprint(settings))
        except RestoreError as error:
            raise UsageError(f"index build --from {source}: {error}") from None

    def work(library: Library) -> tuple[Changes, tuple[Incident, ...], bool]:
        library.recognise()
        changes = library.changes()
        return changes, library.refresh(), library.index.commit()

    if builder.is_going_on(file.parent):
        screen.note("another process builds the index; this one waits for it")
    with builder.turn(file.parent):
        changes, incidents, is_kept = at_work(settings, listing, True, screen, work)
    terminal.tell_incidents(incidents, terminal.pen())
    if not is_kept:
        return cli.INCOMPLETE
    gathered = len(changes.new) + len(changes.changed)
    gone = f", {words.count(len(changes.gone), 'article')} forgotten" if changes.gone else ""
    print(f"{words.count(gathered, 'article')} gathered{gone}; {len(listing.files):,} in the index")
    return terminal.status(incidents, settings)


def _compact(settings: Settings, listing: Listing, file: Path, screen: Screen) -> int:
    why = refusal(file, fingerprint(settings)) if file.exists() else "there is none yet"
    if why:
        raise UsageError(f"index compact: {why}; `copydesk index build` builds one")
    before = file.stat().st_size

    def work(library: Library) -> tuple[tuple[Incident, ...], str]:
        incidents = library.refresh()
        try:
            library.index.compact()
        except OSError as error:
            return incidents, f"the index could not be compacted ({error}); try again when no other run uses it"
        return incidents, ""

    incidents, trouble = at_work(settings, listing, True, screen, work)
    terminal.tell_incidents(incidents, terminal.pen())
    if trouble:
        screen.note(trouble)
        return cli.INCOMPLETE
    print(f"{_size(before)} before, {_size(file.stat().st_size)} now")
    return terminal.status(incidents, settings)
