"""Where the results of intake are written: beside the file or in a folder, and never over what a person may have worked on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from mingpin.cli.exits import Exit, Stop
from mingpin.intake.marking import MARKED_SUFFIX, is_as_marked
from mingpin.language import _

MAPPING_SUFFIX = "-mapping"


def marked_place(file: Path, out: Path | None) -> Path:
    """Where the marked copy of a file goes: 名单-核对.xlsx for 名单.xlsx and for that copy corrected; numbered (名单-核对2.xlsx)
    where a file stands there that is the source itself, or that somebody has saved since we wrote it."""
    stem = re.sub(rf"{MARKED_SUFFIX}[0-9]*$", "", file.stem) or file.stem
    for place in _numbered((out or file.parent) / f"{stem}{MARKED_SUFFIX}.xlsx"):
        if not place.exists() or (is_as_marked(place) and place.resolve() != file.resolve()):
            return place
    raise AssertionError


def mapping_place(file: Path, out: Path | None) -> Path:
    """Where the mapping goes that is to be filled in: 名单-mapping.yaml, with a number where that stands there already."""
    return next(
        place for place in _numbered((out or file.parent) / f"{file.stem}{MAPPING_SUFFIX}.yaml") if not place.exists()
    )


def _numbered(place: Path) -> Iterator[Path]:
    yield place
    for number in count(2):
        yield place.with_name(f"{place.stem}{number}{place.suffix}")


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Raises Stop where the result cannot be written."""
    try:
        yield
    except OSError as error:
        what = _("{place} cannot be written.").format(place=place)
        remedy = _("Close programs that hold its files, check space and rights, or name another place with --out.")
        raise Stop(Exit.OUTPUT, what, f"{error.strerror or error}.", remedy) from error
