"""What is to be written beside the rows of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NOTES_SHEET = "核对说明"
"""The sheet that a marked workbook has besides those of its source: counts, legend, what to do. Reading takes it as notes."""
MARKED_SUFFIX = "-核对"
"""What a marked workbook's name ends with."""


class State(StrEnum):
    """What became of a row. `NOTED`: it is no record (a total, a signature); nothing is written beside it."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    REJECTED = "rejected"
    NOTED = "noted"


@dataclass(frozen=True)
class RowMark:
    """The mark of one row. `token` finds the row again among what is held (letters, digits, `-` and `_`; blank where it never
    was); `faults` are reasons, each with the column (from 0) whose cell is faulty, None for the row as a whole. An accepted row
    is marked as taken only where `is_taken`: else it could be."""

    state: State
    token: str = ""
    faults: tuple[tuple[int | None, str], ...] = ()
    is_taken: bool = False


@dataclass(frozen=True)
class SheetMarks:
    """The marks of one sheet, known by the names that its `Grid` has. Rows are numbered as there.

    `header_row` is the last row of the header; None where the format itself names the columns, or where the sheet was left aside
    whole and gets no marks. `others` is the mark of every row with content below the header that `rows` does not name.
    """

    file: str
    sheet: str
    header_row: int | None
    width: int
    rows: Mapping[int, RowMark] = field(default_factory=dict)
    others: RowMark | None = None

    def of(self, row: int) -> RowMark | None:
        """The mark of a row below the header."""
        return self.rows.get(row, self.others)


@dataclass
class Told:
    """What the sheet of notes says: rows by state for each sheet as it is called there, and remarks on the copy as a whole."""

    source: str
    sheets: dict[str, Counter[State]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
