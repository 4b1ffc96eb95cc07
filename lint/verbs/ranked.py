"""The groups that rules report, ranked, from the index: only the articles whose places are shown are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from lint import grouping, stamp
from lint.check import Conclusion, CorpusCheck, Hit
from lint.finding import Group, Incident
from lint.places import tell
from lint.plan import Comparison, Plan, Step, comparison, told
from lint.rule import Rule
from lint.verbs.gathered import Library


class Ranked(msgspec.Struct, frozen=True):
    """The groups of the selected articles, those first that repeat the most words."""

    groups: tuple[Group, ...]  # the first ones, with all their places
    total: int
    words: int  # said again in all groups
    articles: int  # selected ones in which a group is reported
    incidents: tuple[Incident, ...]


def ranked(library: Library, top: int) -> Ranked:
    """Return the first groups, and the totals of all; what is worked out is kept in the index."""
    incidents = library.refresh()
    plans = _Plans(library)
    conclusions = plans.conclusions()
    library.index.commit()
    reported: dict[str, dict[str, Rule]] = defaultdict(dict)
    articles = 0
    for path in sorted(library.listing.selected):
        spoken = stamp.speakers(plans.found(path, conclusions))
        articles += bool(spoken)
        for rule, hit, _ in spoken:
            reported[hit.group][rule.id] = rule
    known = {group.id: group for conclusion in conclusions.values() for group in conclusion.groups}
    found = [
        (grouping.speaker(rules.values(), known[name].verdict), known[name])
        for name, rules in reported.items()
        if name in known
    ]
    found.sort(key=lambda one: (-one[1].words, one[0].id, one[1].id))
    places = (place for _, group in found[:top] for place in grouping.to_tell(group, group.members))
    told = tell(places, library.source)
    groups = tuple(grouping.told_group(rule, group, group.members, told) for rule, group in found[:top])
    return Ranked(groups, len(found), sum(group.words for _, group in found), articles, incidents)


class _Plans:
    """Which steps compare which article."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._plans: dict[int, Plan] = {}
        everything = len(library.listing.selected) == len(library.listing.files)
        self._selected = None if everything else library.listing.selected

    def conclusions(self) -> dict[Comparison, Conclusion]:
        """Return what each comparison of the corpus comes to."""
        made: dict[Comparison, Conclusion] = {}
        for step in (step for path in sorted(self._library.listing.selected) for step in self._steps(path)):
            if comparison(step) not in made:
                corpus = self._library.index.corpus(step.key)
                made[comparison(step)] = step.check.conclude(corpus, self._selected)
        return made

    def _steps(self, path: str) -> list[Step[CorpusCheck]]:
        rules = self._library.settings.rules_for(path)  # one tuple for all articles to which the same rules apply
        if id(rules) not in self._plans:
            self._plans[id(rules)] = Plan(rules)
        return self._plans[id(rules)].corpus

    def found(self, path: str, conclusions: Mapping[Comparison, Conclusion]) -> list[tuple[Rule, Hit]]:
        """Return what the rules say of an article."""
        return told(path, self._steps(path), conclusions)
