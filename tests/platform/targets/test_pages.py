from __future__ import annotations

import pytest

from mingpin.registry.entry.actions import withdraw_evidence
from mingpin.targets.models import Report
from tests.platform.cast import HUIXIAN, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.registry.making import PLATFORM
from tests.platform.targets.making import BRANDS, DAY, GOVERNOR, TRAINS, a_winner, declare_complete

pytestmark = pytest.mark.django_db
AS_OF = f"?as_of={DAY.isoformat()}"


def both_winners() -> None:
    a_winner("示例卫辉获奖有限公司", document="豫政〔2023〕40 号")
    a_winner("示例辉县获奖有限公司", HUIXIAN)


def test_the_list_shows_every_target_with_its_goal_figure_and_state(signed_in: SignedIn) -> None:
    both_winners()
    page = signed_in("wang").get(f"/targets/{AS_OF}")
    text = page.content.decode()
    for said in ("省长质量奖", "力争至少 2 个", "2 个", "已达到", "未报告", "在册无记录", 'class="bullet"'):
        assert said in text
    assert "style=" not in text


@pytest.mark.parametrize("day", ["abc", "2024-13-01", "2999-01-01"])
@pytest.mark.parametrize("path", ["/targets/", f"/targets/{GOVERNOR}/", "/duties/", "/duties/meetings/"])
def test_a_day_that_is_none_is_refused_and_not_taken_for_today(signed_in: SignedIn, path: str, day: str) -> None:
    answer = signed_in("wang").get(f"{path}?as_of={day}")
    assert answer.status_code == 422
    assert f"“{day}”不是" in answer.content.decode()
    assert signed_in("wang").get(f"{path}?as_of=").status_code == 200


def test_the_list_is_narrowed_by_kind_state_and_owner(signed_in: SignedIn) -> None:
    wang = signed_in("wang")
    assert "（一）" in wang.get("/targets/").content.decode()
    of_kind = wang.get("/targets/?kind=qualitative").content.decode()
    assert "国际班列" in of_kind
    assert "市长质量奖" not in of_kind.split("listing-rows")[1]
    of_owner = wang.get("/targets/?owner=agriculture").content.decode().split("listing-rows")[1]
    assert "农产品区域公用品牌" in of_owner
    assert "市长质量奖" not in of_owner
    assert wang.get("/targets/?state=reached").status_code == 200


def test_the_list_is_exported_as_it_is_shown(signed_in: SignedIn) -> None:
    answer = signed_in("wang").get("/targets/?export=xlsx")
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]


def test_the_page_of_a_counted_target_names_the_records_behind_it(signed_in: SignedIn) -> None:
    both_winners()
    _subject, wrong = a_winner("示例误录有限公司")
    withdraw_evidence(row=wrong, reason="并非获奖企业", by=PLATFORM)
    text = signed_in("wang").get(f"/targets/{GOVERNOR}/{AS_OF}").content.decode()
    for said in (
        "示例卫辉获奖有限公司",
        "示例辉县获奖有限公司",
        "豫政〔2023〕40 号",
        "是否完整未声明",
        "并非获奖企业",
        "2个以上省长质量奖",
    ):
        assert said in text
    assert "<polyline" in text or 'class="trend-line"' in text
    declare_complete("quality_awards")
    assert "是否完整未声明" not in signed_in("wang").get(f"/targets/{GOVERNOR}/{AS_OF}").content.decode()


def test_a_county_sees_its_own_records_the_total_and_no_name_of_another(signed_in: SignedIn) -> None:
    both_winners()
    text = signed_in("zhou").get(f"/targets/{GOVERNOR}/{AS_OF}").content.decode()
    assert "示例卫辉获奖有限公司" in text
    assert "示例辉县获奖有限公司" not in text
    assert "辉县" not in text
    assert "全市共 2" in text
    exported = signed_in("zhou").get(f"/targets/{GOVERNOR}/{AS_OF}&export=xlsx")
    assert exported.status_code == 200


def test_a_correction_in_another_county_is_not_told(signed_in: SignedIn) -> None:
    _subject, wrong = a_winner("示例辉县误录有限公司", HUIXIAN)
    withdraw_evidence(row=wrong, reason="辉县误录", by=PLATFORM)
    text = signed_in("zhou").get(f"/targets/{GOVERNOR}/{AS_OF}").content.decode()
    assert "误录" not in text


@pytest.mark.parametrize(("who", "status"), [("sun", 403), ("feng", 403), ("ma", 403), ("he", 403)])
def test_who_does_not_work_for_the_city_sees_no_targets(signed_in: SignedIn, who: str, status: int) -> None:
    assert signed_in(who).get("/targets/").status_code == status
    assert signed_in(who).get(f"/targets/{GOVERNOR}/").status_code == status


def test_an_unknown_target_is_not_there_and_a_counted_one_has_no_form(signed_in: SignedIn) -> None:
    wang = signed_in("wang")
    assert wang.get("/targets/opinion.9.9/").status_code == 404
    assert wang.get(f"/targets/{GOVERNOR}/report").status_code == 404


def test_an_owner_reports_by_the_form_and_restates(signed_in: SignedIn, cast: Cast) -> None:
    chen = signed_in("chen")
    assert "报送数据" in chen.get(f"/targets/{BRANDS}/").content.decode()
    wrong = chen.post(f"/targets/{BRANDS}/report", {"for_day": "2024-05-31", "value": "3", "grounds": ""})
    assert wrong.status_code == 422
    answer = chen.post(f"/targets/{BRANDS}/report", {"for_day": "2024-05-31", "value": "3", "grounds": "甲、乙、丙"})
    assert answer.status_code == 303
    made = Report.objects.get()
    assert made.organisation == cast.chen.organisation
    text = chen.get(f"/targets/{BRANDS}/{AS_OF}").content.decode()
    assert "甲、乙、丙" in text
    assert "逾期" in text
    url = f"/targets/reports/{made.pk}/restate"
    assert chen.post(url, {"value": "2", "grounds": "甲、乙", "reason": "丙重复"}).status_code == 303
    again = chen.get(f"/targets/{BRANDS}/{AS_OF}").content.decode()
    assert "丙重复" in again
    assert "甲、乙、丙" in again


def test_a_department_that_does_not_own_the_target_has_no_form(signed_in: SignedIn) -> None:
    chen = signed_in("chen")
    assert "报送数据" not in chen.get(f"/targets/{TRAINS}/").content.decode()
    assert chen.get(f"/targets/{TRAINS}/report").status_code == 403
    answer = chen.post(f"/targets/{TRAINS}/report", {"for_day": "2024-05-31", "judged": "reached", "grounds": "x"})
    assert answer.status_code == 403
    assert not Report.objects.exists()


def test_past_the_due_day_the_figure_of_that_day_is_said(signed_in: SignedIn) -> None:
    both_winners()
    text = signed_in("wang").get(f"/targets/{GOVERNOR}/?as_of=2026-03-31").content.decode()
    assert "到期日 2025-12-31 为 2 个：已达到" in text


def test_the_desk_asks_the_owner_and_tells_the_office(signed_in: SignedIn) -> None:
    chen = signed_in("chen").get("/").content.decode()
    assert f"/targets/{BRANDS}/report" in chen
    assert f"/targets/{TRAINS}/report" not in chen
    assert "/targets/?state=not_reported" in signed_in("wang").get("/").content.decode()
