"""Each question once, however many articles ask: from the cache where an answer still holds, else from the outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from lint import verdict
from lint.cache import FOREVER, Cache
from lint.check import Answer, ProseFacts, Question, Unanswered, WebFacts

if TYPE_CHECKING:
    from lint.world.disk import Disk, Held
    from lint.world.languagetool import Chances

Progress = Callable[[str, int, int], None]
Report = Callable[[int, int], None]
_AT_ONCE = 200
"""After so many answers about paragraphs they are kept: an interruption must not lose more."""

Key = tuple[str, Question]
"""The article's path for a question about a file (a destination is relative to it), "" for all others."""


class World(Protocol):
    """What the engine needs of the outside."""

    def answer(self, asked: Iterable[tuple[str, Question]]) -> dict[Key, Answer]:
        """Answer the questions of articles, each given with its article's path."""
        ...


def key_of(path: str, question: Question) -> Key:
    """Return the key under which a question's answer stands."""
    return (path if question.kind == "file" else "", question)


class RealWorld:
    """The disk, the web and LanguageTool."""

    def __init__(
        self,
        root: Path,
        cache: Cache,
        *,
        site_root: str = "",
        offline: bool = False,
        start: Literal["wait", "background"] = "wait",
        jobs: int = 2,
        progress: Progress | None = None,
    ) -> None:
        self._root, self._cache, self._site_root = root, cache, site_root
        self._hidden: frozenset[str] = frozenset()
        self._offline, self._start, self._jobs = offline, start, jobs
        self._progress = progress
        self._known: dict[Key, Answer] = {}
        self._chances: Chances | None = None

    def hide(self, files: frozenset[str]) -> None:
        """Take files that lie on disk, by their paths below the root, for missing."""
        self._hidden = files

    def answer(self, asked: Iterable[tuple[str, Question]]) -> dict[Key, Answer]:
        """Answer the questions of articles; what was answered before in this run is not asked again."""
        asked = list(asked)
        wanted = dict.fromkeys(key_of(path, question) for path, question in asked)
        new = [key for key in wanted if key not in self._known]
        self._files([key for key in new if key[1].kind == "file"])
        self._urls([question for _, question in new if question.kind == "url"])
        self._prose([question for _, question in new if question.kind == "prose"], asked)
        return {key: self._known[key] for key in wanted}

    def past(self, held: Held) -> World:
        """Return the world with the disk of another moment; who is asked of the web and of grammar is the same."""
        return _Past(self, held)

    def was_told(self, question: Question) -> Answer | None:
        """Return the answer about an address that this run has, None if it has none."""
        return self._known.get(("", question))

    def disk(self, held: Held | None = None) -> Disk:
        """Return who answers about files."""
        from lint.world.disk import Disk, Held

        hiding = Held({}, self._hidden, lambda _: b"") if self._hidden else None
        return Disk(self._root, self._site_root, held or hiding)

    def _files(self, keys: list[Key]) -> None:
        if not keys:
            return
        disk = self.disk()
        for path, question in keys:
            self._known[path, question] = disk.answer(path, question.subject, picture=question.detail == "image")

    def _urls(self, questions: list[Question]) -> None:
        unknown = self._from_cache(questions, _url_key, WebFacts)
        if not unknown:
            return
        asked = set(unknown)
        witnesses = [question.subject for question in questions if question not in asked]
        if self._offline:
            why = "left to a check without --offline"
            self._keep(dict.fromkeys(unknown, Unanswered("skipped", "remote addresses", why)))
            return
        from lint.world import web

        progress = self._reporting("addresses")
        self._keep(web.ask(unknown, progress=progress, keep=self._remember, witnesses=witnesses))

    def _remember(self, question: Question, facts: WebFacts) -> None:
        """Keep a fact about an address as soon as it is known: an interruption must not lose it."""
        life = verdict.shelf_life(facts)
        if life:
            self._cache.put("answers", {_url_key(question): msgspec.msgpack.encode(facts)}, life)

    def _prose(self, questions: list[Question], asked: list[tuple[str, Question]]) -> None:
        if not questions:
            return
        from lint.world import languagetool

        engine = languagetool.engine_id()

        def key(question: Question) -> bytes:
            made_from = "\0".join(("prose", engine, question.detail, question.subject))
            return blake2b(made_from.encode("utf-8", "surrogatepass"), digest_size=16).digest()

        unknown = self._from_cache(questions, key, ProseFacts)
        if not unknown:
            return
        if self._start == "wait" and not self._offline and not languagetool.is_at_hand():
            with suppress(languagetool.EngineError):  # asking meets the same fault, and says which
                languagetool.install(self._reporting("download"))
        articles = _ArticlesLeft(asked, unknown, self._reporting("grammar"))
        with _Shelf(self._cache) as shelf:

            def keep(question: Question, facts: ProseFacts | Unanswered) -> None:
                if isinstance(facts, ProseFacts):
                    shelf.put(key(question), msgspec.msgpack.encode(facts))
                articles.answered(question)

            self._chances = self._chances or languagetool.Chances(hurried=self._start == "background")
            answers = languagetool.ask(
                unknown,
                keep=keep,
                chances=self._chances,
                jobs=self._jobs,
                offline=self._offline,
                start=self._start,
            )
        self._keep(answers)

    def _from_cache(
        self, questions: list[Question], key: Callable[[Question], bytes], shape: type[ProseFacts] | type[WebFacts]
    ) -> list[Question]:
        """Take what the cache knows; return the questions that it does not."""
        by_key = {key(question): question for question in questions}
        found = self._cache.get("answers", by_key)
        decoder = msgspec.msgpack.Decoder(shape)
        self._keep({by_key[one]: decoder.decode(value) for one, value in found.items()})
        return [question for one, question in by_key.items() if one not in found]

    def _keep(self, answers: Mapping[Question, Answer]) -> None:
        self._known.update({("", question): answer for question, answer in answers.items()})

    def _reporting(self, what: str) -> Report | None:
        progress = self._progress
        return (lambda done, total: progress(what, done, total)) if progress else None


class _Past:
    """The world at another moment: files as they stood then, addresses as they were answered now, or not at all.

    What is said of an address that today's articles no longer have would be compared with nothing.
    """

    def __init__(self, now: RealWorld, held: Held) -> None:
        self._now, self._disk = now, now.disk(held)

    def answer(self, asked: Iterable[tuple[str, Question]]) -> dict[Key, Answer]:
        """Answer the questions of the articles of that moment."""
        asked = list(asked)
        answers = self._now.answer((path, question) for path, question in asked if question.kind == "prose")
        for path, question in asked:
            if question.kind == "file":
                picture = question.detail == "image"
                answers[path, question] = self._disk.answer(path, question.subject, picture=picture)
            elif question.kind == "url":
                answers["", question] = self._now.was_told(question) or _NOT_ASKED
        return answers


_NOT_ASKED = Unanswered("skipped", "remote addresses", "no article has them any more")


class _Shelf:
    """Puts answers into the cache by the bunch; the last ones at the end, however that comes about."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._fresh: dict[bytes, bytes] = {}

    def __enter__(self) -> _Shelf:
        return self

    def __exit__(self, *failure: object) -> None:
        self._cache.put("answers", self._fresh, FOREVER)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep an answer."""
        self._fresh[key] = value
        if len(self._fresh) >= _AT_ONCE:
            self._cache.put("answers", self._fresh, FOREVER)
            self._fresh = {}


class _ArticlesLeft:
    """Counts the articles of which some paragraphs are not answered yet."""

    def __init__(
        self, asked: Iterable[tuple[str, Question]], unknown: Iterable[Question], report: Report | None
    ) -> None:
        self._articles: dict[Question, set[str]] = {question: set() for question in unknown}
        for path, question in asked:
            if question in self._articles:
                self._articles[question].add(path)
        self._left = Counter(path for paths in self._articles.values() for path in paths)
        self._done, self._total = 0, len(self._left)
        self._report = report or (lambda done, total: None)
        self._report(0, self._total)

    def answered(self, question: Question) -> None:
        """Tell how many articles are done, and how many there are, where this was an article's last paragraph."""
        for path in self._articles.pop(question, ()):
            self._left[path] -= 1
            if not self._left[path]:
                self._done += 1
                self._report(self._done, self._total)


def _url_key(question: Question) -> bytes:
    made_from = "\0".join(("url", question.detail, question.subject))
    return blake2b(made_from.encode("utf-8", "backslashreplace"), digest_size=16).digest()


def doubt(answer: Answer) -> Unanswered | None:
    """Return why an answer settles nothing: not asked, no network, or an address that could not be verified."""
    if isinstance(answer, Unanswered):
        return answer
    if isinstance(answer, ProseFacts):
        from lint.world import languagetool

        return languagetool.doubt(answer)
    return verdict.doubt(answer) if isinstance(answer, WebFacts) else None


def verdict_of(answer: Answer) -> str:
    """Return what to call an answer about an address."""
    return verdict.verdict(answer) if isinstance(answer, WebFacts) else "not asked"
