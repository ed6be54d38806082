"""A survey in bulk from the command line: evidence files, decisions and counts, and what is said where they cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Mingpin

WHEN = ("--year", "2024", "--as-of", "2024-06-30")


@pytest.fixture
def files(mingpin: Mingpin, goods: Path, register: Path, tmp_path: Path) -> Path:
    """The register of the other tests as evidence files."""
    folder = tmp_path / "evidence"
    result = mingpin("evidence", register, "--pack", goods, "--out", folder)
    assert result.exit_code == 0, result.output
    return folder


def test_evidence_files_are_surveyed_to_the_counts_of_the_ordinary_survey(
    mingpin: Mingpin, goods: Path, files: Path, run: Path, tmp_path: Path
) -> None:
    result = mingpin("survey", files, "--pack", goods, *WHEN, "--engine", "polars", "--out", tmp_path / "bulk")
    assert result.exit_code == 0, result.output
    bulk, ordinary = (json.loads((folder / "summary.json").read_text("utf-8")) for folder in (tmp_path / "bulk", run))
    assert bulk["verdicts"] == ordinary["verdicts"]
    assert {clause["id"]: clause["verdicts"] for clause in bulk["clauses"]} == {
        clause["id"]: clause["verdicts"] for clause in ordinary["clauses"]
    }
    assert bulk["run"]["backend"] == "polars"
    assert sorted(path.name for path in (tmp_path / "bulk").iterdir()) == ["decisions.arrow", "summary.json"]
    decided = [pl.read_ipc(folder / "decisions.arrow") for folder in (tmp_path / "bulk", run)]
    assert decided[0].equals(decided[1])


def test_a_dataset_that_is_no_evidence_folder_is_surveyed_in_bulk_too(
    mingpin: Mingpin, goods: Path, register: Path, run: Path, tmp_path: Path
) -> None:
    result = mingpin(
        "survey", register, "--pack", goods, *WHEN, "--engine", "polars", "--out", tmp_path / "bulk", "--json"
    )
    assert json.loads(result.stdout)["verdicts"] == json.loads((run / "summary.json").read_text("utf-8"))["verdicts"]


def test_subjects_of_a_survey_in_bulk_are_explained_from_its_evidence_files(
    mingpin: Mingpin, goods: Path, files: Path, run: Path, tmp_path: Path
) -> None:
    mingpin("survey", files, "--pack", goods, *WHEN, "--out", tmp_path / "bulk")
    id_ = pl.read_ipc(tmp_path / "bulk" / "decisions.arrow")["subject_id"][0]
    in_bulk, ordinary = (
        json.loads(mingpin("explain", folder, id_, "--json").stdout) for folder in (tmp_path / "bulk", run)
    )
    assert in_bulk["verdict"] == ordinary["verdict"]
    assert mingpin("explain", tmp_path / "bulk", id_).stderr == ""
    assert in_bulk["clauses"] == ordinary["clauses"]
    assert in_bulk["facts"].keys() == ordinary["facts"].keys()


def test_a_folder_whose_columns_have_other_types_is_refused_and_leaves_nothing(
    mingpin: Mingpin, goods: Path, files: Path, tmp_path: Path
) -> None:
    frame = pl.read_parquet(files / "subjects.parquet")
    frame.with_columns(pl.lit("2020-01-01").alias("registered_on")).write_parquet(files / "subjects.parquet")
    result = mingpin("survey", files, "--pack", goods, *WHEN, "--out", tmp_path / "bulk")
    assert result.exit_code == 4
    assert "registered_on" in result.stderr
    assert not (tmp_path / "bulk").exists()


def test_an_option_of_spark_that_is_none_is_refused(mingpin: Mingpin, goods: Path, files: Path, tmp_path: Path) -> None:
    typed = ("--engine", "spark", "--spark-option", "spark.executor.memory")
    result = mingpin("survey", files, "--pack", goods, *WHEN, "--out", tmp_path / "bulk", *typed)
    assert result.exit_code == 2
    assert "spark.executor.memory=8g" in result.stderr


def test_rows_that_were_not_accepted_are_told_by_every_step(
    mingpin: Mingpin, goods: Path, register: Path, files: Path, run: Path, tmp_path: Path
) -> None:
    rows = json.loads((run / "summary.json").read_text("utf-8"))["rows"]
    assert rows["rejected"] == 1
    written = mingpin("evidence", register, "--pack", goods, "--out", tmp_path / "again")
    assert "读入 19 行 = 采用 18 行 + 退回 1 行" in written.stdout
    assert "mingpin intake check" in written.stdout
    for dataset in (files, register):
        result = mingpin("survey", dataset, "--pack", goods, *WHEN, "--engine", "polars", "--out", tmp_path / "bulk")
        assert "读入 19 行 = 采用 18 行 + 退回 1 行" in result.stdout
        assert json.loads((tmp_path / "bulk" / "summary.json").read_text("utf-8"))["rows"] == rows


def test_a_survey_in_bulk_leaves_no_workbook_of_an_earlier_survey_beside_it(
    mingpin: Mingpin, goods: Path, files: Path, run: Path
) -> None:
    (run / "批注.txt").write_text("看过", "utf-8")
    assert mingpin("survey", files, "--pack", goods, *WHEN, "--out", run).exit_code == 0
    assert sorted(path.name for path in run.iterdir()) == ["decisions.arrow", "summary.json", "批注.txt"]


def test_evidence_written_anew_keeps_no_table_of_the_earlier_one(
    mingpin: Mingpin, goods: Path, register: Path, files: Path, tmp_path: Path
) -> None:
    """A table that is not in the new dataset must not count any more."""
    assert len(list(files.glob("*.parquet"))) > 1
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "subjects.csv").write_bytes((register / "subjects.csv").read_bytes())
    result = mingpin("evidence", bare, "--pack", goods, "--out", files)
    assert result.exit_code == 0, result.output
    assert [path.name for path in files.glob("*.parquet")] == ["subjects.parquet"]


def test_what_needs_names_or_reasons_refuses_a_survey_in_bulk_and_says_what_to_do(
    mingpin: Mingpin, goods: Path, files: Path, tmp_path: Path
) -> None:
    """A page that showed no reasons would say that there are none."""
    bulk = tmp_path / "bulk"
    mingpin("survey", files, "--pack", goods, *WHEN, "--out", bulk)
    for typed in (
        ("compare", bulk, bulk),
        ("pack", "render", goods, "--survey", bulk, "--out", tmp_path / "page.html"),
    ):
        result = mingpin(*typed)
        assert result.exit_code == 4
        assert "--engine" in result.stderr
    assert not (tmp_path / "page.html").exists()


def test_evidence_that_changed_since_a_survey_in_bulk_is_told_and_only_then(
    mingpin: Mingpin, goods: Path, register: Path, files: Path, tmp_path: Path
) -> None:
    for name, dataset in (("files", files), ("tables", register)):
        out = tmp_path / f"of {name}"
        mingpin("survey", dataset, "--pack", goods, *WHEN, "--engine", "polars", "--out", out)
        assert mingpin("explain", out, "S1").stderr == ""
    frame = pl.read_parquet(files / "subjects.parquet")
    frame.with_columns(pl.lit("改名").alias("name")).write_parquet(files / "subjects.parquet")
    assert "已有变动" in mingpin("explain", tmp_path / "of files", "S1").stderr


def test_a_subject_that_stands_twice_in_evidence_files_is_refused(
    mingpin: Mingpin, goods: Path, files: Path, tmp_path: Path
) -> None:
    frame = pl.read_parquet(files / "subjects.parquet")
    pl.concat([frame, frame.head(1)]).write_parquet(files / "subjects.parquet")
    result = mingpin("survey", files, "--pack", goods, *WHEN, "--out", tmp_path / "bulk")
    assert result.exit_code == 4
    assert frame["subject_id"][0] in result.stderr
    assert not (tmp_path / "bulk").exists()
