"""A page with a recorded terminal run: its commands are run, its edits made, and what is printed is written into it.

In the page, a block `console` holds commands after `$ `, each with what it printed; a block `diff` is an edit, as
`git apply` makes it; a block `yaml` that begins with `# NAME` is a file. Everything else is text for its readers.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests import forty

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/first-week.md"

_BLOCK = re.compile(r"(?<=^```)(console|diff|yaml)\n(.*?)(?=^```$)", re.M | re.S)
_DURATION = re.compile(r"^- duration: [\d.]+s$", re.M)
_ADDRESS = "<address of this repository>"


class EditError(Exception):
    """An edit that does not apply to what the commands before it have left, and what git says of it."""


class Ran(NamedTuple):
    """A command of the page, what it printed on both streams, and its exit status."""

    command: str
    output: str
    status: int


class Run(NamedTuple):
    """The page as it would be written now, and what was run."""

    page: str
    ran: list[Ran]


def run(page: str, folder: Path) -> Run:
    """Play a page in an empty folder; raise EditError."""
    articles, environ = folder / "brae", _environment(folder)
    articles.mkdir()
    forty.write(articles)
    for command in ("git init -q -b main", "git add .", "git commit -q -m 'Forty articles'"):
        _shell(command, articles, environ).check_returncode()
    ran: list[Ran] = []
    made = _BLOCK.sub(lambda block: f"{block[1]}\n{_played(block[1], block[2], articles, environ, ran)}", page)
    return Run(made, ran)


def same(one: str, other: str) -> bool:
    """Return whether two pages are the same but for how long something took, which pre-commit prints."""
    return _DURATION.sub("", one) == _DURATION.sub("", other)


def _played(kind: str, body: str, folder: Path, environ: dict[str, str], ran: list[Ran]) -> str:
    """Do what a block says; return it with what was printed."""
    if kind == "console":
        before = len(ran)
        for command in _commands(body):
            done = _shell(f"(exit {ran[-1].status if ran else 0})\n{command}", folder, environ)
            ran.append(Ran(command, done.stdout.decode(), done.returncode))
        return "".join(f"$ {one.command}\n{one.output}" for one in ran[before:])
    if kind == "diff":
        apply = ["git", "apply", "-p0", "-"]
        done = subprocess.run(apply, input=body.encode(), cwd=folder, env=environ, capture_output=True, check=False)
        if done.returncode:
            raise EditError(done.stderr.decode())
    else:
        (folder / body.splitlines()[0].removeprefix("# ")).write_text(body, encoding="utf-8", newline="\n")
    return body


def _commands(body: str) -> Iterator[str]:
    """Yield commands, those of several lines with a backslash at the end of all but the last."""
    yield from re.findall(r"^\$ ((?:.*\\\n)*.*)$", body, re.M)


def _shell(command: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=120,
    )


def _environment(folder: Path) -> dict[str, str]:
    """Return what every command sees: nothing of this machine but its programs, and pinned days, names and width."""
    scripts, hooks = folder / "bin", folder / "hooks"
    _write_scripts(scripts)
    person = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _PERSON.items()}
    environ = {
        **{name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ},
        **person,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "100",
        "COPYDESK_HOME": str(folder / "home"),
        "COPYDESK_TODAY": "2026-03-04",
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{hooks.as_posix()}.insteadOf",
        "GIT_CONFIG_VALUE_0": _ADDRESS,
    }
    _publish(hooks, environ)
    return environ


_PERSON = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-03-04T09:00:00Z"}


def _write_scripts(folder: Path) -> None:
    """Write the two programs that a reader has installed."""
    folder.mkdir()
    for name, module in {"copydesk": "lint", "pre-commit": "pre_commit"}.items():
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m {module} "$@"\n', newline="\n")
        (folder / name).chmod(0o755)


def _publish(folder: Path, environ: dict[str, str]) -> None:
    """Make what stands at the page's address: our hooks, run by this copydesk, since their own needs a network."""
    folder.mkdir()
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    here = re.sub(r"^  additional_dependencies: .*\n", "", hooks, flags=re.M)
    here = here.replace("language: python", "language: system")
    (folder / ".pre-commit-hooks.yaml").write_text(here, encoding="utf-8", newline="\n")
    for command in ("git init -q", "git add .", "git commit -q -m Hooks", "git tag v0.1.0"):
        _shell(command, folder, environ).check_returncode()
