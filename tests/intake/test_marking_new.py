"""Files to which no column can be added come back as a new workbook: the rows as they stood, at their numbers, and inert."""

from __future__ import annotations

import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mingpin.intake.marking import NOTES_SHEET, RowMark, SheetMarks, State, mark_workbook, new_book
from mingpin.intake.sheets import MARK_TITLE, Grid, Malformed, Merged
from tests.conftest import examples
from tests.intake.marked import ACCEPTED, NOTED, comments, grid, marks, red_cells, rejected, texts

ROWS: list[list[str | None]] = [
    ["企业名录"],
    [],
    ["统一社会信用代码", "名称", "电话"],
    ["00123", "甲公司", "0373-1"],
    ["=1+1", "@SUM(A1)", "-5"],
    ["合计", "2", None],
]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
RISKY_TEXTS = st.builds(str.__add__, st.sampled_from(RISKY), st.text(CHARACTERS, max_size=8))
CELLS = st.one_of(st.none(), st.text(CHARACTERS, min_size=1, max_size=8), RISKY_TEXTS)


def _marked(folder: Path, *grids: Grid, sheets: list[SheetMarks]) -> Path:
    source = folder / "名单.csv"
    source.write_text("", "utf-8")
    return mark_workbook(source, sheets, folder / "名单-核对.xlsx", grids)


def test_rows_stand_at_their_numbers_with_their_marks(tmp_path: Path) -> None:
    out = _marked(tmp_path, grid(ROWS), sheets=[marks({5: rejected((0, "Not a code.")), 6: NOTED}, header=3)])
    assert texts(out) == [
        ["企业名录", "", "", ""],
        ["", "", "", ""],
        ["统一社会信用代码", "名称", "电话", MARK_TITLE],
        ["00123", "甲公司", "0373-1", "✓ Can be accepted"],
        ["=1+1", "@SUM(A1)", "-5", "✗ Not accepted: [统一社会信用代码] Not a code."],
        ["合计", "2", "", ""],
    ]
    assert CalamineWorkbook.from_path(out).sheet_names == ["名单", NOTES_SHEET]
    assert (red_cells(out), comments(out)) == ({"A5"}, {"A5": "Not a code."})


@given(cells=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
@examples(60)
def test_whatever_stood_in_a_cell_is_inert_and_reads_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str | None, ...]]
) -> None:
    rows = [["a", "b", "c"], *(list(row) for row in cells)]
    source = grid(rows)
    kept = {
        row: list(values)
        for block in source.blocks()
        for *values, row in block.cells.select("c0", "c1", "c2", "row").iter_rows()
    }
    out = _marked(tmp_path_factory.mktemp("any"), source, sheets=[marks({})])
    found = texts(out)
    assert {row: [value or None for value in found[row - 1][:3]] for row in kept} == kept
    with zipfile.ZipFile(out) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    for row in load_workbook(out).worksheets[0].iter_rows(max_col=3):
        for cell in row:
            assert cell.data_type in "sn"
            assert cell.value is None or cell.quotePrefix or not str(cell.value).startswith(RISKY)


def test_a_row_whose_cells_cannot_be_told_apart_is_shown_as_it_stood(tmp_path: Path) -> None:
    torn = (Malformed(3, '"甲公司,3', "The quotation mark is not closed."),)
    rows = [["名称", "数"], ["乙公司", "2"], [], ["丙公司", "4"]]
    sheets = [marks({3: rejected((None, "The quotation mark is not closed."))})]
    out = _marked(tmp_path, grid(rows, malformed=torn), sheets=sheets)
    assert texts(out)[2] == ['"甲公司,3', "", "✗ Not accepted: The quotation mark is not closed."]
    assert texts(out)[3] == ["丙公司", "4", "✓ Can be accepted"]


def test_records_stand_below_the_names_of_their_columns(tmp_path: Path) -> None:
    rows = [["甲公司", "1"], ["乙公司", "2"]]
    out = _marked(
        tmp_path, grid(rows, titles=("name", "size")), sheets=[marks({2: rejected((1, "No size."))}, header=None)]
    )
    assert texts(out) == [
        ["name", "size", MARK_TITLE],
        ["甲公司", "1", "✓ Can be accepted"],
        ["乙公司", "2", "✗ Not accepted: [size] No size."],
    ]


def test_an_earlier_mark_column_is_overwritten(tmp_path: Path) -> None:
    rows = [["名称", MARK_TITLE], ["甲公司", "✓ 已采用 #old"]]
    out = _marked(tmp_path, grid(rows), sheets=[marks({2: RowMark(State.KNOWN, "new")})])
    assert texts(out) == [["名称", MARK_TITLE], ["甲公司", "✓ Held already #new"]]


def test_the_files_of_a_bundle_are_sheets_of_one_workbook(tmp_path: Path) -> None:
    grids = [
        grid([["名称"], ["甲"]], file="材料.zip/a/名单.csv"),
        grid([["名称"], ["乙"]], file="材料.zip/b/名单.csv"),
        grid([["名称"], ["丙"]], file="材料.zip/表.xlsx", sheet="Sheet1"),
        grid([["名称"], ["丁"]], file="材料.zip/两.xlsx", sheet="[一]"),
        grid([["随手"]], file="材料.zip/两.xlsx", sheet="二"),
    ]
    sheets = [marks({}, file=one.file, sheet=one.sheet) for one in grids[:-1]]
    out = _marked(tmp_path, *grids, sheets=sheets)
    names = ["名单", "名单 (2)", "表", "两 _一_", "两 二", NOTES_SHEET]
    assert CalamineWorkbook.from_path(out).sheet_names == names
    assert [texts(out, place)[1] for place in range(4)] == [[name, "✓ Can be accepted"] for name in "甲乙丙丁"]
    assert texts(out, 4) == [["随手"]]


def test_a_merged_header_stays_merged(tmp_path: Path) -> None:
    rows = [["名称", "营业收入"], [None, "2022", "2023"], ["甲", "1", "2"]]
    out = _marked(tmp_path, grid(rows, merged=(Merged(1, 1, 1, 2), Merged(1, 2, 0, 0))), sheets=[marks({}, header=2)])
    assert {str(area) for area in load_workbook(out).worksheets[0].merged_cells.ranges} == {"B1:C1", "A1:A2"}


def test_of_a_very_long_sheet_only_what_is_to_be_corrected_comes_back(tmp_path: Path) -> None:
    rows = [["名单"], ["名称"], *([f"公司{number}"] for number in range(3, 40))]
    with patch.object(new_book, "MOST_CELLS", 30):
        out = _marked(
            tmp_path,
            grid(rows),
            sheets=[marks({9: rejected((0, "Unknown.")), 31: rejected((0, "Unknown."))}, header=2)],
        )
    assert texts(out) == [
        ["名单", ""],
        ["名称", MARK_TITLE],
        ["公司9", "✗ Row 9 not accepted: [名称] Unknown."],
        ["公司31", "✗ Row 31 not accepted: [名称] Unknown."],
    ]
    assert any("only the rows" in str(row[0]) for row in texts(out, sheet=1))
    assert ["名单", 35, 0, 2, 0] in texts(out, sheet=1)


def test_a_workbook_that_cannot_be_written_again_comes_back_as_rows(tmp_path: Path) -> None:
    source = tmp_path / "名单.xlsx"
    with zipfile.ZipFile(source, "w") as parts:
        parts.writestr("xl/workbook.xml", "<broken")
    sheets = [SheetMarks("名单.xlsx", "甲", 1, 1, {}, others=ACCEPTED)]
    out = mark_workbook(
        source, sheets, tmp_path / "a.xlsx", [grid([["名称"], ["甲公司"]], file="名单.xlsx", sheet="甲")]
    )
    assert texts(out) == [["名称", MARK_TITLE], ["甲公司", "✓ Can be accepted"]]
    assert any("cannot be written again" in str(row[0]) for row in texts(out, sheet=1))
