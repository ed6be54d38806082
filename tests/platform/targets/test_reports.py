from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.targets.actions import report_figure, restate_figure
from mingpin.targets.demonstration import demonstrate
from mingpin.targets.framing import figures_missing
from mingpin.targets.looking import reports_of
from mingpin.targets.models import Report
from mingpin.targets.queries import LookedAt, looked_at
from mingpin.targets.states import Judged, TargetState
from tests.platform.cast import Cast
from tests.platform.targets.making import BRANDS, DAY, GOVERNOR, TRAINS

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 31)


def report(by: Acting, clause: str = BRANDS, for_day: date = MAY, value: int | None = 3, **given: Any) -> Report:
    given = {"grounds": "示例：甲、乙、丙三个品牌", "today": DAY} | given
    return report_figure(
        clause=clause, for_day=for_day, by=by, value=None if value is None else Decimal(value), **given
    )


def at(cast: Cast, clause: str = BRANDS, day: date = DAY) -> LookedAt:
    return {one.clause.id: one for one in looked_at(cast.wang, day)}[clause]


def test_an_owner_reports_and_the_figure_is_shown_from_its_day_on(cast: Cast) -> None:
    report(cast.chen, today=date(2024, 6, 3))
    found = at(cast)
    assert (found.standing.value, found.standing.told_on) == (3, MAY)
    assert (found.standing.state, found.is_late) == (TargetState.NOT_REACHED, False)
    assert at(cast, day=date(2024, 5, 30)).standing.value is None


def test_a_reported_nought_is_a_figure_and_no_report_is_none(cast: Cast) -> None:
    assert at(cast).standing.value is None
    report(cast.chen, value=0)
    assert at(cast).standing.value == 0
    assert at(cast).standing.state is TargetState.NOT_REACHED


def test_after_the_due_day_an_earlier_figure_that_was_not_enough_tells_nothing(cast: Cast) -> None:
    """Three brands in May 2024 do not say how many there were at the end of 2025."""
    due, after = date(2025, 12, 31), date(2026, 11, 28)
    report(cast.chen)
    assert at(cast, day=due).standing.state is TargetState.NOT_REACHED
    found = at(cast, day=after)
    assert (found.standing.state, str(found.mark)) == (TargetState.UNDETERMINED, "无法判定：没有到期日的数据")
    report(cast.chen, for_day=due, value=5, today=date(2026, 1, 5))
    found = at(cast, day=after)
    assert (found.standing.state, str(found.mark)) == (TargetState.NOT_REACHED, "未达到")


def test_after_the_due_day_what_was_reached_before_stays_reached(cast: Cast) -> None:
    report(cast.chen, value=9)
    assert at(cast, day=date(2026, 11, 28)).standing.state is TargetState.REACHED


def test_a_report_is_on_the_record_without_names(cast: Cast) -> None:
    made = report(cast.chen)
    [entry] = Entry.objects.filter(action="report_figure")
    assert entry.object_id == str(made.pk)
    assert "陈工信" not in entry.leaf


@pytest.mark.parametrize("who", ["li", "zhao", "zhou", "wu", "ma", "sun", "feng", "nobody"])
def test_who_does_not_own_it_may_not_report(cast: Cast, who: str) -> None:
    with pytest.raises((Refused, NotThere)):
        report(getattr(cast, who))
    assert not Report.objects.exists()


def test_a_department_reports_only_what_the_document_gives_it(cast: Cast) -> None:
    with pytest.raises(Refused):
        report(cast.chen, TRAINS, value=None, judged=Judged.REACHED)
    report(cast.zheng, TRAINS, value=None, judged=Judged.REACHED)
    assert at(cast, TRAINS).standing.state is TargetState.REACHED
    assert at(cast, TRAINS).standing.value is None


def test_a_judgement_that_cannot_be_made_is_not_a_no(cast: Cast) -> None:
    report(cast.zheng, TRAINS, value=None, judged=Judged.CANNOT_TELL)
    found = at(cast, TRAINS)
    assert found.standing.state is TargetState.NOT_REPORTED
    assert str(found.mark) == "暂不能判定"


def test_what_is_counted_from_records_is_reported_by_nobody(cast: Cast) -> None:
    with pytest.raises(NotThere):
        report(cast.wang, GOVERNOR)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"grounds": " "}, "grounds"),
        ({"value": None}, "value"),
        ({"value": -1}, "value"),
        ({"judged": Judged.REACHED}, "judged"),
        ({"for_day": date(2024, 7, 31)}, "for_day"),
        ({"for_day": date(2022, 12, 31)}, "for_day"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        report(cast.chen, **given)
    assert refused.value.field == field


def test_half_a_brand_is_no_figure_and_a_number_is_no_judgement(cast: Cast) -> None:
    with pytest.raises(Invalid):
        report_figure(clause=BRANDS, for_day=MAY, by=cast.chen, grounds="x", value=Decimal("1.5"), today=DAY)
    with pytest.raises(Invalid):
        report(cast.zheng, TRAINS, value=1, judged=Judged.REACHED)


def test_a_figure_is_told_once_and_then_restated_with_the_reason(cast: Cast) -> None:
    first = report(cast.chen, value=4)
    with pytest.raises(Invalid):
        report(cast.zheng)
    with pytest.raises(Invalid):
        restate_figure(report=first, by=cast.zheng, reason=" ", grounds="x", value=Decimal(3))
    restate_figure(report=first, by=cast.zheng, reason="重复计入", grounds="甲、乙、丙", value=Decimal(3), today=DAY)
    assert at(cast).standing.value == 3
    [said] = reports_of(BRANDS, cast.wang, may_restate=False)
    assert (said.report.reason, [old.value for old in said.earlier]) == ("重复计入", [4])
    assert Report.objects.get(pk=first.pk).value == 4


def test_a_figure_is_restated_by_one_at_a_time(cast: Cast) -> None:
    first = report(cast.chen, value=4)
    restate_figure(report=first, by=cast.chen, reason="更正", grounds="x", value=Decimal(3))
    with pytest.raises(Stale):
        restate_figure(report=first, by=cast.zheng, reason="更正", grounds="y", value=Decimal(2))


def test_a_figure_taken_back_leaves_the_one_before(cast: Cast) -> None:
    report(cast.chen, for_day=date(2024, 4, 30), value=2)
    wrong = report(cast.chen, value=9)
    restate_figure(report=wrong, by=cast.chen, reason="统计口径有误", grounds="待重新核对")
    assert (at(cast).standing.value, at(cast).standing.told_on) == (2, date(2024, 4, 30))


def test_a_late_report_is_said_to_be_late_even_when_restated(cast: Cast) -> None:
    late = report(cast.chen, today=date(2024, 6, 6))
    assert at(cast).is_late
    restate_figure(report=late, by=cast.chen, reason="更正", grounds="x", value=Decimal(5), today=DAY)
    [said] = reports_of(BRANDS, cast.wang, may_restate=False)
    assert str(said.mark) == "逾期"


def test_documents_stay_with_the_report(cast: Cast) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    made = report(cast.chen, uploads=[SimpleUploadedFile("依据.pdf", pdf)])
    assert [one.name for one in made.documents.all()] == ["依据.pdf"]


def test_an_owner_is_asked_for_the_month_until_it_is_reported(cast: Cast) -> None:
    today = date(2024, 6, 3)
    assert [(clause.id, day) for clause, day in figures_missing(cast.chen, today)] == [(BRANDS, MAY)]
    assert {clause.id for clause, _day in figures_missing(cast.zheng, today)} == {BRANDS, TRAINS}
    report(cast.zheng, today=today)
    assert figures_missing(cast.chen, today) == []
    assert figures_missing(cast.chen, date(2024, 7, 1)) != []


def test_the_demonstration_has_late_restated_and_missing_reports(cast: Cast) -> None:
    people = {"industry_it": cast.chen}
    found = demonstrate(cast.wang, people.get)
    assert {one.clause for one in found} == {BRANDS, TRAINS}
    said = [str(one.mark) for one in reports_of(BRANDS, cast.wang, may_restate=False)]
    assert {"逾期", "已更正", "按时"} <= set(said)
    assert all("示例" in one.grounds for one in Report.objects.all())
    assert Report.objects.filter(organisation__code="leading_group_office").exists()
