"""The index built by a process of its own, which a commit hook waits a while for and which outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lint.reporters import words

if TYPE_CHECKING:
    from lint.settings import Settings

PATIENCE = 5.0
"""Seconds that a commit waits for its index: it is once, and about as long as an author lets be without a word.

Two cores gather and compare some 1,500 articles of 4.5 KB meanwhile.
"""

_LOCK = "building.lock"
_MEANT = "repeats in other articles, and misspelt words that these might vouch for, were not looked for this time"
_NO_LOCKS = (OSError, NotImplementedError)  # the folder cannot be written; its file system has no locks
_NICE = 10  # from when nobody waits for it any more


def caught_up(settings: Settings, directory: Path | None, count: int) -> str:
    """Have an index of `count` articles brought up to date; return "" if it is now, else why not, for a reader."""
    corpus = words.count(count, "article")
    if directory is None:
        return f"no index of the {corpus} can be kept here; {_MEANT}"
    if is_going_on(directory):  # who began it has waited for it
        return f"the index of {corpus} is being built; {_MEANT}"
    try:
        running = _begun(settings)
        status = running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        _let_be(running)
        return f"the index of {corpus} is being built; {_MEANT}"
    except OSError:
        return not_built(count)
    return not_built(count) if status else ""


def not_built(count: int) -> str:
    """Return what to say of an index that could not be brought up to date."""
    corpus = words.count(count, "article")
    return f"the index of {corpus} could not be built (copydesk index build says why); {_MEANT}"


def _begun(settings: Settings) -> subprocess.Popen[bytes]:
    # -P: a folder `lint` in the project must not be taken for this package.
    line = [sys.executable, "-P", "-m", "lint", "index", "build", *_options(settings)]
    quiet = subprocess.DEVNULL  # who reads the hook's output would otherwise wait for this process too
    return subprocess.Popen(
        line,
        cwd=settings.root,
        env=_env(),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
        creationflags=_detached(),
    )


def _options(settings: Settings) -> Iterator[str]:
    flags = settings.flags
    if flags.config:
        yield f"--config={flags.config}"
    if flags.tracked:
        yield "--tracked"
    for name, given in (("select", flags.select), ("ignore", flags.ignore), ("set", flags.assignments)):
        yield from (f"--{name}={one}" for one in given)


def _env() -> dict[str, str]:
    """Return the environment without the index of a commit in progress, which git takes away when that is made."""
    return {name: value for name, value in os.environ.items() if name != "GIT_INDEX_FILE"}


def _detached() -> int:
    if sys.platform == "win32":  # without a console of its own, each process that reads articles would open a window
        group = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return group | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def _let_be(running: subprocess.Popen[bytes]) -> None:
    """Let a process and those that it has started go on when nothing else is to be done."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PGRP, running.pid, _NICE)
    running.returncode = 0  # it outlives us on purpose, and is no leak to warn about


def is_going_on(directory: Path) -> bool:
    """Say whether a process builds the index in a folder."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(directory / _LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except _NO_LOCKS:
        return False


@contextmanager
def turn(directory: Path) -> Iterator[None]:
    """Wait until no other process builds the index in a folder; where no lock can be kept, build beside it."""
    from filelock import FileLock

    lock = FileLock(directory / _LOCK)
    try:
        lock.acquire()
    except _NO_LOCKS:
        yield
        return
    try:
        yield
    finally:
        lock.release()
