"""A spot check makes an enterprise fall, its page says why, an appeal takes the row back, and the next survey restores it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from mingpin.collection.models import Request
from mingpin.policies.models import Run, RunVerdict
from mingpin.registry.models import Subject
from tests.browser.conftest import Site, Visitor
from tests.browser.hands import LONG
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
    office.choose("[name=year]", "2024")
    office.fill("[name=as_of]", "2024-06-30")
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


@pytest.mark.parametrize("way", LONG)
def test_a_spot_check_shuts_out_and_an_appeal_restores(visitor: Open, way: dict[str, bool]) -> None:
    subject = Subject.objects.get(uscc=OURS, owner=None)
    clerk, office, enterprise = (visitor(name, **way) for name in ("zheng", "wang", "sun"))
    scripts = way.get("scripts", True)
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
    enterprise.click(row)
    enterprise.page.wait_for_url("**/evidence/**")
    assert "振动筛" in told(enterprise)

    clerk.open(enterprise.path)
    give_reason(clerk, "撤回", "异议成立：复检合格，见复检报告。")
    run = survey(office)
    assert third_exclusion(office, run, subject) == before
    office.open(f"/surveys/{run.pk}/")
    office.click(main(office).get_by_role("link", name=f"#{run.pk - 1}"))
    office.page.wait_for_url("**/compare/**")
    assert subject.name in told(office)
    if scripts:
        look(office, "compared")


def test_the_document_is_read_and_a_provision_opened_with_the_keyboard_alone(visitor: Open) -> None:
    office = visitor("wang", by_keyboard=True)
    survey(office)
    office.open("/document/")
    assert "三、培育条件" in told(office)
    office.click(main(office).locator("#plan\\.3\\.x3 a.side-id"))
    office.page.wait_for_url("**/document/plan.3.x3/**")
    assert "国家级、省级监督抽查产品不合格" in told(office)
    office.click(main(office).locator(".side-figures a"))
    office.page.wait_for_url("**/verdicts**")
    office.click(main(office).locator("tbody a"))
    office.page.wait_for_url("**/subjects/**")
    assert "怎样定论" in told(office) or "逐条" in office.page.content()


ANSWERS = {
    "具有独立法人资格": "是",
    "登记所在省": "河南省",
    "起始日期": "1950-01-01",
    "截止日期": "2024-06-30",
    "名单生成日期": "2024-06-30",
}


def filled_in(content: bytes) -> bytes:
    """The workbook of a request with an answer in every row that asks for one of these."""
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book.worksheets[1:]:
        titles = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if row[0].value or row[1].value:
                for cell, title in zip(row, titles, strict=True):
                    if title in ANSWERS and cell.value is None:
                        cell.value = ANSWERS[title]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("way", LONG)
def test_what_is_missing_is_asked_for_comes_back_as_a_workbook_and_settles(visitor: Open, way: dict[str, bool]) -> None:
    office, clerk, scripts = visitor("wang", **way), visitor("zheng", **way), way.get("scripts", True)
    before = survey(office)
    office.open("/requests/drafts")
    press(office, "生成征集单")
    run_jobs()
    office.page.reload()
    if scripts:
        look(office, "drafts")
    office.fill("[name=due_on]", (date.today() + timedelta(days=14)).isoformat())
    press(office, "发出勾选的征集单")

    clerk.open("/requests/")
    clerk.click(main(clerk).locator("tbody a"))
    clerk.page.wait_for_url("**/requests/*/")
    page = clerk.path
    if scripts:
        look(clerk, "request")
    with clerk.page.expect_download() as loading:
        clerk.click(main(clerk).get_by_role("link", name="下载待填工作簿"))
    workbook = filled_in(Path(loading.value.path()).read_bytes())
    send(clerk, workbook, loading.value.suggested_filename)
    press(clerk, "收下")
    run_jobs()
    clerk.open(page)
    assert "已在册" in told(clerk)
    request = Request.objects.get(pk=int(page.strip("/").split("/")[-1]))
    held = list(request.items.filter(state="held"))
    assert held, "what came back is held"
    after = survey(office)
    for item in held:
        if item.subject_id:
            assert item.reason in open_reasons(before, item.subject_id)
            assert item.reason not in open_reasons(after, item.subject_id)


def open_reasons(run: Run, subject: int) -> set[str]:
    row = RunVerdict.objects.get(run=run, subject=subject)
    return {run.summary["reason_codes"][int(place)] for place in row.reasons.split("|") if place}
