"""Finding, Incident, Group, Report: all that a reporter needs, in the shape of the JSON report, schema 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from lint.check import SEVERITIES as SEVERITIES
from lint.check import Severity as Severity

SCHEMA = 1


class Point(msgspec.Struct, frozen=True, gc=False):
    """A place in an article: code points from 0; line and column from 1."""

    offset: int
    line: int
    column: int


class Related(msgspec.Struct, frozen=True, gc=False):
    """Another place that belongs to a finding, in this or another article."""

    path: str
    start: Point
    end: Point
    quote: str


class Correction(msgspec.Struct, frozen=True, gc=False):
    """What may be put in the place of a finding's quote."""

    replacement: str
    safe: bool


class StetNote(msgspec.Struct, frozen=True, gc=False):
    """Why a finding was let stand, by whom and until when."""

    reason: str
    by: str = ""
    until: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A hit stamped by its rule."""

    rule: str
    detail: str
    severity: Severity
    message: str
    why: str
    quote: str  # the source text from start to end
    start: Point
    end: Point
    key: str  # identity without path, line or column: rule, quote, ordinal among equals in its article
    confidence: float | None = None
    group: str | None = None
    related: tuple[Related, ...] = ()
    fix: Correction | None = None
    values: dict[str, Any] = {}
    also: tuple[str, ...] = ()  # rules that found much the same stretch and gave way
    state: Literal["open", "stetted", "baselined"] = "open"
    stet: StetNote | None = None

    @property
    def family(self) -> str:
        """Return the first part of the rule's id."""
        return self.rule.partition("/")[0]


class Incident(msgspec.Struct, frozen=True, gc=False, order=True):
    """Something that could not be looked at. Never a finding, never silence."""

    state: Literal["failed", "skipped"]
    what: str
    why: str
    count: int = 1
    path: str = ""


Status = Literal["clean", "findings", "incomplete", "unread"]


class ArticleReport(msgspec.Struct, frozen=True, gc=False):
    """One article's part of the report.

    `status`: clean means that all of it was checked and nothing found; incomplete, that nothing was found but not all
    could be checked.
    """

    path: str
    status: Status
    sha256: str
    metrics: dict[str, float | int]
    findings: tuple[Finding, ...]


class Slot(msgspec.Struct, frozen=True, gc=False):
    """A part of a template that differs between its members: each value with the number of its places."""

    name: str
    values: tuple[tuple[str, int], ...]


class Difference(msgspec.Struct, frozen=True, gc=False):
    """Words in which a place differs from its group's text, both without markup.

    `start` and `end` are code points of the place's quote, and the same where it leaves words out.
    """

    start: int
    end: int
    words: str  # "" where it leaves words out
    instead_of: str  # the name of a slot as ⟨A⟩; "" where words are put in


class Twin(msgspec.Struct, frozen=True, gc=False):
    """How one of several articles that say mostly the same compares with the one that most of them are like."""

    shared: int  # percent of its sentences that stand in another article of the group too
    to: str  # the article that it is compared with; "" for that one itself
    here: tuple[Related, ...]  # the first sentences that only this one has
    there: tuple[Related, ...]  # the first that only the other one has
    only_here: int  # how many there are in all
    only_there: int


class Member(msgspec.Struct, frozen=True, gc=False):
    """One place of a group; `differing` is empty where it has the words of the group's text.

    `part`: of a passage it has a part only, without the beginning or the end. `twin`: of an article that is the same
    as others for the most part, how it compares with them.
    """

    path: str
    start: Point
    end: Point
    quote: str
    key: str = ""  # of the member's text, by which the group is recognised again
    differing: tuple[Difference, ...] = ()
    part: bool = False
    twin: Twin | None = None


class Group(msgspec.Struct, frozen=True, gc=False):
    """Places across the corpus that say the same. `words` is what its repeats add up to beyond the first.

    `text` is what its members are compared with, without markup: the template, else the words that name the group, or
    those of most members. It is empty where articles are the same for the most part.
    """

    id: str
    rule: str
    articles: int
    places: int
    words: int
    template: str = ""
    slots: tuple[Slot, ...] = ()
    members: tuple[Member, ...] = ()
    verdict: str = ""  # of the check: sentence, near, template, phrase, passage, article or within
    text: str = ""


class LinkReport(msgspec.Struct, frozen=True, gc=False):
    """What is known of one address. `asked` says whether this run has an answer, its own or one still fresh."""

    url: str
    verdict: str
    status: int
    asked: bool
    places: tuple[Related, ...]


class AddedStet(msgspec.Struct, frozen=True, gc=False):
    """A stet that the change under review adds, or that lets more stand than it did."""

    path: str  # the article; the file of decisions for one that notes no article, about no finding of this report
    start: Point | None  # None of a decision about no finding of this report
    rules: str
    quote: str
    reason: str
    by: str
    until: str
    key: str  # of a decision
    state: str  # stands, idle, expired, or unsure: not all that it names was looked for
    findings: int  # how many it lets stand


class Summary(msgspec.Struct, frozen=True):
    """The totals of a run."""

    articles: int  # selected for this report
    clean: int
    corpus: int  # all that were compared
    findings: dict[str, int]  # open ones by severity
    rules: dict[str, int]  # open ones by rule
    incidents: dict[str, int]  # "failed" and "skipped", by count
    words: int


class Report(msgspec.Struct, frozen=True):
    """A whole run. No time, duration, host name or absolute path stands in it."""

    schema: int
    tool: str
    settings_hash: str
    articles: tuple[ArticleReport, ...]
    groups: tuple[Group, ...]
    links: tuple[LinkReport, ...]
    incidents: tuple[Incident, ...]
    summary: Summary
    stets: tuple[AddedStet, ...] = ()  # of --new-from; a report without any says nothing of them


def summarise(articles: Sequence[ArticleReport], incidents: Iterable[Incident], corpus: int) -> Summary:
    """Return the totals of articles and incidents; `corpus` is how many articles were compared."""
    found = [finding for article in articles for finding in article.findings if finding.state == "open"]
    severities = Counter(finding.severity for finding in found)
    states: Counter[str] = Counter()
    for incident in incidents:
        states[incident.state] += incident.count
    return Summary(
        articles=len(articles),
        clean=sum(article.status == "clean" for article in articles),
        corpus=corpus,
        findings={severity: severities[severity] for severity in SEVERITIES},
        rules=dict(sorted(Counter(finding.rule for finding in found).items())),
        incidents={state: states[state] for state in ("failed", "skipped")},
        words=sum(int(article.metrics.get("words", 0)) for article in articles),
    )
