"""The search for repeats as a user meets it: corpora that nobody would write, and an index that cannot be used."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lint.article import ParseSettings
from lint.boilerplate import similar
from lint.boilerplate.units import Units, gather
from lint.checks.repeats import Repeats
from lint.index import in_memory
from lint.parse import parse
from lint.text import Source
from tests.conftest import Done, Project

FERRY = "The ferry runs from April to October, wind and tide permitting, and never on a Sunday."
WELL = "Nobody has ever found out how deep the well in the upper courtyard of the castle is."
LAMP = "A keeper climbed the tower each evening to light the great lamp before the boats came home."
BOILERPLATE = ("--select", "boilerplate", "--set", "boilerplate/repeated-sentence.min_articles=2")
NO_MOUNT = sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0

needs_mount = pytest.mark.skipif(NO_MOUNT, reason="needs a small file system of its own, and root to mount it")


def checked(project: Project, *arguments: str) -> Done:
    return project.copydesk("check", "--offline", "--exit-zero", "--output-format", "json", *BOILERPLATE, *arguments)


def groups(done: Done) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done.report["groups"]
    return found


def share(text: str) -> bytes:
    return gather(parse(Source("a.md", text, ""), ParseSettings()), quotes=False)


def own(number: int) -> str:
    """Return a sentence that no other number has, and that has little in common with another number's."""
    chance = random.Random(number)
    return f"{' '.join(f'w{chance.randrange(10**6)}' for _ in range(12))}.".capitalize()


@pytest.fixture
def corpus(project: Project) -> Project:
    """Forty articles: a sentence that all have, one that pairs have, and one of their own."""
    articles = {f"{n:02}.md": f"{FERRY}\n\n{own(n)}\n\n{own(1000 + n // 2)}\n" for n in range(40)}
    return project.write(articles)


# ---- articles


def test_an_article_of_fifty_megabytes_is_told_and_the_others_are_compared(project: Project) -> None:
    project.write({"a.md": f"{FERRY}\n", "b.md": f"{FERRY}\n", "huge.md": f"{FERRY}\n" * 600_000})
    done = checked(project)
    assert [group["articles"] for group in groups(done)] == [2]
    (incident,) = done.report["incidents"]
    assert incident["path"] == "huge.md"
    assert "larger than max_bytes" in incident["why"]


def test_one_article_that_says_one_sentence_many_thousand_times(project: Project) -> None:
    project.write({"a.md": f"{FERRY}\n\n" * 5000, "b.md": f"{LAMP} {WELL}\n"})
    (group,) = groups(checked(project))
    assert (group["verdict"], group["articles"], group["places"]) == ("within", 1, 5000)
    project.write({"b.md": f"{LAMP} {FERRY}\n"})
    (group,) = groups(checked(project))
    assert (group["verdict"], group["articles"], group["places"]) == ("sentence", 2, 5001)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"## {line}\n\n" for line in (FERRY, WELL, LAMP)),
        f"```\n{FERRY}\n{WELL}\n{LAMP}\n```\n",
        f"    {FERRY}\n    {WELL}\n    {LAMP}\n",
        f"| {FERRY} | {WELL} |\n| --- | --- |\n| {LAMP} | {FERRY} |\n",
        f"<table><tr><td>{FERRY}</td><td>{WELL}</td></tr></table>\n",
        f"---\ntitle: {WELL}\ndescription: {LAMP}\n---\n",
        f"[ferry]: https://example.org 'The ferry'\n\n<!-- {WELL} -->\n",
        f"- [{FERRY}](a.md)\n- [{WELL}](b.md)\n- [{LAMP}](c.md)\n",
        "---\n\n***\n\n___\n",
        "\n",
    ],
    ids=["headings", "fenced", "indented", "table", "html", "front", "comment", "menu", "rules", "empty"],
)
def test_articles_without_any_running_text_repeat_nothing(project: Project, text: str) -> None:
    project.write({f"{name}.md": text for name in "abc"})
    done = checked(project)
    assert (done.status, groups(done), done.report["incidents"]) == (0, [], [])


MIXED = "Смотритель маяка keeper of the φάρος climbed 塔 حارس المنارة every 夕方 to light the 🕯️ lamp again."


@pytest.mark.parametrize(
    "other",
    [
        MIXED,
        MIXED.replace("🕯️ ", "\u200f🔥\u200e "),
        MIXED.replace("Смотритель", "СМОТРИТЕЛЬ").replace("φάρος", "φα\u0301ρος"),
        MIXED.replace("حارس", "**حارس**"),
    ],
)
def test_scripts_mixed_in_one_sentence_are_words_like_all_others(project: Project, other: str) -> None:
    project.write({"a.md": f"{LAMP} {MIXED}\n", "b.md": f"{other} {WELL}\n"})
    (group,) = groups(checked(project))
    assert group["verdict"] == "sentence"
    assert [member["quote"] for member in group["members"]] == [MIXED, other]


def test_scripts_mixed_in_one_sentence_with_a_word_exchanged(project: Project) -> None:
    project.write({"a.md": MIXED, "b.md": MIXED.replace("keeper", "master"), "c.md": MIXED.replace("every", "each")})
    (group,) = groups(checked(project))
    assert group["verdict"] == "near"
    assert group["articles"] == 3


def test_a_sentence_that_drifts_is_no_group_from_end_to_end() -> None:
    """Each version differs from the one before in one word, the last from the first in all."""
    chance = random.Random(3)
    words = [f"word{number}" for number in range(16)]
    articles: dict[str, str] = {}
    for number in range(400):
        words[number % len(words)] = f"new{chance.randrange(10**6)}"
        articles[f"{number:03}.md"] = f"{' '.join(words).capitalize()}."
    shares = {path: {"": share(text)} for path, text in articles.items()}
    found = Repeats().conclude(in_memory(shares).corpus(""), None)
    codes = {path: (units := Units(one[""])).codes(units.hashes[0]) for path, one in shares.items()}
    assert sum(len(group.members) for group in found.groups) > 300
    for group in found.groups:
        texts = [codes[place.path] for place in group.members]
        assert any(all(similar.akin(one, other) >= similar.AKIN for other in texts) for one in texts)


# ---- the index


@pytest.fixture
def told(corpus: Project) -> str:
    """Return what a check that keeps nothing says of the corpus."""
    done = checked(corpus, "--no-cache")
    assert len(groups(done)) == 21
    return _findings(done)


def _findings(done: Done) -> str:
    report = done.report
    return json.dumps([report["articles"], report["groups"], report["incidents"]])


def index_of(project: Project) -> Path:
    return project.root / ".copydesk_cache/index.sqlite"


def halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def age(file: Path) -> None:
    import sqlite3

    link = sqlite3.connect(file)
    link.execute("UPDATE fingerprint SET value = 'made by another version'")
    link.commit()
    link.close()


@pytest.mark.parametrize("spoil", [halve, age], ids=["truncated", "of another version"])
@pytest.mark.parametrize("paths", [(), ("03.md",)], ids=["all", "hook"])
def test_an_index_that_cannot_be_used_is_built_anew_and_said(
    corpus: Project, told: str, spoil: Callable[[Path], None], paths: tuple[str, ...]
) -> None:
    checked(corpus)
    expected = _findings(checked(corpus, *paths))
    spoil(index_of(corpus))
    done = checked(corpus, *paths)
    assert "built anew" in done.err
    assert _findings(done) == expected
    again = checked(corpus)
    assert "index" not in again.err
    assert _findings(again) == told


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """Mount a small file system in a place; skip where that is not permitted."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)], check=False)
    if done.returncode:
        pytest.skip("mount is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@needs_mount
@pytest.mark.parametrize("room", ["32k", "80k", "160k"])
def test_an_index_on_a_full_disk_changes_nothing_that_is_said(corpus: Project, told: str, room: str) -> None:
    with mounted(corpus.root / ".copydesk_cache", f"size={room}"):
        done = checked(corpus)
        assert _findings(done) == told
        assert "works from memory" in done.err or "nothing" in done.err
        assert _findings(checked(corpus)) == told
    assert _findings(checked(corpus)) == told


@needs_mount
def test_an_index_that_is_read_only_is_used_as_it_is(corpus: Project, told: str) -> None:
    place = corpus.root / ".copydesk_cache"
    with mounted(place, "size=8m"):
        checked(corpus)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        assert _findings(checked(corpus)) == told
        corpus.write({"07.md": f"{WELL}\n", "08.md": f"{WELL}\n"})
        edited = checked(corpus, "07.md")
        assert [group["articles"] for group in groups(edited)] == [2]
        assert _findings(edited) == _findings(checked(corpus, "07.md", "--no-cache"))


def test_two_hooks_at_once_say_what_each_says_alone(corpus: Project) -> None:
    """Both find the other's article changed as well; whichever stores first, the index is whole afterwards."""
    checked(corpus)
    command = ("check", "--offline", "--exit-zero", "--output-format", "json", *BOILERPLATE)
    for turn in range(3):
        corpus.write({name: f"{WELL}\n\n{own(5000 + turn)}\n\n{own(n)}\n" for n, name in enumerate(("04.md", "11.md"))})
        hooks = [corpus.start(*command, name) for name in ("04.md", "11.md")]
        ended = [(hook.communicate(timeout=60), hook.returncode) for hook in hooks]
        for name, ((out, err), status) in zip(("04.md", "11.md"), ended, strict=True):
            done = Done(status, out.decode(), err.decode())
            assert done.status == 0, done.err
            assert "Traceback" not in done.err
            assert _findings(done) == _findings(checked(corpus, name, "--no-cache"))
    assert _findings(checked(corpus)) == _findings(checked(corpus, "--no-cache"))
