"""`copydesk init`: a copydesk.yml that fits the articles, every key explained, and what to do next."""

from __future__ import annotations

import os
import shlex
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from lint import cli, git
from lint.configure import load_settings
from lint.files import write_new
from lint.past.baseline import FILE as BASELINE
from lint.reporters.words import count
from lint.settings import FILE_NAME, Flags, Settings, UsageError
from lint.verbs import baseline, terminal
from lint.verbs.proposing import proposed
from lint.verbs.screen import Screen


def run(options: Namespace) -> int:
    """Look at the articles, write the file, and make a baseline if that is asked for; return the exit status."""
    folder = Path(options.folder)
    if not folder.is_dir():
        raise UsageError(f"init {folder}: no such folder")
    _refuse(folder, options.baseline)
    with Screen(quiet=False) as screen:
        found = proposed(load_settings(folder.absolute(), None, Flags()), screen)
    try:
        write_new(folder / FILE_NAME, found.text.encode())
    except FileExistsError:
        raise UsageError(_there(folder / FILE_NAME)) from None
    except OSError as error:
        raise UsageError(f"{folder / FILE_NAME}: cannot be written ({error.strerror or error})") from None
    pen = terminal.pen()
    articles = count(found.articles, "article")
    terminal.out([f"{pen.path(str(folder / FILE_NAME))} written, for {articles}. What it proposes, and why:\n"])
    terminal.out(f"  {pen.text(line)}\n" for line in found.proposals)
    terminal.tell_incidents(found.incidents, pen)
    settings = load_settings(folder.absolute(), None, Flags())
    status = baseline.create(settings, options) if options.baseline else cli.OK
    terminal.out(_next(folder, settings, options.baseline, found.articles))
    return status


def _refuse(folder: Path, with_baseline: bool) -> None:
    """Raise UsageError for files that are there already, before any work."""
    for name in (FILE_NAME, BASELINE) if with_baseline else (FILE_NAME,):
        if os.path.lexists(folder / name):
            raise UsageError(_there(folder / name))


def _there(file: Path) -> str:
    return f"{file}: exists already; edit it, or delete it first"


def _next(folder: Path, settings: Settings, has_baseline: bool, articles: int) -> Iterator[str]:
    yield "\nNext:\n"
    if folder.resolve() != Path.cwd().resolve():
        yield f"  cd {shlex.quote(str(folder))}\n"
    steps = list(_steps(settings, has_baseline, articles))[:3]
    width = max(len(command) for command, _ in steps)
    yield from (f"  {number}. {command:{width}}  {why}\n" for number, (command, why) in enumerate(steps, 1))


def _steps(settings: Settings, has_baseline: bool, articles: int) -> Iterator[tuple[str, str]]:
    """Yield commands and what each is for; the first three are told."""
    if not articles:
        yield f"copydesk explain {next(iter(sorted(settings.all_rules)))}", "what a rule looks for, with examples"
    yield from _installing(settings)
    if has_baseline:
        yield "copydesk check", "only what is new from here on"
        yield "copydesk check --no-baseline --report html=report", "all there is, as pages: open report/index.html"
    else:
        yield "copydesk check --report html=report", "all there is, as pages to read: open report/index.html"
        yield "copydesk baseline create", "accept what there is today; from then on only what is new counts"
    if _has_commits(settings.root):
        yield "copydesk check --new-from HEAD", "only what you have changed since the last commit"
    yield "copydesk rules", "all rules; 'copydesk explain RULE' shows one with examples"


def _installing(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what installs the grammar engine, or languages of these settings, where they are not there."""
    from lint.world import languagetool

    written = {settings.file.language, *(override.language for override in settings.file.overrides)}
    wanted = sorted({tag.partition("-")[0] for tag in written} & set(languagetool.status().lacking))
    is_there = languagetool.is_at_hand()
    if wanted or not is_there:
        command = " ".join(("copydesk grammar install", *(f"--language {code}" for code in wanted)))
        yield (
            command,
            "once for all projects: "
            + (f"grammar rules for {' and '.join(wanted)}" if is_there else "the grammar engine, 47 MB and more"),
        )


def _has_commits(root: Path) -> bool:
    try:
        git.commit(root, "HEAD")
    except git.GitError:
        return False
    return True
