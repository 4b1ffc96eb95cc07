"""Finds what lies outside the package in a checkout and inside it once installed."""

from __future__ import annotations

from pathlib import Path


def data_path(name: str) -> Path:
    """Return the folder `rules` or `reports`: in the wheel under `_data`, in a checkout beside the package."""
    package = Path(__file__).parent
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
