"""The report for editors: a page an article with its text, highlights and notes, and an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from lint.article import ParseSettings
from lint.boilerplate.markup import bare
from lint.data import data_path
from lint.finding import SEVERITIES, ArticleReport, Finding, Incident, Member, Related, Report, Twin
from lint.reporters import Chunks, Options, Texts, neutralise, words
from lint.reporters.changes import Change, shown, widened
from lint.reporters.duplicates import Duplicate, duplicates, lead
from lint.reporters.excerpt import shortened
from lint.reporters.names import page_names
from lint.reporters.overview import Line, overview
from lint.reporters.reading import Reading, read

if TYPE_CHECKING:
    from jinja2 import Environment

    from lint.text import Source

_ASSETS = ("style.css", "script.js")
_SAFE = re.compile(r"https?://[^\s\x00-\x1f\x7f\\]+", re.IGNORECASE)
_RELATED_SHOWN = 5
_GROUPS_SHOWN = 10  # on the index
_QUOTE_SHOWN = 240  # code points
_LONG = 160  # code points
Changes = tuple[Change, ...]
_DUTY_CLASS = {"error": "must", "warning": "should", "info": "consider"}


class Link(msgspec.Struct, frozen=True):
    """A place elsewhere: its name, its page ("" if it has none in this report), and what stands there."""

    name: str
    href: str
    quote: str = ""
    shared: str = ""  # of an article that says mostly what others say: how much of it
    only: tuple[tuple[str, tuple[str, ...], int], ...] = ()  # which article, sentences that only it has, how many more


class Note(msgspec.Struct, frozen=True):
    """A finding as it is told in the margin."""

    number: int
    anchor: str
    duty: str
    duty_class: str
    family: str
    family_class: str
    message: str
    why: str
    tip: str  # the rule's name, for whoever wants to look it up
    quote: str  # shown where no words of the page are highlighted
    changes: Changes
    related: tuple[Link, ...]
    more: int  # related places that are not shown
    long: bool  # a highlight so long that it is drawn more quietly
    group: str  # where all places of its group are listed


class Site(msgspec.Struct, frozen=True):
    """What every page needs to know of the others."""

    report: Report
    parsing: ParseSettings
    names: dict[str, str]  # article → its page
    anchors: dict[tuple[str, str, int], str]  # (rule or group, article, offset) → the finding's anchor on that page
    groups: dict[str, Duplicate]  # those that the page of duplicates lists, by id
    incidents: dict[str, list[Incident]]  # by article


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield the pages, the index, the style sheet and the script; of the options only the parsing touches them."""
    templates = _templates()
    article_page = templates.get_template("article.html")
    site = _site(report, options.parsing)
    lines = []
    for article in sorted(report.articles, key=lambda article: article.path):
        page = _page(article, _source(texts, article), site)
        lines.append(Line(article, page["title"], site.names[article.path]))
        yield site.names[article.path], article_page.render(page)
    groups = [*site.groups.values()]
    if groups:
        yield "duplicates.html", templates.get_template("duplicates.html").render(_duplicates(groups, site))
    first = [msgspec.structs.replace(one, text=shortened(one.text, _QUOTE_SHOWN)) for one in groups[:_GROUPS_SHOWN]]
    index = {**overview(report, lines), "groups": first, "url": _url, "family_class": words.family_class}
    yield "index.html", templates.get_template("index.html").render(index)
    for name in _ASSETS:
        yield name, (data_path("reports") / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(data_path("reports"), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )


def _clean(value: Any) -> Any:
    return neutralise.html(value) if type(value) is str else value


def _site(report: Report, parsing: ParseSettings) -> Site:
    names = page_names((article.path for article in report.articles), ".html")
    anchors = {
        (name, article.path, finding.start.offset): _anchor(finding)
        for article in report.articles
        for finding in article.findings
        for name in (finding.rule, finding.group)
        if name and finding.state == "open"
    }
    incidents: dict[str, list[Incident]] = {}
    for incident in words.incidents(report.incidents):
        incidents.setdefault(incident.path, []).append(incident)
    groups = {one.id: one for one in duplicates(report)}
    return Site(report, parsing, {path: f"pages/{name}" for path, name in names.items()}, anchors, groups, incidents)


def _anchor(finding: Finding) -> str:
    return f"f-{finding.key}"


def _url(name: str) -> str:
    """Return a page's name as a relative address."""
    return quote(name.encode("utf-8", "replace"))


def _source(texts: Texts, article: ArticleReport) -> Source | None:
    try:
        source = texts(article.path)
    except OSError:  # gone or unreadable since it was checked: the notes stand without the text
        return None
    return source if source.sha256 == article.sha256 else None


def _page(article: ArticleReport, source: Source | None, site: Site) -> dict[str, Any]:
    """Return what the template of an article's page shows."""
    findings = words.open_findings(article)
    title, reading = _reading(source, findings, site.parsing)
    up = "../" * site.names[article.path].count("/")
    notes = {n: _note(n, one, _changes(one, source), reading, up, site) for n, one in enumerate(findings, 1)}
    return {
        "title": title or article.path,
        "path": article.path,
        "up": up,
        "verdict": words.article_verdict(article),
        "changed": source is None and article.status != "unread",
        "reading": reading,
        "notes": notes,
        "families": sorted({(note.family, note.family_class) for note in notes.values()}),
        "metrics": [(words.metric(name), words.figure(value)) for name, value in sorted(article.metrics.items())],
        "incidents": [(words.amount(one), one.why) for one in site.incidents.get(article.path, [])],
        "safe_url": _safe_url,
        "url": _url,
        "count": words.count,
    }


def _reading(source: Source | None, findings: list[Finding], parsing: ParseSettings) -> tuple[str, Reading]:
    if source is None:
        everything = tuple(range(1, len(findings) + 1))
        return "", Reading((), everything, frozenset(everything))
    from lint.parse import parse
    from lint.reporters.placing import Place
    from lint.text import Span

    article = parse(source, parsing)
    places = [
        Place(number, Span(one.start.offset, one.end.offset), SEVERITIES.index(one.severity))
        for number, one in enumerate(findings, 1)
    ]
    return article.title, read(article, places)


def _changes(finding: Finding, source: Source | None) -> Changes:
    if finding.fix is None:
        return ()
    changes = shown(*widened(finding, finding.fix.replacement, source))
    return tuple((how, shortened(text, 60 if how == "same" else _QUOTE_SHOWN)) for how, text in changes)


def _note(number: int, finding: Finding, changes: Changes, reading: Reading, up: str, site: Site) -> Note:
    also = f" (also {', '.join(finding.also)})" if finding.also else ""
    return Note(
        number=number,
        anchor=_anchor(finding),
        duty=words.DUTY[finding.severity],
        duty_class=_DUTY_CLASS[finding.severity],
        family=words.family_name(finding.family),
        family_class=words.family_class(finding.family),
        message=finding.message,
        why=finding.why,
        tip=finding.rule + (f" {finding.detail}" if finding.detail else "") + also,
        quote=shortened(finding.quote, _QUOTE_SHOWN) if number in reading.unmarked else "",
        changes=changes,
        related=tuple(_related(one, finding.rule, up, site) for one in finding.related[:_RELATED_SHOWN]),
        more=max(len(finding.related) - _RELATED_SHOWN, 0),
        long=len(finding.quote) > _LONG,
        group=f"{up}duplicates.html#{_url(f'g-{finding.group}')}" if finding.group in site.groups else "",
    )


def _related(place: Related, of: str, up: str, site: Site) -> Link:
    quoted = shortened(place.quote, _QUOTE_SHOWN)
    if place.path not in site.names:
        return Link(place.path, "", quoted)
    anchor = site.anchors.get((of, place.path, place.start.offset))
    href = up + _url(site.names[place.path]) + (f"#{_url(anchor)}" if anchor else "")
    return Link(place.path, href, quoted)


def _duplicates(groups: Iterable[Duplicate], site: Site) -> dict[str, Any]:
    """Return what the template of the page of duplicates shows."""
    return {
        "duplicates": [_linked(group, site) for group in groups],
        "lead": lead(site.report),
        "tool": site.report.tool,
        "count": words.count,
        "url": _url,
    }


def _linked(group: Duplicate, site: Site) -> dict[str, Any]:
    def link(one: Member) -> Link:
        quoted = "" if group.text else words.title(one)
        linked = _related(Related(one.path, one.start, one.end, quoted), group.id, "", site)
        return _with_twin(linked, one.twin) if one.twin else linked

    wordings = [(one.name, one.changes, [link(place) for place in one.places]) for one in group.wordings]
    return {**msgspec.structs.asdict(group), "wordings": wordings}


def _with_twin(link: Link, twin: Twin) -> Link:
    only = (
        (where, tuple(shortened(bare(one.quote), _QUOTE_SHOWN) for one in sentences), more)
        for where, sentences, more in words.only(twin)
    )
    return msgspec.structs.replace(link, shared=words.shared(twin), only=tuple(only))


def _safe_url(destination: str) -> str:
    """Return an address that may be a link on the page; "" for any other scheme and for relative ones."""
    return destination if _SAFE.fullmatch(destination) else ""
