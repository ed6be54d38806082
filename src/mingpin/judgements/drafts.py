"""A draft pack from an archive: unpacked where nothing can escape, and checked as the pack in force is."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from mingpin.engine import Pack, load_pack
from mingpin.errors import Invalid
from mingpin.judgements.changing import problems_told
from mingpin.language import _
from mingpin.vocabulary import PackError
from mingpin.vocabulary.model import Vocabulary

LARGEST, LARGEST_UNPACKED, MOST_FILES = 5 * 2**20, 20 * 2**20, 400
TAKEN = (".yaml", ".yml", ".md")
"""What a pack is made of; whatever else lies in the archive is left in it."""
HEADER = "pack.yaml"
PIECE = 2**16


@contextmanager
def unpacked(archive: Path | IO[bytes]) -> Iterator[Path]:
    """The folder of the pack in an archive, for as long as this lasts. Raises Invalid for what is no archive of a pack."""
    with tempfile.TemporaryDirectory(prefix="mingpin-draft-") as folder:
        yield unpack(archive, Path(folder))


def unpack(archive: Path | IO[bytes], into: Path) -> Path:
    """Unpacks the files of a pack, and gives the folder that has its header."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir()]
            _refuse_large(members)
            _write(opened, members, into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Invalid(_("The archive cannot be read."), remedy=_("Send the pack's folder as a ZIP file without a "
                      "password."), field="draft") from error  # fmt: skip
    headers = sorted(into.rglob(HEADER), key=lambda path: len(path.parts))
    if not headers:
        raise Invalid(
            _("There is no pack in the archive."), why=_("It has no {file}.").format(file=HEADER), field="draft"
        )
    return headers[0].parent


def _refuse_large(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > LARGEST_UNPACKED:
        what = _("The archive is too large for a pack.")
        raise Invalid(what, remedy=_("Send only the pack's own folder."), field="draft")


def _write(opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], into: Path) -> None:
    written = 0
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or ":" in member.filename or is_link:
            raise Invalid(
                _("The archive names a place outside its own folder."), why=str(member.filename)[:200], field="draft"
            )
        if name.suffix.lower() not in TAKEN:
            continue
        place = into.joinpath(*name.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(member) as source, place.open("wb") as target:
            while piece := source.read(PIECE):
                written += len(piece)
                if written > LARGEST_UNPACKED:  # whatever its directory says
                    raise Invalid(_("The archive is too large for a pack."), field="draft")
                target.write(piece)


def checked(folder: Path, vocabulary: Vocabulary) -> Pack:
    """The pack in a folder, on the vocabulary of the evidence. Raises Invalid with every problem that the engine finds."""
    try:
        return load_pack(folder, vocabulary)
    except PackError as error:
        raise Invalid(_("The draft pack cannot be run."), why=problems_told(error), field="draft") from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as error:
        why = _("It is not written as a pack is: {error}.").format(error=f"{type(error).__name__}: {error}"[:200])
        raise Invalid(_("The draft pack cannot be run."), why=why, field="draft") from error


def keep(folder: Path, there: Path) -> None:
    """Keeps an unpacked pack in a what-if's folder."""
    shutil.rmtree(there, ignore_errors=True)
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, there)
