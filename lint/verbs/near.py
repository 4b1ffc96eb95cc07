"""`copydesk groups --near`: where else a sentence, a passage or an article is said, word for word or nearly."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import msgspec

from lint import discover
from lint.boilerplate.near_text import How
from lint.discover import Listing
from lint.reporters import words
from lint.reporters.excerpt import shortened
from lint.reporters.marked import marked
from lint.reporters.pen import Pen
from lint.settings import ARTICLE_SUFFIXES, Settings, UsageError
from lint.text import Source, decode
from lint.verbs import terminal
from lint.verbs.gathered import Library, at_work
from lint.verbs.project import absolute, articles_of, prefix_of
from lint.verbs.said import Near, Said, Standing, elsewhere
from lint.verbs.screen import Screen

_PLACES = 5  # of one kind that are shown
_LINES = 2  # of a stretch that is shown whole; of a longer one its two ends

_WAYS: dict[How, str] = {
    "same": "word for word",
    "template": "with names exchanged",
    "near": "nearly the same",
    "part": "as a part of a sentence, or with more in it,",
}


class Given(msgspec.Struct, frozen=True):
    """The given text; `name` for a person, "" unless it is a file; `path` if it is an article of the corpus."""

    source: Source
    name: str = ""
    path: str = ""


def run(options: Namespace, settings: Settings, paths: list[Path]) -> int:
    """Print where else a text is said, and what could not be read; return the exit status."""
    listing = articles_of(settings, paths)
    given = _given(options.near, settings, listing)

    def work(library: Library) -> Near:
        return elsewhere(library, given.source, given.path)

    with Screen(quiet=False) as screen:
        found = at_work(settings, listing, not options.no_cache, screen, work)
    shown = msgspec.structs.replace(found, said=found.said[: options.top])
    if options.output_format == "json":
        terminal.print_json(shown)
    else:
        pen = terminal.pen()
        terminal.out(_chunks(shown, given.name, listing, prefix_of(settings.root), pen))
        terminal.tell_incidents(found.incidents, pen)
    return terminal.status(found.incidents, settings)


def _given(near: str, settings: Settings, listing: Listing) -> Given:
    """Return the text that an argument is, that it names as a file, or that comes from stdin."""
    if near == "-":
        return Given(_source(sys.stdin.buffer.read(), "-", ".md"))
    if not near.strip():
        raise UsageError("--near: the text is empty; give a sentence, a file, or - for what comes on stdin")
    file = absolute(near.replace("\0", ""))
    if not _is(Path.is_file, file):
        if near.endswith(ARTICLE_SUFFIXES) and not any(letter.isspace() for letter in near):
            raise UsageError(f"--near {near}: no such file")
        if _is(Path.is_dir, file):
            raise UsageError(f"--near {near}: this is a folder; name a file, or give a text")
        return Given(_source(near.encode("utf-8", "replace"), "TEXT", ".md"))
    name = discover.shown(file.relative_to(settings.root).as_posix()) if file.is_relative_to(settings.root) else ""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"--near {near}: cannot be read: {error.strerror or error}") from None
    return Given(_source(data, near, file.suffix), near, name if name in listing.files else "")


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    try:
        return kind(path)
    except OSError:  # a text too long to be a name
        return False


def _source(data: bytes, named: str, suffix: str) -> Source:
    if b"\0" in data[:8192]:
        raise UsageError(f"--near {named}: this is no text")
    return decode(data, f"given{suffix}", sha256(data).hexdigest())


def _chunks(found: Near, name: str, listing: Listing, prefix: str, pen: Pen) -> Iterator[str]:
    for one in found.said:
        yield from _stretch(one, name, prefix, pen)
    given = words.count(found.sentences, "sentence")
    where = f"{words.count(len(listing.selected), 'article')}{' selected' if _is_part(listing) else ''}"
    if not found.total:
        yield f"nothing like the {given if found.sentences > 1 else 'sentence'} given in {where}\n"
        return
    if found.sentences > 1:
        share = "all" if found.repeated == found.sentences else f"{found.repeated:,} of the"
        yield f"{share} {given} given are said elsewhere in {where}\n"
    if found.total > len(found.said):
        yield f"{found.total - len(found.said):,} more; --top {found.total} shows all\n"


def _is_part(listing: Listing) -> bool:
    return len(listing.selected) < len(listing.files)


def _stretch(one: Said, name: str, prefix: str, pen: Pen) -> Iterator[str]:
    if name:
        run_on = f", {one.sentences} sentences" if one.sentences > 1 else ""
        yield f"{pen.path(name)}:{one.line}{run_on}\n"
    for line in pen.wrap(shortened(" ".join(one.text.split()), _LINES * pen.width), "").splitlines():
        yield f"{pen.bar} {pen.style(line, 'bold')}\n"
    for how, alike in groupby(one.places, key=lambda place: place.how):
        places = list(alike)
        articles = len({place.path for place in places})
        times = f"{words.count(len(places), 'place')} of " if len(places) != articles else ""
        yield f"  {_WAYS[how]} in {times}{words.count(articles, 'article')}\n"
        for place in places[:_PLACES]:
            yield from _place(place, prefix, pen)
        if len(places) > _PLACES:
            yield f"    {pen.style('and ' + words.count(len(places) - _PLACES, 'more place'), 'dim')}\n"
    yield "\n"


def _place(place: Standing, prefix: str, pen: Pen) -> Iterator[str]:
    yield f"    {pen.path(prefix + place.path)}:{place.start.line}\n"
    if place.how != "same":
        yield from marked(place.quote, place.differing, "      ", pen)
