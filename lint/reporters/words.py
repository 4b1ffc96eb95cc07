"""The words and counts that several reporters share, so that they say the same thing in the same way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from lint.boilerplate.markup import bare
from lint.finding import (
    SEVERITIES,
    ArticleReport,
    Finding,
    Group,
    Incident,
    Member,
    Related,
    Report,
    Severity,
    Twin,
)

DUTY: dict[Severity, str] = {"error": "Must fix", "warning": "Should fix", "info": "Consider"}
"""What a severity asks of an editor."""

FAMILIES: dict[str, str] = {
    "grammar": "Grammar and spelling",
    "images": "Images",
    "links": "Links",
    "boilerplate": "Repeated text",
    "consistency": "Consistency",
    "claims": "Claims without a source",
    "vague": "Vague wording",
    "source": "Sources",
    "readability": "Readability",
    "style": "Style",
    "structure": "Structure",
    "stet": "Let stand",
}


_SINGULAR = {"articles": "article", "paragraphs": "paragraph", "addresses": "address"}


_COUNTED = {
    "an article": ("article", "articles"),
    "part of an article": ("part of an article", "parts of articles"),
    "front matter": ("article's front matter", "articles' front matter"),
}
"""What was not checked, behind one and behind more, where a report names it without a number."""

ARTICLE = "article"
"""The verdict on articles that are the same for the most part; their places quote titles."""

_NO_TITLE = re.compile(r"(?:readme|index|_index|default|overview)\Z", re.IGNORECASE)
"""Names of files that say nothing: the folder does."""

PART = "a part of it"
"""What a place has of a passage whose beginning or end it lacks."""

VERDICTS = {
    "sentence": "One sentence, word for word",
    "near": "One sentence, nearly the same each time",
    "template": "One template with the names exchanged",
    "phrase": "A short sentence",
    "passage": "One passage of several sentences",
    ARTICLE: "Articles that say mostly the same",
    "within": "Said more than once in one article",
}
"""A verdict of the check `repeats`, as an editor reads it."""


def family_name(family: str) -> str:
    """Return a family as an editor reads it; a house's own family by its own name."""
    return FAMILIES.get(family) or family.replace("-", " ").replace("_", " ").capitalize() or "Other"


def family_class(family: str) -> str:
    """Return the class of a family in the style sheet; families of a house's own share one."""
    return f"f-{family}" if family in FAMILIES else "f-other"


def metric(name: str) -> str:
    """Return a metric as an editor reads it."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def figure(value: float | int) -> str:
    """Return a metric's value with thousands parted, or to one decimal."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 article", "2 articles" or "1,000 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def reach(report: Report) -> str:
    """Return in how many articles there are findings: "2 of 40 articles", or "1 article" where no more were checked."""
    checked = count(report.summary.articles, "article")
    hit = sum(article.status == "findings" for article in report.articles)
    return f"{hit:,} of {checked}" if hit and report.summary.articles > 1 else checked


def severities(counts: dict[str, int] | Counter[Severity]) -> str:
    """Return "2 errors, 1 warning", from the heaviest on; "" if there is nothing."""
    names = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("info", "info")}
    present = [severity for severity in SEVERITIES if counts.get(severity)]
    return ", ".join(count(counts[severity], *names[severity]) for severity in present)


def duties(counts: dict[str, int] | Counter[Severity]) -> str:
    """Return "2 must be fixed, 1 should be, 4 to consider", as far as there are any."""
    told = []
    if counts.get("error"):
        told.append(f"{counts['error']:,} must be fixed")
    if counts.get("warning"):
        told.append(f"{counts['warning']:,} should be" + ("" if told else " fixed"))
    if counts.get("info"):
        told.append(f"{counts['info']:,} to consider")
    return ", ".join(told)


def open_findings(article: ArticleReport) -> list[Finding]:
    """Return an article's findings that nobody has let stand, in the order of the text."""
    found = [finding for finding in article.findings if finding.state == "open"]
    return sorted(found, key=lambda finding: (finding.start.offset, finding.end.offset, finding.rule, finding.key))


def rule(finding: Finding) -> str:
    """Return a finding's rule, with what was found more exactly where the rule's name does not say that already."""
    said = not finding.detail or finding.rule.endswith(f"/{finding.detail}")
    return finding.rule if said else f"{finding.rule} ({finding.detail})"


def by_severity(findings: Iterable[Finding]) -> Counter[Severity]:
    """Count findings by severity."""
    return Counter(finding.severity for finding in findings)


def settled(report: Report) -> tuple[int, int]:
    """Return how many findings were let stand, and how many the baseline accepts."""
    states = Counter(finding.state for article in report.articles for finding in article.findings)
    return states["stetted"], states["baselined"]


def settled_sentence(report: Report) -> str:
    """Return what was let stand as a sentence; "" if nothing was."""
    stetted, baselined = settled(report)
    told = [f"{stetted:,} let stand with a reason"] if stetted else []
    told += [f"{baselined:,} accepted in the baseline"] if baselined else []
    return f"Not counted: {' and '.join(told)}." if told else ""


def incidents(found: Iterable[Incident]) -> list[Incident]:
    """Return what was not checked: failed first, then skipped, the largest first; equal ones are added up."""
    totals: Counter[Incident] = Counter()
    for incident in found:
        totals[Incident(incident.state, incident.what, incident.why, 1, incident.path)] += incident.count
    summed = [Incident(one.state, one.what, one.why, total, one.path) for one, total in totals.items()]
    return sorted(summed, key=lambda one: (one.state, -one.count, one.what, one.why, one.path))


def amount(incident: Incident) -> str:
    """Return what was not checked, with its number: "597 paragraphs for grammar"."""
    what = incident.what
    if what in _COUNTED:
        return count(incident.count, *_COUNTED[what])
    if incident.count == 1:
        what = " ".join(_SINGULAR.get(word, word) for word in what.split(" "))
    return f"{incident.count:,} {what}"


def over_articles(found: Iterable[Incident]) -> list[Incident]:
    """Return incidents for a reader of the whole: one that befell several articles is told once, with the first."""
    paths: dict[Incident, list[str]] = {}
    totals: Counter[Incident] = Counter()
    for one in incidents(found):
        same = Incident(one.state, one.what, one.why)
        totals[same] += one.count
        paths.setdefault(same, []).append(one.path)
    return incidents(Incident(one.state, one.what, one.why, totals[one], _first_of(paths[one])) for one in totals)


def _first_of(paths: list[str]) -> str:
    named = sorted(filter(None, paths))
    return f"{named[0]} and {len(named) - 1:,} more" if len(named) > 1 else "".join(named)


def largest(groups: Iterable[Group], limit: int) -> list[Group]:
    """Return the groups that repeat the most words, the largest first."""
    return sorted(groups, key=lambda group: (-group.words, -group.places, group.id))[:limit]


def kind(group: Group) -> str:
    """Return a group's verdict in an editor's words; of one that is none of the table's, its rule's name."""
    return VERDICTS.get(group.verdict) or group.rule.rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()


def size(group: Group) -> str:
    """Return how often a group stands where, and how much is said again."""
    where = count(group.articles, "article")
    places = f"{count(group.places, 'place')} in {where}" if group.places != group.articles else f"in {where}"
    return f"{places}: {count(group.words, 'word')} said again"


def said(group: Group) -> str:
    """Return what a group says: its template or text; where articles are the same, the first one's title."""
    return group.template or group.text or (title(group.members[0]) if group.members else "")


def title(member: Member) -> str:
    """Return the title of an article that is a place of a group; if it has none, what its file is called."""
    file = PurePosixPath(member.path)
    named = file.stem if not _NO_TITLE.match(file.stem) or file.parent.name in ("", "..") else file.parent.name
    return bare(member.quote) or named


def shared(twin: Twin) -> str:
    """Return how much of an article stands in others of its group."""
    return f"{twin.shared} % of it in others"


def only(twin: Twin, prefix: str = "") -> Iterator[tuple[str, tuple[Related, ...], int]]:
    """Yield what only one of two articles says: which of them, its first sentences, and how many more there are.

    `prefix` leads from where the reader stands to the project's root.
    """
    if twin.only_here:
        yield "only here", twin.here, twin.only_here - len(twin.here)
    if twin.only_there:
        yield f"only in {prefix + twin.to}", twin.there, twin.only_there - len(twin.there)


def verdict(report: Report) -> str:
    """Return how the corpus stands, in a sentence."""
    summary = report.summary
    checked = count(summary.articles, "article")
    if sum(summary.findings.values()):
        hit = sum(article.status == "findings" for article in report.articles)
        have = "has" if hit == 1 else "have"
        return f"{hit:,} of {checked} {have} findings: {duties(summary.findings)}."
    if summary.incidents.get("failed"):
        return f"Nothing was found in {checked}, but not everything could be checked."
    return f"Nothing was found in {checked}."


def article_verdict(article: ArticleReport) -> str:
    """Return how an article stands, in a sentence."""
    if article.status == "unread":
        return "This article could not be read."
    findings = open_findings(article)
    if article.status == "incomplete":
        return "Nothing found, but not all of this article could be checked."
    if not findings:
        return "Nothing found."
    return f"{count(len(findings), 'finding')}: {duties(by_severity(findings))}."
