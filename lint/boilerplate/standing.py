"""One place of a group, as it is collected: which words stand there, and in which article."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence

from xxhash import xxh3_64_hexdigest

from lint.check import Likeness, Place

ALL = 100  # percent


class Standing:
    """A place with the number of its article, its words and the key of its texts; of twins, with how alike it is."""

    __slots__ = ("article", "key", "likeness", "place", "sentences", "words")

    def __init__(
        self, article: int, place: Place, words: int, sentences: int, key: str, likeness: Likeness | None = None
    ) -> None:
        self.article, self.place, self.words, self.sentences, self.key = article, place, words, sentences, key
        self.likeness = likeness

    @property
    def shared(self) -> int:
        """Return what percent of it stands elsewhere."""
        return self.likeness.shared if self.likeness else ALL


def key_of(texts: Sequence[int]) -> str:
    """Return the key of some texts in order; that of a single one is its hash."""
    return f"{texts[0]:016x}" if len(texts) == 1 else xxh3_64_hexdigest(struct.pack(f"<{len(texts)}Q", *texts))


def articles_by_key(members: Iterable[Standing]) -> dict[str, int]:
    """Return in how many articles each member's very words stand."""
    articles: dict[str, set[str]] = defaultdict(set)
    for member in members:
        articles[member.key].add(member.place.path)
    return {key: len(paths) for key, paths in articles.items()}
