"""What of a report is new: the findings of two reports held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from lint.finding import Finding, Report
from lint.past.matcher import Matching, Named, Noted, named, whole, with_findings
from lint.past.surroundings import Around, with_neighbours
from lint.stamp import normalised


class Past(msgspec.Struct, frozen=True):
    """What is known of the articles between two reports.

    `renamed` leads from former paths to those of today, `vanished` are former ones that no article has now, and `said`
    gives what an article said then, "" if it was not there; `is_written_anew` says whether an article of today is new
    for the most part. `unasked` are families of rules that could not look at all of what was said then. `around_now`
    and `around_then` give what stands around a short finding.
    """

    renamed: Mapping[str, str] = {}
    vanished: Collection[str] | None = None  # None: where nothing is found any more
    said: Callable[[str], str] | None = None
    is_written_anew: Callable[[str], bool] = lambda _: False
    unasked: Collection[str] = ()
    around_now: Callable[[str, Finding], Around | None] = lambda *_: None
    around_then: Callable[[str, Finding], Around | None] = lambda *_: None


NOTHING_MOVED = Past()


def known(
    now: Iterable[Named], before: Iterable[Named], past: Past = NOTHING_MOVED, twins: Collection[str] = ()
) -> list[Named]:
    """Return those findings of today that were there before.

    `twins`: the groups of articles that are the same as a whole, in which no place is the one that was added.
    """
    today = list(now)
    noted = [
        Noted(path, one.rule, one.key, whole(one), one.group or "", around=past.around_then(path, one))
        for path, one in before
    ]
    matching = Matching(today, noted, whole, moved=past.renamed, around=past.around_now)
    matching.within_articles()
    there = {path for path, _ in today}
    matching.moved(
        lambda path: path not in there if past.vanished is None else path in past.vanished and path not in past.renamed,
        {past.renamed.get(one.path, one.path) for one in noted},
    )
    matching.anywhere()  # it was moved to another article
    matching.edited()
    pairs = [one for one, _ in matching.pairs]
    if past.said is None:
        return pairs
    placed = [one for one in matching.left if one[1].group and one[1].group not in twins]
    doubtful = [one for one in matching.left if _family(one[1]) in past.unasked]
    said = past.said
    return [*pairs, *_said_before(placed, pairs, said), *_said_before(doubtful, pairs, said, past.around_now)]


def _family(finding: Finding) -> str:
    return finding.rule.partition("/")[0]


def _said_before(
    left: Iterable[Named],
    pairs: Iterable[Named],
    said: Callable[[str], str],
    around: Callable[[str, Finding], Around | None] = lambda *_: None,
) -> Iterator[Named]:
    """Yield findings at words that stood there before, short ones with the words next to them.

    Of repeats, what is new is the other place, which was added; of what nobody looked at then, it is not known.
    """
    used = Counter((path, _family(one), whole(one)) for path, one in pairs)
    texts: dict[str, str] = {}
    for path, finding in left:
        if path not in texts:
            texts[path] = normalised(said(path))
        same = path, _family(finding), whole(finding)
        if used[same] < texts[path].count(with_neighbours(whole(finding), around(path, finding))):
            used[same] += 1
            yield path, finding


def only_new(report: Report, before: Report, past: Past = NOTHING_MOVED) -> tuple[Report, int]:
    """Return a report without the findings that were there before, and how many those are."""
    old: set[int] = set()
    twins = {group.id: {one.path for one in group.members} for group in report.groups if group.verdict == "article"}
    for stands in (False, True):  # where a stet was taken out, what it let stand is new
        now, then = (list(_of_state(one, stands)) for one in (report, before))
        old.update(id(finding) for _, finding in known(now, then, past, twins))
        left = [one for one in now if id(one[1]) not in old]
        old.update(id(one[1]) for one in left if _is_twin_of_new(*one, twins, past))
    articles = [
        (article, tuple(finding for finding in article.findings if id(finding) not in old))
        for article in report.articles
    ]
    return with_findings(report, articles), len(old)


def _is_twin_of_new(path: str, finding: Finding, twins: Mapping[str, Collection[str]], past: Past) -> bool:
    """Say whether an article is what it was, and has a twin now that is written anew."""
    others = sorted(set(twins.get(finding.group or "", ())) - {path})
    return bool(others) and not past.is_written_anew(path) and any(map(past.is_written_anew, others))


def _of_state(report: Report, stands: bool) -> Iterator[Named]:
    return (one for one in named(report) if (one[1].state == "stetted") is stands)
