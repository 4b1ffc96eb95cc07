"""All words that the engine's dictionary lacks, whether they are slips or not: for `copydesk dictionary unknown`."""

from __future__ import annotations

from collections.abc import Iterable

from lint.check import Answer, Asked, Hit, ProseFacts, Question, Vocabulary
from lint.checks.grammar import Grammar
from lint.grammar.told import foreign_stretches, is_unknown_word, touches_atom


class UnknownWords(Grammar, frozen=True):
    """Asks what the check `grammar` asks, so that each knows the other's answers.

    Verdict: unknown. Values: word, suggestion ("" if the engine has none).
    """

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterable[Hit | Question]:
        """Yield each unknown word, but for sentences in another language, in which most words are."""
        prose = asked.prose
        if not isinstance(answer, ProseFacts) or prose is None:
            return
        foreign = foreign_stretches(prose.text, answer.matches)
        for match in answer.matches:
            passed = match.start >= match.end or any(one.start <= match.start < one.end for one in foreign)
            if is_unknown_word(match) and not passed and not touches_atom(prose, match):
                span = prose.source(match.start, match.end)
                word = prose.text[match.start : match.end]
                suggestion = match.replacements[0] if match.replacements else ""
                yield Hit(span.start, span.end, {"word": word, "suggestion": suggestion}, verdict="unknown")
