"""Groups as the report tells them: under one rule each, with the words of their places, and those that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from lint.check import CorpusCheck, GroupFacts, Likeness, Place
from lint.finding import Difference, Group, Member, Related, Slot, Twin
from lint.places import Told
from lint.rule import Rule

WORDINGS = 10_000
"""Of a group, the places of so many different wordings are compared with its text; beyond, no differences are told."""

_ARTICLE, _PASSAGE = "article", "passage"
"""Verdicts of the check `repeats`: of whole articles no words are compared; a place may lack a part of a passage."""


def speaker(rules: Iterable[Rule], verdict: str) -> Rule:
    """Return under which of the rules that refer to a group it is listed: the one of its verdict, else the smallest.

    Where a place has but a part of a passage, the finding of another rule refers to it.
    """
    return min(rules, key=lambda rule: (rule.verdict != verdict, rule.id))


def told_group(rule: Rule, facts: GroupFacts, places: Iterable[Place], told: Mapping[Place, Told]) -> Group:
    """Return a group as it is listed with some of its places, as far as these could be read."""
    keys = dict(zip(facts.members, facts.keys, strict=True)) if facts.keys else {}
    twins = _twins(facts)
    members = [
        Member(place.path, *told[place], keys.get(place, ""), twin=_twin(twins.get(place), told))
        for place in places
        if place in told
    ]
    articles = len({place.path for place in facts.members})
    count = len(facts.members)
    if isinstance(rule.check, CorpusCheck):
        facts = rule.check.describe(facts, [member.quote for member in members])
    base = _base(facts.id, members)
    from lint.boilerplate import markup  # a run without groups, such as most of a hook's, needs no patterns

    written = base.quote if base and facts.verdict != _ARTICLE else ""
    text = facts.template or markup.bare(written)
    return Group(
        id=facts.id,
        rule=rule.id,
        articles=articles,
        places=count,
        words=facts.words,
        template=facts.template,
        slots=tuple(Slot(slot, values) for slot, values in facts.slots),
        members=_compared(members, facts, written, base.key if base else ""),
        verdict=facts.verdict,
        text=text,
    )


def to_tell(facts: GroupFacts, places: Iterable[Place]) -> Iterator[Place]:
    """Yield all that has to be told of a group that is listed with some of its places."""
    twins = _twins(facts)
    for place in places:
        yield place
        if twin := twins.get(place):
            yield from (*twin.here, *twin.there)


def _twins(facts: GroupFacts) -> dict[Place, Likeness]:
    return dict(zip(facts.members, facts.likenesses, strict=True)) if facts.likenesses else {}


def _twin(found: Likeness | None, told: Mapping[Place, Told]) -> Twin | None:
    if found is None:
        return None
    here, there = (
        tuple(Related(one.path, *told[one]) for one in some if one in told) for some in (found.here, found.there)
    )
    return Twin(found.shared, found.to, here, there, found.only_here, found.only_there)


def ranked(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups in the order of a report: those first that repeat the most words."""
    return tuple(sorted(groups, key=lambda group: (-group.words, group.rule, group.id)))


def _base(name: str, members: Sequence[Member]) -> Member | None:
    """Return the place whose words name the group, else one with those of most members, and of these the longest."""
    often = Counter(member.key for member in members)
    most = max(often.values(), default=0)
    chosen = [member for member in members if member.key == name] or [m for m in members if often[m.key] == most]
    return min(chosen, key=lambda member: (-len(member.quote), member.quote), default=None)


def _compared(members: Sequence[Member], facts: GroupFacts, written: str, key: str) -> tuple[Member, ...]:
    """Return members with the words in which they differ from the template, or else from what is written in one place.

    That one is known by a key. Each wording is compared once.
    """
    text = facts.template or written
    same = "" if facts.template else key
    quotes = {member.quote: None for member in members if not same or member.key != same} if text else {}
    found: dict[str, tuple[tuple[Difference, ...], bool]] = {}
    from lint.boilerplate import differing

    compared = differing.Text(text, is_whole=facts.verdict != _PASSAGE)
    for quote in islice(quotes, WORDINGS):
        stretches, is_part = compared.differing(quote)
        found[quote] = tuple(Difference(*stretch) for stretch in stretches), is_part
    return tuple(_with(member, *found.get(member.quote, ((), False))) for member in members)


def _with(member: Member, found: tuple[Difference, ...], is_part: bool) -> Member:
    if not found and not is_part:
        return member
    return Member(member.path, member.start, member.end, member.quote, member.key, found, is_part, member.twin)
