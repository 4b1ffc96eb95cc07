"""Prepares a file that lets Java start the server faster: once, in the background; nothing depends on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from lint.world.languagetool import command, probe
from lint.world.languagetool.java import Java

_TIME = 120
_KEPT = 2
_WORK = ".training-"
# Sentences with and without faults, so that what checks and what reports are both in use.
_TEXT = (
    "This is a apple, and that is an orange.",
    "The river rises in the hills above the town and flow north for ninety kilometres.",
    "Its' banks are lined with willows; in spring, the lower meadows are flooded.",
    "He don't know weather the bridge was build in 1874 or 1878.",
    "In 2019, about 12% of the visitors came by train, compared with 9.5% ten years earlier.",
    "She said: “We was there first.” Nobody beleived her.",
    "the museum opens at 10 a.m. and closes at 5 p.m. except on monday.",
    "Each of the three towers have their own staircase, but only one is open too the public.",
    "Potatoes, beans and maize are grown on the terraces, which has been repaired recently.",
    "A wide range of birds can be seen here – herons, kingfishers, and even the odd osprey.",
    "Their are many reasons for for this, most of them well known.",
    "The harbour, which was dredged between 1931 and 1936, could of handled bigger ships.",
)


def prepare_start_cache(java: Java) -> bool:
    """Write the start-up cache of a Java unless it exists; return whether it exists now."""
    target = command.start_cache(java)
    if target is None or target.exists():
        return target is not None
    _clear(target.parent)
    with (
        suppress(OSError, subprocess.SubprocessError),
        TemporaryDirectory(prefix=_WORK, dir=target.parent) as work,
    ):
        _train(java, Path(work))
        written = Path(work, target.name)
        if written.exists():
            written.replace(target)
            _tidy(target)
    return target.exists()


def _clear(folder: Path) -> None:
    """Remove what a training left that was killed."""
    for left in folder.glob(f"{_WORK}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > 2 * _TIME:
                shutil.rmtree(left)


def _tidy(target: Path) -> None:
    """Keep the newest of the caches for one Java: each of our own rules' states has had one, of 40 MB."""
    others = (file for file in target.parent.glob(f"start-*{target.suffix}") if file != target)
    for file in sorted(others, key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        with suppress(OSError):  # where a running engine holds it
            file.unlink()


def _train(java: Java, work: Path) -> None:
    from lint.world.languagetool.keeper import free_port

    target, port = command.start_cache(java), free_port()
    assert target is not None
    line = command.command(java, command.class_path(work), work / "properties", port, java.writing(work / target.name))
    quiet = subprocess.DEVNULL
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, cwd=work) as server:
        _lower(server.pid)
        try:
            _exercise(server, port)
            assert server.stdin
            server.stdin.close()  # it writes the cache as it ends
            server.wait(_TIME)
        finally:
            server.kill()


def _exercise(server: subprocess.Popen[bytes], port: int) -> None:
    late = time.monotonic() + _TIME
    while probe.get(port, "healthcheck", 2) is None:
        if server.poll() is not None or time.monotonic() > late:
            return
        time.sleep(0.1)
    for size in range(1, len(_TEXT) + 1):
        probe.get(port, "check", _TIME, urlencode({"language": "en-US", "text": " ".join(_TEXT[:size])}))


def _lower(pid: int) -> None:
    """Let everything else go first."""
    import psutil

    with suppress(psutil.Error):
        if sys.platform == "win32":
            psutil.Process(pid).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            psutil.Process(pid).nice(15)
