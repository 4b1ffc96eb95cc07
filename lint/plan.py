"""Which checks run on an article, each once, however many rules rely on it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from lint.check import ArticleCheck, Check, Conclusion, CorpusCheck, Hit, WorldCheck
from lint.checks.stets import Stets
from lint.examine import Examination, examination
from lint.rule import Rule

C = TypeVar("C", bound=Check)


class Step(Generic[C]):
    """A check with its parameters, the key of its evidence, and the rules that take its hits, by verdict."""

    __slots__ = ("check", "key", "rules")

    def __init__(self, key: str, check: C) -> None:
        self.key, self.check = key, check
        self.rules: dict[str, list[Rule]] = {}


Comparison = tuple[str, Hashable]
"""What one comparison of all articles relies on: the key of what was gathered, and what `conclude` reads beside it."""


def comparison(step: Step[CorpusCheck]) -> Comparison:
    """Return which comparison gives a step its hits; several steps may share one."""
    return step.key, step.check.scope()


def told(
    path: str, steps: Sequence[Step[CorpusCheck]], conclusions: Mapping[Comparison, Conclusion]
) -> list[tuple[Rule, Hit]]:
    """Return what the rules say of an article from comparing all, but for what another of their groups says better."""
    verdicts = {(comparison(step), verdict) for step in steps for verdict in step.rules}
    found = [
        (rule, _of_larger(hit) if (comparison(step), hit.larger[0]) in verdicts else hit)
        for step in steps
        for hit in conclusions[comparison(step)].hits.get(path, ())
        if hit.verdict in step.rules and step.check.keep(hit)
        for rule in step.rules[hit.verdict]
    ]
    groups = {hit.group for _, hit in found}
    return [(rule, hit) for rule, hit in found if hit.under not in groups]


def _of_larger(hit: Hit) -> Hit:
    return msgspec.structs.replace(hit, group=hit.larger[1])


class Plan:
    """The steps that a set of rules comes to, by the shape of their checks."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.alone: list[Step[ArticleCheck]] = []
        self.world: list[Step[WorldCheck]] = []
        self.corpus: list[Step[CorpusCheck]] = []
        stets = examination(Stets())  # whichever rules run: what is let stand is let stand
        self.examinations: dict[str, Examination] = {stets.key: stets}
        for rule in rules:
            one = examination(rule.check)
            self.examinations[one.key] = one
            self._step(one.key, rule.check).rules.setdefault(rule.verdict, []).append(rule)

    def _step(self, key: str, check: Check) -> Step[ArticleCheck] | Step[WorldCheck] | Step[CorpusCheck]:
        if isinstance(check, ArticleCheck):
            return _same(self.alone, key, check)
        if isinstance(check, WorldCheck):
            return _same(self.world, key, check)
        assert isinstance(check, CorpusCheck)
        return _same(self.corpus, key, check)


def _same(steps: list[Step[C]], key: str, check: C) -> Step[C]:
    """Return the step of a check with the same parameters, late ones too, made if there is none."""
    found = next((step for step in steps if step.check == check), None)
    if found is None:
        found = Step(key, check)
        steps.append(found)
    return found
