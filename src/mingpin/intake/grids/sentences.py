"""The sentences for what the readers of grids refuse or put aside."""

from __future__ import annotations

from collections.abc import Callable

from mingpin.intake.errors import IntakeError
from mingpin.intake.grids.limits import Refusal
from mingpin.language import _

Sentences = tuple[str, str, str]


def refused(refusal: Refusal, file: str) -> IntakeError:
    """The refusal in sentences for the person who sent the file."""
    what, why, remedy = (sentence.format(**refusal.facts) for sentence in _SENTENCES[refusal.code]())
    sheet = refusal.facts.get("sheet")
    return IntakeError(what, where=f"{file} · {sheet}" if sheet else file, why=why, remedy=remedy)


def noted(code: str, **facts: str | int) -> str:
    """What was put aside, in a sentence."""
    return _NOTES[code]().format(**facts)


def fault(kind: str, value: str) -> str:
    """What is wrong with a cell, in a sentence that says what to do."""
    return _FAULTS[kind]().format(error=value)


def _unreadable(why: str, remedy: str) -> Sentences:
    return _("The file cannot be read."), why, remedy


def _harmful(why: str) -> Sentences:
    return (
        _("The file is not opened, for safety."),
        why,
        _("Pack it again from the original files, or send them one by one."),
    )


def _too_large(why: str, remedy: str) -> Sentences:
    return _("The sheet is larger than what is read."), why, remedy


def _another_kind(why: str) -> Sentences:
    return _("This kind of file is not read."), why, _("Open it in a spreadsheet program and save it as xlsx or csv.")


_SENTENCES: dict[str, Callable[[], Sentences]] = {
    "empty": lambda: (_("The file is empty."), "", _("Send the file that has the rows.")),
    "missing": lambda: (_("There is no such file."), "", _("Check the path.")),
    "changed": lambda: _unreadable(_("It was changed while it was being read."), _("Close it elsewhere and read it again.")),
    "damaged": lambda: _unreadable(_("It is damaged or cut short."), _("Save or export it again.")),
    "password": lambda: _unreadable(_("It is protected by a password."), _("Remove the password.")),
    "memory": lambda: _unreadable(_("Reading it needs more memory than is allowed."), _("Split it into smaller files.")),
    "time": lambda: _unreadable(_("Reading it takes longer than is allowed."), _("Split it into smaller files.")),
    "crashed": lambda: _unreadable(
        _("Its content broke the reader; it may be damaged."), _("Open it in a spreadsheet program and save it as xlsx.")
    ),
    "start": lambda: (
        _("The program that reads workbooks could not be started; the file was not looked at."),
        "{error}",
        _("Have the installation of Mingpin repaired, and read the file again."),
    ),
    "bytes": lambda: _unreadable(
        _("It is larger than {limit} MiB."), _("Split it into smaller files.")
    ),
    "packing": lambda: _unreadable(_("It is packed in an unusual way."), _("Pack it again as an ordinary zip file.")),
    "polyglot": lambda: _harmful(_("Other content stands before or behind the zip archive in it.")),
    "entries": lambda: _harmful(_("It is a zip archive of {count} parts; at most {limit} are opened.")),
    "bomb": lambda: _harmful(_("Unpacked it would be many times larger than any table (at most {limit} MiB are read).")),
    "forged": lambda: _harmful(_("“{entry}” in it is not as large as the archive says.")),
    "path": lambda: _harmful(_("“{entry}” in it leads out of the archive.")),
    "link": lambda: _harmful(_("“{entry}” in it is a link to another file.")),
    "repeated": lambda: _harmful(_("“{entry}” stands in it more than once.")),
    "overlap": lambda: _harmful(_("“{entry}” shares its bytes with another part.")),
    "nested": lambda: (
        _("The bundle holds another archive."),
        _("“{entry}” is one; archives in archives are not opened."),
        _("Unpack it and pack its files directly."),
    ),
    "no_table": lambda: (
        _("The bundle holds no table."),
        _("None of its {count} files is a workbook or text table."),
        _("Put the workbooks or text tables into it."),
    ),
    "entities": lambda: _harmful(_("“{entry}” in it defines XML entities, which no spreadsheet program writes.")),
    "columns": lambda: _too_large(
        _("It has content in column {columns}; at most {limit} columns are read."),
        _("Delete what stands to the right of the table, or turn the table round."),
    ),
    "rows": lambda: _too_large(_("It has content in row {rows}; at most {limit} rows are read."), _("Split the sheet.")),
    "row": lambda: _too_large(
        _("Row {row} alone is longer than {limit} MiB."), _("Delete what does not belong to the table.")
    ),
    "cells": lambda: _too_large(
        _("Its content reaches over {cells} cells; at most {limit} are read."),
        _("Delete stray cells below and beside the table, or split it."),
    ),
    "text": lambda: _too_large(_("Its texts are longer than {limit} MiB in all."), _("Split the sheet.")),
    "line": lambda: (
        _("The file is no text table."),
        _("Line {line} is longer than {limit} KiB."),
        _("Export it again, one line for each row."),
    ),
    "utf8": lambda: (
        _("The text is damaged."),
        _("It is UTF-8 up to line {line}, and no text there."),
        _("Export the file again."),
    ),
    "nul": lambda: _no_text(_("It holds bytes that no text has.")),
    "encoding": lambda: _no_text(_("It is neither UTF-8 nor GB18030 nor UTF-16 text.")),
    "utf16": lambda: _no_text(_("It is UTF-16 text that is damaged or cut short.")),
    "quote": lambda: (
        _("A quotation mark is opened in line {line} and never closed."),
        _("All that follows would be one cell."),
        _("Close or remove it."),
    ),
    "no_records": lambda: (
        _("No line of the file is a record."),
        _("JSON lines have one object in braces on each line."),
        _("Export it as JSON lines or csv."),
    ),
    "json": lambda: (
        _("The file is one JSON text, not JSON lines."),
        "",
        _("Export it as JSON lines (one object on each line) or csv."),
    ),
    "html": lambda: (
        _("The file is a web page, whatever its name says."),
        _("Some systems export web pages under the name of a workbook."),
        _("Open it in a spreadsheet program and save it as “Excel workbook (.xlsx)”."),
    ),
    "xml_sheet": lambda: _another_kind(_("It is an XML spreadsheet of 2003 or a flat OpenDocument file.")),
    "xml": lambda: _another_kind(_("It is an XML file.")),
    "mime": lambda: _another_kind(_("It is a web archive (MHTML).")),
    "pdf": lambda: _another_kind(_("It is a PDF.")),
    "image": lambda: _another_kind(_("It is a picture.")),
    "packed": lambda: _another_kind(_("It is a rar, 7z or gz archive, not a zip file.")),
    "document": lambda: _another_kind(_("It is a text document or presentation, not a workbook.")),
    "xlsb": lambda: _another_kind(_("It is a binary workbook (.xlsb).")),
    "not_its_name": lambda: (
        _("The file is not what its name says."),
        _("It is called {suffix}, but it is something else."),
        _("Save it again in the format of its name, or rename it."),
    ),
    "unknown": lambda: _another_kind(_("What it holds is not a table that we know.")),
}  # fmt: skip


def _no_text(why: str) -> Sentences:
    return _("The file is not the text table that its name promises."), why, _("Save it as “CSV UTF-8” or as xlsx.")


_NOTES: dict[str, Callable[[], str]] = {
    "macros": lambda: _("The workbook contains macros; they were not run and are not kept."),
    "links": lambda: _("The workbook refers to other workbooks; the values last saved in it were read."),
    "formulas": lambda: _("The sheet has formulas; the values last saved in it were read."),
    "hidden": lambda: _("The sheet is hidden in the workbook; it was read all the same."),
    "no_sheet": lambda: _("“{sheet}” is a chart or a macro sheet; it has no rows to read."),
    "kind": lambda: _("The file is called {suffix}, but it is {kind}; it was read as that."),
    "columns_aside": lambda: _("“{title}” holds nested or binary values; it was not read."),
    "set_aside": lambda: _("“{entry}” in the bundle is no table; it was not read."),
}

_FAULTS: dict[str, Callable[[], str]] = {
    "error": lambda: _("The cell holds the error {error}; correct its formula."),
    "uncalculated": lambda: _("The formula in the cell was never calculated; open the workbook and save it again."),
    "rounded": lambda: _(
        "A number of more than 15 digits was rounded by the spreadsheet; format the column as text and type it again."
    ),
    "rounded_column": lambda: _("A number of more than 15 digits may have been rounded; store the column as text."),
    "nested": lambda: _("The value is nested; write one value for each key."),
    "not_finite": lambda: _("{error} is no number that can be read; leave it blank or write the number."),
}
