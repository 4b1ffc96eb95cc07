"""The verbs, their options and the exit statuses. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import lint
from lint.printing import harmless

if TYPE_CHECKING:
    import argparse

_COLLECT_EVERY = 200_000
"""New objects; imports and a run make many that stay and hardly any cycles, and to look for some took a fifth of it."""

OK, FINDINGS, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130

_EPILOG = """\
exit status:
  0  nothing found at or above fail_on (default: warning)
  1  something found
  2  wrong usage, settings or rule, or no articles at all
  3  something could not be checked (see 'not checked' in the report)
"""


def command() -> int:
    """Run the command line as a process of its own, which ends at once: Python takes its modules apart one by one."""
    sys.stdout, sys.stderr = harmless(sys.stdout), harmless(sys.stderr)
    status = main()
    with suppress(OSError):  # a full disk, or a reader that has gone: Python tells that as it leaves
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        os._exit(status)
    return status


def _import_msgspec() -> None:
    """Import msgspec without `typing_extensions`: it costs a hook 7 ms, and Python has what is taken from it."""
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # so an import fails
        import_module("msgspec")
        del sys.modules["typing_extensions"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    gc.set_threshold(_COLLECT_EVERY)
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given in (["--version"], ["-V"]):
        print(f"copydesk {lint.__version__}")
        return OK
    _import_msgspec()
    top = parser(given[0] if given else "")
    if not given:
        top.print_help(sys.stderr)
        return USAGE
    status = _act(top.parse_args(given))
    gc.freeze()  # Python looks for cycles once more when it leaves, a tenth of a short run, and all of it goes anyway
    return status


def _act(options: argparse.Namespace) -> int:
    """Run a verb; whatever goes wrong becomes a clear line and the right status."""
    from lint.mistakes import MistakesError
    from lint.settings import UsageError

    try:
        return int(import_module(f"lint.verbs.{options.module}").run(options))
    except (UsageError, MistakesError) as error:
        _say(f"copydesk: {error}" if isinstance(error, UsageError) else str(error))
        return USAGE
    except KeyboardInterrupt:
        print("copydesk: interrupted; what was finished is kept for the next run", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone, as 'head' does; Python would complain at exit
        return OK
    except Exception:  # silence or status 1 would look like a verdict
        import traceback

        _say(traceback.format_exc().rstrip())
        print("copydesk: this is a fault in Copydesk; please report it with the lines above", file=sys.stderr)
        return INCOMPLETE


def _say(text: str) -> None:
    from lint.reporters import neutralise

    print(neutralise.lines(text), file=sys.stderr)


def parser(verb: str = "") -> argparse.ArgumentParser:
    """Return the parser of the whole command line; of one verb alone, which a hook's start is quicker with."""
    import argparse

    from lint.options import VERBS, Parser

    top = Parser(
        prog="copydesk",
        description="Reads a corpus of Markdown articles the way a copy desk would: grammar, images, boilerplate, "
        "claims without sources, readability.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("-V", "--version", action="version", version=f"copydesk {lint.__version__}")
    verbs = top.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    for name in (verb,) if verb in VERBS else VERBS:
        text, epilog, options = VERBS[name]
        raw = argparse.RawDescriptionHelpFormatter
        made = verbs.add_parser(name, help=text, description=text, epilog=epilog, formatter_class=raw)
        made.set_defaults(module=name)
        options(made)
    return top


if __name__ == "__main__":
    sys.exit(command())
