"""The engine's names for languages, and what it is worth telling in those whose rules nobody has measured."""

from __future__ import annotations

from lint.check import Match

# The engine's name where no region is given or none that it knows, and the regions that it knows.
_KNOWN = {
    "en": ("en-US", frozenset(("US", "GB", "AU", "CA", "NZ", "ZA"))),
    "de": ("de-DE", frozenset(("DE", "AT", "CH"))),
    "fr": ("fr", frozenset(("BE", "CA", "CH"))),
}
# These kinds of rules are about what is wrong in every text, not about taste.
_OF_GRAMMAR = {
    "de": frozenset(
        ("CASING", "COMPOUNDING", "CONFUSED_WORDS", "GRAMMAR", "HILFESTELLUNG_KOMMASETZUNG", "IDIOMS", "SEMANTICS")
    ),
    "fr": frozenset(("AGREEMENT", "CAT_ELISION", "CAT_GRAMMAIRE", "CAT_HOMONYMES_PARONYMES")),
}
_REPEATED = frozenset(("GERMAN_WORD_REPEAT_RULE", "FRENCH_WORD_REPEAT_RULE"))


def engine_language(tag: str) -> str:
    """Return the engine's name for a language tag such as "en", "de_AT" or "fr-FR"; a tag it does not know as it is."""
    tag = tag.strip().replace("_", "-")
    main, *rest = tag.split("-")
    if main.lower() not in _KNOWN:
        return tag
    usual, regions = _KNOWN[main.lower()]
    named = (part.upper() for part in rest)
    return next((f"{main.lower()}-{region}" for region in named if region in regions), usual)


def unmeasured_tier(match: Match, language: str) -> str:
    """Return "info" for a match that is about grammar, else "".

    The tiers of rules/grammar/tiers.tsv were measured on English; nothing louder has been earned in other languages.
    """
    about_grammar = match.category in _OF_GRAMMAR.get(language[:2], ()) or match.rule in _REPEATED
    return "info" if about_grammar else ""
