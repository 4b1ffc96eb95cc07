"""Each question once, however many articles ask: from the cache where an answer still holds, else from the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from lint import verdict
from lint.cache import FOREVER, Cache
from lint.check import Answer, ProseFacts, Question, Unanswered, WebFacts

Progress = Callable[[str, int, int], None]
_PARAGRAPHS_AT_ONCE = 500
"""After so many, the answers are kept: an interruption must not lose more."""

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
        self._offline, self._start, self._jobs = offline, start, jobs
        self._progress = progress
        self._known: dict[Key, Answer] = {}

    def answer(self, asked: Iterable[tuple[str, Question]]) -> dict[Key, Answer]:
        """Answer the questions of articles; what was answered before in this run is not asked again."""
        wanted = dict.fromkeys(key_of(path, question) for path, question in asked)
        new = [key for key in wanted if key not in self._known]
        self._files([key for key in new if key[1].kind == "file"])
        self._urls([question for _, question in new if question.kind == "url"])
        self._prose([question for _, question in new if question.kind == "prose"])
        return {key: self._known[key] for key in wanted}

    def _files(self, keys: list[Key]) -> None:
        if not keys:
            return
        from lint.world.disk import Disk

        disk = Disk(self._root, self._site_root)
        for path, question in keys:
            self._known[path, question] = disk.answer(path, question.subject, picture=question.detail == "image")

    def _urls(self, questions: list[Question]) -> None:
        unknown = self._from_cache(questions, _url_key, WebFacts)
        if not unknown:
            return
        asked = set(unknown)
        witnesses = [question.subject for question in questions if question not in asked]
        if self._offline:
            why = "not asked, because of --offline; run without it, or leave them to the scheduled run"
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

    def _prose(self, questions: list[Question]) -> None:
        if not questions:
            return
        from lint.world import languagetool

        engine = languagetool.engine_id()

        def key(question: Question) -> bytes:
            made_from = "\0".join(("prose", engine, question.detail, question.subject))
            return blake2b(made_from.encode(), digest_size=16).digest()

        unknown = self._from_cache(questions, key, ProseFacts)
        if not unknown:
            return
        if not self._offline and not languagetool.is_at_hand():
            with suppress(languagetool.EngineError):  # asking meets the same fault, and says which
                languagetool.install(self._reporting("download"))
        for start in range(0, len(unknown), _PARAGRAPHS_AT_ONCE):
            answers = self._ask_engine(unknown, start)
            self._keep(answers)
            rows = {key(q): msgspec.msgpack.encode(a) for q, a in answers.items() if isinstance(a, ProseFacts)}
            self._cache.put("answers", rows, FOREVER)
            lost = [a for a in answers.values() if isinstance(a, Unanswered) and a.state == "failed"]
            if lost and not rows:  # the engine is not to be had: the rest would meet the same
                self._keep(dict.fromkeys(unknown[start + _PARAGRAPHS_AT_ONCE :], lost[0]))
                break

    def _ask_engine(self, unknown: list[Question], start: int) -> dict[Question, ProseFacts | Unanswered]:
        from lint.world import languagetool

        report = self._progress or (lambda what, done, total: None)
        return languagetool.ask(
            unknown[start : start + _PARAGRAPHS_AT_ONCE],
            progress=lambda done, _: report("paragraphs", start + done, len(unknown)),
            jobs=self._jobs,
            offline=self._offline,
            start=self._start,
        )

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

    def _reporting(self, what: str) -> Callable[[int, int], None] | None:
        progress = self._progress
        return (lambda done, total: progress(what, done, total)) if progress else None


def _url_key(question: Question) -> bytes:
    made_from = "\0".join(("url", question.detail, question.subject))
    return blake2b(made_from.encode("utf-8", "backslashreplace"), digest_size=16).digest()


def doubt(answer: Answer) -> Unanswered | None:
    """Return why an answer settles nothing: not asked, no network, or an address that could not be verified."""
    if isinstance(answer, Unanswered):
        return answer
    return verdict.doubt(answer) if isinstance(answer, WebFacts) else None


def verdict_of(answer: Answer) -> str:
    """Return what to call an answer about an address."""
    return verdict.verdict(answer) if isinstance(answer, WebFacts) else "not asked"
