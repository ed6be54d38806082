"""A file of any kind is read as it stands: the same table in every format gives the same cells, row numbers and faults."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt

from mingpin.intake.errors import IntakeError
from mingpin.intake.grids import open_grids
from mingpin.intake.sheets import ROW, WIDTH, Merged

from .grid_files import (
    CELLS,
    FORMS,
    TABLE,
    blocks,
    cells,
    faults,
    malformed,
    ods_cell,
    ods_file,
    parquet_file,
    separated,
    text_file,
    xls_file,
    xlsx_file,
)


@pytest.mark.parametrize("name", FORMS)
def test_the_same_table_in_any_format_gives_the_same_cells(tmp_path: Path, name: str) -> None:
    grids = open_grids(FORMS[name](tmp_path / name))
    assert len(grids) == 1
    assert cells(grids[0]) == CELLS
    assert cells(grids[0]) == CELLS, "a second time"
    assert faults(grids[0]) == malformed(grids[0]) == []
    assert grids[0].notes == ()
    assert (grids[0].titles != ()) == name.startswith("table.")


def test_cells_of_text_files_know_how_many_stood_in_their_record(tmp_path: Path) -> None:
    (grid,) = open_grids(text_file(tmp_path, "a.csv", "名单\n甲,乙,丙\n1,2\n3,4,\n"))
    (block,) = blocks(grid)
    assert block.cells[WIDTH].to_list() == [1, 3, 2, 3]
    assert block.cells.rows()[2][:3] == ("1", "2", None)
    (grid,) = open_grids(xlsx_file(tmp_path / "a.xlsx", TABLE))
    assert blocks(grid)[0].cells[WIDTH].null_count() == len(CELLS)


def test_numbers_dates_and_times_of_a_workbook_are_as_a_person_sees_them(tmp_path: Path) -> None:
    written = [12.0, 0.1 + 0.2, 1e-7, 123456789.125, True, date(2021, 5, 3), datetime(2021, 5, 3, 8, 30), time(8, 30)]
    shown = ("12", "0.3", "0.0000001", "123456789.125", "true", "2021-05-03", "2021-05-03 08:30:00", "08:30:00")
    for path in (xlsx_file(tmp_path / "a.xlsx", [written]), xls_file(tmp_path / "a.xls", [written])):
        (grid,) = open_grids(path)
        assert cells(grid) == [(*shown, 1)], path.name
        assert faults(grid) == []
    (grid,) = open_grids(ods_file(tmp_path / "a.ods", [[12.0, 0.1 + 0.2, 1e-7, date(2021, 5, 3)]]))
    assert cells(grid) == [("12", "0.3", "0.0000001", "2021-05-03", 1)]


def test_a_column_of_numbers_is_written_like_each_number_alone(tmp_path: Path) -> None:
    numbers = [0.1, 1234567890.123456, -0.0, 0.1 + 0.2, 5e-9, 999999999999999.0, 2.5, 123456.7]
    shown = ["0.1", "1234567890.12346", "0", "0.3", "0.000000005", "999999999999999", "2.5", "123456.7"]
    (grid,) = open_grids(xlsx_file(tmp_path / "a.xlsx", [[number] for number in numbers]))
    assert [row[0] for row in cells(grid)] == shown


def test_numbers_that_the_spreadsheet_rounded_and_errors_are_faults(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(1, 1, 914107811234567890)
    sheet.write_formula(2, 2, "=NA()", None, "#N/A")
    sheet.write_formula(5, 4, "=1/0", None, "#DIV/0!")
    book.close()
    (grid,) = open_grids(tmp_path / "a.xlsx")
    assert faults(grid) == [(2, 1, "914107811234568000"), (3, 2, "#N/A"), (6, 4, "#DIV/0!")]
    assert cells(grid)[1] == (None, None, "#N/A", None, None, 3)
    old = xlwt.Workbook()
    sheet = old.add_sheet("一")
    sheet.row(1).set_cell_error(1, 0x2A)
    sheet.row(2).set_cell_number(0, 914107811234567890)
    old.save(str(tmp_path / "a.xls"))
    (grid,) = open_grids(tmp_path / "a.xls")
    assert faults(grid) == [(2, 1, "#N/A"), (3, 0, "914107811234568000")]


def test_a_formula_that_was_never_calculated_is_a_fault_not_a_blank(tmp_path: Path) -> None:
    (grid,) = open_grids(xlsx_file(tmp_path / "a.xlsx", [["甲", "=1+1"], ["乙", 2]]))
    assert faults(grid) == [(1, 1, "")]
    assert cells(grid) == [("甲", None, 1), ("乙", "2", 2)]
    assert any("formulas" in note for note in grid.notes)


def test_rows_and_columns_keep_their_places_where_the_sheet_does_not_begin_at_its_corner(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["", "", ""], ["", "", ""], ["", "", "甲"], ["", "", ""], ["", "", "乙"]]
    for path in (
        xlsx_file(tmp_path / "a.xlsx", rows),
        xls_file(tmp_path / "a.xls", rows),
        ods_file(tmp_path / "a.ods", rows),
    ):
        (grid,) = open_grids(path)
        assert cells(grid) == [(None, None, "甲", 3), (None, None, "乙", 5)], path.name


def test_a_sheet_of_several_blocks_keeps_every_row(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for number in range(100_001):
        sheet.write(number, 0, number + 1)
    sheet.write_formula(50_000, 1, "=NA()", None, "#N/A")
    book.close()
    (grid,) = open_grids(tmp_path / "a.xlsx")
    frame = pl.concat(block.cells for block in blocks(grid))
    assert len(blocks(grid)) == 3
    assert frame[ROW].to_list() == frame["c0"].cast(pl.Int64).to_list() == list(range(1, 100_002))
    assert faults(grid) == [(50_001, 1, "#N/A")]


def test_merged_ranges_are_known_in_all_workbooks(tmp_path: Path) -> None:
    merged = (Merged(2, 3, 1, 3),)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["B2"] = "标题"
    book.active.merge_cells("B2:D3")
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    old.add_sheet("一").write_merge(1, 2, 1, 3, "标题")
    old.save(str(tmp_path / "a.xls"))
    document = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="一")
    sheet.addElement(odf.table.TableRow())
    row = odf.table.TableRow()
    row.addElement(odf.table.TableCell())
    row.addElement(ods_cell("标题", numberrowsspanned=2, numbercolumnsspanned=3))
    row.addElement(odf.table.CoveredTableCell(numbercolumnsrepeated=2))
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(tmp_path / "a.ods"))
    for name in ("a.xlsx", "a.xls", "a.ods"):
        (grid,) = open_grids(tmp_path / name)
        assert (grid.merged, cells(grid)[0][1], cells(grid)[0][-1]) == (merged, "标题", 2), name


def test_every_sheet_is_read_and_what_is_hidden_or_runs_is_noted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "甲"
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "乙"
    hidden.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    grids = open_grids((tmp_path / "a.xlsx").rename(tmp_path / "a.xlsm"))
    assert [(grid.sheet, grid.format, len(cells(grid))) for grid in grids] == [
        ("Sheet", "xlsm", 1),
        ("底稿", "xlsm", 1),
        ("空", "xlsm", 0),
    ]
    assert any("macros" in note for note in grids[0].notes)
    assert any("other workbooks" in note for note in grids[0].notes)
    assert any("hidden" in note for note in grids[1].notes)
    assert not any("hidden" in note for note in grids[0].notes)


def test_texts_of_an_opendocument_cell_are_its_lines_without_its_comments(tmp_path: Path) -> None:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="一")
    row = odf.table.TableRow(numberrowsrepeated=2)
    cell = ods_cell("上\n下", numbercolumnsrepeated=2)
    comment = odf.office.Annotation()
    comment.addElement(odf.text.P(text="批注"))
    cell.addElement(comment)
    row.addElement(cell)
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(tmp_path / "a.ods"))
    (grid,) = open_grids(tmp_path / "a.ods")
    assert cells(grid) == [("上\n下", "上\n下", 1), ("上\n下", "上\n下", 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲,乙\n1；2,3\n4；5,6\n", ("甲", "乙")),
        ("甲\t乙\n1,000\t2,000\n3,000\t4,000\n", ("甲", "乙")),
        ("标题，没有逗号\n甲,乙\n1,2\n", ("标题，没有逗号", None)),
        ("甲;乙\n1,5;2,5\n1,5;2,5\n", ("甲", "乙")),
        ("甲，乙\n1，2\n", ("甲", "乙")),
        ("sep=;\n甲;乙,丙\n", ("sep=", None)),
        ('甲,"乙;丙;丁"\n"1;2;3",4\n', ("甲", "乙;丙;丁")),
    ],
)
def test_the_separator_is_the_one_that_the_lines_agree_on(
    tmp_path: Path, text: str, expected: tuple[str | None, ...]
) -> None:
    (grid,) = open_grids(text_file(tmp_path, "a.csv", text))
    assert cells(grid)[0][:-1] == expected


def test_quoted_ragged_and_broken_records_are_told_apart(tmp_path: Path) -> None:
    text = '编号,名称,住所\nA,"甲\n厂",新乡\nB,"丙"厂,新乡\nC,丁,新乡,,\n\n"D","戊 ""老"" 厂",新乡\n'
    (grid,) = open_grids(text_file(tmp_path, "a.csv", text))
    assert cells(grid) == [
        ("编号", "名称", "住所", None, None, 1),
        ("A", "甲\n厂", "新乡", None, None, 2),
        ("C", "丁", "新乡", None, None, 4),
        ("D", '戊 "老" 厂', "新乡", None, None, 6),
    ]
    assert malformed(grid) == [(3, 'B,"丙"厂,新乡')]


def test_a_long_file_is_read_in_blocks_with_true_row_numbers_and_odd_records_found(tmp_path: Path) -> None:
    lines = [f"{number},测试企业{number},河南省新乡市红旗区" for number in range(2, 150_001)]
    lines[120_000] = "120002,甲,乙,丙"
    lines[130_000] = '"130002","甲,乙",丙'
    lines[140_000] = '140002,"跨\n行",丙'
    for encoding in ("utf-8", "gb18030"):
        (grid,) = open_grids(text_file(tmp_path, "a.csv", "\r\n".join(["编号,名称,住所", *lines]) + "\r\n", encoding))
        read = blocks(grid)
        frame = pl.concat(block.cells for block in read)
        assert len(read) > 1
        assert malformed(grid) == [(120_002, "120002,甲,乙,丙")]
        assert frame.height == 149_999
        assert frame[1:].filter(pl.col("c0").cast(pl.Int64) != pl.col(ROW)).is_empty()
        assert frame.filter(pl.col(ROW).is_in([130_002, 140_002]))["c1"].to_list() == ["甲,乙", "跨\n行"]


def test_a_file_that_changes_between_two_readings_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a.csv", "甲,乙\n1,2\n")
    (grid,) = open_grids(path)
    path.write_text("甲,乙\n1,3,4\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="changed while it was being read"):
        blocks(grid)


def test_json_lines_keep_digits_and_say_what_is_nested_or_broken(tmp_path: Path) -> None:
    lines = [
        '{"编号": 91410700123456789012, "名称": "甲"}',
        '{"编号": 1.50, "荣誉": ["省级", "市级"], "是": true}',
        "{broken",
        '{"编号": 1, "编号": 2}',
        '{"名称": {"全称": "乙"}, "编号": 1e3}',
        "[1, 2]",
        '{"名称": NaN, "编号": null}',
    ]
    (grid,) = open_grids(text_file(tmp_path, "a.jsonl", "\n".join(lines)))
    assert grid.titles == ("编号", "名称", "荣誉", "是")
    assert cells(grid) == [
        ("91410700123456789012", "甲", None, None, 1),
        ("1.50", None, "省级；市级", "true", 2),
        ("1000", '{"全称": "乙"}', None, None, 5),
    ]
    assert faults(grid) == [(5, 1, '{"全称": "乙"}')]
    assert malformed(grid) == [(3, lines[2]), (4, lines[3]), (6, lines[5])]


def test_typed_columns_of_parquet_are_read_exactly(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "整数": [2**60, None],
            "小数": [2023.0, 1234.5],
            "大数": [1e15, float("nan")],
            "小": [1e-7, 0.1],
            "日": [date(2020, 1, 2), None],
            "时": [datetime(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5, 600000)],
            "是": [False, True],
            "荣誉": [["甲", "乙"], []],
            "嵌套": [{"a": 1}, {"a": 2}],
            "类": pl.Series(["x", None], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (grid,) = open_grids(tmp_path / "a.parquet")
    assert grid.titles == tuple(frame.columns)
    moments = ("2020-01-02", "2020-01-02 03:04:05.600000")
    first = (
        str(2**60),
        "2023",
        "1000000000000000",
        "0.0000001",
        "2020-01-02",
        moments[0],
        "false",
        "甲；乙",
        None,
        "x",
    )
    second = (None, "1234.5", None, "0.1", None, moments[1], "true", None, None, None)
    assert cells(grid) == [(*first, 1), (*second, 2)]
    assert faults(grid) == [(1, 2, "1000000000000000")]
    assert any("嵌套" in note for note in grid.notes)


def test_a_bundle_names_its_files_and_says_what_it_leaves(tmp_path: Path) -> None:
    path = tmp_path / "材料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("名录/企业.csv", separated(TABLE))
        archive.writestr("__MACOSX/._企业.csv", b"x")
        archive.writestr("请示.docx", b"x")
        archive.write(xlsx_file(tmp_path / "b.xlsx", TABLE), "荣誉.xlsx")
    grids = open_grids(path)
    assert [(grid.file, grid.sheet) for grid in grids] == [
        ("材料.zip/名录/企业.csv", ""),
        ("材料.zip/荣誉.xlsx", "名单"),
    ]
    assert [cells(grid) for grid in grids] == [CELLS, CELLS]
    assert ["请示.docx" in note for note in grids[0].notes] == [True]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_a_bundle_are_read_as_they_were_written(tmp_path: Path, encoding: str) -> None:
    name = "名单.csv".encode(encoding)
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("x" * len(name), "甲,乙\n1,2\n")
    path = tmp_path / "a.zip"
    path.write_bytes(plain.read_bytes().replace(b"x" * len(name), name))
    assert [grid.file for grid in open_grids(path)] == ["a.zip/名单.csv"]


def test_content_decides_what_a_file_is_and_a_note_says_so(tmp_path: Path) -> None:
    table = text_file(tmp_path, "报表.xls", separated(TABLE, "\t"), "gb18030")
    (grid,) = open_grids(table)
    assert (cells(grid), grid.format) == (CELLS, "tsv")
    assert grid.notes == ("The file is called .xls, but it is a text table; it was read as that.",)
    (grid,) = open_grids(xlsx_file(tmp_path / "a.xlsx", TABLE).rename(tmp_path / "b.xls"))
    assert (cells(grid), grid.format) == (CELLS, "xlsx")
    assert "an xlsx workbook" in grid.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b" \r\n\r\n", "The file is empty."),
        ("a.xls", b"<html><table><tr><td>1", "a web page"),
        ("a.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "Excel workbook (.xlsx)"),
        (
            "a.xls",
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>',
            "XML spreadsheet of 2003",
        ),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged or cut short"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "damaged or cut short"),
        ("a.parquet", b"PAR1 broken PAR1", "damaged or cut short"),
        ("a.xlsx", b"\x01\x02\0\0\xff\xfe", "The file is not what its name says."),
        ("a.csv", b"%PDF-1.7", "It is a PDF."),
        ("a.csv", b"a,b\n\x00\x01\x02,3\n", "bytes that no text has"),
        ("a.csv", "名称,住所\n河南省新乡市".encode()[:-1], "UTF-8 up to line 2"),
        ("a.csv", "名称,住所\n".encode() + b"\xff\xff\n", "UTF-8 up to line 2"),
        ("a.csv", b"\xff\xff\xff,\n", "neither UTF-8 nor GB18030"),
        ("a.csv", b"\xff\xfe\x00\xd8\n\0", "UTF-16 text that is damaged"),
        ("a.csv", '名称,住所\n"甲厂,新乡\n乙厂,新乡\n'.encode(), "opened in line 2 and never closed"),
        ("a.json", b'[{"a": 1}]', "not JSON lines"),
        ("a.jsonl", b"1\n2\n", "No line of the file is a record."),
        ("a.rar", b"Rar!\x1a\x07", "not a zip file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(IntakeError) as refusal:
        open_grids(tmp_path / name)
    assert sentence in str(refusal.value)
    assert refusal.value.where == name
    assert refusal.value.remedy


def test_a_workbook_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    for path in (
        xlsx_file(tmp_path / "a.xlsx", TABLE),
        xls_file(tmp_path / "a.xls", TABLE * 100),
        ods_file(tmp_path / "a.ods", TABLE),
        parquet_file(tmp_path / "a.parquet", TABLE),
    ):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
        with pytest.raises(IntakeError, match="cannot be read"):
            open_grids(path)
