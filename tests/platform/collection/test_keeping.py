"""Who sees which request, what is late, reminders, and how much each holder was asked."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]

from mingpin.accounts.permissions import may
from mingpin.collection.actions import close_request, decline_items, remind_holder, send_request, withdraw_request
from mingpin.collection.burden import burden_of
from mingpin.collection.live import lines_of_requests
from mingpin.collection.models import Reminder, Request, RequestItem
from mingpin.collection.states import ItemState, RequestState
from mingpin.collection.wording import why_of
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.pages.desks import waiting_for
from mingpin.policies.live import View
from tests.platform.cast import Cast
from tests.platform.collection.making import SOON, draft_for, drafted, items_of, sent_to
from tests.platform.fixtures import SignedIn
from tests.platform.jobs_now import run_jobs
from tests.platform.policies.making import DAY

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def asked(cast: Cast) -> dict[str, Request]:
    """Requests to both counties and the industry department are sent; that to market regulation is a draft."""
    drafted(cast)
    return {who: sent_to(getattr(cast, who), cast) for who in ("chen", "zhou", "wu")}


def test_a_holder_sees_what_was_sent_to_it_and_nothing_else(
    cast: Cast, asked: dict[str, Request], signed_in: SignedIn
) -> None:
    expected = {
        "wang": 4, "li": 4, "zhao": 4, "chen": 1, "zheng": 0, "zhou": 1, "wu": 1, "sun": 0, "feng": 0, "ma": 0, "he": 0,
    }  # fmt: skip
    assert {who: Request.objects.visible_to(getattr(cast, who)).count() for who in expected} == expected
    zhou = signed_in("zhou")
    assert zhou.get(f"/requests/{asked['zhou'].pk}/").status_code == 200
    for page in ("", "workbook", "answer"):
        assert zhou.get(f"/requests/{asked['wu'].pk}/{page}").status_code == 404
    assert RequestItem.objects.visible_to(cast.zhou).exclude(request=asked["zhou"]).count() == 0
    draft = draft_for(cast.zheng.organisation)
    assert signed_in("zheng").get(f"/requests/{draft.pk}/").status_code == 404, "a draft is the office's own"
    listed = signed_in("zhou").get("/requests/").content.decode()
    assert asked["zhou"].title in listed
    assert asked["wu"].title not in listed


def test_only_who_was_asked_answers_and_only_the_office_keeps(cast: Cast, asked: dict[str, Request]) -> None:
    request = asked["chen"]
    items = [item.pk for item in items_of(request)]
    assert [who for who in ("wang", "li", "chen", "zheng", "zhou") if may(getattr(cast, who), "answer", request)] == [
        "chen"
    ]
    with pytest.raises(Refused):
        decline_items(request=request, items=items, reason="无", by=cast.wang)
    with pytest.raises(NotThere):
        decline_items(request=asked["wu"], items=[1], reason="无", by=cast.zhou)
    foreign = [items_of(asked["wu"])[0].pk]
    with pytest.raises(NotThere):
        decline_items(request=request, items=foreign, reason="无", by=cast.chen)
    with pytest.raises(Invalid):
        decline_items(request=request, items=items, reason=" ", by=cast.chen)
    for step in (remind_holder, close_request):
        with pytest.raises(Refused):
            step(request=request, by=cast.chen)
    with pytest.raises(Stale):
        close_request(request=request, by=cast.wang)
    decline_items(request=request, items=items, reason="本局不掌握", by=cast.chen)
    close_request(request=request, by=cast.wang)
    assert request.state == RequestState.CLOSED


def test_what_is_late_says_by_how_many_days(cast: Cast, asked: dict[str, Request], signed_in: SignedIn) -> None:
    request = asked["wu"]
    assert request.days_late() == 0
    assert request.days_late(SOON + timedelta(days=3)) == 3
    assert list(Request.objects.visible_to(cast.wang).late()) == []
    Request.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=5))
    assert list(Request.objects.visible_to(cast.wang).late()) == [request]
    office = signed_in("wang")
    found = office.get("/requests/?late=on").content.decode()
    assert request.title in found
    assert asked["zhou"].title not in found
    mine = [one for one in waiting_for(cast.wu) if f"/requests/{request.pk}/" in one.url]
    assert [one.due_on for one in mine] == [timezone.localdate() - timedelta(days=5)]
    assert mine[0].count == request.items.filter(state=ItemState.OPEN).count()
    assert any(one.url.endswith("late=on") and one.count == 1 for one in waiting_for(cast.wang))


def test_a_day_that_has_passed_is_no_day_to_answer_by(cast: Cast, asked: dict[str, Request]) -> None:
    request = draft_for(cast.zheng.organisation)
    with pytest.raises(Invalid):
        send_request(request=request, due_on=timezone.localdate(), by=cast.wang)
    with pytest.raises(Invalid):
        send_request(request=request, due_on=date(2024, 7, 1), by=cast.wang, today=date(2024, 7, 2))


def test_a_reminder_goes_by_mail_once_to_those_who_have_an_address(
    cast: Cast, asked: dict[str, Request], settings: Any
) -> None:
    settings.EMAIL_BACKEND = LOCMEM
    person = cast.person("zhou")
    person.email = "zhou@example.org"
    person.save()
    reminder = remind_holder(request=asked["zhou"], by=cast.wang, note="请于本周内反馈")
    jobs = run_jobs()
    assert [message.bcc for message in mail.outbox] == [["zhou@example.org"]]
    assert "请于本周内反馈" in mail.outbox[0].body
    from mingpin.collection.tasks import mail_reminder
    from mingpin.jobs.running import Progress

    mail_reminder(Progress(jobs[-1]), reminder_id=reminder.pk)
    assert len(mail.outbox) == 1, "a worker that begins again does not send it again"
    remind_holder(request=asked["wu"], by=cast.wang)
    run_jobs()
    assert len(mail.outbox) == 1, "nobody of Huixian has an address"
    assert Reminder.objects.filter(mailed_at=None).count() == 1
    assert any("1" in one.detail for one in waiting_for(cast.zhou) if f"/requests/{asked['zhou'].pk}/" in one.url)


def test_a_withdrawn_request_waits_for_nothing(cast: Cast, asked: dict[str, Request]) -> None:
    withdraw_request(request=asked["wu"], reason="问错了年度", by=cast.wang)
    assert not [one for one in waiting_for(cast.wu) if "/requests/" in one.url]
    with pytest.raises(Stale):
        remind_holder(request=asked["wu"], by=cast.wang)
    mine = [one for one in burden_of(cast.wang) if one.holder == asked["wu"].holder_id]
    assert sum(one.withdrawn for one in mine) == sum(one.asked for one in mine) > 0
    assert all(one.open == 0 for one in mine)


def test_the_burden_meter_counts_what_was_asked_and_not_what_was_drafted(
    cast: Cast, asked: dict[str, Request], signed_in: SignedIn
) -> None:
    request = asked["zhou"]
    items = items_of(request)
    sent = timezone.now() - timedelta(days=6)
    Request.objects.filter(pk=request.pk).update(sent_at=sent)
    request.refresh_from_db()
    field = items[0].field
    decline_items(request=request, items=[items[0].pk], reason="企业未提供", by=cast.zhou)
    found = burden_of(cast.wang)
    assert sum(one.asked for one in found) == sum(each.items.count() for each in asked.values())
    assert {one.holder for one in found} == {each.holder_id for each in asked.values()}
    mine = next(one for one in found if one.holder == request.holder_id and one.field == field)
    assert (mine.requests, mine.asked, mine.declined) == (1, sum(one.field == field for one in items), 1)
    assert (mine.days, mine.open) == (6, mine.asked - 1)
    assert {one.holder for one in burden_of(cast.zhou)} == {request.holder_id}
    page = signed_in("li").get("/requests/burden/")
    assert page.status_code == 200
    book = load_workbook(BytesIO(b"".join(signed_in("li").get("/requests/burden/?export=xlsx").streaming_content)))  # type: ignore[attr-defined]
    rows = [row for row in book.active.iter_rows(values_only=True) if isinstance(row[3], int)]
    assert sum(row[3] for row in rows) == sum(one.asked for one in found)
    behind = signed_in("li").get(mine.url)
    assert behind.context["listing"].total == mine.asked


def test_the_office_looks_at_drafts_and_sends_those_it_ticks(cast: Cast, signed_in: SignedIn) -> None:
    drafted(cast, 60)
    office = signed_in("wang")
    page = office.get("/requests/drafts/")
    assert page.status_code == 200
    assert "tax" not in page.content.decode(), "holders are named in words"
    chosen = draft_for(cast.zhou.organisation)
    late = office.post("/requests/drafts/", {"requests": [chosen.pk], "due_on": "2001-01-01"})
    assert late.status_code == 422
    assert office.post("/requests/drafts/", {"due_on": SOON.isoformat()}).status_code == 422
    done = office.post("/requests/drafts/", {"requests": [chosen.pk], "due_on": SOON.isoformat()})
    assert done.status_code == 303
    chosen.refresh_from_db()
    assert (chosen.state, chosen.due_on, chosen.sent_by) == (RequestState.OPEN, SOON, cast.person("wang"))
    assert draft_for(cast.wu.organisation).state == RequestState.DRAFT
    assert (
        signed_in("li").post("/requests/drafts/", {"requests": [chosen.pk], "due_on": SOON.isoformat()}).status_code
        == 403
    )
    assert signed_in("zhou").get("/requests/drafts/").status_code == 403


def test_steps_on_the_page_of_a_request(cast: Cast, asked: dict[str, Request], signed_in: SignedIn) -> None:
    office, holder = signed_in("wang"), signed_in("chen")
    request = asked["chen"]
    at = f"/requests/{request.pk}"
    assert office.post(f"{at}/remind", {"reason": "请抓紧"}).status_code == 303
    assert "请抓紧" in holder.get(f"{at}/").content.decode()
    workbook = holder.get(f"{at}/workbook")
    assert load_workbook(BytesIO(b"".join(workbook.streaming_content))).sheetnames[0] == "填写说明"  # type: ignore[attr-defined]
    items = [item.pk for item in items_of(request)]
    assert holder.post(f"{at}/decline", {"items": items, "reason": "不掌握"}).status_code == 303
    assert "不掌握" in office.get(f"{at}/").content.decode()
    assert office.post(f"{at}/close").status_code == 303
    assert office.get("/requests/asked/?export=xlsx").status_code == 200


def test_the_document_says_what_was_asked_for_the_sake_of_each_clause(cast: Cast, asked: dict[str, Request]) -> None:
    request = asked["chen"]
    lines = lines_of_requests(cast.wang, View(2024, DAY))
    [before] = lines["plan.4.1"]
    assert before.figure.startswith("0/"), "the list of SRDI enterprises was asked for the scope of industry"
    decline_items(request=request, items=[one.pk for one in items_of(request)], reason="不掌握", by=cast.chen)
    [after] = lines_of_requests(cast.wang, View(2024, DAY))["plan.4.1"]
    assert after.figure == before.figure.replace("0/", "1/", 1)
    assert lines_of_requests(cast.sun, View(2024, DAY)) == {}


def test_the_words_of_the_document_are_those_that_need_the_answer(cast: Cast, asked: dict[str, Request]) -> None:
    run = asked["zhou"].run
    code = "missing_fact:operating_since"
    assert RequestItem.objects.filter(reason=code).exists()
    [why] = [one for one in why_of(run, [code])[code] if one.clause == "plan.3.c1"]
    assert any("正常运行" in quote for quote in why.quotes)
    assert not any("独立法人" in quote for quote in why.quotes)
