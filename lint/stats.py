"""What a report comes to: by rule, family and folder. Its totals are those of the report's own summary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from posixpath import commonpath

import msgspec

from lint.finding import SEVERITIES, Report
from lint.past.matcher import Named, named

Naming = Callable[[str, str], str]
"""Given an article's path and a rule, the name under which a finding is counted."""


class Tally(msgspec.Struct, frozen=True):
    """How many findings there are under one name, in how many articles, and in how many words."""

    name: str
    articles: int  # a rule's or family's: in which it found something; a folder's and the total: all
    words: int
    findings: int  # open ones, as `copydesk check` counts them
    severities: dict[str, int]
    per_1000_words: float
    stetted: int
    baselined: int
    new: int | None = None  # since the commit asked for; None if none was
    fixed: int | None = None


class Stats(msgspec.Struct, frozen=True):
    """What a report comes to; those with the most findings stand first."""

    total: Tally
    rules: tuple[Tally, ...]
    families: tuple[Tally, ...]
    folders: tuple[Tally, ...]
    not_checked: dict[str, int]
    since: str = ""  # the commit that `new` and `fixed` are counted from


class Since(msgspec.Struct, frozen=True):
    """What came and what went since a commit: open findings, each with its article's path."""

    commit: str
    new: tuple[Named, ...]
    fixed: tuple[Named, ...]


def stats(report: Report, since: Since | None = None) -> Stats:
    """Return what a report comes to, and what of it is new."""
    moved = (*since.new, *since.fixed) if since else ()
    folder = _folders({*(article.path for article in report.articles), *(path for path, _ in moved)})
    counts = _Counts(report, since)
    return Stats(
        total=counts.total(),
        rules=counts.by(lambda _, rule: rule),
        families=counts.by(lambda _, rule: rule.partition("/")[0]),
        folders=counts.by_folder(lambda path, _: folder[path]),
        not_checked=dict(report.summary.incidents),
        since=since.commit if since else "",
    )


def per_thousand(findings: int, words: int) -> float:
    """Return how many findings there are in 1,000 words, to two decimals."""
    return round(findings * 1000 / words, 2) if words else 0.0


class _Counts:
    """The findings of a report, counted under whichever names."""

    def __init__(self, report: Report, since: Since | None) -> None:
        self._report, self._since = report, since
        self._words = report.summary.words

    def total(self) -> Tally:
        """Return the totals; findings, articles and words are those that the report tells."""
        summary = self._report.summary
        counted = self._tally("", list(named(self._report)), summary.articles, summary.words, lambda *_: "")
        found = sum(summary.findings.values())
        return msgspec.structs.replace(
            counted,
            findings=found,
            severities=dict(summary.findings),
            per_1000_words=per_thousand(found, summary.words),
        )

    def by(self, name: Naming) -> tuple[Tally, ...]:
        """Return one tally for each name of findings."""
        groups: defaultdict[str, list[Named]] = defaultdict(list)
        for path, finding in named(self._report):
            groups[name(path, finding.rule)].append((path, finding))
        for path, finding in self._since.fixed if self._since else ():
            groups.setdefault(name(path, finding.rule), [])
        return _ranked(
            self._tally(one, found, len({path for path, of in found if of.state == "open"}), self._words, name)
            for one, found in groups.items()
        )

    def by_folder(self, name: Naming) -> tuple[Tally, ...]:
        """Return one tally for each folder, its articles and words all counted."""
        articles: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for article in self._report.articles:
            folder = name(article.path, "")
            articles[folder] += 1
            words[folder] += int(article.metrics.get("words", 0))
        known = {one.name: one for one in self.by(name)}
        empty = (self._tally(folder, [], 0, 0, name) for folder in articles.keys() - known.keys())
        return _ranked(
            msgspec.structs.replace(
                one,
                articles=articles[one.name],
                words=words[one.name],
                per_1000_words=per_thousand(one.findings, words[one.name]),
            )
            for one in (*known.values(), *empty)
        )

    def _tally(self, name: str, found: list[Named], articles: int, words: int, of: Naming) -> Tally:
        states = Counter(finding.state for _, finding in found)
        heavy = Counter(finding.severity for _, finding in found if finding.state == "open")
        new, fixed = (
            sum(of(path, finding.rule) == name for path, finding in some) if self._since else None
            for some in (self._since.new if self._since else (), self._since.fixed if self._since else ())
        )
        return Tally(
            name=name,
            articles=articles,
            words=words,
            findings=states["open"],
            severities={severity: heavy[severity] for severity in SEVERITIES},
            per_1000_words=per_thousand(states["open"], words),
            stetted=states["stetted"],
            baselined=states["baselined"],
            new=new,
            fixed=fixed,
        )


def _ranked(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=lambda one: (-one.findings, one.name)))


def _folders(paths: Iterable[str]) -> dict[str, str]:
    """Return each article's folder: one level below the folder that all of them share, or that folder itself."""
    parents = {path: PurePosixPath(path).parent for path in paths}
    shared = PurePosixPath(commonpath(parents.values())) if parents else PurePosixPath()
    depth = len(shared.parts) + 1
    return {path: PurePosixPath(*parent.parts[:depth]).as_posix() for path, parent in parents.items()}
