"""An owner reports the figure of a target, restates it, and everybody reads both; axe holds nothing against the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, Site, Visitor
from tests.browser.crawl import accessibility
from tests.browser.hands import BOTH
from tests.browser.test_import_journey import press, told
from tests.platform.targets.making import BRANDS, GOVERNOR, a_winner
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]
Open = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    with undone():
        yield


@pytest.mark.parametrize("way", BOTH)
def test_an_owner_reports_and_restates(visitor: Open, way: dict[str, bool]) -> None:
    owner = visitor("chen", **way)
    owner.open(f"/targets/{BRANDS}/report")
    owner.fill("[name=for_day]", "2024-05-31")
    owner.fill("[name=value]", "4")
    owner.fill("[name=grounds]", "示例：甲、乙、丙、丁")
    press(owner, "提交")
    assert owner.path == f"/targets/{BRANDS}/"
    owner.open(f"/targets/{BRANDS}/?as_of=2024-06-30")
    assert "4 个" in told(owner)
    owner.click(owner.page.get_by_role("link", name="更正", exact=True))
    owner.page.wait_for_load_state()
    owner.fill("[name=value]", "3")
    owner.fill("[name=reason]", "示例：丁重复计入")
    press(owner, "以此更正")
    reader = visitor("li")
    reader.open(f"/targets/{BRANDS}/?as_of=2024-06-30")
    assert "示例：丁重复计入" in told(reader)
    assert "3 个" in told(reader)


@pytest.mark.parametrize("path", ["/targets/", f"/targets/{BRANDS}/", f"/targets/{GOVERNOR}/", "/targets/plan.2/"])
def test_the_pages_are_for_everybody_and_fit_a_phone(site: Site, visitor: Open, path: str) -> None:
    for number in range(4):
        a_winner(f"示例{number}号有限公司", awarded_on=f"2024-0{number + 1}-15")
    phone = visitor("zhou", window=PHONE)
    phone.open(f"{path}?as_of=2024-06-30")
    assert not phone.is_wider_than_its_window()
    assert list(accessibility(phone.page, Axe())) == []
    assert phone.complaints == []
    assert phone.elsewhere == []
