"""Grids by hand, and what became of their rows: for the tests of layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingpin.intake.layout import lay_out
from mingpin.intake.sheets import (
    GROUP_TITLE,
    ROW,
    Block,
    CellFault,
    Grid,
    Laid,
    Malformed,
    Merged,
    NoteKind,
    cells_frame,
)

from .samples import VOCABULARY, credit_code

Row = Sequence[str | None]
HEADER = ("序号", "企业名称", "统一社会信用代码", "营业收入")
TITLE, UNIT, HEAD, GROUP = NoteKind.TITLE, NoteKind.UNIT, NoteKind.HEADER, NoteKind.GROUP
TOTAL, SIGNED, REMARK, FORM = NoteKind.TOTAL, NoteKind.SIGNATURE, NoteKind.REMARK, NoteKind.EMPTY_FORM


def firm(number: int) -> Row:
    """A record under HEADER."""
    return (str(number), f"新乡市测试{number}有限公司", credit_code(number), f"{number}200")


FIRMS = tuple(firm(number) for number in (1, 2, 3))


def sheet(
    *rows: Row | str,
    merged: Sequence[str] = (),
    format: str = "xlsx",
    size: int = 100,
    faults: Sequence[CellFault] = (),
    malformed: Sequence[Malformed] = (),
) -> Grid:
    """A grid of these rows, numbered from 1; a text stands alone in the first cell; `size` rows make a block.

    A csv keeps how many cells each row has. Ranges are written as in a spreadsheet: A1:C1.
    """
    table = [(row,) if isinstance(row, str) else tuple(row) for row in rows]
    columns = max((len(row) for row in table), default=0)
    widths = [len(row) for row in table] if format == "csv" else None

    def blocks() -> Iterator[Block]:
        for start in range(0, max(len(table), 1), size):
            part = table[start : start + size]
            texts = [[row[position] if position < len(row) else None for row in part] for position in range(columns)]
            numbers = range(start + 1, start + 1 + len(part))
            frame = cells_frame(texts, numbers, widths[start : start + size] if widths else None)
            yield Block(
                frame,
                tuple(fault for fault in faults if fault.row in numbers),
                tuple(row for row in malformed if row.row in numbers),
            )

    return Grid("名录.xlsx", "名单", format, blocks, merged=tuple(_range(text) for text in merged))


def _range(text: str) -> Merged:
    (first_column, first_row), (last_column, last_row) = (
        (ord(part[0]) - ord("A"), int(part[1:])) for part in text.split(":")
    )
    return Merged(first_row, last_row, first_column, last_column)


def laid(*rows: Row | str, **options: object) -> Laid:
    found = lay_out(sheet(*rows, **options), VOCABULARY)  # type: ignore[arg-type]
    assert found is not None
    return found


def records(table: Laid) -> list[tuple[str | None, ...]]:
    """The cells of all records, that of their group last."""
    return [row[:-1] for batch in table.batches() for row in batch.cells.rows()]


def rows_of(table: Laid) -> list[int]:
    return [row for batch in table.batches() for row in batch.cells[ROW]]


def kinds(table: Laid) -> list[tuple[int, NoteKind]]:
    """The notes under the header: row and kind."""
    return [(note.row, note.kind) for batch in table.batches() for note in batch.notes]


def head(table: Laid) -> list[NoteKind]:
    return [note.kind for note in table.head]


def groups(table: Laid) -> list[str | None]:
    return [row[-1] for row in records(table)]


def titles(table: Laid) -> list[str]:
    assert table.titles[-1] == GROUP_TITLE
    return list(table.titles[:-1])


TWO_LINES: tuple[Row, Row] = (
    ("序号", "企业名称", "营业收入", None, None, "住所"),
    (None, None, "2021年", "2022年", "2023年", None),
)
JOINED = ["序号", "企业名称", "营业收入 · 2021年", "营业收入 · 2022年", "营业收入 · 2023年", "住所"]
THREE_YEARS: tuple[Row, ...] = (("1", "甲厂", "10", "11", "12", "某路1号"), ("2", "乙厂", "20", "21", "22", "某路2号"))
