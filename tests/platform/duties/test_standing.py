"""Who owns a duty, whether it is reported, what is late: computed for a day, and what is not known is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mingpin.audit.models import Entry
from mingpin.duties import actions
from mingpin.duties.live import lines_of_duties
from mingpin.duties.months import due_day, reported_month
from mingpin.duties.owners import bodies_of, duties, duties_of, visible_duties
from mingpin.duties.standing import duties_at
from mingpin.policies.live import View
from mingpin.policies.packs import pack_in_force
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.duties.making import BUDGET, DAY, JUNE, LADDER, MAY, NO_OWNER, clause, stands

pytestmark = pytest.mark.django_db


def test_every_clause_with_owners_is_a_duty_and_words_for_many_are_told_one_by_one() -> None:
    owned = {one.id for one in pack_in_force().clauses if one.owners}
    assert owned <= {one.id for one in duties()}
    assert bodies_of(clause(LADDER)) == ("industry_it", "science_technology", "market_regulation")
    budget = bodies_of(clause(BUDGET))
    assert {WEIHUI, HUIXIAN, "410771", "industry_it", "housing"} <= set(budget)
    assert "leading_group_members" not in budget
    assert bodies_of(clause("plan.6.3.gate")) == ("market_regulation",)
    assert BUDGET in {one.id for one in duties_of(WEIHUI)}
    assert LADDER not in {one.id for one in duties_of(WEIHUI)}


def test_a_month_is_reported_until_the_fifth_of_the_next() -> None:
    assert reported_month(date(2024, 6, 5)) == MAY
    assert reported_month(date(2024, 6, 6)) == JUNE
    assert reported_month(date(2024, 1, 3)) == date(2023, 12, 1)
    assert due_day(JUNE) == date(2024, 7, 5)


def test_what_nobody_reported_is_not_reported_and_never_on_time(cast: Cast) -> None:
    duty = stands(LADDER, cast.wang)
    assert (duty.state, duty.reported_text) == ("not_reported", "2024-06：3 个单位中 0 个已报告")
    for by in (cast.chen, cast.zheng):
        actions.report_progress(clause=clause(LADDER), month=JUNE, text="示例进展", by=by, today=DAY)
    duty = stands(LADDER, cast.wang)
    assert duty.state == "not_reported", "science and technology said nothing"
    assert duty.not_reported == ("science_technology",)
    assert stands(LADDER, cast.wang, date(2024, 6, 20)).reported == set(), "on the 20th nothing was said yet"


def test_it_is_on_time_when_all_owners_reported_and_nothing_is_late(cast: Cast) -> None:
    gate = "plan.6.3.gate"
    actions.report_progress(clause=clause(gate), month=JUNE, text="示例", by=cast.zheng, today=DAY)
    assert stands(gate, cast.wang).state == "on_time"
    assert stands(gate, cast.wang, date(2024, 7, 6)).state == "not_reported", "from the 6th July is looked at"


def test_a_milestone_past_its_day_makes_the_duty_late_until_it_is_done(cast: Cast) -> None:
    organisation = cast.chen.organisation
    assert organisation is not None
    made = actions.plan_milestone(
        clause=clause(LADDER), title="示例节点", due_on=date(2024, 6, 20), organisation=organisation, by=cast.wang,
        today=date(2024, 5, 1),
    )  # fmt: skip
    assert stands(LADDER, cast.wang, date(2024, 6, 20)).days_late == 0, "its own day is in time"
    assert stands(LADDER, cast.wang).days_late == 10
    actions.finish_milestone(milestone=made, done_on=date(2024, 6, 25), reason="示例", by=cast.chen, today=DAY)
    assert stands(LADDER, cast.wang).days_late == 0
    assert stands(LADDER, cast.wang, date(2024, 6, 22)).days_late == 2, "on the 22nd it was late"


def test_a_late_resolution_and_a_late_hand_off_count_too(cast: Cast) -> None:
    meeting = actions.record_meeting(day=date(2024, 4, 1), title="示例会议", by=cast.wang, today=DAY)
    assert cast.chen.organisation is not None
    assert cast.zheng.organisation is not None
    actions.add_resolution(
        meeting=meeting, text="示例", organisation=cast.chen.organisation, due_on=date(2024, 6, 1), by=cast.wang,
        clause=clause(LADDER),
    )  # fmt: skip
    assert stands(LADDER, cast.wang).days_late == 29
    actions.ask_hand_off(
        clause=clause(BUDGET), receiver=cast.zheng.organisation, what="示例", due_on=date(2024, 6, 10), by=cast.chen,
        today=date(2024, 6, 1),
    )  # fmt: skip
    assert stands(BUDGET, cast.wang).days_late == 20


def test_a_lead_is_not_named_until_the_leading_group_decided(cast: Cast) -> None:
    assert str(stands(LADDER, cast.wang).lead_mark) == "牵头单位未明确"
    lead = actions.put_forward_lead(clause=clause(LADDER), body="industry_it", reason="示例", by=cast.wang, today=MAY)
    assert stands(LADDER, cast.wang).lead_body == ""
    assert str(stands(LADDER, cast.wang).lead_mark) == "已提请，待决定"
    actions.decide_lead(
        lead=lead, document="示例纪要", decided_on=date(2024, 6, 10), reason="示例", by=cast.wang, today=DAY
    )
    assert stands(LADDER, cast.wang).lead_body == "industry_it"
    assert stands(LADDER, cast.wang, date(2024, 6, 9)).lead_body == "", "not decided on that day yet"
    assert stands("opinion.5.1", cast.wang).lead_body == "leading_group", "named by the document"


def test_every_provision_of_the_duties_has_a_live_line_with_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    actions.report_progress(clause=clause(LADDER), month=JUNE, text="示例", by=cast.chen, today=DAY)
    with django_assert_max_num_queries(8):
        lines = lines_of_duties(cast.wang, View(2024, DAY))
    assert set(lines) == {one.id for one in duties()}
    [line] = lines[LADDER]
    assert line.text == "2024-06：3 个单位中 1 个已报告 · 牵头单位未明确"
    assert (line.figure, line.kind) == ("1 / 3", "duty")
    [nobody] = lines[NO_OWNER]
    assert str(nobody.mark) == "未点名责任单位"
    assert set(lines_of_duties(cast.zhou, View(2024, DAY))) == {one.id for one in duties_of(WEIHUI)}
    assert lines_of_duties(cast.sun, View(2024, DAY)) == {}
    assert Entry.objects.filter(action="report_progress").count() == 1


def test_a_county_is_told_of_itself_and_the_city_but_of_no_other_county(cast: Cast) -> None:
    actions.report_progress(clause=clause(BUDGET), month=JUNE, text="卫辉", by=cast.zhou, today=DAY)
    own = stands(BUDGET, cast.wu)
    assert HUIXIAN in own.bodies
    assert WEIHUI not in own.bodies
    assert own.reported == set()
    assert stands(BUDGET, cast.zhou).reported == {WEIHUI}
    assert visible_duties(cast.sun) == ()
    assert [duty.clause.id for duty in duties_at(DAY, by=cast.feng)] == []
