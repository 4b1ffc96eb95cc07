"""The only caller of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

_NEW = ["ls-files", "-z", "-o", "--exclude-standard"]
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class GitError(Exception):
    """Git could not do it: what it said."""


class NoCommitsError(GitError):
    """The repository has no commits yet."""


def _command(root: Path, arguments: Sequence[str]) -> list[str]:
    return ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]


def _env() -> dict[str, str]:
    return {**os.environ, **_QUIET}


def _git(root: Path, arguments: Sequence[str], data: bytes | None = None) -> bytes:
    command = _command(root, arguments)
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, env=_env())
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


def new(root: Path) -> list[str]:
    """Return the untracked files below a folder that git does not ignore."""
    return _names(_git(root, _NEW))


def differing(root: Path, revision: str) -> list[str]:
    """Return the tracked files below a folder that are not as a revision has them; some may be after all."""
    return _names(_git(root, ["diff-index", "--name-only", "--no-renames", "-z", "--relative", revision, "--"]))


def staged_since(root: Path, revision: str) -> dict[str, str]:
    """Return the files below a folder that the next commit has otherwise than a revision, each with git's letter."""
    found = _names(
        _git(root, ["diff-index", "--cached", "--name-status", "--no-renames", "-z", "--relative", revision])
    )
    return dict(zip(found[1::2], found[::2], strict=True))


def with_parents(root: Path, revision: str) -> list[str]:
    """Return the id of a commit, and those of its parents that are at hand."""
    return _git(root, ["rev-list", "--parents", "-n", "1", "--end-of-options", revision]).decode().split()


def all_tracked(root: Path) -> list[str]:
    """Return the files below a folder that git tracks."""
    return _names(_git(root, ["ls-files", "-z", "-c"]))


def tracked(root: Path, names: Sequence[str]) -> list[str]:
    """Return those of some files below a folder that git tracks."""
    return _names(_git(root, ["--literal-pathspecs", "ls-files", "-z", "-c", "--", *names])) if names else []


class Pending:
    """Git's look at a work tree, in processes of its own: which files differ from what is staged, or are new."""

    def __init__(self, root: Path) -> None:
        unstaged = ["diff-files", "--name-only", "-z", "--relative"]
        self._running = [self._begun(root, arguments) for arguments in (unstaged, _NEW)]

    @staticmethod
    def _begun(root: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes] | None:
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        try:
            return subprocess.Popen(_command(root, arguments), stdout=pipe, stderr=quiet, stdin=quiet, env=_env())
        except OSError:
            return None

    def close(self) -> None:
        """Let it be, whether it was answered or not."""
        for one in self._running:
            if one and one.returncode is None:
                one.kill()
                one.communicate()

    def answer(self) -> tuple[list[str], list[str]]:
        """Return the files that differ from what is staged, and the new ones; raise GitError."""
        found = [one.communicate()[0] if one else b"" for one in self._running]
        if any(one is None or one.returncode for one in self._running):
            raise GitError("git could not look at the work tree")
        return _names(found[0]), _names(found[1])


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


def before(root: Path, day: str) -> str:
    """Return the last commit before a day began (UTC), such as 2026-03-01; raise GitError if there is none."""
    found = _git(root, ["rev-list", "-1", "--first-parent", f"--before={day}T00:00:00+00:00", "HEAD"]).decode().strip()
    if not found:
        raise GitError(f"no commit is older than {day}")
    return found


def files_at(root: Path, revision: str) -> list[str]:
    """Return the files below a folder that a revision has."""
    return _names(_git(root, ["ls-tree", "-r", "-z", "--name-only", revision]))


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
