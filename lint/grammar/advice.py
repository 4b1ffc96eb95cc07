"""What to tell an editor about a match: in our words where there are some, else in the engine's, made short."""

from __future__ import annotations

import re
from functools import cache

from lint.check import Match
from lint.grammar import tables
from lint.grammar.lines import clipped, named, one_line
from lint.grammar.ownrules import HOUSE

_PLACEHOLDER = re.compile(r"\{(quote|suggestion)\}")


def advice(match: Match, quote: str, *, shown: bool) -> str:
    """Return one line about a match of the words `quote`; it names the suggestion where no correction is `shown`."""
    suggestion = one_line(match.replacements[0]) if match.replacements else ""
    told = _told(match, one_line(quote), suggestion)
    if suggestion and not shown and named(suggestion) not in told:
        told = f"{told} Write “{named(suggestion)}”."
    return told


def _told(match: Match, quote: str, suggestion: str) -> str:
    if match.rule.startswith(HOUSE):  # in an editor's words already
        return clipped(one_line(match.message)) or _plain(quote, suggestion)
    return _filled(_of_rule(match.rule), quote, suggestion) or _derived(match, quote, suggestion)


def _derived(match: Match, quote: str, suggestion: str) -> str:
    """Return what the change itself tells, or the kind of rule, or the engine."""
    from lint.grammar.differences import difference  # here: both compile what many runs never need
    from lint.grammar.wording import shortened

    return (
        difference(quote, suggestion)
        or _filled(_messages().get(match.category, ""), quote, suggestion)
        or shortened(match.message, quote)
        or _plain(quote, suggestion)
    )


def _plain(quote: str, suggestion: str) -> str:
    """Return what can be said of any match."""
    what = f"“{named(quote)}” does not fit here" if quote else "Something is wrong here"
    return f"{what}; write “{named(suggestion)}”." if suggestion else f"{what}."


def _filled(message: str, quote: str, suggestion: str) -> str:
    """Return a message with its words put in; "" if it names what there is not."""
    words = {"quote": named(quote), "suggestion": named(suggestion)}
    if any(not words[name] for name in _PLACEHOLDER.findall(message)):
        return ""
    return clipped(_PLACEHOLDER.sub(lambda found: words[found[1]], message))


@cache
def _of_rule(rule: str) -> str:
    """Return our words for a rule, or for the rules whose names begin alike; "" if there are none."""
    messages = _messages()
    found = messages.get(rule)
    if found is None:
        found = next((text for name, text in messages.items() if name[-1] == "*" and rule.startswith(name[:-1])), "")
    return found


@cache
def _messages() -> dict[str, str]:
    """Return the table of messages by rule, beginning of rules, or category."""
    return dict(tables.rows("messages.tsv"))
