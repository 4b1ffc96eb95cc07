"""All questions of a run: each address once, in the lane of its host."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from lint.check import Question, WebFacts
from lint.world.client import Client
from lint.world.guard import ForbiddenError, Target, target
from lint.world.web import Reached, Result, WebSettings


class _Job(msgspec.Struct):
    target: Target
    questions: list[Question]
    image: bool = False


class _Round:
    """The results of a run as they come in."""

    def __init__(
        self,
        total: int,
        progress: Callable[[int, int], None] | None,
        done: Callable[[Question, Result], None],
    ) -> None:
        self.results: dict[Question, Result] = {}
        self._total, self._progress, self._done = total, progress, done
        self._count = 0

    async def work(self, client: Client, queue: deque[_Job]) -> None:
        """Take one job after the other until none is left."""
        while queue:
            job = queue.popleft()
            result = await client.ask(job.target, job.image)
            self._count += 1
            if self._progress:
                self._progress(self._count, self._total)
            for question in job.questions:
                self.settle(question, result)

    def settle(self, question: Question, result: Result) -> None:
        """Keep what became of a question; only one about an image hears of the image."""
        if question.detail != "image" and result.facts:
            facts = msgspec.structs.replace(result.facts, image="", problem="")
            result = msgspec.structs.replace(result, facts=facts)
        self.results[question] = result
        self._done(question, result)


async def ask_all(
    questions: Sequence[Question],
    settings: WebSettings,
    witnesses: Sequence[str],
    progress: Callable[[int, int], None] | None,
    done: Callable[[Question, Result], None],
) -> tuple[dict[Question, Result], Reached]:
    """Return what became of each question, and the hosts that answered."""
    jobs, refused = _jobs(questions, settings)
    round_ = _Round(len(jobs), progress, done)
    for question, reason in refused:
        round_.settle(question, Result(WebFacts("forbidden", why=reason)))
    lanes: dict[str, deque[_Job]] = defaultdict(deque)
    for job in jobs:
        lanes[job.target.host].append(job)
    client = Client(settings, frozenset(host for host, queue in lanes.items() if len(queue) > 1))
    try:
        async with asyncio.TaskGroup() as group:
            for queue in lanes.values():
                for _ in range(min(settings.per_host, len(queue))):
                    group.create_task(round_.work(client, queue))
        if any(one.unreached and not client.reached.vouch_for(one) for one in round_.results.values()):
            await _summon(client, witnesses, settings)
    finally:
        await client.close()
    return round_.results, client.reached


async def _summon(client: Client, witnesses: Sequence[str], settings: WebSettings) -> None:
    """Ask addresses that were good lately, until one shows that there is a network."""
    for url in sorted(witnesses)[:3]:
        with suppress(ForbiddenError):
            await client.ask(target(url, settings.allow_private), image=False)
        if client.reached.public:
            return


def _jobs(questions: Sequence[Question], settings: WebSettings) -> tuple[list[_Job], list[tuple[Question, str]]]:
    jobs: dict[str, _Job] = {}
    refused = []
    for question in sorted(set(questions)):
        try:
            aim = target(question.subject, settings.allow_private)
        except ForbiddenError as error:
            refused.append((question, str(error)))
            continue
        job = jobs.setdefault(aim.url, _Job(aim, []))
        job.questions.append(question)
        job.image |= question.detail == "image"
    return list(jobs.values()), refused
