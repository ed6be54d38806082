"""What a survey leaves undetermined becomes one draft for each holder, and nothing is asked twice."""

from __future__ import annotations

from collections import Counter

import pytest

from mingpin.accounts.models import Organisation
from mingpin.collection.actions import decline_items, draft_requests, send_request
from mingpin.collection.models import Drafting, Request, RequestItem
from mingpin.collection.questions import Questions
from mingpin.collection.states import ItemState, RequestState
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.jobs.actions import cancel_job
from mingpin.jobs.models import Job
from mingpin.policies.models import RunVerdict
from mingpin.policies.reasons import program_behind
from mingpin.registry.entry.actions import add_evidence
from mingpin.registry.models import Subject
from tests.platform.cast import WEIHUI, Cast
from tests.platform.collection.making import SOON, draft, draft_for, drafted, items_of, sent_to
from tests.platform.policies.making import a_run

pytestmark = pytest.mark.django_db


def _asked() -> Counter[tuple[int | None, str, str, str]]:
    """Everything that is asked and waits, or that a draft would ask."""
    items = RequestItem.objects.filter(state=ItemState.OPEN).exclude(request__state=RequestState.DISCARDED)
    return Counter((one.subject_id, one.area, one.field, str(one.keys)) for one in items)


def test_each_holder_gets_one_draft_of_what_it_can_supply_and_what_decides_most_stands_first(cast: Cast) -> None:
    run = drafted(cast)
    requests = Request.objects.all()
    assert {one.holder for one in requests} == {cast.chen.organisation, cast.zheng.organisation, cast.zhou.organisation,
                                                cast.wu.organisation}  # fmt: skip
    questions = Questions(program_behind(run))
    names = {"industry_it", "market_regulation"}
    for request in requests:
        items = items_of(request)
        assert items, "an empty request is not drafted"
        for item in items:
            question = questions.of(item.reason)
            assert question is not None, "a judgement or a reading is nothing that a holder supplies"
            if request.holder.kind == "department":
                assert request.holder.code in question.holders
            else:
                assert "enterprise" in question.holders
                assert not names & {*question.holders[:1]}
            if item.subject is not None and request.holder.area:
                assert item.subject.area == request.holder.area
        assert [item.settles for item in items] == sorted((item.settles for item in items), reverse=True)
        assert request.settles <= request.verdicts <= run.counts["UNDETERMINED"]
    assert max(_asked().values()) == 1


def test_the_only_open_reason_of_a_verdict_settles_it_alone(cast: Cast) -> None:
    run = drafted(cast)
    codes = run.summary["reason_codes"]
    alone = {codes[int(row.reasons.strip("|"))] for row in RunVerdict.objects.filter(run=run, open=1)}
    for item in RequestItem.objects.filter(reason__in=alone):
        assert item.settles >= 1, item.reason


def test_holders_without_an_account_are_told_to_the_office_and_not_lost(cast: Cast) -> None:
    drafted(cast)
    nobody = Drafting.objects.get().summary["nobody"]
    assert nobody["tax"]["questions"] > 0, "nobody in the cast works for the tax office"
    Organisation.objects.create(kind="department", code="tax", name="示例市税务局")
    draft(Drafting.objects.get().run, cast.wang)
    assert "tax" not in Drafting.objects.latest("pk").summary["nobody"]
    assert {item.table for item in Request.objects.get(holder__code="tax", state=RequestState.DRAFT).items.all()} == {
        "financials"
    }


def test_what_is_asked_already_is_not_asked_again(cast: Cast) -> None:
    run = drafted(cast)
    first = _asked()
    sent_to(cast.zheng, cast)
    sent_to(cast.zhou, cast)
    draft(run, cast.wang)
    assert _asked() == first, "the new drafts ask what is left, and what was sent is asked once"
    assert not Request.objects.filter(holder=cast.zheng.organisation, state=RequestState.DRAFT).exists()


def test_drafts_that_were_not_sent_give_way_to_new_ones(cast: Cast) -> None:
    run = drafted(cast)
    old = set(Request.objects.values_list("pk", flat=True))
    draft(run, cast.wang)
    assert set(Request.objects.filter(pk__in=old).values_list("state", flat=True)) == {RequestState.DISCARDED}
    assert not RequestItem.objects.filter(request__in=old).exists()


def test_what_is_held_since_the_survey_is_not_asked(cast: Cast) -> None:
    run = drafted(cast)
    request = draft_for(cast.zheng.organisation)
    item = next(one for one in items_of(request) if one.list_code == "service_incidents")
    organisation = Organisation.objects.create(kind="department", code="tax", name="示例市税务局")
    draft(run, cast.wang)
    profit = next(one for one in items_of(draft_for(organisation)) if one.columns == ["profit"])
    assert profit.subject is not None
    add_evidence(subject=profit.subject, table="financials", values={**profit.keys, "profit": "1000"}, by=cast.wang)
    draft(run, cast.wang)
    again = items_of(draft_for(organisation))
    assert (profit.subject_id, profit.field, profit.keys) not in [
        (one.subject_id, one.field, one.keys) for one in again
    ]
    assert any(one.list_code == item.list_code for one in items_of(draft_for(cast.zheng.organisation)))


def test_what_a_holder_does_not_hold_is_not_asked_of_it_again(cast: Cast) -> None:
    run = drafted(cast)
    request = sent_to(cast.chen, cast)
    decline_items(request=request, items=[one.pk for one in items_of(request)], reason="本局没有这份名单", by=cast.chen)
    assert request.state == RequestState.ANSWERED
    draft(run, cast.wang)
    assert not Request.objects.filter(holder=cast.chen.organisation, state=RequestState.DRAFT).exists()


def test_an_enterprise_for_which_somebody_acts_is_asked_itself(cast: Cast) -> None:
    run = drafted(cast)
    item = next(one for one in items_of(draft_for(cast.zhou.organisation)) if one.subject is not None)
    assert item.subject is not None
    Subject.objects.filter(pk=item.subject.pk).update(organisation=cast.sun.organisation)
    draft(run, cast.wang)
    own = items_of(draft_for(cast.sun.organisation))
    assert {one.subject_id for one in own} == {item.subject_id}
    assert item.subject_id not in {one.subject_id for one in items_of(draft_for(cast.zhou.organisation))}


def test_only_the_office_drafts_and_sends(cast: Cast) -> None:
    run = drafted(cast)
    request = draft_for(cast.chen.organisation)
    for who in ("chen", "zhou", "sun"):
        with pytest.raises((Refused, NotThere)):
            send_request(request=request, due_on=SOON, by=getattr(cast, who))
    for who in ("chen", "li"):
        with pytest.raises(Refused):
            draft_requests(run=run, by=getattr(cast, who))
    send_request(request=request, due_on=SOON, by=cast.wang)
    with pytest.raises(Stale):
        send_request(request=request, due_on=SOON, by=cast.wang)


def test_two_draftings_do_not_run_at_once_and_a_cancelled_one_leaves_the_drafts_as_they_were(cast: Cast) -> None:
    run = drafted(cast, 40)
    before = set(Request.objects.filter(state=RequestState.DRAFT).values_list("pk", flat=True))
    drafting = draft_requests(run=run, by=cast.wang)
    with pytest.raises(Invalid):
        draft_requests(run=run, by=cast.wang)
    cancel_job(Job.objects.get(key=f"draft_requests:{drafting.pk}"), by=cast.wang)
    assert set(Request.objects.filter(state=RequestState.DRAFT).values_list("pk", flat=True)) == before
    assert draft(run, cast.wang).state == "done"


def test_a_later_survey_asks_no_more_of_what_waits(cast: Cast) -> None:
    drafted(cast, 60)
    sent_to(cast.wu, cast)
    waiting = _asked()
    draft(a_run(cast.wang), cast.wang)
    assert max(_asked().values()) == 1
    assert {key for key in waiting if key[0] and key[1] == WEIHUI} <= set(_asked())
