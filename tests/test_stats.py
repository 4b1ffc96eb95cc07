"""`copydesk stats`: the numbers of `check`, by rule and folder, and what of them is new."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from lint.finding import SEVERITIES
from tests.conftest import Project

SELECT = "claims,vague,readability,images,boilerplate"
STATS = ("stats", "--offline", "--select", SELECT)
FERRY = "The ferry runs from April to October, wind and tide permitting."
CLAIM = "Nine in ten towns drink it."
OLD = "It is widely regarded as the oldest of all."

ARTICLES = {
    "content/tea/a.md": f"# A\n\n{CLAIM} {OLD} {FERRY}\n",
    "content/tea/b.md": f"# B\n\n![](img/pot.png) {FERRY}\n",
    "content/bread/rye.md": f"# Rye\n\n<!-- stet claims/statistic: counted by the guild -->\n{CLAIM}\n\n{FERRY}\n",
    "content/quiet.md": "# Quiet\n\nNothing stands here.\n",
}


def stats(project: Project, *arguments: str) -> dict[str, Any]:
    done = project.copydesk(*STATS, "--output-format", "json", *arguments)
    assert done.status in (0, 3), done.err
    return done.report


def by_name(tallies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in tallies}


@pytest.fixture
def house(project: Project) -> Project:
    return project.write({"copydesk.yml": "language: en\n", **ARTICLES})


@pytest.mark.parametrize("arguments", [(), ("content/tea",), ("--ignore", "claims")], ids=["all", "folder", "fewer"])
@pytest.mark.parametrize("with_baseline", [False, True], ids=["plain", "baselined"])
def test_the_numbers_are_those_of_check(house: Project, arguments: tuple[str, ...], with_baseline: bool) -> None:
    if with_baseline:
        house.write({"copydesk.yml": "ignore: [grammar]\n"})
        house.copydesk("baseline", "create", "--offline")
        house.write({"content/bread/new.md": f"# New\n\n{OLD} {FERRY}\n"})
    report, found = house.check(*arguments, select=SELECT).report, stats(house, *arguments)
    summary, total = report["summary"], found["total"]
    assert total["severities"] == summary["findings"]
    assert total["findings"] == sum(summary["findings"].values())
    assert (total["articles"], total["words"]) == (summary["articles"], summary["words"])
    assert {one["name"]: one["findings"] for one in found["rules"] if one["findings"]} == summary["rules"]
    assert found["not_checked"] == summary["incidents"]
    states = [finding["state"] for article in report["articles"] for finding in article["findings"]]
    assert (total["stetted"], total["baselined"]) == (states.count("stetted"), states.count("baselined"))
    for kind in ("rules", "families", "folders"):
        for key in ("findings", "stetted", "baselined"):
            assert sum(one[key] for one in found[kind]) == total[key], (kind, key)
        for severity in SEVERITIES:
            assert sum(one["severities"][severity] for one in found[kind]) == summary["findings"][severity]
    assert sum(one["words"] for one in found["folders"]) == summary["words"]
    assert sum(one["articles"] for one in found["folders"]) == summary["articles"]
    assert total["per_1000_words"] == round(total["findings"] * 1000 / total["words"], 2)


def test_folders_lie_one_level_below_what_all_share(house: Project) -> None:
    assert set(by_name(stats(house)["folders"])) == {"content", "content/tea", "content/bread"}
    house.write({"content/tea/green/c.md": "# C\n\nNothing.\n", "content/tea/black/d.md": "# D\n\nNothing.\n"})
    assert set(by_name(stats(house)["folders"])) == {"content", "content/tea", "content/bread"}
    assert set(by_name(stats(house, "content/tea")["folders"])) == {
        "content/tea",
        "content/tea/green",
        "content/tea/black",
    }


def test_the_text_has_totals_and_tables(house: Project) -> None:
    done = house.copydesk(*STATS)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("6 findings in 3 of 4 articles: 1 error, 4 warnings, 1 info.\n")
    assert "Not counted: 1 let stand with a reason.\n" in done.out
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if "/" in line.split(" ")[0]}
    assert rows["boilerplate/repeated-sentence"][:5] == ["3", "0", "3", "0", "3"]
    assert rows["claims/statistic"][-1] == "1"  # let stand
    assert "in baseline" not in done.out, "there is none"
    assert rows["content/tea"][0] == "5"


def test_csv_has_a_row_for_each_name(house: Project) -> None:
    house.write({"content/=evil/x.md": "# X\n\nNothing here.\n"})
    done = house.copydesk(*STATS, "--output-format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["name"] for row in rows if row["of"] == "total"] == [""]
    assert {row["of"] for row in rows} == {"total", "families", "rules", "folders"}
    assert next(row for row in rows if row["name"] == "content/tea")["findings"] == "5"
    assert rows[0]["new"] == ""


@pytest.mark.git
class TestSince:
    """What came and what went since a commit."""

    @pytest.fixture
    def repo(self, house: Project) -> Project:
        house.write({".gitignore": ".copydesk_cache\n"})
        house.git("init", "-q", "-b", "main")
        return committed(house, "2026-01-10T12:00:00Z")

    def test_new_and_fixed_are_told_apart(self, repo: Project) -> None:
        repo.write({"content/tea/a.md": f"# A\n\n{OLD} {FERRY}\n\nOver fifty maps are kept here.\n"})
        found = stats(repo, "--since", "HEAD")
        assert (found["total"]["new"], found["total"]["fixed"]) == (1, 1)
        assert by_name(found["rules"])["claims/statistic"]["new"] == 1
        assert by_name(found["folders"])["content/tea"]["fixed"] == 1
        text = repo.copydesk(*STATS, "--since", "HEAD").out
        assert f"Since {found['since'][:12]}: 1 new, 1 fixed.\n" in text

    def test_nothing_changed(self, repo: Project) -> None:
        found = stats(repo, "--since", "main")
        assert (found["total"]["new"], found["total"]["fixed"]) == (0, 0)

    def test_a_moved_article_has_nothing_new_and_a_deleted_one_is_fixed(self, repo: Project) -> None:
        (repo.root / "content/tea/a.md").rename(repo.root / "content/bread/moved.md")
        found = stats(repo, "--since", "HEAD")["total"]
        assert (found["new"], found["fixed"]) == (0, 0)
        (repo.root / "content/bread/moved.md").unlink()
        found = stats(repo, "--since", "HEAD")["total"]
        assert (found["new"], found["fixed"]) == (0, 5)  # a repeat in three articles is none in two
        assert stats(repo, "content/bread", "--since", "HEAD")["total"]["fixed"] == 1

    def test_what_was_let_stand_since_is_neither(self, repo: Project) -> None:
        text = ARTICLES["content/tea/b.md"].replace("![]", "<!-- stet images: an ornament -->\n![]")
        repo.write({"content/tea/b.md": text})
        found = stats(repo, "--since", "HEAD")["total"]
        assert (found["new"], found["fixed"], found["stetted"]) == (0, 0, 2)

    def test_a_new_article_that_repeats_is_new_where_it_stands(self, repo: Project) -> None:
        repo.write({"content/bread/oat.md": f"# Oat\n\n{FERRY}\n"})
        found = stats(repo, "--since", "HEAD")
        assert (found["total"]["new"], found["total"]["fixed"]) == (1, 0)
        assert by_name(found["folders"])["content/bread"]["new"] == 1

    def test_a_day_means_the_last_commit_before_it(self, repo: Project) -> None:
        first = repo.git("rev-parse", "HEAD").strip()
        committed(repo.write({"content/c.md": "# C\n\nOver fifty maps are kept here.\n"}), "2026-02-10T12:00:00Z")
        assert stats(repo, "--since", "2026-02-10")["since"] == first
        assert stats(repo, "--since", "2026-02-10")["total"]["new"] == 1
        assert stats(repo, "--since", "2026-02-11")["total"]["new"] == 0
        done = repo.copydesk(*STATS, "--since", "2026-01-10")
        assert (done.status, done.out) == (2, "")
        assert "--since 2026-01-10: no commit is older than 2026-01-10" in done.err

    @pytest.mark.parametrize("given", ["nowhere", "2026-13-99", "--output", "yesterday"])
    def test_what_is_no_revision_and_no_day_is_told(self, repo: Project, given: str) -> None:
        done = repo.copydesk(*STATS, f"--since={given}")
        assert (done.status, done.out) == (2, "")
        assert given in done.err
        assert "Traceback" not in done.err

    def test_of_what_changes_the_work_tree_and_the_index_keep_nothing(self, repo: Project) -> None:
        repo.write({"content/tea/a.md": "# A\n\nAll anew.\n"})
        before = repo.check(select=SELECT).out
        stats(repo, "--since", "HEAD")
        assert repo.check(select=SELECT).out == before
        assert repo.git("status", "--porcelain").split() == ["M", "content/tea/a.md"]


def committed(project: Project, when: str) -> Project:
    import os

    project.git("add", "-A")
    old = {name: os.environ.get(name) for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE")}
    os.environ.update(dict.fromkeys(old, when))
    try:
        project.git("commit", "-qm", "state")
    finally:
        for name, value in old.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    return project


def test_outside_of_a_repository_since_is_told(house: Project) -> None:
    done = house.copydesk(*STATS, "--since", "HEAD")
    assert done.status == 2
    assert "--since HEAD: not a git repository" in done.err


def test_no_articles_is_wrong_usage(project: Project) -> None:
    assert project.copydesk(*STATS).status == 2
    assert project.write({"a.md": "# A\n", "x/b.rst": ""}).copydesk(*STATS, "x").status == 2
