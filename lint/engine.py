"""Run: examine each article alone, ask the world once, conclude over the corpus. Read this first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from lint import behind, discover, examine, stamp, unanswered
from lint.behind import BehindError
from lint.cache import Cache
from lint.census import UncertainError
from lint.check import (
    Answer,
    ArticleCheck,
    Asked,
    Check,
    Conclusion,
    CorpusCheck,
    Hit,
    Question,
    Unanswered,
    WorldCheck,
)
from lint.discover import Listing, UnreadableError
from lint.examine import Evidence, Examination
from lint.finding import Incident
from lint.grammar.dictionary import AnyWord
from lint.index import Index, SpoiledError
from lint.plan import Comparison, Plan, Step, comparison, told
from lint.rule import Rule
from lint.settings import Settings
from lint.text import Source
from lint.world.door import Key, World, doubt, key_of

T = TypeVar("T")

Progress = Callable[[str, int, int], None]

Asking = tuple[str, "Step[WorldCheck]", Asked]
"""An article's path, the step that asks, and what it asks."""


_TEXT_KEPT = 8_000_000
"""Code points of text that a run holds; what lies beyond is read a second time for the report."""


class Options(msgspec.Struct, frozen=True):
    """How a run goes about its work; none of it changes what is found."""

    jobs: int = 1
    progress: Progress | None = None
    hurried: bool = False  # raise BehindError where the index lacks much, in the place of gathering it


class Run:
    """One run over the selected articles of a listing. Its methods stand in the order in which they act."""

    def __init__(
        self, settings: Settings, listing: Listing, cache: Cache, index: Index, world: World, options: Options
    ) -> None:
        self.settings, self.listing, self.options = settings, listing, options
        self.cache, self.index, self.world = cache, index, world
        self.words = settings.words.over(AnyWord() if settings.alone else index)
        self.selected = sorted(listing.selected)
        self.evidence: dict[str, Evidence] = {}
        self.sha256: dict[str, str] = {}
        self.sources: dict[str, Source] = {}  # those of the first articles, so that they need not be read again
        self.answers: dict[Key, Answer] = {}
        self.addresses: dict[Question, set[tuple[str, int, int]]] = defaultdict(set)
        self.conclusions: dict[Comparison, Conclusion] = {}
        self.notes: list[str] = []  # for a person to read
        self.incidents: Counter[Incident] = Counter()  # each with its own count left at 1
        self.incomplete: set[str] = set()  # articles of which not all could be looked at
        index.read = self._text
        self._room = _TEXT_KEPT
        self._plans: dict[str, Plan] = {}  # by path
        self._distinct: dict[int, Plan] = {}  # by the identity of their rules
        self._refused: dict[str, str] = {}  # why a check could not do its work, by the key of its evidence
        self._unknown: frozenset[str] = frozenset()  # to the index, as they are
        self._gathered: frozenset[str] | None = None  # the keys of what the index has of every article, if it was asked
        self._judged: dict[str, list[tuple[Step[WorldCheck], Hit]]] = defaultdict(list)

    def conclude(self) -> dict[str, list[stamp.Stamped]]:
        """Examine, ask and conclude; return what speaks in each article that could be read."""
        self._examine()
        self._ask()
        for rule in sorted(self.settings.left_out) if self.selected else ():
            why = "left to copydesk check: a commit hook must be quick"
            self.incidents[Incident("skipped", f"articles for {rule}", why)] = len(self.selected)
        if self.settings.uncompared and self.selected:
            names = " and ".join(sorted(self.settings.uncompared))
            self.incidents[Incident("skipped", f"articles for {names}", self.settings.alone)] = len(self.selected)
        for step in self.comparisons():
            if comparison(step) not in self.conclusions:
                self.conclusions[comparison(step)] = self._compare(step)
        self._keep_census()
        self.index.commit()  # what the checks worked out is brought up to date next time, not done again
        return {path: stamp.speakers(self._found(path)) for path in sorted(self.evidence)}

    def _keep_census(self) -> None:
        """Keep the census of this listing, if the index knows all articles now; what it does not know stands apart."""
        taken = self.listing.census
        if taken and self._gathered is not None and not self.listing.texts:
            lacking = self.index.stale(self.listing.stamps, self._gathered)
            self.index.census.replace(taken, (self.listing.files[path] for path in lacking), self._gathered)

    def incident(self, one: Incident, *, once: bool = False) -> None:
        """Count something that could not be looked at; `once` where it may be met several times."""
        self.incidents[one] = 1 if once else self.incidents[one] + 1
        if one.state == "failed":
            self.incomplete.add(one.path)

    def plan(self, path: str) -> Plan:
        """Return the checks that run on an article."""
        if path not in self._plans:
            rules = self.settings.rules_for(path)  # the same tuple for all articles to which the same rules apply
            if id(rules) not in self._distinct:
                self._distinct[id(rules)] = Plan(rules)
            self._plans[path] = self._distinct[id(rules)]
        return self._plans[path]

    def comparisons(self) -> Iterator[Step[CorpusCheck]]:
        """Yield the steps that compare the selected articles with all others."""
        for plan in self._distinct.values():
            yield from plan.corpus

    # ---- examine each article alone

    def _examine(self) -> None:
        """Bring together the evidence of the selected articles, and what the index lacks of all others."""
        needed: dict[str, Examination] = {}
        for path in self.selected:
            needed.update(self.plan(path).examinations)
        wanted = dict(self._stale(needed)) | dict.fromkeys(self.selected, tuple(needed.values()))
        known: dict[str, tuple[bytes, Evidence]] = {}
        jobs: list[examine.Job] = []
        for source, key, evidence in self._read(sorted(wanted)):
            if source.path in self._unknown and self._is_known_by_content(source, needed):
                continue
            missing = tuple(one for one in wanted[source.path] if one.key not in evidence)
            if missing or examine.OVERVIEW not in evidence:
                known[source.path] = key, evidence
                jobs.append((source, missing, self.settings.parsing_of(source.path)))
            else:
                self._take(source.path, evidence)
        self._work(jobs, known)

    def _stale(self, needed: Mapping[str, Examination]) -> Iterator[tuple[str, tuple[Examination, ...]]]:
        """Yield the articles that the index does not know as they are, and what to gather from them.

        Checks that look at one article alone need no index; then it is left as it is.
        """
        gathers = {key: one for key, one in needed.items() if isinstance(one.check, CorpusCheck)}
        if gathers or any(isinstance(one.check, WorldCheck) for one in needed.values()):
            self._trust(gathers.keys())
            self.index.forget(self._gone())
            self._unknown = frozenset(self.index.stale(self.listing.stamps, gathers.keys()))
            self._gathered = frozenset(gathers)
            if self.options.hurried:
                self._be_quick()
            yield from ((path, tuple(gathers.values())) for path in self._unknown)

    def _be_quick(self) -> None:
        """Raise BehindError where the index lacks more than can be gathered while an author waits."""
        keys = self._gathered or ()
        unfinished = max((len(self.index.corpus(key).pending()) for key in keys), default=0)
        if behind.is_far(self.listing, self._unknown, unfinished):
            raise BehindError if self.listing.is_whole else UncertainError

    def _trust(self, keys: Collection[str]) -> None:
        """Raise UncertainError where articles that are not listed lack what is to be gathered."""
        known = self.index.census.read()
        if not self.listing.is_whole and not (known and set(keys).issubset(known.checks)):
            raise UncertainError

    def _gone(self) -> list[str]:
        gone = self.listing.gone
        return sorted(set(self.index.paths()) - set(self.listing.files) if gone is None else gone)

    def _is_known_by_content(self, source: Source, needed: Mapping[str, Examination]) -> bool:
        """Take over the stamp of an article that the index has as it is, as after a restored index; say whether so."""
        keys = [key for key, one in needed.items() if isinstance(one.check, CorpusCheck)]
        stamped = self.listing.stamps[source.path]
        known = self.index.renew(source.path, stamped, source.sha256, keys)
        return known and source.path not in self.listing.selected

    def _read(self, paths: Sequence[str]) -> Iterator[tuple[Source, bytes, Evidence]]:
        """Yield the articles that can be read, each with what the cache knows of it."""
        for start in range(0, len(paths), 500):
            sources = [source for path in paths[start : start + 500] if (source := self._source(path))]
            parsing = self.settings.parsing_of
            keys = {source.path: examine.evidence_key(source, parsing(source.path)) for source in sources}
            found = self.cache.get("evidence", set(keys.values()))
            for source in sources:
                key = keys[source.path]
                self.sha256[source.path] = source.sha256
                self._room -= len(source.text)
                if self._room > 0 and source.path in self.listing.selected:
                    self.sources[source.path] = source
                yield source, key, examine.unpack(found[key]) if key in found else {}

    def _source(self, path: str) -> Source | None:
        try:
            source = discover.read(self.listing, path, self.settings.file.max_bytes)
        except UnreadableError as error:
            self.incident(discover.unread(path, error))
            return None
        if source.damaged and path in self.listing.selected:
            why = f"{source.damaged} places are not UTF-8 and were read as U+FFFD; save the file as UTF-8"
            self.incident(Incident("failed", "part of an article", why, 1, path))
        return source

    def _work(self, jobs: Sequence[examine.Job], known: dict[str, tuple[bytes, Evidence]]) -> None:
        """Examine what is not known yet; what was finished before an interruption is kept."""
        fresh: dict[bytes, bytes] = {}
        try:
            done = examine.examine_all(jobs, self.options.jobs)
            for count, (number, found) in enumerate(done, 1):
                path = jobs[number][0].path
                key, evidence = known.pop(path)
                evidence = {**evidence, **found}
                fresh[key] = examine.pack(evidence)
                self._take(path, evidence)
                if self.options.progress:
                    self.options.progress("articles", count, len(jobs))
                if len(fresh) >= 500:
                    self.cache.put("evidence", fresh)
                    fresh = {}
        finally:
            self.cache.put("evidence", fresh)
            self.index.commit()

    def _take(self, path: str, evidence: Evidence) -> None:
        """Give the corpus' part of an article's evidence to the index; keep the rest of the selected ones."""
        shares = examine.shares(evidence)
        if path in self._unknown or self.index.sha256(path) not in ("", self.sha256[path]):
            stamped = self.listing.stamps[path]
            self.index.update(path, stamped, self.sha256[path], shares, evidence[examine.WORDS])
        unshared = evidence.keys() - shares.keys() - {examine.WORDS}
        if path in self.listing.selected:
            self.evidence[path] = {key: evidence[key] for key in unshared}
        self._refused.update((key, why) for key in unshared if (why := examine.refusal(evidence[key])))

    # ---- ask the world once

    def _ask(self) -> None:
        """Ask all questions of the selected articles, then judge; a judge's own questions make one more round."""
        self.answers = self.world.answer((path, asked.question) for path, _, asked in self._questions())
        again: list[Asking] = []
        for path, step, asked in self._questions():
            for result in self._judge(path, step, asked):
                if isinstance(result, Question):
                    again.append((path, step, msgspec.structs.replace(asked, question=result)))
                else:
                    self._judged[path].append((step, result))
        self.answers.update(self.world.answer((path, asked.question) for path, _, asked in again))
        for path, step, asked in again:
            results = self._judge(path, step, asked)
            self._judged[path] += [(step, hit) for hit in results if isinstance(hit, Hit)]
        for one in unanswered.incidents(self.answers, ((path, asked.question) for path, _, asked in self._questions())):
            self.incident(one)

    def _questions(self) -> Iterator[Asking]:
        """Yield each check's questions about each article; decoded anew each time: all at once would fill memory."""
        for path in sorted(self.evidence):
            for step in self.plan(path).world:
                for asked in examine.questions(self._evidence(path, step)):
                    yield path, step, asked

    def _judge(self, path: str, step: Step[WorldCheck], asked: Asked) -> Sequence[Hit | Question]:
        if asked.question.kind == "url":
            self.addresses[asked.question].add((path, asked.start, asked.end))
        answer = self.answers[key_of(path, asked.question)]
        reason = doubt(answer)
        if reason and reason.state == "failed":
            self.incomplete.add(path)
        if isinstance(answer, Unanswered):
            return []
        return self._guarded(step.check, path, lambda: list(step.check.judge(asked, answer, self.words)))

    # ---- conclude over the corpus

    def _text(self, path: str) -> str | None:
        """Return an article's text, unless it changed since it was examined."""
        source = self.source(path)
        return source.text if source else None

    def source(self, path: str) -> Source | None:
        """Return an article's source again, None if it changed since it was examined."""
        if path in self.sources:
            return self.sources[path]
        if not self.has(path):
            return None
        try:
            source = discover.read(self.listing, path, self.settings.file.max_bytes)
        except UnreadableError:
            source = None
        known = source is not None and source.sha256 == self.sha256.get(path, self.index.sha256(path))
        if not known and path not in self.listing.files:
            raise UncertainError  # git took it for unchanged, as of files whose line ends it converts
        return source if known else None

    def has(self, path: str) -> bool:
        """Return whether an article is one of the corpus."""
        listed = path in self.listing.files
        return listed or (not self.listing.is_whole and self.index.number(path) is not None)

    def count(self) -> int:
        """Return how many articles the corpus has; those that cannot be read are not in the index."""
        if self.listing.is_whole:
            return len(self.listing.files)
        unknown = sum(self.index.number(path) is None for path in self.listing.files)
        gone = sum(self.index.number(path) is not None for path in self._gone())
        return self.index.count() + unknown - gone

    def _compare(self, step: Step[CorpusCheck]) -> Conclusion:
        if step.key in self._refused:
            self._fail(step, self._refused[step.key], "")
            return Conclusion({}, ())
        everything = self.listing.is_whole and len(self.listing.selected) == len(self.listing.files)
        corpus = self.index.corpus(step.key)
        selected = None if everything else self.listing.selected
        made = self._guarded(step.check, "", lambda: [step.check.conclude(corpus, selected)])
        conclusion = made[0] if made else Conclusion({}, ())
        self.notes += [f"the settings allow {one}, but no repeat needs that" for one in conclusion.idle]
        return conclusion

    def _found(self, path: str) -> Iterator[tuple[Rule, Hit]]:
        """Yield what each rule says of an article."""
        plan = self.plan(path)
        for asking, hit in self._judged.pop(path, ()):
            yield from ((rule, hit) for rule in asking.rules.get(hit.verdict, ()))
        for alone in plan.alone:
            rules = alone.rules
            for hit in self._alone(path, alone):
                for rule in rules.get(hit.verdict, ()):
                    yield rule, hit
        yield from told(path, plan.corpus, self.conclusions)

    def _alone(self, path: str, step: Step[ArticleCheck]) -> Sequence[Hit]:
        evidence = self._evidence(path, step)
        return self._guarded(step.check, path, lambda: list(step.check.conclude(examine.hits(evidence))))

    def measures(self, path: str) -> dict[str, float]:
        """Return the measures that checks took of an article as a whole."""
        taken: dict[str, float] = {}
        for step in self.plan(path).alone:
            if step.check.metrics:
                for hit in examine.hits(self._evidence(path, step)):
                    taken.update((name, float(hit.values[name])) for name in step.check.metrics if name in hit.values)
        return taken

    def _evidence(self, path: str, step: Step[ArticleCheck] | Step[WorldCheck]) -> bytes:
        """Return what a check found in an article; nothing, and an incident, if it could not look."""
        if step.key in self._refused:  # in one article: then its silence in others would mean nothing either
            self._fail(step, self._refused[step.key], "")
            return examine.NOTHING
        evidence = self.evidence[path][step.key]
        why = examine.failure(evidence)
        if why:
            self._fail(step, why, path)
            return examine.NOTHING
        return evidence

    def _fail(self, step: Step[ArticleCheck] | Step[WorldCheck] | Step[CorpusCheck], why: str, path: str) -> None:
        rules = sorted(rule.id for rules in step.rules.values() for rule in rules)
        names = rules if len(rules) <= 2 else sorted({rule.partition("/")[0] for rule in rules})
        self.incident(Incident("failed", f"articles for {' and '.join(names)}", why, 1, path), once=True)

    def _guarded(self, check: Check, path: str, work: Callable[[], list[T]]) -> list[T]:
        try:
            return work()
        except (SpoiledError, UncertainError):
            raise  # the whole run starts again, on a new index, or with a look at all articles
        except Exception as error:  # one check's crash must cost nobody else's findings
            why = examine.crash(check.name, error)
            self.incident(Incident("failed", f"articles for the check {check.name}", why, 1, path), once=True)
            return []
