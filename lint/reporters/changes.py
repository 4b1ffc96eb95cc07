"""A correction as words struck and words added, and how much of it a reader needs to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from lint.boilerplate.markup import GONE, masked
from lint.finding import Difference, Finding
from lint.text import Source

How = Literal["same", "struck", "added"]
Change = tuple[How, str]

_PART = re.compile(r"\s+|\S+")
_SPACES = re.compile(r"\s+")
_FIRST, _LAST = re.compile(r"\S+"), re.compile(r"\S+\Z")
_FIRST_WORD, _LAST_WORD = re.compile(r"\s*\S+"), re.compile(r"\S+\s*\Z")
_MOST_WORDS = 400  # difflib is quadratic; a correction longer than this is shown as replaced altogether
_WIDEST = 40  # code points by which a place is widened to whole words
_MARKUP = frozenset('*_~`[](){}<>|\\"“”#=')


def word_changes(old: str, new: str) -> Iterator[Change]:
    """Yield how one text becomes another, in whole words: all but "added" is the old one, all but "struck" the new."""
    for same, struck, added in _with_words(_steps(old, new)):
        if same:
            yield "same", same
        if struck:
            yield "struck", struck
        if added:
            yield "added", added


def _steps(old: str, new: str) -> list[list[str]]:
    """Return [what stays, what is struck after it, what is added] again and again."""
    import difflib

    before, after = _PART.findall(old), _PART.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        return [["", old, new]]
    steps = [["", "", ""]]
    for how, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        words, put = "".join(before[a:b]), "".join(after[c:d])
        if how == "equal" and (words.strip() or steps == [["", "", ""]]):
            steps.append([words, "", ""])
        else:  # a lone space between two changed words is no reason to cut a correction in pieces
            steps[-1][1] += words
            steps[-1][2] += put
    return steps


def _with_words(steps: list[list[str]]) -> list[list[str]]:
    """Return steps in which a change of mere space takes the words beside it along: alone it could not be seen."""
    for step, behind in zip(steps, [*steps[1:], ["", "", ""]], strict=True):
        if (step[1] or step[2]) and not (step[1] + step[2]).strip():
            left, right = _LAST.search(step[0]), _FIRST.match(behind[0])
            before, after = left[0] if left else "", right[0] if right else ""
            step[:] = step[0].removesuffix(before), before + step[1] + after, before + step[2] + after
            behind[0] = behind[0].removeprefix(after)
    return steps


def shown(old: str, new: str) -> Iterator[Change]:
    """Yield changes to be read side by side: no space at the edges of a change, one between struck and added."""
    last = ""
    for how, text in word_changes(old, new):
        before, words, behind = ("", text, "") if how == "same" else _parted(text)
        if before or (how == "added" and last == "struck"):
            yield "same", before or " "
        if words:
            yield how, words
        if behind:
            yield "same", behind
        last = "same" if behind else how


def differences(quote: str, differing: Sequence[Difference]) -> Iterator[Change]:
    """Yield how a group's text becomes what a quote says, without markup: words struck, then those in their place."""
    shown, at = masked(quote), 0
    for one in differing:
        before = _spaced(shown[at : one.start])
        at = one.end
        if one.words:
            yield from (("same", before),) if before else ()
            yield from (("struck", one.instead_of),) if one.instead_of else ()
            yield "added", " ".join(one.words.split())
            continue
        if one.start:
            yield "same", f"{before} "
        yield "struck", one.instead_of
        if not one.start:
            yield "same", " "
    behind = _spaced(shown[at:])
    if behind:
        yield "same", behind


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text.replace(GONE, ""))


def _parted(text: str) -> tuple[str, str, str]:
    """Return the space before words, the words, and the space behind them."""
    words = text.strip()
    before, _, behind = text.partition(words) if words else (text, "", "")
    return before, words, behind


def brief(old: str, new: str) -> tuple[str, str]:
    """Return the words that differ, on both sides; a side that would be empty keeps the words beside it, if any."""
    changes = list(word_changes(old, new))
    lead = changes.pop(0)[1] if changes and changes[0][0] == "same" else ""
    tail = changes.pop()[1] if changes and changes[-1][0] == "same" else ""
    struck, added = (_joined(changes, but) for but in ("added", "struck"))
    if not (struck.strip() and added.strip()):
        first, last = _LAST_WORD.search(lead), _FIRST_WORD.match(tail)
        before, behind = first[0] if first else "", last[0] if last else ""
        struck, added = before + struck + behind, before + added + behind
    if struck.strip() == added.strip():  # space at their edges differs, and would not be seen
        return f"“{struck}”", f"“{added}”"
    return struck.strip(), added.strip()


def _joined(changes: list[Change], but: How) -> str:
    return "".join(text for how, text in changes if how != but)


def widened(finding: Finding, replacement: str, source: Source | None) -> tuple[str, str]:
    """Return a finding's quote and what replaces it, widened to whole words where the place begins or ends in one."""
    start, end = finding.start.offset, finding.end.offset
    old, new = finding.quote, replacement
    if source is None or source.text[start:end] != old:
        return old, new
    before = _rest(source.text[max(start - _WIDEST, 0) : start][::-1])[::-1]
    behind = _rest(source.text[end : end + _WIDEST])
    if not _needs(before[-1:], old[:1], new[:1]):
        before = ""
    if not _needs(behind[:1], old[-1:], new[-1:]):
        behind = ""
    return before + old + behind, before + new + behind


def _rest(text: str) -> str:
    """Return with what a word goes on, up to space or markup."""
    at = next((at for at, char in enumerate(text) if char.isspace() or char in _MARKUP), len(text))
    return text[:at] if at < _WIDEST else ""


def _needs(outside: str, old: str, new: str) -> bool:
    return bool(outside) and not (old.isalnum() and new.isalnum() and not outside.isalnum())
