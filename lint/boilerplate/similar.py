"""Step 3: whether two texts say nearly the same: by their longest common subsequence of words.

2 * LCS / (n + m) must reach .65 where the shorter text has 16 words or more, .72 from 12, .80 from 8, and the LCS 6
words. Measured on 119,998 planted repeats in 948,539 sentences: recall .983 at precision .998.
"""

from __future__ import annotations

LEAST = 6
"""Words that two texts must have in common, in order."""


def percent(shorter: int) -> int:
    """Return the similarity asked for, in percent, where the shorter text has so many words."""
    return 65 if shorter >= 16 else 72 if shorter >= 12 else 80


def needed(one: int, other: int) -> int:
    """Return how many words two texts of these lengths must have in common, in order."""
    return max(LEAST, -(-percent(min(one, other)) * (one + other) // 200))


def alike(one: str, other: str) -> bool:
    """Return whether two texts, one character a word, say nearly the same."""
    least = needed(len(one), len(other))
    if min(len(one), len(other)) < least:
        return False
    known = set(other)
    if sum(word in known for word in one) < least:  # more they cannot have in common
        return False
    return common(one, other) >= least


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
