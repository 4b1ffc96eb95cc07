"""The laws of a run: order never matters, paths select what is reported, a place is a place, a key stays itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.corpus import generate
from lint.check import Hit
from lint.examine import NOTHING, hits
from lint.past.news import known
from lint.rule import Rule, load_rules
from lint.stamp import key_of, speakers
from tests.conftest import Project

PASSAGE = (
    "The town keeps its grain in three stone barns beside the lower bridge. Each barn is opened once a year by the "
    "oldest miller, who reads the weights aloud. Nobody may leave before the last sack has been counted twice."
)


@pytest.fixture
def corpus(project: Project) -> Project:
    generate(project.root, 60, seed=3)
    return project


def test_cold_is_warm_serial_is_parallel_and_any_order_is_the_same(corpus: Project) -> None:
    cold = corpus.check("--jobs", "1")
    assert cold.status == 1, cold.err
    assert corpus.check("--jobs", "1").out == cold.out
    corpus.copydesk("cache", "clean")
    assert corpus.check("--jobs", "3").out == cold.out
    assert corpus.check("--no-cache").out == cold.out
    names = [str(path.relative_to(corpus.root)) for path in corpus.root.rglob("*.md")]
    random.Random(1).shuffle(names)
    assert corpus.check(*names).out == cold.out


def test_in_several_processes_too(project: Project) -> None:
    """More text than one process is left to do alone."""
    sentences = (f"In {year} the harbour led to a rise of {year % 90} percent in trade." for year in range(1000, 1999))
    text = "\n\n".join(sentences)
    project.write({f"{number}.md": f"# Number {number}\n\n{text}\n" for number in range(40)})
    alone = project.check("--no-cache", "--jobs", "1", select="claims,vague,readability,images")
    assert alone.report["summary"]["findings"]["info"] > 1000
    assert project.check("--no-cache", "--jobs", "2", select="claims,vague,readability,images").out == alone.out


def test_paths_select_what_is_reported_never_what_is_compared(corpus: Project) -> None:
    whole = {article["path"]: article for article in corpus.check().report["articles"]}
    repeated = [path for path, article in whole.items() if any(f["group"] for f in article["findings"])]
    assert len(repeated) > 3
    for path in repeated[:2]:
        (article,) = corpus.check(path).report["articles"]
        assert article == whole[path]
        corpus.copydesk("cache", "clean")
        (article,) = corpus.check(path).report["articles"]
        assert article == whole[path]


def test_a_place_is_a_place(corpus: Project) -> None:
    for article in corpus.check().report["articles"]:
        text = (corpus.root / article["path"]).read_bytes().decode("utf-8-sig")
        for finding in article["findings"]:
            for place in (finding, *finding["related"]):
                if place.get("path", article["path"]) == article["path"]:
                    start, end = place["start"], place["end"]
                    assert text[start["offset"] : end["offset"]] == place["quote"]
                    assert text.split("\n")[start["line"] - 1][start["column"] - 1 :].startswith(
                        place["quote"].split("\n")[0]
                    )


def test_an_edit_an_addition_and_a_removal_reach_the_others(project: Project) -> None:
    select = "boilerplate"
    project.write({"a.md": f"# A\n\n{PASSAGE}\n", "b.md": "# B\n\nThe mill turns slowly in summer.\n"})
    assert project.check(select=select).status == 0
    project.write({"b.md": f"# B\n\n{PASSAGE}\n"})
    both = project.check(select=select)
    assert both.status == 1
    assert {article["path"] for article in both.report["articles"] if article["findings"]} == {"a.md", "b.md"}
    (project.root / "b.md").rename(project.root / "c.md")
    assert "c.md" in project.check("a.md", select=select).out
    (project.root / "c.md").unlink()
    assert project.check(select=select).status == 0


def test_keys_outlive_edits_elsewhere(project: Project) -> None:
    def keys() -> list[str]:
        return [f["key"] for a in project.check(select="images").report["articles"] for f in a["findings"]]

    project.write({"a.md": "![](x.png)\n\ntext\n\n![](x.png)\n"})
    before = keys()
    assert len(before) == len(set(before))
    project.write({"a.md": "# A new heading\n\nMuch text.\n\n![](x.png)\n\nother text ![](x.png)\n"})
    assert keys() == before
    (project.root / "a.md").rename(project.root / "b.md")
    assert keys() == before


def test_clean_and_unread_articles_are_listed(project: Project) -> None:
    project.write({"a.md": "# A\n", "b.md": b"\0"})
    found = {article["path"]: article["status"] for article in project.check().report["articles"]}
    assert found == {"a.md": "clean", "b.md": "unread"}


def test_one_article_that_breaks_a_check_costs_nobody_else(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from lint.checks.alt import MissingAlt
    from lint.cli import main

    whole = MissingAlt.examine

    def breaks(self: MissingAlt, article: object) -> object:
        if "evil" in article.source.text:  # type: ignore[attr-defined]
            raise ZeroDivisionError("as if")
        return whole(self, article)  # type: ignore[arg-type]

    monkeypatch.setattr(MissingAlt, "examine", breaks)
    monkeypatch.chdir(project.write({"a.md": "![](x.png)\n", "b.md": "evil ![](x.png)\n"}).root)
    out = project.root / "out.json"
    status = main(["check", "--offline", "--no-cache", "--select", "images", "--quiet", "--report", f"json={out}"])
    assert status == 3
    report = out.read_text()
    assert "ZeroDivisionError" in report
    assert report.count("images/missing-alt") >= 2


def _rule(name: str, rank: int) -> Rule:
    example = load_rules()["images/missing-alt"]
    return Rule(name, example.check, "warning", "m", "w", rank=rank)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 2)), max_size=12), st.randoms())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_speaker_a_stretch(places: list[tuple[int, int, int]], order: random.Random) -> None:
    rules = [_rule("claims/a", 0), _rule("vague/b", 5), _rule("claims/c", 5)]
    found = [(rules[rule], Hit(start, start + length)) for start, length, rule in places]
    stamped = speakers(found)
    for index, (_, one, _) in enumerate(stamped):
        for _, other, _ in stamped[index + 1 :]:
            common = min(one.end, other.end) - max(one.start, other.start)
            assert common * 2 < min(one.end - one.start, other.end - other.start)
    shuffled = list(found)
    order.shuffle(shuffled)
    assert speakers(shuffled) == stamped


def test_families_speak_apart() -> None:
    both = [(_rule("claims/a", 0), Hit(0, 5)), (_rule("images/b", 0), Hit(0, 5))]
    assert len(speakers(both)) == 2
    (kept,) = speakers([(_rule("claims/a", 0), Hit(0, 5)), (_rule("vague/b", 1), Hit(0, 9))])
    assert (kept[0].id, kept[2]) == ("vague/b", ("claims/a",))


def test_the_matcher_accounts_for_each_finding_once(project: Project) -> None:
    from lint.finding import Finding, Point

    def finding(rule: str, quote: str, ordinal: int) -> Finding:
        point = Point(0, 1, 1)
        return Finding(rule, "", "warning", "m", "w", quote, point, point, key_of(rule, quote, ordinal))

    past = [("a.md", finding("x/y", "one", 0)), ("b.md", finding("x/y", "two", 0))]
    now = [
        ("a.md", finding("x/y", "one", 0)),
        ("a.md", finding("x/y", "one", 1)),
        ("c.md", finding("x/y", "two", 0)),
        ("c.md", finding("x/z", "two", 0)),
    ]
    assert sorted(id(f) for _, f in known(now, past)) == sorted([id(now[0][1]), id(now[2][1])])


def test_no_evidence_is_an_empty_list() -> None:
    assert hits(NOTHING) == []


def test_reports_hold_no_absolute_path(corpus: Project, tmp_path: Path) -> None:
    assert str(tmp_path) not in corpus.check().out
