"""A clerk looks for a subject, adds evidence by form, and finds it on the subject's page: with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from mingpin.registry.models import EvidenceRow, Subject
from mingpin.registry.words import initials
from tests.browser.conftest import PHONE, Site, Visitor
from tests.browser.crawl import accessibility
from tests.browser.hands import BOTH
from tests.browser.test_sign_in import Open
from tests.trust.walking import undone

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def each_apart(site: Site) -> Iterator[None]:
    with undone():
        yield


def subject_of_weihui() -> Subject:
    return Subject.objects.filter(area="410781", kind="enterprise").order_by("pk")[0]


def look(visitor: Visitor) -> None:
    assert list(accessibility(visitor.page, Axe())) == []
    before = visitor.page.viewport_size
    visitor.page.set_viewport_size(PHONE)
    assert not visitor.is_wider_than_its_window()
    visitor.page.set_viewport_size(before)


@pytest.mark.parametrize("words", ["name", "initials"])
def test_a_county_finds_its_subject_and_no_other(visitor: Open, words: str) -> None:
    subject = subject_of_weihui()
    typed = subject.name if words == "name" else initials(subject.name)
    for who, found in (("zhou", 1), ("wu", 0)):
        clerk = visitor(who, by_keyboard=True)
        clerk.open(reverse("subjects"))
        clerk.fill("main input[name=q]", typed)
        clerk.page.keyboard.press("Enter")
        clerk.page.wait_for_url("**q=**")
        clerk.page.wait_for_load_state("networkidle")
        assert clerk.page.locator("main table").get_by_role("link", name=subject.name, exact=True).count() == found
        look(clerk)


@pytest.mark.parametrize("way", BOTH)
def test_evidence_by_form_is_checked_recorded_and_shown_with_its_source(visitor: Open, way: dict[str, bool]) -> None:
    subject = subject_of_weihui()
    clerk, scripts = visitor("zhou", **way), way.get("scripts", True)
    clerk.open(f"{reverse('evidence_new', args=[subject.pk])}?table=incidents")
    page = clerk.page
    if "table=" not in page.url or not page.locator("[name=occurred_on]").count():
        clerk.click(page.locator("main").get_by_role("link", name="责任事故"))
        page.wait_for_load_state()
    clerk.choose("[name=kind]", "safety")
    clerk.fill("[name=occurred_on]", "去年")
    clerk.click("main button[name=send]")
    page.wait_for_load_state()
    assert page.locator("[name=occurred_on]").get_attribute("aria-invalid") == "true"
    assert page.locator("[name=occurred_on]").input_value() == "去年"
    if scripts:
        look(clerk)
    clerk.fill("[name=occurred_on]", "2024-02")
    clerk.fill("[name=description]", "设备事故，无人伤亡")
    clerk.click("main button[name=send]")
    page.wait_for_load_state()
    row = EvidenceRow.objects.get(table="incidents", subject=subject)
    assert (row.values["occurred_on"], row.values["occurred_on__to"]) == ("2024-02-01", "2024-02-29")
    clerk.open(reverse("subject", args=[subject.pk]))
    shown = page.inner_text("main")
    assert "责任事故" in shown
    assert "设备事故，无人伤亡" in shown
    assert "示例·卫辉市" in shown
    if scripts:
        look(clerk)
        assert [one for one in clerk.complaints if "422" not in one] == []
