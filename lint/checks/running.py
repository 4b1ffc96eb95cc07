"""Running text: what the measures of readability read of an article, and what they leave aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lint.article import PROSE_KINDS, Article, Block

_CLOSERS = "\"'”’»)]*_ \u00a0"
_ENDS = (".", "!", "?", "…", ":", ";")
_ENGLISH = frozenset(("the", "and", "of", "to"))


def running(article: Article) -> Iterator[Block]:
    """Yield the blocks of an author's own running text: no titles, quotations, footnotes, tables or code."""
    for block in article.blocks:
        if block.quoted or block.footnote or not block.sentences:
            continue
        if block.kind in PROSE_KINDS or (block.kind == "field" and block.field != "title"):
            yield block


def ends(text: str) -> bool:
    """Say whether a text ends as a sentence does; labels, key words and addresses do not."""
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def count_words(text: str) -> int:
    """Return how many words a text has, as spaces divide them; signs that stand alone are none."""
    words = text.split()
    single = [word for word in words if len(word) == 1]
    return len(words) - len(single) + sum(map(str.isalnum, single))


def may_be_english(language: str) -> bool:
    """Say whether an article's language tag is English, or not given."""
    return not language or language[:2].lower() == "en"


def reads_as_english(words: Sequence[str], share: float) -> bool:
    """Say whether at least such a share of lower-case words are ones that stand in all English prose.

    Articles seldom name their language, and German under an English formula gets a number that means nothing.
    """
    return sum(map(_ENGLISH.__contains__, words)) >= max(1, share * len(words))
