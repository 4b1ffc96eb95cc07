"""Shares paragraphs out into requests, several in flight, and waits only as long as answers come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, LifoQueue, SimpleQueue
from typing import TypeVar

import msgspec

from lint.check import ProseFacts, Question, Unanswered
from lint.world.languagetool import server
from lint.world.languagetool.client import Client
from lint.world.languagetool.errors import WHAT, Chances, EngineError, LostError
from lint.world.languagetool.server import Server

Facts = ProseFacts | Unanswered
Keep = Callable[[Question, Facts], None]
Batch = tuple[Question, ...]  # of one language
Result = TypeVar("Result")
Patience = Callable[[], float]
"""Returns how many seconds to wait for the next word."""

PATIENCE = 60.0
"""Seconds without any answer after which the server counts as hanging."""

TOO_LATE = "not yet: the engine is busy"
"""Why an author in a hurry has no answer."""

_PARAGRAPHS = 10
_CHARACTERS = 20_000
_REFUSALS = 5


class Outcome(msgspec.Struct, frozen=True):
    """What became of one request."""

    batch: Batch
    facts: tuple[ProseFacts, ...] = ()
    why: str = ""


def batches(questions: Sequence[Question]) -> list[Batch]:
    """Share questions out: about ten paragraphs of one language each, not too long together."""
    found: list[Batch] = []
    current: list[Question] = []
    size = 0
    for question in sorted(questions, key=lambda one: one.detail):
        full = len(current) >= _PARAGRAPHS or size + len(question.subject) > _CHARACTERS
        if current and (full or current[0].detail != question.detail):
            found.append(tuple(current))
            current, size = [], 0
        current.append(question)
        size += len(question.subject)
    return [*found, tuple(current)] if current else found


class Round:
    """One attempt to have questions answered by one server."""

    def __init__(self, asked: Server, jobs: int, keep: Keep) -> None:
        self._server, self._jobs, self._keep = asked, jobs, keep
        self.in_flight: set[Batch] = set()
        # The last in goes first: halves are tried at once, so that a server of no use is soon found out.
        self._waiting: LifoQueue[Batch | None] = LifoQueue()
        self._done: SimpleQueue[Outcome] = SimpleQueue()
        self._open = 0
        self._refusals = 0

    def run(self, todo: Sequence[Batch], patience: Patience) -> None:
        """Ask until all is answered; raise LostError if the server is lost, EngineError if it is of no use."""
        clients = self._clients(sorted({batch[0].detail for batch in todo}), patience)
        for batch in reversed(todo):
            self._put(batch)
        # Not a pool: at the program's end it would wait for threads that a hanging server never lets go.
        for _ in range(min(self._jobs, len(todo))):
            threading.Thread(target=self._work, args=(clients,), daemon=True).start()
        try:
            while self._open:
                self._take(self._next(self._done, patience))
                self._server.touch()
        finally:
            self._stop()

    def _clients(self, languages: Sequence[str], patience: Patience) -> dict[str, Client]:
        """Return a door for each language; a stranger that overlooks the canary gets no text."""
        opened: SimpleQueue[dict[str, Client] | EngineError] = SimpleQueue()

        def work() -> None:
            try:
                clients = {language: Client(self._server, language) for language in languages}
                if self._server.state is None:  # its keeper has seen that one of ours reads
                    for client in clients.values():
                        client.examine()
            except EngineError as error:
                opened.put(error)
            else:
                opened.put(clients)

        threading.Thread(target=work, daemon=True).start()
        found = self._next(opened, patience)
        if isinstance(found, dict):
            return found
        raise found if self._server.alive() else server.lost("died, or is another program now")

    def _stop(self) -> None:
        with suppress(Empty):
            while True:
                self._waiting.get_nowait()
        for _ in range(self._jobs):
            self._waiting.put(None)

    def _put(self, batch: Batch) -> None:
        self._open += 1
        self._waiting.put(batch)

    def _work(self, clients: dict[str, Client]) -> None:
        while batch := self._waiting.get():
            self.in_flight.add(batch)
            client = clients[batch[0].detail]
            try:
                matches = client.check([question.subject for question in batch])
            except EngineError as error:
                self._done.put(Outcome(batch, why=error.why))
            else:
                self._done.put(Outcome(batch, tuple(ProseFacts(one, client.engine) for one in matches)))

    def _next(self, queue: SimpleQueue[Result], patience: Patience) -> Result:
        seconds = patience()
        try:
            return queue.get(timeout=seconds)
        except Empty:
            raise server.lost(f"gave no answer for {seconds:g} seconds") from None

    def _take(self, outcome: Outcome) -> None:
        self._open -= 1
        if not outcome.why:
            self._refusals = 0
            for question, facts in zip(outcome.batch, outcome.facts, strict=True):
                self._keep(question, facts)
        elif not self._server.alive():
            raise server.lost("died, or is another program now")
        elif len(outcome.batch) > 1:
            half = len(outcome.batch) // 2
            self._put(outcome.batch[half:])
            self._put(outcome.batch[:half])
        else:
            self._refuse(outcome)
        self.in_flight.discard(outcome.batch)

    def _refuse(self, outcome: Outcome) -> None:
        """Give up on one paragraph; on all of them if nothing else comes back."""
        self._refusals += 1
        if self._refusals >= _REFUSALS:
            raise LostError(outcome.why)
        self._keep(outcome.batch[0], Unanswered("failed", WHAT, outcome.why))


def ask_all(
    questions: Sequence[Question],
    connect: Callable[[], Server],
    jobs: int,
    keep: Keep,
    chances: Chances,
    patience: float = PATIENCE,
) -> dict[Question, Facts]:
    """Answer all questions; a server that is lost is replaced if there is a chance left.

    `keep` is told each answer as soon as it is known. What was in flight as a server was lost may be the cause,
    and is asked last, one paragraph at a time.
    """
    answered: dict[Question, Facts] = {}
    suspects: list[Question] = []

    def learn(question: Question, facts: Facts) -> None:
        answered[question] = facts
        keep(question, facts)

    try:
        while len(answered) < len(questions):
            chances.check()
            apart = set(suspects)
            todo = batches([one for one in questions if one not in answered and one not in apart])
            todo += [(one,) for one in suspects]
            asked = connect()
            current = Round(asked, jobs, learn)
            try:
                current.run(todo, lambda: chances.patience(patience))
            except LostError as error:
                if chances.hurried:  # it may be busy with others' articles: nobody shall lose it who has time
                    raise EngineError(TOO_LATE, "skipped") from None
                asked.discard()
                flying = (one for batch in sorted(current.in_flight) for one in batch)
                suspects = [one for one in flying if one not in answered]
                chances.lose(error)
    except EngineError as error:
        chances.give_up(error)
        lacking = Unanswered(error.state, WHAT, error.why)
        return dict.fromkeys(questions, lacking) | answered
    return answered
