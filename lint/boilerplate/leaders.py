"""Step 4: clusters round leaders.

The text with most repeats near it leads; a member is near its leader, not just near some other member; then the same
with what is left. (Connected parts alone, unchecked, once put 819,305 sentences into one cluster.)
"""

from __future__ import annotations

from functools import cached_property

from lint.boilerplate.records import Record, Records, Spot


class Cluster:
    """Texts near their leader, and where they stand."""

    def __init__(self, leader: int, records: dict[int, Record]) -> None:
        self.leader, self.records = leader, records
        self._size = sum(record.count for record in records.values())

    def __len__(self) -> int:
        """Return in how many places the cluster stands."""
        return self._size

    @cached_property
    def spots(self) -> dict[Spot, int]:
        """Each place with its text."""
        return {spot: text for text in sorted(self.records) for spot in self.records[text].spots}


class Clusters:
    """The cluster of each repeated text, worked out when asked for."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._of: dict[int, Cluster] = {}

    def of(self, text: int) -> Cluster | None:
        """Return a text's cluster, None if the text stands once and has nothing near."""
        if text not in self._of:
            record = self._records.get(text)
            if record is None:
                return None
            for cluster in _clusters(self._connected(text)):
                self._of.update(dict.fromkeys(cluster.records, cluster))
        return self._of[text]

    def fetch(self, texts: list[int]) -> None:
        """Read what is needed for many texts at once."""
        self._records.fetch(text for text in texts if text not in self._of)

    def _connected(self, text: int) -> dict[int, Record]:
        """Return all texts that can be reached from one to the next near one, with their records."""
        found: dict[int, Record] = {}
        border = [text]
        while border:
            self._records.fetch(border)
            records = {one: record for one in border if (record := self._records.get(one))}
            found.update(records)
            border = sorted({other for record in records.values() for other in record.near} - found.keys())
        return found


def _clusters(records: dict[int, Record]) -> list[Cluster]:
    size = {text: record.count for text, record in records.items()}
    edges = {text: size[text] + sum(map(size.__getitem__, record.near)) for text, record in records.items()}
    free = dict.fromkeys(sorted(records, key=lambda text: (-edges[text], text)))
    made = []
    for leader in list(free):
        if leader in free:
            members = {text: records[text] for text in (leader, *records[leader].near) if text in free}
            made.append(Cluster(leader, members))
            for text in members:
                del free[text]
    return made
