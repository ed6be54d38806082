"""A sheet on its way to evidence: as it stands in its file (`Grid`), and laid out as a table (`Laid`), block by block.

Cells are text as a person reads them; a blank is null. A row keeps the number under which a person finds it: in a spreadsheet or
text file the first row is 1 and every row counts; in a file that has no header row (parquet, JSON lines) records count from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

ROW = "row"
"""The column of `cells` that holds the row number (Int64)."""
WIDTH = "width"
"""The column of a grid's `cells` that says how many cells the record has in its text file (UInt32); null in a spreadsheet."""


def cell(position: int) -> str:
    """The name of a column of `cells`, by its position from 0."""
    return f"c{position}"


@dataclass(frozen=True)
class CellFault:
    """What was wrong with a cell before we read it (a number that the spreadsheet rounded, an error value), in a sentence that
    says what to do. `column` counts from 0."""

    row: int
    column: int
    value: str
    reason: str


@dataclass(frozen=True)
class Malformed:
    """A row whose cells cannot be told apart, or that does not fit its header. `text` is the row as it stood."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class Merged:
    """A merged range: rows as numbered in the sheet, columns from 0, both ends included. Its text stands in the first cell."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a grid, those without any content left out. `cells`: String columns c0, c1, … (every block of a grid
    has the same ones), `row`, `width`."""

    cells: pl.DataFrame
    faults: tuple[CellFault, ...] = ()
    malformed: tuple[Malformed, ...] = ()


@dataclass(frozen=True)
class Grid:
    """One sheet as it stands in its file, title rows, header and notes included.

    `file` is the name by which a person knows it (`材料.zip/名单.xlsx` inside a bundle); `sheet` is blank where the format has no
    sheets. `titles` is filled only where the format itself names its columns (parquet, JSON lines): then all rows are data.
    `blocks` begins at the top of the sheet each time that it is called. `notes` are sentences about what was put aside (macros,
    hidden sheets); `is_hidden` where the workbook does not show the sheet.
    """

    file: str
    sheet: str
    format: str
    blocks: Callable[[], Iterator[Block]]
    titles: tuple[str, ...] = ()
    merged: tuple[Merged, ...] = ()
    notes: tuple[str, ...] = ()
    is_hidden: bool = False


class NoteKind(StrEnum):
    """Rows that are no records, and what they are."""

    TITLE = "title"
    UNIT = "unit"
    HEADER = "header"
    GROUP = "group"
    TOTAL = "total"
    SIGNATURE = "signature"
    REMARK = "remark"
    EMPTY_FORM = "empty_form"


@dataclass(frozen=True)
class Note:
    """A row that is no record: kept in the account, its text cells joined by a space. `TITLE`, `UNIT` and the first `HEADER` rows
    stand above the table; a `HEADER` further down repeats it; `EMPTY_FORM` is a row of which only the numbering is filled in."""

    row: int
    kind: NoteKind
    text: str


@dataclass(frozen=True)
class Batch:
    """Records of a laid-out table. `cells`: String columns c0, c1, … as many as there are titles, and `row`. `faults` and
    `malformed` are those of the batch's records; `notes` are the rows between and after them that are none."""

    cells: pl.DataFrame
    faults: tuple[CellFault, ...] = ()
    malformed: tuple[Malformed, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Laid:
    """A sheet laid out as a table.

    `titles` are those of its columns, blank where there is none; the parts of a two-line header are joined with TITLE_JOIN, the
    upper line first. Where group rows may stand between the records, the last column is theirs: its title is GROUP_TITLE, its
    cells hold the text of the group row above each record. `unit` is what a line above the table says of all amounts (万元), or
    blank. `head` are the rows above the first record. `batches` begins at the first record each time that it is called.
    """

    file: str
    sheet: str
    titles: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]
    unit: str = ""
    head: tuple[Note, ...] = ()
    notes: tuple[str, ...] = ()


TITLE_JOIN = " · "
GROUP_TITLE = "〔分组行〕"


def cells_frame(
    columns: Sequence[Sequence[str | None] | pl.Series],
    rows: Iterable[int] | pl.Series,
    widths: Iterable[int] | pl.Series | None = None,
) -> pl.DataFrame:
    """Cells, row numbers and widths as a block wants them: stripped, blanks null, rows without content left out."""
    series = [pl.Series(cell(position), column, dtype=pl.String) for position, column in enumerate(columns)]
    numbers = rows.cast(pl.Int64).alias(ROW) if isinstance(rows, pl.Series) else pl.Series(ROW, rows, dtype=pl.Int64)
    wide = pl.Series(WIDTH, [None] * len(numbers) if widths is None else widths, dtype=pl.UInt32)
    stripped = pl.col(pl.String).str.strip_chars()
    frame = pl.DataFrame([*series, numbers, wide]).with_columns(
        pl.when(stripped.str.len_bytes() > 0).then(stripped).name.keep()
    )
    return frame.filter(pl.any_horizontal(pl.col(pl.String).is_not_null())) if series else frame.clear()


MARK_TITLE = "名品核对"
"""The title of the column in which a marked workbook says what became of each row; reading leaves it aside."""
