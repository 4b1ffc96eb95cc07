"""Which finding each decision is about: one that notes its article is about one finding there, and about no other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Mapping

from lint.finding import Finding, Report
from lint.stamp import normalised
from lint.stet.decisions import Decision, Decisions

_SHORT = 40
"""Code points of a quote below which the words around it are noted too: so few may stand anywhere."""

_REACH = 100
"""Code points of the words around that are noted on either side."""

_LOOKED_AT = 4 * _REACH  # white space and margins are no words
_BREAK = re.compile(r"[.!?…][\"'”’»)\]*_]*\s+|(?:\r\n|[\r\n])[ \t>]*(?:\r\n|[\r\n])")

_Place = tuple[str, int]
"""An article's path, and a finding's number in it."""

Placed = Mapping[str, Mapping[int, Decision]]
"""By path and number."""


class Corpus:
    """What is asked about the articles beside a report: whether there is one, and what it says, "" if unknown."""

    def __init__(self, has: Callable[[str], bool], text: Callable[[str], str]) -> None:
        self.has, self.text = has, text


def sentence(text: str, finding: Finding) -> str:
    """Return the sentence in which a short quote stands, cut where it is long; "" for a quote that tells itself.

    It is cut in the text as written, so that nothing needs parsing; a re-wrapped line changes nothing.
    """
    if len(normalised(finding.quote)) >= _SHORT:
        return ""
    start, end = finding.start.offset, finding.end.offset
    before = _BREAK.split(text[max(0, start - _LOOKED_AT) : start])[-1]
    after = text[end : end + _LOOKED_AT]
    # a quote may end with the mark that ends the sentence
    found = _BREAK.search(text[end - 1 : end] + after)
    if found:
        after = after[: max(0, found.end() - 1)]
    before, after = before.lstrip(), after.rstrip()
    left, right = normalised(f"{before}|"), normalised(f"|{after}")
    return normalised(f"{left[:-1][-_REACH:]}{finding.quote}{right[1:][:_REACH]}")


def placed(report: Report, decisions: Decisions, corpus: Corpus) -> Placed:
    """Return the decision about each finding that has one.

    A decision that notes its article holds there; if there is no such article any more, in the one article, of those
    looked at, that has the finding: it was renamed. Without an article, it holds wherever its key is found.
    """
    if not decisions:
        return {}
    found = _Findings(report, decisions, corpus.text)
    taken: dict[_Place, Decision] = {}
    ordered = [decisions[identity] for identity in sorted(decisions)]
    for one in ordered:
        if one.path and corpus.has(one.path):
            _take(taken, one, [place for place in found.of(one) if place[0] == one.path])
    for one in ordered:
        if one.path and not corpus.has(one.path):
            free = [place for place in found.of(one) if place not in taken]
            _take(taken, one, free if len({path for path, _ in free}) == 1 else [])
    for one in ordered:
        if not one.path:
            for place in found.of(one):
                taken.setdefault(place, one)
    by_path: dict[str, dict[int, Decision]] = defaultdict(dict)
    for (path, at), one in taken.items():
        by_path[path][at] = one
    return by_path


def earlier(
    known: Decisions, made: Decision, holds: tuple[str, str] | None, articles: Container[str]
) -> list[Decision]:
    """Return the decisions whose place a new one takes: those about the same finding.

    `holds`: key and article as noted by the decision that lets it stand now. It may have been another one of its kind
    then, or have stood in an article that is not among the `articles` any more.
    """
    return [one for one in known.values() if _is_earlier(one, made, holds, articles)]


def _is_earlier(one: Decision, made: Decision, holds: tuple[str, str] | None, articles: Container[str]) -> bool:
    if one.identity == made.identity:
        return True
    if not one.path or (one.rule, one.sentence) != (made.rule, made.sentence):
        return False
    return (one.key, one.path) == holds or (one.key == made.key and one.path not in articles)


def _take(taken: dict[_Place, Decision], one: Decision, places: list[_Place]) -> None:
    for place in places:
        if place not in taken:
            taken[place] = one
            return


class _Findings:
    """The findings of a report that decisions may be about."""

    def __init__(self, report: Report, decisions: Decisions, text: Callable[[str], str]) -> None:
        self._text = text
        self._all: dict[_Place, Finding] = {}
        self._by_key: dict[str, list[_Place]] = {one.key: [] for one in decisions.values()}
        self._by_words: dict[tuple[str, str], list[_Place]] = {
            _words(one): [] for one in decisions.values() if one.sentence
        }
        rules = {rule for rule, _ in self._by_words}
        for article in report.articles:
            for at, finding in enumerate(article.findings):
                self._note((article.path, at), finding, rules)

    def _note(self, place: _Place, finding: Finding, rules: set[str]) -> None:
        if finding.key in self._by_key:
            self._all[place] = finding
            self._by_key[finding.key].append(place)
        if finding.rule in rules:
            words = finding.rule, normalised(finding.quote)
            if words in self._by_words:
                self._all[place] = finding
                self._by_words[words].append(place)

    def of(self, one: Decision) -> list[_Place]:
        """Return the places that a decision fits, those with its own key first.

        A number among equals changes where the same words are put in before; the sentence does not.
        """
        if not one.sentence:
            return [place for place in self._by_key[one.key] if self._all[place].rule == one.rule]
        said = normalised(one.sentence)
        fitting = [place for place in self._by_words[_words(one)] if self._said(place) == said]
        return sorted(fitting, key=lambda place: self._all[place].key != one.key)

    def _said(self, place: _Place) -> str:
        return sentence(self._text(place[0]), self._all[place])


def _words(one: Decision) -> tuple[str, str]:
    return one.rule, normalised(one.quote)
