"""An engine's message made short and plain: one sentence, one line, no hedging, no terms of grammar."""

from __future__ import annotations

import re

from lint.grammar.lines import clipped, named, one_line

_MARKED = re.compile(r"<suggestion>(.*?)</suggestion>")
_TAG = re.compile(r"</?suggestion>")
_QUOTED = re.compile(r"(?<!\w)(?:['‘](?=\S)([^'‘’]*?)(?<=\S)['’](?!\w)|\"([^\"]*)\")")
_ASIDE = re.compile(r"\s*\([^()]{30,}\)")
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[\"“‘'(A-Z])")
_MEANT = re.compile(r"^(?:.*?\b)?Did you (?:actually |maybe |just |really )*mean:? (?:simply )?(?P<what>.+)\?$")
_INSTEAD = re.compile(r"[,.]? (?:instead of|or (?:is|are|did|do|maybe|should)) .*$")
_NO_HELP = re.compile(
    r"^(?:Please (?:check|verify)|Possib(?:le|ly)|Probabl[ey]|Check (?:that|whether)|Make sure|Double-check|TBD"
    r"|Typo detected|Did you|Or (?:did|maybe)|A (?:possible|probable)|There (?:seems|may|might)"
    r"|The word “[^”]*” is (?:not )?an? (?:archaic )?(?:verb|noun)|Therefore|You probably should|.*LanguageTool)\b"
)
_OPENINGS = (
    (re.compile(r"^It (?:seems|appears|looks)(?: like| as if)?(?: that)? "), ""),
    (re.compile(r"^You should probably (?:use|write):? "), "Write "),
    (re.compile(r"^(?:Consider|Try) using |^You probably meant:? "), "Write "),
    (re.compile(r"^Consider adding "), "Add "),
    (re.compile(r"^Consider removing "), "Leave out "),
    (re.compile(r"^There appears? to be "), "There is "),
)
# Words of grammarians: a sentence with one of them explains nothing to most editors.
_TERMS = re.compile(
    r"\b(?:(?:non-)?(?:third|second|first)-person|base form|infinitive|gerund|participle|auxiliary|modal|determiner"
    r"|(?:un)?countable|mass noun|quantifier|subjunctive|adverb|adverbial|adjectiv\w*|pronoun|inflect\w*|collocation"
    r"|preposition|negation|predicate|conjunctive|clause|agreement|possessive|superlative|modifier|stative|partitive"
    r"|proper noun|imperative|intensifier|phrasal|object|numeral|(?:progressive|continuous) form)s?\b",
    re.IGNORECASE,
)


def shortened(message: str, quote: str) -> str:
    """Return the first sentence of an engine's message that tells an editor something; "" if none does."""
    text = _QUOTED.sub(r"“\1\2”", _TAG.sub("", _MARKED.sub(r"“\1”", one_line(message))))
    for sentence in _SENTENCE.split(_ASIDE.sub("", text)):
        told = _said(sentence.strip(), quote)
        if any(map(str.isalpha, told)) and not _TERMS.search(told):
            return clipped(told)
    return ""


def _said(sentence: str, quote: str) -> str:
    """Return a sentence as a plain statement; "" if it only asks, hedges or sends one away to check."""
    for opening, plain in _OPENINGS:
        sentence = opening.sub(plain, sentence)
    meant = _MEANT.match(sentence)
    if meant and quote and meant["what"].startswith(("“", "the ")):
        return f"“{named(quote)}” is probably meant to be {_INSTEAD.sub('', meant['what'])}."
    if _NO_HELP.match(sentence) or sentence.endswith("?"):
        return ""
    told = sentence[:1].upper() + sentence[1:]
    return told if told.endswith((".", "!", "…", ".”")) else f"{told.rstrip(',;: ')}."
