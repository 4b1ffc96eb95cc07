"""What pictures say to readers who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar
from urllib.parse import unquote

import msgspec

from lint.article import Article, Image
from lint.check import ArticleCheck, Hit

_DESCRIBED = frozenset(("inline", "reference", "collapsed", "shortcut", "html"))
_IMG = re.compile(r"<img\b", re.IGNORECASE)
_DECORATIVE = re.compile(
    r"""\b(?:role\s*=\s*["']?(?:presentation|none)|aria-hidden\s*=\s*["']?true)\b""", re.IGNORECASE
)
_ENDING = r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|ico|tiff?|heic|jxl)"
_FILE_NAME = re.compile(rf"\S+{_ENDING}|[\w .()-]+{_ENDING}", re.IGNORECASE)
_NUMBERED = re.compile(r"[\s_-]*(?:no\.?|nr\.?|#)?[\s_-]*\(?[0-9]{0,4}[a-z]?\)?(?:\s+of)?", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc[nf]?|dscn|pxl|mvimg|image|screen ?shot|photo|pic|picture|scan|untitled|download)"
    r"[\s_-]*[0-9][0-9\s_.,:()x-]*(?:at[\s_][0-9.: ]+)?(?:[ap]m)?",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?=\S*[0-9])[0-9a-f]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9_-]{6,}", re.IGNORECASE
)
_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)+", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:an?|the|this|my|our|some)\s+", re.IGNORECASE)
_LONGEST = 120  # characters: who writes more than that says something
_EDGES = " \t\r\n.,:;!?…\"'“”‘’()[]{}<>*_-–—"


class MissingAlt(ArticleCheck, frozen=True):
    """Finds images without an alternative text.

    In HTML `alt=""` says on purpose that a picture is only decoration; Markdown has no way to say that, so
    that an empty text is a missing one.
    """

    name: ClassVar[str] = "missing-alt"

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield each image that has none."""
        for image in _described(article):
            whole = image.link.whole
            if image.link.syntax == "html":
                lacks = image.alt is None and not _DECORATIVE.search(article.source.quote(whole))
            else:
                lacks = not (image.alt or "").strip()
            if lacks:
                yield Hit(whole.start, whole.end)


class PlaceholderAlt(ArticleCheck, frozen=True):
    """Finds alternative texts that say nothing: a file name, or one of `phrases`, alone or numbered."""

    name: ClassVar[str] = "placeholder-alt"
    says: ClassVar[tuple[str, ...]] = ("alt",)

    phrases: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="texts that say nothing; case, articles and numbers do not count"),
    ] = ()

    def examine(self, article: Article) -> Iterator[Hit]:
        """Yield each text that says nothing, at its exact place."""
        phrases = frozenset(phrase.casefold() for phrase in self.phrases)
        for image in _described(article):
            text = " ".join((image.alt or "").split())
            span = image.alt_span
            if (
                0 < len(text) <= _LONGEST
                and span.start < span.end
                and _says_nothing(text, image.link.destination, phrases)
            ):
                yield Hit(span.start, span.end, {"alt": text})


def _described(article: Article) -> Iterator[Image]:
    """Yield the images that have a place for a text: each once, however many addresses it has."""
    seen = set()
    for image in article.images:
        whole = image.link.whole
        if image.link.syntax not in _DESCRIBED or whole in seen:
            continue
        if image.link.syntax == "html" and not _IMG.match(article.source.text, whole.start):
            continue
        seen.add(whole)
        yield image


def _says_nothing(text: str, destination: str, phrases: frozenset[str]) -> bool:
    if _FILE_NAME.fullmatch(text) or _CAMERA.fullmatch(text) or _MACHINE.fullmatch(text):
        return True
    if _SLUG.fullmatch(text) and text.casefold() == _stem(destination):
        return True
    bare = text.strip(_EDGES).casefold()
    if not bare:
        return True
    return any(_is_phrase(one, phrases) for one in (bare, _ARTICLE.sub("", bare, count=1)))


def _is_phrase(text: str, phrases: frozenset[str]) -> bool:
    if text in phrases:
        return True
    words = re.split(r"[\s_-]|(?=[0-9#(])", text, maxsplit=1)
    return words[0] in phrases and bool(_NUMBERED.fullmatch(text[len(words[0]) :]))


def _stem(destination: str) -> str:
    name = unquote(destination.partition("#")[0].partition("?")[0]).rpartition("/")[2]
    return name.rpartition(".")[0].casefold()
