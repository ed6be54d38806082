"""The published register in other formats gives the same evidence. It is not distributed: without it, the tests skip."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import xlsxwriter
import xlwt

from mingpin.intake import Dataset, read_dataset
from mingpin.vocabulary.evidence import SOURCE_COLUMNS

from .samples import VOCABULARY

TITLE = "经营主体名录（重新录入）"
NOTES = ("注：1.本表由公开名录整理。", "2.登记机关以原表为准。")
ODS = "application/vnd.oasis.opendocument.spreadsheet"
Rows = list[list[str]]


def _path() -> Path:
    shared = Path(os.environ.get("MINGPIN_SHARED") or Path(__file__).parents[2].parent / "shared")
    path = shared / "data" / "xinxiang_registry.csv"
    if not path.is_file():
        pytest.skip(
            "the real register is not here; set MINGPIN_SHARED to the folder that has data/xinxiang_registry.csv"
        )
    return path


@pytest.fixture(scope="module")
def original() -> Dataset:
    return read_dataset(_path(), VOCABULARY)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(csv.reader(io.StringIO(_path().read_text("utf-8-sig"), newline="")))


def _gb18030(rows: Rows, folder: Path) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path = folder / "名录.csv"
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def _xlsx(rows: Rows, folder: Path) -> Path:
    """With a merged title above and notes below."""
    path = folder / "名录.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("名录")
    sheet.merge_range(0, 0, 0, len(rows[0]) - 1, TITLE)
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)
    for number, line in enumerate(NOTES, len(rows) + 2):
        sheet.write(number, 0, line)
    book.close()
    return path


def _xls(rows: Rows, folder: Path) -> Path:
    path = folder / "名录.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名录")
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            if text:
                sheet.write(number, place, text)
    book.save(str(path))
    return path


def _ods(rows: Rows, folder: Path) -> Path:
    """By hand: the usual library takes minutes for it."""
    path = folder / "名录.ods"
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0" '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="名录">'
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def _without_source(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop([name for name in SOURCE_COLUMNS if name in frame.columns])


@pytest.mark.parametrize(
    ("write", "above", "noted"),
    [(_gb18030, 0, 0), (_xlsx, 1, 2), (_xls, 0, 0), (_ods, 0, 0)],
    ids=["gb18030 csv", "xlsx with title and notes", "xls", "ods"],
)
def test_the_same_rows_in_another_format_give_the_same_evidence(
    original: Dataset, rows: Rows, tmp_path: Path, write: Callable[[Rows, Path], Path], above: int, noted: int
) -> None:
    dataset = read_dataset(write(rows, tmp_path), VOCABULARY)
    (account,) = dataset.accounts
    assert (account.accepted, account.rejected, account.noted) == (len(rows) - 1, 0, noted)
    for name, frame in original.evidence.tables.items():
        assert _without_source(dataset.evidence.tables[name]).equals(_without_source(frame)), name
    there = original.evidence.subjects["source_row"] + above
    assert dataset.evidence.subjects["source_row"].equals(there), "every row keeps the number that a person sees"
