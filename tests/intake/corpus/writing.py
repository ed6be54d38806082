"""Pages to files of every format that offices send."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[Any]]
Build = Callable[[Path], Path]


@dataclass(frozen=True)
class Formula:
    """A formula cell with the value that the spreadsheet has kept; None where it has kept none."""

    text: str
    value: Any = None


@dataclass(frozen=True)
class Page:
    """A sheet: its rows from row 1, and merged ranges (first row and column, last row and column, all from 0)."""

    rows: Rows
    merged: Sequence[tuple[int, int, int, int]] = ()
    name: str = "Sheet1"
    is_hidden: bool = False


def padded(rows: Rows) -> list[list[Any]]:
    """The rows as wide as the widest, as a spreadsheet saves them to csv."""
    width = max(len(row) for row in rows)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def xlsx(name: str, *pages: Page | Rows, macros: bool = False) -> Build:
    def build(folder: Path) -> Path:
        path = folder / name
        book = xlsxwriter.Workbook(
            str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, "strings_to_urls": False}
        )
        if macros:
            (folder / "vbaProject.bin").write_bytes(b"no macro, only a name for one")
            book.add_vba_project(str(folder / "vbaProject.bin"))
        for page in map(_page, pages):
            sheet = book.add_worksheet(page.name)
            if page.is_hidden:
                sheet.hide()
            for range_ in page.merged:
                sheet.merge_range(*range_, "")
            for number, row in enumerate(page.rows):
                for place, value in enumerate(row):
                    if isinstance(value, Formula):
                        sheet.write_formula(number, place, value.text, None, value.value)
                    else:
                        sheet.write(number, place, value)
        book.close()
        if any(
            isinstance(value, Formula) and value.value is None for p in map(_page, pages) for r in p.rows for value in r
        ):
            _forget_values(path)
        return path

    return build


def _page(page: Page | Rows) -> Page:
    return page if isinstance(page, Page) else Page(page)


def _forget_values(path: Path) -> None:
    """Formulas as programs write them that do not calculate: without a kept value."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"</f><v>0</v>", b"</f>"))


def xls(name: str, *pages: Page | Rows) -> Build:
    def build(folder: Path) -> Path:
        book = xlwt.Workbook(encoding="utf-8")
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        for page in map(_page, pages):
            sheet = book.add_sheet(page.name)
            tops = {(first, left): (last, right) for first, left, last, right in page.merged}
            for number, row in enumerate(page.rows):
                for place, value in enumerate(row):
                    if (number, place) in tops:
                        last, right = tops[number, place]
                        sheet.write_merge(number, last, place, right, value)
                    elif value not in (None, ""):
                        sheet.write(number, place, value, *([day] if isinstance(value, date) else []))
        book.save(str(folder / name))
        return folder / name

    return build


def ods(name: str, *pages: Page | Rows, blank_rows: int = 0) -> Build:
    """An ODF workbook; `blank_rows` more are said to follow, as spreadsheets do that were formatted to the end."""

    def build(folder: Path) -> Path:
        book = OpenDocumentSpreadsheet()
        for page in map(_page, pages):
            table = Table(name=page.name)
            for row in page.rows:
                line = TableRow()
                for value in row:
                    line.addElement(_ods_cell(value))
                table.addElement(line)
            if blank_rows:
                line = TableRow(numberrowsrepeated=str(blank_rows))
                line.addElement(TableCell(numbercolumnsrepeated="1000"))
                table.addElement(line)
            book.spreadsheet.addElement(table)
        book.save(str(folder / name))
        return folder / name

    return build


def _ods_cell(value: Any) -> Any:
    if value in (None, ""):
        return TableCell()
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value))
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def text(rows: Rows, separator: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def delimited(
    name: str, rows: Rows, encoding: str = "utf-8-sig", separator: str = ",", is_padded: bool = True
) -> Build:
    return raw(name, text(padded(rows) if is_padded else rows, separator).encode(encoding))


def raw(name: str, content: bytes) -> Build:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def json_lines(name: str, records: Sequence[Mapping[str, Any]]) -> Build:
    return raw(name, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode())


def parquet(name: str, frame: pl.DataFrame) -> Build:
    def build(folder: Path) -> Path:
        frame.write_parquet(folder / name)
        return folder / name

    return build


def bundle(name: str, builds: Sequence[Build], *, folder_in_zip: str = "", is_gbk: bool = False) -> Build:
    """A zip of files; with `is_gbk` their names are written as Chinese Windows writes them, without saying so."""

    def build(folder: Path) -> Path:
        inner = folder / "parts"
        inner.mkdir()
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in builds:
                path = part(inner)
                member = folder_in_zip + path.name
                archive.writestr(_GbkName(member) if is_gbk else member, path.read_bytes())
        return folder / name

    return build


class _GbkName(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name of what is overridden
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def cut(build: Build, share: float = 0.6) -> Build:
    """The file as it arrives when a copy was interrupted."""

    def short(folder: Path) -> Path:
        path = build(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return short
