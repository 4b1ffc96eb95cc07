from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint import pictures
from lint.check import FileFacts, Unanswered
from lint.world.disk import Disk
from tests.faulty_server import picture

PNG = picture()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with a secret beside it that nobody may look at."""
    (tmp_path / "secret.png").write_bytes(PNG)
    project = tmp_path / "project"
    (project / "posts" / "img").mkdir(parents=True)
    (project / "posts" / "img" / "mill.png").write_bytes(PNG)
    (project / "posts" / "img" / "two words.png").write_bytes(PNG)
    (project / "static").mkdir()
    (project / "static" / "logo.png").write_bytes(PNG)
    return project


def told(root: Path, destination: str, article: str = "posts/a.md", site_root: str = "") -> FileFacts:
    answer = Disk(root, site_root).answer(article, destination)
    assert isinstance(answer, FileFacts)
    return answer


@pytest.mark.parametrize(
    "destination",
    [
        *("img/mill.png", "./img/mill.png", "../posts/img/mill.png", "img//mill.png", "/posts/img/mill.png"),
        *("img/mill.png?v=2", "img/mill.png#wheel", "img/mill.png?a#b", "i%6dg/mill%2Epng", "img/two%20words.png"),
        *("img/two words.png", "/static/logo.png", "/logo.png", "/../logo.png", "%2e%2e/static/logo.png"),
    ],
)
def test_a_picture_is_found_however_it_is_written(root: Path, destination: str) -> None:
    found = told(root, destination)
    assert (found.state, found.image, found.problem) == ("file", "png", "")
    assert (found.width, found.height, found.size) == (40, 30, len(PNG))


@pytest.mark.parametrize(
    "destination",
    [
        *(
            "img/mil.png",
            "mill.png",
            "img\\mill.png",
            "img%2Fmill.png",
            "img/mill.png/x",
            "x/../y.png",
        ),
        *("", "?a", "#b", "img/mill%00.png", "img/%ff.png", "img/mill.png ", "CON", "a" * 300),
    ],
)
def test_what_is_not_there_is_missing(root: Path, destination: str) -> None:
    assert told(root, destination).state == "missing"


@pytest.mark.parametrize(
    "destination",
    [
        *(
            "../../secret.png",
            "../../../../../../etc/passwd",
            "..%2f..%2fsecret.png/../../../x",
            "../../project/static/logo.png",
        ),
        *("file:///etc/passwd", "C:\\secret.png", "C:/secret.png", "//server/share/a.png", "ftp://x.example/a.png"),
        "img/../../../secret.png",
    ],
)
def test_what_leads_out_is_refused_without_a_look(
    root: Path, destination: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[str] = []

    def watch(real: Callable[..., object]) -> Callable[..., object]:
        def watched(path: object, *rest: object, **named: object) -> object:
            touched.append(str(path))
            return real(path, *rest, **named)

        return watched

    for name in ("scandir", "open", "readlink", "stat", "lstat"):
        monkeypatch.setattr(os, name, watch(getattr(os, name)))
    assert told(root, destination).state == "outside"
    assert all(path.startswith(str(root)) for path in touched)


def test_wrong_case_is_told_with_the_right_name(root: Path) -> None:
    found = told(root, "IMG/Mill.PNG")
    assert found.state == "wrong-case"
    assert (found.path, found.actual, found.image) == ("posts/IMG/Mill.PNG", "posts/img/mill.png", "png")


def test_so_is_another_unicode_form(root: Path) -> None:
    name = unicodedata.normalize("NFD", "café.png")
    (root / "posts" / name).write_bytes(PNG)
    listed = [path.name for path in (root / "posts").iterdir()]
    found = told(root, unicodedata.normalize("NFC", "café.png"))
    assert found.state == ("wrong-case" if name in listed else "file")
    assert found.state == "file" or found.actual == f"posts/{name}"


def test_of_two_names_that_differ_in_case_only_the_exact_one_counts(root: Path) -> None:
    (root / "posts" / "img" / "MILL.png").write_bytes(b"<html>")
    if len(list((root / "posts" / "img").iterdir())) < 3:
        pytest.skip("this file system ignores case")
    assert told(root, "img/mill.png").state == told(root, "img/MILL.png").state == "file"
    assert told(root, "img/MILL.png").problem == "not-an-image"
    assert told(root, "img/Mill.png").actual in ("posts/img/MILL.png", "posts/img/mill.png")


def test_the_site_root_of_the_settings_is_the_only_one(root: Path) -> None:
    assert told(root, "/logo.png", site_root="static/").state == "file"
    assert told(root, "/logo.png", site_root="posts").state == "missing"
    assert told(root, "/../posts/img/mill.png", site_root="static").state == "missing"


def test_a_site_may_lie_in_a_folder_of_the_project(root: Path) -> None:
    assert told(root.parent, "/logo.png", "project/posts/a.md").state == "file"


def test_what_is_no_file_is_never_opened(root: Path) -> None:
    assert told(root, "img").state == "folder"
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "posts" / "pipe.png")
        started = time.monotonic()
        assert told(root, "pipe.png").state == "special"
        assert time.monotonic() - started < 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_followed_inside_only(root: Path) -> None:
    links = {
        "in.png": "img/mill.png",
        "up.png": "../static/logo.png",
        "chain.png": "in.png",
        "out.png": "../../secret.png",
        "absolute.png": str(root / "static" / "logo.png"),
        "loop.png": "loop.png",
        "ring1.png": "ring2.png",
        "ring2.png": "ring1.png",
        "dead.png": "img/nothing.png",
        "pictures": "img",
        "away": "../..",
    }
    for name, where in links.items():
        (root / "posts" / name).symlink_to(where)
    states = {name: told(root, name).state for name in links}
    assert states == {
        "in.png": "file",
        "up.png": "file",
        "chain.png": "file",
        "pictures": "folder",
        "dead.png": "missing",
        "out.png": "outside",
        "absolute.png": "outside",
        "away": "outside",
        "loop.png": "special",
        "ring1.png": "special",
        "ring2.png": "special",
    }
    assert told(root, "pictures/mill.png").image == "png"
    assert told(root, "Pictures/mill.png").actual == "posts/pictures/mill.png"
    assert told(root, "away/secret.png").state == "outside"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp", "tiff", "avif"])
def test_a_picture_cut_off_is_told_from_a_whole_one(root: Path, kind: str) -> None:
    whole = picture(kind, (200, 150))
    (root / "whole").write_bytes(whole)
    (root / "cut").write_bytes(whole[: len(whole) * 2 // 3])
    assert (told(root, "/whole").image, told(root, "/whole").problem) == (kind, "")
    assert (told(root, "/cut").image, told(root, "/cut").problem) == (kind, "truncated")


def test_a_large_picture_is_read_at_both_ends_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "large.png").write_bytes(picture(size=(400, 400)))
    monkeypatch.setattr(pictures, "damaged", lambda *_: pytest.fail("it was decoded"))
    assert told(root, "/large.png").problem == ""


def test_bytes_behind_the_end_of_a_picture_do_no_harm(root: Path) -> None:
    (root / "tail.png").write_bytes(PNG + b"x" * 500)
    (root / "tail.jpg").write_bytes(picture("jpeg") + b"x" * 500)
    assert told(root, "/tail.png").problem == told(root, "/tail.jpg").problem == ""


def test_what_is_no_picture_is_said_so(root: Path) -> None:
    (root / "page.png").write_bytes(b"<!doctype html><title>x</title>")
    (root / "empty.png").write_bytes(b"")
    assert told(root, "/page.png").problem == "not-an-image"
    assert told(root, "/empty.png").problem == "empty"
    answer = Disk(root).answer("a.md", "page.png", picture=False)
    assert isinstance(answer, FileFacts)
    assert (answer.state, answer.problem) == ("file", "")


def test_a_file_that_git_lfs_did_not_fetch_is_no_finding(root: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    (root / "big.png").write_bytes(pointer)
    answer = Disk(root).answer("a.md", "big.png")
    assert isinstance(answer, Unanswered)
    assert (answer.state, "git lfs pull" in answer.why) == ("skipped", True)


def test_a_file_that_vanishes_is_missing_and_one_that_is_closed_is_an_incident(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Disk(root)
    assert known.answer("posts/a.md", "img/two words.png") is not None  # the folder has been listed
    (root / "posts" / "img" / "mill.png").unlink()
    assert known.answer("posts/a.md", "img/mill.png") == FileFacts("missing", "posts/img/mill.png")

    def closed(*_: object) -> int:
        raise PermissionError(13, "closed")

    monkeypatch.setattr(os, "open", closed)
    answer = Disk(root).answer("posts/a.md", "/static/logo.png")
    assert isinstance(answer, Unanswered)
    assert answer.state == "failed"


@given(st.text(alphabet=st.sampled_from("ab./\\%2eE5cCf:?#~ \0é\ud800")), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_no_destination_makes_it_stumble_or_leave(root: Path, destination: str, rooted: bool) -> None:
    answer = Disk(root).answer("posts/a.md", f"/{destination}" if rooted else destination)
    assert isinstance(answer, FileFacts)
    assert answer.state in ("missing", "outside", "folder")


def test_thousands_of_questions_take_no_time(root: Path) -> None:
    known = Disk(root)
    started = time.process_time()
    for number in range(20_000):
        known.answer(f"posts/{number}.md", "img/mill.png")
    assert time.process_time() - started < 2.0
