"""Step 3: whether two texts say nearly the same: by their longest common subsequence of words (LCS).

2 * LCS / (n + m) must reach .65 where the shorter text has 16 words or more, .72 from 12, .80 from 8, .85 below, and
the LCS 6 words (recall .983 at precision .998 on 119,998 planted repeats). It may fall short of that by .20 if what is
left of both texts without their longest common run of words is alike to .45 as well, to .40 below 12 words, and all
words but the most frequent ones to .42: a stock phrase in common does not make two sentences alike, agreement elsewhere
does, and a common frame of frequent words is none. Of 124,236 true pairs of planted sentences that are candidates the
first clause takes .951 and 56 false ones, both together .984 and 77; a good third of the false ones goes when groups
are made (`phrases`). (Where words are drawn one by one, .42 halves the false sentences, 118 among 5,700, at no loss.)
"""

from __future__ import annotations

from lint.boilerplate.grams import WITHOUT_FREQUENT

LONGER = 150
"""Percent of the shorter text that the longer one may have: of one that is longer still it is a part."""

LEAST = 6
"""Words that two texts must have in common, in order."""

SLACK = 20
"""Percent by which the similarity may fall short."""

UNCOMMON = 42
"""Percent of similarity asked for, then, of all words but the most frequent ones: more than two in five."""

ELSEWHERE, ELSEWHERE_SHORT = 45, 40
"""Percent of similarity asked for, then, of what is left without the longest common run; below twelve words."""


def percent(shorter: int) -> int:
    """Return the similarity asked for, in percent, where the shorter text has so many words."""
    return 65 if shorter >= 16 else 72 if shorter >= 12 else 80 if shorter >= 8 else 85


def needed(one: int, other: int) -> int:
    """Return how many words two texts of these lengths must have in common, in order, at the least."""
    return max(LEAST, -(-(percent(min(one, other)) - SLACK) * (one + other) // 200))


def alike(one: str, other: str) -> bool:
    """Return whether two texts, one character a word, say nearly the same."""
    least = needed(len(one), len(other))
    if min(len(one), len(other)) < least:
        return False
    known = set(other)
    if sum(word in known for word in one) < least:  # more they cannot have in common
        return False
    shared = common(one, other)
    return shared >= least and decide(one, other, shared)


def decide(one: str, other: str, shared: int) -> bool:
    """Return whether two texts are alike, given the length of their LCS, which is as long as `needed`."""
    words = len(one) + len(other)
    if LONGER * min(len(one), len(other)) < 100 * max(len(one), len(other)):
        return False
    if 200 * shared >= percent(min(len(one), len(other))) * words:
        return True
    if akin(one.translate(WITHOUT_FREQUENT), other.translate(WITHOUT_FREQUENT)) < UNCOMMON:
        return False
    run = longest_run(one, other)
    elsewhere = ELSEWHERE if min(len(one), len(other)) >= 12 else ELSEWHERE_SHORT
    return 200 * (shared - run) >= elsewhere * (words - 2 * run)


AKIN = 50
"""Percent of similarity with the leader that is enough for a text near one of its members only."""


def akin(one: str, other: str) -> float:
    """Return the similarity of two texts, in percent; that of two without a word is none."""
    return 200 * common(one, other) / (len(one) + len(other) or 1)


def common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence; Hyyrö's bit-parallel algorithm (2004)."""
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        match = row & places.get(word, 0)
        row = ((row + match) | (row - match)) & full
    return len(one) - row.bit_count()


def longest_run(one: str, other: str) -> int:
    """Return the length of the longest run of words that stands in both."""
    longest = 0
    for at in range(len(one)):
        while at + longest < len(one) and one[at : at + longest + 1] in other:
            longest += 1
    return longest
