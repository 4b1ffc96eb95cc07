"""The house's own grammar rules, rules/grammar/english/*.xml, as a reader may want to see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from lint.data import data_path

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element


HOUSE = "COPYDESK_"
"""How the names of the house's own rules, and of their categories, begin."""


class Wrong(msgspec.Struct, frozen=True):
    """A sentence that a rule finds: what stands before the wrong words, they, what to write, what follows."""

    before: str
    words: str
    corrections: tuple[str, ...]
    after: str


class OwnRule(msgspec.Struct, frozen=True):
    """A rule in the engine's own language: its id, its class, what it is about, and its examples."""

    id: str
    group: str
    name: str
    message: str
    wrong: tuple[Wrong, ...]
    right: tuple[str, ...]


def files() -> tuple[Path, ...]:
    """Return the files of the rules, one a class, sorted by name."""
    folder = data_path("rules") / "grammar" / "english"
    return tuple(sorted(folder.glob("*.xml"), key=lambda file: file.name))


def own_rules() -> tuple[OwnRule, ...]:
    """Return all rules, sorted by class and id."""
    found = [rule for file in files() for rule in _rules_of(file)]
    return tuple(sorted(found, key=lambda rule: (rule.group, rule.id)))


def _rules_of(file: Path) -> Iterator[OwnRule]:
    from xml.etree import ElementTree

    for category in ElementTree.parse(file).getroot().iter("category"):
        for node in category:
            if node.tag in ("rule", "rulegroup"):
                examples = list(node.iter("example"))
                yield OwnRule(
                    id=node.get("id", ""),
                    group=file.stem,
                    name=node.get("name", ""),
                    message=_message(node),
                    wrong=tuple(_wrong(one) for one in examples if one.find("marker") is not None),
                    right=tuple("".join(one.itertext()) for one in examples if one.find("marker") is None),
                )


def _wrong(example: Element) -> Wrong:
    marker = example.find("marker")
    assert marker is not None
    corrections = tuple(one for one in (example.get("correction") or "").split("|") if one)
    return Wrong(example.text or "", "".join(marker.itertext()), corrections, marker.tail or "")


def _message(node: Element) -> str:
    """Return what a rule says, or the first of its group."""
    message = next(node.iter("message"), None)
    return "" if message is None else " ".join("".join(message.itertext()).split())
