"""Adverse records: accidents, findings, failed checks, claims, service problems, listings, violations; and harmless ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.days import new_year, years_before
from mingpin.demo.name_parts import COUNTRIES, MARKED
from mingpin.demo.twists import Twist

_ACCIDENTS = {
    Twist.QUALITY_ACCIDENT: "quality",
    Twist.SAFETY_ACCIDENT: "safety",
    Twist.POLICY_AND_ACCIDENT: "safety",
    Twist.ENVIRONMENT_ACCIDENT: "environment",
    Twist.ACCIDENT_AT_BOUNDARY: "safety",
    Twist.ACCIDENT_OPEN: "safety",
}
_FINDINGS = {
    Twist.AGAINST_INDUSTRIAL_POLICY: "industrial",
    Twist.AGAINST_ENVIRONMENTAL_POLICY: "environmental",
    Twist.POLICY_AND_ACCIDENT: "environmental",
    Twist.AGAINST_QUALITY_POLICY: "quality",
}
_FAILED_LEVELS = {
    Twist.NATIONAL_FAILURE: "national",
    Twist.PROVINCIAL_FAILURE: "provincial",
    Twist.OTHER_PRODUCT_FAILED: "provincial",
    Twist.OLD_FAILURE: "national",
}
_OTHER_PRODUCT = f"{MARKED}其他产品"
_EXPORTS = (Twist.EXPORT_INCIDENT, Twist.OLD_EXPORT_INCIDENT)
_SERVICES = (Twist.SERVICE_PROBLEM, Twist.SERVICE_PROBLEM_OPEN)
_LISTINGS = (Twist.LISTED, Twist.LOSS_AND_LISTED)
_PENALTIES = (Twist.PENALTY_UNFIT, Twist.PENALTY_OPEN)


def add_adverse_records(stage: Stage, body: Body, applicant: Applicant) -> None:
    """What stands against a body, and for ordinary ones some records that settle nothing."""
    for twist in sorted(body.departs):
        if twist in _ACCIDENTS:
            _add_accident(stage, body, twist)
        if twist in _FINDINGS:
            _add_finding(stage, body, _FINDINGS[twist])
        if twist in _FAILED_LEVELS and body.makes_goods:
            _add_failed_check(stage, body, twist)
        elif twist in _EXPORTS and body.makes_goods:
            _add_export_incident(stage, body, is_old=twist is Twist.OLD_EXPORT_INCIDENT)
        elif twist in _SERVICES:
            _add_service_problem(stage, body, applicant)
        elif twist in _LISTINGS:
            _add_listing(stage, body)
        elif twist in _PENALTIES:
            _add_violation(stage, body, "administrative_penalty")
        elif twist is Twist.OTHER_VIOLATION:
            _add_violation(stage, body, stage.chance.pick(("criminal", "regulation_breach", "discipline_breach")))
    if not body.is_prepared:
        _add_harmless(stage, body)


def _recent(stage: Stage, body: Body) -> date:
    """A day within the last three years, counted either way."""
    return stage.day_of(body, years_before(stage.as_of, 3) + timedelta(5), stage.as_of - timedelta(20))


def _old(stage: Stage, body: Body) -> date:
    """A day more than three years ago, counted either way; for a younger body its early days."""
    last = max(new_year(stage.as_of, 3) - timedelta(10), body.founded_on)
    return stage.day_of(body, new_year(stage.as_of, 8), last)


def _at_boundary(stage: Stage) -> date:
    """A day since 1 January of the third year back, but more than three years ago."""
    first = new_year(stage.as_of, 3)
    return stage.chance.day(first, max(years_before(stage.as_of, 3) - timedelta(1), first))


def _add(stage: Stage, table: str, body: Body, **cells: Any) -> None:
    stage.ledger.add(table, subject_id=body.subject_id, subject_name=body.name, **cells)


def _add_accident(stage: Stage, body: Body, twist: Twist) -> None:
    day = _at_boundary(stage) if twist is Twist.ACCIDENT_AT_BOUNDARY else _recent(stage, body)
    _add(
        stage,
        "incidents",
        body,
        kind=_ACCIDENTS[twist],
        occurred_on=day,
        is_responsible=None if twist is Twist.ACCIDENT_OPEN else True,
        severity=stage.chance.pick(("ordinary", "ordinary", "ordinary", "larger")),
        description="虚构的事故记录",
    )


def _add_finding(stage: Stage, body: Body, kind: str, lifted_on: date | None = None) -> None:
    found_on = stage.day_of(body, years_before(stage.as_of, 2), stage.as_of - timedelta(200))
    _add(
        stage,
        "policy_findings",
        body,
        kind=kind,
        found_on=found_on,
        lifted_on=lifted_on,
        status="lifted" if lifted_on else "in_force",
        policy=f"{MARKED}政策目录（虚构）",
    )


def _add_failed_check(stage: Stage, body: Body, twist: Twist) -> None:
    is_other = twist is Twist.OTHER_PRODUCT_FAILED
    _add_check(
        stage,
        body,
        _FAILED_LEVELS[twist],
        "failed",
        is_old=twist is Twist.OLD_FAILURE,
        product=_OTHER_PRODUCT if is_other else body.goods[0],
        is_applied_product=not is_other,
        failed_items=("示例指标甲", "示例指标乙"),
    )


def _add_check(stage: Stage, body: Body, level: str, result: str, *, is_old: bool = False, **cells: Any) -> None:
    day = _old(stage, body) if is_old else _recent(stage, body)
    _add(stage, "inspections", body, level=level, result=result, inspected_on=day, **cells)


def _add_export_incident(stage: Stage, body: Body, *, is_old: bool, is_quality_caused: bool = True) -> None:
    chance = stage.chance
    _add(
        stage,
        "trade_incidents",
        body,
        kind=chance.pick(("claim", "return", "notice")),
        occurred_on=_old(stage, body) if is_old else _recent(stage, body),
        is_quality_caused=is_quality_caused,
        is_applied_product=True,
        country=chance.pick(COUNTRIES),
        product=body.goods[0],
    )


def _add_service_problem(stage: Stage, body: Body, applicant: Applicant, *, is_substantiated: bool = True) -> None:
    stage.ledger.add(
        "service_incidents",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        kind=stage.chance.pick(("complaint", "penalty", "media_exposure", "rating_action")),
        occurred_on=_recent(stage, body),
        is_substantiated=is_substantiated,
        description="虚构的服务质量记录",
    )


def _add_listing(stage: Stage, body: Body, *, is_removed: bool = False, is_abnormal: bool = False) -> None:
    chance = stage.chance
    listed_on = stage.day_of(body, years_before(stage.as_of, 3), stage.as_of - timedelta(150))
    lists = ("judgment_defaulter", "serious_illegal_dishonest", "major_tax", "wage_arrears", "environment")
    _add(
        stage,
        "credit_listings",
        body,
        list="abnormal_operation" if is_abnormal else chance.pick(lists),
        is_joint_punishment=not is_abnormal,
        listed_on=listed_on,
        removed_on=listed_on + timedelta(chance.whole(40, 120)) if is_removed else None,
        status="removed" if is_removed else "listed",
        decided_by=f"{MARKED}列入机关",
        reason="虚构的失信记录",
    )


def _add_violation(stage: Stage, body: Body, kind: str, *, is_dated: bool = True, is_old: bool = False) -> None:
    occurred_on = _old(stage, body) if is_old else _recent(stage, body)
    _add(
        stage,
        "violations",
        body,
        kind=kind,
        occurred_on=occurred_on if is_dated else None,
        decided_on=min(occurred_on + timedelta(stage.chance.whole(5, 90)), stage.as_of),
        decided_by=f"{MARKED}市场监督管理局",
        document=f"{MARKED}处罚〔{occurred_on.year}〕{stage.chance.whole(1, 999)}号",
        fine=stage.chance.whole(1, 80) * 1000 * 100,
        description="虚构的违法记录",
    )


def _add_harmless(stage: Stage, body: Body) -> None:
    """Records that do not settle anything against a body: closed, removed, old, of another level, for another cause."""
    happens = stage.chance.happens
    if body.makes_goods:
        _add_harmless_checks(stage, body)
    if happens(6):
        _add_listing(stage, body, is_removed=True)
    if happens(20):
        _add_listing(stage, body, is_abnormal=True)
    if happens(10):
        _add_violation(stage, body, "administrative_penalty", is_old=True)
    if happens(4):
        _add_violation(stage, body, "administrative_penalty", is_dated=False)
    if happens(4):
        _add_finding(stage, body, "environmental", lifted_on=stage.as_of - timedelta(stage.chance.whole(20, 150)))


def _add_harmless_checks(stage: Stage, body: Body) -> None:
    chance = stage.chance
    if chance.happens(45):
        level = chance.pick(("national", "provincial", "municipal", "county"))
        _add_check(stage, body, level, "passed", product=body.goods[0], is_applied_product=True)
    if chance.happens(20):
        _add_check(stage, body, chance.pick(("municipal", "county")), "failed", product=body.goods[0])
    if chance.happens(5):
        _add_check(stage, body, "provincial", "pending", product=body.goods[0])
    if chance.happens(6):
        _add_export_incident(stage, body, is_old=False, is_quality_caused=False)
