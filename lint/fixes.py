"""Findings with corrections → the corrected text: pure, and checked by reading the text again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

import msgspec

from lint.article import Article, Block, Link, ParseSettings
from lint.finding import Finding
from lint.parse import parse
from lint.text import Source, Span
from lint.untouched import Untouched

_UNREAD = frozenset(("code", "math", "html"))
_NEVER_WRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACES = re.compile(r"(\s+)")


class Edit(msgspec.Struct, frozen=True, gc=False):
    """What is put in the place of a stretch of the source; `block` is the one whose words these are, -1 an address."""

    start: int
    end: int
    replacement: str
    block: int
    finding: Finding


class Corrected(msgspec.Struct, frozen=True):
    """An article's text after one round, and the findings whose corrections are in it."""

    text: str
    made: tuple[Finding, ...]


def corrected(
    source: Source, findings: Iterable[Finding], parsing: ParseSettings, ranks: Mapping[str, int], *, unsafe: bool
) -> Corrected:
    """Return a text with all corrections of its findings that may be made at once.

    Of two that overlap or touch, the first by place and then by `ranks`, those of the rules, is made; the other waits
    for the next round. A correction stays out if the text, read again, would differ in more than the corrected words.
    """
    wanted = [finding for finding in findings if is_wanted(finding, unsafe=unsafe)]
    if not wanted:
        return Corrected(source.text, ())
    article = _read(source, parsing)
    wanted.sort(key=lambda one: (one.start.offset, -ranks.get(one.rule, 0), one.end.offset, one.rule, one.key))
    edits = list(_apart(_edits(article, wanted, unsafe)))
    kept = list(_sound(article, edits, parsing))
    return Corrected(applied(source.text, kept), tuple(edit.finding for edit in kept))


def is_wanted(finding: Finding, *, unsafe: bool) -> bool:
    """Return whether a finding has a correction that is asked for; what was let stand has none."""
    return finding.state == "open" and finding.fix is not None and (finding.fix.safe or unsafe)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made that stand in order and apart; all else stays as it is."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*parts, text[at:]])


def _read(source: Source, parsing: ParseSettings) -> Article:
    return parse(source, parsing)


# ---- which corrections may be made


def _edits(article: Article, findings: Iterable[Finding], unsafe: bool) -> Iterator[Edit]:
    untouched = Untouched(article)
    addresses = {image.link.span for image in article.images}
    for finding in findings:
        edit = _edit(article, finding, untouched, addresses)
        # Links lead to a heading by its words: a corrected one may be looked for in vain.
        if edit and (unsafe or edit.block < 0 or article.blocks[edit.block].kind != "heading"):
            yield edit


def _edit(article: Article, finding: Finding, untouched: Untouched, addresses: set[Span]) -> Edit | None:
    """Return what a finding's correction comes to; None where it must not be made."""
    span = Span(finding.start.offset, finding.end.offset)
    new = finding.fix.replacement if finding.fix else finding.quote
    if article.source.quote(span) != finding.quote or new == finding.quote or _NEVER_WRITTEN.search(new):
        return None
    if span in addresses and span.start < span.end:
        return Edit(*span, new, -1, finding)
    block = _block_of(article.blocks, span, finding.quote)
    if block < 0 or untouched.touches(*span):
        return None
    return Edit(*span, _with_breaks(finding.quote, new), block, finding)


def _block_of(blocks: Sequence[Block], span: Span, quote: str) -> int:
    """Return the index of the block of which a place is words, without markup between them; -1 if there is none."""
    for index in range(bisect_right(blocks, span.start, key=lambda block: block.span.start) - 1, -1, -1):
        block = blocks[index]
        if block.kind not in _UNREAD and block.span.end >= span.end and _words_at(block, span) == _plain(quote):
            return index
        if block.span.end < span.start and block.kind not in _UNREAD:
            break
    return -1


def _words_at(block: Block, span: Span) -> str:
    start, end = block.prose.offset(span.start), block.prose.offset(span.end)
    return _plain(block.prose.text[start:end]) if start < end else ""


def _plain(text: str) -> str:
    """Return a text with one space for each character of space: a line that is folded is read so."""
    return re.sub(r"\s", " ", text)


def _with_breaks(old: str, new: str) -> str:
    """Return a replacement with the line ends of what it replaces, where it has as many words."""
    before, after = _SPACES.split(old), _SPACES.split(new)
    if len(before) != len(after) or not any(char in old for char in "\r\n"):
        return new
    return "".join(had if index % 2 else has for index, (had, has) in enumerate(zip(before, after, strict=True)))


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield the edits that neither overlap nor touch one before them."""
    behind = -1
    for edit in edits:
        if edit.start > behind:
            yield edit
            behind = edit.end


# ---- whether the text still says the same elsewhere


def _sound(article: Article, edits: Sequence[Edit], parsing: ParseSettings) -> Sequence[Edit]:
    """Return the edits after which the text, read again, differs in the corrected words alone."""
    kept: list[Edit] = []
    pending = [list(edits)] if edits else []
    while pending:
        batch = pending.pop()
        if _holds(article, [*kept, *batch], parsing):
            kept += batch
        elif len(batch) > 1:
            middle = len(batch) // 2
            pending += [batch[middle:], batch[:middle]]
    return kept


def _holds(before: Article, edits: Sequence[Edit], parsing: ParseSettings) -> bool:
    source = before.source
    after = _read(msgspec.structs.replace(source, text=applied(source.text, edits)), parsing)
    return (
        _same_blocks(before, after, edits)
        and _same_links(before, after, edits)
        and _frame(before) == _frame(after)
        and _code(before) == _code(after)
    )


def _frame(article: Article) -> tuple[object, ...]:
    """Return what no correction changes: the language, footnotes, and how much could not be read."""
    problems = [problem.what for problem in article.problems]
    return article.language, [note.label for note in article.footnotes], article.defined_footnotes, problems


def _code(article: Article) -> list[str]:
    return [article.source.quote(block.span) for block in article.blocks if block.kind in ("code", "math")]


def _same_blocks(before: Article, after: Article, edits: Sequence[Edit]) -> bool:
    if len(before.blocks) != len(after.blocks):
        return False
    changes: dict[int, list[Edit]] = {}
    for edit in edits:
        changes.setdefault(edit.block, []).append(edit)
    return all(
        _shape(old) == _shape(new) and _expected(old, changes.get(index, ())).split() == new.prose.text.split()
        for index, (old, new) in enumerate(zip(before.blocks, after.blocks, strict=True))
    )


def _shape(block: Block) -> tuple[object, ...]:
    return block.kind, block.level, block.depth, block.quoted, block.footnote, block.field


def _expected(block: Block, edits: Iterable[Edit]) -> str:
    """Return what is to be read of a block after its edits."""
    parts, at = [], 0
    for edit in edits:
        parts += [block.prose.text[at : block.prose.offset(edit.start)], edit.replacement]
        at = block.prose.offset(edit.end)
    return "".join([*parts, block.prose.text[at:]])


def _same_links(before: Article, after: Article, edits: Sequence[Edit]) -> bool:
    mended = {Span(edit.start, edit.end): edit.replacement for edit in edits if edit.block < 0}
    pairs = zip_longest(_links(before), _links(after))
    return all(old and new and _same_link(old, new, mended.get(old.span), after.source) for old, new in pairs)


def _links(article: Article) -> Iterator[Link]:
    yield from article.links
    yield from (image.link for image in article.images)


def _same_link(old: Link, new: Link, mended: str | None, source: Source) -> bool:
    same = old.destination == new.destination if mended is None else source.quote(new.span) == mended
    return same and old.syntax == new.syntax and old.title == new.title
