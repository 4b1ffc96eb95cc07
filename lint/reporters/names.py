"""A file name for every article's page: readable, safe on every file system, never the same for two."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_UNSAFE = re.compile('[<>:"\\\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST_PART = 120  # bytes of UTF-8; file systems allow 255, of which mount points and archives take some
_LONGEST_NAME = 180  # code points: Windows counts 260 for the whole path


def page_names(paths: Iterable[str], suffix: str) -> dict[str, str]:
    """Return a relative file name, with /, for each path: the path itself and the suffix wherever possible.

    Names that a file system would take for one another (by case or Unicode form), or that are a folder's name
    elsewhere, and names that had to be changed, end in a hash of the path: no order decides who keeps a name.
    """
    plain = {path: _safe(path) for path in paths}
    folded = {path: page_fold(name + suffix) for path, name in plain.items()}
    taken = Counter(folded.values())
    folders = {parent for name in folded.values() for parent in _parents(name)}
    names = {}
    for path, name in plain.items():
        alone = taken[folded[path]] == 1 and folded[path] not in folders
        names[path] = (name if alone and name == path else f"{name}~{_hash(path)}") + suffix
    return names


def _safe(path: str) -> str:
    parts = [_safe_part(part) for part in path.split("/")]
    if sum(map(len, parts)) + len(parts) > _LONGEST_NAME:
        return _shortest(parts[-1], 80)  # a deep tree is given up before a page cannot be written
    return "/".join(parts)


def _safe_part(part: str) -> str:
    safe = _UNSAFE.sub("_", part)
    if safe.strip(" .") == "" or safe[-1] in " ." or safe[0] == " " or _DEVICES.match(safe):
        safe = f"_{safe.strip(' .')}_"
    return _shortest(safe, _LONGEST_PART)


def _shortest(part: str, limit: int) -> str:
    return part.encode()[:limit].decode("utf-8", "ignore").rstrip(" .")


def page_fold(name: str) -> str:
    """Return what names have in common that some file system takes for one another."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _hash(path: str) -> str:
    return hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
