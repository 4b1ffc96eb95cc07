"""All stets that an article has written in it, each with its reach."""

from __future__ import annotations

from collections.abc import Iterator

from lint.article import Article
from lint.stet.comments import Comment, Reaches, comments
from lint.stet.front import front
from lint.stet.wording import Wording, form, wording
from lint.text import Span

Written = tuple[Span, Wording, Span | None]
"""A stet's place, what it says, and how far it reaches: None is the whole article."""


def written(article: Article) -> Iterator[Written]:
    """Yield the stets of the front matter, then those in comments, in the order of the text."""
    for span, said in front(article.source.text):
        yield span, said, None
    found = sorted(_in_comments(article), key=lambda one: one[0].span)
    reaches = Reaches(article) if found else None
    for comment, said, until in found:
        anywhere = until or said.quote or said.problem
        yield comment.span, said, until if anywhere or not reaches else reaches.of(comment)


def _in_comments(article: Article) -> Iterator[tuple[Comment, Wording, Span | None]]:
    """Yield comments, what each says, and the stretch from begin to end."""
    begun: list[Comment] = []
    for comment in comments(article):
        which = form(comment.text)
        if which is None:
            continue
        if not comment.closed:
            yield _wrong(comment, "the comment has no --> to end it, and hides all that follows")
        elif which == "stet-begin":
            begun.append(comment)
        elif which == "stet":
            yield comment, wording(comment.text), None
        elif begun:
            opened = begun.pop()
            yield opened, wording(opened.text), Span(opened.span.end, comment.span.start)
        else:
            yield _wrong(comment, "there is no stet-begin before this stet-end")
    for opened in begun:
        yield _wrong(opened, "there is no stet-end behind this stet-begin, so it lets nothing stand")


def _wrong(comment: Comment, problem: str) -> tuple[Comment, Wording, Span | None]:
    return comment, Wording(problem=problem), None
