"""The small process that owns the server: it starts it, and ends it when it is not needed or grows too large.

One for each user and settings, held by a lock. It restarts nothing: who finds no server starts a keeper. If
the keeper dies, by whatever cause, the pipe to the server closes and the server ends itself (see `lifeline`).
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import msgspec

from lint.world.languagetool import command, folders, parameters, probe, state, training
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.java import Java
from lint.world.languagetool.languages import ENGLISH

IDLE = 30 * 60
MEMORY = 500  # megabytes beyond the heap
LOG = 1_000_000
BUSY = 3
"""The exit status of a keeper that found another one."""

_STARTING = 60
_TICK = 1
_QUIET = 15
_DOOR = 1  # seconds after its start: whoever waits for the server asks it directly, and needs the processor
_SUPERSEDED = 120  # seconds without use, while a server with other settings, or other rules, is in use
_KEPT = 7 * 24 * 3600  # seconds for which the log of a server that ended can be read
_OUT_OF_MEMORY = 3  # the exit status that Java is told to have then


class Limits(msgspec.Struct, frozen=True):
    """When the server is ended: after so many seconds without use, or above so many megabytes; and its heap."""

    idle: float
    memory: int
    heap: int


def keep(java: Java, limits: Limits) -> None:
    """Start a server and stay until it ends; raise EngineError if it does not start."""
    left = state.read()
    if left:
        state.kill(left)
    state.forget()
    _tidy()
    work = state.file("folder")
    work.mkdir(exist_ok=True)
    with state.file("log").open("ab") as log:
        os.truncate(log.fileno(), 0)
        server, port = _started(java, work, log, limits.heap)
        try:
            _wait(server, port)
            found = probe.version(port)
            known = state.State(server.pid, port, os.getpid(), found, command.settings_hash())
            state.write(known)
            _open_door(known)
            _watch(server, java, limits)
        finally:
            state.forget()
            _end(server)
            if server.returncode == _OUT_OF_MEMORY:
                state.grow()


def _open_door(known: state.State) -> None:
    def opened() -> None:
        from lint.world.languagetool import answering

        answering.open_door(known)

    later = threading.Timer(_DOOR, opened)
    later.daemon = True
    later.start()


def _tidy() -> None:
    """Remove what servers with settings of long ago have left."""
    for file in folders.running().glob("languagetool-*"):
        with suppress(OSError):
            if file.suffix in (".grown", ".log", ".properties", ".used") and time.time() - file.stat().st_mtime > _KEPT:
                file.unlink()


def _started(java: Java, work: Path, log: IO[bytes], heap: int) -> tuple[subprocess.Popen[bytes], int]:
    cache = command.start_cache(java)
    options = [java.reading(cache)] if cache and cache.exists() else []
    if heap != command.heap():
        options.append(f"-Xmx{heap}m")  # the last one counts
    port = free_port()
    line = command.command(java, command.class_path(work), state.file("properties"), port, *options)
    try:
        return subprocess.Popen(line, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=work), port
    except OSError as error:
        raise EngineError(f"{java.program} could not be started: {error.strerror}") from None


def free_port() -> int:
    """Return a port at the loopback address that nobody uses at this moment."""
    with socket.socket() as one:
        one.bind((command.LOOPBACK, 0))
        port: int = one.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server flags a known fault; raise EngineError."""
    late, log = time.monotonic() + _STARTING, state.file("log")
    while time.monotonic() < late:
        if server.poll() is not None:
            raise EngineError(f"LanguageTool ended with status {server.returncode} as it started; see {log}")
        if probe.get(port, "healthcheck", 2) is not None:
            break
        time.sleep(0.02)
    answer = probe.get(port, "check", max(1, late - time.monotonic()), _canary())
    if not (isinstance(answer, dict) and answer.get("matches")):
        raise EngineError(f"LanguageTool started but overlooks a known error{_reason(log)}; see {log}")


def _canary() -> str:
    """Return a question with a fault that is always flagged; its settings are those of all that follow."""
    usual = ENGLISH.variants[0]
    categories, rules = parameters.disabled(usual)
    left_out = {"disabledRules": ",".join(rules), "disabledCategories": ",".join(categories)}
    return urlencode({"language": usual, "text": ENGLISH.canary, **left_out})


def _reason(log: Path) -> str:
    """Return what Java names as the cause of its trouble, such as a file of rules and the mistake in it."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    causes = [line.partition(": ")[2] for line in lines if line.startswith("Caused by: ")]
    told = [cause.partition(": ")[2] or cause for cause in causes[-2:]]
    return f" ({'; '.join(told)})" if told else ""


def _watch(server: subprocess.Popen[bytes], java: Java, limits: Limits) -> None:
    used, since = _last_use(), time.monotonic()
    prepared = False
    while server.poll() is None:
        time.sleep(_TICK)
        now = _last_use()
        if now != used:
            used, since = now, time.monotonic()  # the file's time is only compared: clocks jump
        quiet = time.monotonic() - since
        if quiet > limits.idle or _megabytes(server.pid) > limits.memory:
            return
        if quiet > _SUPERSEDED and _superseded():
            return
        if quiet > _QUIET and not prepared:
            prepared = True
            # It takes long, and outlives a server that ends, but must not keep another keeper from taking over.
            threading.Thread(target=training.prepare_start_cache, args=(java,)).start()
        with suppress(OSError):
            if state.file("log").stat().st_size > LOG:
                os.truncate(state.file("log"), 0)


def _last_use(file: Path | None = None) -> float:
    try:
        return (file or state.file("used")).stat().st_mtime
    except OSError:
        return 0


def _superseded() -> bool:
    """Return whether a server with other settings was used later: its author changes rules, and needs one of two."""
    mine = _last_use()
    return any(_last_use(file) > mine for file in folders.running().glob("languagetool-*.used"))


def _megabytes(pid: int) -> float:
    import psutil

    try:
        size: int = psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0
    return size / 1e6


def _end(server: subprocess.Popen[bytes]) -> None:
    """Close the lifeline, and kill a server that does not let go."""
    with suppress(OSError):
        assert server.stdin
        server.stdin.close()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(arguments: list[str] | None = None) -> int:
    """Keep a server until it is not needed; return the exit status. Standard output says what went wrong."""
    parser = argparse.ArgumentParser(prog="keeper")
    parser.add_argument("java", help="a Java as JSON")
    parser.add_argument("--idle", type=float, default=IDLE, help="seconds without use until it ends")
    heap = command.heap() * (2 if state.grown() else 1)
    most = heap + MEMORY
    parser.add_argument("--memory", type=int, default=most, help="megabytes above which the server ends")
    parser.add_argument("--heap", type=int, default=heap, help="megabytes of memory that it may fill")
    parser.add_argument("--settings", default=command.settings_hash(), help="what its server is to be started with")
    given = parser.parse_args(arguments)
    if given.settings != command.settings_hash():
        print("the grammar rules or the engine were changed while this ran; run again", flush=True)
        return 1
    from filelock import FileLock, Timeout

    try:
        with FileLock(state.file("lock"), timeout=0):
            keep(msgspec.json.decode(given.java, type=Java), Limits(given.idle, given.memory, given.heap))
    except Timeout:
        return BUSY
    except (EngineError, OSError) as error:
        print(error, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
