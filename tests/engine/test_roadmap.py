"""What time heals and on which day, what lapses, what can be done, and what nobody can change."""

from __future__ import annotations

from datetime import date

from mingpin.engine import Changes, Verdict
from mingpin.engine.roadmap import Roadmap, Roadmapper
from mingpin.engine.turns import first_of_months, turns_of_all
from tests.engine.meiyu import survey

TO_THE_DAY = Changes(rulings={"recent_years": "to_the_day", "srdi_validity": "valid_now", "x1_comma": "either"})


def roadmap(subject: str, **more: list[dict[str, object]]) -> Roadmap:
    return Roadmapper(survey(TO_THE_DAY, **more)).draw(subject)


def judged(subject: str) -> list[dict[str, object]]:
    return [
        {"subject_id": subject, "judgement": "law_conformity", "year": 2024, "value": True, "decided_on": "2024-03-01"}
    ]


NO_FINDINGS = [
    {"list": list_, "area": "4107", "period_from": "2020-01-01", "period_to": "2024-06-30", "as_of": "2024-06-30"}
    for list_ in (
        "industrial_policy_findings",
        "environmental_policy_findings",
        "quality_policy_findings",
        "environment_accidents",
    )
]


def test_the_fifth_anniversary_of_operation_is_the_day_on_which_time_heals_the_first_criterion() -> None:
    turns = roadmap("young", judgements=judged("young"), coverage=NO_FINDINGS).turns
    assert (date(2025, 3, 1), Verdict.NOT_MET, Verdict.MET) in [
        (turn.day, turn.before, turn.after) for turn in turns if turn.clause == "plan.3.c1"
    ]


def test_a_title_of_three_years_lapses_on_the_day_after_its_last() -> None:
    turns = [turn for turn in roadmap("titled").turns if turn.clause == "plan.4.1"]
    assert turns[0].day == date(2025, 1, 1)
    assert turns[0].is_lapse


def test_an_accident_leaves_the_last_three_years_on_the_day_after_its_third_anniversary() -> None:
    turns = roadmap("titled", coverage=NO_FINDINGS).turns
    healed = [turn for turn in turns if turn.clause == "plan.3.x1" and turn.after is Verdict.MET]
    assert [turn.day for turn in healed] == [date(2024, 9, 16)]


def test_what_is_only_not_known_is_to_be_supplied_and_what_opens_most_clauses_comes_first() -> None:
    supply = roadmap("young").supply
    assert "judgement_pending:law_conformity" in {item.reason.code for item in supply}
    assert [len(item.clauses) for item in supply] == sorted((len(item.clauses) for item in supply), reverse=True)


def test_a_question_of_reading_that_keeps_a_clause_open_is_to_be_put_to_those_who_rule_on_it() -> None:
    expired = [{"subject_id": "young", "scheme": "srdi_sme", "awarded_on": "2020-01-01"}]
    drawn = Roadmapper(survey(honours=expired, judgements=judged("young"), coverage=NO_FINDINGS)).draw("young")
    asked = [item.clauses for item in drawn.supply if item.reason.code == "reading_not_settled:srdi_validity"]
    assert asked == [("plan.3.c1", "plan.4.1")]


def test_what_nobody_can_change_is_not_offered_as_a_step() -> None:
    farm = {"subject_id": "farm", "kind": "enterprise", "name": "示例·某农业公司", "domain": "agriculture"}
    drawn = roadmap("farm", subjects=[farm])
    assert [step.facts for step in drawn.fixed] == [("subject_kind",)], (
        "the scope in agriculture is about regional brands"
    )
    assert ("subject_kind",) not in [step.facts for step in drawn.steps]


def test_the_calendar_for_all_tells_the_same_as_the_roadmap_of_one() -> None:
    whole = survey(TO_THE_DAY, coverage=NO_FINDINGS)
    calendar = turns_of_all(whole, first_of_months(date(2024, 6, 30), 24)).to_dicts()
    for subject in ("young", "titled", "screen"):
        told = {(row["clause"], row["after"]) for row in calendar if row["subject_id"] == subject}
        drawn = {
            (turn.clause, turn.after.value)
            for turn in Roadmapper(whole).draw(subject).turns
            if turn.day <= date(2026, 6, 1)
        }
        assert told == drawn
