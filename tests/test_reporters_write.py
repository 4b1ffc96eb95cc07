"""Names of pages, and the writer: whole or not at all, and nothing foreign touched."""

from __future__ import annotations

import errno
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.reporters.names import page_fold, page_names
from lint.reporters.write import OURS, WriteError, Written, write_file, write_folder

DEVICES = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
part = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8) | st.sampled_from(
    [
        "..",
        ".",
        "",
        "A",
        "a",
        "é",
        unicodedata.normalize("NFD", "é"),
        "aux.md",
        "a.md",
        "a.md.html",
        "x" * 300,
        "#%' ?",
    ]
)


@given(st.sets(st.lists(part, min_size=1, max_size=4).map("/".join), max_size=12))
def test_names_never_meet_and_are_safe_everywhere(paths: set[str]) -> None:
    names = page_names(paths, ".html")
    folded = [page_fold(name) for name in names.values()]
    assert len(set(folded)) == len(paths)
    folders = {"/".join(name.split("/")[:n]) for name in folded for n in range(1, name.count("/") + 1)}
    assert not folders & set(folded)
    for name in names.values():
        assert len(name) <= 220
        for one in name.split("/"):
            assert one not in ("", ".", "..")
            assert one[-1] not in " ."
            assert not set(one) & set('<>:"\\|?*\x00\n\r\t\x7f')
            assert len(one.encode()) <= 200
            assert one.split(".")[0].casefold() not in DEVICES


def test_names_are_the_paths_wherever_possible() -> None:
    paths = ["a.md", "deep/er/b c #1 100%.md", "it's é.md"]
    assert page_names(paths, ".html") == {path: f"{path}.html" for path in paths}


def test_names_that_differ_by_case_only_or_are_a_folder_elsewhere() -> None:
    names = page_names(["A.md", "a.md", "b.md", "b.md.html/c.md", "../x.md", "y\n.md"], ".html")
    assert names["A.md"] != "A.md.html"
    assert names["b.md"].startswith("b.md~")
    assert names["b.md.html/c.md"] == "b.md.html/c.md.html"
    assert names["../x.md"].startswith("__/x.md~")
    assert names["y\n.md"].startswith("y_.md~")


def test_a_name_does_not_depend_on_the_order_or_on_others() -> None:
    paths = ["A.md", "a.md", "c.md"]
    assert page_names(paths, ".md") == page_names(paths[::-1], ".md")
    assert page_names(paths, ".md")["A.md"] == page_names([*paths, "d.md"], ".md")["A.md"]


def tree(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and OURS not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_a_folder_is_written_and_written_again_only_where_it_changed(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "report"
    assert write_folder(folder, "html", [("index.html", "one"), ("p/a.html", iter(["t", "wo"]))]) == Written(2, 2, 0)
    assert tree(folder) == {"index.html": "one", "p/a.html": "two"}
    os.utime(folder / "index.html", (1, 1))
    again = write_folder(folder, "html", [("index.html", "one"), ("p/b.html", "three")])
    assert again == Written(2, 1, 1)
    assert (folder / "index.html").stat().st_mtime == 1
    assert tree(folder) == {"index.html": "one", "p/b.html": "three"}
    assert sorted(path.name for path in (folder / OURS).iterdir()) == ["lock", "manifest.json"]


def test_only_files_of_its_own_list_are_deleted(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("index.html", "one"), ("p/a.html", "two")])
    (tmp_path / "p" / "mine.txt").write_text("mine", encoding="utf-8")
    write_folder(tmp_path, "html", [("index.html", "one")])
    assert tree(tmp_path) == {"index.html": "one", "p/mine.txt": "mine"}


def test_a_page_of_ours_that_somebody_deleted_is_written_again(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("index.html", "one"), ("gone.html", "two")])
    (tmp_path / "index.html").unlink()
    (tmp_path / "gone.html").unlink()
    assert write_folder(tmp_path, "html", [("index.html", "one")]) == Written(1, 1, 1)


def refused(folder: Path, *files: str, fmt: str = "html") -> str:
    before = tree(folder) if folder.is_dir() else {}
    with pytest.raises(WriteError) as caught:
        write_folder(folder, fmt, [(name, "new") for name in files])
    assert (tree(folder) if folder.is_dir() else {}) == before
    assert not (folder / OURS / "new").exists()
    return str(caught.value)


def test_a_folder_with_foreign_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text("mine", encoding="utf-8")
    assert "holds files that Copydesk did not write" in refused(tmp_path, "index.html")
    assert not (tmp_path / OURS).exists()


def test_litter_of_version_control_and_desktops_is_no_reason_to_refuse(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*", encoding="utf-8")
    assert write_folder(tmp_path, "html", [("index.html", "one")]).files == 1


def test_a_foreign_file_in_the_way_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("index.html", "one")])
    (tmp_path / "a.html").write_text("mine", encoding="utf-8")
    assert "a.html: in the way, and not written by Copydesk" in refused(tmp_path, "index.html", "a.html")


def test_the_report_of_another_format_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("index.html", "one")])
    assert "format html; name another folder for markdown" in refused(tmp_path, "index.md", fmt="markdown")


@pytest.mark.parametrize(
    "name", ["../out.html", "/etc/out.html", "a/../../out.html", "a\\b", "c:/x", f"{OURS}/x", "", "a//b"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "report"
    write_folder(folder, "html", [("index.html", "one")])
    assert "is no name for a page" in refused(folder, name)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("name", ["../victim.txt", "/victim.txt", f"{OURS}/lock", "a/./b"])
def test_a_list_that_somebody_forged_deletes_nothing(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    folder = tmp_path / "report"
    write_folder(folder, "html", [("index.html", "one")])
    forged = {"format": "html", "files": [name, "index.html"]}
    (folder / OURS / "manifest.json").write_bytes(msgspec.json.encode(forged))
    assert "which no report has" in refused(folder, "index.html")
    assert victim.exists()
    (folder / OURS / "manifest.json").write_text("{", encoding="utf-8")
    assert "damaged" in refused(folder, "index.html")


def test_a_symbolic_link_never_leads_a_page_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.html").write_text("mine", encoding="utf-8")
    folder = tmp_path / "report"
    write_folder(folder, "html", [("index.html", "one"), ("p/a.html", "two")])
    (folder / "p" / "a.html").unlink()
    (folder / "p").rmdir()
    try:
        (folder / "p").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("this system does not let us make symbolic links")
    assert "a symbolic link" in refused(folder, "index.html", "p/a.html")
    with pytest.raises(WriteError, match="a symbolic link"):
        write_folder(folder, "html", [("index.html", "one")])
    assert (outside / "a.html").read_text(encoding="utf-8") == "mine"


def test_a_new_name_that_the_file_system_takes_for_the_old_one(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("A.html", "one")])
    if not (tmp_path / "a.html").exists():
        os.link(tmp_path / "A.html", tmp_path / "a.html")  # what a file system that ignores case shows
    write_folder(tmp_path, "html", [("a.html", "one")])
    assert tree(tmp_path) == {"a.html": "one"}


def test_a_folder_takes_the_place_of_a_page_and_back(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("a", "one")])
    write_folder(tmp_path, "html", [("a/b", "two")])
    assert tree(tmp_path) == {"a/b": "two"}
    write_folder(tmp_path, "html", [("a", "three")])
    assert tree(tmp_path) == {"a": "three"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
def test_a_full_disk_leaves_the_earlier_report_as_it_was(tmp_path: Path) -> None:
    import resource

    write_folder(tmp_path, "html", [("a.html", "one"), ("b.html", "two")])
    before = tree(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(WriteError, match=r"could not be written: .*; an earlier one stands as it was"):
            write_folder(tmp_path, "html", [("a.html", "new"), ("c.html", "x" * 200_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert tree(tmp_path) == before
    assert not (tmp_path / OURS / "new").exists()


def test_a_reporter_that_fails_leaves_the_earlier_report_as_it_was(tmp_path: Path) -> None:
    def pages() -> Iterator[tuple[str, str]]:
        yield "a.html", "new"
        raise OSError(errno.ENOENT, "gone")

    write_folder(tmp_path, "html", [("a.html", "one")])
    with pytest.raises(WriteError, match="gone"):
        write_folder(tmp_path, "html", pages())
    assert tree(tmp_path) == {"a.html": "one"}


def test_leftovers_of_a_killed_run_do_not_matter(tmp_path: Path) -> None:
    write_folder(tmp_path, "html", [("a.html", "one")])
    (tmp_path / OURS / "new").mkdir()
    (tmp_path / OURS / "new" / "0").write_text("half", encoding="utf-8")
    assert write_folder(tmp_path, "html", [("a.html", "two")]) == Written(1, 1, 0)


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    def run(word: str) -> None:
        write_folder(tmp_path, "html", [(f"p/{n}.html", word) for n in range(40)])

    threads = [threading.Thread(target=run, args=(word,)) for word in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tree(tmp_path).values())) == 1
    assert len(tree(tmp_path)) == 40


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "report.json"
    write_file(file, iter(["{", "}"]))
    write_file(file, "[]")
    assert [path.name for path in file.parent.iterdir()] == ["report.json"]
    assert file.read_bytes() == b"[]"
    with pytest.raises(WriteError, match="this is a folder"):
        write_file(tmp_path, "x")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_device_is_an_error_that_says_so() -> None:
    with pytest.raises(WriteError, match="/dev/full: the report could not be written: No space left on device"):
        write_file(Path("/dev/full"), "x")
