"""What the world did not answer, as incidents: by article where only some of them are concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lint.check import Answer, Question, Unanswered
from lint.finding import Incident
from lint.world.door import Key, doubt, key_of


def incidents(answers: Mapping[Key, Answer], asked: Iterable[tuple[str, Question]]) -> Iterator[Incident]:
    """Yield an incident for each question without an answer; `asked` has paths in order, and is read if need be.

    Paragraphs of some articles only, such as those in a language that is not installed, are told with their article:
    of equal paragraphs, with the first. A reason that concerns all articles is told without.
    """
    reasons = {key: reason for key, answer in answers.items() if (reason := doubt(answer))}
    of_prose = {key for key in reasons if key[1].kind == "prose"}
    places = _places(of_prose, reasons, asked) if of_prose else {}
    for key, reason in reasons.items():
        yield Incident(reason.state, reason.what, reason.why, 1, places.get(key, ""))


def _places(
    lacking: set[Key], reasons: Mapping[Key, Unanswered], asked: Iterable[tuple[str, Question]]
) -> dict[Key, str]:
    """Return the first article of each paragraph whose reason does not concern all articles."""
    first: dict[Key, str] = {}
    concerned: dict[Unanswered, set[str]] = defaultdict(set)
    everywhere: set[str] = set()
    for path, question in asked:
        if question.kind == "prose":
            everywhere.add(path)
            key = key_of(path, question)
            if key in lacking:
                first.setdefault(key, path)
                concerned[reasons[key]].add(path)
    return {key: path for key, path in first.items() if concerned[reasons[key]] != everywhere}
