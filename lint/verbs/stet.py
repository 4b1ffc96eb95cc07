"""`copydesk stet`: what is let stand, decided on the command line and kept in the project's file of decisions."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import msgspec

from lint import cli, discover, git
from lint.discover import Listing
from lint.finding import Finding, Report
from lint.past.matcher import Named, named
from lint.settings import Settings, UsageError
from lint.stet import decisions
from lint.stet.apply import Standing
from lint.stet.decisions import FILE_NAME, Decision, Decisions
from lint.stet.judge import FAMILY
from lint.stet.placed import earlier, sentence
from lint.stet.today import day, today
from lint.verbs.desk import Desk
from lint.verbs.project import absolute, alone, settings_of
from lint.verbs.screen import Screen

_KEY = re.compile(r"[0-9a-f]{16}")
_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9})(?::[0-9]+)?")
_SHOWN = 80  # code points of a quote or a reason in a line


def run(options: Namespace) -> int:
    """Let a finding stand, list what stands, or take over decisions; return the exit status."""
    return _ACTIONS[options.what](options)


class _Looked(msgspec.Struct):
    """What a check found, and what it let stand."""

    report: Report
    listing: Listing
    stets: list[Standing]


def _look(settings: Settings, options: Namespace, paths: list[Path]) -> _Looked:
    """Check some articles, or all."""
    listing = discover.discover(settings, paths)
    if not listing.selected:
        raise UsageError(f"no articles in {settings.root}: expected {', '.join(settings.file.include)}")
    with Screen(quiet=False) as screen, Desk(settings, screen.progress, offline=options.offline) as desk:
        report = desk.check(listing)
        return _Looked(report, listing, desk.stets)


# ---- add


def _add(options: Namespace) -> int:
    reason = " ".join(options.reason.split())
    if not reason:
        raise UsageError("stet add: say in --reason why this may stand")
    last = day(options.until)
    if options.until and (last is None or last < today()):
        raise UsageError(f"stet add --until {options.until}: expected a day to come, such as 2027-03-01")
    place = None if _KEY.fullmatch(options.finding) else _PLACE.fullmatch(options.finding)
    paths = [absolute(place["path"])] if place else []
    if not place and not _KEY.fullmatch(options.finding):
        raise UsageError(f"stet add {options.finding}: expected a finding's key, or PATH:LINE")
    settings = settings_of(options, paths)
    _refuse_unknown(options, settings.all_rules)
    looked = _look(settings, options, paths)
    path, finding = _at(looked, int(place["line"]), options) if place else _of_key(looked, options.finding)
    around = sentence(discover.read(looked.listing, path, settings.file.max_bytes).text, finding)
    who, on = options.by.strip(), today().isoformat()
    made = Decision(finding.key, finding.rule, reason, finding.quote, who, on, options.until, path, around)
    with alone(settings.root, "decisions"):
        what = _noted(settings, made, looked, finding)
    print(f"{FILE_NAME}: {what} {finding.key} ({path}:{finding.start.line}, {finding.rule}: {_short(finding.quote)})")
    if _is_unknown_to_git(settings.root):
        print(f"git does not track {FILE_NAME} yet: commit it, so that this holds for everybody")
    return cli.OK


def _is_unknown_to_git(root: Path) -> bool:
    try:
        return git.top_level(root) is not None and not git.tracked(root, [FILE_NAME])
    except git.GitError:
        return False


def _noted(settings: Settings, made: Decision, looked: _Looked, finding: Finding) -> str:
    """Write a decision down in the place of an earlier one about the same finding, and say what became of it."""
    known = decisions.load(settings.root, settings.all_rules)
    held = _decided(looked, made.path, finding)
    before = earlier(known, made, (held.key, held.noted) if held else None, looked.listing.files)
    if [one.identity for one in before] == [made.identity] and _agree(before[0], made) and before[0].by == made.by:
        return "unchanged, it is there already:"
    for one in before:
        del known[one.identity]
    _write(settings.root, {**known, made.identity: made})
    return "changed" if before else "added"


def _decided(looked: _Looked, path: str, finding: Finding) -> Standing | None:
    """Return what stands of the decision that a finding has."""
    place = path, finding.start.offset, finding.rule
    return next((one for one in looked.stets if one.key and (one.path, one.start, one.rules) == place), None)


def _of_key(looked: _Looked, key: str) -> Named:
    found = [one for one in named(looked.report) if one[1].key == key]
    if not found:
        hint = "; not all could be checked" if looked.report.incidents else ""
        raise UsageError(f"stet add {key}: no finding has this key{hint}; copydesk check --output-format json shows it")
    _refuse_settled(found[0], looked, f"stet add {key}")
    return found[0]


def _at(looked: _Looked, line: int, options: Namespace) -> Named:
    """Return the one finding that stands on a line; raise UsageError."""
    asked = f"stet add {options.finding}"
    found = [
        one
        for one in named(looked.report)
        if one[1].start.line <= line <= max(one[1].start.line, one[1].end.line)
        and options.rule in ("", one[1].rule, one[1].family)
    ]
    here = [one for one in found if one[1].start.line == line] or found
    still = [one for one in here if one[1].state == "open"] or here
    if not still:
        raise UsageError(f"{asked}: nothing is found on this line")
    if len(still) > 1:
        choice = "\n".join(f"  {one.key}  {one.rule}: {_short(one.quote)}" for _, one in still)
        raise UsageError(f"{asked}: {len(still)} findings are on this line; give --rule, or the key of one:\n{choice}")
    _refuse_settled(still[0], looked, asked)
    return still[0]


def _refuse_unknown(options: Namespace, rules: Iterable[str]) -> None:
    """Raise UsageError for a name that is no rule's and no family's."""
    rule = options.rule
    names = sorted({*rules, *(one.partition("/")[0] for one in rules)})
    if rule and rule not in names:
        from lint.schema import did_you_mean

        raise UsageError(f"stet add --rule: unknown rule {rule[:60]!r}{did_you_mean(rule[:60], names)}")


def _refuse_settled(one: Named, looked: _Looked, asked: str) -> None:
    """Raise UsageError for a finding that the article itself lets stand, or that is about a stet."""
    path, finding = one
    if finding.family == FAMILY:
        raise UsageError(f"{asked}: {finding.rule} is about a stet; mend that in {path}")
    if finding.state == "stetted" and not _decided(looked, path, finding):
        why = finding.stet.reason if finding.stet else ""
        raise UsageError(f"{asked}: {path} itself lets this stand ({_short(why)})")


def _write(root: Path, all_of_them: Decisions) -> None:
    try:
        decisions.write(root, all_of_them)
    except OSError as error:
        raise UsageError(f"{FILE_NAME}: cannot be written ({error.strerror or error})") from None


# ---- list


def _list(options: Namespace) -> int:
    settings = settings_of(options)
    looked = _look(settings, options, [])
    for one in sorted(looked.stets, key=lambda one: (one.path == "", one.path, one.start, one.rules, one.key)):
        print(_told(one, _line(one, looked, settings)))
    counts = {state: sum(one.state == state for one in looked.stets) for state in _STATES}
    said = [f"{count:,} {_STATES[state]}" for state, count in counts.items() if count]
    print(f"{'; '.join(said) or 'Nothing is let stand'}.")
    failed = looked.report.summary.incidents["failed"] and settings.incomplete == "fail"
    return cli.INCOMPLETE if failed else cli.OK


_STATES = {
    "stands": "in force",
    "idle": "idle",
    "expired": "expired",
    "unsure": "of rules that did not run, or could not look at all",
}


def _told(one: Standing, line: int) -> str:
    from lint.reporters import neutralise

    place = f"{one.path}:{line}" if line else one.path
    where = neutralise.terminal_path(place) if place else FILE_NAME
    quote = f" “{_short(one.quote)}”" if one.quote else ""
    by = f", {_short(one.note.by)}" if one.note.by else ""
    until = f", until {one.note.until}" if one.note.until else ""
    key = f" [{one.key}]" if one.key else ""
    return f"{one.state:<8} {where} {_short(one.rules)}{quote}: {_short(one.note.reason)}{by}{until}{key}"


def _line(one: Standing, looked: _Looked, settings: Settings) -> int:
    if one.start < 0:
        return 0
    return discover.read(looked.listing, one.path, settings.file.max_bytes).position(one.start).line


def _short(text: str) -> str:
    """Return a text in one line that a terminal takes for nothing but text."""
    from lint.reporters import neutralise

    plain = neutralise.terminal(" ".join(text.split()))
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"


# ---- import


def _import(options: Namespace) -> int:
    settings = settings_of(options)
    try:
        data = Path(options.file).read_bytes()
    except OSError as error:
        raise UsageError(f"stet import {options.file}: cannot be read ({error.strerror or error})") from None
    sent = decisions.parse(data, options.file, settings.all_rules)
    with alone(settings.root, "decisions"):
        known = decisions.load(settings.root, settings.all_rules)
        new = {identity: one for identity, one in sent.items() if identity not in known}
        if new:
            _write(settings.root, {**known, **new})
    both = [(known[identity], sent[identity]) for identity in sorted(sent) if identity in known]
    other = [(ours, theirs) for ours, theirs in both if not _agree(ours, theirs)]
    same = len(sent) - len(new) - len(other)
    print(f"{FILE_NAME}: {len(new):,} added; {same:,} known before; {len(other):,} in conflict")
    for ours, theirs in other:
        print(f"conflict {ours.key} {ours.rule}: kept “{_why(ours)}”, not taken “{_why(theirs)}”")
    return cli.FINDINGS if other else cli.OK


def _agree(ours: Decision, theirs: Decision) -> bool:
    return (ours.rule, ours.reason, ours.until) == (theirs.rule, theirs.reason, theirs.until)


def _why(one: Decision) -> str:
    by = f" ({_short(one.by)})" if one.by else ""
    until = f", until {one.until}" if one.until else ""
    return f"{_short(one.reason)}{until}{by}"


_ACTIONS = {"add": _add, "list": _list, "import": _import}
