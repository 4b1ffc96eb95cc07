"""A runner of CI jobs, as far as tests need one: which lines of a log it obeys, and a step of `action.yml` run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lint.yamlfile import Document
from tests.conftest import ROOT

ACTION: dict[str, Any] = Document("action", (ROOT / "action.yml").read_text(encoding="utf-8")).value
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_ANYWHERE = re.compile(r"##(?:vso|teamcity)?\[", re.IGNORECASE)


class Obeyed(NamedTuple):
    """A line that a runner took for a command."""

    command: str
    properties: str
    data: str


def obeyed(log: str) -> list[Obeyed]:
    """Return what a runner would obey of a log: `::` at a line's start, `##[` anywhere, unless it was told to stop."""
    found, stopped = [], ""
    for line in re.split(r"\r\n|[\r\n]", log):
        command = _command(line)
        if command is None:
            continue
        if stopped:
            stopped = "" if command.command == stopped else stopped
        elif command.command == "stop-commands":
            stopped = command.data
        else:
            found.append(command)
    assert not stopped, "the runner was never told to listen again"
    return found


def _command(line: str) -> Obeyed | None:
    leading = line.lstrip()
    end = leading.find("::", 2)
    if leading.startswith("::") and end > 0:
        name, _, properties = leading[2:end].partition(" ")
        return Obeyed(name, properties, leading[end + 2 :])
    anywhere = _ANYWHERE.search(line)
    return Obeyed("##", "", line[anywhere.start() :]) if anywhere else None


class Ran(NamedTuple):
    """How a step ended."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


def step(name: str) -> dict[str, Any]:
    """Return a step of the action by its name."""
    (found,) = [one for one in STEPS if one.get("name") == name]
    return found


def run_step(name: str, folder: Path, temp: Path, environ: Mapping[str, str], **inputs: str) -> Ran:
    """Run a step's script as a runner would, with the environment that it names; Copydesk is this one."""
    found = step(name)
    known = {
        "${{ steps.python.outputs.python-path }}": sys.executable,
        "${{ runner.temp }}/copydesk": str(ROOT),
        "${{ runner.temp }}/copydesk-home": str(temp / "copydesk-home"),
        "${{ runner.temp }}/copydesk-reports": str(temp / "copydesk-reports"),
        "${{ inputs.offline == 'true' && 'yes' || '' }}": "yes" if inputs.get("offline") == "true" else "",
        "${{ inputs.grammar != 'true' && 'grammar' || '' }}": ""
        if inputs.get("grammar", "true") == "true"
        else "grammar",
    }
    for given, one in ACTION["inputs"].items():
        known[f"${{{{ inputs.{given} }}}}"] = inputs.get(given, one.get("default", ""))
    own = {key: known[value] if "${{" in value else value for key, value in found.get("env", {}).items()}
    output, summary = temp / "output", temp / "summary"
    for file in (output, summary):
        file.write_bytes(b"")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "PYTHON", "COPYDESK_"))}
    files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**plain, "GITHUB_ACTIONS": "true", **files, **environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    told = done.stdout.decode("utf-8")
    return Ran(done.returncode, told, outputs_in(output.read_text("utf-8")), summary.read_text("utf-8"))


def outputs_in(text: str) -> dict[str, str]:
    """Return what a step handed on: name to value."""
    return {name: value for name, _, value in re.findall(r"^([\w-]+)<<(\w+)\n(.*?)\n\2$", text, re.M | re.S)}
