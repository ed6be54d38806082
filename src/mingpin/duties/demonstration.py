"""Duties of the demonstration: milestones, progress, a hand-off, a meeting with resolutions; fictitious, and said so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.duties import actions
from mingpin.duties.models import Meeting
from mingpin.duties.months import first_of, month_before
from mingpin.duties.owners import duties_of
from mingpin.policies.packs import pack_in_force

if TYPE_CHECKING:
    from mingpin.engine.model import Clause
AS_OF = date(2024, 6, 30)
MOST_REPORTED = 10
"""How many duties of each body get progress: some stay unreported, as in life."""
ActingFor = Callable[[str], Acting | None]
BODIES = (
    "market_regulation",
    "industry_it",
    "agriculture",
    "commerce",
    "culture_tourism",
    "housing",
    "410781",
    "410782",
)
MINUTES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    + (b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
)


@dataclass(frozen=True)
class _Planned:
    clause: str
    title: str
    body: str
    due: date
    done: date | None = None


MILESTONES = (
    _Planned("plan.6.3.survey", "示例：完成上半年摸底调查", "market_regulation", date(2024, 5, 31), date(2024, 5, 28)),
    _Planned("plan.6.3.plan", "示例：梯次培育计划报领导小组审定", "market_regulation", date(2024, 6, 15)),
    _Planned("opinion.3.1.ladder", "示例：第二批专精特新企业辅导", "industry_it", date(2024, 6, 20), date(2024, 6, 25)),
    _Planned("opinion.3.1.lift", "示例：开展制造业质量诊断 10 家", "industry_it", date(2024, 9, 30)),
    _Planned("opinion.3.2.brands", "示例：区域公用品牌申报材料齐备", "agriculture", date(2024, 5, 15)),
    _Planned("opinion.3.3.register", "示例：老字号名录库补充登记", "commerce", date(2024, 7, 31)),
    _Planned("opinion.5.4", "示例：中国品牌日县区展示活动", "410781", date(2024, 5, 10), date(2024, 5, 10)),
)
WORK = (
    "示例：召开推进会一次，走访主体并逐一列出缺项，已反馈责任科室。",
    "示例：整理上月材料，核对名单，补充证明文件，尚有两家待回复。",
    "示例：会同相关单位现场辅导，形成问题清单，计划下月复查。",
)
FIGURES = ("示例：走访 6 家", "示例：核对 14 项，待回复 2 家", "")
RESOLUTIONS = (
    ("示例：由工信部门汇总各县（市）、区专精特新培育对象。", "industry_it", date(2024, 6, 10), "opinion.3.1.ladder"),
    ("示例：提出各项任务牵头单位建议，提请领导小组明确。", "market_regulation", date(2024, 6, 28), "opinion.3.duties"),
    ("示例：各县（市）、区落实品牌工作经费并报送情况。", "410781", date(2024, 7, 31), "opinion.5.2.budget"),
)  # fmt: skip


def demonstrate(acting_for: ActingFor, office: Acting, today: date = AS_OF) -> Meeting:
    """Plays what the cast did about duties until the day, through the actions: bodies without an account are passed over.

    Gives the meeting. To be called once: a second time raises Stale, for progress of the month is on file then.
    """
    _milestones(acting_for, office, today)
    _progress(acting_for, today)
    _hand_off(acting_for)
    _lead(acting_for, office)
    return _meeting(acting_for, office)


def _milestones(acting_for: ActingFor, office: Acting, today: date) -> None:
    for one in MILESTONES:
        by = acting_for(one.body)
        if by is None or by.organisation is None:
            continue
        made = actions.plan_milestone(
            clause=pack_in_force().clause(one.clause),
            title=one.title,
            due_on=one.due,
            organisation=by.organisation,
            by=office,
            today=date(2024, 3, 1),
        )
        if one.done and one.done <= today:
            actions.finish_milestone(milestone=made, done_on=one.done, reason="示例：材料已归档", by=by, today=one.done)


def _progress(acting_for: ActingFor, today: date) -> None:
    """The month before for all chosen duties; this month by every second body for all, by the others for two."""
    last, this = month_before(today), first_of(today)
    for place, body in enumerate(BODIES):
        by = acting_for(body)
        if by is None:
            continue
        for number, clause in enumerate(_chosen(body)):
            text, figures = WORK[(place + number) % 3], FIGURES[(place + number) % 3]
            late = timedelta(days=12 if (place + number) % 5 == 4 else 0)  # some came after the 5th
            told = min(this + timedelta(days=3) + late, today)
            actions.report_progress(clause=clause, month=last, text=text, figures=figures, by=by, today=told)
            if place % 2 == 0 or number < 2:
                again = WORK[(place + number + 1) % 3]
                documents = [ContentFile(MINUTES, name="示例-走访记录.pdf")] if number == 0 else []
                day = min(this + timedelta(days=26), today)
                actions.report_progress(clause=clause, month=this, text=again, documents=documents, by=by, today=day)


def _chosen(body: str) -> list[Clause]:
    """The duties that the body reports on: first those of which milestones and resolutions tell."""
    told = {one.clause for one in MILESTONES} | {clause for _text, _body, _due, clause in RESOLUTIONS}
    return sorted(duties_of(body), key=lambda clause: clause.id not in told)[:MOST_REPORTED]


def _hand_off(acting_for: ActingFor) -> None:
    giver, receiver = acting_for("industry_it"), acting_for("market_regulation")
    if giver is None or receiver is None or receiver.organisation is None:
        return
    made = actions.ask_hand_off(
        clause=pack_in_force().clause("opinion.3.1.ladder"),
        receiver=receiver.organisation,
        what="示例：核对培育对象的商标注册和监督抽查记录",
        due_on=date(2024, 6, 25),
        by=giver,
        today=date(2024, 6, 3),
    )
    actions.accept_hand_off(hand_off=made, by=receiver, today=date(2024, 6, 5))


def _lead(acting_for: ActingFor, office: Acting) -> None:
    """One lead is decided, one waits for the leading group; the others stay not named."""
    clauses = pack_in_force().clause
    decided = actions.put_forward_lead(
        clause=clauses("opinion.3.2.brands"),
        body="agriculture",
        reason="示例：任务主体为农产品品牌",
        by=office,
        today=date(2024, 4, 10),
    )
    actions.decide_lead(
        lead=decided,
        document="示例：领导小组会议纪要第 1 号",
        decided_on=date(2024, 4, 26),
        reason="示例：会议议定",
        by=office,
        today=date(2024, 4, 28),
    )
    actions.put_forward_lead(
        clause=clauses("opinion.3.1.ladder"),
        body="industry_it",
        reason="示例：称号多由工信部门认定",
        by=office,
        today=date(2024, 6, 12),
    )


def _meeting(acting_for: ActingFor, office: Acting) -> Meeting:
    meeting = actions.record_meeting(
        day=date(2024, 4, 26),
        title="示例：领导小组二季度会议",
        place="示例：市政府第二会议室",
        attendees="示例：领导小组成员单位",
        documents=[ContentFile(MINUTES, name="示例-会议纪要.pdf")],
        by=office,
        today=date(2024, 4, 28),
    )
    made = []
    for text, body, due, clause in RESOLUTIONS:
        owner: Organisation | None = by.organisation if (by := acting_for(body)) else office.organisation
        assert owner is not None
        made.append(
            actions.add_resolution(
                meeting=meeting,
                text=text,
                organisation=owner,
                due_on=due,
                clause=pack_in_force().clause(clause),
                by=office,
            )
        )
    first = acting_for(RESOLUTIONS[0][1]) or office
    actions.follow_up_resolution(
        resolution=made[0], text="示例：已汇总培育对象，报办公室。", by=first, today=date(2024, 6, 7)
    )
    actions.close_resolution(
        resolution=made[0], is_done=True, reason="示例：汇总表已收", closed_on=date(2024, 6, 7), by=office, today=AS_OF
    )
    return meeting
