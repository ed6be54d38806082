"""Trademarks, their disputes, and other intellectual property."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mingpin.demo.bodies import Body, Stage
from mingpin.demo.chance import Weighted
from mingpin.demo.days import years_after, years_before
from mingpin.demo.fields import Field
from mingpin.demo.name_parts import FOREIGN_MARKS, MARKED
from mingpin.demo.twists import Twist

_TERM = 10
"""Years for which a registration is valid (Trademark Law, Art. 39)."""
_IP_KINDS = Weighted(
    {"patent_utility": 50, "patent_invention": 15, "patent_design": 12, "copyright": 15, "overseas_trademark": 3}
)
_PENDING = Weighted({"applied": 60, "refused": 20, "cancelled": 20})


def add_marks(stage: Stage, body: Body) -> None:
    """The marks that a body owns or uses."""
    if not body.has(Twist.NO_MARK):
        _add_own_mark(stage, body)
    if body.has(Twist.FOREIGN_MARK, Twist.FOREIGN_MARK_ELSEWHERE):
        is_on_applied = body.has(Twist.FOREIGN_MARK)
        _add(
            stage,
            body,
            mark=stage.chance.pick(FOREIGN_MARKS),
            status="registered",
            origin="foreign",
            is_owned=False,
            is_used=True,
            is_used_on_applied_goods=is_on_applied,
            approved_goods=body.goods if is_on_applied else (f"{MARKED}其他产品",),
        )
    if body.has(Twist.CONTESTED_MARK):
        _add_dispute(stage, body, "respondent")
    if body.has(Twist.CLAIMANT):
        _add_dispute(stage, body, "claimant")
    if not body.is_prepared and stage.chance.happens(8):
        _add_dispute(stage, body, stage.chance.pick(("respondent", "claimant")), is_closed=True)
    if body.is_prepared or (body.is_company and stage.chance.happens(180)):
        _add_ip_rights(stage, body)


def _add_own_mark(stage: Stage, body: Body) -> None:
    chance, as_of = stage.chance, stage.as_of
    valid_from = chance.day(years_before(as_of, _TERM - 1), as_of - timedelta(200))
    if body.has(Twist.MARK_LAPSED):
        valid_from = chance.day(years_before(as_of, _TERM + 4), years_before(as_of, _TERM + 1))
    goods = tuple(dict.fromkeys((*body.goods, *body.field.goods[:1])))
    if body.has(Twist.OTHER_GOODS):
        goods = (f"{body.goods[0]}的批发", "广告宣传")
    elif body.has(Twist.OTHER_WORDS):
        goods = tuple(f"{name}（含成套）" for name in body.goods)
    status = "registered"
    if not body.is_prepared and chance.happens(90):
        status = chance.weigh(_PENDING)
    _add(
        stage,
        body,
        mark=f"{MARKED}{body.trade}",
        kind="collective" if body.kind == "association" else "ordinary",
        status=status,
        valid_from=valid_from if status == "registered" else None,
        valid_to=None
        if body.has(Twist.MARK_TERM_OPEN) or status != "registered"
        else years_after(valid_from, _TERM) - timedelta(1),
        origin="domestic",
        is_owned=not body.has(Twist.MARK_LICENSED),
        is_used=True,
        is_used_on_applied_goods=True,
        approved_goods=goods,
        rules_of_use=f"{MARKED}集体商标使用管理规则" if body.kind == "association" else None,
    )


def _add(stage: Stage, body: Body, **cells: Any) -> None:
    field: Field = body.field
    stage.ledger.add(
        "trademarks",
        subject_id=body.subject_id,
        subject_name=body.name,
        registration_no=f"SL{stage.chance.whole(10_000_000, 79_999_999)}",
        classes=(field.nice,),
        **cells,
    )


def _add_dispute(stage: Stage, body: Body, role: str, *, is_closed: bool = False) -> None:
    opened_on = stage.day_of(body, years_before(stage.as_of, 2), stage.as_of - timedelta(60))
    stage.ledger.add(
        "disputes",
        subject_id=body.subject_id,
        subject_name=body.name,
        kind="trademark",
        role=role,
        status="closed" if is_closed else "pending",
        opened_on=opened_on,
        closed_on=opened_on + timedelta(stage.chance.whole(10, 50)) if is_closed else None,
        forum=f"{MARKED}人民法院",
        case_no=f"（{opened_on.year}）{MARKED}民初{stage.chance.whole(1, 900)}号",
    )


def _add_ip_rights(stage: Stage, body: Body) -> None:
    chance = stage.chance
    for _right in range(chance.whole(1, 2)):
        kind = chance.weigh(_IP_KINDS)
        granted_on = stage.day_of(body, years_before(stage.as_of, 8), stage.as_of - timedelta(30))
        stage.ledger.add(
            "ip_rights",
            subject_id=body.subject_id,
            subject_name=body.name,
            kind=kind,
            title=f"{MARKED}一种{body.goods[0]}",
            number=f"SLZL{granted_on.year}{chance.whole(10_000_000, 99_999_999)}",
            country="示例国甲" if kind == "overseas_trademark" else "中国",
            valid_from=granted_on,
            valid_to=years_after(granted_on, _TERM),
        )
