"""Where a reader sees two sentences and the splitter left them together: each of the two would be found nowhere."""

from __future__ import annotations

import re

from lint.boilerplate.words import pauses

_RUN_ON = 80  # code points; no two sentences that could be compared are shorter

_NO_INITIAL = re.compile(r"(?<=\w (?:a|I)\.)\s+(?=[^\W\d_a-z])")
"""Where a sentence ends although what it ends with looks like a person's initial: "a" and "I" are words."""

_STOP = re.compile(
    r"[.!?](?:(?<![A-Z]\.)|(?<=\b[A-Z] [A-Z]\.))(?<!\b(?:Mr|Ms|Dr|St|Lt|Mt|Ft|vs|No)\.)"
    r"(?<!\b(?:Mrs|Gen|Col|Sgt|Rev|Sen|Rep|Gov|Hon|Fig)\.)(?<!\b(?:Prof|Capt|Supt)\.)"
    r"[\"'”’)\]]*(\s+)(?=[\"'“‘(\[]?[A-Z])"
)
"""Where a sentence ends although what it ends with may be an abbreviation, no title and no initial: "in Sept."."""

_OPENER = re.compile(
    r"( )(?=[A-Z])(?<=[^\W\d_A-Z]{2} )(?=(?:After|Although|And|As|At|Because|But|By|Each|For|From|He|His|How|However|"
    r"If|In|It|Its|Many|No|Now|On|Our|She|Since|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|"
    r"When|Where|While|With|You|Your) [^\W\d_A-Z])"
)
"""Where a sentence ends for want of a stop: a word that opens sentences stands between two small ones."""

OPENING, ENDING = 12, 8
"""Words on either side of such an opener, or such a stop: shorter pieces share stock phrases, and little else."""


def gaps(text: str) -> list[tuple[int, int]]:
    """Return what lies between sentences that the splitter left together."""
    found = pauses(text)
    if " a. " in text or " I. " in text:
        found += [gap.span() for gap in _NO_INITIAL.finditer(text)]
    if len(text) > _RUN_ON:
        for end, least in ((_OPENER, OPENING), (_STOP, ENDING)):
            for gap in end.finditer(text):
                if min(text.count(" ", 0, gap.start(1)), text.count(" ", gap.end())) >= least - 1:
                    found.append(gap.span(1))
    return sorted({gap[1]: gap for gap in found}.values())
