"""What the server is asked for: one fixed set a language, since each new combination costs it 0.8 s."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from lint.grammar import ownrules
from lint.world.languagetool import folders, house, jars, quicker
from lint.world.languagetool.languages import ENGLISH, LANGUAGES, language_of

WITHOUT_OWN_RULES = "LanguageTool without Copydesk's own rules"
"""The name of an engine that lacks them, as it stands with its answers."""

_OWN_FAULT = "It is one of the oldest lighthouse in the country."


class Sorted(set[str]):
    """A set that is always gone through in the same order."""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__()))


class Canary(NamedTuple):
    """A sentence whose error is always found, by which rule, and where in it.

    It ends each request: an answer proves that all of it was read.
    """

    sentence: str
    rule: str
    at: int


def canary(variant: str) -> Canary:
    """Return the proof that an engine reads a kind of a language."""
    language = language_of(variant) or ENGLISH
    return Canary(language.canary, language.rule, language.canary.index(language.words))


def own_fault(variant: str) -> str:
    """Return a sentence in a kind of a language whose fault only our own rules find; "" if there are none."""
    return _OWN_FAULT if language_of(variant) is ENGLISH and ownrules.files() else ""


def disabled(variant: str) -> tuple[Sorted, Sorted]:
    """Return the categories and the rules that are not asked for in a kind of a language.

    In one order: in another one a server takes them for other settings, for which it builds, and keeps, a pipeline.
    """
    language = language_of(variant) or ENGLISH
    return Sorted(language.disabled_categories), Sorted(language.disabled_rules)


def variants() -> tuple[str, ...]:
    """Return the kinds of languages that can be asked about: what is installed, or what the user's own engine has."""
    return tuple(variant for code in installed() for variant in LANGUAGES[code].variants)


def installed() -> tuple[str, ...]:
    """Return the languages that there is an engine for, English first. Cheap, unless another server must be asked."""
    from lint.world.languagetool import probe, provision

    remote, own = folders.remote_server(), folders.own_engine()
    if remote:
        there = probe.languages(remote)
        return ("en", *(code for code in jars.ADDED if there.intersection(LANGUAGES[code].variants)))
    if own:
        return ("en", *(code for code in jars.ADDED if any(_language_jars(own, code))))
    return ("en", *provision.added_languages())


def _language_jars(engine: Path, code: str) -> Iterator[Path]:
    for folder in (engine, engine / "libs"):
        yield from folder.glob(f"language-{code}.jar")
        yield from folder.glob(f"language-{code}-[0-9]*.jar")


def why_not(variant: str) -> str:
    """Return why a kind of a language cannot be asked about, and what to do; "" if it can."""
    if variant in ENGLISH.variants or variant in variants():
        return ""
    language = language_of(variant)
    if language is None:
        known = ", ".join(one.name for one in LANGUAGES.values())
        return f"no grammar rules for the language {variant!r}; there are some for {known}"
    code = variant.partition("-")[0]
    own = folders.own_engine()
    if folders.remote_server():
        return f"{language.name} is no language of the server that COPYDESK_GRAMMAR_SERVER names; add its jar there"
    if own:
        return f"{language.name} is not in {own}, which COPYDESK_LANGUAGETOOL names; put a language-{code}.jar there"
    return f"{language.name} is not installed; install it with `copydesk grammar install --language {code}`"


def engine_name(version: str) -> str:
    """Return the engine's name as it stands with answers."""
    return f"LanguageTool {version}".strip()


def rule_set() -> str:
    """Return a short name of the parameters, and of our own rules."""
    asked = msgspec.json.encode(tuple(LANGUAGES.values())).decode()
    parts = (jars.VERSION, asked, house.fingerprint(), quicker.fingerprint())
    return blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()
