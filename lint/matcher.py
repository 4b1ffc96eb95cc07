"""The one matcher: which findings of a report were there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lint.finding import ArticleReport, Finding, Report, Status, summarise
from lint.stamp import normalised

Named = tuple[str, Finding]
"""A finding with its article's path."""

_IDENTITIES: tuple[Callable[[Named], tuple[str, ...]], ...] = (
    lambda one: (one[0], one[1].key),
    lambda one: (one[0], one[1].rule, normalised(one[1].quote)),  # its number among equals has changed
    lambda one: (
        one[1].rule,
        normalised(one[1].quote),
    ),  # its article was renamed, or it was moved to another
)
"""From the strictest to the loosest; each finding of the past accounts for one of today at the most."""


def named(report: Report) -> Iterator[Named]:
    """Yield all findings of a report with their articles' paths."""
    for article in report.articles:
        for finding in article.findings:
            yield article.path, finding


def known(now: Iterable[Named], before: Iterable[Named]) -> list[Named]:
    """Return those findings of today that were there before."""
    left, past, matched = list(now), list(before), []
    for identity in _IDENTITIES:
        free = Counter(identity(one) for one in past)
        still: list[Named] = []
        used: Counter[tuple[str, ...]] = Counter()
        for one in left:
            name = identity(one)
            if used[name] < free[name]:
                used[name] += 1
                matched.append(one)
            else:
                still.append(one)
        left = still
        past = list(_unused(past, used, identity))
    return matched


def _unused(
    past: Iterable[Named], used: Counter[tuple[str, ...]], identity: Callable[[Named], tuple[str, ...]]
) -> Iterator[Named]:
    for one in past:
        if used[identity(one)] > 0:
            used[identity(one)] -= 1
        else:
            yield one


def only_new(report: Report, before: Report) -> tuple[Report, int]:
    """Return a report without the findings that were there before, and how many those are."""
    incomplete = {incident.path for incident in report.incidents if incident.state == "failed"}
    old = {id(finding) for _, finding in known(named(report), named(before))}
    articles = []
    for article in report.articles:
        findings = tuple(finding for finding in article.findings if id(finding) not in old)
        status = _status(article, incomplete) if article.findings and not findings else article.status
        articles.append(msgspec.structs.replace(article, findings=findings, status=status))
    groups = {finding.group for article in articles for finding in article.findings}
    shown = tuple(group for group in report.groups if group.id in groups)
    summary = summarise(articles, report.incidents, report.summary.corpus)
    return msgspec.structs.replace(report, articles=tuple(articles), groups=shown, summary=summary), len(old)


def _status(article: ArticleReport, incomplete: set[str]) -> Status:
    return "incomplete" if article.path in incomplete else "clean"
