"""Files are written whole or not at all, wherever somebody asks for them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lint.files import write_whole
from tests.conftest import Project

LABELS = "EN_A_VS_AN\tright\n"
TUNE = ("grammar", "tune", "labels.tsv", "--output")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes, links and devices")


@pytest.fixture
def judged(project: Project) -> Project:
    return project.write({"labels.tsv": LABELS, "a.md": "# The mill\n\nThe mill grinds corn.\n"})


@needs_posix
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(TUNE, id="settings"),
        pytest.param(("check", "--offline", "--select", "claims", "--report"), id="report"),
    ],
)
def test_an_earlier_file_gives_its_place_and_keeps_its_mode(judged: Project, arguments: tuple[str, ...]) -> None:
    (judged.root / "real").mkdir()
    file, link = judged.root / "real/out", judged.root / "link"
    earlier = '{"schema":1,"tool":"copydesk 0.0.1"}'
    file.write_text(earlier)
    file.chmod(0o600)
    link.symlink_to(file)
    done = judged.copydesk(*arguments, f"json={link}" if arguments[0] == "check" else str(link))
    assert done.status == 0, done.err
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="utf-8") != earlier
    assert list((judged.root / "real").iterdir()) == [file]


@needs_posix
def test_settings_can_be_written_to_a_device(judged: Project) -> None:
    named = judged.copydesk(*TUNE, "/dev/stdout")
    assert named.status == 0, named.err
    assert named.out == judged.copydesk(*TUNE[:-1]).out


def test_settings_that_cannot_be_written_are_told(judged: Project) -> None:
    done = judged.copydesk(*TUNE, "nowhere/out.yml")
    assert (done.status, done.out) == (2, "")
    assert "nowhere" in done.err
    assert ".part" not in done.err, "the reader has never heard of that file"


def test_what_cannot_take_its_place_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"text")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_name_may_be_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    file = tmp_path / ("水" * 85)
    write_whole(file, b"text")
    assert file.read_bytes() == b"text"
