"""The pages of duties as people use them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from mingpin.duties import actions
from mingpin.duties.assessment import assess
from mingpin.duties.bulletin.survey import survey_part
from mingpin.duties.demonstration import demonstrate
from mingpin.duties.models import Bulletin, DutyDocument, HandOff, LeadDecision, Milestone, Progress, Resolution
from mingpin.errors import Invalid, Refused
from mingpin.pages.desks import waiting_for
from mingpin.policies.models import Run
from mingpin.policies.packs import pack_in_force
from mingpin.policies.states import RunState
from tests.platform.cast import WEIHUI, Cast
from tests.platform.duties.making import BUDGET, DAY, JUNE, LADDER, MAY, PDF, acting_for, clause, stands
from tests.platform.fixtures import SignedIn

pytestmark = pytest.mark.django_db
ON = f"?as_of={DAY.isoformat()}"


def text_of(response: Any) -> str:
    return response.content.decode() if not response.streaming else b"".join(response.streaming_content).decode()


def book_of(response: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def test_the_list_shows_owners_leads_and_lateness_and_can_be_narrowed_and_exported(
    cast: Cast, signed_in: SignedIn
) -> None:
    demonstrate(acting_for(cast), cast.wang)
    wang = signed_in("wang")
    page = text_of(wang.get(reverse("duties") + ON))
    assert "牵头单位未明确" in page
    assert "逾期" in page
    narrowed = text_of(wang.get(reverse("duties") + f"{ON}&owner={WEIHUI}"))
    assert reverse("duty", kwargs={"clause": BUDGET}) in narrowed
    assert reverse("duty", kwargs={"clause": LADDER}) not in narrowed
    rows = book_of(wang.get(reverse("duties") + f"{ON}&state=late&export=xlsx"))
    late = [row for row in rows if row[6] and "逾期" in str(row[6])]
    assert len(late) >= 3
    county = text_of(signed_in("zhou").get(reverse("duties") + ON))
    assert reverse("duty", kwargs={"clause": LADDER}) not in county
    assert signed_in("zhou").get(reverse("duty", kwargs={"clause": LADDER})).status_code == 404
    assert signed_in("sun").get(reverse("duties")).status_code == 403


def test_a_department_reports_by_form_and_the_page_shows_it_with_its_document(cast: Cast, signed_in: SignedIn) -> None:
    chen, url = signed_in("chen"), reverse("progress_new", kwargs={"clause": LADDER})
    assert chen.get(url).status_code == 200
    empty = chen.post(url, {"month": "2024-06", "text": ""})
    assert empty.status_code == 422
    file = SimpleUploadedFile("记录.pdf", PDF)
    sent = chen.post(url, {"month": f"{date.today():%Y-%m}", "text": "示例走访三家", "documents": file})
    assert sent.status_code == 303
    one = Progress.objects.get()
    page = text_of(chen.get(sent.url))
    assert "示例走访三家" in page
    document = DutyDocument.objects.get()
    address = reverse("duty_document", kwargs={"document": document.pk})
    assert address in page
    assert b"".join(signed_in("zheng").get(address).streaming_content) == PDF
    assert signed_in("zhou").get(address).status_code == 404
    again = {"month": f"{one.month:%Y-%m}", "text": "示例走访四家"}
    assert chen.post(url, again).status_code == 409, "the form did not show what is on file"
    assert chen.post(url, again | {"corrects": one.pk}).status_code == 303
    page = text_of(chen.get(sent.url))
    assert "示例走访三家" in page
    assert "示例走访四家" in page
    assert signed_in("wang").get(url).status_code == 403


def test_the_office_puts_a_lead_forward_and_records_the_decision(cast: Cast, signed_in: SignedIn) -> None:
    wang = signed_in("wang")
    sent = wang.post(reverse("lead_new", kwargs={"clause": LADDER}), {"body": "industry_it", "reason": "示例"})
    assert sent.status_code == 303
    lead = LeadDecision.objects.get()
    url = reverse("lead", kwargs={"lead": lead.pk})
    assert url in text_of(wang.get(reverse("duty", kwargs={"clause": LADDER})))
    wrong = wang.post(url, {"document": "纪要", "decided_on": "2023-01-01", "reason": "示例"})
    assert wrong.status_code == 422
    day = date.today().isoformat()
    assert wang.post(url, {"document": "纪要一号", "decided_on": day, "reason": "示例"}).status_code == 303
    page = text_of(signed_in("chen").get(reverse("duty", kwargs={"clause": LADDER})))
    assert "纪要一号" in page
    assert signed_in("chen").get(url).status_code == 403


def test_milestones_and_hand_offs_go_their_way_by_the_pages(cast: Cast, signed_in: SignedIn) -> None:
    chen, zheng = signed_in("chen"), signed_in("zheng")
    assert cast.chen.organisation is not None
    assert cast.zheng.organisation is not None
    plan = {"title": "示例", "due_on": "2030-01-01", "organisation": cast.chen.organisation.pk}
    assert chen.post(reverse("milestone_new", kwargs={"clause": LADDER}), plan).status_code == 303
    other = plan | {"organisation": cast.zheng.organisation.pk}
    assert chen.post(reverse("milestone_new", kwargs={"clause": LADDER}), other).status_code == 422
    one = reverse("milestone", kwargs={"milestone": Milestone.objects.get().pk})
    assert zheng.get(one).status_code == 200
    done = {"done_on": date.today().isoformat(), "reason": "示例"}
    assert zheng.post(one, done).status_code == 403
    assert chen.post(one, done).status_code == 303
    ask = {"receiver": cast.zheng.organisation.pk, "what": "示例", "due_on": "2030-01-01"}
    assert chen.post(reverse("hand_off_new", kwargs={"clause": LADDER}), ask).status_code == 303
    names = {"hand_off": HandOff.objects.get().pk}
    assert "转办事项待接收" in [one.what for one in waiting_for(cast.zheng) if one.count]
    assert chen.post(reverse("hand_off_accept", kwargs=names)).status_code == 403
    assert zheng.post(reverse("hand_off_accept", kwargs=names)).status_code == 303
    assert zheng.post(reverse("hand_off_accept", kwargs=names)).status_code == 409
    assert zheng.post(reverse("hand_off_finish", kwargs=names), {"reason": "已办"}).status_code == 303
    assert HandOff.objects.get().state == "done"


def test_a_meeting_with_resolutions_followed_up_and_closed(cast: Cast, signed_in: SignedIn) -> None:
    wang, zhou = signed_in("wang"), signed_in("zhou")
    told = {"day": "2024-04-26", "title": "示例会议", "documents": SimpleUploadedFile("纪要.pdf", PDF)}
    meeting = wang.post(reverse("meeting_new"), told)
    assert meeting.status_code == 303
    assert cast.zhou.organisation is not None
    resolved = {"text": "示例议定", "organisation": cast.zhou.organisation.pk, "due_on": "2024-06-30", "clause": BUDGET}
    assert wang.post(f"{meeting.url}resolution", resolved).status_code == 303
    one = Resolution.objects.get()
    page = text_of(zhou.get(meeting.url))
    assert "示例议定" in page
    assert "纪要.pdf" not in page
    assert signed_in("wu").get(meeting.url).status_code == 404
    url = reverse("resolution", kwargs={"resolution": one.pk})
    assert url in [waiting.url for waiting in waiting_for(cast.zhou)]
    assert zhou.post(url, {"text": "已列入预算"}).status_code == 303
    assert "已列入预算" in text_of(wang.get(url))
    assert wang.post(f"{url}close", {"closed_on": "", "reason": ""}).status_code == 422
    assert wang.post(f"{url}close", {"closed_on": "2024-06-28", "reason": "已收到", "as": "done"}).status_code == 303
    one.refresh_from_db()
    assert (one.state, one.closed_on) == ("done", date(2024, 6, 28))


def test_a_bulletin_is_computed_issued_once_and_kept_as_it_was(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    settings.DEMONSTRATION = True
    demonstrate(acting_for(cast), cast.wang)
    wang, draft = signed_in("wang"), reverse("bulletin_draft") + "?month=2024-06"
    assert wang.get(reverse("bulletin_draft") + "?month=2090-01").status_code == 404
    page = text_of(wang.get(draft))
    assert "示例：第二批专精特新企业辅导" in page, "a milestone done in June"
    assert signed_in("chen").get(draft).status_code == 403
    assert signed_in("li").get(draft).status_code == 200
    with pytest.raises(Refused):
        actions.issue_bulletin(month=JUNE, by=cast.li, today=DAY)
    one = actions.issue_bulletin(month=JUNE, by=cast.wang, today=DAY)
    with pytest.raises(Invalid):
        actions.issue_bulletin(month=JUNE, by=cast.wang, today=DAY)
    assert wang.post(draft).status_code == 422
    kept = one.content
    actions.report_progress(clause=clause("plan.6.3.gate"), month=MAY, text="后来", by=cast.zheng, today=DAY)
    assert Bulletin.objects.get().content == kept
    url = reverse("bulletin", kwargs={"bulletin": one.pk})
    assert signed_in("zhou").get(url).status_code == 200
    assert signed_in("sun").get(url).status_code == 404
    written = b"".join(signed_in("zhou").get(url + "docx").streaming_content)
    document = Document(BytesIO(written))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "虚构" in words, "a demonstration says that it is one"
    assert "示例：第二批专精特新企业辅导" in words
    [targets] = [part for part in kept["sections"] if part["title"] == "文件目标完成情况"]
    assert len(targets["rows"]) == sum(one.kind == "target" for one in pack_in_force().clauses)
    assert "未报告" in {row[3] for row in targets["rows"]}
    assert sum(int(line["figure"]) for line in targets["lines"]) == len(targets["rows"])
    figures = [line for part in kept["sections"] for line in part["lines"] if line["figure"]]
    assert figures
    assert all(line["source"] and line["url"] for line in figures), "each figure says where it comes from"
    total = next(line["figure"] for line in figures if line["text"] == "有责任单位的任务")
    assert int(total) == sum(bool(duty.bodies) for duty in _all(cast))


def test_a_bulletin_has_the_newest_survey_of_its_time(cast: Cast) -> None:
    def run(day: date, met: int) -> None:
        told = {"verdicts": {"MET": met, "NOT_MET": 2, "UNDETERMINED": 3}}
        Run.objects.create(
            pack="示例",
            pack_hash="0",
            year=2024,
            as_of=day,
            engine="0",
            subjects=met + 5,
            summary=told,
            state=RunState.DONE,
        )

    run(date(2024, 6, 1), 7)
    run(date(2024, 9, 1), 9)
    part = survey_part(date(2024, 7, 5), cast.wang)
    assert [(line.text, line.figure) for line in part.lines] == [
        ("参加判断的主体", "12"),
        ("符合", "7"),
        ("不符合", "2"),
        ("待核实", "3"),
    ]
    assert survey_part(date(2024, 1, 1), cast.wang).lines == []


def _all(cast: Cast) -> Any:
    from mingpin.duties.standing import duties_at

    return duties_at(DAY, by=cast.wang)


def test_points_are_counted_from_rows_and_what_is_unknown_is_not_scored(cast: Cast, signed_in: SignedIn) -> None:
    by_body = {one.body: one for one in assess(2024, by=cast.wang, today=date(2024, 7, 10))}
    assert by_body["industry_it"].total is None, "nothing is known of anybody"
    assert all(score.points is None for score in by_body["industry_it"].scores)
    demonstrate(acting_for(cast), cast.wang)
    by_body = {one.body: one for one in assess(2024, by=cast.wang, today=date(2024, 7, 10))}
    industry = by_body["industry_it"]
    progress, milestones, resolutions, evidence = industry.scores
    assert {point.text[-7:] for point in progress.points_of} == {"2024-05", "2024-06"}
    assert 0 < progress.good < len(progress.points_of)
    assert (milestones.good, len(milestones.points_of)) == (0, 1), "done on the 25th, due on the 20th"
    assert (resolutions.good, len(resolutions.points_of)) == (1, 1)
    assert evidence.points is None
    assert industry.assessable == 85
    assert by_body["housing"].total is None
    assert [one.body for one in assess(2024, by=cast.chen)] == ["industry_it"]
    wang = signed_in("wang")
    page = text_of(wang.get(reverse("assessment") + "?year=2024"))
    assert "不计分：无数据" in page
    rows = book_of(wang.get(reverse("assessment") + "?year=2024&export=xlsx"))
    assert any(row[0] == "市住建局" and row[-1] == "不计分：无数据" for row in rows if row[0])
    own = reverse("assessment_of", kwargs={"body": "industry_it"}) + "?year=2024&criterion=assess_milestone_weight"
    assert "示例：第二批专精特新企业辅导" in text_of(signed_in("chen").get(own))
    assert signed_in("zheng").get(own).status_code == 404


def test_desks_say_what_is_due_and_to_whom(cast: Cast) -> None:
    office = {one.what: one.count for one in waiting_for(cast.wang)}
    assert office["未明确牵头单位的任务"] > 30
    told = {one.what: one for one in waiting_for(cast.zhou)}
    [due] = [one for what, one in told.items() if what.startswith("报告") and what.endswith("进展")]
    assert due.count == 4
    assert due.due_on is not None
    assert due.due_on.day == 5
    assert not [one for one in waiting_for(cast.sun) if "duties" in one.url]


def test_the_demonstration_says_that_it_is_one(cast: Cast) -> None:
    meeting = demonstrate(acting_for(cast), cast.wang)
    assert meeting.resolutions.count() == 3
    texts = [
        *Progress.objects.values_list("text", flat=True),
        *Milestone.objects.values_list("title", flat=True),
        *Resolution.objects.values_list("text", flat=True),
        *HandOff.objects.values_list("what", flat=True),
    ]
    assert all(text.startswith("示例") for text in texts)
    assert stands(LADDER, cast.wang).put_forward is not None
