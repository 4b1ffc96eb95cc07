"""What is known of the running server, in a small file that its keeper writes; whether it is still true."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from lint.files import write_whole
from lint.world.languagetool import command, folders, jars

if TYPE_CHECKING:
    from pathlib import Path

    import psutil

KEEPER = "lint.world.languagetool.keeper"
_LEFT = (".door", ".grown", ".json", ".log", ".properties", ".used")


class State(msgspec.Struct, frozen=True):
    """A running server: its process and port, its keeper's process, and what it was started with."""

    pid: int
    port: int
    keeper: int
    version: str
    settings: str

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"http://{command.LOOPBACK}:{self.port}/"


def file(suffix: str) -> Path:
    """Return the file of this name that belongs to the server of the present settings."""
    return folders.running() / f"languagetool-{jars.VERSION}-{command.settings_hash()}.{suffix}"


def read() -> State | None:
    """Return what the state file says, if it can be read and is about a server with the present settings."""
    state = _read(file("json"))
    return state if state and state.settings == command.settings_hash() else None


def everything() -> list[tuple[Path, State]]:
    """Return all state files, those of other settings and versions, too, and what they say."""
    return [(one, state) for one in sorted(folders.running().glob("languagetool-*.json")) if (state := _read(one))]


def clear() -> int:
    """Remove what servers have left, of all settings and versions; return the bytes freed."""
    import shutil

    freed = 0
    for one in sorted(folders.running().glob("languagetool-*")):
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        elif one.suffix in _LEFT:
            freed += one.stat().st_size
            one.unlink(missing_ok=True)
    return freed


def _read(state_file: Path) -> State | None:
    try:
        state = msgspec.json.decode(state_file.read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return None
    return state if 0 < state.port < 65536 else None


def write(state: State) -> None:
    """Write the state file: all of it, or nothing."""
    write_whole(file("json"), msgspec.json.encode(state))


def forget() -> None:
    """Remove the state file, and the keeper's door."""
    for suffix in ("json", "door"):
        file(suffix).unlink(missing_ok=True)


def touch() -> None:
    """Tell the keeper that the server is in use."""
    file("used").touch()


def grow() -> None:
    """Let the next server have twice the heap."""
    file("grown").touch()


def grown() -> bool:
    """Return whether a server ran out of memory, or hung, lately."""
    return file("grown").exists()


def is_ours(state: State, state_file: Path | None = None) -> bool:
    """Return whether the process that was started listens at the port: a stranger there is never believed."""
    import psutil

    server = _process(state.pid, _mark(state_file))
    if server is None:
        return False
    try:
        connections = server.net_connections("tcp")
    except psutil.Error:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == state.port for one in connections)


def kill(state: State, state_file: Path | None = None) -> None:
    """End a server and its keeper, whatever they are doing."""
    import psutil

    keeper, server = _process(state.keeper, KEEPER), _process(state.pid, _mark(state_file))
    if keeper and not server:
        with suppress(psutil.TimeoutExpired):
            keeper.wait(3)  # its server ended by itself: it looks why, and goes
    for one in (keeper, server):
        if one is not None:
            try:
                one.kill()
                one.wait(10)
            except psutil.Error:
                continue


def _mark(state_file: Path | None) -> str:
    """Return the argument by which a server is known: its own settings."""
    return str((state_file or file("json")).with_suffix(".properties"))


def _process(pid: int, mark: str) -> psutil.Process | None:
    """Return a running process of this user if the mark is one of its arguments.

    A number may be given to another process later, and times of start shift when the clock is set. Another user's
    process may give itself any arguments.
    """
    import psutil

    try:
        found = psutil.Process(pid)
        is_it = mark in found.cmdline() and found.status() != psutil.STATUS_ZOMBIE
        is_it = is_it and found.username() == psutil.Process().username()
    except (psutil.Error, ValueError, OverflowError):
        return None
    return found if is_it else None
