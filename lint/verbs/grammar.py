"""`copydesk grammar`: the grammar engine, which all projects of a user share."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lint.settings import UsageError
from lint.verbs.screen import Screen
from lint.world import languagetool
from lint.world.languagetool import EngineError

if TYPE_CHECKING:
    from lint.world.languagetool.condition import Running, Status


def run(options: Namespace) -> int:
    """Install, remove, start, stop or show the engine."""
    try:
        with Screen(quiet=False) as screen:
            return _VERBS[options.what](screen, options)
    except EngineError as error:
        raise UsageError(f"grammar {options.what}: {error}") from None


def _install(screen: Screen, options: Namespace) -> int:
    languages = [_code(given) for given in options.language]
    source = Path(options.source) if options.source else None
    if source and not source.is_dir():
        raise UsageError(f"grammar install --from {source}: no such folder")
    what = "copy" if source else "download"
    place = languagetool.install(
        lambda done, total: screen.progress(what, done, total),
        languages=[code for code in languages if code != "en"],
        source=source,
    )
    print(f"LanguageTool is installed in {place}, for {_joined(languagetool.languages())}")
    for name in ("COPYDESK_GRAMMAR_SERVER", "COPYDESK_LANGUAGETOOL"):
        if os.environ.get(name):
            print(f"but articles are checked with {os.environ[name]}, which {name} names")
    return 0


def _code(given: str) -> str:
    """Return the code of a language that can be installed: "de" for "de-AT"; raise UsageError."""
    from lint.world.languagetool.languages import LANGUAGES

    code = given.replace("_", "-").partition("-")[0].lower()
    if code not in LANGUAGES:
        known = _joined([f"{one} ({language.name})" for one, language in LANGUAGES.items() if one != "en"], "or")
        raise UsageError(f"grammar install --language {given}: there are no rules for it; give {known}")
    return code


def _remove(_: Screen, __: Namespace) -> int:
    freed = languagetool.remove()
    print(f"removed; {freed / 1e6:,.0f} MB are free again" if freed else "nothing was installed")
    return 0


def _start(screen: Screen, options: Namespace) -> int:
    def progress(done: int, total: int) -> None:
        screen.progress("download", done, total)

    return _show(languagetool.start(progress, offline=options.offline))


def _stop(_: Screen, __: Namespace) -> int:
    print("stopped" if languagetool.stop() else "no server was running")
    return 0


def _status(_: Screen, __: Namespace) -> int:
    return _show(languagetool.status())


def _show(status: Status) -> int:
    for name, text in _lines(status):
        print(f"{name:<10} {text}")
    return 1 if status.problems else 0


def _lines(status: Status) -> Iterator[tuple[str, str]]:
    yield "engine", f"LanguageTool {status.version}{'' if status.installed else ', not installed'}"
    yield "folder", status.folder
    yield "languages", _joined(status.languages)
    for code in status.lacking:
        yield "", f"more with `copydesk grammar install --language {code}`"
    yield "own rules", str(status.own_rules)
    yield "java", status.java or "none"
    yield "server", _server(status.running) if status.running else "not running; the next check starts it"
    yield "log", status.log
    for problem in status.problems:
        yield "problem", problem


def _server(running: Running) -> str:
    if not running.process:
        return f"{running.address}, named by COPYDESK_GRAMMAR_SERVER"
    since = f"for {running.minutes} minutes" if running.minutes else "just started"
    return f"{running.address}, process {running.process}, {since}, {running.memory} MB"


def _joined(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


_VERBS = {"install": _install, "remove": _remove, "start": _start, "stop": _stop, "status": _status}
