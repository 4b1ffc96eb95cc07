"""`copydesk render`: a JSON report again in other formats; and the formats of `copydesk check`, by its options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lint.reporters import FOLDERS, STREAMS, TABLE, WITH_TEXT
from tests.conftest import Done, Project

ARTICLE = "# Tea\n\nNine in ten towns drink it 👩‍👩‍👧 café, and nine in ten say so.\n\n![](img/pot.png)\n"
CHECK = ("check", "--offline", "--select", "claims,images", "--exit-zero")
WITHOUT_TEXT = sorted(TABLE.keys() - WITH_TEXT - FOLDERS)


@pytest.fixture
def checked(project: Project) -> Project:
    project.write({"a/tea.md": ARTICLE, "b.md": "# Clean\n\nNothing stands here.\n"})
    done = project.copydesk(*CHECK, *reports("direct"), "--report", "json=report.json")
    assert done.status == 0, done.err
    return project


def reports(folder: str) -> list[str]:
    return [part for name in TABLE for part in ("--report", f"{name}={folder}/{name}")]


def render(project: Project, *arguments: str) -> Done:
    return project.copydesk("render", "report.json", *arguments)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_rendered_later_is_the_report_of_the_check(checked: Project) -> None:
    done = render(checked, *reports("later"))
    assert (done.status, done.out) == (0, "")
    assert files(checked.root / "later") == files(checked.root / "direct")
    assert "note: sarif report: later/sarif" in done.err.replace("\\", "/")


def test_an_article_that_has_changed_is_refused_and_nothing_is_written(checked: Project) -> None:
    checked.write({"a/tea.md": ARTICLE.replace("Nine", "Eight")})
    for name in sorted(WITH_TEXT):
        done = render(checked, "--report", f"{name}=later/x")
        assert done.status == 2
        assert f"copydesk: {name}: needs the articles as they were checked" in done.err
        assert "\n  a/tea.md: it has changed since it was checked\n" in done.err
    assert not (checked.root / "later").exists()
    (checked.root / "b.md").unlink()
    assert "\n  b.md: it is gone\n" in render(checked, "--report", "html=later").err


def test_formats_that_need_no_text_work_without_the_articles(checked: Project, tmp_path: Path) -> None:
    elsewhere = Project(tmp_path / "elsewhere")
    elsewhere.write({"report.json": (checked.root / "report.json").read_bytes()})
    given = [part for name in WITHOUT_TEXT for part in ("--report", f"{name}=later/{name}")]
    assert render(elsewhere, *given).status == 0
    for name in WITHOUT_TEXT:
        assert (elsewhere.root / "later" / name).read_bytes() == (checked.root / "direct" / name).read_bytes()


def test_the_articles_may_lie_elsewhere(checked: Project, tmp_path: Path) -> None:
    elsewhere = Project(tmp_path / "elsewhere").write({"report.json": (checked.root / "report.json").read_bytes()})
    assert "a/tea.md: it is gone" in render(elsewhere, "--report", "rdjson=x").err
    assert render(elsewhere, "--report", "rdjson=x", "--root", str(checked.root)).status == 0
    assert (elsewhere.root / "x").read_bytes() == (checked.root / "direct" / "rdjson").read_bytes()


def test_no_report_leads_out_of_the_project(checked: Project) -> None:
    (checked.root.parent / "secret.md").write_text("# Not yours\n", encoding="utf-8")
    told = json.loads((checked.root / "report.json").read_text(encoding="utf-8"))
    told["articles"][0]["path"] = "../secret.md"
    checked.write({"report.json": json.dumps(told)})
    done = render(checked, "--report", "html=later")
    assert done.status == 2
    assert "../secret.md: it lies outside of the project" in done.err


WRONG = {
    "no report asked for": (["report.json"], "required: --report"),
    "no such file": (["none.json", "--report", "csv=x"], "none.json: No such file"),
    "not a report": (["a/tea.md", "--report", "csv=x"], "not a report of copydesk check"),
    "another schema": (["other.json", "--report", "csv=x"], "a report of schema 9"),
    "no such format": (["report.json", "--report", "pdf=x"], "--report pdf=x: expected FORMAT=PATH"),
    "no such root": (["report.json", "--report", "csv=x", "--root", "none"], "--root none: no such folder"),
    "a folder in the way": (["report.json", "--report", "csv=a"], "this is a folder; name a file"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_status_2_and_says_what_to_do(arguments: list[str], said: str, checked: Project) -> None:
    told = json.loads((checked.root / "report.json").read_text(encoding="utf-8"))
    checked.write({"other.json": json.dumps({**told, "schema": 9})})
    done = checked.copydesk("render", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_what_is_one_stream_can_be_printed(checked: Project) -> None:
    for name in STREAMS:
        if name not in ("text", "concise"):
            done = checked.copydesk(*CHECK, "--output-format", name)
            assert done.status == 0
            assert done.out.encode() == (checked.root / "direct" / name).read_bytes().replace(b"\r\n", b"\n"), name
    for name in FOLDERS:
        done = checked.copydesk(*CHECK, "--output-format", name)
        assert done.status == 2
        assert f"--output-format {name}: expected text, concise, json, plain, csv, github" in done.err


def test_services_get_paths_from_the_repositorys_root(project: Project) -> None:
    project.write({"docs/copydesk.yml": "ignore: [grammar]\n", "docs/a/tea.md": ARTICLE})
    project.git("init", "-q")
    site = Project(project.root / "docs")
    done = site.copydesk(*CHECK, "--output-format", "github", "--report", "gitlab=g.json", "--report", "json=r.json")
    assert "file=docs/a/tea.md,line=3," in done.out
    issues = json.loads((site.root / "g.json").read_text(encoding="utf-8"))
    assert {one["location"]["path"] for one in issues} == {"docs/a/tea.md"}
    report = json.loads((site.root / "r.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in report["articles"]} == {"a/tea.md"}
    plain = project.copydesk(*CHECK, "docs", "--output-format", "plain")
    assert plain.out.startswith("docs/a/tea.md:3:")
    assert site.copydesk("render", "r.json", "--report", "gitlab=again.json").status == 0
    assert (site.root / "again.json").read_bytes() == (site.root / "g.json").read_bytes()
