"""A dataset read whole: evidence with what its rows settle, the account of every sheet, and the rejected rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mingpin.intake.account import REJECTED, Ledger, SheetAccount
from mingpin.intake.columns import IDENTIFIER
from mingpin.intake.errors import IntakeError
from mingpin.intake.files import REGISTER, Aside, Sheet, sheets_of
from mingpin.intake.identity import Directory, identified, referred, repetitions
from mingpin.intake.raw import Fault
from mingpin.intake.rows import POSITION, accepted, check_required, name_parties, opened, read_rows
from mingpin.language import _, in_language
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import Evidence, frame_schema
from mingpin.vocabulary.load import COVERAGE_TABLE
from mingpin.vocabulary.model import Vocabulary

_SHEET = "_sheet"


@dataclass(frozen=True)
class Dataset:
    """What a dataset gave. `rejected` has the columns `account.REJECTED`; in every account, rows read = accepted + rejected."""

    evidence: Evidence
    accounts: tuple[SheetAccount, ...]
    rejected: pl.DataFrame


def read_dataset(path: Path | str, vocabulary: Vocabulary) -> Dataset:
    """The evidence in a register file, a workbook of canonical sheets, or a folder of canonical tables (csv, xlsx, parquet).

    A row with a fault is rejected as a whole, with all its faults: half a row would be another row. A register row that repeats
    an earlier one cell by cell is accepted and counted as a duplicate; one that contradicts it is rejected, as is an evidence row
    whose subject is not in the register. Raises IntakeError where a part cannot be read at all: then nothing was taken.
    """
    found = list(sheets_of(Path(path), vocabulary))
    sheets = [sheet for sheet in found if isinstance(sheet, Sheet)]
    asides = [aside for aside in found if isinstance(aside, Aside)]
    ledgers = [opened(sheet, vocabulary) for sheet in sheets]
    subjects = _read_register(path, [ledger for ledger in ledgers if ledger.table == REGISTER], vocabulary)
    directory = Directory.of(subjects)
    parts: dict[str, list[pl.DataFrame]] = {REGISTER: [subjects]}
    for ledger in ledgers:
        if ledger.table != REGISTER:
            parts.setdefault(ledger.table, []).append(_read_evidence(ledger, vocabulary, directory))
    frames = {table: _joined(frames, table, vocabulary) for table, frames in parts.items()}
    accounts = [ledger.account() for ledger in ledgers]
    accounts += [SheetAccount(aside.file, aside.sheet, None, notes=(aside.reason,)) for aside in asides]
    rejected = pl.concat([pl.DataFrame(schema=REJECTED), *(ledger.rejected() for ledger in ledgers)])
    return Dataset(complete(Evidence.from_frames(vocabulary, frames), vocabulary), tuple(accounts), rejected)


def _read_register(path: Path | str, ledgers: list[Ledger], vocabulary: Vocabulary) -> pl.DataFrame:
    """The accepted subjects of all register sheets, with ids and owners. Raises IntakeError where there is no row to read."""
    if not any(ledger.raw.height for ledger in ledgers):
        label = in_language(vocabulary.tables[REGISTER].label)
        what = _("The register of subjects has no rows.") if ledgers else _("The dataset has no register of subjects.")
        remedy = _("Send the table “{label}” (subjects) with one row for each subject.").format(label=label)
        raise IntakeError(what, where=str(path), remedy=remedy)
    table = vocabulary.tables[REGISTER]
    frames = []
    for sheet, ledger in enumerate(ledgers):
        frame = read_rows(ledger, vocabulary)
        check_required(ledger, frame, table)
        frame = identified(frame)
        reason = _("The row has no subject id, credit code or name; give one of them.")
        open_ = accepted(ledger, frame).filter(pl.col(IDENTIFIER).is_null())[POSITION]
        ledger.reject(Fault(row, "", "", reason) for row in open_)
        frames.append(accepted(ledger, frame).with_columns(pl.lit(sheet).alias(_SHEET)))
    subjects = pl.concat(frames, how="diagonal")
    dropped = []
    for at, reason_ in repetitions(subjects, table):
        row = subjects.row(at, named=True)
        dropped.append(at)
        ledger = ledgers[row[_SHEET]]
        if reason_ is None:
            ledger.duplicates += 1
        else:
            ledger.reject([Fault(row[POSITION], "", row[IDENTIFIER], reason_)])
    if dropped:
        subjects = subjects.with_row_index("_at").filter(~pl.col("_at").is_in(dropped)).drop("_at")
    return name_parties(ledgers[0], subjects, table, Directory.of(subjects))


def _read_evidence(ledger: Ledger, vocabulary: Vocabulary, directory: Directory) -> pl.DataFrame:
    """The accepted rows of an evidence sheet, each with its subject's id."""
    table = vocabulary.tables[ledger.table]
    frame = name_parties(ledger, read_rows(ledger, vocabulary), table, directory)
    check_required(ledger, frame, table)
    if table.has_subject:
        subject, reasons = referred(frame, directory, table.columns[IDENTIFIER].is_required)
        match = ledger.recognised.of(IDENTIFIER)
        title = match.title if match else in_language(table.columns[IDENTIFIER].label)
        unread = set(ledger.rejected_positions())
        ledger.reject(Fault(row, title, "", reason) for row, reason in reasons.items() if row not in unread)
        frame = frame.with_columns(subject)
    if ledger.table == COVERAGE_TABLE:
        about = pl.concat_list(name for name in ("area", IDENTIFIER) if name in frame.columns).list.drop_nulls()
        reason = _("The declaration says neither which area nor which subject it covers; fill in one.")
        nobody = accepted(ledger, frame).filter(about.list.len() == 0)[POSITION]
        ledger.reject(Fault(row, "", "", reason) for row in nobody)
    return accepted(ledger, frame)


def _joined(frames: list[pl.DataFrame], table: str, vocabulary: Vocabulary) -> pl.DataFrame:
    frame = pl.concat(frames, how="diagonal")
    return frame.select(name for name in frame_schema(vocabulary.tables[table]) if name in frame.columns)
