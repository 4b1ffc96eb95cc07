"""Where the engine's files lie: all of one user's projects share them. Only the environment may move them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lint.world.languagetool.errors import EngineError


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


def is_this_machine(address: str) -> bool:
    """Return whether an address leads to this machine; raise EngineError if it is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        why = f"COPYDESK_GRAMMAR_SERVER names {address!r}, which is no address; write one like http://localhost:8081/"
        raise EngineError(why)
    return host in ("localhost", "::1") or host.startswith("127.")


def _runtime() -> Path:
    import platformdirs

    # Where there is no such folder, platformdirs would fall back to one that others may write to.
    if sys.platform.startswith("linux") and not os.environ.get("XDG_RUNTIME_DIR"):
        return platformdirs.user_cache_path("copydesk", appauthor=False) / "run"
    return platformdirs.user_runtime_path("copydesk", appauthor=False)
