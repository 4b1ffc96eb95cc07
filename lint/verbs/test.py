"""`copydesk test`: every example of every rule of a folder."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lint.data import data_path
from lint.examples import problems
from lint.mistakes import MistakesError
from lint.reporters.words import count
from lint.rule import rules_in
from lint.settings import UsageError


def run(options: Namespace) -> int:
    """Print what is wrong with a folder's rules; 0 if nothing is, 1 if an example fails, 2 if a file is refused."""
    folder = Path(options.folder) if options.folder else data_path("rules")
    if not folder.is_dir():
        hint = f"; name its folder: {folder.parent}" if folder.is_file() else ""
        raise UsageError(f"test {folder}: no such folder{hint}")
    rules, mistakes = rules_in(folder, options.folder or "rules")
    if not rules and not mistakes:
        raise UsageError(f"test {folder}: no rules (*.yml) in it")
    failed = 0
    for rule in rules:
        for problem in problems(rule):
            print(f"{rule.file}: {problem}")
            failed += 1
    examples = sum(len(rule.good) + len(rule.bad) for rule in rules)
    if mistakes:
        raise MistakesError(mistakes)
    print(f"{count(len(rules), 'rule')}, {count(examples, 'example')}, {count(failed, 'problem')}")
    return 1 if failed else 0
