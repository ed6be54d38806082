"""Everybody speaks for themselves, what was said stays, and who comes second is told so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from mingpin.accounts.permissions import may
from mingpin.audit.models import Entry
from mingpin.duties import actions
from mingpin.duties.models import (
    DutyDocument,
    FollowUp,
    HandOff,
    LeadDecision,
    Meeting,
    Milestone,
    Progress,
    Resolution,
)
from mingpin.errors import Invalid, NotThere, Refused, Stale
from tests.platform.cast import Cast
from tests.platform.duties.making import BUDGET, DAY, JUNE, LADDER, MAY, PDF, clause, stands

pytestmark = pytest.mark.django_db


def reported(by: Any, text: str = "示例", **rest: Any) -> Progress:
    return actions.report_progress(clause=clause(LADDER), month=JUNE, text=text, by=by, today=DAY, **rest)


def test_an_owner_reports_for_itself_and_nobody_for_another(cast: Cast) -> None:
    assert reported(cast.chen).organisation == cast.chen.organisation
    for by in (cast.wang, cast.zhou):
        with pytest.raises(Refused):
            reported(by)
    for by in (cast.li, cast.zhao, cast.sun, cast.feng, cast.ma):
        with pytest.raises(Refused):
            reported(by)
    with pytest.raises(Invalid):
        actions.report_progress(clause=clause(LADDER), month=date(2024, 7, 1), text="示例", by=cast.chen, today=DAY)
    assert actions.report_progress(clause=clause(BUDGET), month=JUNE, text="示例", by=cast.zhou, today=DAY).pk


def test_what_is_said_anew_supersedes_and_the_old_stays(cast: Cast) -> None:
    first = reported(cast.chen, "先说")
    with pytest.raises(Stale):
        reported(cast.chen, "没有看见前一次")
    second = reported(cast.chen, "再说", corrects=first, documents=[ContentFile(PDF, name="示例.pdf")])
    first.refresh_from_db()
    assert (first.text, first.superseded_by) == ("先说", second)
    assert [one.name for one in DutyDocument.objects.filter(progress=second)] == ["示例.pdf"]
    with pytest.raises(Stale):
        reported(cast.chen, "第三次，却以为第一次还算数", corrects=first)
    assert Progress.objects.count() == 2
    assert stands(LADDER, cast.wang).reported == {"industry_it"}
    assert Entry.objects.filter(action="report_progress").count() == 2


def test_two_of_one_organisation_at_the_same_moment_are_told_apart(cast: Cast, monkeypatch: Any) -> None:
    reported(cast.chen, "先到")
    monkeypatch.setattr(
        "mingpin.duties.actions.progress._before", lambda *_: None
    )  # as the second saw it: nothing there
    with pytest.raises(Stale):
        reported(cast.chen, "后到")
    assert [one.text for one in Progress.objects.all()] == ["先到"]
    assert Entry.objects.filter(action="report_progress").count() == 1


def test_leads_are_put_forward_decided_and_superseded_never_edited(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.put_forward_lead(clause=clause(LADDER), body="industry_it", reason="示例", by=cast.chen)
    with pytest.raises(Invalid):
        actions.put_forward_lead(clause=clause(LADDER), body="housing", reason="不是责任单位", by=cast.wang)
    with pytest.raises(Invalid):
        actions.put_forward_lead(
            clause=clause("opinion.5.1"), body="leading_group_office", reason="已点名", by=cast.wang
        )

    def name(body: str, day: date) -> LeadDecision:
        lead = actions.put_forward_lead(clause=clause(LADDER), body=body, reason="示例", by=cast.wang, today=MAY)
        with pytest.raises(Invalid):
            actions.put_forward_lead(clause=clause(LADDER), body=body, reason="又一次", by=cast.wang, today=MAY)
        return actions.decide_lead(lead=lead, document="纪要", decided_on=day, reason="示例", by=cast.wang, today=DAY)

    first = name("industry_it", date(2024, 5, 10))
    second = name("market_regulation", date(2024, 6, 10))
    first.refresh_from_db()
    assert (first.state, first.superseded_by, first.body) == ("superseded", second, "industry_it")
    assert stands(LADDER, cast.wang).lead_body == "market_regulation"
    assert stands(LADDER, cast.wang, date(2024, 6, 1)).lead_body == "industry_it"
    with pytest.raises(Stale):
        actions.decide_lead(
            lead=second, document="纪要", decided_on=date(2024, 6, 11), reason="再", by=cast.wang, today=DAY
        )
    third = actions.put_forward_lead(clause=clause(LADDER), body="industry_it", reason="示例", by=cast.wang, today=DAY)
    actions.decline_lead(lead=third, reason="未采纳", by=cast.wang)
    assert stands(LADDER, cast.wang).lead_body == "market_regulation"


def planned(cast: Cast) -> Milestone:
    organisation = cast.chen.organisation
    assert organisation is not None
    return actions.plan_milestone(
        clause=clause(LADDER), title="示例", due_on=DAY, organisation=organisation, by=cast.chen, today=MAY
    )


def test_a_milestone_is_closed_once_by_its_owner_or_the_office(cast: Cast) -> None:
    made = planned(cast)
    seen_by_another = Milestone.objects.get(pk=made.pk)
    with pytest.raises(Refused):
        actions.finish_milestone(milestone=made, done_on=DAY, reason="示例", by=cast.zheng, today=DAY)
    with pytest.raises(NotThere):
        actions.finish_milestone(milestone=made, done_on=DAY, reason="示例", by=cast.zhou, today=DAY)
    with pytest.raises(Refused):
        actions.drop_milestone(milestone=made, reason="示例", by=cast.chen, today=DAY)
    with pytest.raises(Invalid):
        actions.finish_milestone(milestone=made, done_on=date(2024, 7, 1), reason="示例", by=cast.chen, today=DAY)
    actions.finish_milestone(milestone=made, done_on=DAY, reason="示例", by=cast.chen, today=DAY)
    with pytest.raises(Stale):
        actions.drop_milestone(milestone=seen_by_another, reason="示例", by=cast.wang, today=DAY)
    assert Milestone.objects.get().state == "done"
    assert Entry.objects.filter(action__in=["finish_milestone", "drop_milestone"]).count() == 1


def test_a_department_plans_for_itself_only(cast: Cast) -> None:
    other = cast.zheng.organisation
    assert other is not None
    with pytest.raises(Refused):
        actions.plan_milestone(clause=clause(LADDER), title="示例", due_on=DAY, organisation=other, by=cast.chen)
    assert cast.sun.organisation is not None
    with pytest.raises(Invalid):
        actions.plan_milestone(
            clause=clause(LADDER), title="示例", due_on=DAY, organisation=cast.sun.organisation, by=cast.wang
        )


def asked(cast: Cast) -> HandOff:
    assert cast.zheng.organisation is not None
    return actions.ask_hand_off(
        clause=clause(LADDER), receiver=cast.zheng.organisation, what="示例", due_on=DAY, by=cast.chen, today=MAY
    )


def test_a_hand_off_is_accepted_or_returned_by_its_receiver_only_and_once(cast: Cast) -> None:
    made = asked(cast)
    for by in (cast.chen, cast.wang):
        with pytest.raises(Refused):
            actions.accept_hand_off(hand_off=made, by=by, today=DAY)
    with pytest.raises(NotThere):
        actions.accept_hand_off(hand_off=made, by=cast.zhou, today=DAY)
    with pytest.raises(Stale):
        actions.finish_hand_off(hand_off=made, reason="还没有接受", by=cast.zheng, today=DAY)
    seen_by_another = HandOff.objects.get(pk=made.pk)
    actions.return_hand_off(hand_off=made, reason="不属本单位职责", by=cast.zheng, today=DAY)
    with pytest.raises(Stale):
        actions.accept_hand_off(hand_off=seen_by_another, by=cast.zheng, today=DAY)
    again = asked(cast)
    actions.accept_hand_off(hand_off=again, by=cast.zheng, today=DAY)
    actions.finish_hand_off(hand_off=again, reason="已核对", by=cast.zheng, today=DAY)
    assert sorted(HandOff.objects.values_list("state", flat=True)) == ["done", "returned"]


def met(cast: Cast, who: str = "zhou") -> Resolution:
    meeting = actions.record_meeting(
        day=MAY, title="示例会议", by=cast.wang, documents=[ContentFile(PDF, name="纪要.pdf")], today=DAY
    )
    owner = getattr(cast, who).organisation
    return actions.add_resolution(meeting=meeting, text="示例议定", organisation=owner, due_on=DAY, by=cast.wang)


def test_resolutions_are_numbered_followed_up_and_closed_by_the_office(cast: Cast) -> None:
    one = met(cast)
    assert cast.chen.organisation is not None
    two = actions.add_resolution(
        meeting=one.meeting, text="第二项", organisation=cast.chen.organisation, due_on=DAY, by=cast.wang
    )
    assert (one.number, two.number) == (1, 2)
    with pytest.raises(Refused):
        actions.follow_up_resolution(resolution=one, text="别人的", by=cast.chen, today=DAY)
    with pytest.raises(NotThere):
        actions.follow_up_resolution(resolution=one, text="别人的", by=cast.wu, today=DAY)
    actions.follow_up_resolution(resolution=one, text="已办", by=cast.zhou, today=DAY)
    with pytest.raises(Refused):
        actions.close_resolution(resolution=one, is_done=True, reason="示例", by=cast.zhou, today=DAY)
    seen_by_another = Resolution.objects.select_related("meeting").get(pk=one.pk)
    actions.close_resolution(resolution=one, is_done=True, reason="已收到", by=cast.wang, today=DAY)
    with pytest.raises(Stale):
        actions.close_resolution(resolution=seen_by_another, is_done=False, reason="示例", by=cast.wang, today=DAY)
    with pytest.raises(Stale):
        actions.follow_up_resolution(resolution=one, text="已结", by=cast.zhou, today=DAY)


def test_what_each_may_see(cast: Cast) -> None:
    one = met(cast)
    follow_up = actions.follow_up_resolution(
        resolution=one, text="示例", documents=[ContentFile(PDF + b"2", name="办理.pdf")], by=cast.zhou, today=DAY
    )
    [minutes] = DutyDocument.objects.filter(meeting=one.meeting)
    own = planned(cast)
    for who in ("wang", "li", "zhao", "chen", "zheng"):
        by = getattr(cast, who)
        assert all(may(by, "view", thing) for thing in (one, one.meeting, follow_up, minutes, own)), who
    assert may(cast.zhou, "view", one)
    assert may(cast.zhou, "view", one.meeting)
    assert not may(cast.zhou, "view", minutes), "minutes hold what was resolved for others"
    assert not may(cast.zhou, "view", own), "a milestone of a duty that is not the county's"
    for who in ("wu", "sun", "qian", "feng", "ma", "he", "nobody"):
        by = getattr(cast, who)
        assert not any(may(by, "view", thing) for thing in (one, one.meeting, follow_up, minutes, own)), who
    for model in (Progress, Milestone, HandOff, Meeting, Resolution, FollowUp, LeadDecision):
        assert not model.objects.visible_to(cast.sun).exists()
