"""The files of an import under their own names, for as long as they are read; and what is kept of a reading for its pages."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mingpin.files.places import place_of
from mingpin.files.serving import safe_name
from mingpin.registry.models import Import, ImportFile


def names_of(of_import: Import) -> dict[ImportFile, str]:
    """The name under which each file is read: its own, with a number where another is called so too."""
    names: dict[ImportFile, str] = {}
    for file in of_import.files.select_related("file").order_by("pk"):
        own = safe_name(file.name)
        stem, suffix = os.path.splitext(own)
        name, number = own, 2
        while name in names.values():
            name, number = f"{stem} ({number}){suffix}", number + 1
        names[file] = name
    return names


@contextmanager
def staged(of_import: Import) -> Iterator[Path]:
    """A folder with the import's files, or the only file itself; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mingpin-import-") as folder:
        paths = []
        for file, name in names_of(of_import).items():
            path = Path(folder) / name
            try:
                path.symlink_to(place_of(file.file).absolute())
            except OSError:
                shutil.copyfile(place_of(file.file), path)
            paths.append(path)
        yield paths[0] if len(paths) == 1 else Path(folder)


def kept_at(of_import: Import) -> Path:
    """The folder of frames that the pages of this import show."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(of_import.pk)


def forget(of_import: Import) -> None:
    """Removes those frames."""
    shutil.rmtree(kept_at(of_import), ignore_errors=True)
