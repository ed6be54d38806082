"""What organisations carry: brands, products, scenic areas, regional brands, works and parks; each a subject of its own."""

from __future__ import annotations

from mingpin.demo import names
from mingpin.demo.bodies import Applicant, Body, Stage
from mingpin.demo.chance import Weighted
from mingpin.demo.name_parts import PARKS, SCENERY, WORKS
from mingpin.demo.twists import AGRICULTURE, INDUSTRY, SERVICES, Twist

SCENIC_TWISTS = (Twist.HIGHER_SCENIC_LEVEL, Twist.LOW_SCENIC_LEVEL)
TIME_HONOURED_TWISTS = (Twist.FOLK_ART_SERIES, Twist.CHINA_SERIES, Twist.CARRIER_LISTED)

_OF_ORDINARY = {
    "industry": Weighted({None: 88, "product": 8, "brand": 4}),
    "agriculture": Weighted({None: 90, "brand": 5, "product": 5}),
    "services": Weighted({None: 84, "brand": 11, "product": 5}),
    "engineering": Weighted({None: 84, "engineering_work": 16}),
}


def carried_kind(stage: Stage, body: Body) -> str | None:
    """The kind of subject that the body carries, if any."""
    if body.kind == "government":
        return "zone"
    if body.domain is None or body.domain == "other" or body.kind in ("individual_business", "family_farm"):
        return None
    if body.domain == AGRICULTURE and body.kind == "association":
        return "regional_brand"
    if body.domain == SERVICES and body.is_company:
        if body.has(*SCENIC_TWISTS) or (body.field.code == "tourism" and not body.has(*TIME_HONOURED_TWISTS)):
            return "scenic_area" if body.is_prepared or stage.chance.happens(350) else None
        if body.is_prepared or body.has(*TIME_HONOURED_TWISTS):
            return stage.chance.pick(("brand", "product"))
    if body.is_prepared:
        is_of_product = body.has(Twist.OTHER_GOODS) or stage.chance.happens(200)
        return "product" if body.domain == INDUSTRY and is_of_product else None
    return stage.chance.weigh(_OF_ORDINARY[body.domain])


def carry(stage: Stage, body: Body, kind: str, subject_id: str) -> Applicant:
    """The new subject that the body carries, with its row."""
    goods = body.goods[:1] if kind == "product" else body.goods
    carried = Applicant(subject_id, names.marked(_name(stage, body, kind)), kind)
    is_terse = not body.is_prepared and stage.chance.happens(300)
    is_orphan = not body.is_prepared and stage.chance.happens(60)
    stage.ledger.add(
        "subjects",
        subject_id=subject_id,
        kind=kind,
        name=carried.name,
        owner_id=None if is_orphan else body.subject_id,
        owner_name=None if is_orphan else body.name,
        area=None if is_terse else body.area,
        domain=body.domain,
        industry_field=body.field.code,
        applied_goods=None if is_terse and stage.chance.happens(300) else goods,
    )
    return carried


def _name(stage: Stage, body: Body, kind: str) -> str:
    pick = stage.chance.pick
    match kind:
        case "product":
            return f"{body.trade}牌{body.goods[0]}"
        case "scenic_area":
            return f"{body.trade}{pick(SCENERY)}景区"
        case "regional_brand":
            return f"{body.trade}{body.goods[0]}"
        case "engineering_work":
            return f"{body.trade}{pick(WORKS)}工程"
        case "zone":
            return f"{body.trade}{pick(PARKS)}"
    return f"{body.trade}牌"
