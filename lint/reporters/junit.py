"""JUnit's XML, in the dialect that Jenkins and GitLab read: a suite for each article, a test for each finding.

An error or a warning is a failure. What is only info passes, and tells itself as the test's output. An article
without findings has one test: it passes, or is skipped where not all of the article was checked. What could not be
checked is an error, what was left out is skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lint.finding import ArticleReport, Finding, Incident, Report
from lint.reporters import Chunks, Options, Texts, machine, neutralise, words

_LONGEST_NAME = 100
_NOT_CHECKED = "not checked"


def report(report: Report, texts: Texts, options: Options) -> Iterator[tuple[str, Chunks]]:
    """Yield all articles as one document. No time stands in it."""
    yield "", machine.xml_chunks(_lines(report, options), options)


def _lines(report: Report, options: Options) -> Iterator[str]:
    incidents = words.over_articles(report.incidents)
    found = [(article, words.open_findings(article)) for article in machine.articles(report)]
    failures = sum(_fails(finding) for _, findings in found for finding in findings)
    tests = sum(max(len(findings), 1) for _, findings in found) + len(incidents)
    errors = sum(one.state == "failed" for one in incidents)
    yield f"<testsuites{machine.attributes(name='Copydesk', tests=tests, failures=failures, errors=errors)}>\n"
    for article, findings in found:
        yield from _suite(neutralise.terminal_path(options.prefix + article.path), article, findings)
    if incidents:
        yield from _incidents(incidents)
    yield "</testsuites>\n"


def _fails(finding: Finding) -> bool:
    return finding.severity != "info"


def _suite(path: str, article: ArticleReport, findings: Sequence[Finding]) -> Iterator[str]:
    skipped = not findings and article.status in ("unread", "incomplete")
    yield _opening(path, max(len(findings), 1), failures=sum(map(_fails, findings)), skipped=skipped, file=path)
    seen: Counter[str] = Counter()
    for finding in findings:
        name = _name(finding)
        seen[name] += 1
        yield _test(path, finding, f"{name} ({seen[name]})" if seen[name] > 1 else name)
    if not findings:
        inside = f"<skipped{machine.attributes(message=words.article_verdict(article))}/>" if skipped else ""
        yield f"<testcase{machine.attributes(name='no findings', classname=path)}>{inside}</testcase>\n"
    yield "</testsuite>\n"


def _opening(name: str, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0, file: str = "") -> str:
    counts = {"tests": tests, "failures": failures, "errors": errors, "skipped": int(skipped)}
    return f"<testsuite{machine.attributes(name=name, **counts, file=file)}>\n"


def _name(finding: Finding) -> str:
    """Return a name that moved lines leave as it is, so that a service's history follows a finding."""
    return machine.shortened(neutralise.terminal(f"{finding.rule}: {finding.quote}"), _LONGEST_NAME)


def _test(path: str, finding: Finding, name: str) -> str:
    given = machine.attributes(name=name, classname=path)
    said = machine.message(finding)
    place = f"{path}:{finding.start.line}:{finding.start.column}"
    lines = (f"{place}: {finding.severity}: {said}", machine.correction(finding), f"Why: {finding.why}")
    whole = "\n".join(neutralise.xml(line) for line in lines if line)
    if not _fails(finding):
        return f"<testcase{given}><system-out>{whole}</system-out></testcase>\n"
    failure = machine.attributes(type=finding.severity, message=said)
    return f"<testcase{given}><failure{failure}>{whole}</failure></testcase>\n"


def _incidents(incidents: Sequence[Incident]) -> Iterator[str]:
    failed = sum(one.state == "failed" for one in incidents)
    yield _opening(_NOT_CHECKED, len(incidents), errors=failed, skipped=len(incidents) - failed)
    for incident in incidents:
        name = machine.attributes(name=words.amount(incident), classname=_NOT_CHECKED)
        kind = "error" if incident.state == "failed" else "skipped"
        yield f"<testcase{name}><{kind}{machine.attributes(message=machine.not_checked(incident))}/></testcase>\n"
    yield "</testsuite>\n"
