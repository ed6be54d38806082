"""Where the content of files lies on the disk."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from mingpin.files.models import StoredFile

UNFINISHED = "unfinished"
"""The folder of uploads that are not complete yet, beside the finished ones: a rename between the two is one step."""


def place_of(stored: StoredFile) -> Path:
    """The path of a stored file's content."""
    return Path(settings.MEDIA_ROOT) / stored.path


def make_lasting(folder: Path) -> None:
    """Returns when the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
