"""What a supplier was asked for: rows that answer are taken, whoever keeps the register otherwise; blank ones are set aside.

Apps above say what is asked through `add_source`, in `AppConfig.ready()`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from mingpin.accounts.models import Organisation
from mingpin.intake import Dataset
from mingpin.intake.sheets import Note, NoteKind
from mingpin.language import _, in_language
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS, upper
from mingpin.vocabulary.model import Table, Type
from mingpin.vocabulary.place import shared_vocabulary

REGISTER = "subjects"
COVERAGE = "coverage"
DECLARED = ("period_from", "period_to", "as_of")
"""What a declaration has to say beside its list and whom it is for."""
IDENTITY = frozenset({"subject_id", "name", "subject_name", "uscc"})
"""Columns that only say whom a row is about."""
Asked = Mapping[str, Mapping[str, frozenset[str]]]
"""By evidence table, and by the id of the subject (blank: an area), the columns that are asked."""
Source = Callable[[Organisation], Asked]
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Adds a function from a supplier to what it is asked for now."""
    _SOURCES.append(source)


def asked_of(supplier: Organisation) -> dict[str, dict[str, frozenset[str]]]:
    """All that the supplier is asked for now."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for source in _SOURCES:
        for table, subjects in source(supplier).items():
            known = found.setdefault(table, {})
            for subject, columns in subjects.items():
                known[subject] = known.get(subject, frozenset()) | columns
    return found


def without_blank_answers(dataset: Dataset, asked: Asked) -> Dataset:
    """The dataset less the rows of workbooks that were sent out and came back without an answer: they are notes, no evidence."""
    given = dict(dataset.given)
    for table in asked.keys() & given.keys():
        frame = given[table]
        blank = _blank(frame, shared_vocabulary().tables[table], asked[table])
        if blank.any():
            given[table] = frame.filter(~blank)
            dataset = _noting(dataset, frame.filter(blank), _set_aside())
    if COVERAGE in asked:
        dataset = _without_blank_declarations(dataset)
    return replace(dataset, given={name: frame for name, frame in given.items() if frame.height})


def _without_blank_declarations(dataset: Dataset) -> Dataset:
    """Declarations that were sent out and came back without a period and a day are no faulty rows: nothing was declared."""
    for account in dataset.accounts:
        places = {match.column.name: match.position for match in account.columns}
        days = [places[name] for name in DECLARED if name in places]
        if account.table != COVERAGE or not days or not account.rejected:
            continue
        here = (pl.col("file") == account.file) & (pl.col("sheet") == account.sheet)
        lines = dataset.rejected.filter(here).select("row", "text").unique().iter_rows()
        blank = [row for row, text in lines if _is_blank(text, days)]
        if not blank:
            continue
        noted = replace(
            account,
            rejected=account.rejected - len(blank),
            noted=account.noted + len(blank),
            remarks=(*account.remarks, _set_aside().format(count=len(blank))),
            note_rows=(*account.note_rows, *(Note(row, NoteKind.EMPTY_FORM, "") for row in blank)),
        )
        accounts = tuple(noted if one is account else one for one in dataset.accounts)
        left = dataset.rejected.filter(~(here & pl.col("row").is_in(blank)))
        dataset = replace(dataset, accounts=accounts, rejected=left)
    return dataset


def _is_blank(text: str, places: list[int]) -> bool:
    cells: list[str] = next(csv.reader([text]), [])
    return all(place < len(cells) and not cells[place].strip() for place in places)


def answering_register_rows(
    dataset: Dataset, rows: pl.DataFrame, asked: Mapping[str, frozenset[str]]
) -> tuple[Dataset, pl.DataFrame, pl.DataFrame]:
    """Of register rows that the supplier may not give as such, those about subjects of which it was asked for columns, cut down
    to these; and the others. What else such rows say is left out, and the account of the sheet says so."""
    table = shared_vocabulary().tables[REGISTER]
    wanted = pl.Series([id_ in asked for id_ in rows["subject_id"]], dtype=pl.Boolean)
    answers, others = rows.filter(wanted), rows.filter(~wanted)
    if answers.is_empty():
        return dataset, answers, others
    left_out: dict[str, int] = {}
    kept = []
    for name, column in table.columns.items():
        if name == "subject_id" or name in SOURCE_COLUMNS or name not in answers.columns:
            continue
        ends = (name, upper(name)) if column.type is Type.DATE and upper(name) in answers.columns else (name,)
        is_asked = pl.Series([name in asked[id_] for id_ in answers["subject_id"]], dtype=pl.Boolean)
        if name not in IDENTITY:
            count = int((answers[name].is_not_null() & ~is_asked).sum())
            if count:
                left_out[name] = count
        kept += [pl.when(is_asked).then(pl.col(end)).alias(end) for end in ends]
    answers = answers.with_columns(kept)
    if COMPLETED in answers.columns:
        answers = answers.drop(COMPLETED)
    for name, count in left_out.items():
        label = in_language(table.columns[name].label)
        told = _("“{title}” was not asked of you in {count} rows; what they say there was left out.")
        dataset = _remarking(dataset, answers, told.format(title=label, count=count))
    return dataset, answers, others


def _set_aside() -> str:
    return _("{count} rows leave blank what was asked; they were set aside.")


def _blank(frame: pl.DataFrame, table: Table, asked: Mapping[str, frozenset[str]]) -> pl.Series:
    """Which rows are about what was asked and say nothing beyond whom, which year or which list they are about."""
    keys = {"year", "list", "area"} if table.id != REGISTER else set()
    said = [
        pl.col(name).is_not_null()
        for name in table.columns
        if name in frame.columns and name not in IDENTITY | keys and name not in SOURCE_COLUMNS and name != COMPLETED
    ]
    if table.id == COVERAGE:  # without the day on which it was drawn a declaration counts for nothing
        said = [pl.col("as_of").is_not_null()] if "as_of" in frame.columns else []
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    says = frame.select(pl.any_horizontal(said)).to_series() if said else nothing
    subjects = (
        frame["subject_id"] if "subject_id" in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
    )
    about = pl.Series([(id_ or "") in asked for id_ in subjects], dtype=pl.Boolean)
    return about & ~says


def _places(rows: pl.DataFrame) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    columns = rows.select("source_file", pl.col("source_sheet").fill_null(""), "source_row")
    for file, sheet, row in columns.unique(maintain_order=True).iter_rows():
        found.setdefault((file, sheet), []).append(row)
    return found


def _noting(dataset: Dataset, rows: pl.DataFrame, told: str) -> Dataset:
    places = _places(rows)
    accounts = []
    for account in dataset.accounts:
        here = places.get((account.file, account.sheet), [])
        if here:
            account = replace(
                account,
                accepted=account.accepted - len(here),
                noted=account.noted + len(here),
                remarks=(*account.remarks, told.format(count=len(here))),
                note_rows=(
                    *account.note_rows,
                    *(Note(row, NoteKind.EMPTY_FORM, "") for row in here if row is not None),
                ),
            )
        accounts.append(account)
    return replace(dataset, accounts=tuple(accounts))


def _remarking(dataset: Dataset, rows: pl.DataFrame, told: str) -> Dataset:
    places = _places(rows)
    accounts = tuple(
        replace(account, remarks=(*account.remarks, told)) if (account.file, account.sheet) in places else account
        for account in dataset.accounts
    )
    return replace(dataset, accounts=accounts)
