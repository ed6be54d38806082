"""An office's file from check through correction to a folder of evidence: nothing is lost, doubled or half done."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from mingpin.cli.intake_places import mapping_place, marked_place
from mingpin.cli.intake_runs import store_path
from mingpin.cli.main import main
from mingpin.intake.marking import NOTES_SHEET
from mingpin.intake.sheets import MARK_TITLE
from tests.cli.conftest import Mingpin
from tests.intake.samples import credit_code, csv_file, workbook

TITLES = ["序号", "统一社会信用代码", "企业名称", "成立日期"]
SOUND = [[number, credit_code(number), f"新乡市测试{number}有限公司", f"201{number}-05-01"] for number in (1, 2)]
FAULTY = [3, credit_code(3), "新乡市测试3有限公司", "2013-05-45"]
HAN = re.compile(r"[㐀-鿿]")


@pytest.fixture(autouse=True)
def _remembers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGPIN_MAPPINGS", str(tmp_path / "remembered" / "mappings.yaml"))


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A workbook with a title, two sound rows, one with a day that does not exist, and a total."""
    folder = tmp_path / "收件"
    folder.mkdir()
    rows = [["附件1：重点企业名录"], TITLES, *SOUND, FAULTY, ["合计", "", "3家", ""]]
    return workbook(folder / "名录.xlsx", {"企业名录": rows})


def _sheet(path: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(path).worksheets[0].iter_rows(values_only=True))


def _corrected(path: Path, **cells: str) -> Path:
    book = load_workbook(path)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)
    return path


# --- check


def test_a_check_accounts_for_every_row_and_says_why(mingpin: Mingpin, lists: Path) -> None:
    result = mingpin("intake", "check", lists)
    assert result.exit_code == 1
    told = " ".join(result.stdout.split())
    assert "2013-05-45" in told
    assert "subjects" in told
    assert str(lists.parent / "名录-核对.xlsx") in result.stdout


def test_the_json_of_a_check_adds_up(mingpin: Mingpin, lists: Path) -> None:
    said = json.loads(mingpin("intake", "check", lists, "--json").stdout)
    (sheet,) = said["sheets"]
    assert (sheet["table"], sheet["header_row"]) == ("subjects", 2)
    assert (sheet["read"], sheet["accepted"], sheet["rejected"], sheet["noted"]) == (4, 2, 1, 1)
    columns = {column["title"]: column["column"] for column in sheet["columns"]}
    assert columns == {"统一社会信用代码": "uscc", "企业名称": "name", "成立日期": "registered_on"}
    assert all(column["reason"] and column["confidence"] for column in sheet["columns"])
    (rejected,) = said["rejected"]
    assert (rejected["row"], rejected["column"], rejected["value"]) == (5, "成立日期", "2013-05-45")
    assert said["mapping"] is None


def test_a_check_marks_a_copy_and_leaves_the_file_alone(mingpin: Mingpin, lists: Path) -> None:
    before = lists.read_bytes()
    mingpin("intake", "check", lists)
    assert lists.read_bytes() == before
    marks = [row[4] for row in _sheet(lists.parent / "名录-核对.xlsx")]
    assert marks[1] == MARK_TITLE
    assert [str(mark or "")[:1] for mark in marks] == ["", "名", "✓", "✓", "✗", ""]
    assert load_workbook(lists.parent / "名录-核对.xlsx").sheetnames == ["企业名录", NOTES_SHEET]


def test_a_sound_file_passes(mingpin: Mingpin, tmp_path: Path) -> None:
    file = workbook(tmp_path / "名录.xlsx", {"企业名录": [TITLES, *SOUND]})
    result = mingpin("intake", "check", file, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stdout + result.stderr
    assert (tmp_path / "out" / "名录-核对.xlsx").is_file()


def test_a_text_file_comes_back_as_a_workbook(mingpin: Mingpin, tmp_path: Path) -> None:
    file = csv_file(tmp_path, [TITLES, *SOUND, FAULTY], encoding="gb18030")
    assert mingpin("intake", "check", file).exit_code == 1
    rows = _sheet(tmp_path / "名录-核对.xlsx")
    assert rows[1][1] == credit_code(1)
    assert "2013-05-45" in str(rows[3][4])


def test_what_a_person_has_saved_is_not_written_over(mingpin: Mingpin, lists: Path) -> None:
    mingpin("intake", "check", lists)
    mingpin("intake", "check", lists)
    assert sorted(path.name for path in lists.parent.iterdir()) == ["名录-核对.xlsx", "名录.xlsx"]
    _corrected(lists.parent / "名录-核对.xlsx", D5="2013-05-04")
    mingpin("intake", "check", lists)
    assert _sheet(lists.parent / "名录-核对.xlsx")[4][3] == "2013-05-04"
    assert (lists.parent / "名录-核对2.xlsx").is_file()


def test_a_file_that_cannot_be_read_is_named(mingpin: Mingpin, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    result = mingpin("intake", "check", tmp_path / "坏.xlsx")
    assert result.exit_code == 4
    assert "坏.xlsx" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["坏.xlsx"]


def test_where_it_cannot_be_told_what_a_sheet_is_a_mapping_is_asked_for(mingpin: Mingpin, tmp_path: Path) -> None:
    rows = [["代号", "甲", "乙"], *(["x", "y", "z"] for _number in range(3))]
    file = csv_file(tmp_path, rows, "来件.csv")
    result = mingpin("intake", "check", file, "--json")
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [sheet["is_understood"] for sheet in said["sheets"]] == [False]
    assert said["mapping"] == str(tmp_path / "来件-mapping.yaml")
    assert yaml.safe_load((tmp_path / "来件-mapping.yaml").read_text("utf-8"))["sheets"]


def test_a_chosen_mapping_is_used_and_remembered_once_rows_are_taken(mingpin: Mingpin, tmp_path: Path) -> None:
    rows = [["代号", "牌子", "哪天"], *([credit_code(n), f"新乡市测试{n}有限公司", "2011-05-01"] for n in (1, 2))]
    file = csv_file(tmp_path, rows, "来件.csv")
    mapping = tmp_path / "答复.yaml"
    mapping.write_text(
        "sheets:\n  - file: 来件.csv\n    titles: [代号, 牌子, 哪天]\n    table: subjects\n"
        "    columns: {代号: uscc, 牌子: name, 哪天: registered_on}\n",
        "utf-8",
    )
    checked = json.loads(mingpin("intake", "check", file, "--mapping", mapping, "--json").stdout)
    assert [column["column"] for column in checked["sheets"][0]["columns"]] == ["uscc", "name", "registered_on"]
    assert not store_path().exists()
    assert mingpin("intake", "take", file, "--mapping", mapping, "--into", tmp_path / "库").exit_code == 0
    assert store_path().is_file()
    again = json.loads(mingpin("intake", "check", file, "--json").stdout)
    assert [column["column"] for column in again["sheets"][0]["columns"]] == ["uscc", "name", "registered_on"]


def test_a_list_is_compared_with_a_register(mingpin: Mingpin, tmp_path: Path) -> None:
    register = csv_file(tmp_path, [TITLES, *SOUND], "名册.csv")
    titles = ["统一社会信用代码", "荣誉名称", "授予日期", "来源"]
    rows = [[credit_code(n), "河南省省长质量奖", "2020-05-01", "公报"] for n in (1, 9)]
    file = csv_file(tmp_path, [titles, *rows], "荣誉名单.csv")
    said = json.loads(mingpin("intake", "check", file, "--register", register, "--json").stdout)
    assert [row["row"] for row in said["rejected"]] == [3]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("--covers", "list=nonsense"), 2),
        (("--mapping", "nowhere.yaml"), 4),
        (("--register", "nowhere.csv"), 4),
        (("--pack", "nowhere"), 3),
    ],
)
def test_what_was_typed_wrongly_is_said(mingpin: Mingpin, lists: Path, typed: tuple[str, str], code: int) -> None:
    result = mingpin("intake", "check", lists, *typed)
    assert result.exit_code == code
    assert "Traceback" not in result.stderr
    assert [path.name for path in lists.parent.iterdir()] == ["名录.xlsx"]


# --- take and list


def test_what_is_accepted_is_taken_and_the_rest_comes_back(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    result = mingpin("intake", "take", lists, "--into", tmp_path / "库", "--supplier", "市市场监管局", "--json")
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert said["new"] == {"subjects": 2}
    assert len(said["rejected"]) == 1
    marks = [str(row[4] or "") for row in _sheet(lists.parent / "名录-核对.xlsx")]
    assert all(re.search(r"#[0-9a-f]{12}$", mark) for mark in marks[2:4])
    assert "#" not in marks[4].partition("：")[0]


def test_corrected_and_taken_again_only_what_changed_is_taken(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    store = tmp_path / "库"
    mingpin("intake", "take", lists, "--into", store)
    copy = _corrected(lists.parent / "名录-核对.xlsx", D5="2013-05-04", C4="新乡市测试二有限公司")
    mingpin("intake", "check", copy)
    copy = _corrected(lists.parent / "名录-核对2.xlsx", A3="一")
    said = json.loads(mingpin("intake", "take", copy, "--into", store, "--json").stdout)
    assert (said["new"], said["changed"], said["known"]) == ({"subjects": 1}, {"subjects": 1}, {"subjects": 1})


def test_the_same_file_twice_adds_nothing(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    store = tmp_path / "库"
    mingpin("intake", "take", lists, "--into", store)
    said = json.loads(mingpin("intake", "take", lists, "--into", store, "--json").stdout)
    assert (said["batch"], said["new"], said["known"]) == (None, {}, {"subjects": 2})
    assert len(json.loads(mingpin("intake", "list", store, "--json").stdout)) == 1


def test_several_files_are_taken_together_or_not_at_all(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    store, bad = tmp_path / "库", tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut short")
    assert mingpin("intake", "take", lists, bad, "--into", store).exit_code == 4
    assert not store.exists()
    titles = ["统一社会信用代码", "荣誉名称", "授予日期", "来源"]
    honours = csv_file(tmp_path, [titles, [credit_code(1), "河南省省长质量奖", "2020-05-01", "公报"]], "荣誉名单.csv")
    said = json.loads(mingpin("intake", "take", honours, lists, "--into", store, "--json").stdout)
    assert said["new"] == {"subjects": 2, "honours": 1}
    assert sorted(said["marked"]) == ["名录.xlsx", "荣誉名单.csv"]


def test_what_a_folder_holds_is_the_register_of_later_lists(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    store = tmp_path / "库"
    mingpin("intake", "take", lists, "--into", store)
    titles = ["统一社会信用代码", "荣誉名称", "授予日期", "来源"]
    rows = [[credit_code(n), "河南省省长质量奖", "2020-05-01", "公报"] for n in (1, 9)]
    honours = csv_file(tmp_path, [titles, *rows], "荣誉名单.csv")
    said = json.loads(mingpin("intake", "take", honours, "--into", store, "--json").stdout)
    assert (said["new"], [row["row"] for row in said["rejected"]]) == ({"honours": 1}, [3])


def test_a_declaration_is_taken_with_its_list(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    declared = "list=quality_awards,area=新乡市,from=2000,to=2024-06-30,as-of=2024-06-30,supplier=市市场监管局"
    said = json.loads(
        mingpin("intake", "take", lists, "--into", tmp_path / "库", "--covers", declared, "--json").stdout
    )
    assert said["new"] == {"subjects": 2, "coverage": 1}


def test_the_list_says_who_supplied_what_and_when(mingpin: Mingpin, lists: Path, tmp_path: Path) -> None:
    store = tmp_path / "库"
    mingpin("intake", "take", lists, "--into", store, "--supplier", "市市场监管局")
    (batch,) = json.loads(mingpin("intake", "list", store, "--json").stdout)
    assert (batch["supplied_by"], list(batch["files"]), batch["rows"]) == (
        "市市场监管局",
        ["名录.xlsx"],
        {"subjects": 2},
    )
    told = mingpin("intake", "list", store).stdout
    assert "名录.xlsx" in told
    assert "市市场监管局" in told
    assert mingpin("intake", "list", tmp_path / "空").exit_code == 4


def test_a_folder_of_evidence_is_a_dataset(mingpin: Mingpin, goods: Path, lists: Path, tmp_path: Path) -> None:
    mingpin("intake", "take", lists, "--into", tmp_path / "库")
    when = ("--year", 2024, "--as-of", "2024-06-30", "--json")
    result = mingpin("survey", tmp_path / "库", "--pack", goods, *when, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["subjects"] == 2


# --- names and help


@pytest.mark.parametrize(
    ("source", "there", "copy"),
    [
        ("名单.xlsx", [], "名单-核对.xlsx"),
        ("名单.csv", [], "名单-核对.xlsx"),
        ("名单-核对.xlsx", ["名单-核对.xlsx"], "名单-核对2.xlsx"),
        ("名单-核对2.xlsx", ["名单-核对.xlsx", "名单-核对2.xlsx"], "名单-核对3.xlsx"),
        ("-核对.xlsx", [], "-核对-核对.xlsx"),
    ],
)
def test_a_marked_copy_is_named_after_its_file(tmp_path: Path, source: str, there: list[str], copy: str) -> None:
    for name in there:
        (tmp_path / name).write_text("saved by somebody", "utf-8")
    assert marked_place(tmp_path / source, None) == tmp_path / copy


def test_a_mapping_that_was_filled_in_is_kept(tmp_path: Path) -> None:
    (tmp_path / "名单-mapping.yaml").write_text("answered", "utf-8")
    assert mapping_place(tmp_path / "名单.xlsx", None) == tmp_path / "名单-mapping2.yaml"


def test_mappings_are_remembered_among_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MINGPIN_MAPPINGS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_path() == tmp_path / "mingpin" / "mappings.yaml"


@pytest.mark.parametrize("command", [[], ["check"], ["take"], ["list"]], ids=" ".join)
def test_help_is_chinese_and_in_english_when_asked(mingpin: Mingpin, command: list[str]) -> None:
    chinese, english = mingpin("intake", *command, "--help"), mingpin("--lang", "en", "intake", *command, "--help")
    assert "用法" in chinese.stdout
    assert not HAN.search(english.stdout)
    assert main.commands["intake"]


def test_marked_copies_of_a_folder_stand_beside_it_so_that_they_are_not_taken_for_files_of_it(
    mingpin: Mingpin, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert mingpin("demo-data", "--subjects", 800, "--seed", 7, "--out", data).exit_code == 0
    before = sorted(path.name for path in data.iterdir())
    first = mingpin("intake", "take", data, "--into", tmp_path / "held")
    assert first.exit_code == 0, first.output
    assert sorted(path.name for path in data.iterdir()) == before
    assert any((tmp_path / "data-核对").iterdir())
    again = json.loads(mingpin("intake", "take", data, "--into", tmp_path / "held", "--json").stdout)
    assert again["new"] == {} or not sum(again["new"].values())
