"""A cell that looks like a formula is text: it does not run, and it reads back as it was."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mingpin.documents.long_list import Texts, write_long
from mingpin.documents.styles import PLAIN
from mingpin.documents.workbook import LONGEST_TEXT, Workbook, writable
from mingpin.intake.marking.inert import RUNS_AS_FORMULA
from tests.conftest import examples

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+86 373",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "'=1",
    "=cmd|' /C calc'!A0",
]
AWKWARD = [
    "_x000D_",
    "a\rb",
    "a\nb",
    " 前后 ",
    "<b>&amp;</b>",
    '"引号"',
    "\x01",
    "🀄",
    "2024-01-01",
    "001",
    "1e5",
    "TRUE",
]
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
ANY_TEXT = st.text(CHARACTERS, min_size=1, max_size=12)
RISKY_TEXT = st.builds(str.__add__, st.sampled_from("=+-@\t\r\0"), ANY_TEXT)
TEXTS = st.lists(ANY_TEXT | RISKY_TEXT, min_size=1, max_size=8)


def _row_by_row(path: Path, texts: list[str]) -> None:
    with Workbook(path) as book:
        sheet = book.sheet("x", [20])
        for text in texts:
            sheet.row([text])


def _all_at_once(path: Path, texts: list[str]) -> None:
    with Workbook(path) as book:
        sheet = book.sheet("x", [20])
        column = Texts("text", book.format(PLAIN), book.format(PLAIN, is_text_marked=True))
        write_long(sheet, pl.DataFrame({"text": texts}), [column], 20, lambda _rows: None)


WRITERS = pytest.mark.parametrize("write", [_row_by_row, _all_at_once])


@WRITERS
@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_run_is_stored_as_marked_text(tmp_path: Path, write: object, text: str) -> None:
    assert callable(write)
    write(tmp_path / "a.xlsx", [text])
    cell = load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix is (text[0] in "=+-@\t\r\n＝")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


@WRITERS
def test_every_text_reads_back_as_it_was(tmp_path: Path, write: object) -> None:
    assert callable(write)
    texts = DANGEROUS + AWKWARD
    write(tmp_path / "a.xlsx", texts)
    assert _calamine(tmp_path / "a.xlsx") == texts


@WRITERS
@given(texts=TEXTS)
@examples(60)
def test_any_text_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, write: object, texts: list[str]
) -> None:
    assert callable(write)
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    write(path, texts)
    assert _calamine(path) == texts
    assert [cell.quotePrefix for cell in _cells(path)] == [text.startswith(RUNS_AS_FORMULA) for text in texts]


def test_both_ways_of_writing_say_the_same_to_another_reader(tmp_path: Path) -> None:
    texts = [text for text in DANGEROUS + AWKWARD if "\x01" not in text]
    _row_by_row(tmp_path / "a.xlsx", texts)
    _all_at_once(tmp_path / "b.xlsx", texts)
    found = [[cell.value for cell in load_workbook(tmp_path / name).active["A"]] for name in ("a.xlsx", "b.xlsx")]
    assert found[0] == found[1]


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    cut = writable("长" * 40_000)
    assert len(cut) == LONGEST_TEXT
    assert "40000" in cut


def test_an_error_while_writing_leaves_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _begin_and_fail(tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def _begin_and_fail(path: Path) -> None:
    with Workbook(path) as book:
        book.sheet("x", [20]).row(["begun"])
        raise RuntimeError("full stop")


def _cells(path: Path) -> list[Any]:
    return [row[0] for row in load_workbook(path).active.iter_rows(max_col=1)]


def _calamine(path: Path) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [str(row[0]) for row in rows]
