"""A small island encyclopedia of forty articles with faults of every family, as a project has it on its first day."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

OUTLOOK = (
    "Looking ahead, its future depends on a balance between preservation and change. Communities that share what they "
    "know and that welcome newcomers will find it easier to pass it on. In this way heritage becomes a bridge between "
    "yesterday and tomorrow."
)
NOTICE = "*The text of this encyclopedia may be copied and adapted, as long as its source is named.*"
PICTURES = {"landing": "sundhavn", "signal-lamp": "signal-flags"}
"""Those that are there, and which of the sample corpus each is; articles show others, too."""


def articles() -> dict[str, str]:
    """Return the articles' texts by their paths."""
    whole = (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8")
    parts = re.split(r"^== (.+)\n", whole, flags=re.M)[1:]
    return {
        path: f"{text.replace('{outlook}', OUTLOOK)}\n{NOTICE}\n"
        for path, text in zip(parts[::2], parts[1::2], strict=True)
    }


def write(folder: Path) -> None:
    """Write articles and pictures."""
    for path, text in articles().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    (folder / "images").mkdir(exist_ok=True)
    samples = Path(__file__).parents[2] / "corpus/images"
    for name, sample in PICTURES.items():
        shutil.copyfile(samples / f"{sample}.png", folder / "images" / f"{name}.png")
