"""LanguageTool: provisioned, started, shared and asked. Nothing heavy is imported before it is needed.

What the user alone may decide stands in the environment, never in a project's settings: COPYDESK_JAVA (a
Java program), COPYDESK_LANGUAGETOOL (a LanguageTool's folder), COPYDESK_GRAMMAR_SERVER (a server's address)
and COPYDESK_HOME (where engines and their state lie).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from lint.check import ProseFacts, Question, Unanswered
from lint.world.languagetool import folders, parameters
from lint.world.languagetool.errors import EngineError

if TYPE_CHECKING:
    from lint.world.languagetool.server import Server

__all__ = ["EngineError", "Status", "ask", "engine_id", "install", "is_at_hand", "start", "status", "stop"]

Progress = Callable[[int, int], None]

_LONGEST = 50_000


class Status(msgspec.Struct, frozen=True):
    """What there is of the engine on this machine."""

    version: str
    folder: str
    installed: bool
    java: str  # program and version; "" if there is none
    problem: str  # what is in the way, and what to do about it; "" if nothing is
    address: str  # of the running server; "" if none runs
    process: int
    log: str


def engine_id() -> str:
    """Return what an answer depends on besides paragraph and language: engine, version, rules. Cheap."""
    where = folders.remote_server() or folders.own_engine() or ""
    return f"{parameters.engine_name('')} {parameters.rule_set()} {where}".strip()


def ask(
    questions: Sequence[Question],
    *,
    progress: Progress | None = None,
    jobs: int = 2,
    offline: bool = False,
    start: Literal["wait", "background"] = "wait",
) -> dict[Question, ProseFacts | Unanswered]:
    """Return what LanguageTool says of each paragraph, in code points of its prose.

    `progress` is told paragraphs done and in all. `offline`: a server on this machine is used and started,
    nothing is downloaded. `background`: a server that does not run yet is started for next time.
    """
    answers: dict[Question, ProseFacts | Unanswered] = {}
    fit: list[Question] = []
    for question in dict.fromkeys(questions):
        why = _unfit(question)
        if why:
            answers[question] = Unanswered("skipped", _what(), why)
        else:
            fit.append(question)
    if fit:
        from lint.world.languagetool import asking, server

        def connect() -> Server:
            return server.connect(start=start, offline=offline)

        answers |= asking.ask_all(fit, connect, jobs, progress)
    return answers


def _what() -> str:
    from lint.world.languagetool.asking import WHAT

    return WHAT


def _unfit(question: Question) -> str:
    if question.detail not in parameters.VARIANTS:
        known = ", ".join(parameters.VARIANTS)
        return f"no engine for the language {question.detail!r}; there is one for {known}"
    if len(question.subject) > _LONGEST:
        return f"longer than {_LONGEST:,} characters; break such a paragraph up"
    return ""


def is_at_hand() -> bool:
    """Return whether paragraphs can be asked without fetching LanguageTool first."""
    from lint.world.languagetool import provision

    return bool(folders.remote_server() or folders.own_engine()) or provision.is_installed()


def install(progress: Progress | None = None) -> Path:
    """Install LanguageTool unless it is there, undamaged; return its folder. Raises EngineError.

    `progress` is told bytes done and in all.
    """
    from lint.world.languagetool import provision

    return provision.install(progress)


def status() -> Status:
    """Return what there is of the engine: nothing is started, nothing downloaded."""
    from lint.world.languagetool import jars, provision, server, state
    from lint.world.languagetool.java import find_java

    program = problem = ""
    try:
        java = find_java()
        program = f"{java.program} ({java.version})"
    except EngineError as error:
        problem = error.why
    installed = bool(folders.own_engine()) or provision.is_installed()
    if not installed and not problem:
        problem = "LanguageTool is not installed; run `copydesk grammar install`"
    found = server.running()
    return Status(
        version=found.version if found else jars.VERSION,
        folder=str(folders.own_engine() or provision.home()),
        installed=installed,
        java=program,
        problem=problem,
        address=folders.remote_server() or (found.url if found else ""),
        process=found.state.pid if found and found.state else 0,
        log=str(state.file("log")),
    )


def start(progress: Progress | None = None) -> Status:
    """Start the server unless it runs, installing LanguageTool if need be; raise EngineError."""
    from lint.world.languagetool import server

    server.connect(progress=progress)
    return status()


def stop() -> bool:
    """End the server and its keeper; return whether there was one."""
    from lint.world.languagetool import state

    known = state.read()
    if known is None:
        return False
    ran = state.is_ours(known)
    state.kill(known)
    state.forget()
    return ran
