"""The groups that rules report, ranked, from the index: only the articles whose places are shown are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lint import stamp
from lint.check import Conclusion, CorpusCheck, GroupFacts, Hit, Place
from lint.finding import Group, Incident, Member, Slot
from lint.places import Told, tell
from lint.plan import Comparison, Plan, Step, comparison
from lint.rule import Rule
from lint.verbs.gathered import Library

_Found = tuple[str, CorpusCheck, GroupFacts]
"""A rule's id, its check, and a group that one of its findings belongs to."""


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
    reported: dict[tuple[str, str], CorpusCheck] = {}
    articles = 0
    for path in sorted(library.listing.selected):
        spoken = stamp.speakers(plans.found(path, conclusions))
        articles += bool(spoken)
        for rule, hit, _ in spoken:
            if isinstance(rule.check, CorpusCheck):
                reported[rule.id, hit.group] = rule.check
    known = {group.id: group for conclusion in conclusions.values() for group in conclusion.groups}
    found = [(rule, check, known[name]) for (rule, name), check in reported.items() if name in known]
    found.sort(key=lambda one: (-one[2].words, one[0], one[2].id))
    told = tell((place for _, _, group in found[:top] for place in group.members), library.source)
    words = sum(group.words for _, _, group in found)
    return Ranked(tuple(_group(one, told) for one in found[:top]), len(found), words, articles, incidents)


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

    def found(self, path: str, conclusions: Mapping[Comparison, Conclusion]) -> Iterator[tuple[Rule, Hit]]:
        """Yield what each rule says of an article."""
        for step in self._steps(path):
            for hit in conclusions[comparison(step)].hits.get(path, ()):
                if hit.verdict in step.rules and step.check.keep(hit):
                    yield from ((rule, hit) for rule in step.rules[hit.verdict])


def _group(found: _Found, told: Mapping[Place, Told]) -> Group:
    rule, check, facts = found
    keys: Sequence[str] = facts.keys or [""] * len(facts.members)
    members = tuple(
        Member(place.path, *told[place], key) for place, key in zip(facts.members, keys, strict=True) if place in told
    )
    articles = len({place.path for place in facts.members})
    facts = check.describe(facts, [member.quote for member in members])
    slots = tuple(Slot(slot, values) for slot, values in facts.slots)
    return Group(facts.id, rule, articles, len(facts.members), facts.words, facts.template, slots, members)
