"""`copydesk cache clean`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lint.cache import clean
from lint.discover import find_root


def run(options: Namespace) -> int:
    """Remove what earlier runs learnt about this project; nothing is lost but time."""
    root = find_root(Path.cwd(), (), None)
    for name in clean(root):
        print(f"removed {name}")
    return 0
