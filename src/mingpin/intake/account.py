"""What became of every row: rows read = accepted + rejected + notes, per sheet, and each rejected row with its reasons."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from mingpin.intake.columns import LeftAside, Match, Question, Recognised
from mingpin.intake.directory import How
from mingpin.intake.sheets import GROUP_TITLE, ROW, Batch, Laid, Malformed, Note, NoteKind, cell
from mingpin.language import _

REJECTED = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "position": pl.Int32,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "text": pl.String,
}
"""The columns of the rejected rows: one line per faulty cell (`column` is its title and `position` its place from 0; blank for
the row as a whole), with the whole row as a csv record in `text`."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, or with the whole row (`position` None), in a sentence that says what to do."""

    row: int
    reason: str
    position: int | None = None
    title: str = ""
    value: str = ""


@dataclass(frozen=True)
class SheetAccount:
    """The account of one sheet: `read` = `accepted` + `rejected` + `noted`, the rows below the header; of the accepted,
    `duplicates` only repeat an earlier row.

    `table` is None for a sheet or file that was left aside as a whole or could not be understood; `remarks` say why, and what
    else a reader should know. `note_rows` are all rows that are no records, also those above the table. `titles` are those of the
    columns, `samples` the cells of its first records; `candidates` the tables that it may be, where that is asked. `matched`: how
    many accepted rows found their subject by what.
    """

    file: str
    sheet: str
    table: str | None
    table_reason: str = ""
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    noted: int = 0
    duplicates: int = 0
    columns: tuple[Match, ...] = ()
    left_aside: tuple[LeftAside, ...] = ()
    questions: tuple[Question, ...] = ()
    remarks: tuple[str, ...] = ()
    note_rows: tuple[Note, ...] = ()
    header_row: int | None = None
    width: int = 0
    source_hash: str = ""
    titles: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[str, ...] = ()
    matched: Mapping[How, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A sheet that was laid out, the evidence table that it is and why, and what its columns are."""

    laid: Laid
    table: str
    table_reason: str
    recognised: Recognised
    source_hash: str = ""
    supplied_by: str = ""
    samples: tuple[tuple[str, ...], ...] = ()

    @property
    def place(self) -> str:
        """The sheet as a person finds it."""
        return f"{self.laid.file} · {self.laid.sheet}" if self.laid.sheet else self.laid.file


@dataclass
class Ledger:
    """Where the readers of one sheet write down its rows, faults, notes and duplicates."""

    sheet: Sheet
    records: int = 0
    duplicates: int = 0
    unread: int = 0
    """Rows that were rejected for what stands in them, whoever they are about."""
    remarks: list[str] = field(default_factory=list)
    unknown_parties: Counter[str] = field(default_factory=Counter)
    """How many rows name, under a title, somebody who is not in the register."""
    matched: Counter[How] = field(default_factory=Counter)
    """How many accepted rows found their subject by what."""
    open_faults: list[Fault] = field(default_factory=list)
    """Those of the rows at hand."""
    _malformed: list[Malformed] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _closed: list[pl.DataFrame] = field(default_factory=list)
    _closed_rows: int = 0
    _texts: dict[int, str] = field(default_factory=dict)
    _understood: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def table(self) -> str:
        return self.sheet.table

    @property
    def read(self) -> int:
        """The rows below the header that have any content."""
        return self.records + len(self._malformed) + len(self._notes)

    def count_unread(self) -> None:
        """Counts the rows at hand that could not be read, before it is asked who they are about."""
        self.unread += len(self.open_rows())

    def count_malformed(self) -> None:
        """Counts as unread the rows that were none."""
        self.unread += len(self._malformed)

    def enter(self, batch: Batch, faults: Iterable[Fault]) -> None:
        """Writes down a batch of rows with the faults found while its cells were read."""
        self.records += batch.cells.height
        self._malformed += batch.malformed
        self._notes += batch.notes
        found = list(faults)
        self.open_faults += found
        self._keep_texts(batch, {fault.row for fault in found})

    def reject(self, faults: Iterable[Fault]) -> None:
        """Writes down faults that show when rows are looked at together."""
        self.open_faults += faults

    def close_faults(self) -> None:
        """The rows at hand are done with: those that have a fault are rejected, and are not looked at again."""
        if self.open_faults:
            self._closed_rows += len(self.open_rows())
            self._closed.append(self._lines(self.open_faults))
            self.open_faults, self._texts = [], {}

    def understood(self, title: str, sentences: Iterable[str]) -> None:
        """Counts what was understood in cells of a column (a mark read as blank, a serial read as a date)."""
        self._understood.update((title, sentence) for sentence in sentences)

    def open_rows(self) -> set[int]:
        """The records at hand that have a fault, by row number."""
        return {fault.row for fault in self.open_faults}

    def account(self) -> SheetAccount:
        laid, rejected = self.sheet.laid, self._closed_rows + len(self.open_rows())
        headers = [note.row for note in laid.head if note.kind is NoteKind.HEADER]
        return SheetAccount(
            file=laid.file,
            sheet=laid.sheet,
            table=self.sheet.table,
            table_reason=self.sheet.table_reason,
            read=self.read,
            accepted=self.records - rejected,
            rejected=rejected + len(self._malformed),
            noted=len(self._notes),
            duplicates=self.duplicates,
            columns=self.sheet.recognised.matches,
            left_aside=self.sheet.recognised.left_aside,
            questions=self.sheet.recognised.questions,
            remarks=(*laid.notes, *self.remarks, *self._unknown_told(), *self._understood_told()),
            note_rows=(*laid.head, *self._notes),
            header_row=max(headers, default=None),
            width=len(laid.titles),
            source_hash=self.sheet.source_hash,
            titles=laid.titles,
            samples=self.sheet.samples,
            matched=dict(self.matched),
        )

    def rejected(self) -> pl.DataFrame:
        """The rejected rows of the sheet in `REJECTED` columns, in the order of the file."""
        self.close_faults()
        laid = self.sheet.laid
        malformed = [(laid.file, laid.sheet, row.row, None, "", "", row.reason, row.text) for row in self._malformed]
        lines = pl.concat([*self._closed, pl.DataFrame(malformed, schema=REJECTED, orient="row")])
        return self._with_texts(lines).sort("row", maintain_order=True)

    def _lines(self, faults: Iterable[Fault]) -> pl.DataFrame:
        """The faults as rejected rows; `text` is null where it was not kept."""
        laid = self.sheet.laid
        lines = [
            (laid.file, laid.sheet, one.row, one.position, one.title, one.value, one.reason, self._texts.get(one.row))
            for one in faults
        ]
        return pl.DataFrame(lines, schema=REJECTED, orient="row")

    def _with_texts(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines with the texts of their rows, read again where they were not kept."""
        missing = set(lines.filter(pl.col("text").is_null())["row"])
        if not missing:
            return lines
        for batch in self.sheet.laid.batches():
            self._keep_texts(batch, missing)
        texts = pl.DataFrame(
            {"row": list(self._texts), "_text": list(self._texts.values())},
            schema={"row": pl.Int64, "_text": pl.String},
        )
        both = lines.join(texts, on="row", how="left", maintain_order="left")
        return both.with_columns(pl.coalesce("text", "_text", pl.lit("")).alias("text")).drop("_text")

    def _keep_texts(self, batch: Batch, rows: set[int]) -> None:
        if not rows:
            return
        columns = [cell(at) for at, title in enumerate(self.sheet.laid.titles) if title != GROUP_TITLE]
        cells = batch.cells.filter(pl.col(ROW).is_in(rows))
        for *values, row in cells.select(*columns, ROW).iter_rows():
            self._texts[row] = _record(values)

    def _unknown_told(self) -> list[str]:
        told = _("{count} rows name in “{title}” somebody who is not in the register; they are kept as written.")
        return [told.format(count=count, title=title) for title, count in self.unknown_parties.items()]

    def _understood_told(self) -> list[str]:
        told = _("“{title}”: {sentence} ({count} cells)")
        return [
            told.format(title=title, sentence=sentence, count=count)
            for (title, sentence), count in self._understood.most_common()
        ]


def _record(values: Iterable[str | None]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(["" if value is None else value for value in values])
    return text.getvalue()
