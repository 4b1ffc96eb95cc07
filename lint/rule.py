"""Rule: one YAML file, one editorial decision, or an error with its place."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lint import checks
from lint.check import SEVERITIES, Check, Hit, Severity
from lint.data import data_path
from lint.memo import Memo
from lint.mistakes import Mistake, MistakesError

Example = str | dict[str, Any]


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule's file as people write it."""

    id: str
    check: str
    severity: Severity
    message: str
    why: str
    good: list[Example]
    bad: list[Example]
    verdict: str = ""
    rank: int = 0
    params: dict[str, Any] = {}


class Rule(msgspec.Struct, frozen=True, dict=True):
    """A check with its parameters, and the words of an editorial decision."""

    id: str
    check: Check
    severity: Severity
    message: str
    why: str
    verdict: str = ""
    rank: int = 0
    file: str = ""
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    fixed: bool = False  # the settings name a severity: tiers drawn from evidence do not change it

    @cached_property
    def family(self) -> str:
        """Return the first part of the id."""
        return self.id.partition("/")[0]

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Return the severities that its findings may have, the heaviest first."""
        drawn = () if self.fixed else self.check.tiers
        return tuple(severity for severity in SEVERITIES if severity == self.severity or severity in drawn)

    def severity_of(self, hit: Hit) -> Severity:
        """Return the severity of a hit: its tier, unless the settings name one for the rule."""
        tiered: Severity = hit.tier or self.severity  # type: ignore[assignment]  # tiers are severities
        return self.severity if self.fixed else tiered

    def say(self, hit: Hit, quote: str) -> str:
        """Return the message of a hit."""
        return self.message.format_map({"quote": quote, **self._parameters, **hit.values})

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        return {name: _shown(getattr(self.check, name)) for name in self.check.__struct_fields__}

    def configured(self, given: Mapping[str, Any]) -> Rule:
        """Return this rule with a severity and parameters of the settings; raise msgspec.ValidationError."""
        params = {name: value for name, value in given.items() if name != "severity"}
        changed = msgspec.structs.replace(self, check=reparametrised(self.check, params))
        if "severity" in given:
            severity = msgspec.convert(given["severity"], Severity)
            changed = msgspec.structs.replace(changed, severity=severity, fixed=True)
        return changed


def reparametrised(check: Check, params: Mapping[str, Any]) -> Check:
    """Return a check with some parameters set anew; raise msgspec.ValidationError for a wrong one."""
    if not params:
        return check
    current = {name: getattr(check, name) for name in check.__struct_fields__}
    return msgspec.convert({**msgspec.to_builtins(current), **params}, type(check))


def _shown(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return " to ".join(map(str, value)) if len(value) == 2 else ", ".join(map(str, value))
    return value


class _Known(NamedTuple):
    """A rule's file that was judged before."""

    file: str
    raw: RuleFile

    @property
    def id(self) -> str:
        return self.raw.id

    def rule(self) -> Rule:
        return _rule(self.file, self.raw, msgspec.convert(self.raw.params, checks.load(self.raw.check)))


class Rules(Mapping[str, Rule]):
    """Rules by id. One that was judged before is made when it is asked for: its check's module takes time to import."""

    def __init__(self, found: Mapping[str, Rule | _Known]) -> None:
        self._found = dict(found)

    def __getitem__(self, name: str) -> Rule:
        found = self._found[name]
        if isinstance(found, _Known):
            self._found[name] = found = found.rule()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def load_rules(directories: Iterable[tuple[Path, str]] = (), memo: Memo | None = None) -> Rules:
    """Return the rules that come with Copydesk and those of a house's own directories.

    Each directory is given with the name to show in messages. Raises MistakesError with all mistakes of all files.
    """
    rules: dict[str, Rule | _Known] = {}
    mistakes: list[Mistake] = []
    for directory, shown in [(data_path("rules"), "rules"), *directories]:
        found, wrong = _read_all(directory, shown, memo)
        mistakes += wrong
        for rule in found:
            if rule.id in rules:
                text = f"a rule {rule.id!r} exists already ({rules[rule.id].file}); give this file another name"
                mistakes.append(Mistake(rule.file, 1, 1, text))
            rules[rule.id] = rule
    if mistakes:
        raise MistakesError(mistakes)
    return Rules(rules)


def rules_in(directory: Path, shown: str) -> tuple[list[Rule], list[Mistake]]:
    """Return the rules of a directory, sorted by file, and what is wrong with the others."""
    found, mistakes = _read_all(directory, shown, None)
    return list(Rules({rule.id: rule for rule in found}).values()), mistakes


def _read_all(directory: Path, shown: str, memo: Memo | None) -> tuple[list[Rule | _Known], list[Mistake]]:
    rules: list[Rule | _Known] = []
    mistakes: list[Mistake] = []
    for file in sorted(directory.glob("**/*.yml")):
        relative = file.relative_to(directory).as_posix()
        try:
            text = file.read_text(encoding="utf-8")
            rules.append(_read(f"{shown}/{relative}", text, relative[: -len(".yml")], memo))
        except MistakesError as error:
            mistakes += error.mistakes
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(Mistake(f"{shown}/{relative}", 1, 1, f"cannot be read: {error}"))
    return rules, mistakes


def _read(file: str, text: str, expected_id: str, memo: Memo | None) -> Rule | _Known:
    if memo is None:
        return read_rule(file, text, expected_id)
    key = memo.key(file, text)
    raw = memo.get(key, RuleFile)
    if raw is None:
        raw = _judged(file, text, expected_id)[0]
        memo.put(key, raw)
    return _Known(file, raw)


def read_rule(file: str, text: str, expected_id: str) -> Rule:
    """Return the rule of one file; raise MistakesError."""
    return _rule(file, *_judged(file, text, expected_id))


def _judged(file: str, text: str, expected_id: str) -> tuple[RuleFile, Check]:
    from lint.yamlfile import Document

    document = Document(file, text)
    raw = document.decode(RuleFile, default={})
    mistakes = [document.mistake(path, problem) for path, problem in _problems(raw, expected_id)]
    if mistakes:
        raise MistakesError(mistakes)
    return raw, document.decode(checks.load(raw.check), ("params",), raw.params)


def _rule(file: str, raw: RuleFile, check: Check) -> Rule:
    return Rule(
        id=raw.id,
        check=check,
        severity=raw.severity,
        message=raw.message.strip(),
        why=" ".join(raw.why.split()),
        verdict=raw.verdict,
        rank=raw.rank,
        file=file,
        good=tuple(raw.good),
        bad=tuple(raw.bad),
    )


def _problems(raw: RuleFile, expected_id: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    from lint.schema import did_you_mean

    if raw.id != expected_id:
        yield ("id",), f"a rule's id is its path: expected {expected_id!r}, not {raw.id!r}"
    if raw.check not in checks.TABLE:
        yield ("check",), f"unknown check {raw.check!r}{did_you_mean(raw.check, checks.TABLE)}"
        return
    for name in ("good", "bad"):
        if not getattr(raw, name):
            yield (name,), f"give at least one {name} example"
    check = checks.load(raw.check)
    known = {"quote", *check.__struct_fields__, *check.says}
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(raw.message) if field is not None]
    except ValueError as error:
        yield ("message",), f"braces do not match: {error}"
        return
    for field in fields:
        if field not in known:
            yield ("message",), f"unknown value {{{field}}}{did_you_mean(field, known)}"
