"""What the index of a report shows: how the corpus stands, what was not checked, where to start."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from lint.finding import ArticleReport, Incident, Report, Severity
from lint.reporters import words


class Line(msgspec.Struct, frozen=True):
    """An article in the list of all, with the name of its page."""

    article: ArticleReport
    title: str
    page: str

    @property
    def counts(self) -> Counter[Severity]:
        """Return its open findings by severity."""
        return words.by_severity(words.open_findings(self.article))


class Entry(msgspec.Struct, frozen=True):
    """A line as the template shows it."""

    title: str
    path: str
    page: str
    must: int
    should: int
    consider: int
    unread: bool

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Return what brings those to the top that need an editor most."""
        return (-self.must, -self.unread, -self.should, -self.consider, self.path)


class Card(msgspec.Struct, frozen=True):
    """One family's findings in numbers."""

    family: str
    name: str
    total: int
    share: str  # "in 12 of 40 articles"
    duties: str


def overview(report: Report, lines: list[Line]) -> dict[str, Any]:
    """Return what the template of the index shows."""
    incidents = words.over_articles(report.incidents)
    return {
        "verdict": words.verdict(report),
        "clean": clean_sentence(report),
        "settled": words.settled_sentence(report),
        "failed": [_told(incident) for incident in incidents if incident.state == "failed"],
        "skipped": [_told(incident) for incident in incidents if incident.state == "skipped"],
        "cards": cards(report),
        "entries": entries(lines),
        "total_groups": len(report.groups),
        "tool": report.tool,
        "count": words.count,
    }


def clean_sentence(report: Report) -> str:
    """Return the good news; "" where there is none, or no bad news either."""
    summary = report.summary
    if not summary.clean or not sum(summary.findings.values()):
        return ""
    return f"In {words.count(summary.clean, 'article')} nothing was found."


def entries(lines: list[Line]) -> list[Entry]:
    """Return the list of articles, those first that need an editor most."""
    listed = []
    for line in lines:
        counts = line.counts
        article = line.article
        numbers = (counts["error"], counts["warning"], counts["info"])
        listed.append(Entry(line.title, article.path, line.page, *numbers, article.status == "unread"))
    return sorted(listed, key=lambda entry: entry.order)


def cards(report: Report) -> list[Card]:
    """Return a card for each family that found something, the fullest first."""
    counts: dict[str, Counter[Severity]] = {}
    articles: Counter[str] = Counter()
    for article in report.articles:
        found = words.open_findings(article)
        for finding in found:
            counts.setdefault(finding.family, Counter())[finding.severity] += 1
        articles.update({finding.family for finding in found})
    total = words.count(report.summary.articles, "article")
    made = [
        Card(
            family,
            words.family_name(family),
            counted.total(),
            f"in {articles[family]:,} of {total}",
            words.duties(counted),
        )
        for family, counted in counts.items()
    ]
    return sorted(made, key=lambda card: (-card.total, card.family))


def _told(incident: Incident) -> tuple[str, str]:
    where = f" ({incident.path})" if incident.path else ""
    return f"{words.amount(incident)}{where}", incident.why
