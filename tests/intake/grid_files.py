"""One small table written in every format, and what a grid says of it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import polars as pl
import xlwt

from mingpin.intake.sheets import WIDTH, Block, Grid

TABLE: list[list[Any]] = [
    ["附件1：培育名单", "", ""],
    ["", "", ""],
    ["编号", "名称", "成立日期"],
    ["007", "甲厂，新乡市", "2021-05-03"],
    ["000123456789012345678", "“乙”厂", ""],
    ["", "", ""],
    ["12", "0.3", "true"],
]
CELLS = [(*(value or None for value in row), number) for number, row in enumerate(TABLE, start=1) if any(row)]


def text_file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def separated(rows: Sequence[Sequence[Any]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


XLS_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss"}


def xls_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value != "":
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=XLS_FORMATS.get(type(value), "General")))
    book.save(str(path))
    return path


def xlsx_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value != "":
                sheet.cell(row, column, value)
    book.save(path)
    return path


def ods_file(path: Path, rows: Sequence[Sequence[Any]], repeat_last: int = 1) -> Path:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="名单")
    for number, values in enumerate(rows):
        extra = {"numberrowsrepeated": repeat_last} if number == len(rows) - 1 and repeat_last > 1 else {}
        row = odf.table.TableRow(**extra)
        for value in values:
            row.addElement(ods_cell(value))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


def ods_cell(value: Any, **attributes: Any) -> Any:
    if value == "":
        return odf.table.TableCell()
    if isinstance(value, date):
        return odf.table.TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    if isinstance(value, float):
        return odf.table.TableCell(valuetype="float", value=repr(value), **attributes)
    cell = odf.table.TableCell(valuetype="string", **attributes)
    for line in str(value).split("\n"):
        cell.addElement(odf.text.P(text=line))
    return cell


def parquet_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    pl.DataFrame([list(map(str, row)) for row in rows], schema=["a", "b", "c"], orient="row").write_parquet(path)
    return path


def lines_file(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    records = [json.dumps(dict(zip("abc", row, strict=True)), ensure_ascii=False) for row in rows]
    return text_file(path.parent, path.name, "\n".join(records))


def bundle(path: Path, *parts: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, part.name)
    return path


def blocks(grid: Grid) -> list[Block]:
    return list(grid.blocks())


def cells(grid: Grid) -> list[tuple[Any, ...]]:
    """The cells of each row that has any, and its number."""
    frames = [block.cells.drop(WIDTH) for block in grid.blocks()]
    return pl.concat(frames).rows() if frames else []


def faults(grid: Grid) -> list[tuple[int, int, str]]:
    return [(fault.row, fault.column, fault.value) for block in grid.blocks() for fault in block.faults]


def malformed(grid: Grid) -> list[tuple[int, str]]:
    return [(row.row, row.text) for block in grid.blocks() for row in block.malformed]


FORMS = {
    "utf8.csv": lambda path: text_file(path.parent, path.name, separated(TABLE)),
    "bom.csv": lambda path: text_file(path.parent, path.name, separated(TABLE), "utf-8-sig"),
    "gbk.csv": lambda path: text_file(path.parent, path.name, separated(TABLE), "gb18030"),
    "utf16le.csv": lambda path: text_file(path.parent, path.name, "\ufeff" + separated(TABLE), "utf-16-le"),
    "utf16be.csv": lambda path: text_file(path.parent, path.name, "\ufeff" + separated(TABLE), "utf-16-be"),
    "utf16le_unmarked.txt": lambda path: text_file(path.parent, path.name, separated(TABLE, "\t"), "utf-16-le"),
    "utf16be_unmarked.csv": lambda path: text_file(path.parent, path.name, separated(TABLE), "utf-16-be"),
    "tab.tsv": lambda path: text_file(path.parent, path.name, separated(TABLE, "\t")),
    "semicolon.csv": lambda path: text_file(path.parent, path.name, separated(TABLE, ";")),
    "wide.csv": lambda path: text_file(path.parent, path.name, separated(TABLE, "，")),
    "old_mac.csv": lambda path: text_file(path.parent, path.name, separated(TABLE).replace("\r\n", "\r")),
    "book.xlsx": lambda path: xlsx_file(path, TABLE),
    "book.xls": lambda path: xls_file(path, TABLE),
    "book.ods": lambda path: ods_file(path, TABLE),
    "table.parquet": lambda path: parquet_file(path, TABLE),
    "table.jsonl": lambda path: lines_file(path, TABLE),
    "材料.zip": lambda path: bundle(path, xlsx_file(path.parent / "名单.xlsx", TABLE)),
}
