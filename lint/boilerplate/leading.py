"""Step 5, the first half: which text leads which, worked out from one text outward.

The text with most repeats near it goes first, of two the shorter one; it leads all texts near it that are still free.
So a text follows the first of those near it that go before it and lead, or leads itself: to know it, no more is read
than what is near it, near those that go before it, and so on. (In a corpus of 100,000 articles a changed sentence was
connected with 7,356 others, from one to the next near one; its cluster has 41.) A text that would be left alone joins
the leader of a text near it if half of their words agree.
"""

from __future__ import annotations

from collections.abc import Iterable

from lint.boilerplate.records import Record, Records
from lint.boilerplate.similar import AKIN, akin


class Leading:
    """Who leads whom among the repeated texts, as far as it was asked for."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._repeats: dict[int, int] = {}  # in how many places a text or one near it stands
        self._leader: dict[int, int] = {}  # the text itself where it leads
        self._joined: dict[int, int] = {}  # whom a text that would be left alone joins; the text itself where none

    def of(self, text: int) -> dict[int, Record]:
        """Return a repeated text's leader and all that it leads, the leader first."""
        leader = self._followed(text)
        if self._is_alone(leader):
            leader = self._join(leader)
        if self._is_alone(leader):
            return {leader: self._record(leader)}
        taken = [leader, *(other for other in self._near(leader) if self._followed(other) == leader)]
        beside = {other for member in taken for other in self._near(member)}.difference(taken)
        self._count(beside)
        joined = (other for other in sorted(beside) if self._is_alone(other) and self._join(other) == leader)
        return {member: self._record(member) for member in (*taken, *joined)}

    def _record(self, text: int) -> Record:
        record = self._records.get(text)
        assert record is not None, "what is repeated, or near such a text, has a record"
        return record

    def _near(self, text: int) -> tuple[int, ...]:
        return self._record(text).near

    def _count(self, texts: Iterable[int]) -> None:
        """Count the repeats of some texts and those near them."""
        missing = [text for text in texts if text not in self._repeats]
        self._records.fetch(missing)
        self._records.fetch(other for text in missing for other in self._near(text))
        for text in missing:
            record = self._record(text)
            self._repeats[text] = record.count + sum(self._record(other).count for other in record.near)

    def _rank(self, text: int) -> tuple[int, int, int]:
        """Return what is less for a text that goes before another one."""
        return -self._repeats[text], self._record(text).words, text

    def _before(self, text: int) -> list[int]:
        """Return the texts near one that go before it, the first one last; none behind one that is known to lead."""
        near = self._near(text)
        self._count((text, *near))
        own = self._rank(text)
        bound = max((self._repeats[one] for one in near if self._leader.get(one) == one), default=self._repeats[text])
        likely = (one for one in near if self._repeats[one] >= bound)
        return sorted((one for one in likely if self._rank(one) < own), key=self._rank, reverse=True)

    def _followed(self, text: int) -> int:
        """Return whom a text follows, itself if it leads. Chains are longer than Python lets calls nest."""
        waiting = [] if text in self._leader else [(text, self._before(text))]
        while waiting:
            one, before = waiting[-1]
            while before and self._leader.get(before[-1], before[-1]) != before[-1]:
                before.pop()  # it follows another one
            if before and before[-1] not in self._leader:
                waiting.append((before[-1], self._before(before[-1])))
            else:
                self._leader[one] = before[-1] if before else one
                waiting.pop()
        return self._leader[text]

    def _is_alone(self, text: int) -> bool:
        """Return whether a text leads, but no other one."""
        return self._followed(text) == text and not any(self._followed(other) == text for other in self._near(text))

    def _join(self, text: int) -> int:
        """Return the leader that a text joins which would be left alone: the one it has most in common with."""
        if text not in self._joined:
            leaders = sorted({self._followed(other) for other in self._near(text)})
            own = self._record(text).codes
            shares = {one: akin(own, self._record(one).codes) for one in leaders if not self._is_alone(one)}
            best = max(shares, key=shares.__getitem__, default=text)
            self._joined[text] = best if best in shares and shares[best] >= AKIN else text
        return self._joined[text]
