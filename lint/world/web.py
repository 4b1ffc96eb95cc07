"""What the web says of addresses: one bounded, polite, guarded client, and one verdict on the network itself.

Importing this module is cheap; asyncio and the HTTP client are loaded by the first call of `ask`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import msgspec

from lint.check import Question, Unanswered, WebFacts
from lint.verdict import doubt, shelf_life, verdict

__all__ = ["DEFAULTS", "Reached", "Result", "WebSettings", "ask", "doubt", "settle", "shelf_life", "verdict"]

_Count = Annotated[int, msgspec.Meta(ge=1)]
_PROXIES = frozenset(("http_proxy", "https_proxy", "all_proxy"))
_LEFT_ALONE = "their host did not keep up, or asked us to wait, and was left alone: run again later"
_Seconds = Annotated[float, msgspec.Meta(ge=0)]


class WebSettings(msgspec.Struct, frozen=True):
    """All limits of the client.

    An address that does its worst takes `deadline` + `look_up` seconds: 10 by default.
    """

    in_flight: _Count = 64  # requests under way at once, to all hosts together
    per_host: _Count = 8  # requests under way at once to one host
    interval: _Seconds = 0.05  # seconds from the start of one request to a host to that of the next
    deadline: _Seconds = 7.0  # seconds of connecting, answering and patience for one address; queueing is not counted
    connect: _Seconds = 4.0  # seconds for one connection
    head: _Seconds = 3.0  # seconds for a HEAD request, so that time is left for a GET
    look_up: _Seconds = 3.0  # seconds for one look-up of a name
    look_ups: _Count = 32  # names looked up at once
    body: _Count = 65_536  # bytes of a body that are read at most
    redirects: _Count = 5  # redirects that are followed
    again_after: _Seconds = 0.5  # seconds until a no (404, 410, refused, no such name) is asked a second time
    max_wait: _Seconds = 3.0  # seconds that a host which answers 429 is waited for, whatever it asks
    strikes: _Count = 5  # waits or timeouts in a row after which a host is left alone for the rest of the run
    allow_private: tuple[str, ...] = ()  # hosts, or host:port, that may be asked although they are not public


WHAT = "remote addresses"
"""What the incidents of this module are about."""

DEFAULTS = WebSettings()
"""What is used where the settings say nothing."""


class Result(msgspec.Struct, frozen=True):
    """What became of one address, and what that says of the network."""

    facts: WebFacts | None  # None: its host was left alone
    host: str = ""  # the last one that was tried
    private: bool = False  # that host is one which the house allows by name
    unreached: bool = False  # no connection to it came about


class Reached(msgspec.Struct):
    """The hosts that answered in a run, with whatever status."""

    public: set[str] = msgspec.field(default_factory=set)
    private: set[str] = msgspec.field(default_factory=set)

    def vouch_for(self, result: Result) -> bool:
        """Return whether another host shows that there is the network on which a result's host should be."""
        others = self.public | self.private if result.private else self.public
        return bool(others - {result.host})


def ask(
    questions: Sequence[Question],
    *,
    settings: WebSettings = DEFAULTS,
    progress: Callable[[int, int], None] | None = None,
    keep: Callable[[Question, WebFacts], None] | None = None,
    witnesses: Sequence[str] = (),
) -> dict[Question, WebFacts | Unanswered]:
    """Return what the web says to each question, of kind "url", whose subject is an absolute address.

    Each address is asked once, however many questions name it. `progress` hears of addresses done and of all.
    `keep` gets each fact as soon as it is known, so that an interrupted run loses nothing; only the returned
    answers know whether there was a network at all. `witnesses` are addresses that were good lately: where
    nothing else answers, up to three of them show whether there is one. An interruption stops it at once.
    """
    import asyncio

    from lint.world.jobs import ask_all

    def done(question: Question, result: Result) -> None:
        if keep and result.facts:
            keep(question, result.facts)

    results, reached = asyncio.run(ask_all(questions, settings, witnesses, progress, done))
    return settle(results, reached, os.environ)


def settle(
    results: Mapping[Question, Result], reached: Reached, environment: Mapping[str, str]
) -> dict[Question, WebFacts | Unanswered]:
    """Return the answers, where no network is an incident and never a broken link.

    Unless another host of the public web has answered, a name that does not resolve or a connection that
    fails says nothing about an address. For a house's own host, another of its own may vouch as well.
    """
    answers: dict[Question, WebFacts | Unanswered] = {}
    for question, result in sorted(results.items()):
        if result.facts is None:
            answers[question] = Unanswered("skipped", WHAT, _LEFT_ALONE)
        elif result.unreached and not reached.vouch_for(result):
            answers[question] = no_network(environment)
        else:
            answers[question] = result.facts
    return answers


def no_network(environment: Mapping[str, str]) -> Unanswered:
    """Return the incident of a run in which no host could be reached. No value of a variable is repeated."""
    why = "no network: no other host answered in this run; check the connection, or pass --offline"
    proxies = sorted(name for name in environment if name.lower() in _PROXIES)
    if proxies:
        why += f" ({', '.join(proxies)} set, but Copydesk connects directly)"
    return Unanswered("failed", WHAT, why)
