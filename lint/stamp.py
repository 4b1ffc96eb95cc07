"""Hits and their rules → findings: one speaker a span, a key that outlives edits elsewhere, exact places."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from lint.check import Hit, Place
from lint.finding import Correction, Finding, Related
from lint.places import Told
from lint.rule import Rule

Stamped = tuple[Rule, Hit, tuple[str, ...]]
"""A rule, what it found, and the rules that gave way to it."""

_FAMILIES = {"claims": "claims", "vague": "claims", "source": "claims"}
"""Families that are one where places overlap: all three ask who says so."""


def speakers(found: Iterable[tuple[Rule, Hit]]) -> list[Stamped]:
    """Leave one hit a stretch in each family, sorted by place.

    Where two overlap by half of the shorter one, the one with the higher rank speaks, then the narrower, then the
    smaller rule id; the rules of the others are returned with it.
    """
    families: dict[str, list[tuple[Rule, Hit]]] = {}
    for rule, hit in found:
        families.setdefault(_FAMILIES.get(rule.family, rule.family), []).append((rule, hit))
    stamped: list[Stamped] = []
    for family in families.values():
        for bunch in _bunches(sorted(family, key=_place)):
            stamped += _heard(bunch)
    return sorted(stamped, key=_place)


def _place(one: tuple[Rule, Hit] | Stamped) -> tuple[int, int, str, str]:
    hit = one[1]
    return hit.start, hit.end, one[0].id, hit.detail


def _bunches(family: list[tuple[Rule, Hit]]) -> Iterator[list[tuple[Rule, Hit]]]:
    """Yield the hits that overlap each other, or the next ones, together: only among them can one give way."""
    bunch = [family[0]]
    behind = family[0][1].end
    for one in family[1:]:
        hit = one[1]
        if hit.start < behind or hit.start == bunch[-1][1].start:
            bunch.append(one)
        else:
            yield bunch
            bunch = [one]
        behind = max(behind, hit.end)
    yield bunch


def _heard(bunch: list[tuple[Rule, Hit]]) -> Iterable[Stamped]:
    if len(bunch) == 1:
        return [(*bunch[0], ())]
    kept = _Stretches()
    for rule, hit in sorted(bunch, key=_standing):
        kept.add(rule, hit)
    return [(rule, hit, tuple(sorted(also))) for rule, hit, also in kept.speakers]


def _standing(one: tuple[Rule, Hit]) -> tuple[int, int, str, int, int, str]:
    rule, hit = one
    return -rule.rank, hit.end - hit.start, rule.id, hit.start, hit.end, hit.detail


class _Stretches:
    """The hits of one family that speak, found again by the cells of the text that they cover."""

    _CELL = 512  # code points; an article with thousands of findings must not compare each with each

    def __init__(self) -> None:
        self.speakers: list[tuple[Rule, Hit, list[str]]] = []
        self._cells: dict[int, list[tuple[Rule, Hit, list[str]]]] = {}

    def add(self, rule: Rule, hit: Hit) -> None:
        """Let a hit speak, or name its rule with the one that speaks for the stretch already."""
        cells = range(hit.start // self._CELL, hit.end // self._CELL + 1)
        speaker = self._speaker(hit, cells)
        if speaker is None:
            made: tuple[Rule, Hit, list[str]] = (rule, hit, [])
            self.speakers.append(made)
            for cell in cells:
                self._cells.setdefault(cell, []).append(made)
        elif rule.id not in (speaker[0].id, *speaker[2]):
            speaker[2].append(rule.id)

    def _speaker(self, hit: Hit, cells: range) -> tuple[Rule, Hit, list[str]] | None:
        for cell in cells:
            for one in self._cells.get(cell, ()):
                if _same_stretch(one[1], hit):
                    return one
        return None


def _same_stretch(one: Hit, other: Hit) -> bool:
    start, end, other_start, other_end = one.start, one.end, other.start, other.end
    if start > other_end or other_start > end:
        return False
    if start == other_start and end == other_end:
        return True
    common = min(end, other_end) - max(start, other_start)
    return common * 2 >= min(end - start, other_end - other_start) > 0


def places_of(path: str, stamped: Sequence[Stamped]) -> Iterable[Place]:
    """Yield every place that the findings of an article need told."""
    for _, hit, _ in stamped:
        yield Place(path, hit.start, hit.end)
        yield from hit.related


def findings(path: str, stamped: Sequence[Stamped], told: dict[Place, Told]) -> tuple[Finding, ...]:
    """Return the findings of one article; `told` has all their places."""
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    made = []
    for rule, hit, also in stamped:
        start, end, quote = told[Place(path, hit.start, hit.end)]
        normal = normalised(quote)
        same = seen[rule.id, normal]
        seen[rule.id, normal] = same + 1
        key = key_of(rule.id, normal, same)
        related = [Related(place.path, *told[place]) for place in hit.related if place in told]
        made.append(
            Finding(
                rule=rule.id,
                detail=hit.detail,
                severity=rule.severity_of(hit),
                message=rule.say(hit, quote),
                why=rule.why,
                quote=quote,
                start=start,
                end=end,
                key=key,
                confidence=hit.confidence,
                group=hit.group or None,
                related=tuple(related),
                fix=Correction(hit.fix.replacement, hit.fix.safe) if hit.fix else None,
                values=hit.values,
                also=also,
            )
        )
    return tuple(made)


def normalised(quote: str) -> str:
    """Return a quote without what a re-wrapped line or another Unicode form would change."""
    return " ".join((quote if quote.isascii() else unicodedata.normalize("NFC", quote)).split())


def key_of(rule: str, normal: str, ordinal: int) -> str:
    """Return a finding's identity: its rule, its quote and its number among equals in its article."""
    return blake2b(f"{rule}\0{normal}\0{ordinal}".encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
