"""How the shares of right matches follow from counts, and what a house's own judgements change in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from lint.grammar.ownrules import HOUSE
from lint.grammar.tiers import EVERY, Row

_WEIGHT = 4
"""So many counts weigh as much as what is expected of a rule before any of its own."""

_JUDGED, _RIGHT, _AT_MOST = 5, 0.75, 0.499
_Z = 1.96
_SURE = 0.75
_STEP = 0.01


class Judged(msgspec.Struct, frozen=True):
    """One finding that an editor has judged."""

    rule: str
    right: bool
    category: str = ""


class Thresholds(msgspec.Struct, frozen=True):
    """From which shares on a rule speaks, and how loud."""

    error: float
    warning: float
    info: float

    def tier(self, share: float) -> str:
        """Return the severity that a share earns; "silent" for none."""
        loud = ((self.error, "error"), (self.warning, "warning"), (self.info, "info"))
        return next((name for least, name in loud if share >= least), "silent")


class Change(msgspec.Struct, frozen=True):
    """What judgements change in a rule."""

    before: Row
    after: Row
    right: int  # of the judgements
    wrong: int


class Tuned(msgspec.Struct, frozen=True):
    """What judgements come to: the rules that they are about, and the share that makes an error from now on."""

    changes: tuple[Change, ...]
    error_from: float


def shared(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with the shares that follow from their counts, sorted: first the categories, then the rules.

    What is expected of a rule is what is known of its category's rare rules, then of how it did on other text, each
    time shrunk by a weight of four counts; the sentences of CWEB have the last word. A rule of the house must have
    proved itself on other text, too: with fewer than five findings judged there, or more than a quarter wrong, it
    stays below a warning.
    """
    judged = sorted((row for row in rows if row.rule != EVERY), key=lambda row: row.rule)
    categories = _pooled(judged)
    for category, pool in sorted(categories.items()):
        yield msgspec.structs.replace(pool, precision=round(_alone(pool), 3), category=category)
    for row in judged:
        yield msgspec.structs.replace(row, precision=round(_share(row, _alone(categories[row.category])), 3))


def _pooled(rows: Iterable[Row]) -> dict[str, Row]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        pool = counts[row.category]
        if row.right + row.wrong <= _WEIGHT:
            pool[0] += row.right
            pool[1] += row.wrong
    return {category: Row(EVERY, category, right, wrong) for category, (right, wrong) in counts.items()}


def _alone(pool: Row) -> float:
    return (pool.right + 1) / (pool.right + pool.wrong + 3)


def _share(row: Row, category: float) -> float:
    read = row.read_right + row.read_wrong
    expected = (row.read_right + _WEIGHT * category) / (read + _WEIGHT)
    share = (row.right + _WEIGHT * expected) / (row.right + row.wrong + _WEIGHT)
    proved = read >= _JUDGED and row.read_right >= _RIGHT * read
    return share if proved or not row.rule.startswith(HOUSE) else min(share, _AT_MOST)


def wilson(right: int, wrong: int) -> float:
    """Return the lower bound of a share at 95 % (Wilson 1927)."""
    n = right + wrong
    if not n:
        return 0
    p = right / n
    spread: float = _Z * ((p * (1 - p) + _Z**2 / (4 * n)) / n) ** 0.5
    return (p + _Z**2 / (2 * n) - spread) / (1 + _Z**2 / n)


def error_threshold(rows: Iterable[Row], least: float) -> float:
    """Return the least share from which on all rules, taken together, are surely right 75 times of 100."""
    judged = [row for row in rows if row.rule != EVERY]
    while least < 1:
        errors = [row for row in judged if row.precision >= least]
        if wilson(sum(row.right for row in errors), sum(row.wrong for row in errors)) >= _SURE:
            break
        least = round(least + _STEP, 2)
    return least


def tuned(rows: Iterable[Row], judgements: Iterable[Judged], least: float) -> Tuned:
    """Return what judgements change in a table; `least` is the share that has made an error until now.

    What is expected of a category's rules stays as it is: a house judges what it sees, which is no fair sample.
    """
    known = {(row.rule, row.category if row.rule == EVERY else ""): row for row in rows}
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    categories: dict[str, str] = {}
    for one in judgements:
        counts[one.rule][one.right] += 1
        categories[one.rule] = categories.get(one.rule) or one.category
    changes = []
    for rule, count in sorted(counts.items()):
        category = known[rule, ""].category if (rule, "") in known else categories[rule]
        pool = known.get((EVERY, category), Row(EVERY, category))
        before = known.get((rule, ""), Row(rule, category, precision=pool.precision))
        changes.append(_change(before, pool, count))
    after = {(change.after.rule, ""): change.after for change in changes}
    return Tuned(tuple(changes), error_threshold((known | after).values(), least))


def _change(before: Row, pool: Row, count: Mapping[bool, int]) -> Change:
    right, wrong = count[True], count[False]
    # A rule of the house has to prove itself on text that it was not written from: that is what a house's articles are.
    kind = "read_" if before.rule.startswith(HOUSE) else ""
    grown = {f"{kind}right": right, f"{kind}wrong": wrong}
    counted = msgspec.structs.replace(before, **{name: getattr(before, name) + more for name, more in grown.items()})
    share = round(_share(counted, _alone(pool)), 3)
    return Change(before, msgspec.structs.replace(counted, precision=share), right, wrong)


def table(comment: str, rows: Iterable[Row]) -> str:
    """Return the file rules/grammar/tiers.tsv: its comment, and the shares that follow from the counts of rows."""
    names = Row.__struct_fields__
    lines = [
        "\t".join(f"{value:.3f}" if isinstance(value, float) else str(value) for value in msgspec.structs.astuple(row))
        for row in shared(rows)
    ]
    return comment + "\n".join(("\t".join(names), *lines)) + "\n"
