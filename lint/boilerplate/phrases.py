"""Step 5, too: whether two texts have more in common than a phrase that stands in many other texts.

How often a phrase stands in the corpus is not known when two texts are compared; it is when groups are made of them,
and only then is it asked. Where a run of words stands in hundreds of texts and but a few are near these two, it says
nothing of them: what is left of them without it must agree by half, frequent words apart. (Of 132 false pairs among
34,000 that passed `similar` or `held` and have few near them, this takes 56; of the true ones 35.)
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from lint.boilerplate.grams import WITHOUT_FREQUENT, gram
from lint.boilerplate.similar import common

OFTEN = 32
"""In how many times as many texts as are near two texts a pair of words must stand to say nothing of them."""

FEW = 12
"""Texts connected up to which it is asked: with more, a template may hold the phrase."""

CLOSE = 80
"""Percent of the longer one's words from which two texts have more than a phrase in common."""

REST = 50
"""Percent of the words left in the longer one without the phrase that both must have."""

Often = Callable[[int], int]
"""Says how many texts keep a gram."""


def is_phrase_only(one: str, other: str, texts: int, often: Often) -> bool:
    """Return whether a phrase is all that two texts have in common, given with how many near texts connect them."""
    if texts > FEW or 100 * common(one, other) >= CLOSE * max(len(one), len(other)):
        return False
    mine, yours = one.translate(WITHOUT_FREQUENT), other.translate(WITHOUT_FREQUENT)
    phrase = _phrase(mine, yours, OFTEN * texts, often)
    if not phrase:
        return False
    mine, yours = mine.replace(phrase, "", 1), yours.replace(phrase, "", 1)
    return 100 * common(mine, yours) < REST * max(len(mine), len(yours))


def _phrase(one: str, other: str, most: int, often: Often) -> str:
    """Return the longest run of words in both texts of which each two neighbours stand in more than so many texts."""
    longest = run = ""
    for first, second in pairwise(one):
        if run + second in other and first + second in other and often(gram(first + second)) > most:
            run = run + second if run else first + second
        else:
            run = first + second if first + second in other and often(gram(first + second)) > most else ""
        longest = max(longest, run, key=len)
    return longest
