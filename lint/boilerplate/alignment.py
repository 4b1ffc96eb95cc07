"""Two texts word by word: which words they have in common, in order."""

from __future__ import annotations


def align(one: str, other: str) -> list[int]:
    """Return where in `other` each word of `one` stands, -1 where it does not: a longest common subsequence."""
    least, head, tail = min(len(one), len(other)), 0, 0
    while head < least and one[head] == other[head]:
        head += 1
    while tail < least - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    middle = _traced(one[head : len(one) - tail], other[head : len(other) - tail], head)
    return [*range(head), *middle, *range(len(other) - tail, len(other))]


def _traced(one: str, other: str, head: int) -> list[int]:
    """Return the alignment by Hyyrö's bit-parallel algorithm, whose rows are read backwards; `other` from `head` on."""
    matched = [-1] * len(one)
    if not one or not other or set(one).isdisjoint(other):
        return matched
    rows = _rows(one, other)
    at, row = len(one) - 1, len(other) - 1
    while at >= 0 and row >= 0:
        if rows[row] >> at & 1:
            at -= 1
        else:
            if row == 0 or rows[row - 1] >> at & 1:
                matched[at] = row + head
                at -= 1
            row -= 1
    return matched


def _rows(one: str, other: str) -> list[int]:
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    row, rows = full, []
    for word in other:
        match = row & places.get(word, 0)
        row = ((row + match) | (row - match)) & full
        rows.append(row)
    return rows
