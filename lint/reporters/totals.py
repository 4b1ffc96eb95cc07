"""The end of the report for a terminal: totals that count everything, and what was not checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lint.finding import Group, Incident, Report
from lint.reporters import words
from lint.reporters.group_text import more, place, said, shown
from lint.reporters.pen import Pen

_GROUPS_SHOWN = 3
_RULES_SHOWN = 4  # in the line of one family
_LINES = 2  # of what a group says


def verdict(report: Report, pen: Pen) -> Iterator[str]:
    """Yield how many findings there are, and in how many articles."""
    summary = report.summary
    found = sum(summary.findings.values())
    checked = words.count(summary.articles, "article")
    if found:
        told = f"{words.count(found, 'finding')} in {words.reach(report)}: {words.severities(summary.findings)}."
        yield pen.wrap(told, "", style="bold")
    elif not summary.incidents.get("failed"):
        yield pen.wrap(f"Nothing found in {checked}.", "", style="clean")
    else:
        yield pen.wrap(f"Nothing found in {checked}, but not everything could be checked.", "", style="bold")
    settled = words.settled_sentence(report)
    if settled:
        yield pen.wrap(settled, "", style="dim")


def families(report: Report, pen: Pen) -> Iterator[str]:
    """Yield the findings by family and rule, the most frequent first."""
    rules: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for rule, number in report.summary.rules.items():
        family, _, name = rule.partition("/")
        rules[family].append((-number, name or family))
    if not rules:
        return
    totals = sorted((sum(number for number, _ in named), family) for family, named in rules.items())
    longest = max(map(len, rules))
    digits = max(len(f"{-number:,}") for number, _ in totals)
    yield "\n"
    for number, family in totals:
        named = sorted(rules[family])
        told = ", ".join(f"{name} {-n:,}" for n, name in named[:_RULES_SHOWN])
        rest = f", {words.count(len(named) - _RULES_SHOWN, 'more rule')}" if len(named) > _RULES_SHOWN else ""
        yield f"  {pen.text(family):<{longest}}  {-number:>{digits},}  {pen.text(told + rest, style='dim')}\n"


def groups(report: Report, prefix: str, pen: Pen) -> Iterator[str]:
    """Yield the groups that repeat the most words, each with its name, words and first places.

    Of a single article nothing: each of its findings has told where else its words stand.
    """
    if not report.groups or report.summary.articles == 1:
        return
    chosen = words.largest(report.groups, _GROUPS_SHOWN)
    some = len(report.groups) > len(chosen)
    top = f", the {len(chosen)} longest; copydesk groups shows more" if some else ""
    yield f"\n{pen.style('Said more than once', 'bold')} ({words.count(len(report.groups), 'group')}{top})\n"
    for group in chosen:
        yield from _group(group, prefix, pen)


def _group(group: Group, prefix: str, pen: Pen) -> Iterator[str]:
    yield pen.wrap(f"{words.kind(group)}, {words.size(group)} (group {group.id})", "  ")
    yield from said(group, "    ", _LINES, pen)
    for member in shown(group):
        yield place(member, group, "    ", prefix, pen)
    yield from more(group, "    ", pen)


def not_checked(report: Report, pen: Pen) -> Iterator[str]:
    """Yield what could not be looked at, or was left out, and why."""
    found = words.over_articles(report.incidents)
    if not found:
        return
    yield f"\n{pen.style('Not checked', 'bold')}\n"
    for incident in found:
        yield from _incident(incident, pen)


def _incident(incident: Incident, pen: Pen) -> Iterator[str]:
    state = pen.style(f"{incident.state:<7}", "error" if incident.state == "failed" else "dim")
    where = f" ({pen.path(incident.path)})" if incident.path else ""
    told = f"{pen.text(words.amount(incident))}{where}"
    why = pen.text(incident.why)
    if len(f"           {told}: {why}") <= pen.width:
        yield f"  {state}  {told}: {pen.style(why, 'dim')}\n"
        return
    yield f"  {state}  {told}\n"
    yield pen.wrap(incident.why, "           ", style="dim")
