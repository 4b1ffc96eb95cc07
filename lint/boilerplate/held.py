"""Step 4: whether a text stands inside a longer one, and which of its words are that text.

Sentences run together where a stop is missing. So it is also asked whether a text stands inside a longer one: of 4,472
planted pairs that share a gram, are not alike and have most words of the shorter one in common, the thresholds here
take 399 true and 16 false ones where it has 12 words or more; with shorter ones, half of all would be stock phrases.
All but a word or two of a text at one of the longer one's ends are often a single run, for the stop went with the last
word: of 494 planted sentences that nothing else linked to another, that clause found 245, with 13 false pairs.
"""

from __future__ import annotations

from lint.boilerplate.alignment import align
from lint.boilerplate.similar import ELSEWHERE, longest_run

HELD_FROM, SURE_FROM = 8, 12
"""Words that a text must have to be looked for inside longer ones, and to be told there without looking further."""

HELD_LEAST = 65
"""Percent of a text's words that the longer one must have, in order."""

ELSEWHERE_SHORT = 60
"""Percent of similarity asked for, of a text of fewer than twelve words, without the longest common run."""

ALL_BUT = 80
"""Percent of a text's words that are enough at one of the longer one's ends, even if they are one run."""

REMNANT, REMNANT_PERCENT = 4, 45
"""Words, and percent of its words, that tell a sentence of which it is known where it should stand."""


def held_percent(words: int) -> int:
    """Return the similarity asked for, in percent, between a text of so many words and a stretch of a longer one."""
    return 65 if words >= 16 else 75 if words >= SURE_FROM else 85


def stretch(text: str, longer: str) -> tuple[int, int] | None:
    """Return where a text stands inside a longer one, nearly the same: the first word and the one behind; else None.

    A text of fewer than twelve words must stand at one of the longer one's ends.
    """
    if not HELD_FROM <= len(text) < len(longer):
        return None
    least = -(-HELD_LEAST * len(text) // 100)
    known = set(longer)
    if sum(word in known for word in text) < least:
        return None
    start, end, shared = _fitted(text, longer)
    words = len(text) + end - start
    if shared < least or 200 * shared < held_percent(len(text)) * words:
        return None
    if len(text) < SURE_FROM and start and end < len(longer):
        return None
    if len(text) > HELD_FROM and 100 * shared >= ALL_BUT * len(text) and (not start or end == len(longer)):
        return start, end
    run = longest_run(text, longer[start:end])
    elsewhere = ELSEWHERE if len(text) >= SURE_FROM else ELSEWHERE_SHORT
    return (start, end) if 200 * (shared - run) >= elsewhere * (words - 2 * run) else None


def holds(one: str, other: str) -> bool:
    """Return whether the shorter one of two texts stands inside the longer one."""
    shorter, longer = sorted((one, other), key=len)
    return stretch(shorter, longer) is not None


def remains(expected: str, text: str) -> tuple[int, int]:
    """Return which words of a text are most like another one: the first and the one behind."""
    start, end, _ = _fitted(expected, text)
    return start, end


def remnant(expected: str, text: str) -> tuple[int, int] | None:
    """Return which words of a text are left of the one expected in its place; None if that is too little to tell."""
    start, end, shared = _fitted(expected, text)
    return (start, end) if shared >= REMNANT and 100 * shared >= REMNANT_PERCENT * len(expected) else None


def _fitted(text: str, longer: str) -> tuple[int, int, int]:
    """Return the stretch of a longer text that is most like a text, and how many words they share, in order."""
    found = _densest([at for at in align(text, longer) if at >= 0], len(text))
    # A frequent word may have been matched far away from the stretch although it stands beside it, too.
    margin = len(text) - found[2]
    first = max(0, found[0] - margin)
    nearer = _densest([first + at for at in align(text, longer[first : found[1] + margin]) if at >= 0], len(text))
    return max(found, nearer, key=lambda one: (one[2] / (len(text) + one[1] - one[0]), -one[0]))


def _densest(matched: list[int], words: int) -> tuple[int, int, int]:
    """Return the stretch that is most like a text of so many words, and how many of them it has.

    `matched`: where those words stand, ascending. The share shared / (words + width) is raised to its
    maximum by Dinkelbach's method (1967), each step a search for the best run of gains and losses.
    """
    if not matched:
        return 0, 0, 0
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
