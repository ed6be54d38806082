"""What a dataset's path holds: its sheets, each laid out, with the evidence table that it is; and what is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from mingpin.intake.account import Sheet, SheetAccount
from mingpin.intake.columns import (
    CREDIT_CODE,
    IDENTIFIER,
    SUBJECT_NAMES,
    Mappings,
    Question,
    choose_table,
    folded_title,
    recognise,
)
from mingpin.intake.errors import IntakeError
from mingpin.intake.grids import READABLE, content_hash, open_grids
from mingpin.intake.layout import lay_out
from mingpin.intake.sheets import GROUP_TITLE, Grid, Laid, cell, cells_frame
from mingpin.language import _, one_after_another
from mingpin.vocabulary.model import Vocabulary

REGISTER = "subjects"
SAMPLES = 3
NOTE_SHEETS = {
    folded_title(name) for name in ("说明", "填表说明", "填写说明", "使用说明", "核对说明", "readme", "notes", "about")
}
"""Sheets of a workbook that are read by people only."""


@dataclass(frozen=True)
class Understanding:
    """What is taken for granted when sheets are opened: mappings that a person chose, and who supplied the files.

    `asks`: a sheet that cannot be understood is left aside with its questions; otherwise it is refused.
    """

    mappings: Mappings | None = None
    supplier: str = ""
    asks: bool = False


def sheets_of(path: Path, vocabulary: Vocabulary, understanding: Understanding) -> Iterator[Sheet | SheetAccount]:
    """Every sheet of a file or of the files in a folder, in the order of names; the account of what was left aside whole.

    Raises IntakeError where something cannot be read at all, or (unless it `asks`) where a sheet cannot be understood.
    """
    seen: dict[str, str] = {}
    for file in _files(path):
        if isinstance(file, SheetAccount):
            yield file
            continue
        hash_ = content_hash(file)
        if hash_ in seen:
            remark = _("It is the same file as {file}, byte for byte.").format(file=seen[hash_])
            yield SheetAccount(file.name, "", None, remarks=(remark,), source_hash=hash_)
            continue
        seen[hash_] = file.name
        grids = open_grids(file)
        if not grids:
            raise IntakeError(_("The file is empty."), where=file.name, remedy=_("Send the file that has the rows."))
        for grid in grids:
            may_be_letter = file != path and file.suffix.lower() == ".txt"
            read = _text if may_be_letter else _sheet
            yield read(grid, hash_, vocabulary, understanding)


def _files(path: Path) -> Iterator[Path | SheetAccount]:
    if not path.is_dir():
        if not path.is_file():
            what, remedy = _("There is no such file or folder."), _("Check the path.")
            raise IntakeError(what, where=str(path), remedy=remedy)
        yield path
        return
    readable = 0
    for file in sorted(path.iterdir()):
        if file.name.startswith((".", "~$")):
            continue
        if file.is_dir() or file.suffix.lower() not in READABLE:
            yield SheetAccount(file.name, "", None, remarks=(_("It is no table."),))
        else:
            readable += 1
            yield file
    if not readable:
        what = _("The folder holds no table.")
        remedy = _("Put subjects.csv there, and one file for each other table.")
        raise IntakeError(what, where=str(path), remedy=remedy)


def _sheet(grid: Grid, hash_: str, vocabulary: Vocabulary, understanding: Understanding) -> Sheet | SheetAccount:
    aside = SheetAccount(grid.file, grid.sheet, None, source_hash=hash_)
    if folded_title(grid.sheet) in NOTE_SHEETS:
        return replace(aside, remarks=(_("It is a sheet of notes."),))
    try:
        laid = lay_out(grid, vocabulary)
        if laid is None:
            return replace(aside, remarks=(_("It is empty."),))
        return _understood(laid, hash_, vocabulary, understanding)
    except NotUnderstoodError as error:
        if grid.is_hidden:
            return replace(aside, remarks=_hidden(error), questions=error.questions)
        if not understanding.asks:
            raise
        return replace(
            aside,
            remarks=(str(error),),
            questions=error.questions,
            titles=error.titles,
            samples=error.samples,
            candidates=error.candidates,
        )
    except IntakeError as error:
        if grid.is_hidden:
            return replace(aside, remarks=_hidden(error))
        if not (understanding.asks and grid.sheet):
            raise
        return replace(aside, remarks=(str(error),))


def _text(grid: Grid, hash_: str, vocabulary: Vocabulary, understanding: Understanding) -> Sheet | SheetAccount:
    """A text file in a folder, which may as well be a letter as a table."""
    try:
        return _sheet(grid, hash_, vocabulary, replace(understanding, asks=False))
    except IntakeError:
        return SheetAccount(grid.file, "", None, remarks=(_("It is a text without a table; it was left aside."),))


def _hidden(error: IntakeError) -> tuple[str, ...]:
    return _("The sheet is hidden in the workbook and could not be understood; it was left aside."), str(error)


class NotUnderstoodError(IntakeError):
    """A sheet that a person has to explain: which table it is, or what its columns are."""

    questions: tuple[Question, ...] = ()
    titles: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[str, ...] = ()


def _understood(laid: Laid, hash_: str, vocabulary: Vocabulary, understanding: Understanding) -> Sheet:
    mapping = understanding.mappings.for_sheet(laid) if understanding.mappings else None
    sample = next((batch.cells for batch in laid.batches()), None)
    if sample is None:
        sample = cells_frame([()] * len(laid.titles), ())
    samples = _samples(laid, sample)
    choice = choose_table(laid, sample, vocabulary, mapping)
    if choice.table is None:
        error = _not_understood(laid, _("It is not clear which evidence table this sheet is."), choice.reason, ())
        error.samples, error.candidates = samples, tuple(name for name, _score in choice.candidates)
        raise error
    table = vocabulary.tables[choice.table]
    recognised = recognise(laid, sample, table, vocabulary, mapping)
    needed = tuple(question for question in recognised.questions if question.is_needed)
    if needed:
        what = _("It is not clear which column is which.")
        why = one_after_another(*(question.reason for question in needed))
        error = _not_understood(laid, what, why, recognised.questions)
        error.samples, error.candidates = samples, (table.id,)
        raise error
    says_who = any(recognised.of(name) for name in (IDENTIFIER, CREDIT_CODE, *SUBJECT_NAMES))
    if table.has_subject and table.columns[IDENTIFIER].is_required and not says_who:
        titles = _(", ").join(title for title in laid.titles if title and title != GROUP_TITLE)
        why = _("Its titles are: {titles}.").format(titles=titles)
        remedy = _("It needs a column 统一社会信用代码, 名称 or 主体编号.")
        what = _("No column says which subject a row is about.")
        error = _not_understood(laid, what, why, recognised.questions, remedy)
        error.samples, error.candidates = samples, (table.id,)
        raise error
    return Sheet(laid, table.id, choice.reason, recognised, hash_, understanding.supplier, samples)


def _samples(laid: Laid, cells: pl.DataFrame) -> tuple[tuple[str, ...], ...]:
    """The cells of the first records, for a person who has to say what a column is."""
    columns = [cell(position) for position in range(len(laid.titles))]
    return tuple(tuple(value or "" for value in row) for row in cells.head(SAMPLES).select(columns).iter_rows())


def _not_understood(
    laid: Laid, what: str, why: str, questions: tuple[Question, ...] = (), remedy: str = ""
) -> NotUnderstoodError:
    where = f"{laid.file} · {laid.sheet}" if laid.sheet else laid.file
    remedy = remedy or _("Say it with --mapping; `mingpin intake check` writes a proposal to fill in.")
    error = NotUnderstoodError(what, where=where, why=why, remedy=remedy)
    error.questions, error.titles = questions, laid.titles
    return error
