"""LanguageTool: provisioned, started, shared and asked. Nothing heavy is imported before it is needed.

What the user alone may decide stands in the environment, never in a project's settings: COPYDESK_JAVA (a
Java program), COPYDESK_LANGUAGETOOL (a LanguageTool's folder), COPYDESK_GRAMMAR_SERVER (a server's address)
and COPYDESK_HOME (where engines and their state lie).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lint.check import ProseFacts, Question, Unanswered
from lint.world.languagetool import folders, parameters
from lint.world.languagetool.errors import Chances, EngineError

if TYPE_CHECKING:
    from lint.world.languagetool.condition import Status
    from lint.world.languagetool.server import Server

__all__ = [
    "Chances",
    "EngineError",
    "ask",
    "doubt",
    "engine_id",
    "install",
    "is_at_hand",
    "languages",
    "remove",
    "start",
    "status",
    "stop",
]

Progress = Callable[[int, int], None]

_LONGEST = 50_000
# The engine's time grows with the square of a sentence: this takes it 2 seconds, and ten times as much minutes.
_LONGEST_SENTENCE = 2_000
_END = re.compile(r"(?<=[.!?])\s")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def engine_id() -> str:
    """Return what an answer depends on besides paragraph and language: engine, version, rules. Cheap."""
    where = folders.remote_server() or folders.own_engine() or ""
    return f"{parameters.engine_name('')} {parameters.rule_set()} {where}".strip()


def ask(
    questions: Sequence[Question],
    *,
    keep: Callable[[Question, ProseFacts | Unanswered], None] | None = None,
    chances: Chances | None = None,
    jobs: int = 2,
    offline: bool = False,
    start: Literal["wait", "background"] = "wait",
) -> dict[Question, ProseFacts | Unanswered]:
    """Return what LanguageTool says of each paragraph, in code points of its prose.

    `keep` is told each answer as soon as it is known; `chances` are those of a run that asks several times.
    `offline`: a server on this machine is used and started, nothing is downloaded. `background`: a server that
    does not run yet is started for next time, and one that does not answer soon is not waited for.
    """
    chances = chances or Chances(hurried=start == "background")
    answers: dict[Question, ProseFacts | Unanswered] = {}
    fit: list[Question] = []
    for question in dict.fromkeys(questions):
        unfit = _unfit(question)
        if unfit:
            answers[question] = unfit
        else:
            fit.append(question)
    for question, facts in _from_keeper(fit, chances):
        answers[question] = facts
        (keep or _forget)(question, facts)
    rest = [question for question in fit if question not in answers]
    if rest:
        from lint.world.languagetool import asking, server

        def connect() -> Server:
            return server.connect(start=start, offline=offline)

        answers |= asking.ask_all(rest, connect, jobs, keep or _forget, chances)
    return answers


def _from_keeper(questions: Sequence[Question], chances: Chances) -> Iterator[tuple[Question, ProseFacts]]:
    if questions and not chances.gone:
        from lint.world.languagetool import doorway

        yield from doorway.ask(questions, engine_id(), lambda: chances.patience(doorway.PATIENCE))


def _forget(question: Question, facts: ProseFacts | Unanswered) -> None:
    """Keep nothing."""


def _what() -> str:
    from lint.world.languagetool.errors import WHAT

    return WHAT


def _unfit(question: Question) -> Unanswered | None:
    why = parameters.why_not(question.detail)
    if why:
        return Unanswered("skipped", _what(), why)
    if len(question.subject) > _LONGEST:
        why = f"longer than {_LONGEST:,} characters; break such a paragraph up"
        return Unanswered("failed", _what(), why)
    if len(question.subject) > _LONGEST_SENTENCE and _longest_sentence(question.subject) > _LONGEST_SENTENCE:
        why = f"a sentence of more than {_LONGEST_SENTENCE:,} words and signs; break it up, or mark it as code"
        return Unanswered("failed", _what(), why)
    return None


def _longest_sentence(text: str) -> int:
    return max(sum(1 for _ in _TOKEN.finditer(sentence)) for sentence in _END.split(text))


def doubt(facts: ProseFacts) -> Unanswered | None:
    """Return what an answer does not tell: an engine that somebody named may lack our own rules."""
    if facts.engine != parameters.WITHOUT_OWN_RULES:
        return None
    why = (
        "the server that COPYDESK_GRAMMAR_SERVER names lacks them; put copydesk-rules-*.jar, from the folder "
        "`engines`, first on its class path, then run `copydesk cache clean`"
    )
    return Unanswered("skipped", "paragraphs for our own grammar rules", why)


def is_at_hand() -> bool:
    """Return whether paragraphs can be asked without fetching LanguageTool first. Cheap where a server runs."""
    from lint.world.languagetool import provision, state

    named = folders.remote_server() or folders.own_engine()
    return bool(named) or state.file("json").exists() or provision.is_installed()


def languages() -> tuple[str, ...]:
    """Return the names of the languages that can be checked, English first."""
    from lint.world.languagetool.languages import LANGUAGES

    return tuple(LANGUAGES[code].name for code in parameters.installed())


def install(progress: Progress | None = None, *, languages: Sequence[str] = (), source: Path | None = None) -> Path:
    """Install LanguageTool, and languages besides English, unless they are there, undamaged; return its folder.

    `progress` is told bytes done and in all. `source` is a folder to take the jars from, in the place of the network.
    Raises EngineError.
    """
    from lint.world.languagetool import command, provision

    try:
        return provision.install(progress, languages=languages, source=source)
    finally:
        command.name_anew()


def remove() -> int:
    """Stop all servers and remove what was installed; return the bytes freed. Raises EngineError."""
    from lint.world.languagetool import command, provision, state

    stop()
    freed = provision.remove() + state.clear()
    command.name_anew()
    return freed


def status() -> Status:
    """Return what there is of the engine: nothing is started, nothing downloaded."""
    from lint.world.languagetool import condition

    return condition.status()


def start(progress: Progress | None = None, *, offline: bool = False) -> Status:
    """Start the server unless it runs, installing LanguageTool if need be; raise EngineError."""
    from lint.world.languagetool import server

    server.connect(progress=progress, offline=offline)
    return status()


def stop() -> bool:
    """End all servers and keepers, also those of other settings and versions; return whether there were any."""
    from lint.world.languagetool import state

    ran = False
    for state_file, known in state.everything():
        ran = state.is_ours(known, state_file) or ran
        state.kill(known, state_file)
        for left in (state_file, state_file.with_suffix(".door")):
            left.unlink(missing_ok=True)
    return ran
