"""grammar: what LanguageTool finds in prose, as far as its rules have proved right; and slips of spelling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article
from lint.check import Answer, Asked, Fix, Hit, Match, ProseFacts, Question, Severity, Vocabulary, WorldCheck
from lint.grammar.advice import advice
from lint.grammar.doubts import is_of_name, is_sounded_number, told_with_care
from lint.grammar.languages import engine_language, unmeasured_tier
from lint.grammar.spelling import is_misspelt
from lint.grammar.tiers import load_tiers
from lint.grammar.told import foreign_stretches, is_unknown_word, touches_atom
from lint.text import Prose

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

# A heading or a cell is no sentence: rules about how sentences begin, end and are divided say nothing about it.
_OF_SENTENCES = frozenset(("CASING", "PUNCTUATION", "TYPOGRAPHY", "AMERICAN_ENGLISH_STYLE"))
_COMMON = (
    "A word that so many articles use, and of many articles more, is the corpus's own; no slip that fifty times as "
    "many articles have right."
)
_CAPITAL = "UPPERCASE_SENTENCE_START"
_MARKS, _CLOSING = ".!?…:", " \n\"'”’»)]"


class Grammar(WorldCheck, frozen=True):
    """Asks LanguageTool about each paragraph and reports a match by how often its rule is right.

    Verdicts: grammar, spelling. Values: advice (what the engine says, for an editor), suggestion ("" if none).
    Tiers are the shares of right matches on CWEB (Flachs et al., EMNLP 2020) and on other text; see
    rules/grammar/tiers.tsv. With errors from .75 on, a table made of four fifths of CWEB's development articles raises
    0.26 false alarms in 1,000 words of the last fifth; from .65 on it is 0.39.
    """

    name: ClassVar[str] = "grammar"
    says: ClassVar[tuple[str, ...]] = ("advice", "suggestion")
    tiers: ClassVar[tuple[Severity, ...]] = ("error", "warning", "info")
    late: ClassVar[frozenset[str]] = frozenset(
        ("error_from", "warning_from", "info_from", "common_in", "ignore", "precision")
    )

    language: Annotated[str, msgspec.Meta(description="The language of articles that name none.")] = "en-US"
    error_from: Annotated[Share, msgspec.Meta(description="From this share of right matches on, an error.")] = 0.75
    warning_from: Annotated[Share, msgspec.Meta(description="From this share on, a warning.")] = 0.5
    info_from: Annotated[Share, msgspec.Meta(description="From this share on, an info; below, nothing.")] = 0.4
    common_in: Annotated[int, msgspec.Meta(ge=1, description=_COMMON)] = 3
    ignore: Annotated[
        tuple[str, ...], msgspec.Meta(description="Engine rules that say nothing, by the name behind a finding.")
    ] = ()
    precision: Annotated[
        dict[str, Share],
        msgspec.Meta(
            description="Shares of right matches in this house, by engine rule; `copydesk grammar tune` prints them."
        ),
    ] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse engine rules that do not exist: what names nothing would silently do nothing."""
        if self.ignore or self.precision:
            from lint.grammar.names import refuse_unknown

            refuse_unknown((*self.ignore, *self.precision))

    def ask(self, article: Article) -> Iterable[Asked]:
        """Yield a question for each block of prose that has words in it."""
        from lint.grammar.paragraphs import paragraphs

        language = engine_language(article.language or self.language)
        for block, prose, sort in paragraphs(article, language):
            yield Asked(Question("prose", prose.text, language), block.span.start, block.span.end, prose, sort)

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterable[Hit | Question]:
        """Yield what is likely enough to be right."""
        if not isinstance(answer, ProseFacts) or asked.prose is None:
            return
        foreign = foreign_stretches(asked.prose.text, answer.matches)
        for match in answer.matches:
            if match.start >= match.end or touches_atom(asked.prose, match):
                continue
            if match.rule in self.ignore or any(one.start <= match.start < one.end for one in foreign):
                continue
            if is_unknown_word(match):
                hit = self._spelling(asked, asked.prose, match, words)
            else:
                hit = self._grammar(asked, asked.prose, match)
            if hit:
                yield hit

    def _grammar(self, asked: Asked, prose: Prose, match: Match) -> Hit | None:
        if asked.context == "quoted":  # what others wrote is not ours to mend
            return None
        language = asked.question.detail
        tier, share = self._tier(match, language)
        if not tier or _out_of_place(asked.context, match, tier, prose.text):
            return None
        if is_of_name(match, prose.text) or is_sounded_number(match, prose.text):
            return None
        return _hit(prose, told_with_care(match, prose.text), "grammar", tier, share)

    def _tier(self, match: Match, language: str) -> tuple[str, float | None]:
        """Return the severity that a rule has earned, and its share; a rule that never fired earns no error."""
        tiers = load_tiers()
        share = self.precision.get(match.rule)
        if share is None and not language.startswith("en"):
            return unmeasured_tier(match, language), None
        if share is None:
            share = tiers.rules.get(match.rule)
        unseen = share is None
        if share is None:
            share = tiers.categories.get(match.category, 0)
        if share >= self.error_from and not unseen:
            return "error", share
        if share >= self.warning_from:
            return "warning", share
        return ("info" if share >= self.info_from else ""), share

    def _spelling(self, asked: Asked, prose: Prose, match: Match, words: Vocabulary) -> Hit | None:
        if asked.context in ("quoted", "fragment") or not is_misspelt(prose.text, match, words, self.common_in):
            return None
        return _hit(prose, match, "spelling", "", None)


def _out_of_place(sort: str, match: Match, tier: str, text: str) -> bool:
    if sort == "fragment":
        return tier != "error" or match.category in _OF_SENTENCES
    # What ends without a mark is a caption, a label or a line of a list set as a paragraph.
    unfinished = text.rstrip(_CLOSING)[-1:] not in _MARKS
    return match.rule == _CAPITAL and match.start == 0 and (sort != "running" or unfinished)


def _hit(prose: Prose, match: Match, verdict: str, tier: str, share: float | None) -> Hit:
    span = prose.source(match.start, match.end)
    suggestion = match.replacements[0] if match.replacements else ""
    # Where markup stands between the words, a replacement would take it away.
    plain = span.end - span.start == match.end - match.start
    fix = Fix(suggestion, safe=match.rule in load_tiers().safe) if suggestion and plain else None
    return Hit(
        span.start,
        span.end,
        {"advice": advice(match, prose.text[match.start : match.end], shown=bool(fix)), "suggestion": suggestion},
        verdict=verdict,
        detail=match.rule,
        tier=tier,
        confidence=share,
        fix=fix,
    )
