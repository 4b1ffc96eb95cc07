"""Pictures: whether they are there, whether they are pictures, whether their name is the right one."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import quote, unquote, unquote_to_bytes

from lint import pictures
from lint.article import Article, Image
from lint.check import (
    Answer,
    ArticleCheck,
    Asked,
    FileFacts,
    Fix,
    Hit,
    Question,
    Vocabulary,
    WebFacts,
    WorldCheck,
)
from lint.text import Span
from lint.verdict import verdict

SHOWN_TOO = ("pdf", "eps", "mp4", "m4v", "webm", "mov", "ogv", "ogg", "mp3", "wav", "drawio", "excalidraw")

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters at least: one is a drive of Windows
_LOCAL_SCHEME = re.compile(r"file:|[A-Za-z]:[\\/]", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|^[{@~]")
_PATH_LIKE = re.compile(r"/|\.(?:png|jpe?g|gif|webp|avif|svg|bmp|ico|tiff?|heic|jxl)$", re.IGNORECASE)
_DATA = re.compile(r"data:([^,]*),(.*)", re.DOTALL | re.IGNORECASE)
_FRONT = "front-matter"
_ESCAPED = "escaped"

_STATES = {
    "missing": "the file does not exist",
    "folder": "it names a folder",
    "special": "it names something that is no regular file",
}
_STATUSES = {404: "the server answers 404, not found", 410: "the server answers 410, gone for good"}
_PROBLEMS = {
    "empty": "it is empty",
    "truncated": "it is cut off or damaged",
    "not-an-image": "what stands there is no picture",
}


class Pictures(WorldCheck, frozen=True):
    """Asks disk and web for each picture of an article.

    Verdicts: "broken", "not-an-image", "wrong-case" and "outside". Addresses that a template or a bundler
    completes are not asked. `shown_too` names endings that site generators show though they are no pictures.
    """

    name: ClassVar[str] = "pictures"
    says: ClassVar[tuple[str, ...]] = ("reason", "actual")
    late: ClassVar[frozenset[str]] = frozenset(("shown_too",))

    shown_too: tuple[str, ...] = SHOWN_TOO

    def ask(self, article: Article) -> Iterator[Asked]:
        """Yield one question for each place at which a picture is named."""
        for image in article.images:
            question = _question(image)
            if question:
                span = place_of(image)
                as_written = article.source.quote(span) == question.subject
                context = _FRONT if image.link.syntax == _FRONT else "" if as_written else _ESCAPED
                yield Asked(question, span.start, span.end, context=context)

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterator[Hit | Question]:
        """Yield what a file or an answer of the web amounts to."""
        if isinstance(answer, FileFacts):
            yield from self._file(asked, answer)
        elif isinstance(answer, WebFacts):
            yield from self._web(asked, answer)

    def _file(self, asked: Asked, facts: FileFacts) -> Iterator[Hit | Question]:
        subject = asked.question.subject
        if facts.state == "missing" and asked.context == _FRONT and not subject.startswith("/"):
            if "/" in subject:  # a bare name is looked up by the theme, who knows where
                yield Question("file", f"/{subject}", "image")
        elif facts.state in _STATES:
            reason = "no address is given" if not facts.path else _STATES[facts.state]
            yield _hit(asked, "broken", facts.state, reason)
        elif facts.state == "outside":
            yield _hit(asked, "outside", "outside", "")
        elif facts.state in ("file", "wrong-case"):
            yield from self._problem(asked, facts.problem, "")
            if facts.state == "wrong-case":
                yield _wrong_case(asked, facts)

    def _web(self, asked: Asked, facts: WebFacts) -> Iterator[Hit]:
        drawn = verdict(facts)
        if drawn == "refused":
            yield _hit(asked, "broken", "refused", "its server refuses connections")
        elif drawn == "broken" and facts.outcome == "no-name":
            yield _hit(asked, "broken", "no-name", "the name of its server does not exist")
        elif drawn == "broken":
            yield _hit(asked, "broken", str(facts.status), _STATUSES[facts.status])
        elif drawn in ("ok", "moved"):
            yield from self._problem(asked, facts.problem, facts.content_type)

    def _problem(self, asked: Asked, problem: str, content_type: str) -> Iterator[Hit]:
        path = asked.question.subject.partition("#")[0].partition("?")[0]
        if not problem or (problem == "not-an-image" and path.rpartition(".")[2].lower() in self.shown_too):
            return
        reason = _PROBLEMS[problem]
        if problem == "not-an-image" and content_type and not content_type.startswith("image/"):
            reason = f"what stands there is {content_type}, no picture"
        yield _hit(asked, "not-an-image", problem, reason)


class EmbeddedPictures(ArticleCheck, frozen=True):
    """Finds pictures written into the article itself, as `data:` addresses, that no browser can show."""

    name: ClassVar[str] = "embedded-pictures"
    says: ClassVar[tuple[str, ...]] = ("reason",)

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield the embedded pictures that are none, or are cut off."""
        for image in article.images:
            found = _DATA.fullmatch(image.link.destination.strip())
            problem = _embedded_problem(found[1], found[2]) if found else ""
            if problem:
                span = place_of(image)
                yield Hit(span.start, span.end, {"reason": _PROBLEMS[problem]}, detail=problem)


def place_of(image: Image) -> Span:
    """Return where an image's address stands, or, where none is written, the image."""
    span = image.link.span
    return span if span.start < span.end else image.link.whole


def _question(image: Image) -> Question | None:
    destination = image.link.destination.strip()
    if _TEMPLATE.search(destination):
        return None
    if image.link.syntax == _FRONT and not _PATH_LIKE.search(destination):
        return None  # a field of that name may hold anything
    if _WEB.match(destination):
        url = destination if destination[:2] != "//" else f"https:{destination}"
        return Question("url", url, "image")
    if _SCHEME.match(destination) and not _LOCAL_SCHEME.match(destination):
        return None  # data:, and what only some programs understand
    return Question("file", destination, "image")


def _hit(asked: Asked, kind: str, detail: str, reason: str) -> Hit:
    return Hit(asked.start, asked.end, {"reason": reason}, kind, detail)


def _wrong_case(asked: Asked, facts: FileFacts) -> Hit:
    subject = asked.question.subject
    right = _respelt(subject, facts.actual)
    same = unquote(right) == unquote(subject)
    fix = Fix(right, safe=True) if not same and not asked.context else None
    name = facts.actual if same else unquote(right.partition("#")[0].partition("?")[0])
    return Hit(asked.start, asked.end, {"actual": name}, "wrong-case", facts.state, fix=fix)


def _respelt(destination: str, actual: str) -> str:
    """Return a destination with its names as they are on disk, matched from the end."""
    path, mark, rest = destination, "", ""
    for sign in "?#":
        if sign in path:
            path, _, behind = path.partition(sign)
            mark, rest = sign, behind + mark + rest
    parts = path.split("/")
    for index, name in zip(range(len(parts) - 1, -1, -1), reversed(actual.split("/")), strict=False):
        if parts[index] in (".", "..", "") or _folded(unquote(parts[index])) != _folded(name):
            break
        if unquote(parts[index]) != name:
            parts[index] = quote(name, safe="!$&'()*+,;=:@~") if name.isascii() is False or " " in name else name
    return "/".join(parts) + mark + rest


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _embedded_problem(kind: str, data: str) -> str:
    media, *options = kind.lower().split(";")
    try:
        body = unquote_to_bytes(data)
        if "base64" in (option.strip() for option in options):
            packed = b"".join(body.split())
            body = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return "truncated"
    if media.strip() == "image/svg+xml" and b"<svg" in body[: pictures.HEAD]:
        return ""
    seen = pictures.look(body[: pictures.HEAD], body[-pictures.TAIL :], len(body))
    return "truncated" if seen.problem == "doubtful" and seen.format == "png" else seen.problem.replace("doubtful", "")
