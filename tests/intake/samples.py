"""Registers and codes for the tests of intake; all of them invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from stdnum.cn import uscc

from mingpin.vocabulary import Evidence, Vocabulary, load_vocabulary
from mingpin.vocabulary.evidence import SOURCE_COLUMNS

VOCABULARY: Vocabulary = load_vocabulary(Path(__file__).parents[2] / "packs" / "vocabulary")
SOURCE = tuple(SOURCE_COLUMNS)

_AS_TEXT = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, "strings_to_urls": False}

Rows = Sequence[Sequence[Any]]


def credit_code(number: int = 1, division: str = "410702", class_: str = "91") -> str:
    """A valid credit code of nobody in particular."""
    body = f"{class_}{division}MA{number:07d}"
    return body + uscc.calc_check_digit(body)


HEADER = ("统一社会信用代码", "企业名称", "成立日期")


def register(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> list[Sequence[Any]]:
    """A small register; three invented enterprises where no rows are given."""
    return [header, *(rows or ((credit_code(n), f"新乡市测试{n}有限公司", f"201{n}-05-0{n}") for n in (1, 2, 3)))]


def csv_bytes(rows: Rows, encoding: str = "utf-8", separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def csv_file(folder: Path, rows: Rows, name: str = "名录.csv", **options: str) -> Path:
    path = folder / name
    path.write_bytes(csv_bytes(rows, **options))
    return path


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = xlsxwriter.Workbook(str(path), dict(_AS_TEXT))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def dataset_folder(folder: Path, tables: Mapping[str, Rows]) -> Path:
    for name, rows in tables.items():
        csv_file(folder, rows, f"{name}.csv")
    return folder


def without_source(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without where they stood."""
    return frame.drop(SOURCE)


def differences(one: Evidence, other: Evidence) -> list[tuple[str, str, list[Any], list[Any]]]:
    """Where two bodies of evidence do not say the same, wherever their rows stood: table, column, both contents."""
    pairs = ((name, frame, other.tables[name]) for name, frame in one.tables.items())
    return [
        (name, column, frame[column].to_list(), against[column].to_list() if column in against.columns else [])
        for name, frame, against in pairs
        for column in frame.columns
        if column not in SOURCE and not (column in against.columns and frame[column].equals(against[column]))
    ]


def reasons(rejected: pl.DataFrame) -> str:
    """All reasons of the rejected rows, in one text."""
    return "\n".join(rejected["reason"])


def values(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()
