"""What several verbs need first: the project's root, its settings, the articles."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from lint import discover
from lint.cache import FOLDER, folder
from lint.configure import load_settings
from lint.discover import Listing, find_root
from lint.examine import made_by
from lint.memo import Memo
from lint.settings import Flags, Settings, UsageError


def settings_of(options: Namespace, paths: Sequence[Path] = ()) -> Settings:
    """Return the settings that options and the paths named lead to; raise UsageError or MistakesError."""
    config = Path(options.config).absolute() if options.config else None
    if config and not config.is_file():
        raise UsageError(f"--config {options.config}: no such file")
    root = find_root(Path.cwd(), paths, config)
    revision = getattr(options, "settings_from", None)
    if revision is not None:
        return _settings_from(options, revision, root, config, paths)
    kept = None if getattr(options, "no_cache", False) else root / FOLDER
    return load_settings(root, config, flags_of(options), Memo(kept, made_by()))


def _settings_from(
    options: Namespace, revision: str, root: Path, config: Path | None, paths: Sequence[Path]
) -> Settings:
    """Return the settings as far as the change that is checked may decide them; nor does it say where its root is."""
    from lint.past import guarded

    if config is None:
        root = guarded.root_at(revision, discover.common(paths) if paths else Path.cwd()) or root
    kept = None if options.no_cache else root / FOLDER
    return guarded.load_settings(root, config, flags_of(options), Memo(kept, made_by()), revision)


class _FromBelow(str):
    """What leads up to the root from a folder below it; with a path behind it, no further up than the path needs."""

    _here: tuple[str, ...] = ()  # the folder, from the root

    @classmethod
    def of(cls, here: tuple[str, ...]) -> _FromBelow:
        made = cls("../" * len(here))
        made._here = here
        return made

    def __add__(self, path: str) -> str:
        parts = path.split("/")
        pairs = zip(self._here, parts[:-1], strict=False)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return "../" * (len(self._here) - shared) + "/".join(parts[shared:])


def prefix_of(root: Path) -> str:
    """Return what leads from the working directory to the root, so that a terminal's links to articles work.

    Of a root above, it is to be put before a path with `+`: the sum is the shortest path.
    """
    here = Path.cwd()
    if here.is_relative_to(root):
        return _FromBelow.of(tuple(map(discover.shown, here.relative_to(root).parts)))
    try:
        return f"{Path(os.path.relpath(root)).as_posix()}/"
    except ValueError:  # another drive
        return f"{root.as_posix()}/"


def flags_of(options: Namespace) -> Flags:
    """Return what the command line says in the place of the settings."""
    config = getattr(options, "config", None)
    return Flags(
        select=_listed(getattr(options, "select", ())),
        ignore=_listed(getattr(options, "ignore", ())),
        assignments=tuple(getattr(options, "set", ())),
        fail_on=getattr(options, "fail_on", None),
        incomplete=getattr(options, "incomplete", None),
        new=getattr(options, "new_from", None) is not None,
        tracked=bool(getattr(options, "tracked", False) or getattr(options, "staged", False)),
        config=str(Path(config).absolute()) if config else "",
    )


def _listed(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def absolute(name: str) -> Path:
    """Return a path without its `..`; links are not followed, for a link is an article of its own."""
    return Path(os.path.normpath(Path(name).absolute()))


@contextmanager
def alone(root: Path, what: str) -> Iterator[None]:
    """Wait until no other command changes a file of this project, such as its `dictionary`."""
    kept, _ = folder(root)
    if kept is None:
        yield
        return
    from filelock import FileLock

    with FileLock(kept / f"{what}.lock"):
        yield


def articles_of(settings: Settings, paths: list[Path]) -> Listing:
    """Return the articles of a project; raise UsageError if there are none."""
    listing = discover.discover(settings, paths)
    if not listing.files:
        raise UsageError(f"no articles in {settings.root}: expected {', '.join(settings.file.include)}")
    return listing
