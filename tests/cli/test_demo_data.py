"""Demonstration data: the same bytes for the same seed, marked as made up wherever it goes."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Mingpin


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(mingpin: Mingpin, tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        assert mingpin("demo-data", "--subjects", 40, "--seed", seed, "--out", tmp_path / name).exit_code == 0
    files = {name: {p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two", "three")}
    assert files["one"] == files["two"]
    assert files["one"]["subjects.csv"] != files["three"]["subjects.csv"]


def test_its_folder_is_replaced_and_no_other(mingpin: Mingpin, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    assert mingpin("demo-data", "--subjects", 10, "--out", out).exit_code == 0
    assert mingpin("demo-data", "--subjects", 12, "--out", out).exit_code == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("a", "utf-8")
    assert mingpin("demo-data", "--subjects", 10, "--out", tmp_path / "mine").exit_code == 5


def test_every_sheet_of_its_survey_says_that_it_is_fictitious(mingpin: Mingpin, tmp_path: Path) -> None:
    mingpin("demo-data", "--subjects", 30, "--out", tmp_path / "demo")
    typed = ("--year", 2024, "--as-of", "2024-06-30", "--out", tmp_path / "run")
    result = mingpin("survey", tmp_path / "demo", *typed)
    assert result.exit_code == 0, result.stderr
    assert "虚构" in result.stdout
    book = load_workbook(tmp_path / "run" / "摸底调查.xlsx", read_only=True)
    assert [sheet.title for sheet in book if "虚构" not in str(next(sheet.iter_rows(values_only=True))[0])] == []
