"""The index: what it remembers, and that no state of its file can crash a run or be spoiled by one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint import drawers
from lint.article import ParseSettings
from lint.index import Index, SpoiledError, Stamp, in_memory, open_index, vocabulary
from lint.parse import parse
from lint.text import Source

STAMP = Stamp(1, 1)


def fill(index: Index, count: int = 40) -> None:
    for number in range(count):
        share = f"{number:04}".encode() * 200
        words = frozenset((f"word{number}", "every", f"odd{number % 2}"))
        index.update(f"a{number:03}.md", Stamp(number, 7), f"{number:064x}", {"k": share}, words)
    index.commit()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "index.sqlite"


@pytest.fixture
def stored(file: Path) -> Path:
    index = open_index(file, "v1")
    fill(index)
    corpus = index.corpus("k")
    corpus.drawer("own").put(5, b"five")
    corpus.settle()
    index.commit()
    index.close()
    assert index.notes == []
    return file


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with patch.object(drawers, "WAIT", 0.05):
        yield


def test_what_was_committed_is_there_again(stored: Path) -> None:
    index = open_index(stored, "v1")
    corpus = index.corpus("k")
    assert index.paths() == [f"a{number:03}.md" for number in range(40)]
    assert corpus.share("a007.md") == b"0007" * 200
    assert corpus.drawer("own").get(5) == b"five"
    assert corpus.pending() == {}
    assert index.sha256("a007.md") == f"{7:064x}"
    assert index.articles_with(["every", "odd1", "word3", "none"]) == {"every": 40, "odd1": 20, "word3": 1, "none": 0}
    assert index.notes == []


def test_what_was_not_committed_is_not(stored: Path) -> None:
    index = open_index(stored, "v1")
    index.update("new.md", STAMP, "", {"k": b"x"}, frozenset(("every",)))
    assert index.articles_with(["every"]) == {"every": 41}
    index.close()
    again = open_index(stored, "v1")
    assert "new.md" not in again.paths()
    assert again.articles_with(["every"]) == {"every": 40}


def test_stale_are_new_changed_and_ungathered_articles(stored: Path) -> None:
    index = open_index(stored, "v1")
    listing = {"a001.md": Stamp(1, 7), "a002.md": Stamp(2, 8), "a003.md": Stamp(4, 7), "z.md": STAMP}
    assert index.stale(listing) == ["a002.md", "a003.md", "z.md"]
    assert index.stale({"a001.md": Stamp(1, 7)}, ["k"]) == []
    assert index.stale({"a001.md": Stamp(1, 7)}, ["k", "other"]) == ["a001.md"]


def test_pending_are_articles_changed_since_settle(stored: Path) -> None:
    index = open_index(stored, "v1")
    corpus = index.corpus("k")
    index.update("a001.md", STAMP, "", {"k": b"edited"}, b"")
    index.update("a002.md", STAMP, "", {"k": b"0002" * 200}, b"")  # touched, not changed
    index.update("new.md", STAMP, "", {"k": b"new"}, b"")
    index.forget(["a003.md", "unknown.md"])
    index.commit()
    one, three = (2, 4)  # numbers are given in order from 1
    assert corpus.pending() == {one: b"0001" * 200, three: b"0003" * 200, index.number("new.md"): b""}
    index.update("a001.md", STAMP, "", {"k": b"0001" * 200}, b"")
    assert one not in corpus.pending()
    corpus.settle()
    assert corpus.pending() == {}


names = st.sampled_from(["a.md", "b.md", "c.md"])
word_sets = st.frozensets(st.sampled_from(["Ada", "ada", "bell", "naïve", "Cape-Town", "it's"]))
steps = st.lists(st.tuples(names, st.one_of(st.none(), word_sets), st.booleans()), max_size=12)


@settings(max_examples=50, deadline=None)
@given(steps)
def test_words_are_counted_right_after_any_edits(changes: list[tuple[str, frozenset[str] | None, bool]]) -> None:
    with_file, without = _both()
    model: dict[str, frozenset[str]] = {}
    for path, words, commit in changes:
        for index in (with_file, without):
            if words is None:
                index.forget([path])
            else:
                index.update(path, STAMP, "", {}, words)
            if commit:
                index.commit()
        model.pop(path, None)
        if words is not None:
            model[path] = words
    asked = ["Ada", "ada", "bell", "naïve", normalize("NFD", "naïve"), "Cape-Town"]
    expected = {word: sum(normalize("NFC", word) in words for words in model.values()) for word in asked}
    assert with_file.articles_with(asked) == without.articles_with(asked) == expected
    with_file.close()


def _both() -> tuple[Index, Index]:
    from tempfile import mkdtemp

    return open_index(Path(mkdtemp()) / "index.sqlite", "v"), open_index(None, "v")


def test_vocabulary_is_of_running_text_with_compounds_and_their_parts() -> None:
    text = "# Heading\n\nThe Al-Quds’s gate, naïvely *painted*; it's red.\n\n    code\n\n- item\n\n| cell |\n|-|\n"
    index = open_index(None, "")
    index.update("a.md", STAMP, "", {}, vocabulary(parse(Source("a.md", text, ""), ParseSettings())))
    found = index.articles_with(["Al-Quds’s", "Quds", "naïvely", "painted", "it's", "red", "item", "Heading", "the"])
    assert found == {
        "Al-Quds’s": 1, "Quds": 1, "naïvely": 1, "painted": 1, "it's": 1, "red": 1, "item": 1, "Heading": 0, "the": 0
    }  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, 15, 50, 100, 1024, 4096, 5000, 20_000])
def test_a_truncated_file_is_built_anew(stored: Path, size: int) -> None:
    stored.write_bytes(stored.read_bytes()[:size])
    _use_whatever_happens(stored)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_head_is_built_anew(stored: Path, at: int) -> None:
    data = bytearray(stored.read_bytes())
    data[at] ^= 0xFF
    stored.write_bytes(data)
    _use_whatever_happens(stored)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_never_crashes_and_never_goes_unnoticed(data: st.DataObject) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / "index.sqlite"
        index = open_index(file, "v1")
        fill(index)
        index.close()
        spoiled = bytearray(file.read_bytes())
        for _ in range(data.draw(st.integers(1, 5))):
            spoiled[data.draw(st.integers(0, len(spoiled) - 1))] ^= data.draw(st.integers(1, 255))
        file.write_bytes(spoiled)
        _use_whatever_happens(file)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE fingerprint SET value = CAST(x'ff76fe' AS TEXT)",
        "ALTER TABLE fingerprint RENAME COLUMN value TO valve",
        "DROP TABLE fingerprint",
    ],
)
def test_a_damaged_fingerprint_is_built_anew(stored: Path, damage: str) -> None:
    link = sqlite3.connect(stored)
    link.execute(damage)
    link.commit()
    link.close()
    index = open_index(stored, "v1")
    assert len(index.notes) == 1
    assert "built anew" in index.notes[0]
    assert index.paths() == []
    fill(index)
    index.commit()
    index.close()
    assert open_index(stored, "v1").notes == []


def _use_whatever_happens(file: Path) -> None:
    """Do what the engine does: read all; when that proves the file damaged, open it anew and gather everything."""
    for _ in range(2):
        try:
            index = open_index(file, "v1")
            corpus = index.corpus("k")
            for path in index.paths():
                if path[:1] == "a" and path[1:4].isdecimal() and corpus.share(path):
                    assert corpus.share(path) == path[1:4].zfill(4).encode() * 200
            fill(index)
            index.commit()
        except SpoiledError:
            continue
        break
    else:
        pytest.fail("the file was damaged twice")
    assert len([path for path in index.paths() if path.startswith("a0")]) >= 40
    assert index.corpus("k").share("a007.md") == b"0007" * 200
    index.close()


def test_another_version_or_a_foreign_file_is_built_anew(stored: Path, tmp_path: Path) -> None:
    index = open_index(stored, "v2")
    assert index.paths() == []
    assert "built anew: another version, or other settings, made it" in index.notes[0]
    fill(index)
    index.close()
    assert len(open_index(stored, "v2").paths()) == 40
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as link:
        link.execute("CREATE TABLE theirs (x)")
    link.close()
    index = open_index(foreign, "v1")
    assert "it is not an index of Copydesk" in index.notes[0]
    fill(index)
    index.close()
    foreign.write_text("no database at all, but long enough to look at it more closely " * 40)
    index = open_index(foreign, "v1")
    assert "built anew" in index.notes[0]
    assert index.paths() == []


def test_a_folder_in_the_way_leaves_an_index_in_memory(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").mkdir()
    index = open_index(tmp_path / "index.sqlite", "v1")
    assert "works from memory" in index.notes[0]
    fill(index)
    assert len(index.paths()) == 40
    (tmp_path / "file").write_text("")
    index = open_index(tmp_path / "file" / "index.sqlite", "v1")
    assert "works from memory" in index.notes[0]


def test_a_full_disk_leaves_the_file_as_it_was(stored: Path) -> None:
    index = open_index(stored, "v1")
    link = index._cabinet._link  # no other way to fill a disk in a test
    assert link
    link.execute(f"PRAGMA max_page_count = {link.execute('PRAGMA page_count').fetchone()[0]}")
    index.update("big.md", STAMP, "", {"k": bytes(1_000_000)}, frozenset(("every",)))
    index.commit()
    assert "could not be updated (database or disk is full); this run works from memory" in index.notes[0]
    assert len(index.corpus("k").share("big.md")) == 1_000_000
    assert index.articles_with(["every"]) == {"every": 41}
    index.close()
    assert len(open_index(stored, "v1").paths()) == 40


def test_of_two_runs_at_once_the_later_one_works_from_memory(stored: Path) -> None:
    first, second = open_index(stored, "v1"), open_index(stored, "v1")
    for name, index in (("first.md", first), ("second.md", second)):
        index.update(name, STAMP, "", {"k": name.encode()}, frozenset(("every",)))
        index.commit()
        assert index.corpus("k").share(name) == name.encode()
        assert index.articles_with(["every"]) == {"every": 41}
    assert first.notes == []
    assert "works from memory" in second.notes[0]
    assert "first.md" not in second.paths(), "a run sees one state of the index"
    second.close()
    first.close()
    assert set(open_index(stored, "v1").paths()) - {f"a{n:03}.md" for n in range(40)} == {"first.md"}


def test_a_file_that_is_locked_is_read_as_it_stands(stored: Path) -> None:
    other = sqlite3.connect(stored, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    index = open_index(stored, "v1")
    assert "cannot be opened for writing" in index.notes[0]
    assert len(index.paths()) == 40
    index.update("new.md", STAMP, "", {"k": b"x"}, b"")
    index.commit()
    assert index.corpus("k").share("new.md") == b"x"
    index.close()
    other.close()
    assert "new.md" not in open_index(stored, "v1").paths()


def test_a_killed_run_leaves_what_it_had_committed(file: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from lint.index import Stamp, open_index\n"
        "index = open_index(Path(sys.argv[1]), 'v1')\n"
        "for n in range(30):\n"
        "    index.update(f'{n}.md', Stamp(1, 1), '', {'k': bytes(5000)}, b'')\n"
        "    if n == 19: index.commit()\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == 9
    index = open_index(file, "v1")
    assert len(index.paths()) == 20
    assert index.notes == []
    index.close()


def test_in_memory_takes_shares_by_path_and_key() -> None:
    index = in_memory({"b.md": {"": b"2"}, "a.md": {"": b"1"}})
    assert index.paths() == ["a.md", "b.md"]
    assert index.corpus("").share("b.md") == b"2"


def test_drawers_hold_any_key_of_64_bits(file: Path) -> None:
    keys = [0, 1, 2**63 - 1, 2**63, 2**64 - 1, *range(10, 5000)]
    for state in ("in memory", "stored"):
        index = open_index(file, "v1")
        drawer = index.corpus("k").drawer("own")
        if state == "in memory":
            for key in keys:
                drawer.put(key, str(key).encode())
        drawer.drop(11)
        assert drawer.get(2**63) == str(2**63).encode()
        assert drawer.get(11) is None
        assert dict(drawer.items()) == {key: str(key).encode() for key in keys if key != 11}
        assert drawer.get_many([2**64 - 1, 11, 6000]) == {2**64 - 1: str(2**64 - 1).encode()}
        index.commit()
        assert len(dict(drawer.items())) == len(keys) - 1
        index.close()
