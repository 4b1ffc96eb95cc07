"""long-sentence, hard-sentence, long-paragraph: what makes running text hard to follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article
from lint.check import ArticleCheck, Hit
from lint.checks.running import count_words, ends, may_be_english, reads_as_english, running

# Evidence is kept from these floors up, so that a change of a threshold needs no new look at the articles.
SENTENCE_FLOOR = 25
PARAGRAPH_FLOOR = 60
LONG_WORDS_FLOOR = 10
SHORT = 150  # characters: no sentence up to here is called hard
CLAUSES_FLOOR = 3

_JOINING = frozenset(
    (
        *("which", "who", "whom", "whose", "that", "because", "although", "though", "while", "whereas", "if"),
        *("when", "where", "unless", "whether", "Because", "Although", "Though", "While", "Whereas", "If"),
        *("When", "Where", "Unless", "Whether"),
    )
)
_BEFORE_POINTING = frozenset(
    ("of", "in", "at", "on", "by", "for", "from", "with", "to", "during", "than", "after", "before", "since")
)
_MARKS = "\"'”’)]»,.;:!?…"
_LONG = 7  # letters


class LongSentence(ArticleCheck, frozen=True):
    """Finds sentences of many words, in any language that puts spaces between words. Values: words."""

    name: ClassVar[str] = "long-sentence"
    says: ClassVar[tuple[str, ...]] = ("words",)
    late: ClassVar[frozenset[str]] = frozenset(("max_words",))

    max_words: Annotated[
        int, msgspec.Meta(ge=SENTENCE_FLOOR, description="The most words that a sentence may have.")
    ] = 35

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each sentence from the floor up."""
        for block in running(article):
            for sentence in block.sentences:
                text = sentence.text
                if text.count(" ") < SENTENCE_FLOOR or not ends(text):
                    continue
                if (words := count_words(text)) > SENTENCE_FLOOR:
                    yield Hit(sentence.span.start, sentence.span.end, {"words": words})

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Let the sentences stand that have too many words."""
        return [hit for hit in hits if int(hit.values["words"]) > self.max_words]


class LongParagraph(ArticleCheck, frozen=True):
    """Finds paragraphs of many words. The place is a paragraph's first sentence. Values: words, sentences."""

    name: ClassVar[str] = "long-paragraph"
    says: ClassVar[tuple[str, ...]] = ("words", "sentences")
    late: ClassVar[frozenset[str]] = frozenset(("max_words",))

    max_words: Annotated[
        int, msgspec.Meta(ge=PARAGRAPH_FLOOR, description="The most words that a paragraph may have.")
    ] = 120

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each paragraph from the floor up; one of a single sentence is a long sentence, no more."""
        for block in running(article):
            text, sentences = block.prose.text, block.sentences
            if len(sentences) == 1 or text.count(" ") < PARAGRAPH_FLOOR:
                continue
            if (words := count_words(text)) > PARAGRAPH_FLOOR:
                first = sentences[0].span
                yield Hit(first.start, first.end, {"words": words, "sentences": len(sentences)})

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Let the paragraphs stand that have too many words."""
        return [hit for hit in hits if int(hit.values["words"]) > self.max_words]


class HardSentence(ArticleCheck, frozen=True):
    """Finds the sentences that make an English article hard: dense with long words, or clause upon clause.

    Long words: those of seven letters and more in the sentence, which is RIX (Anderson, "Lix and Rix",
    Journal of Reading 26, 1983: 7.2 a sentence is college level), but none with a capital, as names cannot
    be exchanged (Gunning, "The technique of clear writing", 1952). Clauses: the main one, and each that a
    relative pronoun or a conjunction opens, after Hunt's T-unit ("Grammatical structures written at three
    grade levels", 1965), in which skilled adults write fewer than two.

    The defaults name 4 of 100 sentences in machine-written encyclopedic articles, less than one an article.
    Values: words, long_words, clauses, reason.
    """

    name: ClassVar[str] = "hard-sentence"
    says: ClassVar[tuple[str, ...]] = ("words", "long_words", "clauses", "reason")
    late: ClassVar[frozenset[str]] = frozenset(("max_long_words", "max_clauses", "most"))

    max_long_words: Annotated[
        int,
        msgspec.Meta(ge=LONG_WORDS_FLOOR, description="The most long words (7 letters and more) in a sentence."),
    ] = 13
    max_clauses: Annotated[
        int, msgspec.Meta(ge=CLAUSES_FLOOR, description="The most clauses that a sentence may have.")
    ] = 3
    most: Annotated[
        int, msgspec.Meta(ge=1, description="How many sentences of an article to name, the hardest first.")
    ] = 3

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield each sentence that is dense or nested from the floors up."""
        if not may_be_english(article.language):
            return
        for block in running(article):
            for sentence in block.sentences:
                text = sentence.text
                if len(text) > SHORT and (values := _weigh(text)) and ends(text):
                    yield Hit(sentence.span.start, sentence.span.end, values)

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Let the hardest sentences stand, each with the reason that weighs most."""
        hard = sorted((hit for hit in hits if self._excess(hit) > 1), key=self._excess, reverse=True)
        for hit in sorted(hard[: self.most], key=lambda hit: hit.start):
            yield msgspec.structs.replace(hit, values={**hit.values, "reason": self._reason(hit)})

    def _excess(self, hit: Hit) -> float:
        long_words, clauses = int(hit.values["long_words"]), int(hit.values["clauses"])
        return max(long_words / self.max_long_words, clauses / self.max_clauses)

    def _reason(self, hit: Hit) -> str:
        long_words, clauses = int(hit.values["long_words"]), int(hit.values["clauses"])
        if long_words / self.max_long_words >= clauses / self.max_clauses:
            return f"{long_words} of its {hit.values['words']} words are long"
        return f"it hangs {clauses} clauses together"


def _weigh(text: str) -> dict[str, str | int | float] | None:
    """Return what makes an English sentence hard, None where that is little."""
    tokens = text.split()
    clauses = _clauses(tokens) if sum(map(_JOINING.__contains__, tokens)) >= CLAUSES_FLOOR else 1
    candidates = [token for token in tokens if len(token) >= _LONG and token >= "a"]  # no name, figure, bracket
    long_words = sum(map(_is_long, candidates)) if len(candidates) > LONG_WORDS_FLOOR else 0
    if (long_words <= LONG_WORDS_FLOOR and clauses <= CLAUSES_FLOOR) or not reads_as_english(tokens, 0):
        return None
    return {"words": count_words(text), "long_words": long_words, "clauses": clauses}


def _clauses(tokens: list[str]) -> int:
    """Return the number of clauses; a "that" which points to a thing ("of that age") opens none."""
    pairs = zip(["", *tokens], tokens, strict=False)
    points = sum(1 for before, word in pairs if word == "that" and before in _BEFORE_POINTING)
    return 1 + sum(map(_JOINING.__contains__, tokens)) - points


def _is_long(token: str) -> bool:
    """Say whether a token is a long word, and no name; compounds are as long as their longest part."""
    word = token.strip(_MARKS)
    if "-" in word:
        word = max(word.split("-"), key=len)
    return len(word) >= _LONG and word.islower() and word.isalpha()
