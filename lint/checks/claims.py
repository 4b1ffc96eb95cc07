"""Unsupported claims and vague referents: does a sentence assert what a reader could ask "says who?" about?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

import msgspec

from lint.article import PROSE_KINDS, Article, Block, Sentence
from lint.check import ArticleCheck, Hit
from lint.claims import cues, suppress
from lint.claims.support import Support
from lint.text import Span

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

_LABEL = re.compile(r"^(?:[-–•] )?[^.:!?]{1,80}?:? ?[:–—-] ")
_PHRASE = frozenset(("vague-authority", "unnamed-actor", "example-without-instance"))
"""Verdicts whose finding covers the cue's words: the editor replaces just these. The others cover the sentence."""

_LOOK_BACK = frozenset(("historical", "event"))
"""Verdicts for which a source anywhere in the paragraph counts: a story is told first or last with its source."""


class Claims(ArticleCheck, frozen=True):
    """Finds sentences that want a source and have none in reach."""

    name: ClassVar[str] = "claims"
    late: ClassVar[frozenset[str]] = frozenset(("show_at", "warn_at"))
    says: ClassVar[tuple[str, ...]] = ("cue", "sought")

    show_at: Annotated[Share, msgspec.Meta(description="Confidence from which a claim is shown.")] = 0.6
    warn_at: Annotated[Share, msgspec.Meta(description="Confidence from which a claim is a warning.")] = 0.8

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield the cues that nothing suppresses and no source supports."""
        support = Support(article)
        for index, block in enumerate(article.blocks):
            if not _asserts(block) or index in support.references:
                continue
            for sentence in block.sentences:
                yield from _examine(article, index, sentence, support)

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Drop what is not likely enough; what is likely enough for a warning says so."""
        for hit in hits:
            confidence = hit.confidence or 0.0
            if confidence >= self.warn_at:
                yield msgspec.structs.replace(hit, tier="warning")
            elif confidence >= self.show_at:
                yield hit


def _asserts(block: Block) -> bool:
    """Say whether a block holds the article's own running text; block quotes are somebody else's."""
    if block.quoted or block.footnote:
        return False
    return block.kind in PROSE_KINDS or (block.kind == "field" and block.field != "title")


def _examine(article: Article, index: int, sentence: Sentence, support: Support) -> Iterator[Hit]:
    block = article.blocks[index]
    start = _label(article, block, sentence)
    for verdict, (best, *others) in _by_verdict(cues.find(sentence.text, start)).items():
        back = verdict in _LOOK_BACK
        if suppress.reason(sentence.text, start, verdict):
            continue
        if support.anywhere(index) if back else support.after(index, sentence.span.start):
            continue
        span = _span(block, sentence, start, best)
        yield Hit(
            span.start,
            span.end,
            values={
                "cue": sentence.text[best.start : best.end],
                "frames": ", ".join(seen.cue.name for seen in (best, *others)),
                "sought": "in the whole paragraph" if back else "to the end of the paragraph",
            },
            verdict=verdict,
            confidence=best.cue.confidence,
        )


def _by_verdict(found: list[cues.Seen]) -> dict[str, list[cues.Seen]]:
    """Group the cues of a sentence by what they conclude, the most reliable first."""
    groups: dict[str, list[cues.Seen]] = {}
    for seen in sorted(found, key=lambda seen: -seen.cue.confidence):
        groups.setdefault(seen.cue.verdict, []).append(seen)
    return groups


def _label(article: Article, block: Block, sentence: Sentence) -> int:
    """Return where a sentence starts that opens with a bold label, "**Trade**: The town …"; else 0."""
    match = _LABEL.match(sentence.text)
    if not match or match.end() >= len(sentence.text):
        return 0
    written = article.source.quote(block.prose.source(sentence.start, sentence.start + match.end()))
    return match.end() if "*" in written or "_" in written else 0


def _span(block: Block, sentence: Sentence, start: int, seen: cues.Seen) -> Span:
    if seen.cue.verdict in _PHRASE:
        return block.prose.source(sentence.start + seen.start, sentence.start + seen.end)
    if start:
        return block.prose.source(sentence.start + start, sentence.end)
    return sentence.span
