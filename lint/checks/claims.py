"""Unsupported claims and vague referents: sentences of which a reader could ask "says who?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article
from lint.check import ArticleCheck, Hit, Severity


class Claims(ArticleCheck, frozen=True):
    """Finds sentences that want a source and have none in reach; a rule names the verdict that it takes."""

    name: ClassVar[str] = "claims"
    late: ClassVar[frozenset[str]] = frozenset(("show_at", "warn_at"))
    tiers: ClassVar[tuple[Severity, ...]] = ("warning",)
    says: ClassVar[tuple[str, ...]] = ("cue", "sought")

    show_at: Annotated[float, msgspec.Meta(ge=0, le=1, description="Confidence from which a claim is shown.")] = 0.6
    warn_at: Annotated[float, msgspec.Meta(ge=0, le=1, description="Confidence from which it is a warning.")] = 0.8

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield the sentences' cues that nothing suppresses and no source supports."""
        from lint.claims.unsupported import unsupported  # its expressions are compiled on import

        return unsupported(article)

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Drop what is not likely enough; what is likely enough for a warning says so."""
        for hit in hits:
            confidence = hit.confidence or 0.0
            if confidence >= self.warn_at:
                yield msgspec.structs.replace(hit, tier="warning")
            elif confidence >= self.show_at:
                yield hit
