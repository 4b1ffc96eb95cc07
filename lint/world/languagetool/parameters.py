"""What the server is asked for: one fixed set, since each new combination costs it 0.8 s."""

from __future__ import annotations

from hashlib import blake2b

from lint.world.languagetool import jars

VARIANTS = ("en-US", "en-GB", "en-AU", "en-CA", "en-NZ", "en-ZA")
"""The languages that can be checked."""

CANARY = "This is a apple."
"""A sentence whose error is always found. It ends each request: an answer proves that all of it was read."""

CANARY_RULE = "EN_A_VS_AN"
CANARY_AT = CANARY.index(" a ") + 1

# Rules of these kinds are right so seldom that none of them is ever reported (see rules/grammar/tiers.tsv).
DISABLED_CATEGORIES = (
    "BRITISH_ENGLISH",
    "CREATIVE_WRITING",
    "MULTITOKEN_SPELLING",
    "NONSTANDARD_PHRASES",
    "PLAIN_ENGLISH",
    "REDUNDANCY",
    "REPETITIONS_STYLE",
    "TEXT_ANALYSIS",
    "WIKIPEDIA",
)
# The last one looks at the calendar, all others at neighbouring paragraphs: their answers would depend on the day,
# or on which paragraphs share a request.
DISABLED_RULES = (
    "COMMA_PARENTHESIS_WHITESPACE",
    "ENGLISH_WORD_REPEAT_BEGINNING_RULE",
    "EN_UNPAIRED_BRACKETS",
    "EN_UNPAIRED_QUOTES",
    "EN_WORD_COHERENCY",
    "EN_DATE_WEEKDAY_CURRENTYEAR",
)


def engine_name(version: str) -> str:
    """Return the engine's name as it stands with answers."""
    return f"LanguageTool {version}".strip()


def rule_set() -> str:
    """Return a short name of the parameters."""
    parts = (jars.VERSION, CANARY, *DISABLED_CATEGORIES, *DISABLED_RULES)
    return blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()
