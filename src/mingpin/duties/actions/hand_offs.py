"""Hand-offs between departments: asked, accepted, done or returned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.actions.checks import is_office, need_ownership, need_public_body, need_reason, need_text
from mingpin.duties.models import HandOff
from mingpin.duties.months import today_or
from mingpin.duties.states import HAND_OFF_STEPS
from mingpin.errors import Invalid
from mingpin.language import _
from mingpin.transitions import swap

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def ask_hand_off(
    *, clause: Clause, receiver: Organisation, what: str, due_on: date, by: Acting, today: date | None = None
) -> HandOff:
    """Asks another organisation to do something of a duty: an owner of it does, or the office."""
    require(by, "ask", HandOff)
    giver = by.organisation if is_office(by) and by.organisation else need_ownership(by, clause)
    day = today_or(today)
    need_public_body(receiver, "receiver")
    if receiver == giver:
        raise Invalid(_("This is your own organisation."), field="receiver")
    if due_on < day:
        raise Invalid(_("This day is over."), field="due_on")
    with transaction.atomic():
        one = HandOff.objects.create(
            clause=clause.id,
            giver=giver,
            receiver=receiver,
            what=need_text(what, "what")[:400],
            asked_on=day,
            due_on=due_on,
            person=by.person,
        )
        record(by=by.who(), action="ask_hand_off", on=one, after=_told(one))
        return one


def accept_hand_off(*, hand_off: HandOff, by: Acting, today: date | None = None) -> None:
    """The receiver takes it on."""
    require(by, "accept", hand_off)
    _step("accept_hand_off", hand_off, reason="", by=by, accepted_on=today_or(today))


def return_hand_off(*, hand_off: HandOff, reason: str, by: Acting, today: date | None = None) -> None:
    """The receiver gives it back, with a reason."""
    require(by, "return", hand_off)
    _step("return_hand_off", hand_off, need_reason(reason), by, closed_on=today_or(today))


def finish_hand_off(*, hand_off: HandOff, reason: str, by: Acting, today: date | None = None) -> None:
    """The receiver did it; `reason` says what came of it."""
    require(by, "finish", hand_off)
    _step("finish_hand_off", hand_off, need_reason(reason), by, closed_on=today_or(today))


def _step(name: str, one: HandOff, reason: str, by: Acting, **changes: Any) -> None:
    with transaction.atomic():
        swap(one, HAND_OFF_STEPS[name], reason=reason, **changes)
        record(by=by.who(), action=name, on=one, after=_told(one), why=reason)


def _told(one: HandOff) -> dict[str, object]:
    return {"clause": one.clause, "giver": one.giver_id, "receiver": one.receiver_id, "due_on": one.due_on.isoformat()}
