"""`copydesk ci`: a check as a job of a service runs it: of a change, what it brings, and reports where they belong."""

from __future__ import annotations

import os
import platform
import secrets
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from hashlib import blake2b
from pathlib import Path

from lint import cli, git, services
from lint.cache import FOLDER
from lint.discover import find_root
from lint.examine import made_by
from lint.reporters import neutralise
from lint.services import Service
from lint.settings import UsageError
from lint.verbs.desk import fingerprint
from lint.verbs.project import settings_of

_TOLD = {
    cli.USAGE: "Copydesk could not run: wrong usage, settings or rule; the log says which.",
    cli.INCOMPLETE: "Something could not be checked; the log says what.",
}


def run(options: Namespace) -> int:
    """Check as a job does, or tell what its caches are to be called; return the exit status."""
    root = find_root(Path.cwd(), (), Path(options.config).absolute() if options.config else None)
    try:
        if options.what == "check":
            return _check(options, root)
        _tell(_caches(options, root), os.environ)
    except git.GitError as error:
        raise UsageError(f"ci {options.what}: {error}") from None
    return cli.OK


# ---- caches


def _caches(options: Namespace, root: Path) -> dict[str, str]:
    """Return where the caches lie, and their keys: what each depends on, the version and settings among it."""
    from lint.world.languagetool import jars

    _refuse_tracked(root, root / FOLDER, _engines())
    settings = settings_of(options)
    machine = f"{platform.system()}-{platform.machine()}"
    made = f"copydesk-evidence-{machine}-{made_by()}"
    reading = f"{made}-{_digest(fingerprint(settings))}"
    tables = "".join(file.read_text(encoding="utf-8") for file in sorted(Path(jars.__file__).parent.glob("jars*.json")))
    return {
        "evidence-path": str(root / FOLDER),
        "evidence-key": f"{reading}-{git.commit(root, 'HEAD')}",
        "evidence-restore-keys": f"{reading}-\n{made}-",
        "engine-path": str(_engines()),
        "engine-key": f"copydesk-engine-{machine}-{_digest(tables)}",
    }


def _engines() -> Path:
    from lint.world.languagetool import folders

    return folders.engines()


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _tell(values: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Hand values to the steps that follow; where there is no such way, print them."""
    lines = []
    for name, value in values.items():
        end = secrets.token_hex(16)  # no value can hold it
        lines.append(f"{name}<<{end}\n{value}\n{end}\n")
    if not _append(environ.get("GITHUB_OUTPUT", ""), "".join(lines)):
        for name, value in values.items():
            print(f"{name}={' '.join(value.split(chr(10)))}")


def _append(file: str, text: str) -> bool:
    if not file:
        return False
    with Path(file).open("a", encoding="utf-8", newline="\n", errors="replace") as stream:
        stream.write(text)
    return True


# ---- the check


def _check(options: Namespace, root: Path) -> int:
    reports = Path(options.reports).absolute()
    service = None
    try:
        _refuse_tracked(root, root / FOLDER, reports, _engines())
        service = services.running(os.environ, root)
        base = options.base or service.base
        _refuse_missing(root, base, service)
    except (git.GitError, UsageError) as error:
        if os.environ.get("GITHUB_ACTIONS") == "true":
            _annotate(str(error))
            _append(os.environ.get("GITHUB_STEP_SUMMARY", ""), f"## Copydesk\n\n{neutralise.markdown(str(error))}\n")
        raise UsageError(f"ci check: {error}") from None
    targets = {name: reports / file for name, file in service.formats}
    for file in targets.values():
        file.unlink(missing_ok=True)  # one of an earlier run must not be taken for this one's
    _keep_out_of_git(reports)
    with _unheard(service):
        if base:
            print(f"Only what is new since {base} counts.")
        status = _run(options, base, targets)
    if service.name == "github":
        _show(status, targets)
    return status


def _refuse_tracked(root: Path, *folders: Path) -> None:
    """Refuse folders that come with the change: what a job trusts, or writes into, is no part of it."""
    top = git.top_level(root) or root
    inside = (folder.relative_to(top) for folder in folders if folder.is_relative_to(top))
    names = {folder.as_posix().casefold() for folder in inside}
    for name in git.all_tracked(top):
        parts = name.casefold().split("/")
        if any("/".join(parts[:depth]) in names for depth in range(1, len(parts) + 1)):
            raise UsageError(f"{name} is tracked by git, but nothing there may come with a change: git rm --cached it")


def _refuse_missing(root: Path, base: str, service: Service) -> None:
    try:
        if base:
            git.merge_base(root, base)
    except git.GitError as error:
        raise UsageError(f"the base of this change is not at hand: {error}. {service.deepen}") from None


def _keep_out_of_git(reports: Path) -> None:
    """Make the folder of reports, if there is none, as one that git ignores: tracked, it would be refused."""
    with suppress(OSError):  # what cannot be written is told when the first report is
        if not reports.exists():
            reports.mkdir(parents=True)
            (reports / ".gitignore").write_text("*\n", encoding="utf-8")


def _run(options: Namespace, base: str, targets: Mapping[str, Path]) -> int:
    given = [f"--config={options.config}"] if options.config else []
    given += [f"--{name}={value}" for name in ("select", "ignore", "set") for value in getattr(options, name) if value]
    given += [f"--fail-on={options.fail_on}"] if options.fail_on else []
    given += ["--offline"] if options.offline else []
    given += [f"--new-from={base}", f"--settings-from={base}"] if base else []
    return cli.main(["check", *given, *(f"--report={name}={file}" for name, file in targets.items())])


# ---- a runner that obeys what is printed


@contextmanager
def _unheard(service: Service) -> Iterator[None]:
    """Print everything on standard output, in order; where a runner obeys what is printed, it does not listen."""
    token = secrets.token_hex(16)
    if service.name == "github":
        _command(f"::stop-commands::{token}\n")
    try:
        with redirect_stderr(sys.stdout):
            yield
    finally:
        if service.name == "github":
            _command(f"::{token}::\n")


def _command(text: str) -> None:
    """Print what a runner is to obey, which is never more than what this program itself has to say."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _annotate(text: str) -> None:
    from lint.reporters.github import command

    _command(command("error", text, title="Copydesk"))


def _show(status: int, targets: Mapping[str, Path]) -> None:
    annotations, summary = targets["github"], targets["summary"]
    if annotations.is_file():
        _command(annotations.read_text(encoding="utf-8"))
    else:
        _annotate(_TOLD.get(status, _TOLD[cli.INCOMPLETE]))
    told = summary.read_text(encoding="utf-8") if summary.is_file() else f"## Copydesk\n\n{_TOLD.get(status, '')}\n"
    _append(os.environ.get("GITHUB_STEP_SUMMARY", ""), told)
    made = {name: str(targets[name]) for name in ("json", "sarif") if targets[name].is_file()}
    _tell({"status": str(status), **made}, {"GITHUB_OUTPUT": os.environ.get("GITHUB_OUTPUT", os.devnull)})
