"""Globs, .gitignore and explicit paths → the files of the corpus, sorted, and which of them are reported."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from lint import census, git
from lint.census import Census
from lint.finding import Incident
from lint.index import Stamp
from lint.settings import ARTICLE_SUFFIXES, FILE_NAME, Settings, SettingsFile, UsageError, globs
from lint.text import Source, decode

_NEVER = (".git", ".copydesk_cache", "node_modules", ".venv", "__pycache__")

REPORT_MARK = ".copydesk-report"
"""The folder in which the writer of reports keeps its list: what lies beside it is a report of ours, no article."""


class UnreadableError(Exception):
    """A file that could not be read as an article: why, and what to do."""

    def __init__(self, why: str, state: Literal["failed", "skipped"] = "failed") -> None:
        super().__init__(why)
        self.state: Literal["failed", "skipped"] = state


class Listing(msgspec.Struct, frozen=True):
    """The corpus as found. Keys are paths as reports show them: relative to the root, with /.

    Where `gone` is given, `files` are only those that may have changed, `gone` those that are no articles any more, and
    all others are as the index has them.
    """

    root: Path
    files: dict[str, str]  # shown path → path for the operating system, relative to the root
    stamps: dict[str, Stamp]
    selected: frozenset[str]
    notes: tuple[str, ...] = ()
    texts: dict[str, bytes] = {}  # contents to take in the place of what lies on disk
    gone: frozenset[str] | None = None
    census: Census | None = None  # taken before the files were looked at

    @property
    def is_whole(self) -> bool:
        """Return whether all articles of the corpus are listed."""
        return self.gone is None

    def file(self, path: str) -> Path:
        """Return where an article lies."""
        return self.root / (self.files[path] if self.is_whole else self.files.get(path, path))


def find_root(cwd: Path, paths: Sequence[Path], config: Path | None) -> Path:
    """Return the project's root.

    The folder of the settings named, if it contains all paths; else the nearest folder above all paths (without paths:
    above the working directory) that holds a copydesk.yml or a git repository. Without either it is the folder named,
    or for files alone the working directory that they lie in.
    """
    folder = common(paths) if paths else cwd
    if config and folder.is_relative_to(config.parent):
        return config.parent
    marked = _marked(folder)
    if marked:
        return marked
    only_files = not any(path.is_dir() for path in paths)
    return cwd if only_files and folder.is_relative_to(cwd) else folder


def common(paths: Sequence[Path]) -> Path:
    """Return the folder that all of some paths lie in."""
    folder = Path(os.path.commonpath(paths))
    return folder if folder.is_dir() else folder.parent


def _marked(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
        if (folder / ".git").exists():
            return folder
    return None


def discover(settings: Settings, paths: Sequence[Path]) -> Listing:
    """Return the corpus of a project; without paths all of it is selected. Raises UsageError for a missing path.

    Paths are absolute. A path given that the settings exclude, or that is no article, is not selected, with a note.
    """
    root = settings.root
    names = list(_candidates(root, settings.flags.tracked))
    corpus = names_by_shown(settings.file, without_reports(names))
    taken = census.taken(root, settings.file) if _may_have_census(root, names, corpus) else None
    selected, notes = (corpus.keys(), []) if not paths else select(settings, paths, corpus)
    return msgspec.structs.replace(listed(root, corpus, selected, notes), census=taken)


def _may_have_census(root: Path, names: list[str], corpus: Mapping[str, str]) -> bool:
    """Return whether a census can tell the articles: many, known to git, and shown by their own names."""
    known = len(corpus) >= census.LEAST and git.top_level(root) is not None
    return known and not any(REPORT_MARK in name for name in names) and all(map(str.__eq__, corpus, corpus.values()))


def select(settings: Settings, paths: Sequence[Path], corpus: dict[str, str]) -> tuple[set[str], list[str]]:
    """Return which articles paths name, and notes; an article that only its path brought in joins the corpus."""
    selected: set[str] = set()
    notes: list[str] = []
    for path in paths:
        name = relative(settings.root, path)
        if path.is_dir():
            inside = [one for one in corpus if name == "." or one.startswith(f"{shown(name)}/")]
            selected.update(inside)
            if not inside:
                notes.append(f"{shown(name)}: no articles in this folder")
        elif shown(name) in corpus:
            selected.add(shown(name))
        elif not os.path.lexists(path):
            raise UsageError(f"{shown(name)}: no such file or folder")
        else:
            added, note = _explicit(settings, name)
            corpus.update(added)
            selected.update(added)
            notes += note
    return selected, notes


def listed(root: Path, corpus: dict[str, str], selected: Iterable[str], notes: Iterable[str] = ()) -> Listing:
    """Return a listing without what git tracks but the disk no longer has."""
    top = f"{root}{os.sep}"
    stamps = {path: found for path in sorted(corpus) if (found := _stamp(top + corpus[path]))}
    files = {path: corpus[path] for path in stamps}
    return Listing(root, files, stamps, frozenset(selected) & files.keys(), tuple(notes))


def replaced(listing: Listing, texts: Mapping[str, bytes]) -> Listing:
    """Return a listing in which some articles have other contents than on disk; only they are selected."""
    files = {**listing.files, **{path: path for path in texts if path not in listing.files}}
    stamps = {**listing.stamps, **{path: Stamp(len(data), 0) for path, data in texts.items()}}
    return msgspec.structs.replace(
        listing,
        files=dict(sorted(files.items())),
        stamps=stamps,
        selected=frozenset(texts),
        texts=dict(texts),
    )


def relative(root: Path, path: Path) -> str:
    """Return a path below the root as git names it; raise UsageError for one that lies elsewhere."""
    if not path.is_relative_to(root):
        raise UsageError(
            f"{shown(str(path))}: lies outside of the project {root}; run copydesk there, or give --config"
        )
    return path.relative_to(root).as_posix()


def _explicit(settings: Settings, name: str) -> tuple[dict[str, str], list[str]]:
    """Judge a file named on the command line that the patterns did not bring in: git may ignore it, settings not."""
    if not name.lower().endswith(ARTICLE_SUFFIXES):
        return {}, [f"{shown(name)}: not an article ({', '.join(ARTICLE_SUFFIXES)}), skipped"]
    if settings.file.exclude and globs(settings.file.exclude).match_file(name):
        return {}, [f"{shown(name)}: excluded by the settings, skipped"]
    return {shown(name): name}, []


def shown(name: str) -> str:
    """Return a file name as reports show it; bytes that are not UTF-8 are escaped."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def without_reports(names: Iterable[str]) -> Iterable[str]:
    """Return names without those of our own reports' files."""
    every = list(names)
    marked = [name for name in every if REPORT_MARK in name]
    reports = tuple({name.partition(REPORT_MARK)[0] for name in marked})
    return [name for name in every if not name.startswith(reports)] if reports else every


def _candidates(root: Path, tracked: bool) -> Iterable[str]:
    if tracked and not git.top_level(root):
        raise UsageError(f"--tracked: {root} is no git repository")
    if git.top_level(root):
        try:
            return sorted(set(git.tracked(root, ["."]))) if tracked else git.tracked_and_new(root)
        except git.GitError:
            pass  # git is not installed, or distrusts the folder's owner: walk it
    return _walk(root)


def _walk(root: Path) -> Iterator[str]:
    """Yield all files below the root that no .gitignore names; links to folders are not followed."""
    pending: list[tuple[str, list[tuple[str, object]]]] = [("", [])]
    while pending:
        folder, rules = pending.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError:
            continue
        rules = _with_gitignore(root, folder, entries, rules)
        for entry in entries:
            name = f"{folder}{entry.name}"
            if entry.name in _NEVER:
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if rules and _ignored(name + "/" * is_folder, rules):
                continue
            if is_folder:
                pending.append((f"{name}/", rules))
            else:
                yield name


def _with_gitignore(
    root: Path, folder: str, entries: list[os.DirEntry[str]], rules: list[tuple[str, object]]
) -> list[tuple[str, object]]:
    if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
        lines = (root / folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        return [*rules, (folder, globs(lines))]
    return rules


def _ignored(name: str, rules: list[tuple[str, object]]) -> bool:
    return any(spec.match_file(name[len(folder) :]) for folder, spec in rules)  # type: ignore[attr-defined]


def matching(file: SettingsFile, names: Iterable[str]) -> Iterator[str]:
    """Yield the names that the settings' patterns take for articles."""
    usual = file.include == SettingsFile().include
    include = None if usual else globs(file.include)
    exclude = globs(file.exclude) if file.exclude else None
    for name in names:
        wanted = name.endswith(ARTICLE_SUFFIXES) if include is None else include.match_file(name)
        if wanted and not (exclude and exclude.match_file(name)):
            yield name


def names_by_shown(file: SettingsFile, names: Iterable[str]) -> dict[str, str]:
    """Return those of some files that the settings' patterns take for articles, by their paths as reports show them."""
    return {shown(name): name for name in matching(file, names)}


def _stamp(path: str) -> Stamp | None:
    """Return the stamp of a file or of the link itself; None if there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def read(listing: Listing, path: str, max_bytes: int) -> Source:
    """Read one article; raise UnreadableError, with what to do, for what is no readable text file of the project."""
    if path in listing.texts:
        return as_source(listing.texts[path], path)
    file = listing.file(path)
    try:
        status = file.lstat()
        if stat.S_ISLNK(status.st_mode):
            status = _target(file, listing.root)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file; exclude it in the settings")
        if status.st_size > max_bytes:
            raise UnreadableError(
                f"{status.st_size:,} bytes; larger than max_bytes ({max_bytes:,}): split it, or raise max_bytes"
            )
        data = file.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("it vanished while it was to be read; run again", "skipped") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from None
    return as_source(data, path)


def as_source(data: bytes, path: str) -> Source:
    """Decode an article's bytes; raise UnreadableError if they are no text."""
    if b"\0" in data[:8192]:
        raise UnreadableError("not a text file; exclude it in the settings, or save it as UTF-8")
    return decode(data, path, sha256(data).hexdigest())


def _target(file: Path, root: Path) -> os.stat_result:
    try:
        target = file.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UnreadableError(f"a symbolic link that leads nowhere: {error}", "skipped") from None
    if not target.is_relative_to(root.resolve()):
        raise UnreadableError("a symbolic link that leaves the project is not followed", "skipped")
    return target.stat()


def unread(path: str, error: UnreadableError) -> Incident:
    """Return the incident of an article that could not be read."""
    return Incident(error.state, "an article", str(error), 1, path)
