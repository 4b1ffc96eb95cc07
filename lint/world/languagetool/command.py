"""How the server is started: its settings and Java's, and the name of the combination."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from lint.world.languagetool import folders, jars, lifeline, provision
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.java import Java

LOOPBACK = "127.0.0.1"
# These start soonest; a server that ran out of memory ends instead of dropping requests.
_JAVA_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xmx512m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dsun.net.httpserver.nodelay=true",
    "-Dfile.encoding=UTF-8",
)
# 100,000 sentences, since 20,000 already thrash on a middling corpus; a pipeline takes 0.8 s to build.
_SERVER_SETTINGS = """\
cacheSize=100000
cacheTTLSeconds=86400
pipelineCaching=true
maxPipelinePoolSize=100
pipelineExpireTimeInSeconds=86400
"""


def settings_hash() -> str:
    """Return a short name of all that makes one server different from another."""
    parts = [jars.VERSION, _SERVER_SETTINGS, *_JAVA_OPTIONS, *(jar.sha256 for jar in jars.table())]
    parts += [str(folders.own_engine() or ""), os.environ.get("COPYDESK_JAVA", "")]
    return blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


def class_path(work: Path) -> list[Path]:
    """Return the jars of the user's own LanguageTool, else the pinned ones; raise EngineError."""
    own = folders.own_engine()
    if own is None:
        return provision.class_path()
    found = [*sorted(own.glob("*.jar")), *sorted(own.glob("libs/*.jar"))]
    if not any(jar.name.startswith("languagetool-server") for jar in found):
        raise EngineError(f"COPYDESK_LANGUAGETOOL names {own}, where there is no languagetool-server*.jar")
    line = work / "lifeline.jar"
    lifeline.write_jar(line)
    return [line, *found]


def start_cache(java: Java) -> Path | None:
    """Return the start-up cache's file for a Java; none for a LanguageTool that is not ours to prepare."""
    return None if folders.own_engine() else java.start_cache(provision.home() / "start")


def command(java: Java, jars_: list[Path], settings: Path, port: int, *options: str) -> list[str]:
    """Return the command that starts a server, and write its settings."""
    settings.write_text(_SERVER_SETTINGS, encoding="utf-8")
    path = os.pathsep.join(str(jar) for jar in jars_)
    server = ["--config", str(settings), "--port", str(port)]
    return [java.program, *_JAVA_OPTIONS, *options, "-cp", path, lifeline.MAIN_CLASS, *server]
