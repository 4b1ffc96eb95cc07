"""Finds the running server, or starts one; and never believes a stranger."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Literal

import msgspec

from lint.world.languagetool import command, folders, house, jars, probe, provision, state
from lint.world.languagetool.errors import HURRY, EngineError, LostError
from lint.world.languagetool.java import Java, find_java

Progress = Callable[[int, int], None]
Start = Literal["wait", "background"]

_STARTING = 90
_PATIENCE = 5
_LATER = "not yet: the engine is starting"
_HANGS = "not yet: the engine hangs"


class Server(msgspec.Struct, frozen=True):
    """A server to ask. `state` is None where it is not ours but one that the user named."""

    url: str
    version: str
    state: state.State | None = None

    def alive(self) -> bool:
        """Return whether it still answers, and is still ours."""
        if self.state is None:
            return True
        return state.is_ours(self.state) and probe.version(self.state.port) == self.version

    def touch(self) -> None:
        """Tell its keeper that it is in use."""
        if self.state is not None:
            state.touch()

    def discard(self) -> None:
        """End a server that is of no use. One that is there but hangs may lack memory: the next one gets more."""
        if self.state is not None:
            hangs = state.is_ours(self.state)
            state.kill(self.state)
            if hangs:
                state.grow()


def connect(*, start: Start = "wait", offline: bool = False, progress: Progress | None = None) -> Server:
    """Return a server that is ours and answers, started if need be, or the one that the user named.

    Raises EngineError. `offline`: nothing is downloaded. `background`: nothing is waited for.
    """
    remote = folders.remote_server()
    if remote:
        here = folders.is_this_machine(remote)
        if offline and not here:
            raise EngineError("not asked, because of --offline: the grammar server is another machine's", "skipped")
        return Server(remote, "")
    try:
        state.touch()
        found = running() if start == "wait" else _running_soon()
        if found:
            return found
        java = find_java()
        _provide(start, offline, progress)
        house.rules()  # a mistake in them is said here: who starts in the background would never hear of it
        if start == "wait":
            return _start(java)
        _let_go(_spawn(java, None))
    except OSError as error:
        raise EngineError(f"the grammar engine cannot be started: {error}") from None
    raise EngineError(_LATER, "skipped")


def running() -> Server | None:
    """Return the running server if it is ours and answers; end one that hangs or is not what it should be."""
    server = _known()
    if server and not _answers(server, _PATIENCE):
        server.discard()
        return None
    return server


def _running_soon() -> Server | None:
    """Return the running server if it answers at once; let another process see to one that does not.

    To end it here would take longer, and it may only be busy. Raises EngineError.
    """
    server = _known()
    if server and not _answers(server, HURRY / 2):
        _let_go(_detached([sys.executable, "-P", "-m", "lint", "grammar", "start", "--offline"], None))
        raise EngineError(_HANGS, "skipped")
    return server


def _known() -> Server | None:
    known = state.read()
    return Server(known.url, known.version, known) if known and state.is_ours(known) else None


def _answers(server: Server, patience: float) -> bool:
    assert server.state
    expected = server.version if folders.own_engine() else jars.VERSION
    return probe.version(server.state.port, patience) == expected


def _provide(start: Start, offline: bool, progress: Progress | None) -> None:
    """See to it that LanguageTool is installed, undamaged; raise EngineError."""
    if folders.own_engine():
        return
    if provision.is_installed() and not provision.damaged():
        return
    if offline or start == "background":
        found = "damaged" if provision.home().exists() else "not installed"
        raise EngineError(f"LanguageTool is {found}; run `copydesk grammar install`")
    provision.install(progress)


def _start(java: Java) -> Server:
    """Start a keeper and wait for its server, or that of a keeper that was quicker; raise EngineError."""
    late = time.monotonic() + _STARTING
    keeper = _spawn(java, subprocess.PIPE)
    import_module("language_tool_python")  # it takes its time, and now there is some
    while time.monotonic() < late:
        found = running()
        if found:
            _let_go(keeper)
            return found
        status = keeper.poll()
        if status is not None:
            said = _let_go(keeper)
            if said or status not in (0, _busy()):
                raise EngineError(said or f"the grammar engine's keeper ended with status {status}")
            time.sleep(0.5)  # another keeper was quicker; if it fails, this one's successor takes over
            keeper = _spawn(java, subprocess.PIPE)
        time.sleep(0.05)
    keeper.kill()
    _let_go(keeper)
    raise EngineError(f"LanguageTool did not start within {_STARTING} seconds; see {state.file('log')}")


def _busy() -> int:
    from lint.world.languagetool import keeper

    return keeper.BUSY


def _spawn(java: Java, output: int | None) -> subprocess.Popen[bytes]:
    # -P: a folder `lint` where the user happens to stand must not be taken for this package.
    line = [sys.executable, "-P", "-m", state.KEEPER, msgspec.json.encode(java).decode()]
    return _detached([*line, "--settings", command.settings_hash()], output)


def _detached(line: list[str], output: int | None) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one; `output` is where it may say something, None for nowhere."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        line,
        stdin=quiet,
        stdout=quiet if output is None else output,
        stderr=quiet,
        cwd=folders.running(),
        start_new_session=True,
        creationflags=_apart(),
    )


def _apart() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _let_go(keeper: subprocess.Popen[bytes]) -> str:
    """Return what a keeper that ended said; leave one that runs to itself."""
    ended = keeper.poll() is not None
    said = keeper.stdout.read().decode("utf-8", "replace").strip() if ended and keeper.stdout else ""
    if keeper.stdout:
        keeper.stdout.close()
    if not ended:
        keeper.returncode = 0  # it outlives us on purpose, and is no leak to warn about
    return said


def lost(why: str) -> LostError:
    """Return the fault of a server that can no longer be believed."""
    return LostError(f"the grammar engine {why}; see {state.file('log')}")
