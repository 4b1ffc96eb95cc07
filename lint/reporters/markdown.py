"""Reports as Markdown: one file an article, clean ones too, and an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from lint.boilerplate.markup import bare
from lint.finding import SEVERITIES, ArticleReport, Finding, Incident, Report, Twin
from lint.reporters import Chunks, Options, Texts, words
from lint.reporters.changes import shown, widened
from lint.reporters.duplicates import Duplicate, Values, Wording, duplicates, lead
from lint.reporters.excerpt import cut, shortened
from lint.reporters.names import page_names
from lint.reporters.neutralise import markdown as safe
from lint.reporters.overview import Entry, Line, clean_sentence, entries
from lint.text import Source

_WINDOW = 160  # columns of an excerpt
_RELATED_SHOWN = 10
_GROUPS_SHOWN = 10  # on the index


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield one report for each article, then those of the whole; the options of a terminal do not touch them."""
    names = page_names((article.path for article in report.articles), ".md")
    incidents: dict[str, list[Incident]] = {}
    for incident in words.incidents(report.incidents):
        incidents.setdefault(incident.path, []).append(incident)
    lines = []
    for article in sorted(report.articles, key=lambda article: article.path):
        page = f"pages/{names[article.path]}"
        lines.append(Line(article, "", page))
        yield page, "".join(_page(article, texts, incidents.get(article.path, [])))
    groups = duplicates(report)
    if groups:
        yield "duplicates.md", "".join(_duplicates(groups, lead(report)))
    yield "index.md", "".join(_index(report, entries(lines), groups))


def _page(article: ArticleReport, texts: Texts, incidents: list[Incident]) -> Iterator[str]:
    yield f"# {safe(article.path)}\n\n"
    yield from _not_checked(incidents, "## Not checked")
    findings = words.open_findings(article)
    yield f"{words.article_verdict(article)}\n"
    source = _source(texts, article) if findings else None
    for severity in SEVERITIES:
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen:
            yield f"\n## {words.DUTY[severity]}\n"
        for finding in chosen:
            yield from _finding(finding, source)


def _source(texts: Texts, article: ArticleReport) -> Source | None:
    try:
        return texts(article.path)
    except OSError:  # gone or unreadable since it was checked: the quotes are shown alone
        return None


def _finding(finding: Finding, source: Source | None) -> Iterator[str]:
    yield f"\n### {safe(finding.message)}\n\n"
    if finding.quote:
        shown = cut(source, finding, _WINDOW)
        yield f"> {_inside(shown.before)}{_inside(shown.marked, '<mark>{}</mark>')}{_inside(shown.after)}\n\n"
    yield f"- Line {finding.start.line}, column {finding.start.column} ({safe(finding.rule)})\n"
    if finding.fix is not None:
        yield f"- Suggestion: {_correction(*widened(finding, finding.fix.replacement, source))}\n"
    yield f"- Why: {safe(finding.why)}\n"
    for place in finding.related[:_RELATED_SHOWN]:
        said = safe(shortened(place.quote, _WINDOW))
        yield f"- Also: {safe(place.path)}, line {place.start.line}: {said}\n"
    if len(finding.related) > _RELATED_SHOWN:
        yield f"- And {words.count(len(finding.related) - _RELATED_SHOWN, 'more place')}\n"


def _correction(old: str, new: str) -> str:
    tags = {"same": "{}", "struck": "~~{}~~", "added": "**{}**"}
    changes = ((how, shortened(text, 60 if how == "same" else _WINDOW)) for how, text in shown(old, new))
    return "".join(_inside(text, tags[how]) for how, text in changes).strip()


def _inside(text: str, tags: str = "{}") -> str:
    """Return a stretch of a line in tags, the spaces at its ends outside of them."""
    shown = safe(text)
    if not shown:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + tags.format(shown) + (" " if text[-1].isspace() else "")


def _not_checked(incidents: Iterable[Incident], heading: str) -> Iterator[str]:
    listed = list(incidents)
    if not listed:
        return
    yield f"{heading}\n\n"
    for incident in listed:
        state = "Failed" if incident.state == "failed" else "Left out"
        where = f" ({safe(incident.path)})" if incident.path else ""
        yield f"- **{state}**: {safe(words.amount(incident))}{where}: {safe(incident.why)}\n"
    yield "\n"


def _index(report: Report, listed: list[Entry], groups: list[Duplicate]) -> Iterator[str]:
    yield "# Copydesk report\n\n"
    yield f"{words.verdict(report)}\n\n"
    yield from _not_checked(words.over_articles(report.incidents), "## Not checked")
    for sentence in (clean_sentence(report), words.settled_sentence(report)):
        if sentence:
            yield f"{sentence}\n\n"
    yield "## Articles\n\n"
    yield "| Article | Must fix | Should fix | Consider |\n| --- | ---: | ---: | ---: |\n"
    for entry in listed:
        link = f"[{safe(entry.path)}]({quote(entry.page.encode('utf-8', 'replace'))})"
        if entry.unread:
            yield f"| {link} | could not be read | | |\n"
        else:
            yield f"| {link} | {entry.must} | {entry.should} | {entry.consider} |\n"
    yield from _groups(groups, len(report.groups))


def _groups(groups: list[Duplicate], total: int) -> Iterator[str]:
    if not groups:
        return
    top = f"; here the {_GROUPS_SHOWN} that repeat the most words" if total > _GROUPS_SHOWN else ""
    yield f"\n## Said more than once\n\n[{words.count(total, 'group')} with their places](duplicates.md){top}.\n\n"
    for one in groups[:_GROUPS_SHOWN]:
        said = f": {safe(shortened(one.text, _WINDOW))}" if one.text else ""
        yield f"- {safe(one.kind)}, {one.size}{said}\n"


def _duplicates(groups: list[Duplicate], lead: str) -> Iterator[str]:
    yield f"# Duplicates\n\n{safe(lead)}\n"
    for number, one in enumerate(groups, 1):
        yield f"\n## {number}. {safe(one.kind)}\n\n"
        yield f"{one.size.capitalize()} ({safe(one.rule)}, group {safe(one.id)})\n\n"
        if one.text:
            yield f"> {safe(one.text)}\n\n"
        for slot in one.slots:
            values = (
                f"{safe(value) or 'nothing'}{f' ({count:,})' if count > 1 else ''}" for value, count in slot.values
            )
            yield f"- ⟨{safe(slot.name)}⟩: {', '.join(values)}{f' and {slot.more:,} more' if slot.more else ''}\n"
        yield "\n" if one.slots else ""
        for wording in one.wordings:
            yield from _wording(wording, one)
        if one.more:
            yield f"- and {words.count(one.more, 'more place')}\n"


def _values(slot: Values) -> Iterator[str]:
    for value, count in slot.values:
        yield (safe(value) or "nothing") + (f" ({count:,})" if count > 1 else "")
    if slot.more:
        yield f"{slot.more:,} more"


def _wording(wording: Wording, of: Duplicate) -> Iterator[str]:
    """Yield the places of a wording, below its words if these differ; of articles, their titles."""
    margin = ""
    if of.text and len(of.wordings) > 1:
        yield f"- {_marked(wording) or wording.name.capitalize()}\n"
        margin = "  "
    for place in wording.places:
        title = "" if of.text else f": {safe(shortened(words.title(place), _WINDOW))}"
        much = f", {words.shared(place.twin)}" if place.twin else ""
        yield f"{margin}- {safe(place.path)}, line {place.start.line}{title}{much}\n"
        yield from _only(place.twin, f"{margin}  ") if place.twin else ()


def _only(twin: Twin, margin: str) -> Iterator[str]:
    """Yield the sentences that only one of two articles has."""
    for where, sentences, more in words.only(twin):
        yield f"{margin}- {safe(where[0].upper() + where[1:])}:\n"
        yield from (f"{margin}  - {safe(shortened(bare(one.quote), _WINDOW))}\n" for one in sentences)
        if more:
            yield f"{margin}  - and {words.count(more, 'more sentence')}\n"


def _marked(wording: Wording) -> str:
    tags = {"same": "{}", "struck": "~~{}~~", "added": "**{}**"}
    told, last = "", ""
    for how, text in wording.changes:
        if how == "struck" and text.startswith("⟨"):  # a slot's value says enough
            continue
        told += " " * (how == "added" and last == "struck") + _inside(text, tags[how])
        last = how
    return told.strip()
