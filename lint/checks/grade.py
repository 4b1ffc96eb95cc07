"""grade: one number for an article, against the band that a house writes for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article
from lint.check import ArticleCheck, Hit, Pace
from lint.checks.running import ends, may_be_english, reads_as_english, running
from lint.text import Span

LEAST_WORDS = 100
"""Below it the formula's averages say nothing: its authors measured passages of 100 words and more."""

_ENGLISH_SHARE = 0.03  # a tenth of English prose is "the", "and", "of" and "to"; of dense prose still a twentieth
_LEAST_IN_SENTENCE = 3  # words: "Why not?" is no evidence of how long an author's sentences are

School = Annotated[float, msgspec.Meta(ge=0, le=40)]


class Grade(ArticleCheck, frozen=True):
    """Says how many years of schooling an article asks for, where that lies outside of a band.

    The Flesch-Kincaid grade of its running text; English only. Texts under 100 words get no number. The place
    is the article's title. Values: grade, words, sentences, sentence_words (their mean length), aim.
    """

    name: ClassVar[str] = "grade"
    pace: ClassVar[Pace] = "slow"
    says: ClassVar[tuple[str, ...]] = ("grade", "words", "sentences", "sentence_words", "aim")
    metrics: ClassVar[tuple[str, ...]] = ("grade",)
    late: ClassVar[frozenset[str]] = frozenset(("target",))

    target: Annotated[
        tuple[School, School],
        msgspec.Meta(description="The lowest and the highest grade that are fine, in years of schooling."),
    ] = (0, 16)

    def __post_init__(self) -> None:
        if self.target[0] > self.target[1]:
            raise ValueError("the lower end of the target comes first")

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield one hit with the article's grade, or none where there is no sound number."""
        sentences = _sentences(article) if may_be_english(article.language) else []
        words = [word for sentence in sentences for word in sentence]
        if len(words) < LEAST_WORDS or not reads_as_english(words, _ENGLISH_SHARE):
            return
        # Here, because textstat is behind it.
        from lint.readability import english_grade

        found = english_grade(sentences)
        place = _title(article)
        if found is None or place is None:
            return
        values: dict[str, str | int | float] = {
            "grade": round(found.grade, 1),
            "words": found.words,
            "sentences": found.sentences,
            "sentence_words": round(found.words / found.sentences),
        }
        yield Hit(place.start, place.end, values)

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Let a grade stand that lies outside of the target."""
        low, high = self.target
        aim = f"{low:g} to {high:g}" if low else f"at most {high:g}"
        for hit in hits:
            if not low <= float(hit.values["grade"]) <= high:
                yield msgspec.structs.replace(hit, values={**hit.values, "aim": aim})


def _sentences(article: Article) -> list[list[str]]:
    from lint.readability import words_of

    texts = (text.text for block in running(article) for text in block.sentences if ends(text.text))
    return [words for words in map(words_of, texts) if len(words) >= _LEAST_IN_SENTENCE]


def _title(article: Article) -> Span | None:
    """Return where the title stands: in the front matter or a heading, else the first sentence of all."""
    for block in article.blocks:
        if block.prose.text and (block.kind == "heading" or block.field == "title"):
            return block.prose.source(0, len(block.prose.text))
    return next((block.sentences[0].span for block in running(article)), None)
