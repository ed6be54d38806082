"""What became of every row: rows read = accepted + rejected, per sheet, and each rejected row with its reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from mingpin.intake.columns import LeftAside, Match, Recognised
from mingpin.intake.raw import ROW, Fault, RawTable

REJECTED = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "text": pl.String,
}
"""The columns of the rejected rows: one line per faulty cell (`column` is its title, blank for the row as a whole), with the
whole row as a csv record in `text`."""


@dataclass(frozen=True)
class SheetAccount:
    """The account of one sheet: `read` = `accepted` + `rejected`; of the accepted, `duplicates` only repeat an earlier row.

    `table` is None for a sheet or file that was left aside as a whole; `notes` says why, and what else a reader should know.
    """

    file: str
    sheet: str
    table: str | None
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    columns: tuple[Match, ...] = ()
    left_aside: tuple[LeftAside, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Ledger:
    """Where the readers of one sheet write down its faults, duplicates and notes."""

    raw: RawTable
    table: str
    recognised: Recognised
    faults: list[Fault] = field(default_factory=list)
    duplicates: int = 0
    notes: list[str] = field(default_factory=list)

    def reject(self, faults: Iterable[Fault]) -> None:
        self.faults.extend(faults)

    def rejected_positions(self) -> pl.Series:
        """The rows of `raw.cells`, by position, that have a fault."""
        return pl.Series(sorted({fault.position for fault in self.faults}), dtype=pl.UInt32)

    def account(self) -> SheetAccount:
        read, malformed = self.raw.height, len(self.raw.malformed)
        rejected = len(self.rejected_positions()) + malformed
        return SheetAccount(
            self.raw.file,
            self.raw.sheet,
            self.table,
            read,
            read - rejected,
            rejected,
            self.duplicates,
            self.recognised.matches,
            self.recognised.left_aside,
            (*self.raw.notes, *self.notes),
        )

    def rejected(self) -> pl.DataFrame:
        """The rejected rows of the sheet in `REJECTED` columns, in the order of the file."""
        positions = self.rejected_positions()
        cells = self.raw.cells[positions.to_list()] if len(positions) else self.raw.cells.clear()
        records = {
            position: (record[-1], _record(record[:-1]))
            for position, record in zip(positions, cells.select(pl.exclude(ROW), ROW).iter_rows(), strict=True)
        }
        place = (self.raw.file, self.raw.sheet)
        lines = [
            (*place, records[fault.position][0], fault.title, fault.value, fault.reason, records[fault.position][1])
            for fault in self.faults
        ]
        lines += [(*place, row.row, "", "", row.reason, row.text) for row in self.raw.malformed]
        return pl.DataFrame(lines, schema=REJECTED, orient="row").sort("row", maintain_order=True)


def _record(values: Iterable[str | None]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(["" if value is None else value for value in values])
    return text.getvalue()
