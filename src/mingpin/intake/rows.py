"""The rows of one sheet as a physical frame, with every fault in the sheet's ledger."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mingpin.intake.account import Ledger
from mingpin.intake.cells import read_column
from mingpin.intake.columns import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES, recognise, title_of
from mingpin.intake.errors import IntakeError
from mingpin.intake.files import Sheet
from mingpin.intake.identity import Directory
from mingpin.intake.raw import ROW, Fault, cell
from mingpin.language import _, in_language
from mingpin.vocabulary import names
from mingpin.vocabulary.model import Column, Table, Vocabulary

POSITION = "_position"
"""The place of a row in its raw table, by which the ledger knows it."""


def opened(sheet: Sheet, vocabulary: Vocabulary) -> Ledger:
    """The ledger of a sheet, its columns recognised. Raises IntakeError where no column says which subject a row is about."""
    raw, table = sheet.raw, vocabulary.tables[sheet.table]
    recognised = recognise(raw, table, vocabulary)
    says_who = any(recognised.of(name) for name in (IDENTIFIER, CREDIT_CODE, *SUBJECT_NAMES))
    if table.has_subject and table.columns[IDENTIFIER].is_required and not says_who:
        where = f"{raw.file} · {raw.sheet}" if raw.sheet else raw.file
        titles = _(", ").join(title_of(raw, position) for position in range(len(raw.titles)))
        what = _("No column says which subject a row is about.")
        why = _("The first row has the titles: {titles}.").format(titles=titles)
        remedy = _("The first row must be the header, with a column 统一社会信用代码, 名称 or 主体编号.")
        raise IntakeError(what, where=where, why=why, remedy=remedy)
    return Ledger(raw, sheet.table, recognised)


def read_rows(ledger: Ledger, vocabulary: Vocabulary) -> pl.DataFrame:
    """The physical columns that the sheet has, of all its rows, with `_position` and where each row stood.

    A cell with a fault is blank here and its fault in the ledger.
    """
    raw = ledger.raw
    source = {"source_file": pl.lit(raw.file), "source_sheet": pl.lit(raw.sheet or None, dtype=pl.String)}
    frame = raw.cells.select(source_row=pl.col(ROW), **source).with_row_index(POSITION)
    taken = {match.title for match in ledger.recognised.matches}
    damaged = {(fault.position, fault.title): fault for fault in raw.faults if fault.title in taken}
    ledger.reject(damaged.values())
    for match in ledger.recognised.matches:
        values = raw.cells[cell(match.position)]
        column = read_column(values, match, vocabulary)
        frame = frame.with_columns(column.columns)
        faults = (Fault(row, match.title, values[row], reason) for row, reason in column.reasons.items())
        ledger.reject(fault for fault in faults if (fault.position, fault.title) not in damaged)
    return frame


def accepted(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without a fault."""
    return frame.filter(~pl.col(POSITION).is_in(ledger.rejected_positions().implode()))


def check_required(ledger: Ledger, frame: pl.DataFrame, table: Table) -> None:
    """Rejects the rows that leave a required column blank. The subject id is not looked at: it has its own rules."""
    for column in table.columns.values():
        if not column.is_required or column.name == IDENTIFIER:
            continue
        match = ledger.recognised.of(column.name)
        title = match.title if match else in_language(column.label)
        is_blank = pl.col(column.name).is_null() if column.name in frame.columns else pl.lit(True)
        blank = frame.filter(is_blank)[POSITION]
        if match:
            written = ledger.raw.cells[cell(match.position)]
            blank = blank.filter(written.gather(blank).is_null())
        reason = _("“{title}” is required; fill it in.") if match else _("The sheet has no column “{title}”; add it.")
        ledger.reject(Fault(row, title, "", reason.format(title=title)) for row in blank)


def name_parties(ledger: Ledger, frame: pl.DataFrame, table: Table, directory: Directory) -> pl.DataFrame:
    """The frame with its other parties (an owner, a licensed user) named by their subject ids, where the register has them.

    One that the register does not have stays as written, and a note counts them; a required one that is named only is that name.
    """
    for column, name in _parties(table):
        given = (
            frame[column.name] if column.name in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
        )
        named = frame[name] if name in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
        if given.null_count() == named.null_count() == frame.height:
            continue
        parts = {"given": given, "name": named, "by_id": directory.look_up(given)["id"]}
        both = pl.DataFrame({**parts, "by_name": directory.look_up(named)["id"]})
        last = names.folded(pl.col("name")) if column.is_required else pl.lit(None, dtype=pl.String)
        party = pl.coalesce("by_id", "given", "by_name", last)
        frame = frame.with_columns(both.select(party.alias(column.name)).to_series())
        unknown = both.filter(
            pl.coalesce("given", "name").is_not_null() & pl.coalesce("by_id", "by_name").is_null()
        ).height
        if unknown:
            note = _("{count} rows name in “{title}” somebody who is not in the register; they are kept as written.")
            ledger.notes.append(note.format(count=unknown, title=in_language(column.label)))
    return frame


def _parties(table: Table) -> Iterator[tuple[Column, str]]:
    for column in table.columns.values():
        name = column.name.removesuffix("_id") + "_name"
        if column.name != IDENTIFIER and column.name.endswith("_id") and name in table.columns:
            yield column, name
