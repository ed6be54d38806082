"""A spot check makes an enterprise fall, its page says why, an appeal takes the row back, and the next survey restores it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from mingpin.policies.models import Run
from mingpin.registry.models import Subject
from tests.browser.conftest import Site, Visitor
from tests.browser.test_import_journey import OURS, give_reason, look, main, press, send, told
from tests.platform.jobs_now import run_jobs
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    with undone():
        yield


def spot_checks(name: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "监督抽查"
    for row in [
        ["2024年第一季度国家监督抽查不合格名单"],
        ["企业名称", "统一社会信用代码", "抽查层级", "抽查结果", "抽查日期", "产品名称", "是否申报产品"],
        [name, OURS, "国家级", "不合格", "2024-03-01", "振动筛", "是"],
    ]:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def survey(office: Visitor) -> Run:
    """The office makes a survey of 2024 as of the end of June, by the form."""
    office.open("/surveys/new")
    office.page.select_option("[name=year]", "2024")
    office.page.fill("[name=as_of]", "2024-06-30")
    press(office, "开始")
    run_jobs()
    office.page.reload()
    run = Run.objects.done().first()
    assert run is not None
    assert f"/surveys/{run.pk}/" in office.path
    return run


def third_exclusion(visitor: Visitor, run: Run, subject: Subject) -> str:
    """How the third exclusion stands on the page of the subject's verdict."""
    visitor.open(f"/surveys/{run.pk}/subjects/{subject.pk}/")
    clause = main(visitor).locator("ol.trace > li", has_text="不得纳入 3").first
    return str(clause.locator(".trace-mark").inner_text()).strip()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_spot_check_shuts_out_and_an_appeal_restores(visitor: Open, scripts: bool) -> None:
    subject = Subject.objects.get(uscc=OURS, owner=None)
    clerk, office = visitor("zheng", scripts=scripts), visitor("wang", scripts=scripts)
    enterprise = visitor("sun", scripts=scripts)
    before = third_exclusion(office, survey(office), subject)
    assert before == "待核实"

    send(clerk, spot_checks(subject.name), "抽查.xlsx")
    press(clerk, "收下 1 行")
    run_jobs()

    run = survey(office)
    assert third_exclusion(office, run, subject) == "触发"
    assert "国家级、省级监督抽查产品不合格" in told(office)
    if scripts:
        look(office, "verdict")
    assert third_exclusion(enterprise, run, subject) == "触发"
    row = main(enterprise).locator("ol.trace > li").first.locator(".cited a", has_text="监督抽查 ·").first
    row.click()
    enterprise.page.wait_for_url("**/evidence/**")
    assert "振动筛" in told(enterprise)

    clerk.open(enterprise.path)
    give_reason(clerk, "撤回", "异议成立：复检合格，见复检报告。")
    run = survey(office)
    assert third_exclusion(office, run, subject) == before
    office.open(f"/surveys/{run.pk}/")
    main(office).get_by_role("link", name=f"#{run.pk - 1}").click()
    office.page.wait_for_url("**/compare/**")
    assert subject.name in told(office)
    if scripts:
        look(office, "compared")


def test_the_document_is_read_and_a_provision_opened_with_the_keyboard_alone(visitor: Open) -> None:
    office: Any = visitor("wang")
    survey(office)
    office.open("/document/")
    assert "三、培育条件" in told(office) or print(told(office)[:2000])
    link = main(office).locator("#plan\\.3\\.x3 a.side-id")
    link.focus()
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/document/plan.3.x3/**")
    assert "国家级、省级监督抽查产品不合格" in told(office)
    main(office).locator(".side-figures a").first.focus()
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/verdicts**")
    main(office).locator("tbody a").first.focus()
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/subjects/**")
    assert "怎样定论" in told(office) or "逐条" in office.page.content()
