"""What the services that run checks of changes tell a job, in its environment, of the change and of themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from lint import git
from lint.settings import UsageError

_ALWAYS = (("json", "copydesk.json"), ("sarif", "copydesk.sarif"))


class Service(msgspec.Struct, frozen=True):
    """A service, and the change that it runs a job for."""

    name: str
    base: str = ""  # the revision that the change is to become a part of; "" where there is no change
    deepen: str = "Fetch the whole history: git fetch --unshallow"  # what to do where the base is not in the clone
    formats: tuple[tuple[str, str], ...] = (*_ALWAYS, ("junit", "junit.xml"), ("checkstyle", "checkstyle.xml"))
    """Formats that it shows or keeps, each with a file name."""


def running(environ: Mapping[str, str], root: Path) -> Service:
    """Return the service that runs this job; of the name "" if none that is known does. May raise UsageError."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return _github(environ, root)
    if environ.get("GITLAB_CI") == "true":
        return _gitlab(environ)
    if environ.get("JENKINS_URL"):
        target = environ.get("CHANGE_TARGET", "")
        deepen = "Let the checkout be no shallow clone, and fetch the target branch too."
        return Service("jenkins", f"refs/remotes/origin/{target}" if target else "", deepen)
    return Service("")


def _github(environ: Mapping[str, str], root: Path) -> Service:
    if environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        raise UsageError(
            "this job runs for pull_request_target, with the rights of the repository on the text of a stranger; "
            "let it run for pull_request, which needs no rights"
        )
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    base = _text(event, "pull_request", "base", "sha")
    if base and environ.get("GITHUB_SHA"):
        head, *parents = git.with_parents(root, "HEAD")
        if head == environ["GITHUB_SHA"] and len(parents) == 2:  # as GitHub merges it; `base` may be older
            base = parents[0]
    return Service(
        "github",
        base or _text(event, "merge_group", "base_sha"),
        "Give actions/checkout `fetch-depth: 0`.",
        (*_ALWAYS, ("github", "annotations.txt"), ("summary", "summary.md")),
    )


def _event(file: str) -> dict[str, Any]:
    try:
        found = json.loads(Path(file).read_bytes()) if file else {}
    except (OSError, ValueError) as error:
        raise UsageError(f"GITHUB_EVENT_PATH names {file}, which cannot be read: {error}") from None
    return found if isinstance(found, dict) else {}


def _text(value: Any, *names: str) -> str:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _gitlab(environ: Mapping[str, str]) -> Service:
    # Where the job runs on the merged result, the target has moved on since the base of the change.
    base = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA") or environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    formats = (*_ALWAYS, ("gitlab", "gl-code-quality-report.json"), ("junit", "junit.xml"))
    return Service("gitlab", base, "Give the job the variable `GIT_DEPTH: 0`.", formats)
