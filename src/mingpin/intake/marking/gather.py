"""The marks of a dataset's sheets, from its accounts and rejected rows."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping
from typing import cast

import polars as pl

from mingpin.intake.account import SheetAccount
from mingpin.intake.marking.shapes import RowMark, SheetMarks, State
from mingpin.intake.marking.taken import TakenRows
from mingpin.intake.marking.words import marks_in
from mingpin.intake.sheets import MARK_TITLE, ROW, Grid, cell

Place = tuple[str, str, int]
"""File, sheet (blank where there is none) and row."""


def marks_of(
    accounts: Iterable[SheetAccount],
    rejected: pl.DataFrame,
    taken: TakenRows | None = None,
    was: Mapping[Place, str] | None = None,
) -> tuple[SheetMarks, ...]:
    """The marks of every sheet that was read as a table.

    `taken` says what became of accepted rows once they were taken; an accepted row that it does not name only repeats another.
    Without it accepted rows are marked as acceptable. `was` are the tokens that rows carry already (`tokens_in`): they keep them
    unless `taken` gives them another.
    """
    faults: dict[tuple[str, str], dict[int, list[tuple[int | None, str]]]] = defaultdict(lambda: defaultdict(list))
    for file, sheet, row, position, reason in rejected.select("file", "sheet", "row", "position", "reason").iter_rows():
        faults[file, sheet or ""][row].append((position, reason))
    marks: dict[tuple[str, str], dict[int, RowMark]] = defaultdict(dict)
    for (file, sheet, row), token in (was or {}).items():
        marks[file, sheet][row] = RowMark(State.ACCEPTED, token)
    others = RowMark(State.ACCEPTED if taken is None else State.KNOWN)
    return tuple(
        _of_sheet(account, faults[account.file, account.sheet], marks[account.file, account.sheet], others, taken)
        for account in accounts
        if account.table is not None
    )


def _of_sheet(
    account: SheetAccount,
    faults: Mapping[int, list[tuple[int | None, str]]],
    was: Mapping[int, RowMark],
    others: RowMark,
    taken: TakenRows | None,
) -> SheetMarks:
    known = ChainMap(dict(was))
    if taken is not None:
        known = ChainMap(cast(MutableMapping[int, RowMark], taken.of_sheet(account.file, account.sheet)), known)
    rows = known.new_child({note.row: RowMark(State.NOTED) for note in account.note_rows})
    for row, found in faults.items():
        token = rows[row].token if row in rows else ""
        rows[row] = RowMark(State.REJECTED, token, tuple(found))
    return SheetMarks(account.file, account.sheet, account.header_row, account.width, rows, others)


def has_marks(accounts: Iterable[SheetAccount]) -> bool:
    """Whether a sheet has a mark column of ours, from an earlier time."""
    return any(_mark_column(account) is not None for account in accounts)


def tokens_in(grids: Iterable[Grid], accounts: Iterable[SheetAccount]) -> dict[Place, str]:
    """The token of every row that carries one in its mark column."""
    found: dict[Place, str] = {}
    columns = {(account.file, account.sheet): _mark_column(account) for account in accounts}
    for grid in grids:
        position = columns.get((grid.file, grid.sheet))
        if position is None:
            continue
        for block in grid.blocks():
            if cell(position) in block.cells.columns:
                marks = block.cells.select(ROW, token=marks_in(block.cells[cell(position)])).drop_nulls()
                found |= {(grid.file, grid.sheet, row): token for row, token in marks.iter_rows()}
    return found


def _mark_column(account: SheetAccount) -> int | None:
    return next((aside.position for aside in account.left_aside if aside.title.strip() == MARK_TITLE), None)
