"""grammar: what LanguageTool finds in prose, as far as its rules have proved right; and slips of spelling."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Annotated, ClassVar

import msgspec

from lint.article import Article, Block
from lint.check import Answer, Asked, Fix, Hit, Match, ProseFacts, Question, Severity, Vocabulary, WorldCheck
from lint.grammar import slips
from lint.grammar.advice import advice
from lint.grammar.tiers import load_tiers
from lint.text import Prose

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

_SPELLER = "MORFOLOGIK_RULE"
_TELLS_NO_PROSE = frozenset(("code", "math", "html"))
_FRAGMENTS = frozenset(("heading", "cell", "term"))
_INTERRUPTS = frozenset(("code", "math", "html", "item", "cell"))
# A heading or a cell is no sentence: rules about how sentences begin, end and are divided say nothing about it.
_OF_SENTENCES = frozenset(("CASING", "PUNCTUATION", "TYPOGRAPHY", "AMERICAN_ENGLISH_STYLE"))
_ENGLISH = frozenset(("US", "GB", "AU", "CA", "NZ", "ZA"))
_CAPITAL = "UPPERCASE_SENTENCE_START"


class Grammar(WorldCheck, frozen=True):
    """Asks LanguageTool about each paragraph and reports a match by how often its rule is right.

    Verdicts: grammar, spelling. Values: advice (what the engine says, for an editor), suggestion ("" if none).
    Tiers are the shares of right matches on CWEB (Flachs et al., EMNLP 2020); see rules/grammar/tiers.tsv.
    """

    name: ClassVar[str] = "grammar"
    says: ClassVar[tuple[str, ...]] = ("advice", "suggestion")
    tiers: ClassVar[tuple[Severity, ...]] = ("error", "warning", "info")
    late: ClassVar[frozenset[str]] = frozenset(("error_from", "warning_from", "info_from", "common_in"))

    language: Annotated[str, msgspec.Meta(description="The language of articles that name none.")] = "en-US"
    error_from: Annotated[Share, msgspec.Meta(description="From this share of right matches on, an error.")] = 0.6
    warning_from: Annotated[Share, msgspec.Meta(description="From this share on, a warning.")] = 0.5
    info_from: Annotated[Share, msgspec.Meta(description="From this share on, an info; below, nothing.")] = 0.4
    common_in: Annotated[
        int, msgspec.Meta(ge=1, description="A word that so many articles use is the corpus's own, and no error.")
    ] = 3

    def ask(self, article: Article) -> Iterable[Asked]:
        """Yield a question for each block of prose that has words in it."""
        language = _engine_language(article.language or self.language)
        before = ""
        for block in article.blocks:
            if block.kind not in _TELLS_NO_PROSE and any(char.isalpha() for char in block.prose.text):
                question = Question("prose", block.prose.text, language)
                yield Asked(question, block.span.start, block.span.end, block.prose, _sort(block, before))
            before = block.kind

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterable[Hit | Question]:
        """Yield what is likely enough to be right."""
        if not isinstance(answer, ProseFacts) or asked.prose is None:
            return
        for match in answer.matches:
            if match.start >= match.end or _touches_atom(asked.prose, match):
                continue
            if match.rule.startswith(_SPELLER):
                hit = self._spelling(asked, asked.prose, match, words)
            else:
                hit = self._grammar(asked.context, asked.prose, match)
            if hit:
                yield hit

    def _grammar(self, sort: str, prose: Prose, match: Match) -> Hit | None:
        tier, share = self._tier(match)
        if not tier or _out_of_place(sort, match, tier):
            return None
        return _hit(prose, match, "grammar", tier, share)

    def _tier(self, match: Match) -> tuple[str, float]:
        """Return the severity that a rule has earned, and its share; a rule that never fired earns no error."""
        tiers = load_tiers()
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
        if asked.context in ("quoted", "fragment") or not match.replacements:
            return None
        word, suggestion = prose.text[match.start : match.end], match.replacements[0]
        if not slips.may_be_slip(word, match.replacements) or slips.is_part(prose.text, match.start, match.end):
            return None
        known = words.articles_with((word, suggestion))
        if known.get(word, 0) >= self.common_in:
            return None
        attested = known.get(suggestion, 0) >= self.common_in
        if not attested and not slips.is_slip(word, suggestion):
            return None
        return _hit(prose, match, "spelling", "", None)


def _engine_language(tag: str) -> str:
    """Return the engine's name for a kind of English; any other tag as it stands."""
    tag = tag.strip().replace("_", "-")
    main, _, region = tag.partition("-")
    if main.lower() != "en":
        return tag
    return f"en-{region.upper()}" if region.upper() in _ENGLISH else "en-US"


def _sort(block: Block, before: str) -> str:
    """Return what is to be expected of a block: running text, or less than that."""
    if block.kind in _FRAGMENTS or block.field == "title":
        return "fragment"
    if block.quoted:
        return "quoted"
    if block.kind == "item" or block.depth:
        return "item"
    return "continued" if before in _INTERRUPTS else "running"


def _out_of_place(sort: str, match: Match, tier: str) -> bool:
    if sort == "fragment":
        return tier != "error" or match.category in _OF_SENTENCES
    return match.rule == _CAPITAL and sort in ("item", "continued") and match.start == 0


def _touches_atom(prose: Prose, match: Match) -> bool:
    """Return whether a match touches a piece that does not stand in the source as it is read, such as code."""
    first = bisect_right(prose.starts, match.start) - 1
    for piece in range(max(first, 0), bisect_left(prose.starts, match.end)):
        start = prose.starts[piece]
        end = prose.starts[piece + 1] if piece + 1 < len(prose.starts) else len(prose.text)
        if end - start != prose.lengths[piece] and not prose.text[start:end].isspace():
            return True
    return False


def _hit(prose: Prose, match: Match, verdict: str, tier: str, share: float | None) -> Hit:
    span = prose.source(match.start, match.end)
    suggestion = match.replacements[0] if match.replacements else ""
    # Where markup stands between the words, a replacement would take it away.
    plain = span.end - span.start == match.end - match.start
    fix = Fix(suggestion) if suggestion and plain else None
    return Hit(
        span.start,
        span.end,
        {"advice": advice(match, "" if fix else suggestion), "suggestion": suggestion},
        verdict=verdict,
        detail=match.rule,
        tier=tier,
        confidence=share,
        fix=fix,
    )
