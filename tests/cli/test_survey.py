"""A survey: four files, honest counts, a screen that says what to do next."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import polars as pl
from openpyxl import load_workbook

from tests.cli.conftest import Mingpin

WHEN = ("--year", "2024", "--as-of", "2024-06-30")


def test_a_survey_writes_its_four_files_and_nothing_else(run: Path) -> None:
    assert sorted(path.name for path in run.iterdir()) == [
        "decisions.arrow",
        "subjects.arrow",
        "summary.json",
        "摸底调查.xlsx",
    ]
    assert [path.name for path in run.parent.iterdir() if path.name.startswith(".")] == []


def test_every_row_read_is_accounted_for(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert summary["rows"] == {"read": 19, "accepted": 18, "rejected": 1, "noted": 0}
    assert summary["verdicts"] == {"MET": 1, "NOT_MET": 1, "UNDETERMINED": 4}
    assert sum(summary["verdicts"].values()) == summary["subjects"] == 6


def test_the_summary_says_why_at_each_clause(run: Path) -> None:
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    clauses = {clause["id"]: clause for clause in summary["clauses"]}
    assert clauses["rules.2.c1"]["verdicts"] == {"MET": 4, "NOT_MET": 1, "UNDETERMINED": 1, "NOT_APPLICABLE": 0}
    assert clauses["rules.2.c1"]["reasons"] == {"missing_fact:operating_since": 1}
    assert clauses["rules.2.x1"]["reasons"] == {"reading_not_settled:recent_years": 1}
    assert clauses["rules.3.1"]["verdicts"]["NOT_APPLICABLE"] == 1
    assert [question["question"] for question in summary["readings_pending"]] == ["recent_years"]


def test_the_command_printed_last_explains_a_subject_of_the_workbook(
    mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path
) -> None:
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", tmp_path / "run")
    assert str(tmp_path / "run" / "摸底调查.xlsx") in result.stdout
    _program, *typed = shlex.split(result.stdout.strip().splitlines()[-1])
    assert typed[:2] == ["explain", str(tmp_path / "run")]
    workbook = load_workbook(tmp_path / "run" / "摸底调查.xlsx", read_only=True)
    ids = [row[0] for row in workbook.worksheets[1].iter_rows(values_only=True)]
    assert typed[2] in ids
    explained = mingpin(*typed)
    assert explained.exit_code == 0
    assert "待核实" in explained.stdout


def test_json_is_all_that_stands_on_standard_output(
    mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path
) -> None:
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", tmp_path / "run", "--json")
    assert json.loads(result.stdout) == json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))


def test_a_rejected_row_comes_back_in_the_workbook_with_its_reason(run: Path) -> None:
    rejected = load_workbook(run / "摸底调查.xlsx").worksheets[3]
    cells = [[cell for cell in row if cell] for row in rejected.iter_rows(values_only=True)]
    row = next(row for row in cells if "2010-13-45" in row)
    assert row[:3] == ["subjects.csv", 8, "operating_since"]
    assert any("S7" in str(cell) and "错日子厂" in str(cell) for cell in row)


def test_a_what_if_is_judged_and_remembered(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    mingpin(
        "survey",
        register,
        "--pack",
        goods,
        *WHEN,
        "--out",
        out,
        "--ruling",
        "recent_years=to_the_day",
        "--set",
        "min_years=15",
    )
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["run"]["changes"] == {"parameters": {"min_years": 15}, "rulings": {"recent_years": "to_the_day"}}
    assert summary["parameters"]["min_years"] == 15
    assert summary["verdicts"]["MET"] == 0
    trace = json.loads(mingpin("explain", out, "S1", "--json").stdout)
    assert trace["verdict"] == "NOT_MET"


def test_a_year_of_which_the_document_says_nothing_has_no_basis(
    mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path
) -> None:
    typed = ("--year", "2026", "--as-of", "2024-06-30", "--out", tmp_path / "run")
    result = mingpin("survey", register, "--pack", goods, *typed)
    assert result.exit_code == 0
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["verdicts"] == {"MET": 0, "NOT_MET": 0, "UNDETERMINED": 6}
    assert [reason["code"] for reason in summary["reasons"]] == ["no_basis:verdict"]
    assert "2026" in result.stdout


def test_the_screen_speaks_english_when_asked(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    result = mingpin("survey", register, "--pack", goods, *WHEN, "--out", tmp_path / "run", "--lang", "en")
    assert "not met" in result.stdout
    assert "Goods of the sample city" in result.stdout
    assert "待核实" not in result.stdout


def test_a_survey_of_a_survey_asks_the_same_again(mingpin: Mingpin, run: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert mingpin("survey", run, "--out", again).exit_code == 0
    for name in ("decisions.arrow", "subjects.arrow"):
        assert pl.read_ipc(again / name).equals(pl.read_ipc(run / name))


def test_a_dataset_needs_a_year_and_a_day(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> None:
    result = mingpin("survey", register, "--pack", goods, "--out", tmp_path / "run")
    assert result.exit_code == 2
    assert "--as-of" in result.stderr
