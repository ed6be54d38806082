"""The sheets of an xlsx workbook as raw tables: values as a person reads them, never through a rounded number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, PasswordError, load_workbook

from mingpin.intake.errors import IntakeError
from mingpin.intake.raw import Fault, RawTable, text_frame
from mingpin.language import _

EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one has been rounded by the time that we see it."""
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*\bt="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(data: bytes, file: str) -> list[RawTable]:
    """One raw table per sheet that has any content, in the workbook's order; the header is the first row with content.

    Numbers are written with the 15 digits that a spreadsheet shows, a date cell as 2021-05-03. Numbers of more digits and cells
    that hold an error (#N/A) are faults. Raises IntakeError where the file is no workbook.
    """
    try:
        workbook = load_workbook(io.BytesIO(data))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
        errors = _error_cells(data)
    except PasswordError as error:
        raise _unreadable(file, _("It is protected by a password."), _("Remove the password.")) from error
    except (CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise _unreadable(file, _("It is damaged or cut short."), _("Save it again as xlsx.")) from error
    tables = (_raw_table(file, name, rows, errors.get(name, {})) for name, rows in sheets)
    return [table for table in tables if table is not None]


def _unreadable(file: str, why: str, remedy: str) -> IntakeError:
    return IntakeError(_("The workbook cannot be read."), where=file, why=why, remedy=remedy)


def _raw_table(
    file: str, sheet: str, rows: Sequence[Sequence[Any]], errors: dict[tuple[int, int], str]
) -> RawTable | None:
    header = next((number for number, row in enumerate(rows) if any(_text(value) for value in row)), None)
    if header is None:
        return None
    titles = [_text(value) or "" for value in rows[header]]
    body = rows[header + 1 :]
    columns = (
        [[_text(value) for value in column] for column in zip(*body, strict=True)] if body else [[] for _ in titles]
    )
    for (row, column), error in errors.items():
        if row > header and column < len(columns):
            columns[column][row - header - 1] = error
    frame = text_frame(columns, range(header + 2, header + 2 + len(body)))
    position_of = {row: position for position, row in enumerate(frame["row"])}
    faults = [
        Fault(position_of[row + 1], titles[column], columns[column][row - header - 1] or "", reason)
        for row, column, reason in _damaged(rows, header, errors)
        if row + 1 in position_of
    ]
    return RawTable(file, sheet, tuple(titles), frame, tuple(faults))


def _text(value: Any) -> str | None:
    """The cell as a person reads it; None for a blank."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _damaged(
    rows: Sequence[Sequence[Any]], header: int, errors: dict[tuple[int, int], str]
) -> Iterator[tuple[int, int, str]]:
    for (row, column), error in errors.items():
        if row > header:
            yield row, column, _("The cell holds the error {error}; correct its formula.").format(error=error)
    for row, values in enumerate(rows[header + 1 :], start=header + 1):
        for column, value in enumerate(values):
            if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= EXACT_BELOW:
                yield row, column, _("A number of more than 15 digits was rounded by the spreadsheet; "
                                     "format the column as text and type it again.")  # fmt: skip


def _error_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Per sheet the cells that hold an error, by row and column from 0: the reader of cells would show them as blank."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, path in _sheet_paths(archive):
            content = archive.read(path)
            if b't="e"' in content:
                found[name] = {
                    (int(row) - 1, _column(letters.decode())): text.decode()
                    for letters, row, text in _ERROR_CELL.findall(content)
                }
    return found


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(sheet.get(_RELATION)) if sheet.tag.endswith("}sheet") else None
        if target:
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in archive.namelist():
                yield sheet.get("name", ""), path


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
