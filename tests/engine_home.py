"""A LanguageTool of the tests' own: its jars are fetched once, its servers never meet the user's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import platformdirs
import pytest

from lint.world import languagetool
from lint.world.languagetool import provision


def fetched(languages: Sequence[str] = ()) -> Path:
    """Return an installed LanguageTool: the user's own if it will do, else one kept for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COPYDESK_HOME", raising=False)
        complete = provision.is_installed() and set(languages) <= set(provision.added_languages())
        if complete and not provision.damaged():
            return provision.home()
        patch.setenv("COPYDESK_HOME", str(platformdirs.user_cache_path("copydesk-tests", appauthor=False)))
        return languagetool.install(languages=languages)


def furnish(home: Path, languages: Sequence[str] = ()) -> None:
    """Put an installed LanguageTool into a home, by links where the disk allows it."""
    engine = fetched(languages)
    for source in (engine, *(engine.with_name(f"{engine.name}-{language}") for language in languages)):
        target = home / "engines" / source.name
        target.mkdir(parents=True)
        for file in source.iterdir():
            if file.is_file() and not file.name.startswith("start-"):
                _link(file, target / file.name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def living_in(home: Path) -> Iterator[Path]:
    """Make a folder the home of all engines for a while, and stop what was started there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPYDESK_HOME", str(home))
        for name in ("COPYDESK_JAVA", "COPYDESK_LANGUAGETOOL", "COPYDESK_GRAMMAR_SERVER"):
            patch.delenv(name, raising=False)
        try:
            yield home
        finally:
            languagetool.stop()
