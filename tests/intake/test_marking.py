"""What became of each row stands beside it, in the workbook in which the rows came."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from mingpin.intake.account import REJECTED, SheetAccount
from mingpin.intake.columns import LeftAside
from mingpin.intake.marking import (
    NOTES_SHEET,
    RowMark,
    SheetMarks,
    State,
    TakenRows,
    has_marks,
    is_as_marked,
    mark_workbook,
    marks_in,
    marks_of,
    token_in,
    tokens_in,
)
from mingpin.intake.sheets import MARK_TITLE, Note, NoteKind
from tests.intake.marked import ACCEPTED, NOTED, comments, frame, grid, red_cells, rejected, texts

SHEET = "企业名单"


@pytest.fixture
def book() -> Workbook:
    """A list as an office sends it: a merged title, a unit, a header in colour, a total, a sheet of explanations."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["附件1：重点企业名单"])
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(bold=True, sz=16)
    sheet.append(["单位：万元"])
    sheet.append(["企业名称", "成立日期", "代码", "营业收入"])
    for cell in sheet[3]:
        cell.fill = PatternFill("solid", fgColor="FFD9E1F2")
    for number in (1, 2, 3):
        sheet.append([f"测试{number}公司", date(2010, 5, number), f"00{number}", 1000.5 * number])
    sheet.append(["合计", None, None, "=SUM(D4:D6)"])
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("填表说明")["A1"] = "请勿修改表头"
    return book


def _save(book: Workbook, folder: Path, name: str = "名单.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


def _marks(rows: dict[int, RowMark], sheet: str = SHEET) -> SheetMarks:
    return SheetMarks("名单.xlsx", sheet, 3, 4, {7: NOTED, **rows}, others=ACCEPTED)


FAULTY = {5: rejected((1, "“2010-13-45” is no date."), (1, "Write 2010-05-01."), (None, "The row is not whole."))}


def test_the_same_workbook_comes_back_with_one_more_column(book: Workbook, tmp_path: Path) -> None:
    source = _save(book, tmp_path)
    before = source.read_bytes()
    out = mark_workbook(source, [_marks(FAULTY)], tmp_path / "out" / "名单-核对.xlsx")
    assert source.read_bytes() == before
    was, now = texts(source), texts(out)
    assert [row[:4] for row in now[:6]] == [row[:4] for row in was[:6]]
    assert [row[4] for row in now] == [
        "",
        "",
        MARK_TITLE,
        "✓ Can be accepted",
        "✗ Not accepted: [成立日期] “2010-13-45” is no date. [成立日期] Write 2010-05-01. The row is not whole.",
        "✓ Can be accepted",
        "",
    ]
    marked = load_workbook(out)
    assert marked.sheetnames == [SHEET, "填表说明", NOTES_SHEET]
    sheet = marked[SHEET]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert (sheet["A1"].font.b, sheet["A1"].font.sz, sheet.column_dimensions["A"].width) == (True, 16, 33)
    assert sheet["E3"].fill.fgColor.rgb == "FFD9E1F2"
    assert sheet["B5"].number_format == "yyyy-mm-dd"
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_faulty_cell_is_red_and_says_why(book: Workbook, tmp_path: Path) -> None:
    out = mark_workbook(_save(book, tmp_path), [_marks(FAULTY)], tmp_path / "a.xlsx")
    assert red_cells(out) == {"B5"}
    assert comments(out) == {"B5": "〔名品核对〕“2010-13-45” is no date.\nWrite 2010-05-01."}


def test_a_workbook_marked_again_has_one_mark_column_and_no_old_colours(book: Workbook, tmp_path: Path) -> None:
    book[SHEET]["A6"].comment = Comment("问过王科长", "张三")
    first = mark_workbook(
        _save(book, tmp_path), [_marks({**FAULTY, 6: rejected((0, "Unknown."))})], tmp_path / "a.xlsx"
    )
    assert comments(first)["A6"] == "问过王科长\n〔名品核对〕Unknown."
    again = mark_workbook(first, [_marks({4: RowMark(State.KNOWN, "k1"), 5: RowMark(State.ACCEPTED, "n2", is_taken=True)})],
                          tmp_path / "b.xlsx")  # fmt: skip
    assert red_cells(again) == set()
    assert comments(again) == {"A6": "问过王科长"}
    assert [row[4:] for row in texts(again)][2:] == [
        [MARK_TITLE],
        ["✓ Held already #k1"],
        ["✓ Accepted #n2"],
        ["✓ Can be accepted"],
        [""],
    ]
    assert load_workbook(again).sheetnames == [SHEET, "填表说明", NOTES_SHEET]


def test_a_cell_in_the_middle_of_a_merged_range_is_shown_at_its_first_cell(book: Workbook, tmp_path: Path) -> None:
    book[SHEET].merge_cells("A4:A6")
    out = mark_workbook(_save(book, tmp_path), [_marks({6: rejected((0, "Unknown."))})], tmp_path / "a.xlsx")
    assert red_cells(out) == {"A4"}


def test_a_column_of_group_rows_has_no_cell_to_colour(book: Workbook, tmp_path: Path) -> None:
    out = mark_workbook(_save(book, tmp_path), [_marks({5: rejected((4, "Unknown county."))})], tmp_path / "a.xlsx")
    assert red_cells(out) == set()
    assert texts(out)[4][4] == "✗ Not accepted: [column E] Unknown county."


def test_numbers_and_dates_come_back_as_they_were(book: Workbook, tmp_path: Path) -> None:
    sheet = book[SHEET]
    sheet["B4"], sheet["B4"].number_format = 410702198001010012, "yyyy-mm-dd"
    sheet["D4"], sheet["D5"] = 0.1, 60
    sheet["D5"].number_format = "yyyy-mm-dd"
    out = mark_workbook(_save(book, tmp_path), [_marks({})], tmp_path / "a.xlsx")
    with zipfile.ZipFile(out) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>60</v>" in xml
    assert "<v>0.1</v>" in xml
    assert "#VALUE!" not in xml


def _with_formulas(path: Path) -> Path:
    """A workbook whose formulas have computed values, as spreadsheets save them."""
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, ["标题"])
        sheet.write_row(2, 0, ["名称", "数", "合", "外"])
        for row in (3, 4):
            sheet.write_row(row, 0, [f"测试{row}", row])
            sheet.write_formula(row, 2, f'=B{row + 1}&"<&"', None, f"{row}<&")
            sheet.write_formula(row, 3, '=HYPERLINK("http://example.invalid","=1+1")', None, "=1+1")
    return path


def test_formulas_keep_their_computed_values(tmp_path: Path) -> None:
    source = _with_formulas(tmp_path / "名单.xlsx")
    out = mark_workbook(source, [_marks({})], tmp_path / "a.xlsx")
    assert [row[:4] for row in texts(out)] == texts(source)
    assert load_workbook(out)[SHEET]["C4"].value == '=B4&"<&"'


def test_formulas_that_reach_outside_are_values_afterwards(tmp_path: Path) -> None:
    out = mark_workbook(_with_formulas(tmp_path / "名单.xlsx"), [_marks({})], tmp_path / "a.xlsx")
    cell = load_workbook(out)[SHEET]["D4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert any("2 formulas" in str(row[0]) for row in texts(out, sheet=1))


@pytest.mark.parametrize(
    "formula", ["=[1]Sheet1!A1", "=cmd|' /C calc'!A0", '=WEBSERVICE("x")', "='C:\\x\\[b.xlsx]S'!A1", "=_xlfn.IMAGE(A1)"]
)
def test_what_reaches_outside_is_known(formula: str) -> None:
    from mingpin.intake.marking.formulas import reaches_outside

    assert reaches_outside(formula)
    assert not reaches_outside("=SUM(Table1[[#This Row],[数]])+VLOOKUP(A1,说明!A:B,2,0)")


def test_macros_stay_behind(book: Workbook, tmp_path: Path) -> None:
    source = _save(book, tmp_path, "名单.xlsm")
    with zipfile.ZipFile(source, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
    out = mark_workbook(source, [_marks({})], tmp_path / "a.xlsx")
    with zipfile.ZipFile(out) as parts:
        assert not [name for name in parts.namelist() if "vba" in name]
        assert b"macroEnabled" not in parts.read("[Content_Types].xml")


def test_damaged_characters_in_a_reason_do_no_harm(book: Workbook, tmp_path: Path) -> None:
    out = mark_workbook(
        _save(book, tmp_path), [_marks({5: rejected((0, "“a\x01b” is damaged."))})], tmp_path / "a.xlsx"
    )
    assert "“a\ufffdb” is damaged." in str(texts(out)[4][4])
    assert "“a\ufffdb” is damaged." in comments(out)["A5"]


def test_the_sheet_of_notes_counts_and_says_what_to_do(book: Workbook, tmp_path: Path) -> None:
    rows: dict[int, RowMark] = {**FAULTY, 4: RowMark(State.KNOWN, "x")}
    out = mark_workbook(_save(book, tmp_path), [_marks(rows)], tmp_path / "a.xlsx")
    notes = texts(out, sheet=2)
    assert ["Sheet", "accepted", "held already", "not accepted", "notes"] in notes
    assert [SHEET, 1, 1, 1, 1] in notes


def test_where_the_result_cannot_be_written_nothing_is_left(book: Workbook, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.xlsx").mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        mark_workbook(_save(book, tmp_path), [_marks({})], tmp_path / "out" / "a.xlsx")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("✓ 已采用 #a1b2", "a1b2"),
        ("✓ Held already #x_Y-9 ", "x_Y-9"),
        (" ✓ 已采用 ＃77", "77"),
        ("✗ 退回：见 #a1b2", None),
        ("✗ 退回 #a1b2：见 #c3", "a1b2"),
        ("✓ 可采用", None),
        ("#a1b2", None),
        ("", None),
        (None, None),
    ],
)
def test_a_token_is_read_back_from_a_mark_only(text: str | None, token: str | None) -> None:
    assert token_in(text) == token
    assert marks_in(frame([text])).to_list() == [token]


def _account(*notes: int) -> SheetAccount:
    note_rows = tuple(Note(row, NoteKind.TOTAL, "合计") for row in notes)
    aside = (LeftAside(MARK_TITLE, "It is ours.", 2),)
    return SheetAccount("名单.csv", "", "subjects", note_rows=note_rows, left_aside=aside, header_row=1, width=3)


def _rejected(*rows: tuple[int, int | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [("名单.csv", "", row, position, "", "", reason, "") for row, position, reason in rows],
        schema=REJECTED,
        orient="row",
    )


def test_rows_keep_the_tokens_that_they_carry_until_they_are_taken() -> None:
    was = {("名单.csv", "", 2): "t2", ("名单.csv", "", 3): "t3"}
    (marks,) = marks_of([_account(5)], _rejected((3, 1, "No date."), (3, None, "Not whole.")), was=was)
    assert marks.of(2) == RowMark(State.ACCEPTED, "t2")
    assert marks.of(3) == RowMark(State.REJECTED, "t3", ((1, "No date."), (None, "Not whole.")))
    assert marks.of(4) == RowMark(State.ACCEPTED)
    assert marks.of(5) == RowMark(State.NOTED)


def test_once_taken_a_row_that_only_repeats_another_is_held_already() -> None:
    place = {"source_file": "名单.csv", "source_sheet": None, "source_row": 2}
    taken = TakenRows(pl.DataFrame([{**place, "token": "new", "is_added": True}]))
    (marks,) = marks_of([_account()], _rejected(), taken, {("名单.csv", "", 2): "old"})
    assert marks.of(2) == RowMark(State.ACCEPTED, "new", is_taken=True)
    assert marks.of(3) == RowMark(State.KNOWN)


def test_tokens_are_read_back_with_their_rows() -> None:
    rows = [
        ["名称", "数", MARK_TITLE],
        ["甲", "1", "✓ 已采用 #a1"],
        ["乙", "2", "✗ 退回：见 #3"],
        ["丙", "3", "✗ 退回 #b2：无"],
    ]
    assert has_marks([_account()])
    assert tokens_in([grid(rows)], [_account()]) == {("名单.csv", "", 2): "a1", ("名单.csv", "", 4): "b2"}


def test_a_copy_that_somebody_has_saved_is_no_longer_as_it_was_marked(book: Workbook, tmp_path: Path) -> None:
    out = mark_workbook(_save(book, tmp_path), [_marks({})], tmp_path / "a.xlsx")
    assert is_as_marked(out)
    load_workbook(out).save(out)
    assert not is_as_marked(out)
