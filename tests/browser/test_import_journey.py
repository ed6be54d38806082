"""A clerk sends a list: asked, answered, previewed, applied, corrected in the marked workbook, undone; without scripts too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe

from mingpin.registry.models import EvidenceRow, Subject
from tests.browser.conftest import DESK, PHONE, Site, Visitor
from tests.browser.crawl import accessibility
from tests.browser.hands import BOTH
from tests.platform.jobs_now import run_jobs
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]
PICTURES = os.environ.get("MINGPIN_PICTURES", "")
"""A folder: every page of the journey is put there as a picture."""

OURS, OTHERS = "91410781MA00000017", "91410782MA0000002Q"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    with undone():
        yield


def messy() -> bytes:
    """Two sheets: one with a title, a stranger and a note; one whose titles nobody can understand."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    for row in [
        ["附件1"],
        ["2023年度省长质量奖获奖名单"],
        ["序号", "企业名称", "信用代码", "荣誉名称", "获奖时间"],
        [1, "", OURS, "省长质量奖", "2023-05"],
        [2, "没有的有限公司", "", "省长质量奖", "2023-05"],
        ["注：以上名单经公示无异议。"],
    ]:
        sheet.append(row)
    other = book.create_sheet("资料")
    for row in [["甲方", "何种", "何时"], [OTHERS, "省长质量奖", "2022-05"]]:
        other.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def look(visitor: Visitor, name: str) -> None:
    assert list(accessibility(visitor.page, Axe())) == [], name
    for window in (DESK, PHONE):
        visitor.page.set_viewport_size(window)
        assert not visitor.is_wider_than_its_window(), name
        if PICTURES:
            visitor.page.screenshot(path=Path(PICTURES) / f"{name}-{window['width']}.png", full_page=True)
    visitor.page.set_viewport_size(DESK)


def send(visitor: Visitor, content: bytes, name: str) -> None:
    """Sends a file, and waits until it is read."""
    visitor.open("/imports/")
    visitor.click(main(visitor).get_by_role("link", name="报送文件"))
    visitor.page.wait_for_url("**/imports/new/")
    visitor.attach("main input[type=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    press(visitor, "报送并读取")
    run_jobs()
    visitor.page.reload()


def press(visitor: Visitor, name: str) -> None:
    visitor.click(main(visitor).get_by_role("button", name=name))
    visitor.page.wait_for_load_state()


def main(visitor: Visitor) -> Any:
    return visitor.page.locator("main")


def told(visitor: Visitor) -> str:
    return str(main(visitor).inner_text())


def give_reason(visitor: Visitor, label: str, reason: str) -> None:
    part = main(visitor).locator("details", has=visitor.page.locator("summary", has_text=label)).first
    visitor.click(part.locator("summary"))
    visitor.fill(part.locator("[name=reason]"), reason)
    visitor.click(part.get_by_role("button"))
    visitor.page.wait_for_load_state()


@pytest.mark.parametrize("way", BOTH)
def test_a_list_goes_from_the_clerk_s_desk_to_the_subject_and_back(visitor: Open, way: dict[str, bool]) -> None:
    clerk, scripts = visitor("zheng", **way), way.get("scripts", True)
    send(clerk, messy(), "名单.xlsx")
    page = clerk.path
    assert "待决定" in told(clerk)
    assert "读入 3 行：采用 1，退回 1，说明 1。" in told(clerk)
    assert "尚未读懂" in told(clerk)
    assert "按信用代码 1" in told(clerk)
    if scripts:
        look(clerk, "1-read")

    clerk.click(main(clerk).get_by_role("link", name="回答"))
    clerk.page.wait_for_url("**/sheets/1/")
    assert "请先选定证据表" in told(clerk)
    clerk.choose("[name=table]", "honours")
    press(clerk, "照此重新读取")
    run_jobs()
    clerk.open(f"{page}sheets/1/")
    if scripts:
        look(clerk, "2-columns")
    for position, column in enumerate(("subject_id", "scheme", "awarded_on")):
        clerk.choose(f"[name=column-{position}]", column)
    press(clerk, "照此重新读取")
    run_jobs()
    clerk.page.reload()
    assert "尚未读懂" not in told(clerk)

    clerk.click(main(clerk).get_by_role("link", name="退回的行及原因"))
    clerk.page.wait_for_url("**/rejected/")
    assert "没有的有限公司" in told(clerk)
    clerk.page.go_back()
    press(clerk, "收下 2 行")
    run_jobs()
    clerk.page.reload()
    assert "已采用" in told(clerk)
    honours = EvidenceRow.objects.current().filter(table="honours", batch__title="名单.xlsx")
    assert sorted(honours.values_list("subject__uscc", flat=True)) == [OURS, OTHERS]
    if scripts:
        look(clerk, "3-applied")
    with clerk.page.expect_download() as loading:
        clerk.click(main(clerk).get_by_role("link", name="核对"))
    marked = Path(loading.value.path()).read_bytes()

    subject = Subject.objects.get(uscc=OURS)
    clerk.open(f"/subjects/{subject.pk}/")
    assert "2023-05" in told(clerk)

    book = openpyxl.load_workbook(BytesIO(marked))
    book["名单"]["E4"].value = "2022-11"
    corrected = BytesIO()
    book.save(corrected)
    send(clerk, corrected.getvalue(), loading.value.suggested_filename)
    assert "沿用以前对这类表的说明。" in told(clerk)
    cells = main(clerk).locator("section", has_text="收下后将有什么变化").locator("tbody td")
    assert [cells.nth(at).inner_text() for at in range(3)] == ["0", "1", "1"]
    clerk.click(cells.nth(1).get_by_role("link"))
    clerk.page.wait_for_url("**/rows/honours/changed/")
    assert ("2023-05" in told(clerk), "2022-11" in told(clerk)) == (True, True)
    if scripts:
        look(clerk, "4-changed")
    clerk.page.go_back()
    press(clerk, "收下 2 行")
    run_jobs()
    clerk.page.reload()
    second = clerk.path
    assert sorted(row.values["awarded_on"] for row in EvidenceRow.objects.current().filter(batch__title__contains="名单")) == [
        "2022-05-01", "2022-11-01"]  # fmt: skip

    clerk.open(page)
    give_reason(clerk, "撤销这次导入", "想先撤销前一次")
    assert "先撤销后来的导入" in clerk.page.locator("body").inner_text()
    for address in (second, page):
        clerk.open(address)
        give_reason(clerk, "撤销这次导入", "名单有误")
        assert "已撤销" in told(clerk)
    assert not EvidenceRow.objects.current().filter(table="honours", batch__title__contains="名单").exists()
    assert clerk.elsewhere == []
