"""One small report with something of everything, from which the golden files of the reporters are made."""

from __future__ import annotations

import msgspec

from lint.finding import Difference, Finding, Group, Incident, Member, Related, StetNote
from lint.text import Source
from tests.reporting import build, finding, related, source

_FESTIVAL = "The lamp festival is held every year in the old town."

AQUEDUCTS = source(
    "history/aqueducts.md",
    f"""# The lower aqueduct

Most visitors look up at the arches, but engineers who have walked the line say that nine in ten miles of
channel were dug below the ground. An child could follow the slope by eye, as the
[survey](https://example.org/survey) shows.

漢字の橋 and 👩‍👩‍👧 families say that ninety-nine of a hundred cafés close early.

![](img/arch.png)

{_FESTIVAL}
""",
)
FESTIVALS = source("festivals.md", f"# Festivals\n\n{_FESTIVAL}\n\nTickets are sold at the gate.\n")
CLEAN = source(
    "clean.md", "# A clean article\n\nNothing in it needs an editor. Few visitors look up at the arches here.\n"
)
GONE = source("gone.md", "")
SOURCES: list[Source] = [AQUEDUCTS, FESTIVALS, CLEAN]


def _repeated(here: Source, there: Source) -> Finding:
    return finding(
        here,
        _FESTIVAL,
        rule="boilerplate/repeated-sentence",
        severity="info",
        message="This sentence stands in 2 articles.",
        why="Readers of both articles notice.",
        group="g1",
        related=(related(there, _FESTIVAL),),
    )


_FOUND = [
    finding(AQUEDUCTS, "nine in ten miles", also=("vague/quantity",)),
    finding(
        AQUEDUCTS,
        "An child",
        rule="grammar/error",
        severity="error",
        detail="EN_A_VS_AN",
        message="Use “a” before a consonant sound.",
        why="A slip like this costs trust in everything else.",
        fix="A child",
    ),
    finding(AQUEDUCTS, "ninety-nine of a hundred"),
    finding(
        AQUEDUCTS,
        "img/arch.png",
        rule="images/broken",
        severity="error",
        message="The picture img/arch.png does not exist.",
        why="Readers see an empty frame where the picture should be.",
    ),
    _repeated(AQUEDUCTS, FESTIVALS),
]
_ELSEWHERE = [
    _repeated(FESTIVALS, AQUEDUCTS),
    finding(FESTIVALS, "Tickets", state="stetted", stet=StetNote("checked at the gate", "an editor", "2030-01-01")),
]


def _member(place: Related) -> Member:
    return Member(place.path, place.start, place.end, place.quote)


def _differing(place: Related, *differing: Difference) -> Member:
    return msgspec.structs.replace(_member(place), differing=differing)


EXAMPLE = build(
    [(AQUEDUCTS, _FOUND), (CLEAN, []), (FESTIVALS, _ELSEWHERE), (GONE, [])],
    incidents=(
        Incident("skipped", "image addresses", "you asked for --offline", 120),
        Incident("failed", "paragraphs", "Java was not found. Install it, or run: pip install copydesk[java]", 3),
        Incident("failed", "article", "it was gone when its turn came", 1, "gone.md"),
    ),
    groups=(
        Group(
            "g1",
            "boilerplate/repeated-sentence",
            2,
            2,
            11,
            members=(_member(related(AQUEDUCTS, _FESTIVAL)), _member(related(FESTIVALS, _FESTIVAL))),
            verdict="sentence",
            text=_FESTIVAL,
        ),
        Group(
            "g2",
            "boilerplate/near-duplicate",
            2,
            3,
            16,
            members=(
                _member(related(AQUEDUCTS, "Most visitors look up at the arches")),
                _differing(related(CLEAN, "Few visitors look up at the arches"), Difference(0, 3, "Few", "Most")),
            ),
            verdict="near",
            text="Most visitors look up at the arches",
        ),
    ),
    unread=frozenset(("gone.md",)),
)
