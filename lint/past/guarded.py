"""`--settings-from REV`: what a change cannot decide about its own check. This is the one table of that.

Of copydesk.yml, REV says what is checked, what is let pass and what fails; the change says how the text is to be read
and what is asked of it, and its readers are told where it asks for something else. Who wants to get a text past the
check would otherwise write it into the settings beside it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from lint import configure, git
from lint.grammar.dictionary import Dictionary
from lint.memo import Memo
from lint.mistakes import MistakesError
from lint.past import baseline
from lint.settings import FILE_NAME, Flags, Override, Settings, SettingsFile, UsageError
from lint.stet import decisions

Origin = Literal["revision", "change", "each"]

KEYS: dict[str, Origin] = {
    "include": "revision",  # a file that is no article is not looked at
    "exclude": "revision",
    "select": "revision",  # a rule that does not run finds nothing
    "ignore": "revision",
    "fail_on": "revision",
    "incomplete": "revision",
    "wait_for_grammar": "change",  # when a hook ends, not what it finds
    "max_bytes": "revision",  # what is larger is not read
    "boilerplate": "revision",  # repeats that are meant
    "dictionary": "revision",  # where it lies, and its words: each one hides a misspelling
    "rule_dirs": "revision",  # which, and the rules in them: their expressions run over every article
    "language": "change",  # what the text is written in
    "site_root": "change",  # where the change's own files lie
    "front_matter": "change",
    "rules": "each",
    "overrides": "each",
}
"""Whose word counts, of each key of copydesk.yml; "each": that goes by what stands in it."""

PARAMETERS = frozenset(("severity", "allow", "ignore", "licences", "quotes"))
"""Of a rule's settings, those that REV decides: how heavy it is, and what it lets pass. All others are thresholds."""

FILES = (baseline.FILE, decisions.FILE_NAME)
"""Beside the settings, these are as in REV, too."""


def guarded(change: SettingsFile, revision: SettingsFile, rules: Iterable[str]) -> SettingsFile:
    """Return the settings of a change with all that it cannot decide as a revision has it; `rules` are those of REV."""
    ours = {key: getattr(revision, key) for key, origin in KEYS.items() if origin == "revision"}
    known = set(rules)
    return msgspec.structs.replace(
        change,
        **ours,
        rules=_joined(change.rules, revision.rules, known),
        overrides=(*_overrides(revision.overrides, known, is_ours=True), *_overrides(change.overrides, known)),
    )


def _joined(change: _Rules, revision: _Rules, known: set[str]) -> dict[str, dict[str, Any]]:
    free, bound = _part(change, known), _part(revision, known, is_ours=True)
    return {name: {**free.get(name, {}), **bound.get(name, {})} for name in [*free, *bound]}


_Rules = Mapping[str, Mapping[str, Any]]


def _part(rules: _Rules, known: set[str], *, is_ours: bool = False) -> dict[str, dict[str, Any]]:
    kept = {
        name: {key: value for key, value in given.items() if (key in PARAMETERS) is is_ours}
        for name, given in rules.items()
        if name in known
    }
    return {name: given for name, given in kept.items() if given}


def _overrides(given: Sequence[Override], known: set[str], *, is_ours: bool = False) -> Iterator[Override]:
    for one in given:
        rules = _part(one.rules, known, is_ours=is_ours)
        if is_ours:
            yield Override(one.files, one.select, one.ignore, "", rules)
        else:
            yield Override(one.files, None, (), one.language, rules)


def differing(change: SettingsFile, revision: SettingsFile) -> list[str]:
    """Return the names of what the change asks otherwise than a revision and what counts, for its readers."""
    names = [
        key for key, origin in KEYS.items() if origin == "change" and getattr(change, key) != getattr(revision, key)
    ]
    every = {*change.rules, *revision.rules}
    free, were = _part(change.rules, every), _part(revision.rules, every)
    names += [f"rules.{name}" for name in sorted(every) if free.get(name) != were.get(name)]
    bare = [
        list(_overrides(one.overrides, {name for o in one.overrides for name in o.rules})) for one in (change, revision)
    ]
    kept = [[o for o in some if o.language or o.rules] for some in bare]
    return names + (["overrides"] if kept[0] != kept[1] else [])


# ---- read from git's objects


def root_at(revision: str, start: Path) -> Path | None:
    """Return the nearest folder, from one upwards, with settings in a revision, else the repository's; None: no git."""
    top = git.top_level(start)
    if top is None:
        return None
    above = [one for one in (start, *start.parents) if one.is_relative_to(top)]
    names = {one: (one / FILE_NAME).relative_to(top).as_posix() for one in above}
    there = _asked(revision, lambda: git.listed(top, git.commit(top, revision), list(names.values())))
    return next((one for one in above if names[one] in there), top)


def load_settings(root: Path, config: Path | None, flags: Flags, memo: Memo | None, revision: str) -> Settings:
    """Return the settings of a change as far as a revision lets it decide; raise MistakesError or UsageError."""
    change = configure.written(root, config, memo)
    with tempfile.TemporaryDirectory(prefix="copydesk-") as name:
        folder = Path(name).resolve()
        ours, words = _of_revision(root, config, Flags(), memo, revision, folder)
        house = {one: (folder / one).read_bytes() for one in FILES if (folder / one).is_file()}
    free = _free(change, ours.all_rules)
    configure.refuse_wrong(root, config, free, ours.all_rules)
    made = configure.settled(root, guarded(free, ours.file, ours.all_rules), ours.all_rules, flags, ours.dictionary)
    made.words = words
    made.house = house
    made.changed = tuple(differing(change, ours.file))
    return made


def _free(change: SettingsFile, rules: Iterable[str]) -> SettingsFile:
    """Return what a change may decide, about rules that there are."""
    known = set(rules)
    overrides = tuple(_overrides(change.overrides, known))
    plain = SettingsFile(rules=_part(change.rules, known), overrides=overrides)
    said = {key: getattr(change, key) for key, origin in KEYS.items() if origin == "change"}
    return msgspec.structs.replace(plain, **said)


def _of_revision(
    root: Path, config: Path | None, flags: Flags, memo: Memo | None, revision: str, folder: Path
) -> tuple[Settings, Dictionary]:
    """Put what counts of a revision into a folder, and read its settings there."""
    inside = config is None or config.is_relative_to(root)
    name = (config or root / FILE_NAME).relative_to(root).as_posix() if inside else ""
    commit = _asked(revision, lambda: git.commit(root, revision))
    _put(root, commit, revision, [*FILES, *([name] if name else [])], folder)
    settings = folder / name if name else config
    if config and not (settings and settings.is_file()):
        raise UsageError(f"--settings-from {revision}: there is no {name}, which --config names")
    try:
        there = settings if settings and settings.is_file() else None
        file = configure.written(folder, there, memo)
        base = Path(name).parent
        also = [(base / one).as_posix() for one in (file.dictionary, *file.rule_dirs)]
        _put(root, commit, revision, [os.path.normpath(one) for one in also], folder)
        made = configure.load_settings(folder, there, flags, memo)
        return made, made.words  # which must be read now
    except MistakesError as error:
        told = [msgspec.structs.replace(one, file=f"{revision}:{one.file}") for one in error.mistakes]
        raise MistakesError(told) from None


def _put(root: Path, commit: str, revision: str, names: Sequence[str], folder: Path) -> None:
    """Write files of a commit, and those in its folders, below another folder."""
    wanted = [name for name in names if not name.startswith("..") and not Path(name).is_absolute()]
    listed = _asked(revision, lambda: git.listed(root, commit, wanted))
    for name, mode in listed.items():
        if mode == "120000":
            raise UsageError(f"--settings-from {revision}: {name} is a symbolic link there, which is not followed")
    found = _asked(revision, lambda: git.blobs(root, commit, sorted(listed)))
    for name, data in found.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _asked(revision: str, ask: Any) -> Any:
    try:
        return ask()
    except git.GitError as error:
        raise UsageError(f"--settings-from {revision}: {error}") from None
