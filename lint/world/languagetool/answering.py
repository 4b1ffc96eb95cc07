"""The keeper's side of its door: it holds the wrapper, and asks the server for whoever comes."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress

import msgspec

from lint.world import languagetool
from lint.world.languagetool import doorway, state
from lint.world.languagetool.client import Client
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.languages import ENGLISH
from lint.world.languagetool.server import Server


def open_door(known: state.State) -> None:
    """Answer at the door for as long as this process lives; do without where there can be no door."""
    if doorway.HAS_DOORS and state.is_ours(known):
        with suppress(OSError, EngineError):
            _Door(Server(known.url, known.version, known)).serve()


class _Door:
    """Answers those who come, each in a thread of its own, so that nobody can keep the others waiting."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._engine = languagetool.engine_id()
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)  # the server would look at all at once
        self._opening = threading.Lock()
        self._clients: dict[str, Client] = {}
        self._client(ENGLISH.variants[0])  # loads the wrapper: who comes first shall not wait for it

    def serve(self) -> None:
        path = state.file("door")
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(path))
            door.listen(64)
            while True:
                connection, _ = door.accept()
                threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        """Answer one message. Who gets none asks the server itself, and finds out why."""
        with connection, suppress(OSError, ValueError, msgspec.MsgspecError, EngineError):
            connection.settimeout(doorway.PATIENCE)
            asked = doorway.receive(connection, doorway.Asked)
            if asked.engine != self._engine:  # another release of ours asks other things
                return
            state.touch()
            with self._free:
                matches = self._client(asked.language).check(asked.paragraphs)
            state.touch()
            doorway.send(connection, doorway.Told(self._server.version, tuple(matches)))

    def _client(self, language: str) -> Client:
        with self._opening:
            if language not in self._clients:
                self._clients[language] = Client(self._server, language)
            return self._clients[language]
