"""Stets held against the findings of a run: what they let stand, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from lint import examine, stamp
from lint.check import Hit, Value, WorldCheck
from lint.checks.stets import Stets
from lint.finding import ArticleReport, Finding, Report, Status, StetNote
from lint.past.matcher import with_articles
from lint.places import tell
from lint.rule import Rule
from lint.stet.decisions import FILE_NAME, Decision, Decisions, Identity
from lint.stet.judge import Judged, Known, judge
from lint.stet.placed import Corpus, placed
from lint.stet.today import day, today

if TYPE_CHECKING:
    from lint.engine import Run

_EXAMINATION = examine.examination(Stets())


class Standing(msgspec.Struct, frozen=True):
    """A stet and what became of it, for `copydesk stet list`."""

    state: str  # stands, idle, expired, or unsure: not all that it names was looked for
    path: str  # of a decision that no finding needs, the article that it notes; "" if it notes none
    start: int  # of the stet, of a decision's finding, in code points; -1 if no finding needs it
    rules: str
    quote: str
    note: StetNote
    key: str = ""
    count: int = 0  # findings that it lets stand
    noted: str = ""  # the article that a decision is about


def applied(report: Report, run: Run, decisions: Decisions) -> tuple[Report, list[Standing]]:
    """Return a report with what is let stand marked so, faults of stets among its findings, and all stets."""
    on = today()
    standing: list[Standing] = []
    used: set[Identity] = set()
    where = placed(report, decisions, _corpus(run))
    articles = tuple(_article(one, run, report, where.get(one.path, {}), on, standing, used) for one in report.articles)
    standing += _unused(report, run, decisions, used, on)
    if all(map(lambda old, new: old is new, report.articles, articles)):
        return report, standing
    return with_articles(report, articles), standing


def _corpus(run: Run) -> Corpus:
    def has(path: str) -> bool:
        listing = run.listing
        unlisted = not listing.is_whole and path not in (listing.gone or ())
        return path in listing.files or (unlisted and listing.file(path).is_file())

    def text(path: str) -> str:
        source = run.source(path)
        return source.text if source else ""

    return Corpus(has, text)


def _article(
    article: ArticleReport,
    run: Run,
    report: Report,
    decided: Mapping[int, Decision],
    on: date,
    standing: list[Standing],
    used: set[Identity],
) -> ArticleReport:
    packed = run.evidence.get(article.path, {}).get(_EXAMINATION.key, examine.NOTHING)
    if packed == examine.NOTHING and not decided:
        return article
    known = Known(run.settings.all_rules, *_rules(run, report, article.path), on)
    stets = [] if examine.failure(packed) else examine.hits(packed)
    judged = judge(article.findings, stets, known)
    _decide(judged, decided, on, used, article.path, standing)
    faults = _stamped(judged.faults, known.run, run, article.path)
    standing += [_told(hit, state, count, article.path) for hit, state, count in judged.standing]
    findings = tuple(sorted((*judged.findings, *faults), key=_order))
    is_open = any(one.state == "open" for one in findings)
    status: Status = "findings" if is_open else "incomplete" if article.path in run.incomplete else "clean"
    return msgspec.structs.replace(article, findings=findings, status=status)


def _order(one: Finding) -> tuple[int, int, str, str]:
    return one.start.offset, one.end.offset, one.rule, one.detail


def _rules(run: Run, report: Report, path: str) -> tuple[dict[str, Rule], frozenset[str]]:
    """Return the rules that ran on an article, and those of them whose silence means nothing."""
    rules = {rule.id: rule for rule in run.settings.rules_for(path)}
    failed = any(one.state == "failed" and one.path in ("", path) for one in report.incidents)
    if failed:
        return rules, frozenset(rules)
    asks = report.incidents and [name for name, rule in rules.items() if isinstance(rule.check, WorldCheck)]
    return rules, frozenset(asks or ())


def _stamped(faults: Iterable[Hit], rules: Mapping[str, Rule], run: Run, path: str) -> tuple[Finding, ...]:
    stamped = stamp.speakers(_spoken(faults, rules.values()))
    return stamp.findings(path, stamped, tell(stamp.places_of(path, stamped), run.source))


def _spoken(faults: Iterable[Hit], rules: Iterable[Rule]) -> Iterator[tuple[Rule, Hit]]:
    by_verdict = [rule for rule in rules if isinstance(rule.check, Stets)]
    for hit in faults:
        yield from ((rule, hit) for rule in by_verdict if rule.verdict == hit.verdict and hit.verdict != "malformed")


def _told(hit: Hit, state: str, count: int, path: str) -> Standing:
    given = {key: str(hit.values.get(key, "")) for key in ("names", "quote", "reason", "by", "until")}
    note = StetNote(given["reason"], given["by"], given["until"])
    return Standing(state, path, hit.start, given["names"], given["quote"], note, "", count)


# ---- the project's decisions


def _decide(
    judged: Judged,
    decided: Mapping[int, Decision],
    on: date,
    used: set[Identity],
    path: str,
    standing: list[Standing],
) -> None:
    for at, one in sorted(decided.items()):
        finding = judged.findings[at]
        used.add(one.identity)
        expired = _expired(one, on)
        standing.append(_decided("expired" if expired else "stands", path, finding.start.offset, one, int(not expired)))
        if expired:
            values: dict[str, Value] = {"named": one.rule, "until": one.until}
            judged.faults.append(Hit(finding.start.offset, finding.end.offset, values, verdict="expired"))
        elif finding.state == "open":
            note = StetNote(one.reason, one.by, one.until)
            judged.findings[at] = msgspec.structs.replace(finding, state="stetted", stet=note)


def _expired(one: Decision, on: date) -> bool:
    last = day(one.until)
    return last is not None and last < on


def _decided(state: str, path: str, start: int, one: Decision, count: int) -> Standing:
    note = StetNote(one.reason, one.by, one.until)
    return Standing(state, path, start, one.rule, one.quote, note, one.key, count, one.path)


def _unused(report: Report, run: Run, decisions: Decisions, used: set[Identity], on: date) -> Iterator[Standing]:
    """Yield the decisions that no finding needs: idle where all articles were looked at by their rules, else unsure."""
    everything = run.listing.is_whole and len(run.listing.selected) == len(run.listing.files)
    looked = everything and not report.incidents and not run.listing.texts
    ran_everywhere = _everywhere(run) if looked and decisions.keys() - used else set()
    idle = 0
    for identity in sorted(decisions.keys() - used):
        one = decisions[identity]
        ran = one.rule in ran_everywhere
        idle += ran
        yield _decided("expired" if _expired(one, on) else "idle" if ran else "unsure", one.path, -1, one, 0)
    if idle:
        many = "1 decision that lets" if idle == 1 else f"{idle:,} decisions that let"
        run.notes.append(f"{FILE_NAME} has {many} nothing stand any more; copydesk stet list shows them")


def _everywhere(run: Run) -> set[str]:
    """Return the rules that ran on all articles."""
    distinct = {id(rules): rules for path in run.listing.files if (rules := run.settings.rules_for(path))}
    return set.intersection(*({rule.id for rule in rules} for rules in distinct.values())) if distinct else set()
