"""The trend: a line a run that any number of runs may add at once, and that no killed run spoils."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint import trend
from lint.mistakes import MistakesError
from lint.settings import UsageError
from tests.conftest import ROOT, Done, Project

CHECK = ("check", "--offline", "--select", "claims,vague,readability,images,boilerplate", "--exit-zero")
CLAIM = "Nine in ten towns drink it."
EPOCH = {"SOURCE_DATE_EPOCH": "1767225600"}  # 2026-01-01


@pytest.fixture
def house(project: Project) -> Project:
    return project.write({"a.md": f"# A\n\n{CLAIM}\n", "b/c.md": "# C\n\n![](x.png) Nothing else.\n"})


def noted(project: Project, *more: str, env: dict[str, str] | None = None) -> Done:
    return project.copydesk(*CHECK, "--trend", "trend.jsonl", *more, env=env)


def lines(project: Project) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project.root / "trend.jsonl").read_text(encoding="utf-8").splitlines()]


def point(at: int = 0, **changed: Any) -> trend.Point:
    values: dict[str, Any] = {
        "schema": 1,
        "time": f"2026-01-{at + 1:02}T00:00:00Z",
        "revision": "",
        "version": "0.1.0",
        "settings": "s",
        "paths": (),
        "articles": 2,
        "words": 1000,
        "findings": at,
        "per_1000_words": float(at),
        "severities": {"error": 0, "warning": 0, "info": at},
        "families": {"claims": at},
        "rules": {"claims/statistic": at},
        "stetted": 0,
        "baselined": 0,
        "not_checked": {"failed": 0, "skipped": 0},
    }
    return trend.Point(**{**values, **changed})


def test_a_run_notes_what_its_report_says(house: Project) -> None:
    done = noted(house, "--report", "json=report.json", env=EPOCH)
    assert (done.status, "note: figures added to trend.jsonl" in done.err) == (0, True)
    report = json.loads((house.root / "report.json").read_text(encoding="utf-8"))
    (one,) = lines(house)
    summary = report["summary"]
    assert (one["time"], one["settings"], one["version"]) == ("2026-01-01T00:00:00Z", report["settings_hash"], "0.1.0")
    assert (one["articles"], one["words"]) == (summary["articles"], summary["words"])
    assert (one["severities"], one["rules"]) == (summary["findings"], summary["rules"])
    assert sum(one["families"].values()) == one["findings"] == sum(summary["findings"].values())
    assert one["not_checked"] == summary["incidents"]
    assert (one["revision"], one["paths"]) == ("", [])


def test_the_same_state_gives_the_same_line(house: Project) -> None:
    for _ in range(2):
        noted(house, env=EPOCH)
    first, second = (house.root / "trend.jsonl").read_bytes().splitlines()
    assert first == second


@pytest.mark.git
def test_the_revision_and_the_paths_are_noted(house: Project) -> None:
    house.git("init", "-q")
    house.git("add", "-A")
    house.git("commit", "-qm", "one")
    noted(house, "b")
    assert lines(house)[0]["revision"] == house.git("rev-parse", "HEAD").strip()
    assert lines(house)[0]["paths"] == ["b"]


@pytest.mark.parametrize(
    "more", [("--new-from", "HEAD"), ("--staged",), ("--diff",), ("-",), ("--files-from", "x")], ids=lambda one: one[0]
)
def test_a_run_that_sees_a_part_is_not_noted(house: Project, more: tuple[str, ...]) -> None:
    done = noted(house, *more)
    assert (done.status, done.out) == (2, "")
    assert "--trend notes how the articles stand as a whole" in done.err
    assert not (house.root / "trend.jsonl").exists()


@pytest.mark.parametrize(
    ("file", "told"),
    [("a.md", "holds something else than a trend"), ("b", "is no file"), ("no/such.jsonl", "no such folder")],
)
def test_what_is_no_trend_is_left_alone(house: Project, file: str, told: str) -> None:
    before = (house.root / "a.md").read_bytes()
    done = house.copydesk(*CHECK, "--trend", file)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert (house.root / "a.md").read_bytes() == before


@pytest.mark.parametrize("given", ["soon", "-5", "9" * 30])
def test_a_time_that_is_none_is_told_before_the_run(house: Project, given: str) -> None:
    done = noted(house, env={"SOURCE_DATE_EPOCH": given})
    assert (done.status, done.out) == (2, "")
    assert "expected seconds since 1970" in done.err


def test_many_runs_at_once_lose_nothing(house: Project) -> None:
    noted(house)
    running = [house.start(*CHECK, "--trend", "trend.jsonl") for _ in range(4)]
    assert [run.communicate()[1] and run.returncode for run in running] == [0, 0, 0, 0]
    assert len(lines(house)) == 5


ADDER = """
import sys
from pathlib import Path
from tests.test_trend import point
from lint import trend
for at in range(10_000):
    trend.append(Path(sys.argv[1]), point(at % 28, revision="r" * 5000))
"""


def test_a_killed_run_leaves_whole_lines_or_one_that_is_healed(tmp_path: Path) -> None:
    file = tmp_path / "trend.jsonl"
    for _ in range(3):
        run = subprocess.Popen([sys.executable, "-c", ADDER, str(file)], cwd=ROOT)
        while not file.exists() or file.stat().st_size < 50_000:
            time.sleep(0.01)
        run.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        run.wait()
    trend.append(file, point(27))
    found, note = trend.read(file)
    assert note == ""
    assert found[-1].findings == 27


@settings(max_examples=60, deadline=None)
@given(whole=st.integers(0, 3), cut=st.integers(0, 400))
def test_wherever_a_line_is_cut_off_it_is_told_and_healed(
    tmp_path_factory: pytest.TempPathFactory, whole: int, cut: int
) -> None:
    file = tmp_path_factory.mktemp("t") / "trend.jsonl"
    for at in range(whole + 1):
        trend.append(file, point(at))
    data = file.read_bytes()
    begins = data.rstrip(b"\n").rfind(b"\n") + 1
    left = min(cut, len(data) - begins)
    file.write_bytes(data[: begins + left])
    is_whole = left >= len(data) - begins - 1
    assert len(trend.read(file)[0]) == whole + is_whole
    assert bool(trend.read(file)[1]) is (left > 0 and not is_whole)
    note = trend.append(file, point(9))
    assert ("had been cut off" in note) is (left > 0 and not is_whole)
    assert [one.findings for one in trend.read(file)[0]] == [*range(whole + is_whole), 9]


DAMAGE = {
    "no JSON": (b"{oops\n", "no line of a trend"),
    "something else": (b'{"a": 1}\n', "no line of a trend"),
    "a wrong value": (b'{"schema": 1, "time": 5}\n', "no line of a trend"),
    "not UTF-8": (b'{"schema": "\xff"}\n', "no line of a trend"),
    "a conflict": (b"<<<<<<< HEAD\n", "a merge conflict"),
    "of the future": (b'{"schema": 2, "new": []}\n', "a newer Copydesk (schema 2, this one reads 1)"),
}


@pytest.mark.parametrize(("line", "told"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_line_names_its_number(house: Project, line: bytes, told: str) -> None:
    noted(house)
    file = house.root / "trend.jsonl"
    file.write_bytes(file.read_bytes() + line + file.read_bytes())
    done = house.copydesk("stats", "--trend", "trend.jsonl")
    assert (done.status, done.out) == (2, "")
    assert "trend.jsonl:2:1: " in done.err
    assert told in done.err
    assert noted(house).status == 0  # a line behind it can be added all the same
    assert len(file.read_bytes().splitlines()) == 4


def test_a_line_of_the_future_without_its_end_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_bytes(b'{"schema":2,"new":[]}')
    assert trend.append(file, point()) == ""
    assert file.read_bytes().startswith(b'{"schema":2,"new":[]}\n')
    with pytest.raises(MistakesError, match=r"t\.jsonl:1:1"):
        trend.read(file)
    with pytest.raises(UsageError, match="cannot be read"):
        trend.read(tmp_path / "none.jsonl")


def shown(project: Project, points: list[trend.Point], *more: str, env: dict[str, str] | None = None) -> Done:
    for one in points:
        trend.append(project.root / "trend.jsonl", one)
    return project.copydesk("stats", "--trend", "trend.jsonl", *more, env=env)


def test_the_trend_has_the_first_the_last_and_what_lies_between(project: Project) -> None:
    done = shown(project, [point(at) for at in (0, 7, 3, 14)])
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "Findings per 1,000 words: 4 runs, 2026-01-01 to 2026-01-15.\n\n"
        "family  first   last  difference  runs\n"
        "claims   0.00  14.00      +14.00  ▁▃▅█\n"
        "all      0.00  14.00      +14.00  ▁▃▅█\n\n"
        "             first   last  difference\n"
        "articles         2      2           0\n"
        "words        1,000  1,000           0\n"
        "findings         0     14         +14\n"
        "  error          0      0           0\n"
        "  warning        0      0           0\n"
        "  info           0     14         +14\n"
        "let stand        0      0           0\n"
        "in baseline      0      0           0\n"
        "not checked      0      0           0\n"
    )


def test_a_terminal_of_ascii_sees_the_same(project: Project) -> None:
    done = shown(
        project, [point(9), point(2), point(20, findings=0, per_1000_words=0.0)], env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.status == 0
    assert done.out.isascii()
    assert "all      2.00   0.00       -2.00   -@_" in done.out


def test_what_does_not_compare_is_told(project: Project) -> None:
    done = shown(project, [point(1), point(2, settings="t"), point(3, settings="t", version="9")])
    assert "2026-01-03: the settings changed; what stands before may not compare." in done.out
    assert "2026-01-04: the version changed; what stands before may not compare." in done.out


def test_many_runs_are_drawn_in_little_room(project: Project) -> None:
    done = shown(project, [point(at % 28, words=0) for at in range(200)])
    assert "200 runs" in done.out
    assert max(map(len, done.out.splitlines())) < 80


def test_other_formats(project: Project) -> None:
    points = [point(1), point(2, families={"=cmd()": 2}, revision="\x1b[31m")]
    done = shown(project, points, "--output-format", "json")
    assert [one["findings"] for one in done.report["points"]] == [1, 2]
    done = project.copydesk("stats", "--trend", "trend.jsonl", "--output-format", "csv")
    assert done.out.splitlines()[1] == "2026-01-02T00:00:00Z,,2,1000,total,,1,1.0"
    assert ",'=cmd()," in done.out
    assert "\x1b" not in done.out + project.copydesk("stats", "--trend", "trend.jsonl").out


def test_wrong_usage_of_the_trend(project: Project) -> None:
    project.write({"empty.jsonl": ""})
    for arguments, told in (
        (["empty.jsonl"], "no runs yet; copydesk check --trend empty.jsonl adds one"),
        (["none.jsonl"], "cannot be read"),
        (["empty.jsonl", "--since", "HEAD"], "leave out paths and --since"),
        (["empty.jsonl", "x"], "leave out paths and --since"),
    ):
        done = project.copydesk("stats", "--trend", *arguments)
        assert (done.status, done.out) == (2, "")
        assert told in done.err
