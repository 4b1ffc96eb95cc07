"""Grammar in the commit hook: an author is never kept by the engine, and is told in one line what was not checked."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lint.check import Question, Unanswered
from lint.world import languagetool
from lint.world.languagetool import asking, errors, provision, server, state
from lint.world.languagetool.errors import Chances
from lint.world.languagetool.server import Server
from tests.conftest import Done, Project
from tests.engine_home import current, engines, rules, until
from tests.hooking import arguments_of, commit, edit, install, local_config
from tests.impostor import Impostor, Reply, behaves

pytestmark = pytest.mark.git

REAL = [pytest.mark.java, pytest.mark.xdist_group("languagetool")]
BEFORE = "# Mills\n\nThe mill turns slowly in summer.\n"
BAD = "\nBehind the wheel grows a apple tree.\n"
WORSE = "\nBehind the gate grows a old oak.\n"
LIMIT = 8
"""Seconds for a hook that waits for a server in vain: the start of a process on a busy machine, and the short wait."""


@pytest.fixture
def repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    project.git("init", "-q")
    project.write({"mills.md": BEFORE})
    project.git("add", ".")
    project.git("commit", "-qm", "Before")
    return project


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    one = Impostor()
    yield one
    one.close()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run_hook(project: Project, url: str = "", *more: str) -> Done:
    """Run what the hook runs, as pre-commit runs it on one changed file."""
    arguments = arguments_of("copydesk")
    return project.copydesk(*arguments, *more, "mills.md", env={"COPYDESK_GRAMMAR_SERVER": url} if url else {})


def unchecked(done: Done) -> list[str]:
    """Return the lines that tell of paragraphs that were not checked."""
    return [line.strip() for line in done.out.splitlines() if re.search(r"\bparagraphs? for grammar\b", line)]


def slow(seconds: float) -> Callable[[str], Reply]:
    def behave(text: str) -> Reply:
        time.sleep(seconds)
        return behaves(text)

    return behave


def seconds(work: Callable[[], Done]) -> tuple[float, Done]:
    began = time.monotonic()
    done = work()
    return time.monotonic() - began, done


@pytest.mark.net
def test_a_server_that_hangs_keeps_nobody(repository: Project, impostor: Impostor) -> None:
    impostor.behaviour = slow(30)
    edit(repository, "mills.md", "\nThe wheel is bad.\n")
    took, done = seconds(lambda: run_hook(repository, impostor.url))
    assert took < LIMIT
    assert done.status == 0
    (line,) = unchecked(done)
    assert line.startswith("skipped  3 paragraphs for grammar: not yet")


@pytest.mark.net
def test_the_settings_may_say_that_authors_wait(repository: Project, impostor: Impostor) -> None:
    impostor.behaviour = slow(errors.HURRY * 1.5)
    edit(repository, "mills.md", "\nThe wheel is bad.\n")
    assert len(unchecked(run_hook(repository, impostor.url))) == 1
    repository.write({"copydesk.yml": "wait_for_grammar: true\n"})
    assert not unchecked(run_hook(repository, impostor.url))


@pytest.mark.net
def test_what_was_answered_before_stands_though_the_server_hangs(repository: Project, impostor: Impostor) -> None:
    edit(repository, "mills.md", "\nThe wheel is old.\n")
    assert not unchecked(run_hook(repository, impostor.url))
    impostor.behaviour = slow(30)
    edit(repository, "mills.md", "\nThe wheel is oiled.\n")
    (line,) = unchecked(run_hook(repository, impostor.url))
    assert line.startswith("skipped  1 paragraph for grammar")


@pytest.mark.net
@pytest.mark.parametrize(
    ("before", "status"),
    [
        ("The wheel is bad in summer.", 0),
        ("The wheel turns in summer.", 1),
        ("The wheel turns in summer, and the badger sleeps.", 1),
    ],
)
def test_an_old_fault_blocks_nobody_where_its_paragraph_was_never_asked_about(
    repository: Project, impostor: Impostor, before: str, status: int
) -> None:
    """What is known is the paragraph as it is now; nobody answers about the one that it was."""
    edit(repository, "mills.md", f"\n{before}\n")
    repository.git("commit", "-qam", "Before")
    file = repository.root / "mills.md"
    file.write_text(file.read_text().replace(before, "The wheel is bad in autumn."))
    repository.copydesk("check", "--select", "grammar", env={"COPYDESK_GRAMMAR_SERVER": impostor.url})
    impostor.behaviour = slow(30)
    assert run_hook(repository, impostor.url, "--fail-on", "info").status == status


@pytest.mark.net
def test_a_server_that_answers_is_not_waited_for_without_end(
    impostor: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "ALL_IN_ALL", 2.0)
    impostor.behaviour = slow(0.5)
    asked = [Question("prose", f"The mill {number} turns.", "en-US") for number in range(200)]
    began = time.monotonic()
    chances = Chances(hurried=True)
    answers = asking.ask_all(asked, lambda: Server(impostor.url, ""), 1, lambda *one: None, chances)
    assert time.monotonic() - began < LIMIT
    lacking = [answer for answer in answers.values() if isinstance(answer, Unanswered)]
    assert 100 < len(lacking) < 200, "what came in time is kept"
    assert {answer.state for answer in lacking} == {"skipped"}
    impostor.texts.clear()
    again = asking.ask_all(asked, lambda: Server(impostor.url, ""), 1, lambda *one: None, chances)
    assert not impostor.texts, "one wait a run"
    assert len(again) == 200


def test_nothing_is_downloaded_and_one_line_says_what_to_run(repository: Project, empty_home: Path) -> None:
    edit(repository, "mills.md", BAD)
    done = run_hook(repository)
    assert done.status == 0, done.out
    (line,) = unchecked(done)
    assert line.startswith("failed")
    if "Java" not in done.out:
        assert line.endswith("LanguageTool is not installed; run `copydesk grammar install`")
    assert not provision.home().exists()


def test_without_offline_a_hook_downloads_nothing_either(repository: Project, empty_home: Path) -> None:
    edit(repository, "mills.md", BAD)
    done = repository.copydesk("check", "--incomplete", "warn", "--new-from", "HEAD", "mills.md")
    assert done.status == 0, done.out
    assert len(unchecked(done)) == 1
    assert not provision.home().exists()


def test_a_missing_java_is_told(repository: Project, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_JAVA", str(empty_home / "java"))
    edit(repository, "mills.md", BAD)
    done = run_hook(repository)
    assert done.status == 0, done.out
    assert len(unchecked(done)) == 1
    assert "COPYDESK_JAVA names" in done.out


class TestReal:
    """With a real engine."""

    pytestmark = REAL

    def test_without_a_server_it_is_there_next_time(self, repository: Project, stopped: Path) -> None:
        edit(repository, "mills.md", BAD)
        took, done = seconds(lambda: run_hook(repository))
        assert took < LIMIT
        assert done.status == 0, done.out
        assert unchecked(done) == ["skipped  3 paragraphs for grammar: not yet: the engine is starting"]
        assert until(lambda: server.running() is not None, 60)
        done = run_hook(repository)
        assert done.status == 1, done.out
        assert "a apple" in done.out
        assert not unchecked(done)

    def test_what_is_cached_needs_no_server_and_starts_none(self, repository: Project, stopped: Path) -> None:
        edit(repository, "mills.md", BAD)
        assert repository.copydesk("check", "--offline", "--select", "grammar").status == 1
        languagetool.stop()
        done = run_hook(repository)
        assert done.status == 1, done.out
        assert not unchecked(done)
        assert not engines()
        edit(repository, "mills.md", WORSE)
        (line,) = unchecked(run_hook(repository))
        assert line.startswith("skipped  1 paragraph for grammar: not yet")
        assert until(lambda: server.running() is not None, 60), "one is started for next time"

    def test_authors_who_want_to_wait_have_all_checked(self, repository: Project, stopped: Path) -> None:
        repository.write({"copydesk.yml": "wait_for_grammar: true\n"})
        edit(repository, "mills.md", BAD)
        done = run_hook(repository)
        assert done.status == 1, done.out
        assert "a apple" in done.out
        assert not unchecked(done)

    @pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
    @pytest.mark.parametrize("which", ["server", "keeper"])
    def test_what_is_frozen_keeps_nobody(self, repository: Project, stopped: Path, which: str) -> None:
        languagetool.start(offline=True)
        assert until(lambda: state.file("door").exists(), 60)
        edit(repository, "mills.md", BAD)
        assert run_hook(repository).status == 1
        known = current()
        frozen = known.pid if which == "server" else known.keeper
        edit(repository, "mills.md", WORSE)
        os.kill(frozen, signal.SIGSTOP)
        try:
            took, done = seconds(lambda: run_hook(repository))
            assert took < LIMIT
            if which == "keeper":  # the server answers all the same
                assert "a old oak" in done.out
            else:
                assert len(unchecked(done)) == 1
                assert until(lambda: state.read() != known and server.running() is not None, 90)
                assert "a old oak" in run_hook(repository).out
        finally:
            if which == "keeper":
                os.kill(frozen, signal.SIGCONT)

    def test_a_commit_is_not_kept_and_the_next_one_is_refused(
        self, repository: Project, stopped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
            monkeypatch.setenv(f"{name}_NAME", "Test")
            monkeypatch.setenv(f"{name}_EMAIL", "test@example.org")
        install(repository, local_config())
        edit(repository, "mills.md", BAD)
        status, said = commit(repository)
        assert status == 0, said
        assert "paragraphs for grammar: not yet" in said
        assert until(lambda: server.running() is not None, 60)
        edit(repository, "mills.md", WORSE)
        status, said = commit(repository)
        assert status == 1, said
        assert "a old oak" in said
        assert "a apple" not in said, "it stood there before"


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_where_all_is_cached_nothing_heavy_is_loaded(repository: Project, home: Path) -> None:
    assert rules(languagetool.ask([question := Question("prose", "This is a apple.", "en-US")])[question])
    edit(repository, "mills.md", BAD)
    assert repository.copydesk("check", "--offline", "--select", "grammar").status == 1
    code = "import sys; from lint.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    line = [sys.executable, "-c", code, *arguments_of("copydesk"), "--select", "grammar", "mills.md"]
    done = subprocess.run(line, cwd=repository.root, capture_output=True, text=True, check=True)
    heavy = {"language_tool_python", "psutil", "requests", "jgo", "lint.world.languagetool.server"}
    assert not set(done.stderr.split()) & heavy
