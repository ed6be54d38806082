"""Naming a lead: the office puts a body forward, the leading group decides, the office records the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.actions.checks import need_past, need_reason, need_text
from mingpin.duties.models import LeadDecision
from mingpin.duties.months import today_or
from mingpin.duties.owners import bodies_of
from mingpin.duties.states import LEAD_STEPS, LeadState
from mingpin.errors import Invalid, Stale
from mingpin.language import _
from mingpin.transitions import swap

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def put_forward_lead(*, clause: Clause, body: str, reason: str, by: Acting, today: date | None = None) -> LeadDecision:
    """Puts a body forward to lead a duty. Raises Invalid where the document names a lead, or where one waits for decision."""
    require(by, "put_forward", LeadDecision)
    said = need_reason(reason)
    if clause.lead:
        raise Invalid(_("The document itself names the lead of this duty."))
    if body not in bodies_of(clause):
        raise Invalid(_("Choose one of the owners that the document names."), field="body")
    waits = _("A lead of this duty waits for decision already.")
    if LeadDecision.objects.filter(clause=clause.id, state=LeadState.PUT_FORWARD).exists():
        raise Invalid(waits, remedy=_("Record that decision first."))
    try:
        with transaction.atomic():
            lead = LeadDecision.objects.create(
                clause=clause.id, body=body, reason=said, put_forward_on=today_or(today), put_forward_by=by.person
            )
            record(by=by.who(), action="put_forward_lead", on=lead, after={"clause": clause.id, "body": body}, why=said)
    except IntegrityError as error:
        raise Stale(waits) from error
    return lead


def decide_lead(
    *, lead: LeadDecision, document: str, decided_on: date, reason: str, by: Acting, today: date | None = None
) -> LeadDecision:
    """Records that the leading group named this lead, by which document or number and when; an earlier decision is superseded."""
    require(by, "decide", lead)
    said, named = need_reason(reason), need_text(document, "document")[:200]
    need_past(decided_on, today_or(today), "decided_on")
    if decided_on < lead.put_forward_on:
        raise Invalid(_("It was put forward only on {day}.").format(day=lead.put_forward_on), field="decided_on")
    with transaction.atomic():
        before = LeadDecision.objects.filter(clause=lead.clause, state=LeadState.DECIDED).first()
        if before is not None:
            swap(before, LEAD_STEPS["supersede_lead"], superseded_by=lead)
        swap(
            lead,
            LEAD_STEPS["decide_lead"],
            document=named,
            decided_on=decided_on,
            decision_reason=said,
            recorded_by=by.person,
        )
        after = {"clause": lead.clause, "body": lead.body, "document": named, "decided_on": decided_on.isoformat()}
        was = {"body": before.body} if before else None
        record(by=by.who(), action="decide_lead", on=lead, before=was, after=after, why=said)
        return lead


def decline_lead(*, lead: LeadDecision, reason: str, by: Acting) -> None:
    """Records that what was put forward is not taken up; another body may be put forward then."""
    require(by, "decide", lead)
    said = need_reason(reason)
    with transaction.atomic():
        swap(lead, LEAD_STEPS["decline_lead"], decision_reason=said, recorded_by=by.person)
        record(by=by.who(), action="decline_lead", on=lead, after={"clause": lead.clause, "body": lead.body}, why=said)
