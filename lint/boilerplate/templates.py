"""Step 7: whether near texts are one template with the names exchanged.

Members are aligned to the median one. A word that 70 % of them keep is fixed; what stands between fixed words
and differs is a slot if it is a name in most members (a number, a word with a capital, a word of the article's own
title), or if hardly two members agree in it. A difference that is neither is an edit. (Of planted templates, 91 % of
members had every word right in this way.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from lint.boilerplate.alignment import align

MEMBERS = 24
"""Texts of which it is asked; all others are near the same leader."""

KEPT = 70
"""Percent of the members that must have a word for it to be fixed."""

LEAST = 6
"""Fixed words that a template must have."""

SLOTS = 4
"""Slots that a template may have: with more, every difference would find one."""

FIT = 60
"""Percent of the members that must agree with the template outside of its slots: two of three do."""

NAMED = 70
"""Percent of the members that must have a name in a slot."""


class Member(NamedTuple):
    """One text: its words, one character each, and a bit for each word that is part of a name."""

    codes: str
    names: int


def is_template(members: Mapping[int, Member]) -> bool:
    """Return whether texts that are near each other, by their hashes, are one template."""
    if len(members) == 2 and not _are_names_exchanged(*members.values()):
        return False
    outline = Outline.of({text: member.codes for text, member in members.items()}, MEMBERS)
    whole = [which for which, places in enumerate(outline.places) if -1 not in places]
    least = -(-FIT * len(outline.texts) // 100)
    if len(outline.fixed) < LEAST or len(whole) < least:
        return False
    names = [members[outline.texts[which]].names for which in whole]
    off: set[int] = set()
    slots = 0
    for gap in outline.open(whole):
        stretches = [outline.stretch(which, gap) for which in whole]
        values = [outline.codes[which][start:end] for which, (start, end) in zip(whole, stretches, strict=True)]
        if is_slot(values, sum(map(_is_name, names, stretches))):
            slots += 1
        else:
            usual = usual_of(values)
            off.update(which for which, value in zip(whole, values, strict=True) if value != usual)
        if slots > SLOTS or len(whole) - len(off) < least:
            return False
    return slots > 0


def _are_names_exchanged(one: Member, other: Member) -> bool:
    """Return whether half of the words that each of two texts has alone are names: with two, nothing else is a slot."""
    for mine, yours in ((one, other.codes), (other, one.codes)):
        alone = [at for at, word in enumerate(mine.codes) if word not in yours]
        if 2 * sum(mine.names >> at & 1 for at in alone) < len(alone) or not mine.names:
            return False
    return True


def usual_of(values: Sequence[str]) -> str:
    """Return what stands most often; of several the first by order."""
    return min(set(values), key=lambda value: (-values.count(value), value))


def is_slot(values: Sequence[str], named: int) -> bool:
    """Return whether a gap is a slot, given what stands in it in each member, and in how many of them that is a name.

    Without names it is one if none of the values stands in it in more than a third of the members.
    """
    distinct, total = set(values), len(values)
    if len(distinct) == 1:
        return False
    if named * 100 >= NAMED * total:
        return True
    filled = total - values.count("")
    return filled * 100 >= NAMED * total and 3 * max(map(values.count, distinct)) <= total


def _is_name(names: int, stretch: tuple[int, int]) -> bool:
    """Return whether at least half of the words of a stretch are part of a name."""
    start, end = stretch
    return start < end and 2 * (names >> start & ((1 << end - start) - 1)).bit_count() >= end - start


class Outline(NamedTuple):
    """What members have in common, and where it stands in each of them."""

    texts: list[int]  # the members that were aligned
    codes: list[str]  # of each
    base: int  # which of them is the median one
    fixed: list[int]  # which of its words are fixed
    places: list[list[int]]  # of the fixed words in each member, -1 where it lacks one

    @classmethod
    def of(cls, codes: Mapping[int, str], most: int) -> Outline:
        """Align so many texts, given by their hashes, at most."""
        ordered = sorted(codes)
        texts = ordered if len(ordered) <= most else [ordered[at * len(ordered) // most] for at in range(most)]
        found = [codes[text] for text in texts]
        base = sorted(range(len(texts)), key=lambda which: len(found[which]))[(len(texts) - 1) // 2]
        rows = [align(found[base], other) if at != base else [*range(len(other))] for at, other in enumerate(found)]
        lacking = len(rows) - -(-KEPT * len(rows) // 100)
        fixed = [at for at, column in enumerate(zip(*rows, strict=True)) if column.count(-1) <= lacking]
        places = rows if len(fixed) == len(found[base]) else [[row[at] for at in fixed] for row in rows]
        return cls(texts, found, base, fixed, places)

    def stretch(self, which: int, gap: int) -> tuple[int, int]:
        """Return what a member that has all fixed words has before one of them, from 0; the last: behind them all."""
        places = self.places[which]
        start = places[gap - 1] + 1 if gap else 0
        return start, places[gap] if gap < len(places) else len(self.codes[which])

    def open(self, whole: Sequence[int]) -> list[int]:
        """Return the gaps between fixed words in which some of certain members, which have them all, have a word."""
        found = set[int]()
        for which in whole:
            ends = (-1, *self.places[which], len(self.codes[which]))
            if ends[-1] >= len(ends) - 1:
                found.update(gap for gap, (one, other) in enumerate(pairwise(ends)) if other - one > 1)
        return sorted(found)
