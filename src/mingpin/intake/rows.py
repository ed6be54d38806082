"""The rows of one sheet as a physical frame, with every fault in the sheet's ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from mingpin.intake.account import Fault, Ledger
from mingpin.intake.cells import read_column
from mingpin.intake.columns import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES, Match, Means, values_of
from mingpin.intake.errors import IntakeError
from mingpin.intake.identity import Directory
from mingpin.intake.issuers import issuers_of, told_by_issuer
from mingpin.intake.mapped import gathered, kept_rows
from mingpin.intake.sheets import ROW, Batch, cell
from mingpin.language import _, in_language
from mingpin.vocabulary import names
from mingpin.vocabulary.credit_codes import folded, is_credit_code
from mingpin.vocabulary.evidence import SOURCE_COLUMNS, frame_schema
from mingpin.vocabulary.model import Column, Table, Type, Vocabulary

SOURCE_ROW = "source_row"
_WAYS_TO_NAME = (IDENTIFIER, CREDIT_CODE, *SUBJECT_NAMES)
Faults = dict[tuple[int, int | None], Fault]
"""The faults of a batch, one for each cell."""


def read_rows(ledger: Ledger, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
    """The physical columns that the sheet has, of all its records, with where each stood; piece by piece.

    A cell with a fault is blank here and its fault in the ledger, open until the next piece is asked for.
    """
    is_empty = True
    for piece in gathered(_read_batch(batch, ledger, vocabulary) for batch in ledger.sheet.laid.batches()):
        yield piece
        is_empty = False
        ledger.close_faults()
    if is_empty:
        schema = frame_schema(vocabulary.tables[ledger.table])
        yield pl.DataFrame(schema={name: schema[name] for name in SOURCE_COLUMNS})


def accepted(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without an open fault."""
    rejected = ledger.open_rows()
    if not rejected:
        return frame
    return kept_rows(frame, ~frame[SOURCE_ROW].is_in(pl.Series(sorted(rejected), dtype=pl.Int64).implode()))


def _read_batch(batch: Batch, ledger: Ledger, vocabulary: Vocabulary) -> pl.DataFrame:
    recognised = ledger.sheet.recognised
    of_years = [match for year in recognised.years for match in year.matches]
    titles = {match.position: match.title for match in (*recognised.matches, *of_years)}
    faults: Faults = {
        (fault.row, fault.column): Fault(fault.row, fault.reason, fault.column, titles[fault.column], fault.value)
        for fault in batch.faults
        if fault.column in titles
    }
    for fault in _shifted(batch, ledger):
        faults.setdefault((fault.row, fault.position), fault)
    frame = _placed(batch, ledger)
    for match in recognised.matches:
        frame = frame.with_columns(_read_cells(batch, match, faults, ledger, vocabulary))
    for name, text in recognised.constants.items():
        frame = frame.with_columns(_constant(name, text, frame.height, ledger, vocabulary))
    frame = _by_year(frame, batch, faults, ledger, vocabulary)
    ledger.enter(batch, faults.values())
    return frame


def _placed(batch: Batch, ledger: Ledger) -> pl.DataFrame:
    laid = ledger.sheet.laid
    return batch.cells.select(
        source_file=pl.lit(laid.file),
        source_sheet=pl.lit(laid.sheet or None, dtype=pl.String),
        source_row=pl.col(ROW),
        source_hash=pl.lit(ledger.sheet.source_hash or None, dtype=pl.String),
        supplied_by=pl.lit(ledger.sheet.supplied_by or None, dtype=pl.String),
    )


def _read_cells(
    batch: Batch, match: Match, faults: Faults, ledger: Ledger, vocabulary: Vocabulary
) -> tuple[pl.Series, ...]:
    """The physical columns of one column; its faults are added to those of the batch, unless the cell has one already."""
    values = values_of(match, batch.cells)
    column = read_column(values, match, vocabulary)
    issuers = issuers_of(ledger.sheet.recognised, batch.cells) if column.reasons else None
    if issuers is not None and match.column.classification:
        column = told_by_issuer(column, values, issuers, vocabulary.classifications[match.column.classification])
    for at, reason in column.reasons.items():
        row = batch.cells[ROW][at]
        faults.setdefault((row, match.position), Fault(row, reason, match.position, match.title, values[at] or ""))
    ledger.understood(match.title, column.notes.values())
    return column.columns


def _constant(name: str, text: str, height: int, ledger: Ledger, vocabulary: Vocabulary) -> list[pl.Series]:
    """A column whose value a person gave for the whole sheet. Raises IntakeError where it is no value of the column."""
    column = vocabulary.tables[ledger.table].columns[name]
    title = in_language(column.label)
    read = read_column(pl.Series("cell", [text], dtype=pl.String), Match(-1, title, column, Means.MAPPING), vocabulary)
    if read.reasons:
        what = _("The value that the mapping gives for “{title}” cannot be read.").format(title=title)
        raise IntakeError(what, where=ledger.sheet.place, why=read.reasons[0], remedy=_("Correct the mapping."))
    return [values.gather([0] * height) for values in read.columns]


def _by_year(frame: pl.DataFrame, batch: Batch, faults: Faults, ledger: Ledger, vocabulary: Vocabulary) -> pl.DataFrame:
    """One row for each year of which a record of a wide sheet says anything."""
    years = ledger.sheet.recognised.years
    if not years:
        return frame
    parts = []
    for of_year in years:
        columns = [
            column for match in of_year.matches for column in _read_cells(batch, match, faults, ledger, vocabulary)
        ]
        said = pl.any_horizontal(pl.col(column.name).is_not_null() for column in columns)
        part = frame.with_columns(*columns, pl.lit(of_year.year, dtype=pl.Int64).alias("year"))
        parts.append(part.filter(said))
    return pl.concat(parts, how="diagonal").sort(SOURCE_ROW, maintain_order=True)


def _shifted(batch: Batch, ledger: Ledger) -> Iterator[Fault]:
    """Rows whose cells stand under the wrong titles: the credit code where the name should be, or beside its own column."""
    recognised = ledger.sheet.recognised
    own = recognised.of(CREDIT_CODE)
    texts = [m for m in recognised.matches if m.column.type is Type.TEXT and not m.column.name.endswith("_id")]
    if own is None:
        return
    without = batch.cells.filter(~is_credit_code(folded(pl.col(cell(own.position)))).fill_null(False))
    for match in texts:
        if match.position == own.position:
            continue
        is_name = match.column.name in SUBJECT_NAMES
        among = batch.cells if is_name else without
        text = pl.col(cell(match.position))
        may_be_code = among.filter(text.str.contains(r"^\s*[0-9A-Za-z]{18}\s*$").fill_null(False))
        misplaced = may_be_code.filter(is_credit_code(folded(text)).fill_null(False))
        for row, value in misplaced.select(ROW, cell(match.position)).iter_rows():
            reason = _(
                "A credit code stands under “{title}”: the cells of this row seem shifted; put each under its title."
            )
            yield Fault(row, reason.format(title=match.title), match.position, match.title, value)


def check_required(ledger: Ledger, frame: pl.DataFrame, table: Table) -> None:
    """Rejects the rows that leave a required column blank. The subject id is not looked at: it has its own rules."""
    faulty = {(fault.row, fault.position) for fault in ledger.open_faults}
    for column in table.columns.values():
        if not column.is_required or column.name == IDENTIFIER:
            continue
        match = ledger.sheet.recognised.of(column.name)
        title = match.title if match else in_language(column.label)
        position = match.position if match else None
        is_blank = pl.col(column.name).is_null() if column.name in frame.columns else pl.lit(True)
        reason = _("“{title}” is required; fill it in.") if match else _("The sheet has no column “{title}”; add it.")
        ledger.reject(
            Fault(row, reason.format(title=title), position, title)
            for row in frame.filter(is_blank)[SOURCE_ROW].unique(maintain_order=True)
            if (row, position) not in faulty
        )


def unnamed(ledger: Ledger, frame: pl.DataFrame, reasons: Mapping[int, str]) -> Iterator[Fault]:
    """The faults of rows (by position in the frame) that do not name their subject: each of the cell that its reason speaks of
    first, of the surest where it speaks of none."""
    matches = {way: match for way in _WAYS_TO_NAME if (match := ledger.sheet.recognised.of(way))}
    faulty = frame.select(SOURCE_ROW, *matches)[list(reasons)]
    for row, reason in zip(faulty.iter_rows(named=True), reasons.values(), strict=True):
        places = {way: reason.find(row[way]) for way in matches if row[way]}
        said = {way: place for way, place in places.items() if place >= 0}
        way = min(said, key=said.__getitem__) if said else next(iter(matches), None)
        if way is None:
            yield Fault(row[SOURCE_ROW], reason)
        else:
            yield Fault(row[SOURCE_ROW], reason, matches[way].position, matches[way].title, row[way] or "")


def names_parties(frame: pl.DataFrame, table: Table) -> bool:
    """Whether any row names another party than its subject (an owner, a licensed user)."""
    return any(
        column in frame.columns and frame[column].null_count() < frame.height
        for parties in _parties(table)
        for column in (parties[0].name, parties[1])
    )


def name_parties(ledger: Ledger, frame: pl.DataFrame, table: Table, directory: Directory) -> pl.DataFrame:
    """The frame with its other parties (an owner, a licensed user) named by their subject ids, where the register has them.

    One that the register does not have stays as written, and a remark counts them; a required one is then its name.
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
            ledger.unknown_parties[in_language(column.label)] += unknown
    return frame


def _parties(table: Table) -> Iterator[tuple[Column, str]]:
    for column in table.columns.values():
        name = column.name.removesuffix("_id") + "_name"
        if column.name != IDENTIFIER and column.name.endswith("_id") and name in table.columns:
            yield column, name
