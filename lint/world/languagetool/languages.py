"""What is asked of the engine in each language, and how it proves that it reads it."""

from __future__ import annotations

import msgspec


class Language(msgspec.Struct, frozen=True):
    """A language: its name, the engine's names for its kinds, the first one the usual; and what is left out.

    The canary is a sentence whose error is always found: by which rule, and at which words.
    """

    name: str
    variants: tuple[str, ...]
    canary: str
    rule: str
    words: str
    disabled_categories: tuple[str, ...]
    disabled_rules: tuple[str, ...]


# Of English, rules of these kinds are right so seldom that none of them is ever reported (see
# rules/grammar/tiers.tsv). Of the disabled rules the last one looks at the calendar, all others at neighbouring
# paragraphs: their answers would depend on the day, or on which paragraphs share a request.
ENGLISH = Language(
    name="English",
    variants=("en-US", "en-GB", "en-AU", "en-CA", "en-NZ", "en-ZA"),
    canary="This is a apple.",
    rule="EN_A_VS_AN",
    words="a apple",
    disabled_categories=(
        "BRITISH_ENGLISH",
        "CREATIVE_WRITING",
        "MULTITOKEN_SPELLING",
        "NONSTANDARD_PHRASES",
        "PLAIN_ENGLISH",
        "REDUNDANCY",
        "REPETITIONS_STYLE",
        "TEXT_ANALYSIS",
        "WIKIPEDIA",
    ),
    disabled_rules=(
        "COMMA_PARENTHESIS_WHITESPACE",
        "ENGLISH_WORD_REPEAT_BEGINNING_RULE",
        "EN_UNPAIRED_BRACKETS",
        "EN_UNPAIRED_QUOTES",
        "EN_WORD_COHERENCY",
        "EN_DATE_WEEKDAY_CURRENTYEAR",
    ),
)

# Nobody has measured how often German or French rules are right. What is left out is style, typography and spelling,
# and here, too, what looks at the calendar or at neighbouring paragraphs.
GERMAN = Language(
    name="German",
    variants=("de-DE", "de-AT", "de-CH"),
    canary="Das ist eine Haus.",
    rule="DE_AGREEMENT",
    words="eine Haus",
    disabled_categories=(
        "COLLOQUIALISMS",
        "CORRESPONDENCE",
        "EMPFOHLENE_RECHTSCHREIBUNG",
        "MULTITOKEN_SPELLING",
        "REPETITIONS_STYLE",
        "STYLE",
        "TYPOGRAPHY",
    ),
    disabled_rules=(
        "AUSTRIAN_GERMAN_SPELLER_RULE",
        "DE_DATE_WEEKDAY_CURRENTYEAR",
        "DE_DU_UPPER_LOWER",
        "GERMAN_SPELLER_RULE",
        "SWISS_GERMAN_SPELLER_RULE",
        "UPPERCASE_SENTENCE_START",
    ),
)

FRENCH = Language(
    name="French",
    variants=("fr", "fr-BE", "fr-CA", "fr-CH"),
    canary="Les enfant jouent.",
    rule="D_N",
    words="Les enfant",
    disabled_categories=(
        "CAT_MARQUES_DE_COMMERCE",
        "CAT_PLEONASMES",
        "CAT_REGIONALISMES",
        "CAT_TOURS_CRITIQUES",
        "CAT_TYPOGRAPHIE",
        "MULTITOKEN_SPELLING",
        "PUNCTUATION",
        "REPETITIONS_STYLE",
        "STYLE",
        "TYPOGRAPHY",
    ),
    disabled_rules=("FR_SPELLING_RULE", "UPPERCASE_SENTENCE_START"),
)

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}


def language_of(variant: str) -> Language | None:
    """Return the language of which a variant, such as "de-AT", is a kind; none if nothing is known of it."""
    found = LANGUAGES.get(variant.partition("-")[0])
    return found if found and variant in found.variants else None
