"""What a specimen is, and what an official expects to read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mingpin.intake.sheets import NoteKind

Cells = Mapping[str, str | None]
"""Columns of a row with their canonical text; None says that the column has to be blank. Columns not named are not looked at."""


@dataclass(frozen=True)
class Sheet:
    """The account expected of one sheet, by the row numbers that a person sees.

    An accepted row gives one row of evidence, or several where the sheet has a column for each year. `rejected` gives for each
    row a fragment of the title of (one of) its faulty columns, blank where the row as a whole is meant. `notes` are all rows that
    are no records, title rows and header included; a kind of None may be any. `duplicates` of the accepted rows only repeat an
    earlier one; `aside` and `asked` are fragments of titles whose columns are left aside or asked about.
    """

    table: str | None
    accepted: Mapping[int, Cells | tuple[Cells, ...]] = field(default_factory=dict)
    rejected: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, NoteKind | None] = field(default_factory=dict)
    duplicates: int = 0
    aside: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class NothingTaken:
    """The file is read and understood too little to take any row: it is asked about, or every row is rejected with a reason."""


@dataclass(frozen=True)
class Refused:
    """The file is refused as a whole (IntakeError)."""


Account = Mapping[tuple[str, str], Sheet]
"""The sheets of a file by file name and sheet name (blank where the format has none)."""


@dataclass(frozen=True)
class Specimen:
    """An awkward file: `build` writes it into a folder and gives its path. With `is_register` it brings its own subjects;
    otherwise it is read against the register of `bodies.REGISTER`."""

    name: str
    build: Callable[[Path], Path]
    expected: Account | NothingTaken | Refused
    is_register: bool = False


def notes(**kinds: int | tuple[int, ...]) -> dict[int, NoteKind | None]:
    """`notes(title=1, header=(2, 3), other=9)`: rows by kind; `other` is a note whose kind does not matter."""
    found: dict[int, NoteKind | None] = {}
    for kind, rows in kinds.items():
        for row in (rows,) if isinstance(rows, int) else rows:
            found[row] = None if kind == "other" else NoteKind(kind)
    return found
