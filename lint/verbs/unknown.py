"""`copydesk dictionary unknown`: the words that no dictionary has, the most frequent first, for an editor to decide."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import msgspec

from lint import assemble, cli, discover
from lint.cache import Cache, folder
from lint.checks.unknown import UnknownWords
from lint.discover import Listing
from lint.engine import Options, Run
from lint.finding import ArticleReport, Finding, Incident, Point, Report
from lint.index import FILE_NAME as INDEX
from lint.index import SpoiledError, open_index
from lint.reporters import totals, words
from lint.reporters.pen import Pen
from lint.settings import Flags, Settings, UsageError
from lint.verbs import terminal
from lint.verbs.desk import fingerprint, usual_jobs
from lint.verbs.project import absolute, settings_of
from lint.verbs.screen import Screen
from lint.world.door import RealWorld

_RULE = "grammar/spelling"
_OPENING = re.compile(r"(?:(?<![*\\])\*|(?<![_\\])_|<(?:i|em|dfn)>)\Z", re.IGNORECASE)
_CLOSING = re.compile(r"\*(?!\*)|_(?!_)|</(?:i|em|dfn)>", re.IGNORECASE)
_LONGEST_MARK = 5


class Sample(msgspec.Struct, frozen=True):
    """One place of a word."""

    path: str
    line: int
    column: int


class Unknown(msgspec.Struct, frozen=True):
    """A word as written: how often, in how many articles, the first place, and what the engine would write."""

    word: str
    count: int
    articles: int
    sample: Sample
    suggestion: str


class Listed(msgspec.Struct, frozen=True):
    """What is printed as JSON. `words` may be cut to the first ones, `total` counts all."""

    words: tuple[Unknown, ...]
    total: int
    incidents: tuple[Incident, ...]


def run(options: Namespace) -> int:
    """Print the unknown words, and what could not be looked at; return the exit status."""
    paths = [absolute(name) for name in options.paths]
    settings = _of_all_words(settings_of(options, paths))
    listing = discover.discover(settings, paths)
    if not listing.selected:
        raise UsageError(f"no articles in {settings.root}: expected {', '.join(settings.file.include)}")
    with Screen(quiet=False) as screen:
        report = _report(settings, listing, options.offline, screen)
    found = _words(report, settings, listing)
    listed = Listed(tuple(found[: options.top]), len(found), report.incidents)
    if options.output_format == "json":
        terminal.print_json(listed)
    else:
        _print(listed, report)
    failed = report.summary.incidents["failed"] and settings.incomplete == "fail"
    return cli.INCOMPLETE if failed else cli.OK


def _of_all_words(settings: Settings) -> Settings:
    """Return settings under which the spelling rule alone runs, and tells of each unknown word."""
    rule = settings.all_rules[_RULE]
    check = msgspec.convert(msgspec.to_builtins(rule.check), UnknownWords)
    rules = {_RULE: msgspec.structs.replace(rule, check=check, verdict="unknown")}
    return Settings(settings.root, settings.file, rules, Flags(), settings.dictionary)


def _report(settings: Settings, listing: Listing, offline: bool, screen: Screen) -> Report:
    jobs = usual_jobs()
    directory, note = folder(settings.root)
    cache = Cache(directory)
    world = RealWorld(settings.root, cache, offline=offline, jobs=jobs, progress=screen.progress)

    def work() -> Report:
        with closing(open_index(directory and directory / INDEX, fingerprint(settings))) as index:
            return assemble.check(Run(settings, listing, cache, index, world, Options(jobs, screen.progress)))

    with closing(cache):
        try:
            report = work()
        except SpoiledError:  # the index was damaged, and is gone now
            report = work()
    for told in (note, *listing.notes, *cache.notes):
        if told:
            screen.note(told)
    return report


def _words(report: Report, settings: Settings, listing: Listing) -> list[Unknown]:
    """Return the words that the house dictionary lacks, the most frequent first."""
    places: dict[str, list[tuple[str, Point]]] = defaultdict(list)
    best: dict[str, str] = {}
    for article in report.articles:
        for finding in _plain(article, settings, listing):
            word = finding.values["word"]
            places[word].append((article.path, finding.start))
            best.setdefault(word, finding.values["suggestion"])
    found = [
        Unknown(
            word,
            len(at),
            len({path for path, _ in at}),
            Sample(at[0][0], at[0][1].line, at[0][1].column),
            best[word],
        )
        for word, at in places.items()
        if not settings.words.knows(word)
    ]
    return sorted(found, key=lambda one: (-one.count, -one.articles, one.word.casefold(), one.word))


def _plain(article: ArticleReport, settings: Settings, listing: Listing) -> Iterator[Finding]:
    """Yield an article's unknown words without those in italics, by which words of other languages are set apart."""
    if not article.findings:
        return
    try:
        text = discover.read(listing, article.path, settings.file.max_bytes).text
    except discover.UnreadableError:  # gone since it was checked
        text = ""
    yield from (one for one in article.findings if not _in_italics(text, one.values["from"], one.values["to"]))


def _in_italics(text: str, start: int, end: int) -> bool:
    inside = text[start:end]
    if inside != inside.strip():  # it stands behind one stretch in italics and before another
        return False
    return bool(_OPENING.search(text, max(start - _LONGEST_MARK, 0), start) and _CLOSING.match(text, end))


def _print(listed: Listed, report: Report) -> None:
    """Print a table, and on standard error what could not be looked at."""
    rows = [("times", "articles", "word", "suggestion", "first place")]
    rows += [
        (f"{one.count:,}", f"{one.articles:,}", one.word, one.suggestion or "-", f"{one.sample.path}:{one.sample.line}")
        for one in listed.words
    ]
    pen = Pen(color=False, unicode=_takes_unicode(), width=100)
    shown = [[pen.path(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for times, articles, word, suggestion, place in shown if listed.words else ():
        print(f"{times:>{widths[0]}}  {articles:>{widths[1]}}  {word:<{widths[2]}}  {suggestion:<{widths[3]}}  {place}")
    if not listed.words:
        but = ", but not everything could be checked" if report.incidents else ""
        print(f"no unknown words in {words.count(report.summary.articles, 'article')}{but}")
    elif listed.total > len(listed.words):
        print(f"{listed.total - len(listed.words):,} more; --top {listed.total} shows all")
    print("".join(totals.not_checked(report, pen)), end="", file=sys.stderr)


def _takes_unicode() -> bool:
    return (sys.stdout.encoding or "ascii").lower().startswith("utf")
