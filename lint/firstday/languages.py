"""In which language articles are: by the site's settings, by front matter, by spelling, and by their folders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from lint.firstday.generators import Site
from lint.firstday.look import Look
from lint.firstday.patterns import literal
from lint.firstday.seen import Language
from lint.grammar.languages import engine_language
from lint.reporters.neutralise import yaml_comment
from lint.reporters.words import count
from lint.world.languagetool.parameters import variants

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CODES = frozenset(
    (
        *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi"),
        *("hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk"),
        *("sl", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh"),
    )
)
_HOLDERS = frozenset(("i18n", "content", "docs", "pages", "posts", "_posts", "blog", "source", "src"))
"""Folders in which sites have one folder a language."""

_AGREE = 0.8
"""Of the articles that spell on one side of the Atlantic only, so many must agree."""


def main_language(sites: Sequence[Site], look: Look) -> Language:
    """Return the language of articles that name none, and how it is known."""
    tag, why = next(_told(sites, look), ("", ""))
    if tag.lower() in ("", "en"):
        side, spelt = _spelling(look)
        tag, why = side or tag or "en-US", "; ".join(filter(None, (why, spelt)))
    why = why or "a guess: neither the articles nor a site's settings name one"
    if engine_language(tag) not in variants():
        why += "; its grammar cannot be checked"
    return Language(tag, why)


def _told(sites: Sequence[Site], look: Look) -> Iterator[tuple[str, str]]:
    for site in sites:
        if site.language:
            yield site.language, f"{yaml_comment(site.file)} says so under {site.named}"
    for tag, number in look.languages:
        if _TAG.fullmatch(tag):
            yield tag, f"the language that most front matter names: in {count(number, 'article')}"


def _spelling(look: Look) -> tuple[str, str]:
    told = look.british + look.american
    for tag, name, number in (("en-GB", "British", look.british), ("en-US", "American", look.american)):
        if told and number >= _AGREE * told:
            return tag, f"{number:,} of {count(told, 'article')} with words that tell have {name} spellings only"
    return "", ""


def by_folder(paths: Iterable[str], main: Language) -> tuple[Language, ...]:
    """Return the languages of articles that their folder or their name's ending tells, but for the main one."""
    folders: defaultdict[str, dict[str, int]] = defaultdict(dict)
    endings: defaultdict[str, int] = defaultdict(int)
    every = set(paths)
    for path in sorted(every):
        for holder, code in _in_folders(path):
            folders[holder][code] = folders[holder].get(code, 0) + 1
        code = _of_name(path, every)
        endings[code] += bool(code)
    found = [
        Language(code, f"{count(number, 'article')} in a folder of that name", (f"/{literal(holder)}{code}/",))
        for holder, codes in sorted(folders.items())
        for code, number in sorted(codes.items())
        if len(codes) > 1 or holder.endswith("i18n/")
    ]
    named = [
        Language(code, f"{count(number, 'article')} of that ending", (f"*.{code}.md", f"*.{code}.mdx"))
        for code, number in sorted(endings.items())
        if code
    ]
    return tuple(one for one in (*found, *named) if not _is_kind_of(one.tag, main.tag))


def _is_kind_of(tag: str, main: str) -> bool:
    return tag.lower() == main.lower() or ("-" not in tag and main.lower().startswith(f"{tag.lower()}-"))


def _in_folders(path: str) -> Iterator[tuple[str, str]]:
    parts = path.split("/")[:-1]
    for at, name in enumerate(parts):
        if at and parts[at - 1] in _HOLDERS and _is_code(name):
            yield "".join(f"{part}/" for part in parts[:at]), name


def _is_code(name: str) -> bool:
    return bool(_TAG.fullmatch(name)) and name.partition("-")[0] in _CODES and len(name) in (2, 5)


def _of_name(path: str, every: set[str]) -> str:
    """Return the language of `tea.de.md` where `tea.md` or `tea.en.md` is there too."""
    file = PurePosixPath(path)
    stem, dot, code = file.stem.rpartition(".")
    if not dot or not _is_code(code) or file.suffix not in (".md", ".mdx"):
        return ""
    beside = file.with_name(f"{stem}{file.suffix}").as_posix(), file.with_name(f"{stem}.en{file.suffix}").as_posix()
    return code if any(one in every and one != path for one in beside) else ""
