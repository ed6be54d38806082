"""The licences that a body needs, and whether it holds them."""

from __future__ import annotations

from datetime import timedelta

from mingpin.demo.bodies import Body, Stage
from mingpin.demo.days import years_after, years_before
from mingpin.demo.twists import Twist
from mingpin.vocabulary.values import FOREVER

_TERM = 5
_BASIS = "示例依据：有关法律、法规（虚构条款）"


def add_licences(stage: Stage, body: Body) -> None:
    """The business licence and those of its field; ordinary bodies have not always told."""
    chance, as_of = stage.chance, stage.as_of
    kinds = ("business_licence", *body.field.licences)
    if not body.is_prepared and chance.happens(350) and not body.has(*_TROUBLES):
        return
    for place, kind in enumerate(kinds):
        is_last = place == len(kinds) - 1
        is_held: bool | None = True
        valid_from = chance.day(years_before(as_of, _TERM - 1), as_of - timedelta(60))
        valid_to = years_after(valid_from, _TERM) - timedelta(1)
        if kind == "business_licence":
            valid_from, valid_to = body.founded_on, FOREVER
        if is_last and body.has(Twist.LICENCE_EXPIRED):
            valid_to = chance.day(years_before(as_of, 1), as_of - timedelta(30))
            valid_from = years_before(valid_to, _TERM)
        if is_last and body.has(Twist.LICENCE_MISSING):
            is_held = False
        if is_last and body.has(Twist.LICENCE_OPEN):
            is_held = None
        stage.ledger.add(
            "licences",
            subject_id=body.subject_id,
            subject_name=body.name,
            licence_kind=kind,
            is_required=True,
            is_held=is_held,
            licence_no=f"SL-XK-{chance.whole(100_000, 999_999)}" if is_held else None,
            legal_basis=_BASIS,
            valid_from=valid_from if is_held else None,
            valid_to=valid_to if is_held else None,
        )


_TROUBLES = (Twist.LICENCE_MISSING, Twist.LICENCE_EXPIRED, Twist.LICENCE_OPEN)
