"""Where pinned jars come from: Maven Central or a mirror by way of jgo, or a folder that somebody brought along.

Either way nothing is believed: a jar counts only if its SHA-256 is the pinned one.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint.world.languagetool import jars
from lint.world.languagetool.errors import EngineError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

Supply = Callable[[jars.Jar, Path], None]
"""Writes a jar to a file, verified; raises EngineError or OSError."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)

WHAT_TO_COPY = (
    "on a machine with a network run `copydesk grammar install` with the same languages, and copy the folder "
    "`engines` that `copydesk grammar status` shows there; a Maven repository that has the jars will do, too"
)
_TRIES = 3
_WRONG = "is not what it should be (its SHA-256 is wrong)"


def from_network(store: Path) -> Supply:
    """Return the way by jgo: the repositories of the user's own jgo settings, then its default."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors = GlobalSettings.load().repositories
    context = MavenContext(repo_cache=store, timeout=30)
    usual = {name: url for name, url in context.remote_repos.items() if name not in mirrors}
    context.remote_repos = {**mirrors, **usual}
    return lambda jar, target: _fetch(context, jar, target)


def _fetch(context: MavenContext, jar: jars.Jar, target: Path) -> None:
    group, artifact, version = jar.coordinates
    why = ""
    for _ in range(_TRIES):
        found = context.project(group, artifact).at_version(version).artifact()
        try:
            path = found.resolve()
        except OSError as error:  # requests' exceptions are OSErrors, too, without a number
            if error.errno in (*NO_ROOM, *NOT_ALLOWED):
                raise
            why = f"the network did not give it ({type(error).__name__})"
        except Exception as error:  # jgo says with RuntimeError or AssertionError what a repository lacks
            why = str(error) or type(error).__name__
        else:
            if jars.digest(path) == jar.sha256:
                path.rename(target)
                return
            why = f"what arrived {_WRONG}"
        if found.cached_path:
            found.cached_path.unlink(missing_ok=True)
    advice = "try again with a network, through a mirror, or with `copydesk grammar install --from FOLDER`"
    raise EngineError(f"LanguageTool could not be installed: {jar.name}: {why}; {advice}")


def from_folder(folder: Path, wanted: Sequence[jars.Jar]) -> Supply:
    """Return the way by a folder: of jars, of installed engines, or a Maven repository; raise EngineError.

    It must have all the jars that are wanted.
    """
    import shutil

    places = [folder, *sorted(one for one in folder.glob("languagetool-*") if one.is_dir())]
    found = {jar: _look(jar, folder, places) for jar in wanted}
    lacking = [jar.name for jar in wanted if found[jar] is None]
    if lacking:
        why = f"{folder} lacks {len(lacking)} of the {len(wanted)} jars that are needed, such as {lacking[0]}"
        raise EngineError(f"LanguageTool could not be installed: {why}; {WHAT_TO_COPY}")

    def copy(jar: jars.Jar, target: Path) -> None:
        source = found[jar]
        assert source is not None
        shutil.copyfile(source, target)
        if jars.digest(target) != jar.sha256:
            raise EngineError(f"LanguageTool could not be installed: {source} {_WRONG}; copy it again")

    return copy


def _look(jar: jars.Jar, folder: Path, places: Sequence[Path]) -> Path | None:
    files = [folder / jar.path, *(place / jar.name for place in places)]
    return next((file for file in files if file.is_file()), None)
