"""Settle, roadmap, compare: what would change a verdict."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Mingpin

WHEN = ("--year", "2024", "--as-of", "2024-06-30")


def test_settle_names_the_one_answer_that_is_enough(mingpin: Mingpin, run: Path) -> None:
    found = json.loads(mingpin("settle", run, "S3", "--json").stdout)
    assert [[reason["code"] for reason in ways] for ways in found["to_met"]] == [["missing_fact:operating_since"]]
    assert "企业" in mingpin("settle", run, "S3").stdout


def test_settle_of_a_settled_verdict_says_so(mingpin: Mingpin, run: Path) -> None:
    result = mingpin("settle", run, "S1")
    assert result.exit_code == 0
    assert "符合" in result.stdout


def test_settle_without_an_id_speaks_of_every_undetermined_subject(mingpin: Mingpin, run: Path) -> None:
    found = json.loads(mingpin("settle", run, "--json").stdout)
    assert {one["subject_id"] for one in found} == {"S3", "S4", "S5", "S6"}
    assert mingpin("settle", run, "--limit", 1).exit_code == 0


def test_a_roadmap_says_what_time_does(mingpin: Mingpin, run: Path) -> None:
    found = json.loads(mingpin("roadmap", run, "S6", "--json").stdout)
    assert found["verdict"] == "UNDETERMINED"
    assert {
        "day": "2025-01-01",
        "clause": "rules.2.x1",
        "before": "UNDETERMINED",
        "after": "MET",
        "is_lapse": False,
    } in found["turns"]
    assert "2025-01-01" in mingpin("roadmap", run, "S6").stdout


def test_roadmaps_of_the_nearest(mingpin: Mingpin, run: Path) -> None:
    found = json.loads(mingpin("roadmap", run, "--limit", 2, "--months", 0, "--json").stdout)
    assert len(found["nearest"]) == 2
    assert found["calendar"] == []


def test_the_calendar_of_all_names_the_month_in_which_time_alone_changes_a_verdict(mingpin: Mingpin, run: Path) -> None:
    by_itself = json.loads(mingpin("roadmap", run, "S6", "--json").stdout)["turns"]
    (turn,) = [turn for turn in by_itself if turn["clause"] == "verdict" and turn["day"] == "2025-01-01"]
    calendar = json.loads(mingpin("roadmap", run, "--limit", 1, "--months", 8, "--json").stdout)["calendar"]
    assert {"subject_id": "S6", "day": "2025-01-01", "before": turn["before"], "after": turn["after"]} in calendar
    assert "2025-01-01" in mingpin("roadmap", run, "--limit", 1, "--months", 8).stdout


def test_a_what_if_shows_who_enters_and_who_leaves(mingpin: Mingpin, run: Path) -> None:
    found = json.loads(mingpin("compare", run, "--ruling", "recent_years=to_the_day", "--json").stdout)
    assert [row["subject_id"] for row in found["enters"]] == ["S6"]
    assert found["leaves"] == []
    assert found["by"]["area"] == [{"area": "410711", "enters": 1, "leaves": 0}]
    told = mingpin("compare", run, "--set", "min_years=20").stdout
    assert "测试一厂" in told
    assert "rules" not in told or "办法" in told


def test_two_surveys_are_compared_by_their_folders(
    mingpin: Mingpin, run: Path, register: Path, goods: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    mingpin("survey", register, "--pack", goods, *WHEN, "--out", later, "--without", "rules.2.c2")
    found = json.loads(mingpin("compare", run, later, "--pack", goods, "--json").stdout)
    assert [row["subject_id"] for row in found["enters"]] == ["S4"]
    assert mingpin("compare", run, later, "--pack", goods).exit_code == 0


def test_a_condition_can_be_written_differently(mingpin: Mingpin, run: Path) -> None:
    typed = ("--condition", "rules.2.c1#2=is_legal_person OR NOT is_legal_person")
    found = json.loads(mingpin("compare", run, *typed, "--json").stdout)
    assert [row["subject_id"] for row in found["enters"]] == ["S2"]


def test_nothing_to_compare_is_a_usage_error(mingpin: Mingpin, run: Path, register: Path) -> None:
    assert mingpin("compare", run).exit_code == 2
    assert mingpin("compare", run, register).exit_code == 4
    assert mingpin("compare", run, run, "--set", "min_years=3").exit_code == 2
