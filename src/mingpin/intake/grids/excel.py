"""xlsx, xlsm and xls workbooks: looked through for what the reader of cells would hide or choke on, then read by calamine."""

from __future__ import annotations

from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from mingpin.intake.grids.biff import scan_xls
from mingpin.intake.grids.columns import column_texts
from mingpin.intake.grids.limits import Limits, Refusal, block_rows
from mingpin.intake.grids.scan import scan_xlsx
from mingpin.intake.grids.sheetxml import SheetScan
from mingpin.intake.grids.spool import Fault, Spool, column_name


def parse_excel(path: Path, kind: str, spool: Spool, limits: Limits) -> None:
    """Every worksheet of the workbook into the spool, hidden ones included. Raises Refusal."""
    scan = scan_xls(path) if kind == "xls" else scan_xlsx(path, limits)
    try:
        with path.open("rb") as file, _opened(file, path, kind) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    scan.notes.append(("no_sheet", {"sheet": sheet.name}))
                    continue
                spooled = spool.begin(sheet.name)
                found = scan.sheets.get(sheet.name, SheetScan())
                cells = workbook.get_sheet_by_name(sheet.name)
                spooled.merged = [
                    (top + 1, bottom + 1, left, right)
                    for (top, left), (bottom, right) in cells.merged_cell_ranges or []
                ]
                if sheet.visible != SheetVisibleEnum.Visible:
                    spooled.notes.append(("hidden", {}))
                if found.has_formulas:
                    spooled.notes.append(("formulas", {}))
                spooled.notes.extend(scan.notes)
                _spool_cells(cells, found, spool, limits)
    except PasswordError as error:
        raise Refusal("password") from error
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise Refusal("damaged") from error


def _opened(file: BinaryIO, path: Path, kind: str) -> CalamineWorkbook:
    """The workbook, whatever its name; by its path it is read faster, but then the name must be that of its kind."""
    is_named = path.suffix.lower() == f".{kind}"
    return CalamineWorkbook.from_path(path) if is_named else CalamineWorkbook.from_filelike(file)


def _spool_cells(cells: CalamineSheet, found: SheetScan, spool: Spool, limits: Limits) -> None:
    top, left = cells.start or (0, 0)
    width = max([left + cells.width if cells.height else 0, *(column + 1 for _, column in found.faults)])
    height = max([top + cells.height, *(row for row, _ in found.faults)]) if width else 0
    check_extent(cells.name, height, width, limits)
    step, margin = block_rows(width), [""] * left
    rows = iter(cells.iter_rows()) if cells.height else iter(())
    waiting = sorted(found.faults.items(), reverse=True)
    for first in range(0, height, step):
        size = min(step, height - first)
        block = [[*margin, *row] for row in islice(rows, size)] if margin else list(islice(rows, size))
        block += [[] for _ in range(size - len(block))]
        faults: list[Fault] = []
        while waiting and waiting[-1][0][0] <= first + len(block):
            (row, column), (text, kind) = waiting.pop()
            cells_of_row = block[row - first - 1]
            cells_of_row += [""] * (column + 1 - len(cells_of_row))
            cells_of_row[column] = text
            faults.append((row, column, text, kind))
        columns: list[Any] = []
        for position, values in enumerate(islice(zip_longest(*block, [""] * width, fillvalue=""), width)):
            texts, rounded = column_texts(values[:-1])
            columns.append(texts)
            faults += [(first + place + 1, position, texts[place].as_py(), "rounded") for place in rounded]
        spool.add(columns, range(first + 1, first + len(block) + 1), sorted(faults))


def check_extent(sheet: str, height: int, width: int, limits: Limits) -> None:
    """Raises Refusal where the rectangle that holds content is larger than what is read."""
    if width > limits.max_columns:
        raise Refusal("columns", sheet=sheet, columns=column_name(width), limit=limits.max_columns)
    if height > limits.max_rows:
        raise Refusal("rows", sheet=sheet, rows=height, limit=limits.max_rows)
    if height * width > limits.max_cells:
        raise Refusal("cells", sheet=sheet, cells=height * width, limit=limits.max_cells)
