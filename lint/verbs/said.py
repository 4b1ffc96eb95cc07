"""Where else a text is said: its sentences compared as the check compares them, and the places told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from lint import examine
from lint.boilerplate.differing import Text
from lint.boilerplate.near_text import CLOSENESS, How, Stretch, stretches
from lint.boilerplate.records import Records
from lint.boilerplate.units import SHORTEST, Units
from lint.check import Place
from lint.checks.repeats import Repeats
from lint.finding import Difference, Incident, Point
from lint.index import Stamp
from lint.places import Told, tell
from lint.settings import UsageError
from lint.text import Source
from lint.verbs.gathered import NOTHING_COMPARES, Library

_ASIDE = "\0given"
"""Under this path a text that is no article of the corpus lies in the index while it is compared."""


class Standing(msgspec.Struct, frozen=True):
    """A place that says it too. `how`: same (word for word), template (names exchanged), near, part (of a sentence).

    `differing` are the words in which it differs from the given text.
    """

    path: str
    start: Point
    end: Point
    quote: str
    how: How
    differing: tuple[Difference, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """A stretch of the given text that is said elsewhere: one sentence, or several in a row."""

    text: str
    line: int  # of the given text
    sentences: int
    words: int
    articles: int
    places: tuple[Standing, ...]  # the closest first


class Near(msgspec.Struct, frozen=True):
    """Where else a text is said. `said` may be cut to the first ones, `total` counts all."""

    said: tuple[Said, ...]
    total: int
    sentences: int  # of the given text that were compared
    repeated: int  # of them, those that are said elsewhere
    incidents: tuple[Incident, ...]


def elsewhere(library: Library, source: Source, path: str) -> Near:
    """Return where else a text is said; `path` names it if it is an article of the corpus. Raises UsageError."""
    key, check = _check(library)
    incidents = library.refresh()
    share = check.gather(examine.parse_article(source, library.settings.parsing_of(path)))
    units = Units(share)
    if not len(units):
        raise UsageError(
            f"--near: no sentence of {SHORTEST} words or more in running text, so nothing can be compared; "
            "headings, tables, code and quotations are left out"
        )
    with library.index.scratch():
        library.index.update(path or _ASIDE, Stamp(0, 0), "", {key: share}, b"")
        corpus = library.index.corpus(key)
        check.conclude(corpus, frozenset((path or _ASIDE,)))
        own = library.index.number(path or _ASIDE)
        found = stretches(units, Records(corpus.drawer("records")), () if own is None else (own,))
        places = {one: _placed(library, one) for one in found}
    told = tell((at for some in places.values() for at, _ in some), library.source)
    said = tuple(one for stretch in found if (one := _said(stretch, source, places[stretch], told)).places)
    repeated = {at for one in found if places[one] for at in range(one.first, one.last + 1)}
    return Near(said, len(said), len(units), len(repeated), incidents)


def _check(library: Library) -> tuple[str, Repeats]:
    """Return the check that compares; where some articles' quotations are looked at, the one that does so."""
    found = [(check.quotes, key, check) for key, check in library.checks.items() if isinstance(check, Repeats)]
    if not found:
        raise UsageError(NOTHING_COMPARES)
    _, key, check = max(found, key=lambda one: one[:2])
    return key, check


def _placed(library: Library, stretch: Stretch) -> list[tuple[Place, How]]:
    """Return a stretch's places in the selected articles."""
    paths = {one.article: library.index.path(one.article) for one in stretch.places}
    chosen = library.listing.selected
    return [
        (Place(paths[one.article], one.start, one.end), one.how)
        for one in stretch.places
        if paths[one.article] in chosen
    ]


def _said(stretch: Stretch, source: Source, places: Iterable[tuple[Place, How]], told: Mapping[Place, Told]) -> Said:
    said = source.text[stretch.start : stretch.end]
    text = Text(said)
    standing = [_standing(at.path, told[at], how, text) for at, how in places if at in told]
    return Said(
        text=said,
        line=source.position(stretch.start)[0],
        sentences=stretch.last - stretch.first + 1,
        words=stretch.words,
        articles=len({one.path for one in standing}),
        places=tuple(sorted(standing, key=lambda one: (CLOSENESS.index(one.how), one.path, one.start.offset))),
    )


def _standing(path: str, told: Told, how: How, text: Text) -> Standing:
    differing = () if how == "same" else tuple(Difference(*one) for one in text.differing(told[2]).stretches)
    return Standing(path, *told, how, differing)
