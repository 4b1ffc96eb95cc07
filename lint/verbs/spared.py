"""What no report may replace: articles, files of ours, and what git keeps; an earlier report may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lint import discover, git
from lint.cache import FOLDER
from lint.settings import ARTICLE_SUFFIXES, FILE_NAME, Settings, UsageError
from lint.verbs.project import absolute

_BEGINS = {
    "json": rb'\{"schema":\d+,"tool":',
    "csv": rb"(\xef\xbb\xbf)?path,line,column,",
    "gitlab": rb'\[(\]|\{"description":)',
    "sarif": rb'\{"\$schema":"[^"]*sarif',
    "rdjson": rb'\{"source":\{"name":"copydesk"',
    "rdjsonl": rb'\{"message":',
    "junit": rb'<\?xml[^>]*><testsuitesname="Copydesk"',
    "checkstyle": rb"<\?xml[^>]*><checkstyle",
    "summary": rb"##Copydesk",
}
"""How a report begins, without its spaces, where its format tells; the others are plain lines."""

_ADDED_TO = "summary"
"""Services hand over a file for this one in which other lines may stand."""

_HEAD = 400


def refuse(name: str, given: Path, settings: Settings, named: Sequence[Path]) -> None:
    """Raise UsageError, before a long run, for a file that no report of one stream may replace.

    `named` are the paths to be checked. Pipes, devices and empty files may be written to.
    """
    places = dict.fromkeys((absolute(str(given)), given.resolve()))
    why = next(filter(None, (_ours(place, settings) for place in places)), "")
    if not why and given.is_file() and given.stat().st_size:
        why = "".join(_lost(name, list(places), settings, named))
    if why:
        raise UsageError(f"--report {name}={given}: {why}; name another file for this report")


def _ours(place: Path, settings: Settings) -> str:
    """Return which file of Copydesk's or git's own it is; "" if it is none."""
    from lint.past import guarded

    folders = (settings.root / one for one in settings.file.rule_dirs)
    known = (settings.root / settings.file.dictionary, Path(settings.flags.config or settings.root / FILE_NAME))
    own = place.name in (FILE_NAME, *guarded.FILES) or place in known or any(map(place.is_relative_to, folders))
    if own or (place.exists() and any(one.exists() and one.samefile(place) for one in known)):
        return "this is a file of the settings, or of what was decided"
    return f"{place.parent} is not for reports" if {".git", FOLDER} & set(place.parts) else ""


def _lost(name: str, places: Sequence[Path], settings: Settings, named: Sequence[Path]) -> Iterator[str]:
    """Yield why what stands there would be lost; nothing, if it may be."""
    with places[0].open("rb") as file:
        head = b"".join(file.read(_HEAD).split())
    begins = _BEGINS.get(name)
    if begins and re.match(begins, head):
        return
    if any(_is_article(place, settings, named) for place in places):
        yield "this is an article"
    elif _is_tracked(places[-1]):
        yield "git tracks this file"
    elif begins and name != _ADDED_TO:
        yield f"holds something else than a {name} report"


def _is_article(place: Path, settings: Settings, named: Sequence[Path]) -> bool:
    if not place.is_relative_to(settings.root):
        return False
    path = place.relative_to(settings.root).as_posix()
    if place in named and path.lower().endswith(ARTICLE_SUFFIXES):
        return True
    return (
        bool(list(discover.matching(settings.file, [path]))) and path in discover.discover(settings, ()).files.values()
    )


def _is_tracked(place: Path) -> bool:
    try:
        return bool(git.top_level(place.parent) and git.tracked(place.parent, [place.name]))
    except git.GitError:
        return False
