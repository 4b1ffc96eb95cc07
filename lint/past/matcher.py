"""The one matcher: which findings of a report were there before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

import msgspec

from lint.finding import ArticleReport, Finding, Report, Status, summarise
from lint.past.likeness import alike
from lint.past.surroundings import Around, likeness
from lint.stamp import key_of, normalised

Named = tuple[str, Finding]
"""A finding with its article's path."""

_MOVED = 20
"""Code points of a quote from which the same words in another article are the same text, moved there."""

_MOST_TRIED = 200
"""So many equals of the past are looked at for one finding of today."""

_ORDINALS = 64
"""Of a quote that was cut, the past's number among equals is looked for up to here."""


class Noted(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A finding of the past: what is kept of it."""

    path: str
    rule: str
    key: str
    quote: str  # as the matching's `said` gives a finding's quote
    group: str = ""
    line: int = 0  # in the file that it was read from
    around: Around | None = None  # of a short quote; None: not known


class Matching:
    """Findings of today and of the past, paired from the strictest identity to the loosest.

    Each finding of the past accounts for one of today at the most. `said` gives a finding's quote in the words in
    which the past kept its own; from `cut` code points on it may be but the beginning. `around` gives what stands
    around a short one: in one article too, the same two words elsewhere are another finding.
    """

    def __init__(
        self,
        now: Iterable[Named],
        past: Iterable[Noted],
        said: Callable[[Finding], str],
        cut: int | None = None,
        moved: Mapping[str, str] | None = None,
        around: Callable[[str, Finding], Around | None] = lambda *_: None,
    ) -> None:
        self.left, self.past = list(now), list(past)
        self.pairs: list[tuple[Named, Noted]] = []
        self._said = said
        self._cut = cut
        self._around = {id(one): found for path, one in self.left if (found := around(path, one)) is not None}
        self._moved = dict(moved or {})  # a path of the past → its path today

    def more(self, past: Iterable[Noted]) -> None:
        """Add findings of the past, for what is still left."""
        self.past += past

    def within_articles(self) -> None:
        """Pair what is certain within an article: by key, by quote, or in a group that another rule tells now."""
        said = self._said
        if self._around:
            self._pair(
                lambda path, one: (path, one.rule, said(one), near) if (near := self._around.get(id(one))) else None,
                lambda one: (self._path(one), one.rule, one.quote, one.around) if one.around else None,
            )
        self._pair(
            lambda path, one: (path, one.key),
            lambda one: (self._path(one), one.key),
            self._is_near if self._around else lambda *_: True,
        )
        if not self.left or not self.past:
            return
        self._pair(  # its number among equals has changed
            lambda path, one: (path, one.rule, said(one)),
            lambda one: (self._path(one), one.rule, one.quote),
            self._is_same,
        )
        self._pair(
            lambda path, one: (path, one.family, said(one)) if one.group else None,
            lambda one: (self._path(one), one.rule.partition("/")[0], one.quote) if one.group else None,
            self._is_same,
        )

    def moved(self, vanished: Callable[[str], bool], known: Collection[str]) -> None:
        """Pair findings of articles that were renamed; `known` are paths that have findings of the past themselves.

        A vanished path's article is the one that has most of its keys, and at least half of them.
        """
        holders: dict[str, set[str]] = defaultdict(set)
        for path, finding in self.left:
            if path not in known:
                holders[finding.key].add(path)
        near = {noted.path for noted in self.past if noted.key in holders}
        gone = {path: [one for one in self.past if one.path == path] for path in sorted(near) if vanished(path)}
        if gone:
            self._moved |= _renamed(gone, holders)
            self.within_articles()

    def anywhere(self) -> None:
        """Pair by rule and quote, whatever article they stand in, where the quote is long enough to tell."""
        said = self._said
        self._pair(
            lambda _, one: (one.rule, said(one)) if len(said(one)) >= _MOVED else None,
            lambda one: (one.rule, one.quote) if len(one.quote) >= _MOVED else None,
        )

    def edited(self) -> None:
        """Pair quotes of one rule in one article that are alike, where each has but one like it; figures must agree."""
        if not self.left or not self.past:
            return
        now: dict[Hashable, list[Named]] = defaultdict(list)
        for path, finding in self.left:
            now[path, finding.rule].append((path, finding))
        past: dict[Hashable, list[Noted]] = defaultdict(list)
        for noted in self.past:
            if (self._path(noted), noted.rule) in now:
                past[self._path(noted), noted.rule].append(noted)
        found: dict[int, Noted] = {}
        for place, old in past.items():
            some = now[place]
            some_alike = alike([self._said(finding) for _, finding in some], [noted.quote for noted in old])
            pairs = ((some[one][1], old[other]) for one, other in some_alike)
            found |= {id(finding): noted for finding, noted in pairs if self._is_near(finding, noted)}
        self._take(found)

    def in_groups(self, groups: Collection[str]) -> None:
        """Pair what belongs to the same of these groups, whichever place it is."""
        self._pair(
            lambda _, one: one.group if one.group in groups else None,
            lambda one: one.group if one.group in groups else None,
        )

    def _path(self, noted: Noted) -> str:
        return self._moved.get(noted.path, noted.path)

    def _is_same(self, finding: Finding, noted: Noted) -> bool:
        """Say whether the whole quote is the same, which the key knows where quotes are cut."""
        if not self._is_near(finding, noted):
            return False
        if self._cut is None or len(noted.quote) < self._cut - 1:  # a space may have stood there
            return True
        quote = whole(finding)
        return any(key_of(noted.rule, quote, number) == noted.key for number in range(_ORDINALS))

    def _is_near(self, finding: Finding, noted: Noted) -> bool:
        """Say whether the same stands around both, or nobody knows what does."""
        now = self._around.get(id(finding))
        return now is None or noted.around is None or likeness(now, noted.around, noted.quote) > 0

    def _pair(
        self,
        of_now: Callable[[str, Finding], Hashable],
        of_past: Callable[[Noted], Hashable],
        is_same: Callable[[Finding, Noted], bool] = lambda *_: True,
    ) -> None:
        """Pair what has the same identity; None is none."""
        free: dict[Hashable, list[Noted]] = {}
        for noted in reversed(self.past):
            free.setdefault(of_past(noted), []).append(noted)
        free.pop(None, None)
        found: dict[int, Noted] = {}
        for path, finding in self.left:
            equals = free.get(of_now(path, finding), [])
            tried = reversed(range(max(len(equals) - _MOST_TRIED, 0), len(equals)))
            index = next((index for index in tried if is_same(finding, equals[index])), None)
            if index is not None:
                found[id(finding)] = equals.pop(index)
        self._take(found)

    def _take(self, found: Mapping[int, Noted]) -> None:
        if found:
            used = set(map(id, found.values()))
            self.pairs += [(one, found[id(one[1])]) for one in self.left if id(one[1]) in found]
            self.left = [one for one in self.left if id(one[1]) not in found]
            self.past = [noted for noted in self.past if id(noted) not in used]


def _renamed(gone: Mapping[str, Sequence[Noted]], holders: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the article of today for each vanished path that has one."""
    shared = Counter(
        (path, holder) for path, noted in gone.items() for one in noted for holder in holders.get(one.key, ())
    )
    taken: dict[str, str] = {}
    for (path, holder), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if path not in taken and holder not in taken.values() and count * 2 >= len(gone[path]):
            taken[path] = holder
    return taken


def named(report: Report) -> Iterator[Named]:
    """Yield all findings of a report with their articles' paths."""
    for article in report.articles:
        for finding in article.findings:
            yield article.path, finding


def whole(finding: Finding) -> str:
    """Return a finding's quote as its key knows it."""
    return normalised(finding.quote)


def with_findings(report: Report, changed: Iterable[tuple[ArticleReport, tuple[Finding, ...]]]) -> Report:
    """Return a report with these findings in its articles; status, groups and totals are those of its open ones."""
    incomplete = {incident.path for incident in report.incidents if incident.state == "failed"}
    articles = tuple(
        article
        if findings is article.findings
        else msgspec.structs.replace(article, findings=findings, status=_status(article, findings, incomplete))
        for article, findings in changed
    )
    return with_articles(report, articles)


def with_articles(report: Report, articles: tuple[ArticleReport, ...]) -> Report:
    """Return a report with these articles, the groups of their open findings, and their totals."""
    summary = summarise(articles, report.incidents, report.summary.corpus)
    open_ones = {finding.group for article in articles for finding in article.findings if finding.state == "open"}
    groups = tuple(group for group in report.groups if group.id in open_ones)
    return msgspec.structs.replace(report, articles=articles, groups=groups, summary=summary)


_STATE = attrgetter("state")


def _status(article: ArticleReport, findings: Iterable[Finding], incomplete: Collection[str]) -> Status:
    if article.status != "findings" or "open" in map(_STATE, findings):
        return article.status
    return "incomplete" if article.path in incomplete else "clean"
