"""Brings LanguageTool onto this machine: the pinned jars, verified, all or nothing, once for all projects.

The engine with English stands in a folder of its own, and so does what each other language adds: a server that runs
keeps its files while a language is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lint.world.languagetool import folders, jars, lifeline, supply
from lint.world.languagetool.errors import EngineError

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived, and those that are expected."""

_ENGINE = ""
"""The part that is no added language."""

_SERVER_JAR = f"languagetool-server-{jars.VERSION}.jar"
_STARTED_JAR = "languagetool-server.jar"  # the server's jar as it is started
_LIFELINE_JAR = "lifeline.jar"
_CONTENTS = "contents.json"
_CLASS_PATH = re.compile(rb"^Class-Path:.*\r?\n(?: .*\r?\n)*", re.MULTILINE)
_AT_ONCE = 8
_ROOM = "150 MB"
_UNFINISHED = (".fetching-*", ".removing-*")


def home(added: str = _ENGINE) -> Path:
    """Return the folder of the engine, or of what a language adds to it; it may not exist yet."""
    return folders.engines() / "-".join(filter(None, ("languagetool", jars.VERSION, added)))


def added_languages() -> tuple[str, ...]:
    """Return the languages that were added to English, whole or damaged. Cheap."""
    return tuple(language for language in jars.ADDED if home(language).is_dir())


def is_installed() -> bool:
    """Return whether all files are there in their full size; `damaged` looks into them."""
    return all(_has_full_size(part) for part in (_ENGINE, *added_languages()))


def damaged() -> list[str]:
    """Return the names of installed files that are not what was installed, sorted."""
    return sorted(name for part in (_ENGINE, *added_languages()) for name in _damaged(part))


def class_path() -> list[Path]:
    """Return the jars to start the server with, in order; added languages stand last.

    A start-up cache made without them stays of use so.
    """
    names = sorted(_contents(_ENGINE).keys() - {_SERVER_JAR}, key=lambda name: (name != _LIFELINE_JAR, name))
    added = [home(language) / name for language in added_languages() for name in sorted(_contents(language))]
    return [*(home() / name for name in names), *added]


def install(progress: Progress | None = None, *, languages: Sequence[str] = (), source: Path | None = None) -> Path:
    """Install what is not there undamaged: the engine, its languages, and further ones; return the engine's folder.

    `source` is a folder to take the jars from, in the place of the network. Raises EngineError: no network, no room,
    an altered jar. Half of a part is never installed, whatever happens.
    """
    target = home()
    with _explained(target), _locked():
        _clear(_UNFINISHED)  # of one that was killed: whoever is at work holds the lock
        parts = (_ENGINE, *sorted({*added_languages(), *languages}))
        lacking = [part for part in parts if not _has_full_size(part) or _damaged(part)]
        wanted = [jar for part in lacking for jar in jars.table(part)]
        if lacking:
            with _work_folder() as work:
                give = supply.from_folder(source, wanted) if source else supply.from_network(work / "maven")
                _collect(give, wanted, work, progress)
                for part in lacking:
                    _put_in_place(part, work)
    return target


def remove() -> int:
    """Remove all engines and languages that were installed, and what was made for them; return the bytes freed.

    A LanguageTool that the user named is never touched. Raises EngineError.
    """
    own = folders.own_engine()
    with _explained(home()), _locked():
        freed = _clear(_UNFINISHED)
        for folder in sorted(folders.engines().glob("languagetool-*")):
            is_ours = (folder / _CONTENTS).is_file() and not (own and own.is_relative_to(folder))
            if is_ours:
                folder.rename(folder.with_name(f".removing-{folder.name}"))  # half of it must not look like all
                freed += _clear((f".removing-{folder.name}",))
        return freed + _clear(("copydesk-rules-*.jar", "copydesk-quicker-*.jar"))


@contextmanager
def _locked() -> Iterator[None]:
    from filelock import FileLock

    folders.engines().mkdir(parents=True, exist_ok=True)
    with FileLock(home().with_name(f"{home().name}.lock")):
        yield


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in supply.NO_ROOM:
            why = f"the disk is full: LanguageTool needs {_ROOM} in {target.parent}; make room and install it again"
        elif error.errno in supply.NOT_ALLOWED:
            why = f"{error.filename} may not be written ({error.strerror}); mend that, or set COPYDESK_HOME"
        else:
            why = f"LanguageTool could not be installed or removed: {error}"
        raise EngineError(why) from None


@contextmanager
def _work_folder() -> Iterator[Path]:
    import shutil
    import tempfile

    work = Path(tempfile.mkdtemp(prefix=".fetching-", dir=folders.engines()))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _clear(patterns: Sequence[str]) -> int:
    """Remove what bears such names in the engines' folder; return the bytes freed."""
    import shutil

    freed = 0
    for file in (file for pattern in patterns for file in sorted(folders.engines().glob(pattern))):
        freed += sum(max(_size(one), 0) for one in (file, *file.rglob("*")) if one.is_file())
        if file.is_dir():
            shutil.rmtree(file, ignore_errors=True)
        else:
            file.unlink(missing_ok=True)
    return freed


def _collect(give: supply.Supply, wanted: Sequence[jars.Jar], work: Path, progress: Progress | None) -> None:
    from concurrent.futures import ThreadPoolExecutor

    total, done = sum(jar.size for jar in wanted), 0
    (work / "jars").mkdir()

    def collect(jar: jars.Jar) -> int:
        give(jar, work / "jars" / jar.name)
        return jar.size

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for size in pool.map(collect, wanted):
                done += size
                if progress:
                    progress(done, total)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _put_in_place(part: str, work: Path) -> None:
    """Make a part ready, with a note of what its files must be, and put it where it belongs."""
    target = home(part)
    ready = work / target.name
    ready.mkdir()
    for jar in jars.table(part):
        (work / "jars" / jar.name).rename(ready / jar.name)
    if part == _ENGINE:
        _write_without_class_path(ready / _SERVER_JAR, ready / _STARTED_JAR)
        lifeline.write_jar(ready / _LIFELINE_JAR)
    contents = {file.name: (jars.digest(file), file.stat().st_size) for file in sorted(ready.iterdir())}
    (ready / _CONTENTS).write_bytes(msgspec.json.encode(contents))
    if target.exists():
        target.rename(work / f"replaced-{target.name}")
    ready.rename(target)


def _write_without_class_path(jar: Path, changed: Path) -> None:
    """Copy a jar without its manifest's Class-Path: it lists a folder, for which Java refuses its caches."""
    import zipfile

    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "META-INF/MANIFEST.MF":
                data = _CLASS_PATH.sub(b"", data)
            new.writestr(entry, data)


def _contents(part: str) -> dict[str, tuple[str, int]]:
    """Return what an installed part says of its files, SHA-256 and size in bytes; nothing if there is none."""
    try:
        raw = (home(part) / _CONTENTS).read_bytes()
        contents = msgspec.json.decode(raw, type=dict[str, tuple[str, int]])
    except (OSError, msgspec.MsgspecError):
        return {}
    pinned = {jar.name: (jar.sha256, jar.size) for jar in jars.table(part)}
    made = {_STARTED_JAR, _LIFELINE_JAR} if part == _ENGINE else set()
    agrees = contents.keys() == pinned.keys() | made and contents.items() >= pinned.items()
    return contents if agrees else {}


def _has_full_size(part: str) -> bool:
    contents = _contents(part)
    return bool(contents) and all(_size(home(part) / name) == size for name, (_, size) in contents.items())


def _damaged(part: str) -> list[str]:
    from concurrent.futures import ThreadPoolExecutor

    contents = _contents(part)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        right = pool.map(lambda name: _is_right(home(part) / name, contents[name][0]), contents)
        return [name for name, fine in zip(contents, right, strict=True) if not fine]


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
