"""Reports of the demonstration: in time, late, restated, and missing where nobody reports; fictitious, and said so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingpin.accounts.acting import Acting
from mingpin.targets.actions import report_figure, restate_figure
from mingpin.targets.models import Report
from mingpin.targets.states import Judged
from mingpin.targets.words import clause_of

AS_OF = date(2024, 6, 30)
ActingFor = Callable[[str], Acting | None]


@dataclass(frozen=True)
class _Told:
    clause: str
    owner: str
    for_day: date
    on: date
    value: int | None = None
    judged: str = ""
    restated: tuple[date, int, str] | None = None


TOLD = (
    _Told("opinion.3.1.t4", "industry_it", date(2023, 9, 30), date(2023, 10, 4), 1),
    _Told("opinion.3.1.t4", "industry_it", date(2023, 12, 31), date(2024, 1, 18), 2),
    _Told("opinion.3.1.t4", "industry_it", date(2024, 3, 31), date(2024, 4, 3), 4,
          restated=(date(2024, 4, 22), 3, "示例：其中 1 个品牌与上年重复计入，予以更正。")),
    _Told("opinion.3.1.t4", "industry_it", date(2024, 5, 31), date(2024, 6, 5), 3),
    _Told("opinion.3.3.t2", "commerce", date(2023, 12, 31), date(2024, 1, 30), judged=Judged.CANNOT_TELL),
    _Told("opinion.3.3.t2", "commerce", date(2024, 5, 31), date(2024, 6, 4), judged=Judged.CANNOT_TELL),
)  # fmt: skip
GROUNDS = {
    "opinion.3.1.t4": "示例：逐个列名的传统制造新品牌，附认定材料清单；本数据为演示虚构。",
    "opinion.3.3.t2": "示例：已汇总开行列数和货源情况，客户与传播证据尚在收集，暂不能下结论；本数据为演示虚构。",
}


def demonstrate(by_office: Acting, people: ActingFor, today: date = AS_OF) -> list[Report]:
    """Plays what owners reported until the day, through the actions. `people`: who acts for a department, by its code; for one
    without a person the office reports. Gives the reports that count. To be called once: a second time raises Invalid."""
    found = []
    for told in TOLD:
        known = clause_of(told.clause)
        if told.on > today or known is None:
            continue
        by = people(told.owner) or by_office
        report = report_figure(
            clause=told.clause,
            for_day=told.for_day,
            by=by,
            grounds=GROUNDS[told.clause],
            value=None if told.value is None else Decimal(told.value),
            judged=told.judged,
            today=told.on,
        )
        if told.restated and told.restated[0] <= today:
            on, value, reason = told.restated
            report = restate_figure(
                report=report, by=by, reason=reason, grounds=GROUNDS[told.clause], value=Decimal(value), today=on
            )
        found.append(report)
    return found
