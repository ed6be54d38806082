"""The page says what was measured, and says so where a goal is missed or a peer did not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.register.goals import exponent, goals_of
from benchmarks.register.page import page_of
from benchmarks.register.record import read_record, write_part, write_record


def _result(name: str, seconds: float | None, *, task: str = "end to end", failure: str = "") -> dict[str, Any]:
    found = [seconds] if seconds else []
    return {
        **{
            "name": name,
            "task": task,
            "rows": 1_000_000,
            "seconds": found,
            "processor": found,
            "median": seconds,
            "anonymous": 100.0,
        },
        **{"peak": 200.0, "verdicts": {"MET": 5}, "against_ours": {}, "failure": failure},
    }


def _run(*results: dict[str, Any]) -> dict[str, Any]:
    return {"threads": 2, "load": 0.1, "results": {result["name"]: result for result in results}}


def test_a_goal_that_is_met_and_one_that_is_missed_are_told_apart(tmp_path: Path) -> None:
    run = _run(_result("ours", 0.3), _result("DuckDB natural", 2.0), _result("DuckDB reordered", 0.5))
    natural, reordered, *others = goals_of(run)
    assert (natural.measured, natural.is_met) == (pytest.approx(0.15), True)
    assert (reordered.measured, reordered.is_met) == (pytest.approx(0.6), False)
    assert {goal.is_met for goal in others} == {None}
    page = page_of(write_record(tmp_path / "benchmarks.json", 1_000_000, run), "chart.svg")
    assert "| ≤ 0.2 | 0.15 | met |" in page
    assert "| ≤ 0.35 | 0.6 | **missed**" in page
    assert "not measured in this run" in page


def test_a_peer_that_did_not_run_is_named_with_the_reason(tmp_path: Path) -> None:
    failed = _result("DuckDB natural", None, failure="ModuleNotFoundError: No module named 'duckdb'")
    page = page_of(
        write_record(tmp_path / "benchmarks.json", 1_000_000, _run(_result("ours", 0.3), failed)), "chart.svg"
    )
    assert "No module named 'duckdb'" in page


def test_a_later_run_of_the_same_size_replaces_the_earlier_one(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.json"
    for rows, seconds in ((1_000_000, 0.3), (10_000_000, 3.0), (1_000_000, 0.2)):
        write_record(file, rows, _run(_result("ours", seconds)))
    runs = read_record(file)
    assert list(runs) == [1_000_000, 10_000_000]
    assert runs[1_000_000]["results"]["ours"]["median"] == 0.2


def test_time_that_grows_with_the_subjects_has_an_exponent_of_one() -> None:
    linear = [{"rows": rows, "median": rows / 1e6} for rows in (10**6, 10**7, 5 * 10**7)]
    squared = [{"rows": rows, "median": (rows / 1e6) ** 2} for rows in (10**6, 10**7)]
    assert exponent(linear) == pytest.approx(1)
    assert exponent(squared) == pytest.approx(2)
    assert exponent(linear[:1]) is None


def test_two_executors_are_set_beside_one_by_the_clock_and_by_their_work(tmp_path: Path) -> None:
    one = {
        **{"subjects": 1000, "executors": 1, "first": 9.0, "again": 6.0, "tasks": 8},
        **{"ran": [5.0], "on_core": 4.0, "idle": 1.0},
    }
    two = {**one, "executors": 2, "again": 3.0, "ran": [2.5, 2.5], "on_core": 5.0}
    stopped = {"subjects": 2000, "executors": 2, "failure": "stopped after 200 s"}
    run = {**_run(_result("ours", 0.3)), "spark": [one, two, {**one, "subjects": 2000}, stopped]}
    (goal,) = [goal for goal in goals_of(run) if goal.what.startswith("Spark")]
    assert (goal.measured, goal.is_met) == (pytest.approx(2), True)
    page = page_of(write_record(tmp_path / "benchmarks.json", 1_000_000, run), "chart.svg")
    assert "| 1,000 | 2 | 9.0 | 3.0 | 8 | 2.5 + 2.5 | 5.0 | 1.0 |" in page
    assert "need 4.0 s of a core with one executor and 5.0 s with two" in page
    assert "the busier one ran 50% of the time" in page
    assert "| 2,000 | 2 | stopped after 200 s |" in page


def test_a_part_measured_anew_says_when_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.json"
    figures = {
        **{"subjects": 10_000, "first_median_ms": 0.03, "first_p99_ms": 0.06, "again_p99_ms": 0.04},
        **{"json_p99_ms": 0.2, "all_s": 0.28, "all_on_core_s": 0.27, "made_s": 1.3},
    }
    write_record(file, 1_000_000, _run(_result("ours", 0.3)))
    runs = write_part(file, 1_000_000, "explanations", {"a pack": figures}, 0.5, "Others were at work.")
    assert runs[1_000_000]["results"]["ours"]["median"] == 0.3
    page = page_of(read_record(file), "chart.svg")
    assert "load of the machine before that 0.5. Others were at work." in page
    assert "| 10,000 explanations, first time, `a pack` | ≤ 0.3 s | 0.28 s | met |" in page
    with pytest.raises(KeyError):
        write_part(file, 5, "explanations", {}, 0.5)
