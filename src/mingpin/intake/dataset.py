"""A dataset read whole: evidence with what its rows settle, the account of every sheet, and the rejected rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import polars as pl

from mingpin.intake.account import REJECTED, Fault, Ledger, Sheet, SheetAccount
from mingpin.intake.columns import CREDIT_CODE, IDENTIFIER, SUBJECT_NAMES, Mappings
from mingpin.intake.completed import completed
from mingpin.intake.coverage import Declaration, contradictions, rows_of
from mingpin.intake.errors import IntakeError
from mingpin.intake.files import REGISTER, Understanding, sheets_of
from mingpin.intake.holdings import Holdings, is_holdings
from mingpin.intake.identity import Directory, How, identified, referred, repetitions
from mingpin.intake.mapped import by_pieces, joined, kept_rows, mapped, repeated
from mingpin.intake.rows import SOURCE_ROW, accepted, check_required, name_parties, names_parties, read_rows, unnamed
from mingpin.language import _, in_language
from mingpin.vocabulary.evidence import Evidence, frame_schema
from mingpin.vocabulary.evidence_files import EvidenceError, is_evidence_folder, read_evidence
from mingpin.vocabulary.load import COVERAGE_TABLE
from mingpin.vocabulary.model import Table, Vocabulary

_SHEET, _HOW = "_sheet", "_how"


@dataclass(frozen=True)
class Dataset:
    """What a dataset gave. `rejected` has the columns `account.REJECTED`; in every account, read = accepted + rejected + noted.

    `given` are the accepted rows by table, before what they settle was filled in; `evidence` also has what was held already,
    where rows were read `against` it.
    """

    evidence: Evidence
    accounts: tuple[SheetAccount, ...]
    rejected: pl.DataFrame
    given: Mapping[str, pl.DataFrame] = field(default_factory=dict)


def read_dataset(
    path: Path | str,
    vocabulary: Vocabulary,
    *,
    mappings: Mappings | None = None,
    against: Mapping[str, pl.DataFrame] | None = None,
    covers: Sequence[Declaration] = (),
    supplier: str = "",
    asks: bool = False,
) -> Dataset:
    """The evidence in a file (a register, a list, a workbook, a bundle), a folder of them, or holdings.

    A row with a fault is rejected as a whole, with all its faults: half a row would be another row. A register row that repeats
    an earlier one cell by cell is accepted and counted as a duplicate; one that contradicts it is rejected, as is an evidence row
    whose subject is not in the register.

    `against`: rows held already, by table (`Dataset.given` of a register): lists that come without a register are matched with
    it. `covers`: what the files cover, by declaration. `supplier`: who sent them. `asks`: sheets that cannot be understood are
    left aside with their questions instead of being refused, and lists may come without any register.

    Raises IntakeError where a part cannot be read at all: then nothing was taken.
    """
    path = Path(path)
    if is_holdings(path):
        frames = Holdings(path).evidence_frames(vocabulary)
        evidence = _evidence(frames, vocabulary, None)
        return Dataset(evidence, _held_accounts(path, frames), pl.DataFrame(schema=REJECTED), frames)
    if is_evidence_folder(path):
        evidence = _from_files(path, vocabulary)
        held = {name: frame for name, frame in evidence.tables.items() if frame.height}
        return Dataset(evidence, _held_accounts(path, held), pl.DataFrame(schema=REJECTED), held)
    found = list(sheets_of(path, vocabulary, Understanding(mappings, supplier, asks)))
    ledgers = [Ledger(sheet) for sheet in found if isinstance(sheet, Sheet)]
    asides = [account for account in found if isinstance(account, SheetAccount)]
    given = _given(path, ledgers, vocabulary, against, covers, asks=asks)
    accounts = [ledger.account() for ledger in ledgers]
    rejected = pl.concat([pl.DataFrame(schema=REJECTED), *(ledger.rejected() for ledger in ledgers)])
    return Dataset(_evidence(given, vocabulary, against), (*accounts, *asides), rejected, given)


def _held_accounts(path: Path, frames: Mapping[str, pl.DataFrame]) -> tuple[SheetAccount, ...]:
    """The accounts of rows that were accepted when they were taken in."""
    why = _("It was taken in before.")
    return tuple(SheetAccount(path.name, "", name, why, frame.height, frame.height) for name, frame in frames.items())


def _from_files(path: Path, vocabulary: Vocabulary) -> Evidence:
    try:
        return read_evidence(path, vocabulary)
    except EvidenceError as error:
        remedy = _("Write the folder anew with `mingpin evidence`.")
        raise IntakeError(str(error), where=str(path), remedy=remedy) from error


def _given(
    path: Path,
    ledgers: list[Ledger],
    vocabulary: Vocabulary,
    against: Mapping[str, pl.DataFrame] | None,
    covers: Sequence[Declaration],
    *,
    asks: bool,
) -> dict[str, pl.DataFrame]:
    """The accepted rows of all sheets, by table."""
    registers = [ledger for ledger in ledgers if ledger.table == REGISTER]
    parts: dict[str, list[pl.DataFrame]] = defaultdict(list)
    if registers or not (asks or against):
        parts[REGISTER].append(_read_register(path, registers, vocabulary, against))
    lists = [ledger for ledger in ledgers if ledger.table not in (REGISTER, COVERAGE_TABLE)]
    known = [*parts[REGISTER], *([against[REGISTER]] if against else [])]
    directory = Directory.of(_newest(known)) if known and len(ledgers) > len(registers) else None
    for ledger in lists:
        parts[ledger.table].append(_read_evidence(ledger, vocabulary, directory))
    for ledger in ledgers:
        if ledger.table == COVERAGE_TABLE:
            parts[COVERAGE_TABLE].append(_read_coverage(ledger, vocabulary, directory, parts, lists))
    if covers:
        parts[COVERAGE_TABLE].append(_declared(covers, vocabulary, parts, path, lists))
    return {table: _joined(frames, table, vocabulary) for table, frames in parts.items() if frames}


def _evidence(
    given: Mapping[str, pl.DataFrame], vocabulary: Vocabulary, against: Mapping[str, pl.DataFrame] | None
) -> Evidence:
    """What is given, together with what is held already; of a subject that is in both, what is given."""
    held = against or {}
    both = {
        table: (_newest if table == REGISTER else joined)([rows[table] for rows in (given, held) if table in rows])
        for table in {**given, **held}
    }
    return completed(Evidence.from_frames(vocabulary, both), vocabulary)


def _newest(subjects: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if len(subjects) == 1:
        return subjects[0]
    ids = pl.concat(frame[IDENTIFIER] for frame in subjects)
    at = repeated(ids)
    is_newest = pl.repeat(True, len(ids), eager=True).scatter(at, ids[at].is_first_distinct())
    starts = accumulate((frame.height for frame in subjects), initial=0)
    return joined(
        [kept_rows(frame, is_newest.slice(at, frame.height)) for at, frame in zip(starts, subjects, strict=False)]
    )


def _read_register(
    path: Path, ledgers: list[Ledger], vocabulary: Vocabulary, against: Mapping[str, pl.DataFrame] | None
) -> pl.DataFrame:
    """The accepted subjects of all register sheets, with ids and owners. Raises IntakeError where there is no row to read."""
    table = vocabulary.tables[REGISTER]
    read = (
        piece.with_columns(pl.lit(sheet).alias(_SHEET))
        for sheet, ledger in enumerate(ledgers)
        for piece in _register_rows(ledger, vocabulary)
    )
    subjects = mapped(read) if ledgers else pl.DataFrame()
    if not any(ledger.read for ledger in ledgers):
        label = in_language(table.label)
        what = _("The register of subjects has no rows.") if ledgers else _("The dataset has no register of subjects.")
        remedy = _("Send the table “{label}” (subjects) with one row for each subject.").format(label=label)
        raise IntakeError(what, where=str(path), remedy=remedy)
    dropped = []
    for at, contradiction in repetitions(subjects, table):
        row = subjects.row(at, named=True)
        dropped.append(at)
        ledger = ledgers[row[_SHEET]]
        if contradiction is None:
            ledger.duplicates += 1
        else:
            ledger.reject([Fault(row[SOURCE_ROW], contradiction, value=row[IDENTIFIER])])
    if dropped:
        is_kept = pl.repeat(True, subjects.height, eager=True).scatter(dropped, False)
        subjects = kept_rows(subjects, is_kept)
    if not names_parties(subjects, table):
        return subjects
    known = [subjects, *([against[REGISTER]] if against else [])]
    directory = Directory.of(_newest(known))
    return by_pieces(subjects, lambda piece, _at: name_parties(ledgers[0], piece, table, directory))


def _register_rows(ledger: Ledger, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
    """The rows of a register sheet that can be read, with their ids, piece by piece."""
    reason = _("The row has no subject id, credit code or name; give one of them.")
    for frame in read_rows(ledger, vocabulary):
        check_required(ledger, frame, vocabulary.tables[REGISTER])
        frame = identified(frame)
        open_ = accepted(ledger, frame).filter(pl.col(IDENTIFIER).is_null())[SOURCE_ROW]
        ledger.reject(Fault(row, reason) for row in open_)
        yield accepted(ledger, frame)


def _read_evidence(ledger: Ledger, vocabulary: Vocabulary, directory: Directory | None) -> pl.DataFrame:
    """The accepted rows of an evidence sheet, each with its subject's id."""
    table = vocabulary.tables[ledger.table]
    if directory is None:
        ledger.remarks.append(_("There is no register to compare with; subjects are taken as the rows name them."))
    frame = mapped(_referred(ledger, frame, table, directory) for frame in read_rows(ledger, vocabulary))
    ledger.count_malformed()
    return frame


def _referred(ledger: Ledger, frame: pl.DataFrame, table: Table, directory: Directory | None) -> pl.DataFrame:
    """The accepted rows of a piece of an evidence sheet, each with its subject's id."""
    if directory is None:
        check_required(ledger, frame, table)
        ledger.count_unread()
        return accepted(ledger, _named_by_itself(frame) if table.has_subject else frame)
    frame = name_parties(ledger, frame, table, directory)
    check_required(ledger, frame, table)
    ledger.count_unread()
    if table.has_subject:
        subject, how, reasons = referred(frame, directory, table.columns[IDENTIFIER].is_required)
        unread = ledger.open_rows()
        ledger.reject(fault for fault in unnamed(ledger, frame, reasons) if fault.row not in unread)
        frame = accepted(ledger, frame.with_columns(subject, how.alias(_HOW)))
        ledger.matched.update(How(found) for found in frame[_HOW].drop_nulls())
        return frame.drop(_HOW)
    return accepted(ledger, frame)


def _named_by_itself(frame: pl.DataFrame) -> pl.DataFrame:
    name = next((name for name in SUBJECT_NAMES if name in frame.columns), None)
    ways = [pl.col(way) for way in (IDENTIFIER, CREDIT_CODE) if way in frame.columns]
    ids = identified(frame.select(*ways, *([pl.col(name).alias("name")] if name else [])))
    return frame.with_columns(ids[IDENTIFIER])


def _read_coverage(
    ledger: Ledger,
    vocabulary: Vocabulary,
    directory: Directory | None,
    parts: Mapping[str, list[pl.DataFrame]],
    lists: Sequence[Ledger],
) -> pl.DataFrame:
    """The declarations that say whom they cover and do not contradict the rows that came with them."""
    frame = _read_evidence(ledger, vocabulary, directory)
    if "list" not in frame.columns:
        return frame  # without that column every row was rejected
    about = pl.concat_list(name for name in ("area", IDENTIFIER) if name in frame.columns).list.drop_nulls()
    reason = _("The declaration says neither which area nor which subject it covers; fill in one.")
    ledger.reject(Fault(row, reason) for row in frame.filter(about.list.len() == 0)[SOURCE_ROW])
    against = _not_whole(frame, lists, vocabulary) | contradictions(frame, _so_far(parts, vocabulary), vocabulary)
    ledger.reject(Fault(frame[SOURCE_ROW][at], sentence) for at, sentence in against.items())
    return accepted(ledger, frame)


def _declared(
    covers: Sequence[Declaration],
    vocabulary: Vocabulary,
    parts: Mapping[str, list[pl.DataFrame]],
    path: Path,
    lists: Sequence[Ledger],
) -> pl.DataFrame:
    """The rows of declarations made with the files. Raises IntakeError where one contradicts the files' rows."""
    frame = rows_of(covers, vocabulary)
    against = _not_whole(frame, lists, vocabulary) | contradictions(frame, _so_far(parts, vocabulary), vocabulary)
    for sentence in against.values():
        what = _("The declaration of coverage contradicts the rows.")
        raise IntakeError(what, where=path.name, why=sentence, remedy=_("Correct the declaration or the rows."))
    return frame


def _not_whole(coverage: pl.DataFrame, lists: Sequence[Ledger], vocabulary: Vocabulary) -> dict[int, str]:
    """The declarations for an area of lists of which rows could not be read, by position, each with why it is refused: whoever
    such a row is about would count as having none."""
    unread = {ledger.table: ledger for ledger in lists if ledger.unread}
    tables: dict[str, set[str]] = defaultdict(set)
    for fact in vocabulary.facts.values():
        if fact.list and fact.table in unread:
            for name in (fact.list, *vocabulary.lists[fact.list].included_in):
                tables[name].add(fact.table)
    reason = _(
        "{count} rows of {place} could not be read, so that the list is not whole; correct them, then declare it."
    )
    found = {}
    blank = pl.lit(None, dtype=pl.String)
    areas = coverage.select("list", pl.col("area") if "area" in coverage.columns else blank.alias("area"))
    for at, (list_, area) in enumerate(areas.iter_rows()):
        for table in sorted(tables.get(list_, ())) if area else ():
            found[at] = reason.format(count=unread[table].unread, place=unread[table].sheet.place)
    return found


def _so_far(parts: Mapping[str, list[pl.DataFrame]], vocabulary: Vocabulary) -> dict[str, pl.DataFrame]:
    return {table: _joined(frames, table, vocabulary) for table, frames in parts.items() if frames}


def _joined(frames: Sequence[pl.DataFrame], table: str, vocabulary: Vocabulary) -> pl.DataFrame:
    frame = joined(frames)
    return frame.select(name for name in frame_schema(vocabulary.tables[table]) if name in frame.columns)
