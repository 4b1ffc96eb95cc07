"""The writer used by the doors: a report reaches the disk whole or not at all; nothing foreign is touched.

A report's folder holds `.copydesk-report/`: the list of the files that Copydesk wrote there, a lock, and,
during a run, the pages that are about to take their places.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lint.files import write_out, write_whole
from lint.reporters import Chunks
from lint.reporters.names import page_fold

OURS = ".copydesk-report"
"""What Copydesk knows of a report's folder, inside of it; discovery skips a folder that has one."""

_MANIFEST = "manifest.json"
_LOCK_SECONDS = 60
_NAME = re.compile(r"[^/\\:\x00]+(/[^/\\:\x00]+)*")
_LITTER = frozenset((OURS, ".DS_Store", ".gitignore", ".gitkeep", "Thumbs.db"))


class WriteError(Exception):
    """A report could not be written; the message says why, what to do, and how an earlier report stands."""


class Manifest(msgspec.Struct, frozen=True):
    """What an earlier run wrote in a folder."""

    format: str
    files: tuple[str, ...] = ()


class Written(msgspec.Struct, frozen=True):
    """What a run did to a report's folder."""

    files: int  # of the report
    changed: int  # written, because their content is new
    removed: int  # of an earlier report


def write_file(path: Path, chunks: Chunks) -> None:
    """Write a report of one file; a pipe or device is written to, a file is replaced as a whole.

    Raises WriteError.
    """
    try:
        if path.is_dir():
            raise WriteError(f"{path}: this is a folder; name a file for this report")
        if not path.exists():
            path.resolve().parent.mkdir(parents=True, exist_ok=True)
        write_out(path, _bytes(chunks))
    except OSError as error:
        raise WriteError(_told(path, error)) from error


def write_folder(folder: Path, name: str, files: Iterable[tuple[str, Chunks]], *, ignored: bool = False) -> Written:
    """Write a report in the format `name` into a folder that is empty, new, or holds such a report.

    All pages are written aside before the first takes its place: on a full disk the earlier report stays as
    it was. A page whose content is the same is not touched. Pages of the earlier report that are gone now are
    deleted, by its own list. If `ignored`, git will not see the folder. Raises WriteError.
    """
    try:
        _refuse_foreign(folder)
        (folder / OURS).mkdir(parents=True, exist_ok=True)
        if ignored:
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        with _locked(folder):
            return _exchange(folder, _claim(folder, name), files)
    except OSError as error:
        raise WriteError(_told(folder, error)) from error


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder}: this is not a folder; name a folder for this report")
    if (folder / OURS).is_symlink() or (folder / OURS / _MANIFEST).is_symlink():
        raise WriteError(f"{folder}: its {OURS} is a symbolic link; name another folder")
    if (folder / OURS / _MANIFEST).is_file() or not folder.exists():
        return
    if any(found.name not in _LITTER for found in folder.iterdir()):
        raise WriteError(f"{folder}: holds files that Copydesk did not write; name a new or an empty folder")


def refuse(folder: Path, name: str) -> None:
    """Raise WriteError, before a long run, for a folder that no report of this format may be written into."""
    try:
        _refuse_foreign(folder)
        if (folder / OURS / _MANIFEST).is_file():
            _read(folder / OURS / _MANIFEST, name)
    except OSError as error:
        raise WriteError(_told(folder, error)) from error


def _claim(folder: Path, name: str) -> Manifest:
    """Return what an earlier run wrote, or put the mark of this one on the folder."""
    if (folder / OURS / _MANIFEST).is_file():
        return _read(folder / OURS / _MANIFEST, name)
    _list(folder, name, ())
    return Manifest(name)


def _read(manifest: Path, name: str) -> Manifest:
    try:
        earlier = msgspec.json.decode(manifest.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise WriteError(f"{manifest}: damaged ({error}); delete the report's folder, or name another one") from error
    if earlier.format != name:
        told = f"this folder holds a report in the format {earlier.format}; name another folder for {name}"
        raise WriteError(f"{manifest.parent.parent}: {told}")
    foreign = [file for file in earlier.files if not _inside(file)]
    if foreign:
        raise WriteError(f"{manifest}: lists {foreign[0]!r}, which no report has; delete the report's folder")
    return earlier


def _inside(name: str) -> bool:
    parts = name.split("/")
    return bool(_NAME.fullmatch(name)) and not {"..", "."} & set(parts) and parts[0].casefold() != OURS


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(folder / OURS / "lock", timeout=_LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise WriteError(
            f"{folder}: another run has been writing here for a minute; try again when it is done"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _exchange(folder: Path, earlier: Manifest, files: Iterable[tuple[str, Chunks]]) -> Written:
    aside = folder / OURS / "new"
    shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed
    known = {page_fold(name): name for name in earlier.files}
    names: list[str] = []
    changed: list[tuple[str, Path]] = []
    try:
        aside.mkdir()
        for name, chunks in files:
            names.append(name)
            data = _bytes(chunks)
            if not _stands(folder, name, known.get(page_fold(name)), data):
                changed.append((name, aside / str(len(changed))))
                changed[-1][1].write_bytes(data)
        gone = sorted(set(earlier.files).difference(names))
        _list(folder, earlier.format, [*earlier.files, *names])  # should the next line be cut short, all stay ours
        _swap(folder, gone, changed)
        _list(folder, earlier.format, names)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Written(len(names), len(changed), len(gone))


def _stands(folder: Path, name: str, ours: str | None, data: bytes) -> bool:
    """Return whether a page is there already, the same; refuse to replace anything foreign."""
    if not _inside(name):
        raise WriteError(f"{folder}: {name!r} is no name for a page of a report")
    _refuse_links(folder, name)
    target = folder / name
    if not target.is_symlink() and not target.exists():
        return False
    if target.is_dir() and not target.is_symlink():
        return False  # a folder that the earlier pages leave empty; `_swap` fails where it is not
    # A file system may take a page's new name for its old one, where they differ by case only.
    if target.is_symlink() or not target.is_file() or ours is None or not _same(target, folder / ours):
        raise WriteError(f"{target}: in the way, and not written by Copydesk; move it, or name another folder")
    return ours == name and target.stat().st_size == len(data) and target.read_bytes() == data


def _same(target: Path, ours: Path) -> bool:
    return ours.exists() and target.samefile(ours)


def _swap(folder: Path, gone: Iterable[str], changed: Iterable[tuple[str, Path]]) -> None:
    try:
        for name in gone:
            _delete(folder, name)
        for name, aside in changed:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            aside.replace(folder / name)
    except OSError as error:
        why = error.strerror or str(error)
        raise WriteError(f"{folder}: only a part of the new report is in place: {why}; run it again") from error


def _refuse_links(folder: Path, name: str) -> None:
    parent = folder
    for part in name.split("/")[:-1]:
        parent = parent / part
        if parent.is_symlink():
            raise WriteError(f"{parent}: a symbolic link leads out of the report; delete it, or name another folder")
        if not parent.exists():
            return


def _delete(folder: Path, name: str) -> None:
    """Delete a page of the earlier report, and the folders that it leaves empty."""
    _refuse_links(folder, name)
    target = folder / name
    if target.is_dir() and not target.is_symlink():
        return
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()


def _list(folder: Path, name: str, files: Iterable[str]) -> None:
    manifest = Manifest(name, tuple(sorted(set(files))))
    write_whole(folder / OURS / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def _bytes(chunks: Chunks) -> bytes:
    text = chunks if isinstance(chunks, str) else "".join(chunks)
    return text.encode("utf-8", "replace")


def _told(path: Path, error: OSError) -> str:
    return f"{path}: the report could not be written: {error.strerror or error}; an earlier one stands as it was"
