"""MDX: what is code in it is masked with blanks of equal length; the rest is read as Markdown."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from lint.text import Span

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})")
_STATEMENT = re.compile(
    r"import\s*(?:[\"'{*]|[\w$]+\s*(?:,|from\b))"
    r"|export\s+(?:default|const|let|var|function|class|async|type|interface)\b|export\s*[{*]"
)
_TOKEN = re.compile(r"\\[\\`{}<]|`+|[{}]|</?(?=[A-Z>])")
_IN_TAG = re.compile(r"[\"'{<>]")
_NOT_LINE_END = re.compile(r"[^\r\n]")


def mask_mdx(text: str) -> str:
    """Return the text with imports, exports, components' tags and `{expressions}` blanked; line ends stay.

    What stands between the tags of a component stays, for it is Markdown.
    """
    statements, fences, blanks = _lines(text)
    hidden = sorted([*statements, *fences])
    tokens = list(_tokens(text, hidden, blanks))
    spans = [*statements, *_code(text, tokens)]
    return _blanked(text, sorted(spans))


def _lines(text: str) -> tuple[list[Span], list[Span], list[int]]:
    """Return the statements, the fenced code and the starts of blank lines."""
    statements: list[Span] = []
    fences: list[Span] = []
    blanks: list[int] = []
    fence, fence_start, statement = "", 0, -1
    after_blank = True
    for line in _LINE.finditer(text):
        words = line[0].strip()
        mark = _FENCE.match(line[0].rstrip("\r\n"))
        if fence:
            if mark and mark[1].startswith(fence) and words.lstrip("> \t") == mark[1]:
                fences.append(Span(fence_start, line.end()))
                fence = ""
        elif mark and statement < 0:
            fence, fence_start = mark[1], line.start()
        elif not words:
            blanks.append(line.start())
            if statement >= 0:
                statements.append(Span(statement, line.start()))
                statement = -1
        elif statement < 0 and after_blank and _STATEMENT.match(line[0]):
            statement = line.start()
        after_blank = not words
    if fence:
        fences.append(Span(fence_start, len(text)))
    return statements, fences, blanks


def _tokens(text: str, hidden: list[Span], blanks: list[int]) -> Iterator[re.Match[str]]:
    """Yield braces and the beginnings of components' tags that stand outside of code, in order."""
    found: list[re.Match[str]] = []
    at = 0
    for span in (*hidden, Span(len(text), len(text))):
        found += _TOKEN.finditer(text, at, max(at, span.start))
        at = span.end
    runs: dict[int, list[int]] = {}
    for token in found:
        if token[0][0] == "`":
            runs.setdefault(len(token[0]), []).append(token.start())
    behind_code = 0
    for token in found:
        if token.start() < behind_code or token[0][0] == "\\":
            continue
        if token[0][0] == "`":
            behind_code = _behind_code(token, runs[len(token[0])], blanks)
        else:
            yield token


def _behind_code(token: re.Match[str], runs: list[int], blanks: list[int]) -> int:
    """Return the end of the code span that a run of backticks opens, or of the run if it opens none."""
    following = bisect_right(runs, token.start())
    if following == len(runs):
        return token.end()
    blank = bisect_left(blanks, token.end())
    if blank < len(blanks) and blanks[blank] < runs[following]:
        return token.end()
    return runs[following] + len(token[0])


def _code(text: str, tokens: list[re.Match[str]]) -> Iterator[Span]:
    """Yield expressions with their braces, and components' tags."""
    pairs = partners(tokens)
    behind = 0
    for token in tokens:
        start = token.start()
        if start < behind:
            continue
        if token[0] == "{" and start in pairs:
            behind = pairs[start] + 1
            yield Span(start - 1 if text[start - 1 : start] == "=" else start, behind)
        elif token[0][0] == "<" and (end := tag_end(text, token.end(), pairs)):
            behind = end
            yield Span(start, end)


def partners(tokens: list[re.Match[str]]) -> dict[int, int]:
    """Return where each brace that is opened is closed, given braces in order."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for token in tokens:
        if token[0] == "{":
            opened.append(token.start())
        elif token[0] == "}" and opened:
            found[opened.pop()] = token.start()
    return found


def tag_end(text: str, at: int, pairs: dict[int, int]) -> int:
    """Return the end of the tag that goes on at an offset; 0 if it has none."""
    while found := _IN_TAG.search(text, at):
        if found[0] == ">":
            return found.end()
        if found[0] == "<":
            return 0
        partner = pairs.get(found.start(), -1) if found[0] == "{" else text.find(found[0], found.end())
        if partner < 0:
            return 0
        at = partner + 1
    return 0


def _blanked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    at = 0
    for span in spans:
        if span.start > at:
            parts.append(text[at : span.start])
        if span.end > at:
            parts.append(_NOT_LINE_END.sub(" ", text[max(at, span.start) : span.end]))
            at = span.end
    return "".join(parts) + text[at:]
