"""The organisations of the register: what kind each is, where and since when, and its row among the subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mingpin.demo import names
from mingpin.demo.bodies import Body, Stage, departures
from mingpin.demo.casting import Role
from mingpin.demo.chance import Chance, Weighted
from mingpin.demo.days import Day, month_only, new_year, year_only, years_before
from mingpin.demo.declarations import NEEDED_EVER
from mingpin.demo.fields import ALL_FIELDS, Field
from mingpin.demo.name_parts import STREETS
from mingpin.demo.peers import PROVINCE, fields_of
from mingpin.demo.twists import SERVICES, Twist

_AREAS = Weighted(
    {
        "410702": 12, "410703": 7, "410704": 5, "410711": 9, "410721": 9, "410724": 6, "410725": 8, "410726": 6,
        "410727": 7, "410781": 8, "410782": 11, "410783": 18, "410771": 6, "410772": 5, "410773": 4,
    }
)  # fmt: skip
_OTHER_CITIES = ("410105", "410502", "410611", "410803", "411002")
_OTHER_PROVINCES = ("11", "13", "14", "37", "42")
_ZONES, _CITY_REGISTRATION = "41077", "410700"
"""Zones have no division code: their bodies are registered by the city."""

_FIELDS = Weighted({known: known.weight for known in ALL_FIELDS})
_TIME_HONOURED_FIELDS = ("catering", "trade", "culture")


@dataclass(frozen=True, slots=True)
class _Form:
    """A form in which a body is registered: kind of subject, entity type, first two places of its code, name."""

    kind: str
    entity_type: str | None
    code_class: str
    ending: str


_COMPANY = _Form("enterprise", "company_limited", "91", "{word}有限公司")
_FORMS: dict[str | None, Weighted[_Form]] = {
    "industry": Weighted(
        {
            _COMPANY: 86,
            _Form("enterprise", "company_by_shares", "91", "{word}股份有限公司"): 6,
            _Form("enterprise", "foreign_invested_company", "91", "{word}有限公司"): 2,
            _Form("individual_business", "individual_business", "92", "{word}加工部"): 6,
        }
    ),
    "agriculture": Weighted(
        {
            _Form("cooperative", "farmers_cooperative", "93", "{word}专业合作社"): 42,
            _Form("family_farm", "family_farm", "92", "{word}家庭农场"): 22,
            _COMPANY: 28,
            _Form("association", "social_organisation", "51", "{goods}产业协会"): 8,
        }
    ),
    "services": Weighted(
        {
            _COMPANY: 74,
            _Form("individual_business", "individual_business", "92", "{word}经营部"): 16,
            _Form("institution", "institution", "12", "{word}中心"): 4,
            _Form("enterprise", "private_non_enterprise", "52", "{word}中心"): 3,
            _Form("association", "social_organisation", "51", "{word}行业协会"): 3,
        }
    ),
    "engineering": Weighted({_COMPANY: 92, _Form("enterprise", "company_by_shares", "91", "{word}股份有限公司"): 8}),
    "other": Weighted(
        {
            _COMPANY: 76,
            _Form("institution", "institution", "12", "{word}中心"): 14,
            _Form("government", "government_body", "11", "产业园管理委员会"): 4,
            _Form("association", "social_organisation", "51", "{word}商会"): 6,
        }
    ),
}
_ASSOCIATION = _Form("association", "social_organisation", "51", "{goods}产业协会")
_NO_LEGAL_PERSON = (
    _Form("enterprise", "branch", "91", "{word}有限公司示例分公司"),
    _Form("enterprise", "limited_partnership", "91", "{word}（有限合伙）"),
    _Form("enterprise", "sole_proprietorship", "91", "{word}厂"),
)
_LEGAL_PERSON_OPEN = _Form("enterprise", "collective", "91", "{word}总厂")

_AGES = Weighted({(0, 3): 15, (3, 5): 13, (5, 10): 32, (10, 20): 29, (20, 38): 11})
"""How many years ago ordinary bodies were founded."""


def found(stage: Stage, role: Role, subject_id: str, serial: int) -> Body:
    """A new body, with its row among the subjects. `serial` counts the organisations; it makes name and code its own."""
    chance, departs = stage.chance, departures(stage, role)
    field = _field(chance, role)
    form = _form(chance, role, field, departs)
    area = role.area or _area(chance, departs)
    goods = chance.some(field.goods, chance.whole(1, 2))
    trade = names.trade_name(serial, stage.seed)
    body = Body(
        subject_id=subject_id,
        name=names.marked(trade + form.ending.format(word=chance.pick(field.words), goods=goods[0])),
        trade=trade,
        kind=form.kind,
        domain=field.domain,
        field=field,
        area=area,
        founded_on=_founded_on(stage, role, departs),
        goods=goods,
        role=role,
        departs=departs,
    )
    stage.ledger.add("subjects", **_row(stage, body, form, serial))
    return body


def _field(chance: Chance, role: Role) -> Field:
    if role.domain is None:
        return chance.weigh(_FIELDS)
    options = fields_of(role.domain, published=role.twist is not Twist.UNPUBLISHED)
    if role.domain == SERVICES and role.twist is not Twist.UNPUBLISHED:
        wanted = ("tourism",) if role.twist in _OF_SCENIC_AREAS else _TIME_HONOURED_FIELDS
        if role.twist not in (*_OF_SCENIC_AREAS, *_OF_TIME_HONOURED) and chance.happens(400):
            wanted = ("tourism",)
        options = tuple(field for field in options if field.code in wanted)
    elif role.domain == "agriculture":
        options = tuple(field for field in options if field.industry == "A01")
    return chance.pick(options)


_OF_SCENIC_AREAS = (Twist.HIGHER_SCENIC_LEVEL, Twist.LOW_SCENIC_LEVEL)
_OF_TIME_HONOURED = (Twist.FOLK_ART_SERIES, Twist.CHINA_SERIES, Twist.CARRIER_LISTED)


def _form(chance: Chance, role: Role, field: Field, departs: frozenset[Twist]) -> _Form:
    form = chance.weigh(_FORMS[field.domain or "other"])
    if role.is_prepared:
        form = _ASSOCIATION if role.domain == "agriculture" else _COMPANY
    if form.kind == "enterprise":
        if Twist.NO_LEGAL_PERSON in departs:
            return chance.pick(_NO_LEGAL_PERSON)
        if Twist.LEGAL_PERSON_OPEN in departs:
            return _LEGAL_PERSON_OPEN
    return form


def _area(chance: Chance, departs: frozenset[Twist]) -> str | None:
    if Twist.OTHER_CITY in departs:
        return chance.pick(_OTHER_CITIES)
    return chance.weigh(_AREAS)


def _founded_on(stage: Stage, role: Role, departs: frozenset[Twist]) -> date:
    chance, as_of = stage.chance, stage.as_of
    if Twist.TOO_YOUNG in departs:
        return chance.day(years_before(as_of, 2), years_before(as_of, 1))
    if Twist.NEW_FIELD_OPEN in departs:
        return chance.day(years_before(as_of, 5) + timedelta(30), years_before(as_of, 4))
    if Twist.START_BY_YEAR in departs:
        return chance.day(new_year(as_of, 5), new_year(as_of, 4) - timedelta(1))
    if role.uncovered in NEEDED_EVER:  # older than any list reaches back
        return chance.day(new_year(as_of, 30), new_year(as_of, 20))
    if role.is_prepared:
        return chance.day(new_year(as_of, 14), years_before(as_of, 7))
    if chance.happens(25):  # on the anniversary itself, and one day short of it
        return years_before(as_of, chance.pick((3, 5))) + timedelta(chance.whole(0, 1))
    youngest, oldest = chance.weigh(_AGES)
    day = chance.day(years_before(as_of, oldest), years_before(as_of, youngest) - timedelta(20))
    if chance.happens(30):  # at the turn of a year
        return date(day.year - 1, 12, 31) if chance.happens(500) else date(day.year, 1, 1)
    return day


def _started_on(stage: Stage, body: Body) -> Day | None:
    if body.has(Twist.START_OPEN):
        return None
    if body.has(Twist.START_BY_YEAR):
        return year_only(body.founded_on)
    if body.is_prepared or stage.chance.happens(250):
        return body.founded_on
    started = min(body.founded_on + timedelta(stage.chance.whole(0, 300)), stage.as_of)
    if stage.chance.happens(60):
        return month_only(started)
    return year_only(started) if stage.chance.happens(40) else started


def _row(stage: Stage, body: Body, form: _Form, serial: int) -> dict[str, Any]:
    chance, field = stage.chance, body.field
    province, division = PROVINCE, body.area or _CITY_REGISTRATION
    if body.has(Twist.OUTSIDE_PROVINCE):
        province = chance.pick(_OTHER_PROVINCES)
        division = f"{province}0100"
    elif division.startswith(_ZONES):
        division = _CITY_REGISTRATION
    has_code = not body.has(Twist.NO_CREDIT_CODE, Twist.PROVINCE_OPEN)
    is_terse = not body.is_prepared and chance.happens(300)
    registered_on: Day = body.founded_on
    if not body.is_prepared and chance.happens(40):
        registered_on = year_only(body.founded_on)
    return {
        "subject_id": body.subject_id,
        "kind": None if has_code and is_terse and form.kind != "family_farm" else form.kind,
        "name": body.name,
        "former_names": (body.name.replace(body.trade, f"旧{body.trade}"),) if chance.happens(50) else None,
        "uscc": names.credit_code(form.code_class, division, serial) if has_code else None,
        "area": None if has_code and is_terse and chance.happens(100) else body.area,
        "registered_province": None if body.has(Twist.PROVINCE_OPEN) or (has_code and is_terse) else province,
        "entity_type": None if is_terse and body.is_company and not body.has(*_TYPE_MATTERS) else form.entity_type,
        "is_legal_person": _is_legal_person(body, form, is_terse=is_terse),
        "registered_on": None if body.has(Twist.REGISTRATION_OPEN) else registered_on,
        "operating_since": _started_on(stage, body),
        "is_operating_normally": None if body.has(Twist.OPERATION_OPEN) else not body.has(Twist.NOT_OPERATING),
        "registration_status": "存续",
        "domain": body.domain,
        "industry_field": None if not body.is_prepared and chance.happens(60) else field.code,
        "industry": None if body.has(Twist.INDUSTRY_OPEN) else field.industry,
        "is_four_new": _is_four_new(chance, body),
        "is_traditional_manufacturing": not field.is_four_new if body.domain == "industry" else None,
        "applied_goods": body.goods,
        "address": f"{STREETS[serial % len(STREETS)]}{chance.whole(1, 300)}号（虚构地址）",
        "business_scope": f"{'、'.join(field.goods)}的经营（虚构）",
        "registered_capital": f"{chance.pick((10, 50, 100, 500, 1000, 2000, 5000))}万元人民币",
        "contact": names.person(chance),
    }


_TYPE_MATTERS = (Twist.NO_LEGAL_PERSON, Twist.LEGAL_PERSON_OPEN)


def _is_legal_person(body: Body, form: _Form, *, is_terse: bool) -> bool | None:
    """As the licence says; blank where the type has to settle it, or cannot."""
    if body.has(Twist.LEGAL_PERSON_OPEN) or is_terse or form.kind == "family_farm":
        return None
    return form.code_class not in ("92",) and not (body.is_company and body.has(Twist.NO_LEGAL_PERSON))


def _is_four_new(chance: Chance, body: Body) -> bool | None:
    if body.has(Twist.NEW_FIELD_OPEN):
        return None
    if body.has(Twist.START_BY_YEAR, Twist.TOO_YOUNG):
        return False
    if not body.is_prepared and chance.happens(280):
        return None
    return body.field.is_four_new
