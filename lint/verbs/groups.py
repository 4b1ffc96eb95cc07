"""`copydesk groups`: what the corpus says more than once, ranked; with --near, where else a given text is said."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

import msgspec

from lint.finding import Group, Incident
from lint.reporters import words
from lint.reporters.group_text import draw
from lint.reporters.pen import Pen
from lint.settings import Settings, UsageError
from lint.verbs import terminal
from lint.verbs.gathered import Library, at_work, comparing
from lint.verbs.project import absolute, articles_of, prefix_of, settings_of
from lint.verbs.ranked import Ranked, ranked
from lint.verbs.screen import Screen


class Listed(msgspec.Struct, frozen=True):
    """What is printed as JSON. `groups` may be cut to the first ones, `total` counts all."""

    groups: tuple[Group, ...]
    total: int
    incidents: tuple[Incident, ...]


def run(options: Namespace) -> int:
    """Print groups, or the places near a text, and what could not be looked at; return the exit status."""
    paths = [absolute(name) for name in options.paths]
    settings = comparing(settings_of(options, paths))
    if options.near is not None:
        from lint.verbs import near

        return near.run(options, settings, paths)
    listing = articles_of(settings, paths)
    if not listing.selected:
        raise UsageError("no articles there; see the patterns include and exclude of the settings")

    def work(library: Library) -> Ranked:
        return ranked(library, options.top)

    with Screen(quiet=False) as screen:
        found = at_work(settings, listing, not options.no_cache, screen, work)
    if options.output_format == "json":
        terminal.print_json(Listed(found.groups, found.total, found.incidents))
    else:
        pen = terminal.pen()
        terminal.out(_chunks(found, len(listing.selected), settings, pen))
        terminal.tell_incidents(found.incidents, pen)
    return terminal.status(found.incidents, settings)


def _chunks(found: Ranked, selected: int, settings: Settings, pen: Pen) -> Iterator[str]:
    prefix = prefix_of(settings.root)
    for number, group in enumerate(found.groups, 1):
        yield from draw(group, number, prefix, pen)
    articles = words.count(selected, "article")
    if not found.total:
        failed = any(incident.state == "failed" for incident in found.incidents)
        yield f"nothing is said more than once in {articles}{', but not everything could be read' if failed else ''}\n"
        return
    groups = words.count(found.total, "group")
    yield f"{groups} in {found.articles:,} of {articles}: {words.count(found.words, 'word')} said again\n"
    if found.total > len(found.groups):
        yield f"{found.total - len(found.groups):,} more; --top {found.total} shows all\n"
