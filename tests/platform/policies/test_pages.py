"""The document as a front door: every provision shows its state, every number leads to names, every verdict explains itself."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import icalendar
import pytest

from mingpin.policies.models import RunVerdict
from mingpin.policies.packs import pack_in_force
from mingpin.policies.runs.counting import counts_of
from mingpin.registry.models import Subject
from tests.platform.cast import HUIXIAN, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.policies.making import a_run, take_demonstration
from tests.platform.registry.making import a_row, a_subject

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    """A page as it is read: without its marks."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_every_provision_has_a_page_with_a_state_computed_from_data(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(40)
    a_run()
    office = signed_in("wang")
    for clause in pack_in_force().clauses:
        answer = office.get(f"/document/{clause.id}/")
        assert answer.status_code == 200, clause.id
        side = answer.context["side"]
        assert side.figures or side.lines, f"{clause.id} says nothing of how it stands"
        if clause.kind.is_executable:
            assert sum(figure.count for figure in side.figures) == 40, clause.id
        assert all(quote in text_of(answer) for quote in clause.quotes), clause.id


def test_without_a_survey_the_document_says_so_and_shows_no_figures(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in("wang").get("/document/")
    assert "还没有做过摸底" in text_of(answer)
    assert all(not side.figures for line in answer.context["lines"] for side in line.sides)


def test_the_text_stands_there_word_for_word(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in("wang").get("/document/")
    shown = "".join("".join(piece.text for piece in line.pieces) for line in page.context["lines"])
    issued = re.sub(r"\s", "", pack_in_force().text)
    assert re.sub(r"\s", "", shown) == issued


def test_each_number_of_the_document_leads_to_just_so_many_names(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(60)
    a_run()
    office = signed_in("wang")
    page = office.get("/document/")
    sides = {side.clause.id: side for line in page.context["lines"] for side in line.sides}
    for clause in ("plan.3.c1", "plan.3.x3", "plan.4.1"):
        for figure in sides[clause].figures:
            assert office.get(figure.url).context["listing"].total == figure.count, (clause, figure.mark)
    reasons = [(id_, why) for id_, side in sides.items() for why in side.reasons]
    assert len(reasons) > 10
    for id_, why in reasons:
        assert office.get(why.url).context["listing"].total == why.count, (id_, why.text)


def test_a_filter_that_there_is_not_is_said_and_not_passed_over(signed_in: SignedIn, cast: Cast) -> None:
    a_subject()
    a_run()
    for wrong in ("run=999", "area=zz", "field=zz"):
        page = text_of(signed_in("wang").get(f"/document/?{wrong}"))
        assert "没有用这些条件" in page, wrong
    assert "没有用这些条件" not in text_of(signed_in("wang").get("/document/?area=410781"))


def test_a_county_reads_the_document_with_its_own_counts(signed_in: SignedIn, cast: Cast) -> None:
    a_subject()
    a_subject("示例辉县振动有限公司", HUIXIAN)
    run = a_run()
    page = signed_in("zhou").get("/document/")
    assert page.context["counts"].subjects == 1
    assert "示例辉县" not in text_of(signed_in("zhou").get(f"/surveys/{run.pk}/verdicts"))
    assert "area" not in page.context["form"].fields


def test_the_enterprise_reads_the_same_trace_as_the_official(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject(uscc="91410781MA00000017")
    a_row(subject, "financials", year=2023, revenue="1234567")
    a_row(subject, "inspections", level="national", result="failed", inspected_on="2024-03-01", product="筛")
    run = a_run()
    url = f"/surveys/{run.pk}/subjects/{subject.pk}/"
    mine, office = signed_in("sun").get(url), signed_in("wang").get(url)
    assert mine.status_code == office.status_code == 200
    assert mine.context["clauses"] == office.context["clauses"]
    assert mine.context["shown"].summary == office.context["shown"].summary
    assert signed_in("qian").get(url).status_code == 404
    assert signed_in("wu").get(url).status_code == 404


def test_a_department_reads_no_figures_that_are_confidential_between_others(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    a_row(subject, "financials", by=cast.wang, year=2023, revenue="1234567", net_profit="345678")
    run = a_run()
    url = f"/surveys/{run.pk}/subjects/{subject.pk}/"
    office, department = text_of(signed_in("wang").get(url)), text_of(signed_in("chen").get(url))
    assert "1,234,567" in office
    assert "1,234,567" not in department
    assert "涉密" in department
    assert "已略去" in department


def test_a_verdict_that_fails_by_a_spot_check_says_so_and_names_the_row(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    row = a_row(subject, "inspections", level="national", result="failed", inspected_on="2024-03-01", product="振动筛",
                is_applied_product="true")  # fmt: skip
    run = a_run()
    page = signed_in("wang").get(f"/surveys/{run.pk}/subjects/{subject.pk}/")
    first = page.context["clauses"][0]
    assert (first.id, first.mark.word) == ("plan.3.x3", "触发")
    assert f"/evidence/{row.pk}/" in page.content.decode()
    assert "国家级、省级监督抽查产品不合格" in text_of(page)


def test_what_settles_a_verdict_stands_beside_it(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(120)
    run = a_run()
    row = RunVerdict.objects.filter(run=run, verdict="UNDETERMINED", open=1).first()
    assert row is not None
    page = signed_in("wang").get(f"/surveys/{run.pk}/subjects/{row.subject_id}/")
    assert min(len(way.answers) for way in page.context["ways"]) == 1
    met = RunVerdict.objects.filter(run=run, verdict="MET").first()
    assert met is not None
    assert signed_in("wang").get(f"/surveys/{run.pk}/subjects/{met.subject_id}/").context["ways"] == []


def test_the_days_of_a_roadmap_go_into_a_calendar(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(60)
    run = a_run()
    office = signed_in("wang")
    for row in RunVerdict.objects.filter(run=run, verdict="UNDETERMINED").order_by("open")[:1]:
        page = office.get(f"/surveys/{run.pk}/subjects/{row.subject_id}/roadmap")
        turns = page.context["shown"].turns
        answer = office.get(f"/surveys/{run.pk}/subjects/{row.subject_id}/roadmap.ics")
        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert [event.decoded("dtstart") for event in events] == [turn.day for turn in turns]
        assert len({str(event["uid"]) for event in events}) == len(events)


def test_how_a_subject_stands_now_is_its_verdict_in_the_latest_survey(signed_in: SignedIn, cast: Cast) -> None:
    early = a_subject()
    assert "还没有做过摸底" in text_of(signed_in("wang").get(f"/subjects/{early.pk}/standing"))
    run = a_run()
    late = a_subject("示例卫辉后来有限公司")
    assert (
        signed_in("wang")
        .get(f"/subjects/{early.pk}/standing")
        .headers["Location"]
        .endswith(f"/{run.pk}/subjects/{early.pk}/")
    )
    assert "最近一次摸底里没有这个主体" in text_of(signed_in("wang").get(f"/subjects/{late.pk}/standing"))


def test_two_surveys_compared_name_who_leaves(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(120)
    before = a_run()
    met = RunVerdict.objects.filter(run=before, verdict="MET").first()
    assert met is not None
    a_row(met.subject, "inspections", level="national", result="failed", inspected_on="2024-03-01", product="振动筛",
          is_applied_product="true")  # fmt: skip
    after = a_run()
    found = signed_in("wang").get(f"/surveys/{after.pk}/compare/{before.pk}/").context["found"]
    assert (found.leaves, found.enters, found.total) == (1, 0, 1)
    assert [one.name for one in found.moved] == [met.subject.name]
    assert "监督抽查" in found.moved[0].clauses
    foreign = "wu" if met.subject.area != HUIXIAN else "zhou"
    assert signed_in(foreign).get(f"/surveys/{after.pk}/compare/{before.pk}/").context["found"].total == 0


def test_the_desk_of_an_enterprise_says_how_it_stands(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject(uscc="91410781MA00000017")
    run = a_run()
    assert f"/surveys/{run.pk}/subjects/{subject.pk}/" in signed_in("sun").get("/").content.decode()
    assert counts_of(run, cast.wang).subjects == Subject.objects.count()
