"""The house's own grammar rules, as a jar that LanguageTool finds on its class path before its own.

LanguageTool looks for one file of this name. Ours is made of rules/grammar/english/*.xml, which stay apart to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from lint.files import write_whole
from lint.grammar import ownrules
from lint.world.languagetool import folders
from lint.world.languagetool.errors import EngineError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ENTRY = "org/languagetool/rules/en/grammar_custom.xml"
_NAME = "copydesk-rules-"
_KEPT = 5
# Java's start-up caches note when a jar was written: one that is written again must look the same.
_WRITTEN = 1_000_000_000


def fingerprint() -> str:
    """Return a short name of what the rules say now; the same for as long as a process runs."""
    return _fingerprint(ownrules.files())


@cache
def _fingerprint(files: tuple[Path, ...]) -> str:
    content = blake2b(digest_size=6)
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
    target = folders.engines() / f"{_NAME}{fingerprint()}.jar"
    if not target.exists():
        write_jar(target, {_ENTRY: merged(files)}, _NAME)
    return [target]


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


def write_jar(target: Path, entries: Mapping[str, bytes], kind: str) -> None:
    """Write a jar, all of it or nothing; leave out those of the same kind once there are many.

    Whoever needs one of these writes it again, the same.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, archive(entries), _WRITTEN)
    others = [file for file in target.parent.glob(f"{kind}*.jar") if file != target]
    for file in others if len(others) >= _KEPT else ():
        with suppress(OSError):  # where a running engine holds it
            file.unlink()


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Return an archive: not compressed, of no date, from no system, the same bytes everywhere."""
    from io import BytesIO
    from zipfile import ZipFile, ZipInfo

    whole = BytesIO()
    with ZipFile(whole, "w") as jar:
        for name, content in sorted(entries.items()):
            entry = ZipInfo(name)
            entry.create_system = 0
            jar.writestr(entry, content)
    return whole.getvalue()
