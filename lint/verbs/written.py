"""Reports that leave as files: what `--report FORMAT=PATH` asks for, and where its paths lead from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from lint import git, reporters
from lint.finding import Report
from lint.settings import Settings, UsageError
from lint.verbs.project import prefix_of

Target = tuple[str, Path]
"""The name of a format, and the file or folder that its report goes to."""


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "text, concise or json"."""
    return f"{', '.join(names[:-1])} or {names[-1]}"


def targets_of(given: Iterable[str]) -> Iterator[Target]:
    """Yield what each FORMAT=PATH asks for; raise UsageError for what is none, or no place for such a report."""
    for one in given:
        name, equals, path = one.partition("=")
        if not equals or not path or name not in reporters.TABLE:
            known = ", ".join(reporters.TABLE)
            raise UsageError(f"--report {one}: expected FORMAT=PATH, with one of the formats {known}")
        if name in reporters.FOLDERS:
            _refuse(name, Path(path))
        yield name, Path(path)


def _refuse(name: str, folder: Path) -> None:
    from lint.reporters import write

    try:
        write.refuse(folder, name)
    except write.WriteError as error:
        raise UsageError(f"--report {name}={folder}: {error}") from None


def spare(targets: Iterable[Target], settings: Settings, named: Sequence[Path] = ()) -> None:
    """Raise UsageError, before a long run, for a file that is no earlier report and would be lost."""
    from lint.verbs import spared

    for name, path in targets:
        if name not in reporters.FOLDERS:
            spared.refuse(name, path, settings, named)


def printed_prefix(name: str, root: Path) -> str:
    """Return what stands before the paths of a report that is printed."""
    return _of_repository(root) if name in reporters.OF_REPOSITORY else prefix_of(root)


def _of_repository(root: Path) -> str:
    """Return what leads from the repository's root to the project's; "" outside of a repository."""
    top = git.top_level(root)
    return f"{root.relative_to(top).as_posix()}/" if top and top != root else ""


def write_reports(
    report: Report,
    texts: reporters.Texts,
    targets: Iterable[Target],
    root: Path,
    options: reporters.Options,
    note: Callable[[str], None],
) -> None:
    """Write a report in each of the formats; raise UsageError where one cannot be written."""
    from lint.reporters import write

    for name, path in targets:
        prefix = _of_repository(root) if name in reporters.OF_REPOSITORY else ""
        made = reporters.load(name)(report, texts, msgspec.structs.replace(options, prefix=prefix))
        try:
            if name in reporters.FOLDERS:
                write.write_folder(path, name, made, ignored=not path.exists() and not _has_tracked(path))
            else:
                write.write_file(path, next(iter(made))[1])
        except write.WriteError as error:
            raise UsageError(f"--report {name}={path}: {error}") from None
        note(f"{name} report: {_from_here(path / 'index.html' if name == 'html' else path)}")


def _has_tracked(folder: Path) -> bool:
    """Return whether git tracks files of a folder, which may be gone just now."""
    top = git.top_level(folder.resolve())
    if not top:
        return False
    try:
        return bool(git.tracked(top, [folder.resolve().relative_to(top).as_posix()]))
    except git.GitError:
        return False


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
