"""Step 5: clusters round leaders.

A member is near its leader, not just near some other member: connected parts alone, unchecked, once put 819,305
sentences into one cluster. Which text leads is worked out in `leading`; one that has but a stock phrase in common with
its leader is parted from it. Longer texts in which a member stands are guests, and so are shorter ones, left alone,
that stand in a member: a guest may be one elsewhere as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from lint.boilerplate.held import SURE_FROM, remains, stretch
from lint.boilerplate.leading import Leading
from lint.boilerplate.packing import NAMED
from lint.boilerplate.phrases import FEW, is_phrase_only
from lint.boilerplate.records import Record, Records, Spot
from lint.boilerplate.similar import AKIN, akin, common
from lint.boilerplate.units import Units

AMISS = 5
"""Words at the start or end of a member, of which the leader has none, that do not belong to the group."""

CUT = 500
"""Places of a cluster that are parts of sentences, at most: for each, its article has to be read again."""


class Part(NamedTuple):
    """The words of a text that belong to a group: the first one and the one behind; and how many words it has."""

    start: int
    end: int
    words: int

    @property
    def whole(self) -> Part:
        """All words of the text."""
        return Part(0, self.words, self.words)

    @property
    def is_whole(self) -> bool:
        """Whether all words of the text belong to the group."""
        return self.end - self.start == self.words


class Guest(NamedTuple):
    """A longer text in which a member stands, or a shorter one that stands in a member."""

    record: Record
    part: Part
    lacking: int  # words of the member that the part has not

    @property
    def codes(self) -> str:
        """The words of the part, one character each."""
        return self.record.codes[self.part.start : self.part.end]


class Cluster:
    """Texts near their leader, guests, and where all of them stand."""

    def __init__(self, leader: int, records: dict[int, Record], connected: int, clusters: Clusters) -> None:
        self.leader, self.records, self._clusters = leader, records, clusters
        self.connected = connected  # texts that can be reached from one to the next near one; above `FEW` not counted
        self._size = sum(record.count for record in records.values())

    def __len__(self) -> int:
        """Return in how many places the cluster stands, guests apart."""
        return self._size

    @cached_property
    def codes(self) -> str:
        """The leader's words, one character each; "" where it is only compared as a whole."""
        return self._clusters.codes(self.leader)

    @cached_property
    def spots(self) -> dict[Spot, int]:
        """Each place with its text, guests apart."""
        return {spot: text for text in sorted(self.records) for spot in self.records[text].spots}

    @cached_property
    def guests(self) -> dict[int, Guest]:
        """Longer texts in which a member stands, and that are in no larger cluster themselves."""
        return self._clusters.guests(self)

    def places(self) -> Iterator[tuple[Spot, int, Part]]:
        """Yield each place, guests included, with its text and the part of it that belongs here."""
        parts = {text: self._part(record) for text, record in sorted(self.records.items())}
        cut = sum(self.records[text].count for text, part in parts.items() if not part.is_whole)
        cut += sum(guest.record.count for guest in self.guests.values())
        for text, part in parts.items():
            shown = part if cut <= CUT else part.whole
            yield from ((spot, text, shown) for spot in self.records[text].spots)
        for text, guest in sorted(self.guests.items()):
            shown = guest.part if cut <= CUT else guest.part.whole
            yield from ((spot, text, shown) for spot in guest.record.spots if _is_seam(spot, guest))

    def _part(self, record: Record) -> Part:
        """Return all words of a member, but for a stretch at its start or end of which the leader has nothing."""
        start, end = 0, record.words
        if end - self.records[self.leader].words >= AMISS:
            first, behind = remains(self.codes, record.codes)
            start = first if first >= AMISS else start
            end = behind if end - behind >= AMISS else end
        return Part(start, end, record.words)


def _is_seam(spot: Spot, guest: Guest) -> bool:
    """Return whether a guest's part begins or ends where a sentence may: a short one is told by a capital there.

    Where its last word is another one, the capital comes that much later; and earlier where it is the first one.
    """
    part = guest.part
    if part.is_whole or part.end - part.start >= SURE_FROM:
        return True
    seam = max(part.start - guest.lacking, 1) if part.start else part.end
    return seam < NAMED and bool(spot.names >> seam & (2 << guest.lacking) - 1)


def _fits(guest: Guest, leader: str) -> bool:
    """Return whether half of a guest's words agree with the leader, or stand in it where the guest is the shorter."""
    if guest.part.is_whole:
        return 100 * common(guest.codes, leader) >= AKIN * len(guest.codes)
    return akin(leader, guest.codes) >= AKIN


class Clusters:
    """The cluster of each repeated text, worked out when asked for."""

    def __init__(self, records: Records, units_of: Callable[[int], Units]) -> None:
        self._records, self._units_of = records, units_of
        self._leading = Leading(records)
        self._of: dict[int, Cluster] = {}

    def of(self, text: int) -> Cluster | None:
        """Return a text's cluster, None if the text stands once and has nothing near."""
        if text not in self._of:
            record = self._records.get(text)
            if record is None:
                return None
            connected = self._connected(text)
            for members in self._parted(self._leading.of(text), connected):
                cluster = Cluster(next(iter(members)), members, connected, self)
                self._of.update(dict.fromkeys(members, cluster))
        return self._of[text]

    def visited(self, text: int) -> Iterator[Cluster]:
        """Yield the clusters in which a text is a guest."""
        record = self._records.get(text)
        self._records.fetch(record.held if record else ())
        for other in record.held if record else ():
            cluster = self.of(other)
            if cluster and text in cluster.guests:
                yield cluster

    def codes(self, text: int) -> str:
        """Return a repeated text's words, one character each; "" where it is only compared as a whole."""
        record = self._records.get(text)
        if record is None or record.codes:
            return record.codes if record else ""
        return self._units_of(record.spots[0].article).codes(text)

    def guests(self, cluster: Cluster) -> dict[int, Guest]:
        """Return the guests of a cluster."""
        found: dict[int, Guest] = {}
        for text, record in sorted(cluster.records.items()):
            self._records.fetch(record.held)
            for other in record.held:
                known = self._records.get(other)
                if known and other not in found and self._is_alone(other):
                    guest = self._guest(cluster, record, known)
                    if guest and (text == cluster.leader or _fits(guest, cluster.codes)):
                        found[other] = guest
        return found

    def _guest(self, cluster: Cluster, member: Record, other: Record) -> Guest | None:
        """Return a text in which a member stands, or one that stands in a member that is repeated without it."""
        if other.words < member.words:
            guest = Guest(other, Part(0, other.words, other.words), 0) if len(cluster) > 1 else None
        else:
            start, end = stretch(member.codes, other.codes) or (0, 0)
            shared = common(member.codes, other.codes[start:end])
            guest = Guest(other, Part(start, end, other.words), member.words - shared)
        if guest is None or is_phrase_only(member.codes, guest.codes, cluster.connected, self._records.often):
            return None
        return guest

    def _is_alone(self, text: int) -> bool:
        cluster = self.of(text)
        return cluster is not None and len(cluster) == 1

    def fetch(self, texts: list[int]) -> None:
        """Read what is needed for many texts at once."""
        self._records.fetch(text for text in texts if text not in self._of)

    def _parted(self, members: dict[int, Record], connected: int) -> Iterator[dict[int, Record]]:
        """Yield the members of a cluster, and apart from them each that has but a phrase in common with the leader."""
        leader, *others = members
        if connected <= FEW:
            for text in others:
                texts = members[leader].codes, members[text].codes
                if is_phrase_only(*texts, connected, self._records.often):
                    yield {text: members.pop(text)}
        yield members

    def _connected(self, text: int) -> int:
        """Return how many texts can be reached from one to the next near one; more than `FEW` are not counted."""
        found, border = {text}, {text}
        while border and len(found) <= FEW:
            self._records.fetch(border)
            border = {other for one in border if (known := self._records.get(one)) for other in known.near} - found
            found |= border
        return len(found)
