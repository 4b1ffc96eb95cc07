"""Matches of good rules that must not be told as they are."""

from __future__ import annotations

import re

import msgspec

from lint.check import Match

_ARTICLE = "EN_A_VS_AN"
_SOUNDED = re.compile(r"an\s+(?:8|11|18)\d*\w*\b", re.IGNORECASE)
_TWICE = "ENGLISH_WORD_REPEAT_RULE"
_SPLIT = frozenset(("COPYDESK_HYPHEN_THEN_SPACE", "EN_SPLIT_WORDS_HYPHEN"))
_WERE = "WERE_VBB"
_PLACE = re.compile(r"\s+(?:I|you|he|she|it|we|they|do|does|did|the|this|these|that|those|there)\b", re.IGNORECASE)
_OF_WORDS = frozenset(("COLLOCATIONS", "CONFUSED_WORDS", "GRAMMAR"))


def is_of_name(match: Match, text: str) -> bool:
    """Return whether a match takes a name for a word: "according to Said", Baden Baden.

    On CWEB's development sentences all six such matches were wrong.
    """
    marked = text[match.start : match.end]
    if match.rule == _TWICE:
        return marked.split()[-1:] != [] and marked.split()[-1][0].isupper()
    alone = match.category in _OF_WORDS and len(marked) > 1 and marked.isalpha() and marked.istitle()
    before = text[: match.start].rstrip()
    return alone and before != "" and (before[-1].isalnum() or before[-1] in ",;")


def is_sounded_number(match: Match, text: str) -> bool:
    """Return whether a match is about "an" before a number that begins with a vowel: "an 1860s mill"."""
    return match.rule == _ARTICLE and _SOUNDED.match(text, match.start) is not None


def told_with_care(match: Match, text: str) -> Match:
    """Return a match without a suggestion that would make things worse.

    Of a hyphen for a dash it would join what was meant to be parted; of "were build" it would make "where build".
    """
    if match.rule == _WERE and not _PLACE.match(text, match.end):
        return _without_suggestion(match, "“Were” does not fit the next word: write “were built”, not “were build”.")
    if match.rule in _SPLIT and text[match.start : match.end].rpartition("-")[2].lstrip()[:1].isupper():
        return _without_suggestion(match, "A dash with spaces around it, or a hyphen without any, is meant here.")
    return match


def _without_suggestion(match: Match, told: str) -> Match:
    return msgspec.structs.replace(match, message=told, replacements=())
