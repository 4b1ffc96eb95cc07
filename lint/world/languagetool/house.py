"""What LanguageTool finds on its class path before its own files: our grammar rules, and how to look up spellings.

It looks for one file of own rules. Ours is made of rules/grammar/english/*.xml, which stay apart to be read.

A third of its time would go into suggestions for unknown words, most of them names: for each it looks through the
dictionary up to fourteen times more with parts of the word replaced, and compares all letters without their accents.
Without these two settings it reports the same words, and of the suggestions within one edit, which are all that
we believe, the same comes first for 97 of 100.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from lint.grammar import ownrules
from lint.world.languagetool import folders
from lint.world.languagetool.errors import EngineError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ENTRY = "org/languagetool/rules/en/grammar_custom.xml"
_RULES, _SPELLER = "copydesk-rules-", "copydesk-speller-"
_KEPT = 5
_DICTIONARIES, _DICTIONARY = "english-pos-dict", "org/languagetool/resource/en/hunspell/"
_SLOW = re.compile(
    rb"^fsa\.dict\.speller\.(?:replacement-pairs|ignore-diacritics)=(?:.*\\\r?\n)*.*\r?\n?", re.MULTILINE
)
_QUICK = b"\nfsa.dict.speller.ignore-diacritics=false\n"
# Java's start-up caches note when a jar was written: one that is written again must look the same.
_WRITTEN = 1_000_000_000


def fingerprint() -> str:
    """Return a short name of what the rules say now, and of those settings; the same for as long as a process runs."""
    return _fingerprint(ownrules.files())


@cache
def _fingerprint(files: tuple[Path, ...]) -> str:
    content = blake2b(_QUICK + _SLOW.pattern, digest_size=6)
    for file in files:
        content.update(f"{file.name}\0".encode())
        content.update(blake2b(file.read_bytes()).digest())
    return content.hexdigest()


def rules() -> list[Path]:
    """Return our rules as a jar beside the engines, written if need be; nothing if there are none.

    Raises EngineError: a file of rules that cannot be read. An engine would drop such rules without a word.
    """
    files = ownrules.files()
    if not files:
        return []
    target = folders.engines() / f"{_RULES}{fingerprint()}.jar"
    if not target.exists():
        _write(target, {_ENTRY: merged(files)})
        _tidy(target, _RULES)
    return [target]


def dictionaries(engine: Sequence[Path]) -> list[Path]:
    """Return a jar with an engine's own English dictionaries and our settings; nothing if its jars have none."""
    from zipfile import BadZipFile

    source = next((jar for jar in engine if jar.name.startswith(_DICTIONARIES)), None)
    if source is None:
        return []
    made_from = f"{fingerprint()} {source} {source.stat().st_size}".encode("utf-8", "surrogateescape")
    target = folders.engines() / f"{_SPELLER}{blake2b(made_from, digest_size=6).hexdigest()}.jar"
    if not target.exists():
        try:
            _write(target, _quick(source))
        except BadZipFile:  # the engine will say so itself
            return []
        _tidy(target, _SPELLER)
    return [target]


def _quick(source: Path) -> dict[str, bytes]:
    from zipfile import ZipFile

    with ZipFile(source) as jar:
        names = [name for name in jar.namelist() if name.startswith(_DICTIONARY)]
        dictionaries = {name: jar.read(name) for name in names if name.endswith(".dict")}
        settings = {name: _SLOW.sub(b"", jar.read(name)) + _QUICK for name in names if name.endswith(".info")}
    return dictionaries | settings


def merged(files: tuple[Path, ...]) -> bytes:
    """Return one file of rules made of several; raise EngineError."""
    from xml.etree import ElementTree

    whole = ElementTree.Element("rules", lang="en")
    for file in files:
        for category in _categories(file):
            whole.append(category)
    rules: bytes = ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True)
    return rules


def _categories(file: Path) -> Iterator[Element]:
    from xml.etree import ElementTree

    try:
        root = ElementTree.parse(file).getroot()
    except ElementTree.ParseError as error:
        line, column = error.position
        why = str(error).partition(":")[0]
        raise EngineError(f"own grammar rules cannot be read: {file}:{line}:{column + 1}: {why}; mend it") from None
    for child in root:
        if root.tag != "rules" or child.tag != "category":
            why = f"<{child.tag}> stands in <{root.tag}>, where only <category> in <rules> may stand"
            raise EngineError(f"own grammar rules cannot be read: {file}: {why}")
        yield child


def _write(target: Path, entries: Mapping[str, bytes]) -> None:
    from zipfile import ZipFile, ZipInfo

    new = target.with_name(f"{target.name}.{os.getpid()}.new")
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(new, "w") as jar:
        for name, content in sorted(entries.items()):
            entry = ZipInfo(name)  # not compressed, of no date, from no system: the same bytes everywhere
            entry.create_system = 0
            jar.writestr(entry, content)
    os.utime(new, (_WRITTEN, _WRITTEN))
    new.replace(target)


def _tidy(current: Path, kind: str) -> None:
    """Leave out the jars of other rules once there are many: whoever needs one writes it again, the same."""
    others = [file for file in current.parent.glob(f"{kind}*.jar") if file != current]
    if len(others) < _KEPT:
        return
    for file in others:
        with suppress(OSError):  # where a running engine holds it
            file.unlink()
