"""What a judgement looks at: market positions, satisfaction, certificates, standards, actions, library entries."""

from __future__ import annotations

from datetime import timedelta

from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.chance import Weighted
from mingpin.demo.days import years_after, years_before
from mingpin.demo.name_parts import BODIES, MARKED
from mingpin.demo.peers import FEN

_CERTIFICATIONS = Weighted(
    {
        "quality_management": 50,
        "environmental_management": 20,
        "safety_management": 15,
        "food_safety": 6,
        "energy_management": 4,
        "after_sales": 8,
        "integrity_management": 4,
        "green_product": 5,
        "ip_management": 4,
        "brand_management": 5,
    }
)
_STANDARDS = Weighted({"enterprise": 45, "group": 25, "industry": 14, "national": 10, "local": 8, "international": 1})
_STANDARD_PREFIX = {
    "enterprise": "Q/SL",
    "group": "T/SL",
    "industry": "SL/T",
    "national": "GB/T SL",
    "local": "DB41/T SL",
    "international": "ISO SL",
}
_ACTIONS = Weighted(
    {
        "quality_lift": 20,
        "management_model": 14,
        "digital_quality": 10,
        "brand_investment": 16,
        "benchmarking": 8,
        "standardisation": 8,
        "laboratory": 5,
        "brand_image": 8,
        "social_responsibility": 8,
        "talent_training": 5,
        "overseas_exhibition": 3,
        "ip_finance": 3,
        "traceability": 4,
    }
)
_TIERS = Weighted({"county": 60, "municipal": 32, "provincial": 8})
_MILLION = 1_000_000


def add_strengths(stage: Stage, body: Body, applicant: Applicant) -> None:
    """What a person who judges would look at; much of it for prepared bodies, little for the others."""
    chance = stage.chance
    if body.is_prepared or chance.happens(70):
        _add_market_position(stage, body, applicant)
    if body.is_prepared or chance.happens(60):
        _add_satisfaction(stage, body, applicant)
    if body.is_prepared or chance.happens(160):
        _add_certification(stage, body, "quality_management")
        _add_certification(stage, body, chance.weigh(_CERTIFICATIONS))
    if body.is_prepared or chance.happens(100):
        _add_standard(stage, body)
    if body.is_prepared or chance.happens(90):
        _add_action(stage, body, applicant)
    if body.is_prepared or chance.happens(35):
        _add_library_entry(stage, body, applicant)


def add_brand_users(stage: Stage, brand: Applicant) -> None:
    """Licences of a regional brand to rural bodies, the latest met."""
    for user in stage.growers[-stage.chance.whole(1, 4) :]:
        licensed_on = stage.chance.day(years_before(stage.as_of, 3), stage.as_of - timedelta(30))
        stage.ledger.add(
            "brand_users",
            subject_id=brand.subject_id,
            subject_name=brand.name,
            user_id=user.subject_id,
            user_name=user.name,
            licensed_on=licensed_on,
            valid_to=years_after(licensed_on, 5) - timedelta(1),
            scope=user.goods[0],
        )


def _add_market_position(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    stage.ledger.add(
        "market_positions",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        product=body.goods[0],
        market=chance.pick(("国内", "省内", "省内")),
        year=stage.as_of.year - 1,
        market_share=chance.whole(3, 380) * _MILLION // 1000,
        rank=chance.whole(1, 20),
        awareness=chance.whole(150, 900) * _MILLION // 1000,
    )


def _add_satisfaction(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    stage.ledger.add(
        "satisfaction",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        product=body.goods[0],
        year=stage.as_of.year - 1,
        score=chance.whole(700, 985) * _MILLION // 1000,
        surveyor=chance.pick(BODIES),
        sample=chance.whole(100, 1500),
    )


def _add_certification(stage: Stage, body: Body, kind: str) -> None:
    chance = stage.chance
    valid_from = chance.day(years_before(stage.as_of, 4), stage.as_of - timedelta(20))
    stage.ledger.add(
        "certifications",
        subject_id=body.subject_id,
        subject_name=body.name,
        kind=kind,
        certificate_no=f"SL-RZ-{chance.whole(1_000_000, 9_999_999)}",
        body=chance.pick(BODIES),
        valid_from=valid_from,
        valid_to=years_after(valid_from, 3) - timedelta(1),
    )


def _add_standard(stage: Stage, body: Body) -> None:
    chance = stage.chance
    level = chance.weigh(_STANDARDS)
    published_on = chance.day(years_before(stage.as_of, 10), stage.as_of - timedelta(60))
    stage.ledger.add(
        "standards",
        subject_id=body.subject_id,
        subject_name=body.name,
        standard_no=f"{_STANDARD_PREFIX[level]} {chance.whole(1, 9999):04d}—{published_on.year}",
        title=f"{MARKED}{body.goods[0]}通用技术要求",
        level=level,
        role="lead" if level == "enterprise" else chance.pick(("lead", "participate", "participate", "adopt")),
        published_on=published_on,
        benchmark=f"{MARKED}对标指标" if body.is_prepared else None,
    )


def _add_action(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    started_on = chance.day(years_before(stage.as_of, 3), stage.as_of - timedelta(60))
    finished_on = started_on + timedelta(chance.whole(60, 500))
    kind = chance.weigh(_ACTIONS)
    stage.ledger.add(
        "actions",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        kind=kind,
        title=f"{MARKED}{body.trade}品牌建设项目",
        started_on=started_on,
        finished_on=finished_on if finished_on < stage.as_of else None,
        amount=chance.whole(2, 500) * 10_000 * FEN,
        outcome="虚构的成效记录" if finished_on < stage.as_of else None,
    )


def _add_library_entry(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    entered_on = chance.day(years_before(stage.as_of, 1), stage.as_of - timedelta(10))
    stage.ledger.add(
        "cultivation",
        subject_id=applicant.subject_id,
        subject_name=applicant.name,
        tier=chance.weigh(_TIERS),
        domain=body.domain,
        entered_on=entered_on,
        reason="演示入库（虚构）",
    )
