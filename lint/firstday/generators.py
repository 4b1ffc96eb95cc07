"""Which program makes a site of the articles, told by its settings file; where it keeps what is no article."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_LARGEST = 200_000
"""Bytes of a settings file that are read; the language stands near the top."""

_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts")


class Generator(NamedTuple):
    """A program that makes sites: by which files it is known, and what lies where. Folders are relative to the site."""

    name: str
    files: tuple[str, ...]  # any of them
    content: tuple[str, ...] = ()  # folders of which one must be there, if any are named
    served: str = ""  # the folder that `/` means
    leave_out: tuple[tuple[str, str], ...] = ()  # a folder or file, and what lies in it


def _scripts(stem: str) -> tuple[str, ...]:
    return tuple(f"{stem}{suffix}" for suffix in _SCRIPTS)


GENERATORS = (
    Generator(
        "Hugo",
        (
            *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default/hugo.toml"),
            *("config.toml", "config.yaml", "config.yml", "config/_default/config.toml", "config/_default/hugo.yaml"),
        ),
        ("archetypes", "content", "themes"),
        "static",
        (("archetypes", "patterns for new articles"), ("themes", "themes"), ("layouts", "page layouts")),
    ),
    Generator(
        "Hexo",
        ("_config.yml",),
        ("scaffolds", "source/_posts"),
        "source",
        (("scaffolds", "patterns for new articles"), ("themes", "themes"), ("public", "what Hexo builds")),
    ),
    Generator(
        "Jekyll",
        ("_config.yml", "_config.yaml", "_config.toml"),
        leave_out=(
            ("_site", "what Jekyll builds"),
            ("_includes", "parts of pages"),
            ("_layouts", "page layouts"),
            ("vendor", "libraries"),
        ),
    ),
    Generator(
        "Docusaurus",
        _scripts("docusaurus.config"),
        served="static",
        leave_out=(
            ("versioned_docs", "copies of docs/ for older versions"),
            ("build", "what Docusaurus builds"),
            (".docusaurus", "what Docusaurus builds"),
        ),
    ),
    Generator("MkDocs", ("mkdocs.yml", "mkdocs.yaml"), served="docs", leave_out=(("site", "what MkDocs builds"),)),
    Generator("Astro", _scripts("astro.config"), served="public", leave_out=(("dist", "what Astro builds"),)),
    Generator(
        "Eleventy",
        (".eleventy.js", *_scripts("eleventy.config")),
        leave_out=(("_site", "what Eleventy builds"), ("_includes", "parts of pages")),
    ),
    Generator(
        "Quarto",
        ("_quarto.yml", "_quarto.yaml"),
        leave_out=(("_site", "what Quarto builds"), ("_book", "what Quarto builds"), ("_output", "what Quarto builds")),
    ),
    Generator(
        "VitePress",
        tuple(f".vitepress/{name}" for name in _scripts("config")),
        served="public",
        leave_out=((".vitepress", "settings and what VitePress builds"),),
    ),
    Generator(
        "mdBook",
        ("book.toml",),
        leave_out=(("book", "what mdBook builds"), ("src/SUMMARY.md", "the table of contents")),
    ),
    Generator("Gatsby", _scripts("gatsby-config"), served="static", leave_out=(("public", "what Gatsby builds"),)),
    Generator("Pelican", ("pelicanconf.py",), served="content", leave_out=(("output", "what Pelican builds"),)),
    Generator("Next.js", _scripts("next.config"), served="public", leave_out=(("out", "what Next.js builds"),)),
    Generator(
        "Sphinx", ("docs/conf.py", "doc/conf.py", "source/conf.py"), leave_out=(("_build", "what Sphinx builds"),)
    ),
)
"""In this order: of one settings file, the first generator that fits is taken."""

_NAMES = r"languageCode|defaultContentLanguage|defaultLocale|site_language|language|locale|lang"
_LANGUAGE = re.compile(
    rf"""^(?![ \t]*(?:\#|//)).*?(?<![\w.-])["']?(?P<name>{_NAMES})["']?[ \t]*[:=][ \t]*["']?"""
    r"""(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)["']?[ \t]*(?:[,;}\#].*)?$""",
    re.MULTILINE,
)


class Site(NamedTuple):
    """A site that was found: by which file, in which folder, in which language as far as that file says."""

    generator: Generator
    file: str  # relative to the root
    folder: str  # "" is the root, else with / at its end
    language: str = ""
    named: str = ""  # how the file calls the language


def sites(root: Path) -> list[Site]:
    """Return the sites in a folder and in those right below it, sorted by folder."""
    below = sorted(name for name in _names(root) if not name.startswith((".", "node_modules")))
    return [site for folder in ("", *(f"{name}/" for name in below)) for site in _in_folder(root, folder)]


def _names(folder: Path) -> frozenset[str]:
    """Return what lies in a folder; nothing if it is none, or may not be listed."""
    try:
        return frozenset(one.name for one in folder.iterdir())
    except OSError:
        return frozenset()


def _in_folder(root: Path, folder: str) -> Iterator[Site]:
    base, there = root / folder, _names(root / folder)
    taken: set[str] = set()
    for generator in GENERATORS:
        file = next((name for name in generator.files if name not in taken and _lies(base, there, name)), "")
        fits = not generator.content or any(_lies(base, there, name) for name in generator.content)
        if file and fits:
            taken.add(file)
            named, language = _language(base / file)
            yield Site(generator, f"{folder}{file}", folder, language, named)


def _lies(base: Path, there: frozenset[str], name: str) -> bool:
    """Say whether something of that name is there; of a folder's entries no more is asked than it lists."""
    first, slash, _ = name.partition("/")
    return first in there and (not slash or os.path.exists(base / name))  # noqa: PTH110  # Path.exists may raise


def _language(file: Path) -> tuple[str, str]:
    """Return the name of the first entry of a settings file that says its language, and what it says."""
    try:
        with file.open("rb") as there:
            text = there.read(_LARGEST).decode("utf-8", "replace")
    except OSError:
        return "", ""
    found = {one["name"]: _tag(one["tag"]) for one in reversed(list(_LANGUAGE.finditer(text)))}
    name = next((name for name in _NAMES.split("|") if name in found), "")
    return name, found.get(name, "")


def _tag(written: str) -> str:
    """Return a language as it is usually written: en-GB, zh-Hant."""
    main, *rest = written.replace("_", "-").split("-")
    return "-".join((main.lower(), *(one.upper() if len(one) == 2 else one.title() for one in rest)))
