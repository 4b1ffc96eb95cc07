"""The jobs of CI services: the action's steps, the template and the documents, run or validated as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lint.cli import parser
from lint.reporters.summary import MOST_BYTES
from lint.yamlfile import Document
from tests.ci_runner import ACTION, STEPS, Ran, obeyed, run_step, step
from tests.conftest import ROOT, Project
from tests.engine_home import furnish, living_in

pytestmark = pytest.mark.git

GUIDE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "templates/copydesk.yml").read_text(encoding="utf-8")
OLD = "![](drawings/gone.png)"
ARTICLES = {
    "copydesk.yml": "ignore: [readability]\n",
    "barns.md": "# Barns\n\nThe barns stand beside the lower bridge.\n",
    "mills.md": f"# Mills\n\n{OLD}\n\nThe mill turns slowly in summer.\n",
}
NEW = "\n![the wheel](drawings/wheel.png)\n"
HOSTILE = (
    "::error file=mills.md,line=1::boom ##[error]boom ##vso[task.complete result=Failed]boom ##teamcity[boom] \x1b[31m‮"
)


class Job:
    """A pull request in a repository, and the action's steps run for it."""

    def __init__(self, project: Project, temp: Path) -> None:
        self.project, self.temp = project, temp
        temp.mkdir()

    def commit(self, files: Mapping[str, str]) -> str:
        self.project.write(files)
        self.project.git("add", ".")
        self.project.git("commit", "-qm", "Edit")
        return self.head()

    def head(self) -> str:
        return self.project.git("rev-parse", "HEAD").strip()

    def environ(self, event: Mapping[str, object], name: str = "pull_request") -> dict[str, str]:
        file = self.temp / "event.json"
        file.write_text(json.dumps(event))
        return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file), "GITHUB_SHA": self.head()}

    def check(self, told: str, root: Path | None = None, **inputs: str) -> Ran:
        event = {"pull_request": {"base": {"sha": told}}} if told else {}
        environ = self.environ(event, "pull_request" if told else "push")
        given = {"offline": "true", "grammar": "false", **inputs}
        return run_step("Check", root or self.project.root, self.temp, environ, **given)

    def report(self, name: str) -> Path:
        return self.temp / "copydesk-reports" / name


@pytest.fixture
def job(project: Project, tmp_path: Path) -> Job:
    made = Job(project, tmp_path / "temp")
    project.git("init", "-q", "-b", "main")
    made.commit(ARTICLES)
    return made


def test_a_new_finding_fails_and_is_shown_everywhere(job: Job) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    ran = job.check(base)
    assert ran.status == 1
    (only,) = obeyed(ran.log)
    assert only.command == "error"
    assert "file=mills.md,line=7,endLine=7,col=14" in only.properties
    assert "drawings/wheel.png" in ran.log
    assert "gone.png" not in ran.log + ran.summary
    assert re.search(r"^1 of \d articles? has findings: 1 must be fixed\.$", ran.summary, re.M)
    assert "drawings/wheel.png" in ran.summary
    sarif = json.loads(Path(ran.outputs["sarif"]).read_text("utf-8"))
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["images/broken"]
    assert ran.outputs["status"] == "1"
    assert json.loads(Path(ran.outputs["json"]).read_text("utf-8"))["schema"] == 1


def test_a_change_that_brings_nothing_is_green(job: Job) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + "\nThe wheel is oiled in autumn.\n"})
    ran = job.check(base)
    assert ran.status == 0, ran.log
    assert obeyed(ran.log) == []
    assert "Nothing was found in " in ran.summary
    assert ran.outputs["status"] == "0"


def test_a_change_of_no_article_is_green(job: Job) -> None:
    base = job.head()
    job.commit({"notes.py": "pass\n"})
    ran = job.check(base)
    assert ran.status == 0, ran.log
    assert obeyed(ran.log) == []


def test_what_the_base_branch_got_meanwhile_is_not_the_changes(job: Job) -> None:
    old = job.head()
    job.project.git("checkout", "-qb", "change")
    job.commit({"barns.md": ARTICLES["barns.md"] + "\nThe doors are green.\n"})
    job.project.git("checkout", "-q", "main")
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    job.project.git("merge", "-q", "--no-ff", "-m", "As the service merges it", "change")
    assert job.check(old).status == 0  # the event tells of a base that is older than the merge's
    assert job.check(old, base=old).status == 1  # but what somebody names counts


def test_severity_and_base_can_be_given(job: Job) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    assert job.check(base, None, **{"fail-on": "never"}).status == 0
    assert job.check("", base=base).status == 1


def test_without_a_change_all_findings_count(job: Job) -> None:
    ran = job.check("")  # as in a fork's own run: nothing is told of a base
    assert ran.status == 1
    assert "gone.png" in ran.summary


def test_nothing_in_an_article_commands_the_runner(job: Job) -> None:
    base = job.head()
    text = f"\n{HOSTILE}\n\n![a picture](<{HOSTILE}.png>)\n\n{HOSTILE} In 95 percent of {HOSTILE} houses.\n"
    job.commit({"mills.md": ARTICLES["mills.md"] + text, "##[error]boom/::error::boom.md": f"# {HOSTILE}\n\n{NEW}"})
    assert [one.command for one in obeyed(text)] == ["error", "##", "error"]  # without us
    ran = job.check(base)
    assert ran.status == 1
    told = obeyed(ran.log)
    assert {one.command for one in told} == {"error", "warning"}
    assert len(told) == 3
    assert all("title=Copydesk%3A " in one.properties for one in told)
    assert "\x1b" not in ran.log + ran.summary
    assert "\u202e" not in ran.log + ran.summary
    assert obeyed(re.sub(r"^::(?:stop-commands::)?\w{32}(?:::)?$", "", ran.log, flags=re.M)) == told  # even so


def test_a_huge_report_stays_within_the_summary(job: Job) -> None:
    base = job.head()
    long = "the-long-name-of-a-picture-" * 10
    pictures = "\n\n".join(f"![number {number}]({long}{number}.png)" for number in range(3000))
    job.commit({"mills.md": f"# Mills\n\n{pictures}\n"})
    ran = job.check(base)
    assert ran.status == 1
    assert MOST_BYTES * 0.9 < len(ran.summary.encode()) <= MOST_BYTES
    shown = ran.summary.count("**Must fix**")
    assert ran.summary.endswith(f"\n{3000 - shown:,} more findings: see the report.\n")
    assert len(obeyed(ran.log)) == 10
    assert obeyed(ran.log)[-1].data.startswith("2,991 more")


def test_a_base_that_is_not_in_the_clone_is_told(job: Job) -> None:
    ran = job.check("0123456789" * 4)
    assert ran.status == 2
    (only,) = obeyed(ran.log)
    assert "Give actions/checkout `fetch-depth: 0`." in only.data
    assert "the base of this change is not at hand" in only.data
    assert "the base of this change is not at hand" in ran.summary


@pytest.mark.parametrize(("depth", "status"), [(1, 2), (2, 1)])
def test_a_shallow_clone_is_told_how_deep_it_must_be(job: Job, tmp_path: Path, depth: int, status: int) -> None:
    base = job.head()
    job.project.git("checkout", "-qb", "change")
    job.commit({"barns.md": ARTICLES["barns.md"] + "\nThe doors are green.\n"})
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    job.project.git("checkout", "-q", "main")
    job.project.git("merge", "-q", "--no-ff", "-m", "As the service merges it", "change")
    clone = tmp_path / "clone"
    job.project.git("clone", "-q", f"--depth={depth}", job.project.root.as_uri(), str(clone))
    ran = job.check(base, clone)
    assert ran.status == status
    assert ("fetch-depth: 0" in ran.log) == (status == 2)


def test_a_job_with_rights_over_strangers_texts_is_refused(job: Job) -> None:
    event = {"pull_request": {"base": {"sha": job.head()}}}
    ran = run_step("Check", job.project.root, job.temp, job.environ(event, "pull_request_target"))
    assert ran.status == 2
    assert "let it run for pull_request" in ran.log


@pytest.mark.parametrize("name", [".copydesk_cache/cache.sqlite", ".Copydesk_Cache/yaml.msgpack", ".copydesk_cache"])
def test_a_cache_that_comes_with_the_change_is_refused(job: Job, name: str) -> None:
    base = job.head()
    job.project.write({name: "forged"})
    job.project.git("add", "--force", ".")
    job.project.git("commit", "-qm", "Edit")
    ran = job.check(base)
    assert ran.status == 2
    assert f"{name} is tracked by git" in ran.log
    keys = run_step("Name the caches", job.project.root, job.temp, job.environ({}))
    assert keys.status == 2
    assert keys.outputs == {}


def test_python_files_among_the_articles_are_not_run(job: Job) -> None:
    base = job.head()
    traps = dict.fromkeys(("lint/__init__.py", "json.py", "sitecustomize.py", "venv.py", "re.py"), "print('trapped')\n")
    job.commit({**traps, "mills.md": ARTICLES["mills.md"] + NEW})
    ran = job.check(base)
    assert ran.status == 1
    assert "trapped" not in ran.log
    trapped = subprocess.run(  # a trap that catches nobody would prove nothing
        [sys.executable, "-m", "lint"], cwd=job.project.root, capture_output=True, check=False
    )
    assert b"trapped" in trapped.stdout


def test_security_settings_are_those_of_the_base(job: Job) -> None:
    base = job.head()
    accepted = job.project.copydesk("check", "--offline", "--ignore", "grammar", "--exit-zero")
    assert accepted.status == 0
    job.project.write({"mills.md": ARTICLES["mills.md"] + NEW})
    job.project.copydesk("baseline", "create", "--offline")
    job.commit({})
    ran = job.check(base)
    assert ran.status == 1  # what the change itself adds to the baseline is not accepted


# ---- caches


def keys(job: Job) -> dict[str, str]:
    ran = run_step("Name the caches", job.project.root, job.temp, job.environ({}))
    assert ran.status == 0, ran.log
    return ran.outputs


def test_keys_hold_what_a_cache_depends_on(job: Job) -> None:
    first = keys(job)
    assert first == keys(job)
    restored = first["evidence-restore-keys"].split("\n")
    assert first["evidence-key"] == restored[0] + job.head()
    assert restored[0].startswith(restored[1])
    assert Path(first["evidence-path"]) == job.project.root / ".copydesk_cache"
    assert Path(first["engine-path"]) == job.temp / "copydesk-home" / "engines"
    job.commit({"copydesk.yml": "ignore: [readability]\nrules: {readability/grade: {target: [6, 9]}}\n"})
    assert keys(job)["evidence-restore-keys"] == first["evidence-restore-keys"]  # a threshold is no part of evidence
    job.commit({"copydesk.yml": "ignore: [readability]\nlanguage: de\n"})
    read_otherwise = keys(job)["evidence-restore-keys"].split("\n")
    assert read_otherwise[0] != restored[0]
    assert read_otherwise[1] == restored[1]
    assert "," not in first["evidence-key"] + first["engine-key"]  # the service forbids it


def test_what_the_base_learnt_serves_the_change(job: Job, tmp_path: Path) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    cold = job.check(base)
    clone = tmp_path / "clone"
    job.project.git("clone", "-q", str(job.project.root), str(clone))
    shutil.copytree(job.project.root / ".copydesk_cache", clone / ".copydesk_cache")
    warm = job.check(base, clone)
    masked = [re.sub(r"\b[0-9a-f]{32}\b", "TOKEN", ran.log) for ran in (cold, warm)]
    assert masked[0] == masked[1]
    assert cold.summary == warm.summary


# ---- other services


def ci_check(job: Job, environ: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    plain = {"GITHUB_ACTIONS": "", "GITLAB_CI": "", "JENKINS_URL": "", **environ}
    done = job.project.copydesk("ci", "check", "--offline", "--ignore=grammar", *arguments, env=plain)
    return done.status, done.out + done.err


@pytest.mark.parametrize("merged", [False, True])
def test_gitlab(job: Job, merged: bool) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    told = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": base} if merged else {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    status, log = ci_check(job, {"GITLAB_CI": "true", **told})
    assert status == 1
    assert obeyed(log) == []
    folder = job.project.root / "copydesk-reports"
    (found,) = json.loads((folder / "gl-code-quality-report.json").read_text("utf-8"))
    assert found["location"]["path"] == "mills.md"
    assert len(list(ElementTree.parse(folder / "junit.xml").iter("failure"))) == 1
    missing = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "0123456789" * 4}
    status, log = ci_check(job, missing)
    assert (status, "GIT_DEPTH: 0" in log) == (2, True)


def test_the_templates_script_runs(job: Job, tmp_path: Path) -> None:
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    program = tmp_path / "copydesk"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lint "$@"\n')
    program.chmod(0o755)
    script = [
        line for line in step_lines(TEMPLATE.split("\n---\n")[1]) if "pip install" not in line and "venv" not in line
    ]
    told = {
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": str(job.project.root),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "COPYDESK_GRAMMAR": "false",
        "COPYDESK_FOLDER": ".",
        "COPYDESK_OPTIONS": "--offline --fail-on=error",
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "GITHUB_ACTIONS": "",
    }
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(script).replace("/tmp/copydesk/bin/copydesk", str(program))]
    done = subprocess.run(command, cwd=job.project.root, env={**os.environ, **told}, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    assert b"drawings/wheel.png" in done.stdout
    assert (job.project.root / "copydesk-reports/gl-code-quality-report.json").is_file()


def test_jenkins_and_plain_git(job: Job) -> None:
    job.project.git("update-ref", "refs/remotes/origin/main", "HEAD")
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW})
    for environ, arguments in (({"JENKINS_URL": "x", "CHANGE_TARGET": "main"}, ()), ({}, ("--base", "origin/main"))):
        status, log = ci_check(job, environ, *arguments)
        assert (status, "note: json report: copydesk-reports" in log) == (1, True)
        made = {file.name for file in (job.project.root / "copydesk-reports").iterdir()}
        assert made == {".gitignore", "copydesk.json", "copydesk.sarif", "junit.xml", "checkstyle.xml"}
        assert not job.project.git("status", "--porcelain")
        shutil.rmtree(job.project.root / "copydesk-reports")


def test_a_folder_of_reports_that_comes_with_the_change_is_refused(job: Job, tmp_path: Path) -> None:
    (job.project.root / "copydesk-reports").symlink_to(tmp_path)
    job.commit({})
    status, log = ci_check(job, {})
    assert (status, "copydesk-reports is tracked by git" in log) == (2, True)


def test_an_engine_that_comes_with_the_change_is_refused(job: Job) -> None:
    home = job.project.root / ".copydesk-home"
    job.commit({".copydesk-home/engines/languagetool-6.8/languagetool-server.jar": "forged"})
    for what in ("check", "cache"):
        done = job.project.copydesk("ci", what, env={"GITHUB_ACTIONS": "", "COPYDESK_HOME": str(home)})
        assert done.status == 2
        assert "languagetool-server.jar is tracked by git" in done.err
    scripts = [*step_lines(GITLAB[1]), *step_lines(TEMPLATE.split("\n---\n")[1])]
    asked = [line for line in scripts if re.search(r"ci cache|grammar install", line)]
    assert [("ci cache" in line) for line in asked] == [True, False] * 2


def step_lines(text: str) -> list[str]:
    return list(Document("job", text).value["copydesk"]["script"])


def test_outside_of_a_repository(project: Project) -> None:
    done = project.write(ARTICLES).copydesk("ci", "check", env={"GITHUB_ACTIONS": ""})
    assert done.status == 2
    assert "not a git repository" in done.err


# ---- what stands in files is valid


def fences(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.+?)^```$", GUIDE, re.M | re.S)
    filled = {
        "<owner>": "example",
        "<commit id>": "0123456789" * 4,
        "<address of this repository>": "https://git.example.org/copydesk",
    }
    for name, value in filled.items():
        found = [text.replace(name, value) for text in found]
    return found


WORKFLOWS = [text for text in fences("yaml") if ".github/" in text]
GITLAB = [text for text in fences("yaml") if ".gitlab-ci" in text]


def tool(name: str, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_schemas_and_auditor_find_no_fault(tmp_path: Path) -> None:
    assert len(WORKFLOWS) == 2
    assert len(GITLAB) == 2
    shutil.copy(ROOT / "action.yml", tmp_path)
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    jobs = [*GITLAB, TEMPLATE.split("\n---\n")[1]]
    for number, text in enumerate(WORKFLOWS):
        (folder / f"{number}.yml").write_text(text)
    for number, text in enumerate(jobs):
        (tmp_path / f"{number}.gitlab-ci.yml").write_text(text)
    tool("zizmor", "--offline", "--no-progress", "--persona=pedantic", str(tmp_path))
    tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(tmp_path / "action.yml"))
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, folder.iterdir()))
    tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *map(str, tmp_path.glob("*.gitlab-ci.yml")))


def test_the_auditor_would_find_a_fault(tmp_path: Path) -> None:
    loose = (ROOT / "action.yml").read_text(encoding="utf-8").replace('--base="$BASE"', "--base=${{ inputs.base }}")
    (tmp_path / "action.yml").write_text(loose)
    with pytest.raises(AssertionError, match="template-injection"):
        tool("zizmor", "--offline", "--no-progress", str(tmp_path))


def test_other_actions_are_pinned_and_inputs_stay_out_of_scripts() -> None:
    texts = [(ROOT / "action.yml").read_text(encoding="utf-8"), *WORKFLOWS]
    for text in texts:
        used = re.findall(r"uses: (.+)", text)
        assert used
        for one in used:
            assert re.fullmatch(
                r"actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|(?:github|example)/\S+@[0-9]\w{39}.*", one
            )
        assert not re.search(r"secrets\.|github\.token|^on:.*pull_request_target", text, re.M)
    assert not [one for one in STEPS if "${{" in one.get("run", "")]


def test_every_python_of_the_action_leaves_the_articles_alone() -> None:
    ran = [one for one in STEPS if "run" in one]
    assert len(ran) == 4
    assert all(one["env"]["PYTHONSAFEPATH"] == "1" for one in ran)
    assert 'PYTHONSAFEPATH: "1"' in TEMPLATE
    others = (*GITLAB[1:], *fences("groovy"), *fences("sh"))
    assert all(0 < text.index("PYTHONSAFEPATH") < text.index("-m venv") for text in others)


def test_scripts_of_the_documents_are_shell_and_name_options_that_exist() -> None:
    jobs = [step_lines(text) for text in (GITLAB[1], TEMPLATE.split("\n---\n")[1])]
    (jenkins,) = fences("groovy")
    assert jenkins.count("{") == jenkins.count("}") > 5
    scripts = [line for job in jobs for line in job] + re.findall(r"sh '(.+)'", jenkins) + fences("sh")
    known = {"--quiet", "--disable-pip-version-check", *parser()._known_options()}  # type: ignore[attr-defined]
    for script in (*scripts, *(one["run"] for one in STEPS if "run" in one and "pip" not in one["run"])):
        subprocess.run(["bash", "-n", "-c", script], check=True)
        assert set(re.findall(r"(?<![\w-])--[\w-]+", script)) <= known, script


def test_the_guide_names_all_inputs_and_outputs() -> None:
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert f"`{name}`" in GUIDE
    for name in Document("spec", TEMPLATE.split("\n---\n")[0]).value["spec"]["inputs"]:
        assert f"`{name}`" in GUIDE or f"{name}: " in GUIDE


@pytest.mark.java
def test_the_action_checks_grammar_with_the_engine_that_it_installed(job: Job) -> None:
    home = job.temp / "copydesk-home"
    furnish(home)
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + "\nThe master kept an careful ledger of every sack.\n"})
    with living_in(home):
        installed = run_step("Install the grammar engine", job.project.root, job.temp, job.environ({}))
        assert installed.status == 0, installed.log
        ran = job.check(base, grammar="true")
    assert ran.status == 1, ran.log
    assert [one for one in obeyed(ran.log) if "EN_A_VS_AN" in one.data and "Try: an → a" in one.data], ran.log


@pytest.mark.build
def test_the_action_installs_what_it_then_runs(job: Job, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    base = job.head()
    job.commit({"mills.md": ARTICLES["mills.md"] + NEW, "pip.py": "print('trapped')\n"})
    environ = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHON": sys.executable, "GITHUB_ACTION_PATH": str(ROOT)}
    script = step("Install Copydesk")["run"]
    command = ["bash", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=job.project.root, env={**environ, "PACKAGES": str(packages)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"trapped" not in done.stdout
    assert (packages / "lint/_data/rules").is_dir()
    ran = subprocess.run(
        [sys.executable, "-m", "lint", "ci", "check", "--offline", "--ignore=grammar", f"--base={base}"],
        cwd=job.project.root,
        env={**environ, "PYTHONPATH": str(packages), "GITHUB_ACTIONS": ""},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout.decode()
    assert b"drawings/wheel.png" in ran.stdout
