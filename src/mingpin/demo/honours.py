"""Honours: quality awards, SRDI titles, time-honoured series, scenic levels, engineering awards, and the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.chance import Weighted
from mingpin.demo.days import year_only, years_before
from mingpin.demo.name_parts import MARKED, WORKS
from mingpin.demo.twists import Twist

_AWARDS = Weighted(
    {
        "county_quality_award": 60,
        "mayor_quality_award": 26,
        "governor_quality_award": 5,
        "governor_quality_award_nomination": 2,
        "mayor_quality_award_nomination": 5,
        "china_quality_award_nomination": 1,
        "china_quality_award": 1,
    }
)
_LADDER = Weighted(
    {
        "innovative_sme": 50,
        "provincial_single_champion": 8,
        "single_champion": 3,
        "hidden_champion": 5,
        "large_group": 4,
        "smart_manufacturing_benchmark": 14,
        "service_manufacturing_demo": 8,
        "standard_front_runner": 12,
        "meiyu_mingpin": 1,
    }
)
_RURAL = Weighted(
    {
        "green_food": 30,
        "organic_product": 14,
        "leading_agri_enterprise": 18,
        "demonstration_cooperative": 22,
        "demonstration_family_farm": 12,
        "gi_agricultural": 4,
    }
)
_SCENIC_LEVELS = Weighted({"a2": 30, "a3": 45, "a4": 22, "a5": 3})


def add_honours(stage: Stage, body: Body, applicant: Applicant) -> None:
    """The honours of a body and of what it puts forward."""
    match body.domain:
        case "industry":
            _add_industrial(stage, body)
        case "agriculture":
            _add_rural(stage, body, applicant)
        case "services":
            _add_of_services(stage, body, applicant)
        case "engineering":
            _add_of_builders(stage, body)


def _award(
    stage: Stage, body: Body, scheme: str, years: tuple[int, int], holder: Applicant | None = None, **cells: Any
) -> None:
    """One honour of a body or of what it puts forward, awarded between so many years ago; sometimes only the year is known."""
    as_of, holder = stage.as_of, holder or Applicant(body.subject_id, body.name, body.kind)
    earliest, latest = years_before(as_of, years[1]) + timedelta(1), years_before(as_of, years[0]) - timedelta(15)
    if body.founded_on > latest:
        return
    day = stage.day_of(body, earliest, latest)
    stage.ledger.add(
        "honours",
        subject_id=holder.subject_id,
        subject_name=holder.name,
        scheme=scheme,
        awarded_on=year_only(day) if years[0] > 1 and stage.chance.happens(80) else day,
        document=f"{MARKED}文〔{day.year}〕{stage.chance.whole(1, 120)}号",
        **cells,
    )


def _add_industrial(stage: Stage, body: Body) -> None:
    chance = stage.chance
    if body.has(Twist.EXPIRED_SRDI):
        _award(stage, body, "srdi_sme", (4, 5))
    if body.has(Twist.LITTLE_GIANT_ONLY):
        _award(stage, body, "little_giant", (0, 2))
    if body.has(Twist.NOMINATION):
        _award(stage, body, "mayor_quality_award_nomination", (1, 5), level="municipal")
    if body.has(Twist.WITHDRAWN_AWARD):
        withdrawn_on = chance.day(years_before(stage.as_of, 2), stage.as_of - timedelta(30))
        _award(stage, body, "county_quality_award", (4, 8), level="county", valid_to=withdrawn_on)
    if body.is_prepared and not body.has(*_OUT_OF_SCOPE):
        # The SRDI title would shorten the years of operation that are asked for.
        if body.has(Twist.TOO_YOUNG, Twist.START_BY_YEAR, Twist.NEW_FIELD_OPEN) or chance.happens(550):
            scheme = chance.pick(("county_quality_award", "county_quality_award", "mayor_quality_award"))
            _award(stage, body, scheme, (0, 1) if body.has(Twist.TOO_YOUNG) else (1, 5))
        else:
            _award(stage, body, "srdi_sme", (0, 3))
    elif not body.is_prepared and body.is_company:
        if chance.happens(40):
            _award(stage, body, "srdi_sme", (0, 3))
            if chance.happens(180):
                _award(stage, body, "little_giant", (0, 3))
        if chance.happens(26):
            _award(stage, body, chance.weigh(_AWARDS), (1, 9))
        if chance.happens(60):
            _award(stage, body, chance.weigh(_LADDER), (0, 4))


_OUT_OF_SCOPE = (
    Twist.NO_HONOUR,
    Twist.EXPIRED_SRDI,
    Twist.NOMINATION,
    Twist.WITHDRAWN_AWARD,
    Twist.LITTLE_GIANT_ONLY,
    Twist.FOLK_ART_SERIES,
    Twist.CHINA_SERIES,
    Twist.CARRIER_LISTED,
    Twist.HIGHER_SCENIC_LEVEL,
    Twist.LOW_SCENIC_LEVEL,
    Twist.PARTICIPANT_ONLY,
    Twist.LUBAN_ONLY,
)
"""Departures that take the place of the honour that would put a body in scope."""


def _add_rural(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    if applicant.kind == "regional_brand":
        if body.is_prepared or chance.happens(350):
            scheme = chance.pick(("regional_brand_provincial", "regional_brand_provincial", "regional_brand_national"))
            _award(stage, body, scheme, (1, 5), applicant)
        if chance.happens(250):
            _award(stage, body, "gi_product", (2, 12), applicant)
    elif chance.happens(120):
        _award(stage, body, chance.weigh(_RURAL), (0, 4))


def _add_of_services(stage: Stage, body: Body, applicant: Applicant) -> None:
    chance = stage.chance
    if applicant.kind == "scenic_area":
        level = "a3" if body.is_prepared else chance.weigh(_SCENIC_LEVELS)
        if body.has(Twist.HIGHER_SCENIC_LEVEL):
            level = "a4"
        if body.has(Twist.LOW_SCENIC_LEVEL):
            level = "a2"
        if not body.has(Twist.NO_HONOUR):
            _award(stage, body, "a_level_scenic_area", (1, 12), applicant, scenic_level=level)
        return
    if body.has(Twist.CARRIER_LISTED):
        _award(stage, body, "henan_time_honoured_commerce", (2, 15))
    if body.has(Twist.FOLK_ART_SERIES):
        _award(stage, body, "henan_time_honoured_folk_art", (1, 6), applicant)
    if body.has(Twist.CHINA_SERIES):
        _award(stage, body, "china_time_honoured", (1, 15), applicant)
    is_listed = not body.has(*_OUT_OF_SCOPE) if body.is_prepared else body.is_company and chance.happens(8)
    if is_listed:
        _award(stage, body, "henan_time_honoured_commerce", (1, 15), applicant)
    if chance.happens(15):
        _award(stage, body, "worry_free_consumption", (0, 3))


def _add_of_builders(stage: Stage, body: Body) -> None:
    chance = stage.chance
    work = f"{MARKED}{body.trade}{chance.pick(WORKS)}工程"
    if body.has(Twist.LUBAN_ONLY):
        _award(stage, body, "luban_award", (1, 8), role="main_contractor", work=work)
    if body.has(Twist.PARTICIPANT_ONLY):
        _award(stage, body, "zhongzhou_cup", (1, 8), role="participant", work=work)
    if (body.is_prepared and not body.has(*_OUT_OF_SCOPE)) or (not body.is_prepared and chance.happens(70)):
        role = "main_contractor" if body.is_prepared or chance.happens(850) else None
        _award(stage, body, "zhongzhou_cup", (1, 8), role=role, work=work)
        if chance.happens(150):
            _award(stage, body, "luban_award", (1, 8), role="main_contractor", work=work)
    if not body.is_prepared and chance.happens(30):
        _award(stage, body, "zhongzhou_cup_structure", (1, 6), role="main_contractor", work=work)
