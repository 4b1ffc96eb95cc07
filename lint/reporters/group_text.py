"""Groups as an editor reads them in a terminal: what is said again, how often, in which words, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint.boilerplate.markup import bare
from lint.finding import Group, Member, Slot, Twin
from lint.reporters import words
from lint.reporters.excerpt import shortened
from lint.reporters.marked import marked
from lint.reporters.pen import Pen

PLACES, VALUES = 3, 4
"""Places of a group, and values of a slot, that are shown."""

_TITLE = 60  # code points
_LINES = 3  # of a text that is shown whole; of a longer one its two ends


def draw(group: Group, number: int, prefix: str, pen: Pen) -> Iterator[str]:
    """Yield one group, given its rank; its line names it as settings can allow it."""
    margin = " " * (len(str(number)) + 2)
    yield f"{pen.style(f'{number}.', 'dim')} {pen.style(pen.text(words.kind(group)), 'bold')}\n"
    yield f"{margin}{words.size(group)} {pen.style(f'(group {pen.text(group.id)})', 'dim')}\n"
    yield from said(group, margin, _LINES, pen)
    for member in shown(group):
        yield from _member(member, group, margin, prefix, pen)
    yield from more(group, margin, pen)
    yield "\n"


def said(group: Group, margin: str, lines: int, pen: Pen) -> Iterator[str]:
    """Yield what a group says, in so many lines at most, and what stands in its slots."""
    if group.verdict != words.ARTICLE:
        yield from _quoted(words.said(group), margin, lines, pen)
    for slot in group.slots:
        yield from _slot(slot, margin, pen)


def shown(group: Group) -> Sequence[Member]:
    """Return the places to show: of different articles, as far as there are any."""
    firsts: dict[str, Member] = {}
    rest: list[Member] = []
    for member in group.members:
        if firsts.setdefault(member.path, member) is not member:
            rest.append(member)
        if len(firsts) == PLACES:
            break
    return sorted([*firsts.values(), *rest][:PLACES], key=lambda member: (member.path, member.start.offset))


def _quoted(text: str, margin: str, lines: int, pen: Pen) -> Iterator[str]:
    room = pen.width - len(margin) - 2
    for line in pen.wrap(shortened(" ".join(text.split()), lines * room), "").splitlines():
        yield f"{margin}{pen.bar} {line}\n"


def _slot(slot: Slot, margin: str, pen: Pen) -> Iterator[str]:
    """Yield a slot's line: as many values as there is room for."""
    line, told = f"⟨{slot.name}⟩" if pen.unicode else f"<{slot.name}>", 0
    for value, count in slot.values[:VALUES]:
        more = f"{',' if told else ''} {value or 'nothing'}{f' ({count:,})' if count > 1 else ''}"
        if told and len(line) + len(more) > pen.width - len(margin) - 16:
            break
        line, told = line + more, told + 1
    hidden = len(slot.values) - told
    line += f" and {hidden:,} more" if hidden else ""
    yield f"{margin}{pen.bar} {pen.text(shortened(line, pen.width - len(margin) - 2), style='dim')}\n"


def place(member: Member, group: Group, margin: str, prefix: str, pen: Pen) -> str:
    """Return the line of a place, of an article with its title."""
    told = words.PART if member.part else ""
    if group.verdict == words.ARTICLE:
        told = shortened(words.title(member), _TITLE) + (f", {words.shared(member.twin)}" if member.twin else "")
    behind = f"  {pen.text(told, style='dim')}" if told else ""
    return f"{margin}{pen.path(prefix + member.path)}:{member.start.line}{behind}\n"


def _only(twin: Twin, margin: str, prefix: str, pen: Pen) -> Iterator[str]:
    """Yield the sentences that only one of two articles has: the first few, a line each."""
    for where, sentences, hidden in words.only(twin, prefix):
        yield f"{margin}{pen.text(where, style='dim')}\n"
        for one in sentences:
            told = shortened(bare(one.quote), pen.width - len(margin) - 4)
            yield f"{margin}  {pen.bar} {pen.text(told)}\n"
        if hidden:
            yield f"{margin}  {pen.style('and ' + words.count(hidden, 'more sentence'), 'dim')}\n"


def more(group: Group, margin: str, pen: Pen) -> Iterator[str]:
    """Yield how many places are not shown, if any."""
    hidden = group.places - min(group.places, PLACES)
    if hidden:
        yield f"{margin}{pen.style('and ' + words.count(hidden, 'more place'), 'dim')}\n"


def _member(member: Member, group: Group, margin: str, prefix: str, pen: Pen) -> Iterator[str]:
    yield place(member, group, margin, prefix, pen)
    if member.twin:
        yield from _only(member.twin, f"{margin}  ", prefix, pen)
    elif not group.slots:
        yield from marked(member.quote, member.differing, f"{margin}  ", pen)
