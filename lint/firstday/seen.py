"""What was seen of a corpus, as far as its settings depend on it."""

from __future__ import annotations

import msgspec

from lint.firstday.furniture import Furniture
from lint.firstday.generators import Site
from lint.firstday.look import Look


class Left(msgspec.Struct, frozen=True):
    """A pattern of files that are left out, how many there are, and what they are."""

    pattern: str
    files: int
    what: str


class Language(msgspec.Struct, frozen=True):
    """A language, for all articles or those that patterns name, and how it is known."""

    tag: str
    why: str
    files: tuple[str, ...] = ()


class Seen(msgspec.Struct, frozen=True):
    """All that a proposal is made from."""

    families: tuple[str, ...]
    sites: tuple[Site, ...] = ()
    articles: int = 0  # that are not left out
    size: int = 0  # of all articles, bytes
    include: tuple[Left, ...] = ()  # beyond what is included anyway
    exclude: tuple[Left, ...] = ()
    look: Look | None = None
    language: Language = Language("en-US", "a guess: there is no article yet")
    languages: tuple[Language, ...] = ()  # of some of the files
    site_root: tuple[str, str] = ("", "")  # and its reason; without one, the first is no proposal
    furniture: tuple[Furniture, ...] = ()
