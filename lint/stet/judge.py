"""The stets of one article held against its findings: what they let stand, and what is wrong with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from lint import stamp
from lint.check import Hit, Value
from lint.checks.stets import STANDS
from lint.finding import Finding, StetNote
from lint.rule import Rule
from lint.stet.today import day

FAMILY = "stet"


class Known(msgspec.Struct, frozen=True):
    """What is needed to judge the stets of one article beside its findings."""

    all_rules: Mapping[str, object]
    run: Mapping[str, Rule]  # the rules that ran on it
    unsure: frozenset[str]  # those of them that could not look at all of it
    day: date


class Judged(msgspec.Struct):
    """The findings of an article as its stets leave them, and what is wrong with the stets."""

    findings: list[Finding]
    faults: list[Hit] = []
    standing: list[tuple[Hit, str, int]] = []  # each readable stet with its state and how many it silences


def judge(findings: Sequence[Finding], stets: Sequence[Hit], known: Known) -> Judged:
    """Return the findings of an article with those marked that its stets let stand, and what is wrong with these."""
    judged = Judged(list(findings))
    starts = [one.start.offset for one in findings]
    quotes: dict[int, str] = {}
    for hit in (one for one in stets if one.verdict == STANDS):
        names = tuple(filter(None, str(hit.values["names"]).split(",")))
        strange = [name for name in names if not _is_known(name, known.all_rules)]
        if strange:
            judged.faults.append(_fault(hit, "unknown-rule", "; ".join(_strange(name, known) for name in strange[:3])))
        if not hit.values.get("reason"):
            judged.faults.append(_fault(hit, "no-reason", ", ".join(names)))
        elif not names:
            judged.faults.append(_fault(hit, "unknown-rule", "No rule is named here"))
        elif len(strange) < len(names):
            fitting = list(_fitting(hit, names, findings, starts, quotes))
            _let_stand(judged, hit, names, fitting, known)
    return judged


def _let_stand(judged: Judged, hit: Hit, names: tuple[str, ...], fitting: list[int], known: Known) -> None:
    until = str(hit.values.get("until", ""))
    last = day(until)
    if last and last < known.day:
        judged.faults.append(_fault(hit, "expired", ", ".join(names)))
        judged.standing.append((hit, "expired", 0))
        return
    note = StetNote(str(hit.values["reason"]), str(hit.values.get("by", "")), until)
    silenced = [at for at in fitting if covered(judged.findings[at].rule, names)]
    for at in silenced:
        if judged.findings[at].state == "open":
            judged.findings[at] = msgspec.structs.replace(judged.findings[at], state="stetted", stet=note)
    state = "stands" if fitting else _silent(names, known)
    if state == "idle":
        judged.faults.append(_fault(hit, "idle", ", ".join(names)))
    judged.standing.append((hit, state, len(silenced)))


def _fitting(
    hit: Hit, names: tuple[str, ...], findings: Sequence[Finding], starts: list[int], quotes: dict[int, str]
) -> Iterator[int]:
    """Yield the findings that a stet is about, those too that speak for a rule that it names."""
    begin, end = int(hit.values["from"]), int(hit.values["to"])
    low, high = (0, len(findings)) if end < 0 else (bisect_left(starts, begin), bisect_left(starts, end))
    wanted = stamp.normalised(str(hit.values.get("quote", "")))
    for at in range(low, high):
        one = findings[at]
        if one.family == FAMILY or (
            not covered(one.rule, names) and not any(covered(rule, names) for rule in one.also)
        ):
            continue
        if wanted and at not in quotes:
            quotes[at] = stamp.normalised(one.quote)
        if not wanted or wanted in quotes[at]:
            yield at


def covered(rule: str, names: Sequence[str]) -> bool:
    """Say whether a rule or its family is among some names."""
    return rule in names or rule.partition("/")[0] in names


def _is_known(name: str, rules: Iterable[str]) -> bool:
    return any(covered(rule, (name,)) for rule in rules)


def _strange(name: str, known: Known) -> str:
    from lint.schema import did_you_mean

    families = {rule.partition("/")[0] for rule in known.all_rules}
    return f"There is no rule “{name[:60]}”{did_you_mean(name[:60], [*known.all_rules, *sorted(families)])}"


def _silent(names: Sequence[str], known: Known) -> str:
    """Return what to make of a stet that no finding needs: a rule that did not run might have found something."""
    meant = [rule for rule in known.all_rules if covered(rule, names)]
    return "idle" if all(rule in known.run and rule not in known.unsure for rule in meant) else "unsure"


def _fault(hit: Hit, verdict: str, named: str) -> Hit:
    values: dict[str, Value] = {"named": named, "until": hit.values.get("until", "")}
    return Hit(hit.start, hit.end, values, verdict=verdict)
