"""Whatever is wrong with pack or dataset: a sentence that helps, an exit code, and nothing half-written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.conftest import Mingpin

WHEN = ("--year", "2024", "--as-of", "2024-06-30")
YEARS = 'holds: "whole_years(operating_since, as_of) >= $min_years"'


def _survey(mingpin: Mingpin, dataset: Path, pack: Path, out: Path, *when: str) -> tuple[int, str]:
    result = mingpin("survey", dataset, "--pack", pack, *(when or WHEN), "--out", out)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert not out.exists()
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (YEARS, "holds: turnover > 0", "turnover"),
        ("quote: 具有独立法人资格", "quote: 具备独立法人资格", "具备独立法人资格"),
        (YEARS, 'holds: "whole_years(operating_since, as_of) >= 5"', "5"),
        (YEARS, "holds: \"date_diff('year', operating_since, as_of) >= 1\"", "date_diff"),
        (YEARS, 'holds: "1 = 1; DROP TABLE subjects"', "DROP"),
        (YEARS, "clause: rules.3.1", "rules.3.1"),
        ("kind: criterion", "kind: criterium", "criterium"),
        ("by: market_regulation", "by: market_police", "market_police"),
    ],
    ids=[
        "unknown fact",
        "quote not in the text",
        "number literal",
        "foreign function",
        "drop table",
        "cycle",
        "kind",
        "department",
    ],
)
def test_a_wrong_pack_names_its_line(
    mingpin: Mingpin, own_pack: Path, register: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    policy = own_pack / "policy.md"
    text = policy.read_text("utf-8")
    if new == "clause: rules.3.1":
        text = text.replace("holds: quality_award_level >= 'municipal'", "clause: rules.2.c1")
    assert old in text
    policy.write_text(text.replace(old, new, 1), "utf-8")
    code, told = _survey(mingpin, register, own_pack, tmp_path / "out")
    assert code == 3
    assert says in told
    assert "policy.md" in told
    assert _lines_near(policy, new) & {int(number) for number in re.findall(r"policy\.md 第 (\d+) 行", told)}


def _lines_near(policy: Path, changed: str) -> set[int]:
    """The lines of the rule blocks that hold what was changed."""
    lines = policy.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, 1) if changed in line)
    opening = max(number for number, line in enumerate(lines[:at], 1) if line == "```clause")
    return set(range(opening, at + 1))


def test_a_parameter_without_a_value_for_the_day(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    code, told = _survey(mingpin, register, goods, tmp_path / "out", "--year", "2024", "--as-of", "2022-06-30")
    assert code == 3
    assert "min_years" in told or "coverage_fresh_days" in told


def test_a_changed_text_is_not_the_issued_text(
    mingpin: Mingpin, own_pack: Path, register: Path, tmp_path: Path
) -> None:
    policy = own_pack / "policy.md"
    policy.write_text(policy.read_text("utf-8").replace("支持参加展览活动。", "支持参加展览会。"), "utf-8")
    code, told = _survey(mingpin, register, own_pack, tmp_path / "out")
    assert code == 3
    assert "policy.md" in told


def _without_identifier(folder: Path) -> Path:
    path = folder / "名册.csv"
    path.write_text("颜色,大小\n红,大\n", "utf-8")
    return path


def _empty(folder: Path) -> Path:
    path = folder / "名册.csv"
    path.write_bytes(b"")
    return path


def _not_a_workbook(folder: Path) -> Path:
    path = folder / "名册.xlsx"
    path.write_bytes(b"%PDF-1.7 this is no workbook")
    return path


def _not_a_table(folder: Path) -> Path:
    path = folder / "名册.csv"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write(0, 0, "名称")
    return path


@pytest.mark.parametrize("make", [_without_identifier, _empty, _not_a_workbook, _not_a_table])
def test_a_wrong_dataset_is_named_and_nothing_is_written(
    mingpin: Mingpin, goods: Path, tmp_path: Path, make: object
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    assert callable(make)
    code, told = _survey(mingpin, make(folder), goods, tmp_path / "out")
    assert code == 4
    assert "名册" in told


def test_a_dataset_that_is_not_there(mingpin: Mingpin, goods: Path, tmp_path: Path) -> None:
    code, told = _survey(mingpin, tmp_path / "nowhere.csv", goods, tmp_path / "out")
    assert code == 4
    assert "nowhere.csv" in told


def test_a_pack_that_is_not_there_offers_those_that_are(mingpin: Mingpin, register: Path, tmp_path: Path) -> None:
    code, told = _survey(mingpin, register, Path("nanyang/goods"), tmp_path / "out")
    assert code == 3
    assert "xinxiang/meiyu-2023" in told


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("--set", "min_yaers=5"), "min_years"),
        (("--set", "min_years=five"), "five"),
        (("--set", "min_years"), "--set min_years"),
        (("--ruling", "recent_years=never"), "to_the_day"),
        (("--without", "rules.9"), "rules.2.c1"),
        (("--condition", "rules.2.c1#3=DROP TABLE x"), "DROP"),
        (("--year", "24"), "24"),
        (("--as-of", "2024-02-30"), "2024-02-30"),
    ],
)
def test_what_was_typed_wrongly_is_said_with_what_is_known(
    mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path, typed: tuple[str, str], says: str
) -> None:
    code, told = _survey(mingpin, register, goods, tmp_path / "out", *WHEN, *typed)
    assert code == 2
    assert says in told
