"""A marked copy of a file: the same workbook where that can be, else a new one with the same rows."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from mingpin.intake.grids import open_grids
from mingpin.intake.marking.new_book import mark_new
from mingpin.intake.marking.same_book import mark_same
from mingpin.intake.marking.shapes import NOTES_SHEET, SheetMarks, Told
from mingpin.intake.sheets import Grid
from mingpin.language import _

MOST_BYTES = 32 * 2**20
"""Of the sheets' xml in a workbook that is marked in place (about 800,000 cells); a larger one would take too long."""
_SEAL = b"mingpin: as marked"
"""The comment of the archive, which programs leave out when they save a workbook."""
_WORKBOOKS = (".xlsx", ".xlsm")


def mark_workbook(
    source: Path, sheets: Sequence[SheetMarks], out: Path, grids: Iterable[Grid] | None = None, name: str | None = None
) -> Path:
    """Writes to `out` (an xlsx) what became of every row of `source`, which stays as it is; gives `out`.

    An xlsx or xlsm comes back as the same workbook, with one more column in each sheet of `sheets` (that of an earlier time is
    overwritten), red cells with comments, and a sheet of notes; macros and links to other files are left out. Any other format,
    a workbook of more than MOST_BYTES or one that cannot be written again comes back as a new workbook with the rows of `grids`
    (those of the source where they are not given) as text, at the same row numbers; a format that names its columns itself gets
    the names as its first row, so that its records stand one row lower than they are numbered.

    `name` is what the marks call the file, where that is not its own name. `source` must have gone through the intake's guards.
    Raises OSError where `out` cannot be written: then nothing is left there.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, staged = tempfile.mkstemp(prefix=f".{out.stem}.", suffix=".xlsx", dir=out.parent)
    os.close(handle)
    staging = Path(staged)
    try:
        remarks: list[str] = []
        if not _in_place(source, sheets, staging, remarks):
            mark_new(_paired(_grids(source, grids, name), sheets), Told(source.name, remarks=remarks), staging)
        with zipfile.ZipFile(staging, "a") as archive:
            archive.comment = _SEAL
        staging.chmod(0o644)
        staging.replace(out)
    finally:
        staging.unlink(missing_ok=True)
    return out


def is_as_marked(path: Path) -> bool:
    """Whether a file is a marked workbook as it was written: nobody has saved it since."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == _SEAL
    except (OSError, zipfile.BadZipFile):
        return False


def _in_place(source: Path, sheets: Sequence[SheetMarks], out: Path, remarks: list[str]) -> bool:
    """Marks the workbook itself; where that cannot be, says why in `remarks` if a reader would ask."""
    if source.suffix.lower() not in _WORKBOOKS:
        return False
    if _size(source) > MOST_BYTES:
        remarks.append(_("The workbook is large: this copy has its rows as text, without its formats and formulas."))
        return False
    try:
        mark_same(source, sheets, Told(source.name), out)
    except OSError:
        raise
    except Exception:
        remarks.append(
            _("The workbook cannot be written again as it is: this copy has its rows as text, without formats.")
        )
        return False
    return True


def _size(source: Path) -> int:
    """Bytes of the sheets when unpacked; 0 where the archive cannot be opened."""
    try:
        with zipfile.ZipFile(source) as archive:
            return sum(part.file_size for part in archive.infolist() if part.filename.startswith("xl/worksheets/"))
    except zipfile.BadZipFile:
        return 0


def _grids(source: Path, grids: Iterable[Grid] | None, name: str | None) -> Sequence[Grid]:
    if grids is not None:
        return tuple(grids)
    return open_grids(source, name)


def _paired(grids: Sequence[Grid], sheets: Sequence[SheetMarks]) -> list[tuple[Grid, SheetMarks | None]]:
    marks = {(one.file, one.sheet): one for one in sheets}
    return [(grid, marks.get((grid.file, grid.sheet))) for grid in grids if grid.sheet != NOTES_SHEET]
