"""The generated corpus that the benchmarks measure on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import ARTICLE_SIZE, PASSAGES, SHARED, Planted, generate
from lint.article import ParseSettings
from lint.parse import parse
from lint.text import Source

ARTICLES = 400


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    folder = tmp_path_factory.mktemp("corpus")
    return folder, generate(folder, ARTICLES, seed=7)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.*")}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, 20, seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b") != contents(tmp_path / "c")


def test_articles_have_their_size_and_their_share_of_what_repeats(corpus: tuple[Path, Planted]) -> None:
    folder, planted = corpus
    sizes = [file.stat().st_size for file in folder.rglob("*.md")]
    assert len(sizes) == planted.articles == ARTICLES
    assert 0.9 * ARTICLE_SIZE < sum(sizes) / ARTICLES < 1.1 * ARTICLE_SIZE
    assert 0.10 < planted.shared / ARTICLES < 0.20
    for share in (planted.passages, planted.templates, planted.near):
        assert 0.02 < share / ARTICLES < 0.09


def test_nothing_repeats_but_what_is_planted(corpus: tuple[Path, Planted]) -> None:
    folder, planted = corpus
    count: Counter[str] = Counter()
    for file in folder.rglob("*.md"):
        article = parse(Source(file.name, file.read_text(encoding="utf-8"), ""), ParseSettings())
        count.update(
            sentence.text
            for block in article.blocks
            if block.kind in ("paragraph", "item")
            for sentence in block.sentences
        )
    repeated = {text for text, times in count.items() if times > 1}
    assert repeated
    assert repeated <= {*SHARED, *(f"{sentence}." for text in PASSAGES for sentence in text[:-1].split(". "))}
    assert sum(count[text] for text in SHARED) == planted.shared
    assert abs(sum(count.values()) - planted.sentences) <= ARTICLES  # front matter is not counted here


def test_some_pictures_exist_and_some_do_not(corpus: tuple[Path, Planted]) -> None:
    folder, planted = corpus
    assert 0 < planted.missing_images < planted.images
    article = next(folder.rglob("*.md"))
    existing = [(article.parent / f"../pictures/{number:02}.png").is_file() for number in range(1, 21)]
    assert existing == [True] * 15 + [False] * 5
