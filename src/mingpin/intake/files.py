"""What a dataset's path holds: which sheet is which evidence table, and what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mingpin.intake.columnar import read_columnar
from mingpin.intake.columns import folded_title
from mingpin.intake.delimited import read_delimited
from mingpin.intake.errors import IntakeError
from mingpin.intake.raw import RawTable
from mingpin.intake.workbook import read_workbook
from mingpin.language import _, in_language
from mingpin.vocabulary.model import Vocabulary

REGISTER = "subjects"
NOTE_SHEETS = {folded_title(name) for name in ("说明", "填表说明", "填写说明", "使用说明", "readme", "notes", "about")}
"""Sheets of a workbook that are read by people only."""
READABLE = (".csv", ".tsv", ".xlsx", ".parquet")
_OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".et", ".jsonl", ".ndjson", ".zip")
_ZIP, _PARQUET, _OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """A sheet with the evidence table that it is."""

    raw: RawTable
    table: str


@dataclass(frozen=True)
class Aside:
    """A file or sheet that is no table, and why it was not read."""

    file: str
    sheet: str
    reason: str


def sheets_of(path: Path, vocabulary: Vocabulary) -> Iterator[Sheet | Aside]:
    """Every sheet of a register file, a workbook of canonical sheets, or a folder of canonical tables, in the order of names.

    A single csv or parquet file, or the only sheet of a workbook, is the register unless its name is that of another table. In a
    folder and in a workbook of several sheets every name must be that of a table (its id or label), save for notes. Raises
    IntakeError where something cannot be read or has no place.
    """
    if path.is_dir():
        yield from _folder(path, vocabulary)
        return
    if not path.is_file():
        what, remedy = _("There is no such file or folder."), _("Check the path.")
        raise IntakeError(what, where=str(path), remedy=remedy)
    if path.suffix.lower() not in READABLE:
        raise _not_readable(path.name)
    yield from _file(path, path.name, vocabulary, is_alone=True)


def _folder(folder: Path, vocabulary: Vocabulary) -> Iterator[Sheet | Aside]:
    readable = 0
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir() or path.suffix.lower() not in (*READABLE, *_OTHER_TABLES):
            yield Aside(path.name, "", _("It is no table."))
        elif path.suffix.lower() in _OTHER_TABLES:
            raise _not_readable(path.name)
        else:
            readable += 1
            yield from _file(path, path.name, vocabulary, is_alone=False)
    if not readable:
        what = _("The folder holds no table.")
        remedy = _("Put subjects.csv there, and one file for each other table.")
        raise IntakeError(what, where=str(folder), remedy=remedy)


def _file(path: Path, file: str, vocabulary: Vocabulary, is_alone: bool) -> Iterator[Sheet | Aside]:
    tables = _raw_tables(path, file)
    if not tables:
        raise IntakeError(_("The file is empty."), where=file, remedy=_("Send the file that has the rows."))
    own = _table_named(path.stem, vocabulary) or (REGISTER if is_alone else None)
    if path.suffix.lower() != ".xlsx":
        yield Sheet(tables[0], own or _refuse_name(file, path.stem, vocabulary))
        return
    notes = [raw for raw in tables if folded_title(raw.sheet) in NOTE_SHEETS]
    sheets = [raw for raw in tables if raw not in notes]
    yield from (Aside(file, raw.sheet, _("It is a sheet of notes.")) for raw in notes)
    for raw in sheets:
        table = _table_named(raw.sheet, vocabulary) or (own if len(sheets) == 1 else None)
        yield Sheet(raw, table or _refuse_name(f"{file} · {raw.sheet}", raw.sheet, vocabulary))


def _raw_tables(path: Path, file: str) -> list[RawTable]:
    data = path.read_bytes()
    if not data.strip():
        return []
    suffix = path.suffix.lower()
    starts_right = {".xlsx": data.startswith(_ZIP), ".parquet": data.startswith(_PARQUET) and data.endswith(_PARQUET)}
    if not starts_right.get(suffix, True) or (suffix not in starts_right and _kind_of(data)):
        found = _kind_of(data)
        what = _("The file is not what its name says.")
        why = _("It is called {suffix}, but it is {kind}.").format(suffix=suffix, kind=found or _("something else"))
        raise IntakeError(what, where=file, why=why, remedy=_("Save it again in the format of its name, or rename it."))
    if suffix == ".xlsx":
        return read_workbook(data, file)
    read: Callable[[bytes, str], RawTable] = read_columnar if suffix == ".parquet" else read_delimited
    raw = read(data, file)
    return [raw] if raw.titles else []


def _kind_of(data: bytes) -> str:
    """What the first bytes say that the file is; empty for text and what we do not know."""
    if data.startswith(_ZIP):
        return _("an xlsx workbook or another zip archive")
    if data.startswith(_PARQUET):
        return _("a parquet file")
    if data.startswith(_OLE):
        return _("an old Office file (.xls, .doc), or protected by a password")
    if data.startswith(b"%PDF"):
        return _("a PDF")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith((b"<html", b"<!doctype", b"<table")):
        return _("a web page")
    return ""


def _table_named(name: str, vocabulary: Vocabulary) -> str | None:
    wanted = folded_title(name)
    for table in vocabulary.tables.values():
        if wanted in {folded_title(known) for known in (table.id, *table.label.values())}:
            return table.id
    return None


def _refuse_name(where: str, name: str, vocabulary: Vocabulary) -> str:
    known = _(", ").join(f"{table.id} {in_language(table.label)}" for table in vocabulary.tables.values())
    what = _("“{name}” is not the name of an evidence table.").format(name=name)
    remedy = _("Name it after one of: {known}; or call a sheet of notes 说明.").format(known=known)
    raise IntakeError(what, where=where, remedy=remedy)


def _not_readable(file: str) -> IntakeError:
    what = _("This kind of file is not read.")
    return IntakeError(what, where=file, remedy=_("Save it as csv, xlsx or parquet."))
