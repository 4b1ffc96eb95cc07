"""Whether an unknown word is a misspelt one: how it differs, and what other dictionaries and articles say of it."""

from __future__ import annotations

from collections.abc import Sequence

from lint.check import Match, Vocabulary
from lint.grammar import slips
from lint.grammar.pronounced import is_pronounced


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
    if max(known.get(word, 0), known.get(small, 0)) >= common_in:
        return False
    if known.get(best, 0) >= common_in or kind == "joined":
        return True
    # A name differs from a word more often than a word from itself.
    return small == word and kind != "letter" and is_pronounced(best)


def _small(word: str, suggestions: Sequence[str], begins: bool) -> tuple[str, Sequence[str]]:
    """Return a word and its suggestions without the capitals that the beginning of a sentence gives them."""
    if not begins or not word[1:].islower():
        return word, suggestions
    return word.lower(), tuple(one.lower() for one in suggestions)
