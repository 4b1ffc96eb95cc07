"""Groups as an editor reads them in a terminal: what is said again, how often, in which words, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lint.finding import Group, Member, Slot
from lint.reporters import words
from lint.reporters.excerpt import shortened
from lint.reporters.pen import Pen
from lint.verbs.terminal import differing

PLACES, VALUES = 3, 4
"""Places of a group, and values of a slot, that are shown."""

_LINES = 3  # of a text that is shown whole; of a longer one its two ends

VERDICTS = {
    "sentence": "One sentence, word for word",
    "near": "One sentence, nearly the same each time",
    "template": "One template with the names exchanged",
    "passage": "One passage of several sentences",
    "article": "Articles that say mostly the same",
    "within": "Said more than once in one article",
}
"""A verdict of the check `repeats`, as an editor reads it."""


def verdict(name: str, rule: str) -> str:
    """Return a group's verdict in an editor's words; of a rule with a verdict of its own, its name's words."""
    return VERDICTS.get(name) or rule.rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()


def draw(group: Group, number: int, named: str, prefix: str, pen: Pen) -> Iterator[str]:
    """Yield one group, given its rank and its verdict in words."""
    margin = " " * (len(str(number)) + 2)
    yield f"{pen.style(f'{number}.', 'dim')} {pen.style(named, 'bold')}\n"
    yield f"{margin}{size(group)}\n"
    if group.template:
        yield from _quoted(group.template, margin, pen)
        for slot in group.slots:
            yield from _slot(slot, margin, pen)
    elif named != VERDICTS["article"]:
        yield from _quoted(base(group), margin, pen)
    for member in _shown(group):
        yield from _member(member, group, named, margin, prefix, pen)
    more = group.places - min(group.places, PLACES)
    if more:
        yield f"{margin}{pen.style('and ' + words.count(more, 'more place'), 'dim')}\n"
    yield "\n"


def size(group: Group) -> str:
    """Return how often a group stands where, and how much is said again."""
    places = f", {words.count(group.places, 'place')}" if group.places != group.articles else ""
    return f"in {words.count(group.articles, 'article')}{places}: {words.count(group.words, 'word')} said again"


def base(group: Group) -> str:
    """Return the words that name the group, else those of most members, and of these the longest."""
    named = [member.quote for member in group.members if member.key == group.id]
    often = Counter(member.key for member in group.members)
    return (named or sorted((m.quote for m in group.members if often[m.key] == max(often.values())), key=len) or [""])[
        -1
    ]


def _shown(group: Group) -> Sequence[Member]:
    """Return the members to show: of different articles, as far as there are any."""
    firsts = list({member.path: member for member in reversed(group.members)}.values())[::-1]
    rest = [member for member in group.members if member not in firsts]
    return sorted([*firsts, *rest][:PLACES], key=lambda member: (member.path, member.start.offset))


def _quoted(text: str, margin: str, pen: Pen) -> Iterator[str]:
    room = pen.width - len(margin) - 2
    for line in pen.wrap(shortened(" ".join(text.split()), _LINES * room), "").splitlines():
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


def _member(member: Member, group: Group, named: str, margin: str, prefix: str, pen: Pen) -> Iterator[str]:
    title = f"  {pen.text(shortened(member.quote, 60), style='dim')}" if named == VERDICTS["article"] else ""
    yield f"{margin}{pen.path(prefix + member.path)}:{member.start.line}{title}\n"
    if named == VERDICTS["near"]:
        yield from differing(base(group), member.quote, f"{margin}  ", pen)
