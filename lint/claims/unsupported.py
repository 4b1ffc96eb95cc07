"""An article's sentences that want a source and have none in reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint.article import PROSE_KINDS, Article, Block, Sentence
from lint.check import Hit
from lint.claims import cues, suppress
from lint.claims.reading import Reading, read
from lint.claims.support import Support
from lint.text import Span

_LABEL = re.compile(r"^(?:[-–•] )?[^.:!?]{1,80}?:? ?[:–—-] ")
_PHRASE = frozenset(("vague-authority", "unnamed-actor", "example-without-instance"))
"""Verdicts whose finding covers the cue's words: the editor replaces just these. The others cover the sentence."""

_LOOK_BACK = frozenset(("historical", "event"))
"""Verdicts for which a source anywhere in the paragraph counts: a story is told first or last with its source."""

_PLOT = re.compile(
    r"\b(?:novels?|novellas?|protagonist|fictional|heroine|myths?|mytholog(?:y|ical)|fables?|folktales?|epics?|saga"
    r"|fairy tales?|Odyssey|Iliad|plot of|short story|screenplay)\b"
)
_OPENING = 2
"""How many of an article's first texts announce what it is about."""

_FIRST_PERSON = (" I ", " my ", " me ", " we ", "My ", "We ")
_OWN_STORY = 4
"""How often an article says "I" or "we" that tells what its author saw."""

_OF_PROGRAMS = frozenset(("vague-authority",))
"""Verdicts that count in a sentence with code in it: what a program led to in 2.0 can be tried."""


def unsupported(article: Article) -> Iterator[Hit]:
    """Yield, for each sentence, one hit for each verdict that nothing suppresses and no source supports."""
    if article.language and not article.language.lower().startswith("en"):
        return
    support = Support(article)
    account = _tells_history(article)
    title = article.title.lower()
    for index, block in enumerate(article.blocks):
        if not _asserts(block) or index in support.references:
            continue
        written = article.source.quote(block.span)
        emphasis = "*" in written or "_" in written
        code = "`" in written
        for sentence in block.sentences:
            start = _label(article, block, sentence) if emphasis else 0
            reading = read(sentence.text[start:] if start else sentence.text, account=account, title=title)
            found = cues.find(reading)
            if found and code and "`" in article.source.quote(sentence.span):
                found = [seen for seen in found if seen.cue.verdict in _OF_PROGRAMS]
            if found:
                yield from _wanting(index, block, sentence, start, reading, found, support)


def _tells_history(article: Article) -> bool:
    """Say whether what an article tells in the past can be history: no plot, no program, not its author's own days."""
    opening = [block.prose.text for block in article.blocks if block.sentences][:_OPENING]
    return not (
        any(block.kind == "code" for block in article.blocks)
        or any(_PLOT.search(text) for text in (article.title, *opening))
        or sum(article.source.text.count(word) for word in _FIRST_PERSON) >= _OWN_STORY
    )


def _asserts(block: Block) -> bool:
    """Say whether a block holds the article's own running text; block quotes are somebody else's."""
    if block.quoted or block.footnote:
        return False
    return block.kind in PROSE_KINDS or (block.kind == "field" and block.field != "title")


def _wanting(
    index: int, block: Block, sentence: Sentence, start: int, reading: Reading, found: list[cues.Seen], support: Support
) -> Iterator[Hit]:
    for verdict, group in _by_verdict(found).items():
        best = group[0]
        back = verdict in _LOOK_BACK
        if support.anywhere(index) if back else support.after(index, sentence.span.start):
            continue
        if suppress.reason(reading, verdict):
            continue
        span = _span(block, sentence, start, best)
        yield Hit(
            span.start,
            span.end,
            values={
                "cue": reading.text[best.start : best.end],
                "frames": ", ".join([seen.cue.name for seen in group]),
                "sought": "in this paragraph" if back else "from here to the end of the paragraph",
            },
            verdict=verdict,
            confidence=best.cue.confidence,
        )


def _by_verdict(found: list[cues.Seen]) -> dict[str, list[cues.Seen]]:
    """Group the cues of a sentence by what they conclude, the most reliable first."""
    groups: dict[str, list[cues.Seen]] = {}
    for seen in found:
        groups.setdefault(seen.cue.verdict, []).append(seen)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda seen: -seen.cue.confidence)
    return groups


def _label(article: Article, block: Block, sentence: Sentence) -> int:
    """Return where a sentence starts that opens with a bold label, "**Trade**: The town …"; else 0."""
    match = _LABEL.match(sentence.text)
    if not match or match.end() >= len(sentence.text):
        return 0
    written = article.source.quote(block.prose.source(sentence.start, sentence.start + match.end()))
    return match.end() if "*" in written or "_" in written else 0


def _span(block: Block, sentence: Sentence, start: int, seen: cues.Seen) -> Span:
    behind = sentence.start + start
    if seen.cue.verdict in _PHRASE:
        return block.prose.source(behind + seen.start, behind + seen.end)
    return block.prose.source(behind, sentence.end) if start else sentence.span
