"""Brings LanguageTool onto this machine: the pinned jars, verified, all or nothing, once for all projects."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lint.world.languagetool import folders, jars, lifeline
from lint.world.languagetool.errors import EngineError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived, and those that are expected."""

_SERVER_JAR = f"languagetool-server-{jars.VERSION}.jar"
_LIFELINE_JAR = "lifeline.jar"
_CONTENTS = "contents.json"
_CLASS_PATH = re.compile(rb"^Class-Path:.*\r?\n(?: .*\r?\n)*", re.MULTILINE)
_TRIES = 3
_AT_ONCE = 8
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def home() -> Path:
    """Return the folder of the pinned LanguageTool; it may not exist yet."""
    return folders.engines() / f"languagetool-{jars.VERSION}"


def is_installed() -> bool:
    """Return whether all files are there in their full size; `damaged` looks into them."""
    contents = _contents(home())
    return bool(contents) and all(_size(home() / name) == size for name, (_, size) in contents.items())


def damaged() -> list[str]:
    """Return the names of installed files that are not what was installed, sorted."""
    contents = _contents(home())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        right = pool.map(lambda name: _is_right(home() / name, contents[name][0]), contents)
        return sorted(name for name, fine in zip(contents, right, strict=True) if not fine)


def class_path() -> list[Path]:
    """Return the jars to start the server with, in order."""
    names = sorted(_contents(home()), key=lambda name: (name != _LIFELINE_JAR, name))
    return [home() / name for name in names]


def install(progress: Progress | None = None) -> Path:
    """Fetch, verify and install the pinned jars unless they are there undamaged; return their folder.

    Raises EngineError: no network, no room, an altered jar. Half of it is never installed, whatever happens.
    """
    target = home()
    with _explained(target), _locked(target):
        if is_installed() and not damaged():
            return target
        work = Path(tempfile.mkdtemp(prefix=".fetching-", dir=target.parent))
        try:
            ready = work / "ready"
            ready.mkdir()
            _fetch_all(work / "maven", ready, progress)
            _finish(ready)
            if target.exists():
                target.rename(work / "replaced")
            ready.rename(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return target


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    from filelock import FileLock

    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f"{target.name}.lock")):
        yield


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            why = f"the disk is full: LanguageTool needs 150 MB in {target.parent} while it is installed"
            raise EngineError(why) from None
        if error.errno in _NOT_ALLOWED:
            why = f"LanguageTool cannot be installed: {error.filename} may not be written ({error.strerror})"
            raise EngineError(why) from None
        raise EngineError(f"LanguageTool could not be installed: {error}") from None


def _fetch_all(store: Path, ready: Path, progress: Progress | None) -> None:
    context = _maven(store)
    total, done = sum(jar.size for jar in jars.table()), 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for jar in pool.map(lambda jar: _fetch(context, jar, ready), jars.table()):
                done += jar.size
                if progress:
                    progress(done, total)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _maven(store: Path) -> MavenContext:
    """Return jgo's way to the jars: the repositories of the user's own jgo settings, then its default."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors = GlobalSettings.load().repositories
    context = MavenContext(repo_cache=store, timeout=30)
    usual = {name: url for name, url in context.remote_repos.items() if name not in mirrors}
    context.remote_repos = {**mirrors, **usual}
    return context


def _fetch(context: MavenContext, jar: jars.Jar, ready: Path) -> jars.Jar:
    group, artifact, version = jar.coordinates
    why = ""
    for _ in range(_TRIES):
        found = context.project(group, artifact).at_version(version).artifact()
        try:
            path = found.resolve()
        except OSError as error:  # requests' exceptions are OSErrors, too, without a number
            if error.errno in (*_NO_ROOM, *_NOT_ALLOWED):
                raise
            why = f"the network did not give it ({type(error).__name__})"
        except Exception as error:  # jgo says with RuntimeError or AssertionError what a repository lacks
            why = str(error) or type(error).__name__
        else:
            if jars.digest(path) == jar.sha256:
                path.rename(ready / jar.name)
                return jar
            why = "what arrived is not what it should be (its SHA-256 is wrong)"
        if found.cached_path:
            found.cached_path.unlink(missing_ok=True)
    advice = "try again with a network, or through a mirror"
    raise EngineError(f"LanguageTool could not be installed: {jar.name}: {why}; {advice}")


def _finish(ready: Path) -> None:
    """Make the server's jar fit for start-up caches, add our own, and note what all files must be."""
    _without_class_path(ready / _SERVER_JAR)
    lifeline.write_jar(ready / _LIFELINE_JAR)
    contents = {file.name: (jars.digest(file), file.stat().st_size) for file in sorted(ready.iterdir())}
    (ready / _CONTENTS).write_bytes(msgspec.json.encode(contents))


def _without_class_path(jar: Path) -> None:
    """Remove the Class-Path from a jar's manifest: it lists a folder, for which Java refuses its caches."""
    changed = jar.with_suffix(".changed")
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "META-INF/MANIFEST.MF":
                data = _CLASS_PATH.sub(b"", data)
            new.writestr(entry, data)
    changed.replace(jar)


def _contents(folder: Path) -> dict[str, tuple[str, int]]:
    """Return what an installation says of its files, SHA-256 and size in bytes; nothing if there is none."""
    try:
        raw = (folder / _CONTENTS).read_bytes()
        contents = msgspec.json.decode(raw, type=dict[str, tuple[str, int]])
    except (OSError, msgspec.MsgspecError):
        return {}
    expected = {jar.name for jar in jars.table()} | {_LIFELINE_JAR}
    return contents if contents.keys() == expected else {}


def _is_right(file: Path, expected: str) -> bool:
    try:
        return jars.digest(file) == expected
    except OSError:
        return False


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
