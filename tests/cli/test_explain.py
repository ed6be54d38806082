"""Why a subject stands as it does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Mingpin


@pytest.mark.parametrize("named", ["S1", "91410700706600542H", "测试一厂"])
def test_a_subject_is_found_by_id_credit_code_or_name(mingpin: Mingpin, run: Path, named: str) -> None:
    result = mingpin("explain", run, named)
    assert result.exit_code == 0
    assert "测试一厂" in result.stdout


def test_the_trace_cites_the_text_the_value_and_the_row(mingpin: Mingpin, run: Path) -> None:
    told = mingpin("explain", run, "S1").stdout
    assert "“正常运行5年以上”" in told
    assert "2010-05-01" in told
    assert "subjects.csv" in told
    assert "市政府公报" in told


def test_an_undetermined_clause_says_who_can_settle_it(mingpin: Mingpin, run: Path) -> None:
    told = mingpin("explain", run, "S4").stdout
    assert "待认定" in told
    assert "市市场监管局" in told


def test_readings_that_differ_are_shown_apart_and_those_that_agree_together(mingpin: Mingpin, run: Path) -> None:
    differing, agreeing = mingpin("explain", run, "S6").stdout, mingpin("explain", run, "S1").stdout
    assert "按日前推满3年" in differing
    assert "按自然年" in differing
    assert "按日前推满3年" not in agreeing
    assert "按日前推满3年" in mingpin("explain", run, "S1", "--all").stdout


def test_a_name_that_looks_like_a_formula_or_markup_is_printed_as_it_is(mingpin: Mingpin, run: Path) -> None:
    assert "=1+1" in mingpin("explain", run, "S4").stdout


def test_json_is_the_trace_itself(mingpin: Mingpin, run: Path) -> None:
    trace = json.loads(mingpin("explain", run, "S3", "--json", "--clause", "rules.2.c1").stdout)
    assert [clause["id"] for clause in trace["clauses"]] == ["rules.2.c1"]
    assert [reason["code"] for reason in trace["clauses"][0]["reasons"]] == ["missing_fact:operating_since"]


def test_a_name_that_is_not_there_offers_the_nearest(mingpin: Mingpin, run: Path) -> None:
    result = mingpin("explain", run, "测试一场")
    assert result.exit_code == 4
    assert "S1  测试一厂" in result.stderr


def test_a_name_of_two_asks_which(mingpin: Mingpin, run: Path) -> None:
    result = mingpin("explain", run, "重名")
    assert result.exit_code == 4
    assert "S5" in result.stderr
    assert "S6" in result.stderr


def test_a_dataset_that_changed_since_the_survey_is_told(mingpin: Mingpin, run: Path, register: Path) -> None:
    assert mingpin("explain", run, "S1").stderr == ""
    (register / "incidents.csv").unlink()
    result = mingpin("explain", run, "S1")
    assert result.exit_code == 0
    assert "!" in result.stderr
