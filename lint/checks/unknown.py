"""All words that the engine's dictionary lacks, whether they are slips or not: for `copydesk dictionary unknown`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from lint.check import Answer, Asked, Hit, Match, ProseFacts, Question, Value, Vocabulary
from lint.checks.grammar import Grammar
from lint.grammar.dialects import spellings
from lint.grammar.told import foreign_stretches, is_unknown_word, touches_atom
from lint.text import Prose, Span


class UnknownWords(Grammar, frozen=True):
    """Asks what the check `grammar` asks, so that each knows the other's answers.

    Verdict: unknown. Values: word, suggestion ("" if the engine has none), from and to (between which marks of markup
    the word stands, in the source).
    """

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterable[Hit | Question]:
        """Yield each unknown word, but for the other side's spellings, of which `grammar/mixed-spelling` tells.

        Sentences in another language, in which most words are unknown, are left out.
        """
        prose = asked.prose
        if not isinstance(answer, ProseFacts) or prose is None:
            return
        foreign = foreign_stretches(prose.text, answer.matches)
        for match in answer.matches:
            passed = match.start >= match.end or any(one.start <= match.start < one.end for one in foreign)
            if not is_unknown_word(match) or passed or touches_atom(prose, match):
                continue
            if prose.text[match.start : match.end].lower() not in spellings():
                yield _hit(prose, match)


def _hit(prose: Prose, match: Match) -> Hit:
    span, stretch = prose.source(match.start, match.end), _between_marks(prose, match)
    word = prose.text[match.start : match.end]
    suggestion = match.replacements[0] if match.replacements else ""
    values: dict[str, Value] = {"word": word, "suggestion": suggestion, "from": stretch.start, "to": stretch.end}
    return Hit(span.start, span.end, values, verdict="unknown")


def _between_marks(prose: Prose, match: Match) -> Span:
    """Return the stretch of the source around a match in which nothing stands that is not read."""
    first, last = (bisect_right(prose.starts, at) - 1 for at in (match.start, match.end - 1))
    while first and prose.sources[first - 1] + prose.lengths[first - 1] == prose.sources[first]:
        first -= 1
    while last + 1 < len(prose.starts) and prose.sources[last] + prose.lengths[last] == prose.sources[last + 1]:
        last += 1
    return Span(prose.sources[first], prose.sources[last] + prose.lengths[last])
