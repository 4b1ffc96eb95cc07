"""`copydesk grammar tune`: what a house's own judgements of findings change in how loud the engine's rules speak."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lint.checks.grammar import Grammar
from lint.files import write_out
from lint.grammar.names import engine_rules, refuse_unknown
from lint.grammar.tiers import load_rows
from lint.grammar.told import SPELLERS
from lint.grammar.tune import Change, Judged, Thresholds, Tuned, tuned
from lint.mistakes import Mistake, MistakesError
from lint.settings import UsageError

_WORDS = {"right": True, "wrong": False}


def run(options: Namespace) -> int:
    """Print what judgements change, and the settings that make it so; raise UsageError or MistakesError."""
    judgements = list(_read(options.labels))
    if not judgements:
        raise UsageError(f"grammar tune {options.labels}: nothing is judged there")
    shipped = Grammar()
    found = tuned(load_rows(), judgements, shipped.error_from)
    for line in _told(found, shipped, len(judgements)):
        print(line, file=sys.stderr)
    settings = _settings(found, shipped, len(judgements))
    if options.output:
        _write(Path(options.output), settings)
    else:
        print(settings, end="")
    return 0


def _read(name: str) -> Iterator[Judged]:
    """Yield the judgements of a file; raise MistakesError with all that is wrong in it."""
    mistakes: list[Mistake] = []
    for number, line in enumerate(_lines(name), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield _judged(line)
        except ValueError as error:
            mistakes.append(Mistake(name, number, 1, str(error)))
    if mistakes:
        raise MistakesError(mistakes)


def _lines(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"grammar tune {name}: is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise UsageError(f"grammar tune {name}: cannot be read ({error.strerror or error})") from None


def _judged(line: str) -> Judged:
    """Return the judgement of a line; raise ValueError."""
    if line.lstrip().startswith("{"):
        fields = msgspec.json.decode(line, type=dict[str, str])
        rule, verdict, category = (fields.get(name, "") for name in ("rule", "verdict", "category"))
    else:
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) not in (2, 3):
            raise ValueError("expected an engine rule and right or wrong, with a tab between them")
        rule, category, verdict = columns[0], "".join(columns[1:-1]), columns[-1]
    if verdict.lower() not in _WORDS:
        raise ValueError(f"expected right or wrong, not {verdict!r}")
    refuse_unknown([rule])
    if rule.startswith(SPELLERS):
        raise ValueError(f"{rule} is about spelling, where no shares are used; see `copydesk dictionary add`")
    category = category or engine_rules().get(rule, "")
    if not category:
        raise ValueError(f"{rule} is no rule for English, and those of other languages have no shares")
    return Judged(rule, _WORDS[verdict.lower()], category)


def _told(found: Tuned, shipped: Grammar, judgements: int) -> Iterator[str]:
    before = Thresholds(shipped.error_from, shipped.warning_from, shipped.info_from)
    after = msgspec.structs.replace(before, error=found.error_from)
    moved = [(one, before.tier(one.before.precision), after.tier(one.after.precision)) for one in found.changes]
    yield f"{judgements} judgements of {len(moved)} engine rules"
    for change, was, is_now in moved:
        tiers = f"{was} → {is_now}" if was != is_now else f"stays {was}"
        yield f"  {change.after.rule}: {tiers} ({_counts(change)})"
    if found.error_from > shipped.error_from:
        yield f"  errors on the whole are wrong too often: from {found.error_from:.2f} on, not {before.error:.2f}"


def _counts(change: Change) -> str:
    judged = f"{change.right} of {change.right + change.wrong} right here"
    return f"{judged}; {change.before.precision:.3f} → {change.after.precision:.3f}"


def _settings(found: Tuned, shipped: Grammar, judgements: int) -> str:
    """Return the part of copydesk.yml that the judgements come to."""
    lines = [f"# From {judgements} judgements, by `copydesk grammar tune`.", "rules:", "  grammar/grammar:"]
    if found.error_from > shipped.error_from:
        lines.append(f"    error_from: {found.error_from:.2f}")
    lines.append("    precision:")
    lines += [f"      {change.after.rule}: {change.after.precision:.3f}" for change in found.changes]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        write_out(path, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"grammar tune --output {path}: cannot be written: {error.strerror or error}") from None
    print(f"written to {path}; put it into copydesk.yml", file=sys.stderr)
