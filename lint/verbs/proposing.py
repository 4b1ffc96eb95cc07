"""The settings that `init` proposes: the corpus is looked at, then compared under what was seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from lint import discover
from lint.discover import Listing
from lint.finding import Incident
from lint.firstday.furniture import Furniture, furniture
from lint.firstday.generators import Site, sites
from lint.firstday.languages import by_folder, main_language
from lint.firstday.look import Look, look, spread
from lint.firstday.patterns import left_out
from lint.firstday.proposal import beginning, how_many, text
from lint.firstday.seen import Left, Seen
from lint.reporters.words import count
from lint.settings import FILE_NAME, Settings, SettingsFile
from lint.text import Source
from lint.verbs.gathered import Library, at_work, comparing
from lint.verbs.ranked import ranked
from lint.verbs.screen import Screen
from lint.world.disk import SITE_ROOTS, Disk
from lint.yamlfile import Document

_GROUPS = 40
"""Of the groups that repeat the most words, so many are looked at for texts that many articles have."""

_ADDRESSES = 2000
"""So many addresses are looked for in each folder that may be meant."""

_SHOWN = 5

_COMPUTED = (".qmd", ".Rmd")
"""Markdown with code that is run; articles, though not by their usual endings."""


class Proposal(msgspec.Struct, frozen=True):
    """The text of the settings, for how many articles, and what it proposes in a line each."""

    text: str
    articles: int
    proposals: tuple[str, ...]
    incidents: tuple[Incident, ...] = ()  # what could not be looked at


def proposed(settings: Settings, screen: Screen) -> Proposal:
    """Look at a project's articles and return the settings that fit them. The index of all articles is built."""
    found = sites(settings.root)
    families = tuple(sorted({rule.family for rule in settings.all_rules.values()}))
    seen = Seen(families, tuple(found), include=_computed(settings))
    everything = discover.discover(_under(settings, text(seen)), ())
    seen = msgspec.structs.replace(seen, exclude=left_out(list(everything.files), found))
    listing = discover.discover(_under(settings, text(seen)), ())
    incidents: tuple[Incident, ...] = ()
    if listing.files:
        seen = _looked_at(seen, settings, listing)
        framing, incidents = _furniture(_under(settings, text(seen)), listing, screen)
        seen = msgspec.structs.replace(seen, furniture=framing)
    return Proposal(text(seen), len(listing.files), tuple(_told(seen)), incidents)


def _under(settings: Settings, written: str) -> Settings:
    """Return settings as a text of them would have it; what it says of rules is nothing."""
    file = Document(FILE_NAME, written).decode(SettingsFile, default={})
    return Settings(settings.root, file, settings.all_rules, settings.flags, settings.dictionary)


def _computed(settings: Settings) -> tuple[Left, ...]:
    include = SettingsFile(include=tuple(f"**/*{suffix}" for suffix in _COMPUTED))
    files = discover.discover(Settings(settings.root, include, {}, settings.flags, settings.dictionary), ()).files
    counts = {suffix: sum(path.endswith(suffix) for path in files) for suffix in _COMPUTED}
    return tuple(Left(f"**/*{one}", number, "articles with code in them") for one, number in counts.items() if number)


def _looked_at(seen: Seen, settings: Settings, listing: Listing) -> Seen:
    found = look(_sources(settings, listing, spread(sorted(listing.files))))
    main = main_language(seen.sites, found)
    return msgspec.structs.replace(
        seen,
        articles=len(listing.files),
        size=sum(stamp[0] for stamp in listing.stamps.values()),
        look=found,
        language=main,
        languages=by_folder(listing.files, main),
        site_root=_site_root(settings, seen.sites, found),
    )


def _sources(settings: Settings, listing: Listing, paths: Sequence[str]) -> Iterator[Source]:
    for path in paths:
        try:
            yield discover.read(listing, path, settings.file.max_bytes)
        except discover.UnreadableError:
            continue  # told when the index is built


def _site_root(settings: Settings, found: Sequence[Site], seen: Look) -> tuple[str, str]:
    """Return the one folder in which all pictures lie whose address begins with /, or none, and why."""
    if not seen.rooted:
        return "", "no picture's address begins with /"
    served = [f"{site.folder}{site.generator.served}" for site in found if site.generator.served]
    usual = [f"{site.folder}{name}" for site in found for name in SITE_ROOTS if name]
    asked = seen.rooted[:_ADDRESSES]
    anywhere = _there(Disk(settings.root), asked)
    for folder in dict.fromkeys((*served, *filter(None, SITE_ROOTS), *usual, "assets", "src", "src/static")):
        if (settings.root / folder).is_dir():
            inside = _there(Disk(settings.root, folder), asked)
            if inside and inside >= anywhere:
                return folder, f"{inside:,} of {len(asked):,} pictures whose address begins with / lie there"
    return "", f"{anywhere:,} of {len(asked):,} pictures whose address begins with / are found without it"


def _there(disk: Disk, addresses: Sequence[str]) -> int:
    answers = (disk.answer("", one, picture=False) for one in addresses)
    return sum(getattr(answer, "state", "") == "file" for answer in answers)


def _furniture(
    settings: Settings, listing: Listing, screen: Screen
) -> tuple[tuple[Furniture, ...], tuple[Incident, ...]]:
    def work(library: Library) -> tuple[tuple[Furniture, ...], tuple[Incident, ...]]:
        found = ranked(library, _GROUPS)
        return tuple(furniture(found.groups, len(listing.files), library.source)), found.incidents

    return at_work(_of_passages(comparing(settings)), listing, True, screen, work)


def _of_passages(settings: Settings) -> Settings:
    """Return settings under which sentences and passages are told even where articles are the same for the most part.

    A notice that frames short articles is what makes them so.
    """
    rules = {name: rule for name, rule in settings.all_rules.items() if rule.verdict not in ("article", "within")}
    return Settings(settings.root, settings.file, rules, settings.flags, settings.dictionary)


def _told(seen: Seen) -> Iterator[str]:
    """Yield what is proposed, a line each."""
    for site in seen.sites:
        yield f"a site made with {site.generator.name}, by {site.file}"
    yield f"language: {seen.language.tag} ({seen.language.why})"
    yield from (f"language of {one.files[0]}: {one.tag} ({one.why})" for one in seen.languages)
    yield from (f"left out: {one.pattern} ({one.what})" for one in seen.exclude)
    yield from (f"included: {one.pattern} ({one.what})" for one in seen.include)
    if seen.site_root[0]:
        yield f"site_root: {seen.site_root[0]} ({seen.site_root[1]})"
    framing = [one for one in seen.furniture if one.where]
    for one in framing[:_SHOWN]:
        yield f"may be repeated: {beginning(one.text)} ({how_many(one, seen)})"
    if len(framing) > _SHOWN:
        yield f"may be repeated: {count(len(framing) - _SHOWN, 'more text')}"
    amid = [one for one in seen.furniture if not one.where]
    for one in amid[:_SHOWN]:
        yield f"may not be repeated: {beginning(one.text)} ({how_many(one, seen)}; is that meant?)"
    if len(amid) > _SHOWN:
        yield f"may not be repeated: {count(len(amid) - _SHOWN, 'more text')}"
