"""A judgement counts from the day on which a named person made it, and from the second person's where the pack asks for one."""

from __future__ import annotations

from typing import Any

from mingpin.engine.python_reasons import ReasonFunction
from tests.engine.meiyu import survey

PENALTY = [{"subject_id": "young", "kind": "penalty", "occurred_on": "2024-01-10", "decided_on": "2024-02-01"}]


def pending(**row: Any) -> bool:
    """Whether the judgement on this recorded violation is still pending."""
    judged = {"subject_id": "young", "judgement": "violation_found_unfit", "year": 2024, "value": True, **row}
    found = survey(judgements=[judged], violations=PENALTY)
    fact_row = found.facts.filter(subject_id="young").row(0, named=True)
    reasons = ReasonFunction(found.program).of_fact("judgement:violation_found_unfit", fact_row)
    return "judgement_pending:violation_found_unfit" in {reason.code for reason in reasons}


def test_a_judgement_by_one_person_is_pending_where_the_pack_asks_for_two() -> None:
    assert pending(decided_by="示例·甲", decided_on="2024-03-01")
    assert not pending(decided_by="示例·甲", second_by="示例·乙", decided_on="2024-03-01")


def test_the_same_person_twice_is_one_person() -> None:
    assert pending(decided_by="示例·甲", second_by="示例·甲", decided_on="2024-03-01")


def test_a_judgement_made_after_the_day_of_the_survey_does_not_count_yet() -> None:
    assert pending(decided_by="示例·甲", second_by="示例·乙", decided_on="2024-07-01")
    assert not pending(decided_by="示例·甲", second_by="示例·乙", decided_on="2024-06-30")
