"""Whether an unknown word is a misspelt one: how it differs, and what other dictionaries and articles say of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from lint.check import Match, Vocabulary
from lint.grammar import slips
from lint.grammar.pronounced import is_pronounced

_FAR = 50
"""From so many articles with the right word to one with the wrong on, a word is a slip however many have it.

Of twelve slips, each put into a thousandth of 10,000 generated articles, eleven are rarer than that; how many articles
have the right word was assumed, not counted in real ones.
"""


def is_misspelt(text: str, match: Match, words: Vocabulary, common_in: int) -> bool:
    """Return whether an unknown word is to be reported; `common_in` articles make a word the corpus's own."""
    word = text[match.start : match.end]
    if not match.replacements or slips.is_part(text, match.start, match.end):
        return False
    small, suggestions = _small(word, match.replacements, slips.begins_sentence(text, match.start))
    kind = slips.kind_of(small, suggestions)
    if not kind or (kind not in ("slip", "joined") and is_pronounced(small)):  # it has some slips, but no other faults
        return False
    best = suggestions[0]
    known = words.articles_with((word, small, best))
    uses = max(known[word], known[small])
    is_name = known[word] > known[small]  # in capitals, where only the beginning of a sentence would ask for them
    if uses >= common_in and (is_name or kind == "letter" or _is_own(uses, known[best], words.count())):
        return False
    if known[best] >= common_in or kind == "joined":
        return True
    # A name differs from a word more often than a word from itself.
    return small == word and kind != "letter" and is_pronounced(best)


def _is_own(uses: int, right_uses: int, articles: int) -> bool:
    """Return whether a word that looks like a slip is the corpus's own, by how many articles use it and the right one.

    A slip that is made often is made of a word that is used far more often; and the more articles there are, the more
    of them make the same one.
    """
    return uses >= int(log2(max(articles, 1))) and min(right_uses, articles) < _FAR * uses


def _small(word: str, suggestions: Sequence[str], begins: bool) -> tuple[str, Sequence[str]]:
    """Return a word and its suggestions without the capitals that the beginning of a sentence gives them."""
    if not begins or not word[1:].islower():
        return word, suggestions
    return word.lower(), tuple(one.lower() for one in suggestions)
