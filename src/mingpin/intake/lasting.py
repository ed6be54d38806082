"""Folders that are there as a whole or not at all, and stay there when the power fails."""

from __future__ import annotations

import os
from pathlib import Path


def make_visible(unfinished: Path, place: Path) -> None:
    """Moves a folder of files to its place by one rename, once all of it is on disk. Raises OSError."""
    for path in (*unfinished.iterdir(), unfinished):
        to_disk(path)
    os.rename(unfinished, place)
    to_disk(place.parent)


def to_disk(path: Path) -> None:
    """Returns when the system has written a file, or the names in a folder. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
