"""What a branch has changed since it left a revision, and the corpus as it was there: read from git's objects."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from lint import discover, git
from lint.discover import Listing
from lint.git import Change
from lint.index import Stamp
from lint.settings import ARTICLE_SUFFIXES, Settings

MOST_NAMES = 200
"""Files that are no articles, changed at once, above which all articles are looked at for mentions of them."""

_MOST_UNSTAGED = 200
"""Files whose names are given to git on a command line."""

_LONGEST_SIGN = 12
"""Bytes that one character of a file's name may take in an article, as an entity or percent-encoded."""

_SIGN = "([^A-Za-z0-9]|%[0-9a-f]{2}|&#?[a-z0-9]+;)"
_TARGET = "(\\]\\(|\\]:|[=/]|&#47;|&#x2f;|&sol;)[[:space:]<\"']*"  # what stands before a link's target
_SHOWN = re.compile(r"[^.]*|.*\.(?:a?png|jpe?g|gif|webp|avif|svg|bmp|ico|tiff?|heic|jxl|jp2)", re.IGNORECASE)
"""Names of files that articles show as pictures; one without an ending may be a picture, too."""


class Since(msgspec.Struct, frozen=True):
    """Files that are not as the commit has them at which a branch left a revision. Articles by their shown paths."""

    root: Path
    commit: str
    now: dict[str, str]  # articles that there are now, with their paths for the operating system
    texts: dict[str, bytes]  # articles that there were, under their names of then
    renamed: dict[str, str]  # from their former paths
    then: dict[str, str]  # files that there were, all kinds, each with its object
    new: frozenset[str]  # files that there were not
    gone: frozenset[str] = frozenset()  # files that there are no more, under their names of then
    staged: bool = False  # whether now is the next commit, not the work tree

    @property
    def vanished(self) -> frozenset[str]:
        """Return the former paths under which there is no article now."""
        return frozenset(self.texts.keys() - self.now.keys())


def since(settings: Settings, revision: str, *, staged: bool = False, pending: git.Pending | None = None) -> Since:
    """Return what is not as HEAD left a revision, in the work tree or as staged; raise GitError.

    `pending` is a look at the work tree that has begun already.
    """
    root = settings.root
    commit = git.merge_base(root, revision)
    changed = _changed(root, commit, pending) if pending and not staged else git.changes(root, commit, staged=staged)
    if not staged and not settings.flags.tracked:  # else what git does not know is no part of the corpus
        known = {change.path for change in changed}
        found = pending.answer()[1] if pending and pending.root == root else git.new(root)
        changed += [Change("A", name, name, "") for name in found if name not in known]
    then = {one.former: one.blob for one in changed if one.blob}
    today = [one.path for one in changed if one.status != "D"]
    articles = set(discover.matching(settings.file, sorted({*today, *then})))
    shown = discover.shown
    texts = git.contents(root, {name: then[name] for name in sorted(articles & then.keys())})
    return Since(
        root=root,
        commit=commit,
        now={shown(name): name for name in sorted(articles.intersection(today))},
        texts={shown(name): data for name, data in texts.items()},
        renamed={shown(one.former): shown(one.path) for one in changed if one.status == "R"},
        then=then,
        new=frozenset(today).difference(then),
        gone=frozenset(then).difference(today),
        staged=staged,
    )


def left_on_disk(past: Since) -> frozenset[str]:
    """Return files that are deleted from git, but lie on disk, where git does not ignore them; raise GitError."""
    lying = {name for name in past.gone if os.path.lexists(past.root / name)}
    return frozenset(lying & set(git.new(past.root))) if lying else frozenset()


def _changed(root: Path, commit: str, pending: git.Pending) -> list[Change]:
    """Return what in the work tree is not as a commit has it, without another look at all files if one will do."""
    unstaged = pending.answer()[0] if pending.root == root else None
    if unstaged is None or len(unstaged) > _MOST_UNSTAGED:
        return git.changes(root, commit)
    staged = git.changes(root, commit, staged=True)
    if not {name for one in staged for name in (one.path, one.former)}.isdisjoint(unstaged):
        return git.changes(root, commit)
    return staged + (git.changes(root, commit, only=unstaged) if unstaged else [])


def before(listing: Listing, past: Since, selected: Collection[str]) -> Listing:
    """Return a corpus as it was, given as it is now; of the selected ones, those that there were are selected.

    What stands in the listing in the place of a file, as on standard input, stands there now and not then.
    """
    instead = {path for path in listing.texts if path not in past.now and path not in past.texts}
    strange = {listing.files[path]: path for path in listing.selected - past.now.keys() - instead}
    instead |= {
        strange[name] for name in strange.keys() - set(git.tracked(past.root, sorted(strange)))
    }  # git ignores it
    names = {listing.files[path]: path for path in instead}
    texts = {names[name]: data for name, data in git.blobs(past.root, past.commit, sorted(names)).items()}
    texts |= past.texts
    new = (past.now.keys() | instead) - texts.keys()
    files = {path: name for path, name in listing.files.items() if path not in new} | {path: path for path in texts}
    stamps = {path: listing.stamps[path] for path in files if path in listing.stamps}
    return msgspec.structs.replace(
        listing,
        files=dict(sorted(files.items())),
        stamps={**stamps, **{path: Stamp(len(data), 0) for path, data in texts.items()}},
        selected=frozenset(selected) & files.keys(),
        notes=(),
        texts=texts,
        gone=None if listing.gone is None else (listing.gone | new) - texts.keys(),
        census=None,
    )


def concerned(settings: Settings, past: Since, *, by_gone: bool = False) -> set[str]:
    """Return the articles that have not changed, but may name a file that has, by their shown paths.

    With `by_gone`, only what names a file that is deleted, or called otherwise.
    """
    names = past.gone if by_gone else {*past.gone, *filter(_may_be_shown, {*past.then, *past.new})}
    others = [name for name in discover.without_reports(sorted(names)) if not name.endswith(ARTICLE_SUFFIXES)]
    if not others:
        return set()
    if len(others) > MOST_NAMES:
        found = git.tracked_and_new(past.root)
    else:
        found = git.mentioning(past.root, _mentions(others), staged=past.staged)
    return {discover.shown(name) for name in discover.matching(settings.file, found)} - past.now.keys()


def _mentions(paths: Iterable[str]) -> list[str]:
    """Return expressions for lines that may name files: their letters and digits, with room for what is escaped.

    They are no part of a longer word; a name without an ending, which may be a word, stands where a target does. Git
    looks for each expression anew, so there are two at most.
    """
    names = sorted({unicodedata.normalize("NFC", path.rpartition("/")[2]) for path in paths})
    kinds = (f"(^|{_SIGN})", [name for name in names if "." in name]), (_TARGET, [n for n in names if "." not in n])
    return [f"{before}({'|'.join(map(_spelt, some))})([^A-Za-z0-9]|$)" for before, some in kinds if some]


def _spelt(name: str) -> str:
    return "".join(part if at % 2 else _between(part) for at, part in enumerate(re.split(r"([A-Za-z0-9]+)", name)))


def _between(signs: str) -> str:
    if signs.isascii():
        return f"{_SIGN}+" if signs else ""
    return f".{{0,{min(_LONGEST_SIGN * len(signs), 255)}}}"


def _may_be_shown(name: str) -> bool:
    """Say whether what a file holds can bring a finding: of what is no picture, articles only need it to be there."""
    return bool(_SHOWN.fullmatch(name.rpartition("/")[2]))


def of_gone(settings: Settings, past: Since) -> list[Path]:
    """Return the unchanged articles that a deleted or renamed file concerns: no path given to a hook names them."""
    return [past.root / name for name in sorted(concerned(settings, past, by_gone=True))]


def named(settings: Settings, past: Since, paths: Sequence[Path]) -> list[Path]:
    """Return what of some paths is to be looked at: articles that changed, or that a change concerns.

    What git does not know is new; what is no article, or is not there, is told by who looks for it.
    """
    root = settings.root
    files = [path for path in paths if not path.is_dir()]
    asked = [name for path in files if (name := discover.relative(root, path)) not in past.now.values()]
    is_article = set(discover.matching(settings.file, asked))
    tracked = set(git.tracked(root, sorted(is_article)))
    at_all = past.now.keys() | (concerned(settings, past) if len(files) < len(paths) or tracked else set())
    kept = [path for path in files if _is_kept(discover.relative(root, path), tracked, at_all)]
    return kept + [root / past.now.get(name, name) for name in sorted(_inside(root, paths, at_all))]


def _is_kept(name: str, tracked: Collection[str], at_all: Collection[str]) -> bool:
    return name not in tracked or discover.shown(name) in at_all


def _inside(root: Path, paths: Iterable[Path], articles: Iterable[str]) -> set[str]:
    folders = [discover.shown(discover.relative(root, path)) for path in paths if path.is_dir()]
    return {one for one in articles if any(top == "." or one.startswith(f"{top}/") for top in folders)}


def all_named(settings: Settings, past: Since) -> list[Path]:
    """Return all articles that are to be looked at."""
    return [past.root / past.now.get(name, name) for name in sorted(past.now.keys() | concerned(settings, past))]


def former(past: Since, selected: Iterable[str]) -> set[str]:
    """Return the paths that selected articles had, and those of articles that are gone."""
    back: Mapping[str, str] = {new: old for old, new in past.renamed.items()}
    return {back.get(path, path) for path in selected} | past.vanished
