"""Whatever befalls the cache and the index costs time, never a finding."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lint import examine
from tests.conftest import Project

ARTICLES = {
    f"a{number}.md": f"# Title {number}\n\n![](gone.png)\n\nThe harbour of {number} keeps its bell over the old gate.\n"
    for number in range(5)
}


def findings(project: Project) -> str:
    done = project.check()
    assert done.status in (1, 3), done.err
    return done.out


def _garbage(file: Path) -> None:
    file.write_bytes(b"not a database" * 1000)


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _overwritten(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:8192] = os.urandom(4096)
    file.write_bytes(data)


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as base:
        base.execute("PRAGMA user_version = 999")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("name", ["cache.sqlite", "index.sqlite"])
@pytest.mark.parametrize("damage", [_garbage, _truncated, _overwritten, _newer, _empty])
def test_a_damaged_file_is_built_anew(damage: Callable[[Path], None], name: str, project: Project) -> None:
    before = findings(project.write(ARTICLES))
    damage(project.root / ".copydesk_cache" / name)
    assert findings(project) == before
    assert findings(project) == before


def test_a_cache_folder_that_cannot_be_written(project: Project) -> None:
    before = findings(project.write(ARTICLES))
    project.copydesk("cache", "clean")
    for file in (project.root / ".copydesk_cache").iterdir():
        file.unlink()
    (project.root / ".copydesk_cache").rmdir()
    (project.root / ".copydesk_cache").write_text("a file in the way")
    done = project.check()
    assert done.out == before
    assert "nothing is kept for the next run" in done.err


def test_two_runs_at_once(project: Project) -> None:
    before = findings(project.write(ARTICLES))
    project.copydesk("cache", "clean")
    select = "claims,vague,readability,images,boilerplate"
    runs = [project.start("check", "--offline", "--select", select, "--output-format", "json") for _ in range(4)]
    assert {run.communicate(timeout=60)[0].decode() for run in runs} == {before}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed(blow: signal.Signals, project: Project) -> None:
    many = {f"b/{number}.md": ARTICLES["a1.md"].replace("harbour", f"harbour {number}") * 30 for number in range(1500)}
    project.write(ARTICLES | many)
    run = project.start("check", "--offline", "--ignore", "grammar")
    time.sleep(1.5)
    run.send_signal(blow)
    began = time.monotonic()
    _, err = run.communicate(timeout=30)
    assert time.monotonic() - began < 5
    if blow == signal.SIGINT:
        assert run.returncode == 130
        assert b"interrupted" in err
        assert b"Traceback" not in err
    for file in (project.root / "b").iterdir():
        file.unlink()
    assert findings(project) == findings(project.write(ARTICLES))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small file system of its own")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to mount one")
def test_a_full_disk(project: Project) -> None:
    before = findings(project.write(ARTICLES))
    project.copydesk("cache", "clean")
    place = project.root / ".copydesk_cache"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("mount is not permitted here")
    try:
        (place / "filler").write_bytes(b"x" * 40_000)
        done = project.check()
        assert done.out == before
        assert "nothing" in done.err
    finally:
        subprocess.run(["umount", str(place)], check=True)
    assert findings(project) == before


def test_no_cache_leaves_nothing_behind(project: Project) -> None:
    project.write(ARTICLES).check("--no-cache")
    assert not (project.root / ".copydesk_cache").exists()


def test_the_cache_hides_itself_from_git(project: Project) -> None:
    project.write(ARTICLES).check()
    assert (project.root / ".copydesk_cache/.gitignore").read_text() == "*\n"


def test_an_installed_package_is_known_by_what_its_installer_noted(tmp_path: Path) -> None:
    package = tmp_path / "lint"
    package.mkdir()
    noted = tmp_path / "copydesk-1.0.dist-info" / "RECORD"
    assert examine.recorded(package) == []
    noted.parent.mkdir()
    noted.write_text("../bin/copydesk,sha256=a,1\nlint/b.py,sha256=b,2\nlint/a.py,sha256=a,2\nlint/a.pyc,,\n")
    assert examine.recorded(package) == [b"lint/a.py,sha256=a,2", b"lint/b.py,sha256=b,2"]
    noted.write_text("_copydesk.pth,sha256=a,1\n")  # as of a checkout that is installed in place
    assert examine.recorded(package) == []
