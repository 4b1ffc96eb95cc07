"""Step 3: whether two texts say nearly the same: by their longest common subsequence of words (LCS).

2 * LCS / (n + m) must reach .65 where the shorter text has 16 words or more, .72 from 12, .80 from 8, .85 below, and
the LCS 6 words (recall .983 at precision .998 on 119,998 planted repeats). It may fall short of that by .15 if what is left of
both texts without their longest common run of words is alike to .45 as well: one stock phrase in common does not
make two sentences alike, agreement elsewhere does. Over 48,340 pairs of planted sentences that share a gram, 36,611
of them true, the second clause raised recall from .9855 to .9954 and left false pairs at 8; a lower threshold alone
that comes to .9953 lets in 67.
"""

from __future__ import annotations

from lint.boilerplate.alignment import align

LEAST = 6
"""Words that two texts must have in common, in order."""

SLACK = 15
"""Percent by which the similarity may fall short."""

ELSEWHERE = 45
"""Percent of similarity asked for, then, of what is left without the longest common run."""


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
    if 200 * shared >= percent(min(len(one), len(other))) * words:
        return True
    run = longest_run(one, other)
    return 200 * (shared - run) >= ELSEWHERE * (words - 2 * run)


HELD_FROM = 12
"""Words that a text must have to be looked for inside longer ones: in shorter ones a stock phrase is too much."""

HELD_LEAST = 65
"""Percent of a text's words that the longer one must have, in order."""

REMNANT, REMNANT_PERCENT = 4, 45
"""Words, and percent of its words, that tell a sentence of which it is known where it should stand."""

AKIN = 50
"""Percent of similarity with the leader that is enough for a text near one of its members only."""


def held_percent(words: int) -> int:
    """Return the similarity asked for, in percent, between a text of so many words and a stretch of a longer one."""
    return 65 if words >= 16 else 75


def stretch(text: str, longer: str) -> tuple[int, int] | None:
    """Return where a text stands inside a longer one, nearly the same: the first word and the one behind; else None.

    Sentences run together where a stop is missing, or is taken for an abbreviation's.
    """
    if not HELD_FROM <= len(text) < len(longer):
        return None
    least = -(-HELD_LEAST * len(text) // 100)
    known = set(longer)
    if sum(word in known for word in text) < least:
        return None
    matched = [at for at in align(text, longer) if at >= 0]
    if len(matched) < least:
        return None
    start, end, shared = _densest(matched, len(text))
    words = len(text) + end - start
    if 200 * shared < held_percent(len(text)) * words:
        return None
    run = longest_run(text, longer[start:end])
    return (start, end) if 200 * (shared - run) >= ELSEWHERE * (words - 2 * run) else None


def holds(one: str, other: str) -> bool:
    """Return whether the shorter one of two texts stands inside the longer one."""
    shorter, longer = sorted((one, other), key=len)
    return stretch(shorter, longer) is not None


def remains(expected: str, text: str) -> tuple[int, int]:
    """Return which words of a text are most like another one: the first and the one behind."""
    start, end, _ = _densest([at for at in align(expected, text) if at >= 0], len(expected))
    return start, end


def remnant(expected: str, text: str) -> tuple[int, int] | None:
    """Return which words of a text are left of the one expected in its place; None if that is too little to tell."""
    matched = [at for at in align(expected, text) if at >= 0]
    if len(matched) < REMNANT:
        return None
    start, end, shared = _densest(matched, len(expected))
    return (start, end) if shared >= REMNANT and 100 * shared >= REMNANT_PERCENT * len(expected) else None


def _densest(matched: list[int], words: int) -> tuple[int, int, int]:
    """Return the stretch that is most like a text of so many words, and how many of them it has.

    `matched`: where those words stand, ascending, at least one. The share shared / (words + width) is raised to its
    maximum by Dinkelbach's method (1967), each step a search for the best run of gains and losses.
    """
    best = matched[0], matched[-1] + 1, len(matched)
    while True:
        share = best[2] / (words + best[1] - best[0])
        found = _best_run(matched, share)
        if found[2] / (words + found[1] - found[0]) <= share:
            return best
        best = found


def _best_run(matched: list[int], price: float) -> tuple[int, int, int]:
    """Return the stretch with most matched words, each word of its width costing so much."""
    best, most = (matched[0], matched[0] + 1, 1), 0.0
    first, last, shared, gain = matched[0], matched[0], 0, 0.0
    for at in matched:
        longer = gain + 1 - price * (at - last)
        if shared and longer >= 1 - price:
            shared, gain = shared + 1, longer
        else:
            first, shared, gain = at, 1, 1 - price
        last = at
        if gain > most:
            best, most = (first, at + 1, shared), gain
    return best


def akin(one: str, other: str) -> float:
    """Return the similarity of two texts, in percent."""
    return 200 * common(one, other) / (len(one) + len(other))


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
