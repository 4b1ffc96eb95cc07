"""One module per check, and one explicit table of them. A check's module is imported when a rule names it."""

from __future__ import annotations

from importlib import import_module

from lint.check import Check

TABLE: dict[str, str] = {
    "claims": "lint.checks.claims:Claims",
    "embedded-pictures": "lint.checks.images:EmbeddedPictures",
    "fragile-host": "lint.checks.hosts:FragileHost",
    "grade": "lint.checks.grade:Grade",
    "grammar": "lint.checks.grammar:Grammar",
    "hard-sentence": "lint.checks.sentences:HardSentence",
    "long-paragraph": "lint.checks.sentences:LongParagraph",
    "long-sentence": "lint.checks.sentences:LongSentence",
    "missing-alt": "lint.checks.alt:MissingAlt",
    "mixed-spelling": "lint.checks.dialect:MixedSpelling",
    "pattern": "lint.checks.patterns:Pattern",
    "phrases": "lint.checks.patterns:Phrases",
    "pictures": "lint.checks.images:Pictures",
    "placeholder-alt": "lint.checks.alt:PlaceholderAlt",
    "repeats": "lint.checks.repeats:Repeats",
    "stet": "lint.checks.stets:Stets",
}
"""The name that rules use, and where the check stands."""


def load(name: str) -> type[Check]:
    """Return the check of a name; raise KeyError for one that the table does not have."""
    module, _, attribute = TABLE[name].partition(":")
    check: type[Check] = getattr(import_module(module), attribute)
    return check
