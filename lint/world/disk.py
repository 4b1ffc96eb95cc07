"""What the disk says of a picture's or a link's destination, without ever leaving the project's folder."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import msgspec

from lint import pictures
from lint.check import FileFacts, Unanswered

MAX_PIXELS = 25_000_000
"""Larger pictures are never decoded."""

MAX_BYTES = 64_000_000
"""Larger files are never read whole."""

SITE_ROOTS = ("", "static", "public", "docs", "source", "content")
"""Where site generators keep what a site serves under `/`, for projects whose settings do not say."""

_MAX_LINKS = 40  # symbolic links on the way to one file, as Linux has it
# Not followed and not waited for: between the listing and the opening a name may become a link or a pipe.
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"))
_SCHEME = re.compile(r"//|[A-Za-z][A-Za-z0-9+.-]*:")

_Kind = Literal["file", "folder", "link", "other", "missing", "unreadable"]
_Parts = tuple[str, ...]


class Held(msgspec.Struct, frozen=True):
    """What stood otherwise at another moment: all files that do not stand today as they did then, by their paths.

    `then` are those that there were, each with what names its content, `new` those that there were not.
    """

    then: Mapping[str, str]
    new: frozenset[str]
    content: Callable[[str], bytes]


class _OutsideError(Exception):
    """The way leads out of the root."""


class Disk:
    """Answers questions about files below a root; each folder is listed once, each picture looked at once.

    `site_root` is the folder, relative to the root, that `/` means in a destination. `held` makes it the disk of
    another moment.
    """

    def __init__(self, root: Path, site_root: str = "", held: Held | None = None) -> None:
        self._root = root
        self._held = held
        self._was = _folders(held) if held else {}
        named = site_root.strip("/")
        self._site_roots = (named,) if named else SITE_ROOTS
        self._nested = not named  # a site may lie in a folder of the project: look beside its articles too
        self._folders: dict[_Parts, dict[str, _Kind] | Literal["missing", "unreadable"]] = {}
        self._folded: dict[_Parts, dict[str, str]] = {}
        self._pictures: dict[_Parts, FileFacts | Unanswered] = {}

    def answer(self, article_path: str, destination: str, picture: bool = True) -> FileFacts | Unanswered:
        """Return what stands at a destination of an article; with `picture`, also which image it holds.

        `article_path` is relative to the root, with /. `destination` is as meant (entities and escapes
        resolved); its query and fragment do not count, its percent-encoding is resolved, a backslash
        separates nothing. What lies outside the root, also by a symbolic link, is never touched.
        """
        path = destination.partition("#")[0].partition("?")[0]
        if not path:
            return FileFacts("missing", "")
        wanted = tuple(unquote(part) for part in path.split("/"))
        base = tuple(article_path.split("/")[:-1])
        try:
            if _SCHEME.match(path):
                raise _OutsideError
            found = self._rooted(base, wanted) if path.startswith("/") else self._find(_plain((*base, *wanted)))
        except _OutsideError:
            return FileFacts("outside", path)
        return self._with_picture(found) if picture and isinstance(found, FileFacts) else found

    def _rooted(self, base: _Parts, wanted: _Parts) -> FileFacts | Unanswered:
        """Look in each folder that `/` may mean; without any, say what is missing from the first."""
        inside = _plain(wanted, clamp=True)
        best: FileFacts | Unanswered | None = None
        for start in self._starts(base):
            found = self._find((*start, *inside))
            if not isinstance(found, FileFacts) or found.state not in ("missing", "wrong-case"):
                return found
            if best is None or found.state == "wrong-case":
                best = found
        return best or self._find(inside)

    def _starts(self, base: _Parts) -> Iterator[_Parts]:
        for depth in range(len(base) + 1 if self._nested else 1):
            for name in self._site_roots:
                start = (*base[:depth], *filter(None, name.split("/")))
                if self._kind(start) == "folder":
                    yield start

    def _find(self, names: _Parts) -> FileFacts | Unanswered:
        """Go down name by name, by what the folders list: the file system itself may ignore case or form."""
        place: _Parts = ()  # where the way has led, links followed
        spelt: list[str] = []
        for name in names:
            actual = self._listed(place, name)
            if actual is None:
                return FileFacts("missing", "/".join(names))
            spelt.append(actual)
            place = self._through((*place, actual))
        kind = self._kind(place)
        if kind == "unreadable":
            return _unreadable()
        if kind == "other" or kind == "link":  # noqa: PLR1714  # mypy narrows this form only
            return FileFacts("special", "/".join(names))
        if kind == "missing" or tuple(spelt) == names:
            return FileFacts(kind, "/".join(names))
        return FileFacts("wrong-case", "/".join(names), "/".join(spelt))

    def _listed(self, folder: _Parts, name: str) -> str | None:
        """Return a name as its folder lists it, exactly or in another case or Unicode form, or None."""
        listing = self._listing(folder)
        if isinstance(listing, str):
            return name if listing == "unreadable" else None
        if name in listing:
            return name
        if folder not in self._folded:
            self._folded[folder] = {_folded(other): other for other in sorted(listing, reverse=True)}
        return self._folded[folder].get(_folded(name))

    def _listing(self, folder: _Parts) -> dict[str, _Kind] | Literal["missing", "unreadable"]:
        if folder not in self._folders:
            found = _list(self._root.joinpath(*folder))
            self._folders[folder] = self._as_it_was(folder, found) if self._held else found
        return self._folders[folder]

    def _as_it_was(
        self, folder: _Parts, found: dict[str, _Kind] | Literal["missing", "unreadable"]
    ) -> dict[str, _Kind] | Literal["missing", "unreadable"]:
        assert self._held
        if found == "unreadable":
            return found
        top = "".join(f"{part}/" for part in folder)
        today = found if isinstance(found, dict) else {}
        kept = {name: kind for name, kind in today.items() if f"{top}{name}" not in self._held.new}
        return kept | self._was.get(folder, {}) or ("missing" if found == "missing" else {})

    def _kind(self, place: _Parts) -> _Kind:
        if not place:
            return "folder"
        listing = self._listing(place[:-1])
        return listing if isinstance(listing, str) else listing.get(place[-1], "missing")

    def _through(self, place: _Parts, links: int = 0) -> _Parts:
        """Follow a symbolic link, and those on its way, as long as they stay below the root."""
        if self._kind(place) != "link" or links > _MAX_LINKS:
            return place
        try:
            target = os.readlink(self._root.joinpath(*place))  # noqa: PTH115  # pathlib would resolve `//` and `.`
        except OSError:
            return place
        if os.path.isabs(target):  # noqa: PTH117  # a text that is not to become a path
            raise _OutsideError
        place = place[:-1]
        for part in target.replace(os.sep, "/").split("/"):
            if part == ".." and not place:
                raise _OutsideError
            place = place[:-1] if part == ".." else place if part in ("", ".") else (*place, part)
            place = self._through(place, links + 1)
        return place

    def _with_picture(self, facts: FileFacts) -> FileFacts | Unanswered:
        if facts.state not in ("file", "wrong-case"):
            return facts
        name = facts.actual or facts.path
        place: _Parts = ()
        for part in name.split("/"):
            place = self._through((*place, part))
        if place not in self._pictures:
            held = self._held.then.get("/".join(place)) if self._held else None
            look = _look(self._root.joinpath(*place)) if held is None else self._look_back(held)
            self._pictures[place] = look
        seen = self._pictures[place]
        if isinstance(seen, Unanswered) or seen.state != "file":
            return msgspec.structs.replace(seen, path=facts.path) if isinstance(seen, FileFacts) else seen
        return msgspec.structs.replace(seen, state=facts.state, path=facts.path, actual=facts.actual)

    def _look_back(self, held: str) -> FileFacts | Unanswered:
        assert self._held
        data = self._held.content(held)
        return _seen(BytesIO(data), len(data))


def _folders(held: Held) -> dict[_Parts, dict[str, _Kind]]:
    """Return the files of another moment by their folders, and the folders by those above."""
    found: dict[_Parts, dict[str, _Kind]] = {}
    for path in held.then:
        *above, name = path.split("/")
        found.setdefault(tuple(above), {})[name] = "file"
        for depth in range(len(above)):
            found.setdefault(tuple(above[:depth]), {}).setdefault(above[depth], "folder")
    return found


def _plain(names: Iterable[str], clamp: bool = False) -> _Parts:
    """Resolve dots as a browser does: before anything is looked up. With `clamp`, `..` stops at the top."""
    plain: list[str] = []
    for name in names:
        if name == "..":
            if not plain and not clamp:
                raise _OutsideError
            del plain[-1:]
        elif name not in ("", "."):
            plain.append(name)
    return tuple(plain)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _list(folder: Path) -> dict[str, _Kind] | Literal["missing", "unreadable"]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: _kind_of(entry) for entry in entries}
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except OSError:
        return "unreadable"


def _kind_of(entry: os.DirEntry[str]) -> _Kind:
    if entry.is_symlink():
        return "link"
    if entry.is_file(follow_symlinks=False):
        return "file"
    is_junction = getattr(entry, "is_junction", None)  # Windows' other kind of link, from Python 3.12 on
    return "folder" if entry.is_dir(follow_symlinks=False) and not (is_junction and is_junction()) else "other"


def _unreadable() -> Unanswered:
    return Unanswered(
        "failed", "files", "reading them is not permitted: look at the permissions of the project's files"
    )


def _look(path: Path) -> FileFacts | Unanswered:
    """Read a picture's head and tail, and all of it only where they leave a doubt."""
    # Not followed and not waited for: between the listing and now the name may have become a link or a pipe.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return FileFacts("missing", "")
    except OSError:
        return _unreadable()
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123  # an open descriptor has no path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return FileFacts("special", "")
        return _seen(file, status.st_size)


def _seen(file: RawIOBase | BytesIO, size: int) -> FileFacts | Unanswered:
    """Return what an open file of a size holds."""
    head = file.read(pictures.HEAD) or b""
    tail = head[-pictures.TAIL :]
    if size > len(head):
        file.seek(max(0, size - pictures.TAIL))
        tail = file.read(pictures.TAIL) or b""
    if pictures.is_pointer(head):
        why = "they are stored in Git LFS and were not fetched: run `git lfs pull`"
        return Unanswered("skipped", "pictures", why)
    seen = pictures.look(head, tail, size)
    problem = seen.problem
    if problem == "doubtful":
        file.seek(0)
        whole = file.read(MAX_BYTES) if size <= MAX_BYTES else b""
        problem = "truncated" if whole and pictures.damaged(whole, MAX_PIXELS) else ""
    return FileFacts("file", "", "", size, seen.format, problem, seen.width, seen.height)
