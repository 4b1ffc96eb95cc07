"""A rule's marked examples → articles, expected spans and a stub world; and whether the rule does what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from lint import examine, index, stamp
from lint.article import Article, ParseSettings
from lint.check import (
    Answer,
    ArticleCheck,
    Asked,
    CorpusCheck,
    FileFacts,
    Hit,
    Match,
    ProseFacts,
    Question,
    Unanswered,
    WebFacts,
    WorldCheck,
)
from lint.checks.stets import Stets
from lint.finding import Finding
from lint.places import tell
from lint.rule import Example, Rule, load_rules, reparametrised
from lint.text import Source, Span

OPEN, CLOSE = "⟦", "⟧"
_NOT_STUBBED = Unanswered("skipped", "what the example does not stub", "add it to the example's world")


class ExampleError(Exception):
    """An example that cannot be understood: what is wrong with it."""


class Stub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the world says in an example; see CONTRIBUTING for the form."""

    files: dict[str, dict[str, Any]] = {}
    urls: dict[str, dict[str, Any]] = {}
    prose: list[dict[str, Any]] = []
    words: dict[str, int] = {}
    articles: int = 10

    def answer(self, question: Question) -> Answer:
        """Answer a question as the example says."""
        if question.kind == "file":
            facts = self.files.get(question.subject, {"state": "missing"})
            return msgspec.convert({"path": question.subject, **facts}, FileFacts)
        if question.kind == "url":
            known = self.urls.get(question.subject)
            return msgspec.convert(known, WebFacts) if known else _NOT_STUBBED
        return ProseFacts(tuple(self._matches(question.subject)), "stub")

    def _matches(self, prose: str) -> Iterator[Match]:
        for given in self.prose:
            wanted = given.get("match", "")
            at = prose.find(wanted) if wanted else -1
            if at >= 0:
                rest = {name: value for name, value in given.items() if name != "match"}
                yield msgspec.convert({"kind": "", "message": "", "start": at, "end": at + len(wanted), **rest}, Match)

    def count(self) -> int:
        """Return how many articles there are."""
        return self.articles

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return in how many articles words stand."""
        return {word: self.words.get(word, 1) for word in words}


class Sample(msgspec.Struct, frozen=True):
    """One example, its marks taken out."""

    sources: dict[str, Source]
    marks: dict[str, tuple[Span, ...]]
    stub: Stub
    params: dict[str, Any]


def read(example: Example) -> Sample:
    """Return an example as articles and expected spans; raise ExampleError."""
    given: dict[str, Any] = {"example.md": example} if isinstance(example, str) else dict(example)
    try:
        stub = msgspec.convert(given.pop("world", {}), Stub)
    except msgspec.ValidationError as error:
        raise ExampleError(f"world: {error}") from None
    params = given.pop("params", {})
    sources: dict[str, Source] = {}
    marks: dict[str, tuple[Span, ...]] = {}
    for path, text in given.items():
        if not isinstance(text, str) or "." not in path:
            raise ExampleError(f"{path!r} is neither a file name with its text, nor 'world', nor 'params'")
        plain, marks[path] = unmark(text)
        sources[path] = Source(path, plain, "")
    if not sources:
        raise ExampleError("no article in it")
    return Sample(sources, marks, stub, params)


def unmark(text: str) -> tuple[str, tuple[Span, ...]]:
    """Return a text without its marks, and the spans that they enclosed; raise ExampleError if they do not match."""
    plain, spans, start = "", [], -1
    for piece in _pieces(text):
        if piece == OPEN and start < 0:
            start = len(plain)
        elif piece == CLOSE and start >= 0:
            spans.append(Span(start, len(plain)))
            start = -1
        elif piece in (OPEN, CLOSE):
            raise ExampleError(f"{piece} without its other half")
        else:
            plain += piece
    if start >= 0:
        raise ExampleError(f"{OPEN} without its other half")
    return plain, tuple(spans)


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for char in text:
        if char in (OPEN, CLOSE):
            yield from filter(None, (piece, char))
            piece = ""
        else:
            piece += char
    yield piece


def apply(rule: Rule, sample: Sample) -> dict[str, tuple[Finding, ...]]:
    """Return what one rule finds in a sample, by article; raise CheckError or whatever the check raises."""
    rule = msgspec.structs.replace(rule, check=reparametrised(rule.check, sample.params))
    articles = {path: examine.parse_article(source, ParseSettings()) for path, source in sample.sources.items()}
    hits: dict[str, list[Hit]] = {path: [] for path in articles}
    check = rule.check
    if isinstance(check, Stets):
        for path, article in articles.items():
            hits[path] += _faults(check, path, article)
    elif isinstance(check, ArticleCheck):
        for path, article in articles.items():
            hits[path] += check.conclude(list(check.examine(article)))
    elif isinstance(check, WorldCheck):
        for path, article in articles.items():
            for asked in check.ask(article):
                hits[path] += _judged(check, asked, sample.stub)
    else:
        assert isinstance(check, CorpusCheck)
        corpus = index.in_memory({path: {"": check.gather(article)} for path, article in articles.items()})
        for path, found in check.conclude(corpus.corpus(""), None).hits.items():
            hits[path] += filter(check.keep, found)
    return {path: _findings(rule, path, found, sample) for path, found in hits.items()}


def _faults(check: Stets, path: str, article: Article) -> list[Hit]:
    """Return what is wrong with an article's stets beside what the rules that come with Copydesk find in it alone."""
    from lint.stet.judge import Known, judge
    from lint.stet.today import today

    stets = list(check.examine(article))
    rules = load_rules() if stets else {}
    checks = {name: one for name, rule in rules.items() if isinstance(one := rule.check, ArticleCheck)}
    alone = {name: rules[name] for name in checks}
    found = [
        (alone[name], hit)
        for name, one in checks.items()
        for hit in one.conclude(list(one.examine(article)))
        if hit.verdict == alone[name].verdict
    ]
    stamped = stamp.speakers(found)
    told = tell(stamp.places_of(path, stamped), lambda _: article.source)
    known = Known(rules, alone, frozenset(), today())
    judged = judge(stamp.findings(path, stamped, told), stets, known)
    return [*judged.faults, *(hit for hit in stets if hit.verdict == "malformed")]


def _judged(check: WorldCheck, asked: Asked, stub: Stub) -> Iterator[Hit]:
    pending = [asked.question]
    for _ in range(2):
        results = [
            result
            for question in pending
            if not isinstance(answer := stub.answer(question), Unanswered)
            for result in check.judge(msgspec.structs.replace(asked, question=question), answer, stub)
        ]
        yield from (result for result in results if isinstance(result, Hit))
        pending = [result for result in results if isinstance(result, Question)]


def _findings(rule: Rule, path: str, hits: Iterable[Hit], sample: Sample) -> tuple[Finding, ...]:
    stamped = stamp.speakers((rule, hit) for hit in hits if hit.verdict == rule.verdict)
    told = tell(stamp.places_of(path, stamped), sample.sources.get)
    return stamp.findings(path, stamped, told)


def problems(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with a rule's examples: nothing if each is right."""
    for kind, examples in (("good", rule.good), ("bad", rule.bad)):
        for number, example in enumerate(examples, 1):
            try:
                sample = read(example)
                found = apply(rule, sample)
            except Exception as error:  # whatever it is, it is this example's fault or the check's
                yield f"{kind} example {number}: {str(error) or type(error).__name__}"
                continue
            if kind == "bad" and not any(sample.marks.values()):
                yield f"bad example {number}: mark what must be found with {OPEN} and {CLOSE}"
            if kind == "good" and any(sample.marks.values()):
                yield f"good example {number}: nothing may be marked in it"
            for path in sample.sources:
                yield from (f"{kind} example {number}{text}" for text in _differences(sample, path, found[path]))


def _differences(sample: Sample, path: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    source = sample.sources[path]
    where = "" if len(sample.sources) == 1 else f", {path}"
    expected = set(sample.marks[path])
    found = {Span(finding.start.offset, finding.end.offset): finding for finding in findings}
    for span in sorted(expected - found.keys()):
        yield f"{where}: marked but not found: {source.quote(span)!r}"
    for span in sorted(found.keys() - expected):
        yield f"{where}: found but not marked: {source.quote(span)!r} ({found[span].message})"
