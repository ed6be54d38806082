"""Decisions by keyboard alone: a department judges, a leader rules, the office tries what if; wrong entries are said in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from mingpin.judgements.models import Ruling, WhatIf
from mingpin.policies.models import RunVerdict
from mingpin.registry.models import EvidenceRow, Subject
from tests.browser.conftest import Site, Visitor
from tests.browser.test_import_journey import OURS, look, main, press, told
from tests.browser.test_policy_journey import survey
from tests.platform.jobs_now import run_jobs
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]
TODAY = date.today()


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    with undone():
        yield


def is_refused_at(visitor: Visitor, name: str) -> bool:
    """The page says what is wrong: at the field, and above with a link that leads to it."""
    field = main(visitor).locator(f"[name={name}]").first
    summary = main(visitor).locator(".error-summary")
    return summary.count() == 1 and field.get_attribute("aria-invalid") == "true"


def test_a_department_judges_again_and_the_next_survey_says_so(visitor: Open) -> None:
    subject = Subject.objects.get(uscc=OURS, owner=None)
    department, enterprise = visitor("zheng", by_keyboard=True), visitor("sun", by_keyboard=True)
    department.open(f"/judgements/of/honest_operation/subjects/{subject.pk}/")
    department.click("[name=value][value=no]")
    department.fill("[name=decided_on]", (TODAY + timedelta(days=400)).isoformat())
    press(department, "作出认定")
    assert is_refused_at(department, "reason")
    look(department, "judgement-refused")
    assert department.page.locator("[name=value][value=no]").is_checked(), "what was entered stays"
    department.fill("[name=reason]", "复查：存在失信记录")
    department.fill("[name=replaces_because]", "群众举报后复查")
    press(department, "作出认定")
    assert is_refused_at(department, "decided_on"), "it lies ahead"
    department.fill("[name=decided_on]", "2024-06-15")
    press(department, "作出认定")
    assert "复查：存在失信记录" in told(department)
    current = EvidenceRow.objects.current().filter(table="judgements", subject=subject)
    assert [row.values["value"] for row in current] == [False]

    run = survey(visitor("wang", by_keyboard=True))
    enterprise.open(f"/surveys/{run.pk}/subjects/{subject.pk}/")
    assert "1 条不符合" in told(enterprise)
    enterprise.click(main(enterprise).locator(".cited a", has_text="认定结论 ·"))
    enterprise.page.wait_for_url("**/evidence/**")
    assert "复查：存在失信记录" in told(enterprise)
    assert RunVerdict.objects.get(run=run, subject=subject).verdict == "NOT_MET"


def test_a_reading_is_ruled_on_and_signed_only_when_its_effect_is_known(visitor: Open) -> None:
    office, leader = visitor("wang", by_keyboard=True), visitor("li", by_keyboard=True)
    survey(office)
    office.open("/judgements/readings/trademark_ownership/")
    office.click(main(office).get_by_role("link", name="录入裁定"))
    office.page.wait_for_url("**/rule")
    press(office, "录入草拟")
    assert is_refused_at(office, "reason")
    look(office, "ruling-refused")
    office.click("[name=picks] >> nth=0")
    office.fill("[name=from_day]", "2024-06-01")
    office.fill("[name=decided_by]", "领导小组")
    office.fill("[name=document]", "示例：会议纪要第 9 号")
    office.fill("[name=reason]", "示例：按立法原意")
    press(office, "录入草拟")
    ruling = Ruling.objects.latest("pk")
    here = f"/judgements/rulings/{ruling.pk}/"
    assert office.path == here
    leader.open(here)
    assert main(leader).get_by_role("button", name="签发").count() == 0
    run_jobs()
    leader.page.reload()
    look(leader, "ruling")
    press(leader, "签发")
    ruling.refresh_from_db()
    assert ruling.state == "signed"


def test_what_if_a_clause_were_gone(visitor: Open) -> None:
    office = visitor("wang", by_keyboard=True)
    survey(office)
    office.open("/judgements/what-if/new")
    press(office, "计算")
    assert is_refused_at(office, "title")
    office.fill("[name=title]", "示例：不要商标一条")
    parts = main(office).locator("details", has=office.page.locator("[name=without]"))
    if not parts.first.evaluate("e => e.open"):
        office.click(parts.locator("summary"))
    office.click("[name=without][value='plan.3.c3']")
    press(office, "计算")
    run_jobs()
    office.page.reload()
    made = WhatIf.objects.latest("pk")
    assert office.path == f"/judgements/what-if/{made.pk}/"
    look(office, "what-if")
    with office.page.expect_download() as loading:
        office.click(main(office).get_by_role("link", name="意见函"))
    assert Path(loading.value.path()).read_bytes()[:2] == b"PK"


def test_who_does_not_hold_what_is_asked_says_so(visitor: Open) -> None:
    county = visitor("zhou", by_keyboard=True)
    county.open("/requests/")
    county.click(main(county).locator("tbody a"))
    county.page.wait_for_url("**/requests/*/")
    boxes = main(county).locator("[name=items]")
    before = boxes.count()
    county.click(boxes)
    county.fill("[name=reason]", "本县没有这项资料，市局或有")
    press(county, "本单位不掌握")
    assert main(county).locator("[name=items]").count() == before - 1
    assert "本县没有这项资料" in told(county)


def test_a_duty_gets_its_lead_a_milestone_and_its_month(visitor: Open) -> None:
    office, department = visitor("wang", by_keyboard=True), visitor("chen", by_keyboard=True)
    duty = "/duties/of/opinion.3.1.ladder/"
    office.open(f"{duty}lead")
    press(office, "提请")
    assert is_refused_at(office, "reason")
    department.open(f"{duty}progress")
    department.fill("[name=text]", "")
    press(department, "提交")
    assert is_refused_at(department, "text")
    department.fill("[name=text]", "示例：走访三家")
    press(department, "提交")
    department.open(duty)
    assert "示例：走访三家" in told(department)


def test_an_enterprise_checks_itself(visitor: Open) -> None:
    subject = Subject.objects.get(uscc=OURS, owner=None)
    run = survey(visitor("wang"))
    enterprise = visitor("sun", by_keyboard=True)
    enterprise.open(f"/surveys/{run.pk}/subjects/{subject.pk}/")
    enterprise.click(main(enterprise).get_by_role("link", name="自查"))
    enterprise.page.wait_for_url("**/self-check")
    days = main(enterprise).locator("[type=date]")
    enterprise.fill(days, "2010-01-01")
    press(enterprise, "查看结果")
    assert "自行申报：2010-01-01" in told(enterprise)
    look(enterprise, "self-check")
    give = main(enterprise).get_by_role("link", name="要算数，请填报证据")
    enterprise.click(give)
    enterprise.page.wait_for_url(f"**/subjects/{subject.pk}/")
