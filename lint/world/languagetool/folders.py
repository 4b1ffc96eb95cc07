"""Where the engine's files lie: all of one user's projects share them. Only the environment may move them."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def engines() -> Path:
    """Return the folder of installed engines; it may not exist yet."""
    home = os.environ.get("COPYDESK_HOME")
    if home:
        return Path(home).absolute() / "engines"
    from platformdirs import user_data_path

    return user_data_path("copydesk", appauthor=False) / "engines"


def running() -> Path:
    """Return the folder of what concerns running servers, readable by its owner only, and make it."""
    home = os.environ.get("COPYDESK_HOME")
    folder = Path(home).absolute() / "run" if home else _runtime()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def own_engine() -> Path | None:
    """Return the user's own LanguageTool, if COPYDESK_LANGUAGETOOL names its folder."""
    named = os.environ.get("COPYDESK_LANGUAGETOOL")
    return Path(named).absolute() if named else None


def remote_server() -> str:
    """Return the address of the server that the user named in COPYDESK_GRAMMAR_SERVER; "" if none."""
    return os.environ.get("COPYDESK_GRAMMAR_SERVER", "")


def _runtime() -> Path:
    import platformdirs

    # Where there is no such folder, platformdirs would fall back to one that others may write to.
    if sys.platform.startswith("linux") and not os.environ.get("XDG_RUNTIME_DIR"):
        return platformdirs.user_cache_path("copydesk", appauthor=False) / "run"
    return platformdirs.user_runtime_path("copydesk", appauthor=False)
