"""Matches whose suggestion would make things worse are told without it."""

from __future__ import annotations

import pytest

from lint.check import Hit, Match, ProseFacts
from lint.checks.grammar import Grammar
from tests.test_grammar import NO_WORDS, asked_of


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("These were build by monks.", ""),
        ("The bells were put up and were wash later.", ""),
        ("We know were he lives.", "where"),
        ("Unlike the harbour were the pilots wait, it is calm.", "where"),
        ("Were do the pilots wait?", "Where"),
    ],
)
def test_were_is_where_only_before_a_subject(text: str, suggestion: str) -> None:
    at = text.lower().rindex("were")
    offered = ("Where", "We") if text[at].isupper() else ("where", "we")
    match = Match("WERE_VBB", "TYPOS", "", at, at + 4, "Did you mean where or we?", "", offered)
    (asked,) = asked_of(text)
    (hit,) = Grammar().judge(asked, ProseFacts((match,), "test"), NO_WORDS)
    assert isinstance(hit, Hit)
    assert hit.values["suggestion"] == suggestion
    assert (hit.fix is not None) is bool(suggestion)
    if suggestion:
        assert f"here “{suggestion}” is meant" in str(hit.values["advice"])
    else:
        assert hit.values["advice"] == "“Were” does not fit the next word: write “were built”, not “were build”."
