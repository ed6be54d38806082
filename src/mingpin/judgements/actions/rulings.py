"""Rulings of the leading group: entered by the office, signed by a leader, in force from their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.errors import Invalid, Refused
from mingpin.judgements.actions.what_ifs import reading_of
from mingpin.judgements.in_force import EVER_SIGNED
from mingpin.judgements.models import Ruling
from mingpin.judgements.permissions import is_another
from mingpin.judgements.states import RULING_STEPS, RulingState, WhatIfState
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.transitions import swap


@dataclass(frozen=True)
class Choice:
    """What the leading group decided: which reading, from which day, by which paper, and why."""

    question: str
    picks: str
    from_day: date
    decided_by: str
    document: str
    reason: str


def draft_ruling(*, choice: Choice, run: Run, by: Acting) -> Ruling:
    """The ruling as a draft that waits for a leader; whom it changes is computed on the run."""
    require(by, "draft", Ruling)
    for field in ("decided_by", "document", "reason"):
        if not getattr(choice, field).strip():
            raise Invalid(_("This is needed."), field=field)
    _refuse_earlier(choice.question, choice.from_day)
    with transaction.atomic():
        what_if = reading_of(question=choice.question, option=choice.picks, run=run, by=by)
        ruling = Ruling.objects.create(
            question=choice.question,
            picks=choice.picks,
            from_day=choice.from_day,
            decided_by=choice.decided_by.strip()[:120],
            document=choice.document.strip()[:120],
            reason=choice.reason.strip(),
            what_if=what_if,
            person=by.person,
            people=sorted(by.people),
        )
        record(by=by.who(), action="draft_ruling", on=ruling, after=_told(ruling), why=ruling.reason)
    return ruling


def compute_ruling_again(*, ruling: Ruling, run: Run, by: Acting) -> None:
    """Has computed anew, on another run, whom a draft changes."""
    require(by, "drop", ruling)
    if ruling.state != RulingState.DRAFT:
        raise Invalid(_("The ruling is no longer a draft."))
    with transaction.atomic():
        what_if = reading_of(question=ruling.question, option=ruling.picks, run=run, by=by)
        before = {"run": ruling.what_if.run_id}
        Ruling.objects.filter(pk=ruling.pk, state=RulingState.DRAFT).update(what_if=what_if)
        ruling.what_if = what_if
        record(by=by.who(), action="compute_ruling_again", on=ruling, before=before, after={"run": run.pk})


def sign_ruling(*, ruling: Ruling, by: Acting) -> None:
    """It is in force from its day. Raises Refused for who entered it, Invalid as long as it is not known whom it changes."""
    require(by, "sign", ruling)
    if not is_another.test(by, ruling):
        raise Refused(
            _("Who entered a ruling cannot sign it."), remedy=_("Ask another leader of the leading group's office.")
        )
    if ruling.what_if.state != WhatIfState.DONE:
        raise Invalid(
            _("It is not known yet whom this ruling changes."), remedy=_("Wait until that is computed, then sign.")
        )
    with transaction.atomic():
        _refuse_earlier(ruling.question, ruling.from_day)
        swap(ruling, RULING_STEPS["sign_ruling"], signed_by=by.person, signed_at=timezone.now())
        before = []
        for earlier in Ruling.objects.filter(question=ruling.question, state=RulingState.SIGNED).exclude(pk=ruling.pk):
            swap(earlier, RULING_STEPS["supersede_ruling"])
            before.append(earlier.pk)
        record(by=by.who(), action="sign_ruling", on=ruling, before={"supersedes": before},
               after=_told(ruling) | {"run": ruling.what_if.run_id}, why=ruling.reason)  # fmt: skip


def drop_ruling(*, ruling: Ruling, reason: str, by: Acting) -> None:
    """The draft is not signed; it stays on file with the reason."""
    require(by, "drop", ruling)
    _need(reason)
    with transaction.atomic():
        swap(ruling, RULING_STEPS["drop_ruling"], ended_because=reason.strip()[:400])
        record(by=by.who(), action="drop_ruling", on=ruling, after={"state": ruling.state}, why=reason)


def revoke_ruling(*, ruling: Ruling, reason: str, by: Acting, from_day: date | None = None) -> None:
    """The question is open again from the day on (today where none is given); days before keep the ruling."""
    require(by, "revoke", ruling)
    _need(reason)
    day = from_day or timezone.localdate()
    if day < ruling.from_day:
        day = ruling.from_day
    with transaction.atomic():
        swap(ruling, RULING_STEPS["revoke_ruling"], revoked_from=day, ended_because=reason.strip()[:400])
        record(by=by.who(), action="revoke_ruling", on=ruling,
               after={"state": ruling.state, "revoked_from": day.isoformat()}, why=reason)  # fmt: skip


def _refuse_earlier(question: str, day: date) -> None:
    """A ruling whose day lies before that of one in force would never hold: said at once."""
    latest = Ruling.objects.filter(question=question, state__in=EVER_SIGNED).order_by("-from_day").first()
    if latest is not None and latest.from_day > day:
        raise Invalid(
            _("A ruling on this question holds from {day} on already.").format(day=latest.from_day.isoformat()),
            remedy=_("Give that day or a later one."),
            field="from_day",
        )


def _need(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why."), why=_("The reason stays with the row for whoever reads it later."), field="reason")


def _told(ruling: Ruling) -> dict[str, str]:
    return {
        "question": ruling.question,
        "picks": ruling.picks,
        "from_day": ruling.from_day.isoformat(),
        "document": ruling.document,
    }
