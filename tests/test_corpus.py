"""The sample articles: what is found in them is what the golden report says, and what docs/corpus.md promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engine_home import furnish, living_in
from tests.regenerate import GENERATED, GOLDEN, output

FAMILIES = ("grammar", "images", "boilerplate", "claims", "vague", "readability")
WITHOUT_ENGINE = [name for name in GOLDEN if "grammar" not in name]
WITH_ENGINE = [name for name in GOLDEN if "grammar" in name]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[None]:
    furnish(tmp_path)
    with living_in(tmp_path):
        yield


@pytest.mark.parametrize("name", WITHOUT_ENGINE)
def test_the_golden_report(name: str) -> None:
    assert (ROOT / name).read_bytes() == output(GOLDEN[name]), "run python -m tests.regenerate, and read the diff"


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
@pytest.mark.parametrize("name", WITH_ENGINE)
def test_the_golden_report_of_a_real_engine(name: str, engine: None) -> None:
    assert (ROOT / name).read_bytes() == output(GOLDEN[name]), "run python -m tests.regenerate, and read the diff"


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_generated_is_fresh(name: str) -> None:
    assert (ROOT / name).read_bytes() == output(GENERATED[name]), "run python -m tests.regenerate"


def golden() -> str:
    return "".join((ROOT / name).read_text(encoding="utf-8") for name in GOLDEN)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_finds_something(family: str) -> None:
    assert f" {family}/" in golden()


def test_nothing_is_found_in_the_clean_articles() -> None:
    catalogue = (ROOT / "docs/corpus.md").read_text(encoding="utf-8")
    section = catalogue.split("## Clean articles")[1].split("\n## ")[0]
    clean = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(clean) == 6
    assert not [line for line in golden().splitlines() if line.startswith(tuple(clean))]
