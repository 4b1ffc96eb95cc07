"""The hook and the index of all articles: none yet, one that is being built, one that is spoilt, two at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

from lint import cli
from lint.verbs import builder
from tests.conftest import Done, Project
from tests.hooking import PASSAGE, arguments_of, commit, commits, edit, install, local_config
from tests.test_boilerplate_hostile import needs_mount

pytestmark = pytest.mark.git

MANY = 130
ONE_LINE = "the index of 132 articles is being built; repeats in other articles"
OWN = "The stone above the door of the customs house was cut by a mason from the north, and nobody can read it now."
CHECK = ["--select", "boilerplate,images"]


@pytest.fixture
def corpus(repository: Project) -> Project:
    """Return a repository with more articles than a hook gathers on the spot, and no index."""
    repository.write({f"more/{number:03}.md": article(number) for number in range(MANY)})
    repository.git("add", ".")
    repository.git("commit", "-qm", "More")
    return repository


def article(number: int) -> str:
    lines = [f"The {number} boats of bay {number * place} are painted each spring." for place in range(2, 9)]
    return f"# Number {number}\n\n{' '.join(lines)}\n"


def run_hook(project: Project, *arguments: str) -> Done:
    return project.copydesk(*arguments_of("copydesk"), *CHECK, *arguments)


def answered(project: Project, *arguments: str) -> Done:
    """Return what the hook says once there is an index, which takes longer than it waits where much else goes on."""
    done = run_hook(project, *arguments)
    if "is being built" not in " ".join(done.out.split()):
        return done
    await_builder(project)
    again = run_hook(project, *arguments)
    return Done(again.status, again.out, done.err + again.err)


Hook = Callable[..., int]


@pytest.fixture
def hook_here(corpus: Project, monkeypatch: pytest.MonkeyPatch) -> Hook:
    """Return the hook run in this process, so that its patience can be lowered."""
    monkeypatch.chdir(corpus.root)
    return lambda *arguments: cli.main([*arguments_of("copydesk"), *CHECK, *arguments])


def cache(project: Project) -> Path:
    return project.root / ".copydesk_cache"


def await_builder(project: Project) -> None:
    """Wait until nobody builds the index any more."""
    until = time.monotonic() + 60
    while building(project):
        assert time.monotonic() < until
        time.sleep(0.05)


def building(project: Project) -> list[psutil.Process]:
    """Return the processes that build the index of a project."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(project.root) and "index" in process.cmdline() and process.status() != "zombie":
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def state(project: Project) -> str:
    told = dict(line.split(None, 1) for line in project.copydesk("index", "status").out.splitlines())
    return told["state"]


def test_the_first_run_waits_for_an_index_that_is_soon_there(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "PATIENCE", 60.0)
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    assert hook_here("mills.md") == 1
    said = capfd.readouterr()
    assert "barns.md" in said.out
    assert "being built" not in said.out + said.err
    assert state(corpus) == "up to date"


def test_an_index_that_is_not_soon_there_is_told_in_one_line_and_built_for_the_next_time(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    assert hook_here("--output-format", "concise", "mills.md") == 0
    said = capfd.readouterr()
    lines = [line for line in (said.out + said.err).splitlines() if "being built" in line]
    assert len(lines) == 1
    assert ONE_LINE in lines[0]
    await_builder(corpus)
    assert state(corpus) == "up to date"
    assert hook_here("--output-format", "concise", "mills.md") == 1
    said = capfd.readouterr()
    assert "barns.md" in said.out
    assert "being built" not in said.out + said.err


@pytest.mark.usefixtures("corpus")
def test_what_one_article_shows_is_found_meanwhile(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    edit(corpus, "mills.md", f"\n{OWN}\n\nA stone.\n\n{OWN}\n\n![a](drawings/wheel.png)\n")
    assert hook_here("mills.md") == 1
    said = capfd.readouterr().out
    assert "boilerplate/repeated-within-article" in said
    assert "drawings/wheel.png" in said
    assert "gone.png" not in said
    await_builder(corpus)


def test_a_stet_about_repeats_is_not_idle_meanwhile(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    stet = "<!-- stet boilerplate/repeated-passage: both articles are about the barns -->"
    edit(corpus, "mills.md", f"\n{stet}\n{PASSAGE}\n")
    assert hook_here("--select", "stet", "mills.md") == 0, capfd.readouterr().out
    await_builder(corpus)


def test_nothing_of_the_baseline_is_fixed_meanwhile(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    assert corpus.copydesk("baseline", "create", "--offline").status in (0, 3)
    assert "repeated-passage" in (corpus.root / "copydesk.baseline").read_text()
    for file in cache(corpus).glob("*.sqlite*"):
        file.unlink()
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    assert hook_here("mills.md") == 0
    said = capfd.readouterr()
    assert "can no longer be found" not in said.err
    assert "being built" in said.out
    await_builder(corpus)


def test_a_real_hook_waits_five_seconds_at_the_most(corpus: Project) -> None:
    """Another process holds the lock that a builder takes its turn with, so that the one of this hook stays behind."""
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    assert builder.PATIENCE == 5.0
    script = (
        "import sys, subprocess, time\n"
        "from lint import cli\n"
        "from lint.verbs import builder\n"
        "from filelock import FileLock\n"
        f"lock = FileLock({str(cache(corpus) / 'building.lock')!r})\n"
        "known = builder.is_going_on\n"
        "builder.is_going_on = lambda folder: known(folder) or bool(lock.acquire()) and False\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments_of("copydesk"), *CHECK, "mills.md"],
        cwd=corpus.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert 5.0 <= time.monotonic() - begin < 20.0
    assert done.returncode == 0, done.stderr
    assert "is being built" in done.stdout
    await_builder(corpus)
    assert state(corpus) == "up to date"


def test_who_finds_that_the_index_is_being_built_does_not_wait(corpus: Project) -> None:
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    cache(corpus).mkdir()
    with FileLock(cache(corpus) / "building.lock"):
        begin = time.monotonic()
        done = run_hook(corpus, "mills.md")
        assert time.monotonic() - begin < builder.PATIENCE
        assert done.status == 0
        assert "is being built" in done.out
        assert building(corpus) == []


def test_two_hooks_at_once(corpus: Project) -> None:
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    runs = [corpus.start(*arguments_of("copydesk"), *CHECK, "mills.md") for _ in range(2)]
    said = [run.communicate(timeout=120) for run in runs]
    for run, (out, err) in zip(runs, said, strict=True):
        found = b"barns.md" in out
        assert found or b"is being built" in out, (out, err)
        assert run.returncode == int(found)
    await_builder(corpus)
    assert state(corpus) == "up to date"
    assert run_hook(corpus, "mills.md").status == 1


def test_two_builders_take_turns(corpus: Project) -> None:
    runs = [corpus.start("index", "build") for _ in range(2)]
    said = [run.communicate(timeout=120)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sorted(said) == ["0 articles gathered; 132 in the index\n", "132 articles gathered; 132 in the index\n"]


def test_a_builder_that_is_killed_spoils_nothing(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    for _ in range(3):
        assert hook_here("mills.md") == 0
        for process in building(corpus):
            process.kill()
        await_builder(corpus)
    capfd.readouterr()
    assert answered(corpus, "mills.md").status == 1
    assert state(corpus) == "up to date"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to kill")
def test_a_commit_that_is_killed_half_way(corpus: Project) -> None:
    install(corpus, local_config())
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    corpus.git("add", ".")
    before = commits(corpus)
    quiet = subprocess.DEVNULL
    command = ["git", "commit", "-qm", "Edit"]
    running = subprocess.Popen(command, cwd=corpus.root, stdout=quiet, stderr=quiet, start_new_session=True)
    until = time.monotonic() + 60
    while not (cache(corpus) / "cache.sqlite").exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    await_builder(corpus)  # it goes on
    assert commits(corpus) == before
    assert not (corpus.root / ".git/index.lock").exists()
    answered(corpus, "mills.md")
    status, said = commit(corpus)
    assert status == 1
    assert "barns.md" in said
    corpus.git("checkout", "-q", "HEAD", "--", "mills.md")
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    status, said = commit(corpus)
    assert status == 0, said
    assert commits(corpus) == before + 1


def test_a_hook_that_is_killed_at_any_moment(corpus: Project) -> None:
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    for wait in (0.1, 0.2, 0.3, 0.5, 0.8):
        run = corpus.start(*arguments_of("copydesk"), *CHECK, "mills.md")
        time.sleep(wait)
        run.kill()
        run.communicate()
    await_builder(corpus)
    assert answered(corpus, "mills.md").status == 1
    assert state(corpus) == "up to date"


def test_where_nothing_can_be_kept_nothing_is_built_and_nobody_waits(corpus: Project) -> None:
    """As in a checkout that cannot be written, which root could."""
    cache(corpus).write_text("a file in the place of the folder")
    edit(corpus, "mills.md", "\n![a](drawings/wheel.png)\n")
    begin = time.monotonic()
    done = run_hook(corpus, "mills.md")
    assert time.monotonic() - begin < builder.PATIENCE
    assert done.status == 1
    assert "drawings/wheel.png" in done.out
    assert "no index of the 132 articles can be kept here" in " ".join(done.out.split())
    assert "nothing is kept for the next run" in done.err
    assert building(corpus) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_checkout(corpus: Project) -> None:
    corpus.root.chmod(0o555)
    try:
        done = run_hook(corpus, "mills.md")
    finally:
        corpus.root.chmod(0o755)
    assert done.status == 0
    assert "can be kept here" in " ".join(done.out.split())


def test_an_index_that_cannot_be_built_is_told_so(corpus: Project) -> None:
    """The place of its file is taken by a folder, so that nothing can be stored."""
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    (cache(corpus) / "index.sqlite").mkdir(parents=True)
    done = run_hook(corpus, "mills.md")
    assert done.status == 0, done
    assert "could not be built (copydesk index build says why)" in " ".join(done.out.split())
    assert corpus.copydesk("index", "build").status == cli.INCOMPLETE


@needs_mount
def test_a_full_disk(corpus: Project) -> None:
    edit(corpus, "mills.md", f"\n{PASSAGE}\n\n![a](drawings/wheel.png)\n")
    cache(corpus).mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(cache(corpus))], check=False)
    if mounted.returncode:
        pytest.skip("mount is not permitted here")
    try:
        done = run_hook(corpus, "mills.md")
        assert done.status == 1
        assert "drawings/wheel.png" in done.out
        assert "could not be built" in " ".join(done.out.split())
    finally:
        subprocess.run(["umount", str(cache(corpus))], check=True)
    done = answered(corpus, "mills.md")
    assert "barns.md" in done.out


def test_files_of_a_newer_version(corpus: Project) -> None:
    assert answered(corpus, "mills.md").status == 0
    for name in ("index.sqlite", "cache.sqlite"):
        with closing(sqlite3.connect(cache(corpus) / name)) as link:
            link.execute("PRAGMA user_version = 99")
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    done = answered(corpus, "mills.md")
    assert done.status == 1
    assert "barns.md" in done.out
    assert "another version wrote it" in done.err
    assert "Traceback" not in done.err
    assert answered(corpus, "mills.md").err.count("version") == 0


def test_many_articles_that_another_branch_has_are_not_gathered_on_the_spot(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answered(corpus, "mills.md").status == 0
    for number in range(100):
        edit(corpus, f"more/{number:03}.md", "\nIt is said that the bay is deep.\n")
    corpus.git("commit", "-qam", "Other")
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    monkeypatch.setattr(builder, "PATIENCE", 0.0)
    assert hook_here("mills.md") == 0
    assert "being built" in capfd.readouterr().out
    await_builder(corpus)
    assert hook_here("mills.md") == 0
    assert "being built" not in capfd.readouterr().out


def test_the_options_of_the_hook_hold_for_its_builder(corpus: Project) -> None:
    """Else each run would find that the index lacks what it needs."""
    corpus.write({"house.yml": "boilerplate:\n  licences: true\n"})
    more = ("--config", "house.yml", "--set", "boilerplate/repeated-passage.quotes=true")
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    done = answered(corpus, *more, "mills.md")
    assert done.status == 1, done
    assert "barns.md" in done.out


def test_a_folder_of_the_project_is_not_taken_for_our_package(corpus: Project, tmp_path: Path) -> None:
    mark = tmp_path / "it ran"
    corpus.write({"lint/__init__.py": "", "lint/__main__.py": f"open({str(mark)!r}, 'w').close()\n"})
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    command = [sys.executable, "-P", "-m", "lint", *arguments_of("copydesk"), *CHECK, "mills.md"]
    done = subprocess.run(command, cwd=corpus.root, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"barns.md" in done.stdout
    assert (cache(corpus) / "building.lock").exists()
    assert not mark.exists()


def test_the_builder_does_not_read_the_passing_index_of_a_commit(
    corpus: Project, hook_here: Hook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Git takes it away when the commit is made; here it lacks forty articles."""
    edit(corpus, "mills.md", "\nThe wheel is oiled in autumn.\n")
    with monkeypatch.context() as passing:
        passing.setenv("GIT_INDEX_FILE", str(corpus.root / ".git/next-index-1.lock"))
        corpus.git("read-tree", "HEAD")
        corpus.git("rm", "-q", "--cached", "more/00*.md", "more/01*.md", "more/02*.md", "more/03*.md")
        passing.setattr(builder, "PATIENCE", 0.0)
        assert hook_here("mills.md") == 0
        assert "the index of 92 articles is being built" in " ".join(capfd.readouterr().out.split())
    (corpus.root / ".git/next-index-1.lock").unlink()
    await_builder(corpus)
    assert state(corpus) == "up to date"


def test_without_an_author_who_waits_everything_is_gathered(corpus: Project) -> None:
    edit(corpus, "mills.md", f"\n{PASSAGE}\n")
    done = corpus.copydesk("check", "--offline", *CHECK, "--new-from", "HEAD", "mills.md")
    assert done.status == 1
    assert not (cache(corpus) / "building.lock").exists()
