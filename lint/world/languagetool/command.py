"""How the server is started: its settings and Java's, and the name of the combination."""

from __future__ import annotations

import os
from functools import cache
from hashlib import blake2b
from pathlib import Path

from lint.world.languagetool import folders, house, jars, lifeline, parameters, provision, quicker
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.java import Java

LOOPBACK = "127.0.0.1"
# These start soonest, and take the least memory: of a large young generation all is soon in use. A server that runs out
# of memory ends instead of dropping requests; and so does one that is about to: with other collectors it would hang.
_JAVA_OPTIONS = (
    "-XX:+UseParallelGC",
    "-XX:GCTimeLimit=80",
    "-XX:GCHeapFreeLimit=8",
    "-XX:TieredStopAtLevel=1",
    "-Xmn32m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dsun.net.httpserver.nodelay=true",
    "-Dfile.encoding=UTF-8",
)
# Megabytes: English takes 120 and 40 more for each further kind of it; and what the rules and dictionaries of each
# other language take.
_HEAP, _HEAP_OF_LANGUAGE = 288, 256
# The sentences around the one that is being edited; what was answered before, we remember ourselves. A pipeline takes
# 0.8 s to build.
_SERVER_SETTINGS = """\
cacheSize=1000
cacheTTLSeconds=86400
pipelineCaching=true
maxPipelinePoolSize=100
pipelineExpireTimeInSeconds=86400
"""


def heap() -> int:
    """Return how many megabytes of heap a server may use."""
    return _HEAP + _HEAP_OF_LANGUAGE * (len(parameters.installed()) - 1)


def settings_hash() -> str:
    """Return a short name of all that makes one server different from another.

    It is the same for as long as a process runs: a keeper must not lose its server's files when a language is added.
    """
    return _settings_hash(folders.engines(), folders.own_engine(), os.environ.get("COPYDESK_JAVA", ""))


def name_anew() -> None:
    """Let `settings_hash` see that a language was added."""
    _settings_hash.cache_clear()


@cache
def _settings_hash(_: Path, own: Path | None, java: str) -> str:
    jars_ = [jar for part in ("", *provision.added_languages()) for jar in jars.table(part)]
    parts = [jars.VERSION, _SERVER_SETTINGS, str(_HEAP), *_JAVA_OPTIONS, *(jar.sha256 for jar in jars_)]
    parts += [str(own or ""), java, house.fingerprint(), quicker.fingerprint()]
    return blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


def class_path(work: Path) -> list[Path]:
    """Return what is ours, and the jars of the user's own LanguageTool, else the pinned ones; raise EngineError."""
    engine = _engine(work)
    return [*house.rules(), *quicker.jars(engine), *engine]


def _engine(work: Path) -> list[Path]:
    own = folders.own_engine()
    if own is None:
        return provision.class_path()
    found = jars_of(own)
    line = work / "lifeline.jar"
    lifeline.write_jar(line)
    return [line, *found]


def jars_of(own: Path) -> list[Path]:
    """Return the jars of the user's own LanguageTool; raise EngineError."""
    found = [*sorted(own.glob("*.jar")), *sorted(own.glob("libs/*.jar"))]
    if not any(jar.name.startswith("languagetool-server") for jar in found):
        why = f"COPYDESK_LANGUAGETOOL names {own}, where there is no languagetool-server*.jar"
        raise EngineError(f"{why}; name a folder that has one, or unset it and run `copydesk grammar install`")
    return found


def start_cache(java: Java) -> Path | None:
    """Return the start-up cache's file for a Java; none for a LanguageTool that is not ours to prepare.

    It holds for one class path only, so its name tells the rules that stand first on it, and the languages.
    """
    if folders.own_engine():
        return None
    ours = (house.fingerprint(), quicker.fingerprint())
    return java.start_cache(provision.home() / "-".join(("start", *ours, *provision.added_languages())))


def command(java: Java, jars_: list[Path], settings: Path, port: int, *options: str) -> list[str]:
    """Return the command that starts a server, and write its settings."""
    settings.write_text(_SERVER_SETTINGS, encoding="utf-8")
    path = os.pathsep.join(str(jar) for jar in jars_)
    server = ["--config", str(settings), "--port", str(port)]
    return [java.program, f"-Xmx{heap()}m", *_JAVA_OPTIONS, *options, "-cp", path, lifeline.MAIN_CLASS, *server]
