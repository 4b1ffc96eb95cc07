"""A LanguageTool of the tests' own: its jars are fetched once, its servers never meet the user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import platformdirs
import psutil
import pytest

from lint.check import Answer, Match, ProseFacts
from lint.world import languagetool
from lint.world.languagetool import provision, state
from lint.world.languagetool.java import find_java


def fetched(languages: Sequence[str] = ()) -> Path:
    """Return an installed LanguageTool: the user's own if it will do, else one kept for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COPYDESK_HOME", raising=False)
        complete = provision.is_installed() and set(languages) <= set(provision.added_languages())
        if complete and not provision.damaged():
            return provision.home()
        patch.setenv("COPYDESK_HOME", str(platformdirs.user_cache_path("copydesk-tests", appauthor=False)))
        return languagetool.install(languages=languages)


def furnish(home: Path, languages: Sequence[str] = ()) -> None:
    """Put an installed LanguageTool into a home, by links where the disk allows it."""
    engine = fetched(languages)
    for source in (engine, *(engine.with_name(f"{engine.name}-{language}") for language in languages)):
        target = home / "engines" / source.name
        target.mkdir(parents=True)
        for file in source.iterdir():
            if file.is_file() and not file.name.startswith("start-"):
                _link(file, target / file.name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def living_in(home: Path) -> Iterator[Path]:
    """Make a folder the home of all engines for a while, and stop what was started there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPYDESK_HOME", str(home))
        for name in ("COPYDESK_JAVA", "COPYDESK_LANGUAGETOOL", "COPYDESK_GRAMMAR_SERVER"):
            patch.delenv(name, raising=False)
        try:
            yield home
        finally:
            languagetool.stop()


def current() -> state.State:
    """Return what is known of the server that runs."""
    known = state.read()
    assert known is not None
    return known


def engines() -> list[psutil.Process]:
    """Return the servers that run with the present settings."""
    mark = str(state.file("properties"))
    everything = psutil.process_iter(["cmdline", "status"])
    mine = (one for one in everything if mark in (one.info["cmdline"] or []))
    return [one for one in mine if one.info["status"] != psutil.STATUS_ZOMBIE]


def heap() -> int:
    """Return how many megabytes of heap the one server that runs may fill."""
    (server,) = engines()
    said = [argument for argument in server.cmdline() if argument.startswith("-Xmx")]
    return int(said[-1].removeprefix("-Xmx").removesuffix("m"))  # the last one counts


def start_keeper(*options: str) -> subprocess.Popen[bytes]:
    """Start a keeper of a server, as a run does, with options of one's own."""
    java = msgspec.json.encode(find_java()).decode()
    return subprocess.Popen([sys.executable, "-m", state.KEEPER, java, *options])


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for something to become true; return whether it did in time."""
    late = time.monotonic() + seconds
    while not true():
        if time.monotonic() > late:
            return False
        time.sleep(0.05)
    return True


def matches(answer: Answer) -> tuple[Match, ...]:
    """Return what an engine found in a paragraph, which it must have looked at."""
    assert isinstance(answer, ProseFacts), answer
    return answer.matches


def rules(answer: Answer) -> list[str]:
    """Return the rules that found something in a paragraph."""
    return [match.rule for match in matches(answer)]
