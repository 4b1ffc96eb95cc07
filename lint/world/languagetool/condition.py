"""What there is of the engine on this machine, what is in its way, and what mends that."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from lint.grammar import ownrules
from lint.world.languagetool import command, folders, house, jars, parameters, provision, server, state
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.java import find_java
from lint.world.languagetool.languages import LANGUAGES

T = TypeVar("T")

_NOT_INSTALLED = "LanguageTool is not installed; run `copydesk grammar install`"
_DAMAGED = "LanguageTool's files are not all there; run `copydesk grammar install`, which mends them"


class Running(msgspec.Struct, frozen=True):
    """A server that runs: for how many minutes, and in how many megabytes. `process` is 0 if it is not ours."""

    address: str
    process: int = 0
    minutes: int = 0
    memory: int = 0


class Status(msgspec.Struct, frozen=True):
    """What there is of the engine on this machine."""

    version: str
    folder: str
    installed: bool
    languages: tuple[str, ...]  # their names
    lacking: tuple[str, ...]  # the codes of those that can be added
    own_rules: int
    java: str  # program and version; "" if there is none
    problems: tuple[str, ...]  # what is in the way, and what to do about it
    running: Running | None
    log: str


def status() -> Status:
    """Return what there is of the engine: nothing is started, nothing downloaded."""
    problems: list[str] = []
    own, there = folders.own_engine(), parameters.installed()
    remote = folders.remote_server()
    if own:
        _tried(lambda: command.jars_of(own), problems)
    elif not provision.is_installed():
        problems.append(_DAMAGED if provision.home().exists() else _NOT_INSTALLED)
    java = _tried(find_java, problems)
    _tried(lambda: house.merged(ownrules.files()), problems)
    if remote:  # then nothing of what is here is in its way
        problems = []
        _tried(lambda: folders.is_this_machine(remote), problems)
    found = server.running()
    return Status(
        version=found.version if found else jars.VERSION,
        folder=str(own or provision.home()),
        installed=bool(own) or provision.is_installed(),
        languages=tuple(LANGUAGES[code].name for code in there),
        lacking=tuple(code for code in jars.ADDED if code not in there),
        own_rules=sum(file.read_bytes().count(b"<rule ") for file in ownrules.files()),
        java=f"{java.program} ({java.version})" if java else "",
        problems=tuple(problems),
        running=Running(remote) if remote else _running(found),
        log=str(state.file("log")),
    )


def _tried(look: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return look()
    except EngineError as error:
        problems.append(error.why)
        return None


def _running(found: server.Server | None) -> Running | None:
    if not found or not found.state:
        return None
    import psutil

    try:
        process = psutil.Process(found.state.pid)
        minutes = max(0, time.time() - process.create_time()) // 60
        return Running(found.url, process.pid, int(minutes), round(process.memory_info().rss / 1e6))
    except psutil.Error:
        return None
