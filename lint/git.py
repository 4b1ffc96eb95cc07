"""The only caller of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_NEW = ["ls-files", "-z", "-o", "--exclude-standard"]
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class GitError(Exception):
    """Git could not do it: what it said."""


class NoCommitsError(GitError):
    """The repository has no commits yet."""


class Change(NamedTuple):
    """A file that is not as a commit has it. Paths are relative to the folder that was asked about."""

    status: str  # A added, D deleted, M changed, T of another kind, R renamed, U not merged
    path: str  # what it is called now
    former: str  # what the commit calls it
    blob: str  # its content in the commit; "" where that is no plain file


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
        self.root = root
        unstaged = ["diff-files", "--name-only", "-z", "--relative"]
        self._running = [self._begun(root, arguments) for arguments in (unstaged, _NEW)]
        self._found: list[list[str]] = []

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
        if not self._found:
            found = [one.communicate()[0] if one and one.returncode is None else b"" for one in self._running]
            if any(one is None or one.returncode for one in self._running):
                raise GitError("git could not look at the work tree")
            self._found = [_names(data) for data in found]
        return self._found[0], self._found[1]


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
        hint = f"; {_deeper(root)}" if _shallow(root) else "; fetch it first, or look at `git branch --all`"
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


def _deeper(root: Path) -> str:
    """Return how a shallow clone gets the history that it lacks."""
    depth = _git(root, ["rev-list", "--count", "--first-parent", "HEAD"]).decode().strip()
    return (
        f"this clone is shallow, with {depth} of its commits: run `git fetch --unshallow`; in GitHub Actions give "
        "actions/checkout `fetch-depth: 0`, in GitLab CI set GIT_DEPTH to 0"
    )


def merge_base(root: Path, revision: str) -> str:
    """Return the commit at which HEAD left a revision; raise GitError if they have nothing in common."""
    other = commit(root, revision)
    if revision == "HEAD":
        return other
    try:
        return _git(root, ["merge-base", "HEAD", other]).decode().strip()
    except GitError:
        hint = f"; {_deeper(root)}" if _shallow(root) else ""
        raise GitError(f"HEAD and {revision!r} have no commit in common{hint}") from None


def before(root: Path, day: str) -> str:
    """Return the last commit before a day began (UTC), such as 2026-03-01; raise GitError if there is none."""
    found = _git(root, ["rev-list", "-1", "--first-parent", f"--before={day}T00:00:00+00:00", "HEAD"]).decode().strip()
    if not found:
        raise GitError(f"no commit is older than {day}")
    return found


def blobs(root: Path, revision: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents that files had at a revision ("" means: as staged); what was not there is left out.

    Paths are relative to `root`. Contents are as git would check them out (line ends, filters).
    """
    wanted = list(paths)
    return contents(root, _object_ids(root, revision, wanted) if wanted else {})


def contents(root: Path, ids: Mapping[str, str]) -> dict[str, bytes]:
    """Return the contents of objects by path, as git would check them out there."""
    top = top_level(root)
    within = root.relative_to(top).as_posix() if top else "."  # attributes need the whole path
    prefix = "" if within == "." else f"{within}/"
    lines = (f"{number} {f'{prefix}{path}'.replace(chr(10), '?')}\n" for path, number in ids.items())
    request = os.fsencode("".join(lines))
    output = _git(root, ["cat-file", "--batch", "--filters"], request) if ids else b""
    found, at = {}, 0
    for path in ids:
        end = output.index(b"\n", at)
        head = output[at:end].split(b" ")
        if not head[-1].isdigit():
            raise GitError(f"{path}: its content at that revision is not in this clone; fetch it whole")
        size = int(head[-1])
        found[path] = output[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def content(root: Path, blob: str) -> bytes:
    """Return the content of one object as it is kept."""
    return _git(root, ["cat-file", "blob", blob])


def changes(root: Path, base: str, *, staged: bool = False, only: Sequence[str] = ()) -> list[Change]:
    """Return which files below a folder are not as a commit has them: in the work tree, or as staged.

    Untracked files are not among them. Renames are found by their content; a copy is an added file. `only`: of these.
    """
    command = ["--literal-pathspecs", *_DIFF, *(["--cached"] if staged else []), base, "--", *only]
    found = _names(_git(root, command))
    made: list[Change] = []
    at = 0
    while at < len(found):
        former_mode, mode, blob, _, status = found[at].removeprefix(":").split(" ")
        renamed = status[0] == "R"
        former, path = found[at + 1], found[at + 1 + renamed]
        at += 2 + renamed
        if _SUBMODULE not in (former_mode, mode):  # its files are its own
            made.append(Change(status[0], path, former, blob if former_mode.startswith("100") else ""))
    return list(_merged(root, base, made))


def _merged(root: Path, base: str, changed: Sequence[Change]) -> Iterator[Change]:
    """Yield each file once: of one that waits for a merge git tells that, and perhaps what lies in the work tree."""
    waiting = [one.path for one in changed if one.status == "U"]
    ids = _object_ids(root, base, waiting) if waiting else {}
    yield from (Change("M" if name in ids else "A", name, name, ids.get(name, "")) for name in waiting)
    yield from (one for one in changed if one.path not in waiting)


_SUBMODULE = "160000"
_DIFF = (
    *("diff", "--raw", "--no-abbrev", "-z", "--relative", "--no-ext-diff", "--no-textconv"),
    *("--ignore-submodules=all", "--find-renames", "-l1000"),
)


def mentioning(root: Path, expressions: Sequence[str], *, staged: bool = False) -> list[str]:
    """Return the tracked files below a folder in which, or as staged, some extended regular expression matches."""
    command = ["grep", *(["--cached"] if staged else []), "-l", "-z", "-i", "-a", "-E", "--no-recurse-submodules"]
    try:
        return _names(_git(root, [*command, "-f", "-", "--", "."], "\n".join(expressions).encode()))
    except GitError as error:
        if str(error) == "git grep failed":  # which it says of nothing found, without a word
            return []
        raise


def listed(root: Path, revision: str, paths: Sequence[str]) -> dict[str, str]:
    """Return the files that a commit has at or below some paths, each with its mode and kind, such as 100644."""
    if not paths:
        return {}
    rows = _names(_git(root, ["--literal-pathspecs", "ls-tree", "-r", "-z", revision, "--", *paths]))
    return {path: description.split()[0] for description, _, path in (row.partition("\t") for row in rows)}


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
