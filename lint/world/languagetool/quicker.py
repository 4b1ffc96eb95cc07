"""What costs an engine less time, as a jar in front of its own: its dictionaries and models with other settings.

Half of LanguageTool's time would go into two things. For each unknown word, most of them names, it looks through a
dictionary up to fourteen times more with parts of the word replaced, and compares all letters without their accents.
And it follows ten ways to divide each sentence into phrases where three lead to the same result. On 160,000 words it
reports the same places without these; of the suggestions within one edit, which are all that we believe, the same comes
first for 97 of 100.

As it starts it makes a dictionary of a list of words, and takes half a second to write it in the form that needs least
room. A class in the place of the one that does so writes it in the form that needs least time; in Java it reads:

    package morfologik.fsa.builders;
    public class CFSA2Serializer {
        public OutputStream serialize(FSA words, OutputStream target) {
            return new FSA5Serializer().serialize(words, target);
        }
    }
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

from lint.world.languagetool import classfile as java
from lint.world.languagetool import folders, house

_NAME = "copydesk-quicker-"
_DICTIONARIES, _FOLDER = "english-pos-dict", "org/languagetool/resource/en/hunspell/"
_SLOW = re.compile(rb"^fsa\.dict\.speller\.(?:replacement-pairs|ignore-diacritics)=.*\r?\n?", re.MULTILINE)
_QUICK = b"\nfsa.dict.speller.ignore-diacritics=false\n"
_MODELS, _MODEL, _SETTINGS = "opennlp-chunk-models", "en-chunker.bin", "manifest.properties"
_BEAM = b"\nBeamSize=3\n"
_BUILDER, _SERIALIZER = "morfologik-fsa-builders-2.1.9", "morfologik/fsa/builders/CFSA2Serializer"


def fingerprint() -> str:
    """Return a short name of these settings: answers depend on them."""
    return blake2b(_SLOW.pattern + _QUICK + _BEAM + serializer(), digest_size=4).hexdigest()


def jars(engine: Sequence[Path]) -> list[Path]:
    """Return the jar for an engine, written if need be; nothing if the engine has other files."""
    from zipfile import BadZipFile

    sources = [jar for jar in engine if jar.name.startswith((_DICTIONARIES, _MODELS, _BUILDER))]
    if not sources:
        return []
    made_from = "\0".join(f"{jar} {jar.stat().st_size}" for jar in sources).encode("utf-8", "surrogateescape")
    name = f"{_NAME}{fingerprint()}-{blake2b(made_from, digest_size=6).hexdigest()}.jar"
    target = folders.engines() / name
    if not target.exists():
        try:
            entries = {entry: data for jar in sources for entry, data in _entries(jar).items()}
        except BadZipFile:  # the engine will say so itself
            return []
        house.write_jar(target, entries, _NAME)
    return [target]


def serializer() -> bytes:
    """Return the class that writes dictionaries, compiled."""
    pool, parent, quick = java.Pool(), "java/lang/Object", "morfologik/fsa/builders/FSA5Serializer"
    kind = "(Lmorfologik/fsa/FSA;Ljava/io/OutputStream;)Ljava/io/OutputStream;"
    call = java.ALOAD_1 + java.ALOAD_2 + java.VIRTUAL + pool.method(quick, "serialize", kind) + java.ARETURN
    methods = (
        java.constructor(pool, parent),
        java.method(pool, java.PUBLIC, "serialize", kind, pool.new(quick) + call, variables=3),
    )
    return java.class_file(pool, _SERIALIZER, parent, methods)


def _entries(source: Path) -> dict[str, bytes]:
    from zipfile import ZipFile

    with ZipFile(source) as jar:
        names = jar.namelist()
        dictionaries = [name for name in names if name.startswith(_FOLDER)]
        found = {name: jar.read(name) for name in dictionaries if name.endswith(".dict")}
        found |= {name: _SLOW.sub(b"", jar.read(name)) + _QUICK for name in dictionaries if name.endswith(".info")}
        found |= {name: _with_beam(jar.read(name)) for name in names if name == _MODEL}
        found |= {name: serializer() for name in names if name == f"{_SERIALIZER}.class"}
    return found


def _with_beam(model: bytes) -> bytes:
    from zipfile import ZipFile

    with ZipFile(BytesIO(model)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return house.archive(parts | {_SETTINGS: parts[_SETTINGS] + _BEAM})
