"""The only caller of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class GitError(Exception):
    """Git could not do it: what it said."""


class NoCommitsError(GitError):
    """The repository has no commits yet."""


def _git(root: Path, arguments: Sequence[str], data: bytes | None = None) -> bytes:
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, env={**os.environ, **_QUIET})
    except OSError as error:
        raise GitError(f"git cannot be run: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(said.removeprefix("fatal: ") or f"git {arguments[0]} failed")
    return done.stdout


def _names(data: bytes) -> list[str]:
    return [name for name in os.fsdecode(data).split("\0") if name]


def top_level(folder: Path) -> Path | None:
    """Return the root of the work tree that a folder lies in; None outside of one. Starts no process."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return None


def tracked_and_new(root: Path) -> list[str]:
    """Return the files below a folder that git tracks or would: untracked ones that it does not ignore, too."""
    names = _names(_git(root, ["ls-files", "-z", "-c", "-o", "--exclude-standard"]))
    return sorted(dict.fromkeys(names))  # a set would lose git's order, and with it most of the time to sort


def staged(root: Path) -> list[str]:
    """Return the files below a folder that the next commit adds or changes, relative to it."""
    arguments = ["diff", "--cached", "--name-only", "-z", "--relative", "--diff-filter=ACMRT"]
    return _names(_git(root, arguments))


def commit(root: Path, revision: str) -> str:
    """Return the id of the commit that a revision names; raise GitError with what to do if there is none."""
    try:
        return (
            _git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
            .decode()
            .strip()
        )
    except GitError:
        if not _has_commits(root):
            raise NoCommitsError("the repository has no commits yet") from None
        hint = "; the clone is shallow: fetch more of its history" if _shallow(root) else ""
        raise GitError(f"no such revision: {revision!r}{hint}") from None


def _has_commits(root: Path) -> bool:
    """Say whether a repository has a commit yet; raise GitError outside of a repository."""
    _git(root, ["rev-parse", "--git-dir"])
    try:
        _git(root, ["rev-parse", "--verify", "--quiet", "HEAD"])
    except GitError:
        return False
    return True


def _shallow(root: Path) -> bool:
    return _git(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"


def merge_base(root: Path, revision: str) -> str:
    """Return the commit at which HEAD left a revision; raise GitError if they have nothing in common."""
    other = commit(root, revision)
    if revision == "HEAD":
        return other
    try:
        return _git(root, ["merge-base", "HEAD", other]).decode().strip()
    except GitError:
        hint = "; the clone is shallow: fetch more of its history" if _shallow(root) else ""
        raise GitError(f"HEAD and {revision!r} have no commit in common{hint}") from None


def blobs(root: Path, revision: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents that files had at a revision ("" means: as staged); what was not there is left out.

    Paths are relative to `root`. Contents are as git would check them out (line ends, filters).
    """
    wanted = list(paths)
    ids = _object_ids(root, revision, wanted) if wanted else {}
    request = b"".join(os.fsencode(f"{number} {path.replace(chr(10), '?')}\n") for path, number in ids.items())
    output = _git(root, ["cat-file", "--batch", "--filters"], request) if ids else b""
    found, at = {}, 0
    for path in ids:
        end = output.index(b"\n", at)
        size = int(output[at:end].split(b" ")[2])
        found[path] = output[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _object_ids(root: Path, revision: str, paths: list[str]) -> dict[str, str]:
    """Return each file's object; a link or a submodule is none. Many paths would not fit a command line: then all."""
    listed = paths if len(paths) <= 200 else []
    command = ["ls-tree", "-r", "-z", revision] if revision else ["ls-files", "-s", "-z"]
    rows = _names(_git(root, ["--literal-pathspecs", *command, "--", *listed]))
    wanted, found = set(paths), {}
    for row in rows:
        description, _, path = row.partition("\t")
        mode, *rest = description.split()
        if path in wanted and mode.startswith("100"):
            found[path] = rest[1] if revision else rest[0]
    return found
