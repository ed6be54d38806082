"""Who enters and who leaves if a parameter, a reading or a clause changes: by name, county and field."""

from __future__ import annotations

from datetime import date

from mingpin.engine import Changes
from mingpin.engine.compare import compare_surveys
from mingpin.engine.conditions import parse_condition
from tests.engine.meiyu import pack, survey

ONLY_FIRST = frozenset(clause.id for clause in pack().executable) - {"plan.3.c1"}
"""Everything but the first criterion left out, so that the few facts here decide."""

JUDGED = [
    {"subject_id": subject, "judgement": "law_conformity", "year": 2024, "value": True, "decided_on": "2024-03-01"}
    for subject in ("young", "titled", "screen")
]
FINDINGS = [
    {
        "list": "industrial_policy_findings",
        "area": "4107",
        "period_from": "2020",
        "period_to": "2024-06-30",
        "as_of": "2024-06-30",
    }
]


def surveyed(**changes: object) -> object:
    return survey(Changes(without=ONLY_FIRST, **changes), judgements=JUDGED, coverage=FINDINGS)  # type: ignore[arg-type]


def test_four_years_instead_of_five_lets_the_young_enterprise_in() -> None:
    compared = compare_surveys(surveyed(), surveyed(parameters={"min_operating_years": 4}))  # type: ignore[arg-type]
    assert compared.enters.get_column("name").to_list() == ["示例·年轻机械有限公司"]
    assert compared.leaves.is_empty()
    assert compared.by("area").to_dicts() == [{"area": "410702", "enters": 1, "leaves": 0}]


def test_a_stricter_rule_sends_out_those_who_no_longer_pass_and_names_the_clause() -> None:
    never = {"plan.3.c1#3": parse_condition("registered_province = '11'")}
    compared = compare_surveys(surveyed(), surveyed(conditions=never))  # type: ignore[arg-type]
    assert compared.leaves.get_column("subject_id").to_list() == ["screen", "titled"]
    assert compared.leaves.get_column("clauses").to_list() == [["plan.3.c1"], ["plan.3.c1"]]
    moved = compared.clause_changes.filter(after="NOT_MET").to_dicts()
    assert [(row["clause"], row["before"], row["subjects"]) for row in moved] == [("plan.3.c1", "MET", 2)]


def test_the_same_survey_twice_changes_nothing() -> None:
    assert compare_surveys(surveyed(), surveyed()).changes.is_empty()  # type: ignore[arg-type]


def test_a_subject_that_is_new_in_the_second_survey_is_said_to_have_been_absent() -> None:
    newcomer = {"subject_id": "new", "kind": "enterprise", "name": "示例·新来者有限公司", "domain": "industry"}
    compared = compare_surveys(survey(), survey(subjects=[newcomer], as_of=date(2024, 6, 30)))
    assert compared.changes.filter(subject_id="new").get_column("before").to_list() == ["ABSENT"]
