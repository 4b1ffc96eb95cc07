"""`copydesk grammar`: the grammar engine, which all projects of a user share."""

from __future__ import annotations

from argparse import Namespace

from lint.settings import UsageError
from lint.verbs.screen import Screen
from lint.world import languagetool
from lint.world.languagetool import EngineError, Status


def run(options: Namespace) -> int:
    """Install, start, stop or show the engine."""
    try:
        with Screen(quiet=False) as screen:
            return _VERBS[options.what](screen)
    except EngineError as error:
        raise UsageError(f"grammar {options.what}: {error}") from None


def _install(screen: Screen) -> int:
    place = languagetool.install(lambda done, total: screen.progress("download", done, total))
    print(f"LanguageTool is installed in {place}")
    return 0


def _start(screen: Screen) -> int:
    return _show(languagetool.start(lambda done, total: screen.progress("download", done, total)))


def _stop(_: Screen) -> int:
    print("stopped" if languagetool.stop() else "no server was running")
    return 0


def _status(_: Screen) -> int:
    return _show(languagetool.status())


def _show(status: Status) -> int:
    print(f"engine   LanguageTool {status.version}{'' if status.installed else ', not installed'}")
    print(f"folder   {status.folder}")
    print(f"java     {status.java or 'none'}")
    print(f"server   {f'{status.address}, process {status.process}' if status.address else 'not running'}")
    print(f"log      {status.log}")
    if status.problem:
        print(f"problem  {status.problem}")
    return 0 if status.installed and not status.problem else 1


_VERBS = {"install": _install, "start": _start, "stop": _stop, "status": _status}
