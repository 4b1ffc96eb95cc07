"""The keeper's door: a socket at which it answers a few questions, so that who asks need not load the wrapper.

It stands in a folder that only its owner may enter. Whatever goes wrong here, the questions go the direct way, which
finds out what ails the server.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from struct import Struct
from typing import TypeVar

import msgspec

from lint.check import Match, ProseFacts, Question
from lint.world.languagetool import folders, jars, parameters, state
from lint.world.languagetool.asking import Batch, batches

PATIENCE = 5.0
"""Seconds for a word from the other side, in which a server in good health answers, even a busy one."""

HAS_DOORS = os.name != "nt"
"""Whether the system has sockets that are files, which have owners."""

# More paragraphs, or characters, take so long that it pays to ask directly, and to see to it that all are answered.
_FEW, _SHORT = 50, 20_000
_LEAST = 0.001  # seconds; no time at all would mean something else to a socket
_MOST = 10_000_000  # bytes of a message
_HEAD = Struct(">I")  # a message's length in bytes stands before it
T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True):
    """Paragraphs in one language, and the engine, with its rules, that is to look at them."""

    engine: str
    language: str
    paragraphs: tuple[str, ...]


class Told(msgspec.Struct, frozen=True):
    """The server's version, and the matches of each paragraph."""

    version: str
    matches: tuple[tuple[Match, ...], ...]


def ask(
    questions: Sequence[Question], engine: str, patience: Callable[[], float] = lambda: PATIENCE
) -> Iterator[tuple[Question, ProseFacts]]:
    """Yield what the keeper answers to a few questions; nothing where it does not, or not in time.

    `patience` returns how many seconds to wait for the next word.
    """
    length = sum(len(question.subject) for question in questions)
    if len(questions) > _FEW or length > _SHORT or folders.remote_server():
        return
    with ExitStack() as stack, suppress(OSError, ValueError, msgspec.MsgspecError):
        door = state.file("door")
        if not _is_private(door):
            return
        waiting = [
            (batch, stack.enter_context(_sent(door, engine, batch, max(patience(), _LEAST))))
            for batch in batches(questions)
        ]
        for batch, connection in waiting:
            connection.settimeout(max(patience(), _LEAST))
            told = receive(connection, Told)
            if folders.own_engine() is None and told.version != jars.VERSION:
                return
            name = parameters.engine_name(told.version)
            for question, matches in zip(batch, told.matches, strict=True):
                yield question, ProseFacts(matches, name)


def _is_private(door: Path) -> bool:
    """Return whether there is a door which nobody else can have put there."""
    if not HAS_DOORS or not door.is_socket():
        return False
    folder = door.parent.stat()
    return folder.st_uid == os.geteuid() and not stat.S_IMODE(folder.st_mode) & 0o077


def _sent(door: Path, engine: str, batch: Batch, patience: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(patience)
        connection.connect(str(door))
        send(connection, Asked(engine, batch[0].detail, tuple(question.subject for question in batch)))
    except BaseException:
        connection.close()
        raise
    return connection


def send(connection: socket.socket, message: msgspec.Struct) -> None:
    """Send a message; raise OSError, or ValueError for text that no message can hold."""
    raw = msgspec.msgpack.encode(message)
    connection.sendall(_HEAD.pack(len(raw)) + raw)


def receive(connection: socket.socket, shape: type[T]) -> T:
    """Return a message; raise OSError if none comes, or MsgspecError if it is of another shape."""
    (size,) = _HEAD.unpack(_received(connection, _HEAD.size))
    if size > _MOST:
        raise OSError("too long for a message")
    return msgspec.msgpack.decode(_received(connection, size), type=shape)


def _received(connection: socket.socket, size: int) -> bytes:
    whole = b""
    while len(whole) < size:
        part = connection.recv(size - len(whole))
        if not part:
            raise OSError("the other side has gone")
        whole += part
    return whole
