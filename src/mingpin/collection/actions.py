"""Drafting requests, sending them, answering, declining, reminding, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import not_there, require
from mingpin.audit.actions import record
from mingpin.collection.answering import finish_answered
from mingpin.collection.models import Drafting, Reminder, Request, RequestItem
from mingpin.collection.states import REQUEST_STEPS, DraftingState, ItemState, RequestState
from mingpin.errors import Invalid, Stale
from mingpin.jobs.actions import Owner, enqueue
from mingpin.language import _
from mingpin.policies.models import Run
from mingpin.policies.states import RunState
from mingpin.transitions import swap

DRAFT_REQUESTS, MAIL_REMINDER = "draft_requests", "mail_reminder"
LONGEST_REASON = 400


def draft_requests(*, run: Run, by: Acting) -> Drafting:
    """Has the open reasons of a survey merged into drafts, one for each holder, in the background; they take the place of the
    drafts that were not sent. Raises Invalid where the survey is not done, and while drafts are being made."""
    require(by, "view", run)
    require(by, "begin", Drafting)
    if run.state != RunState.DONE:
        raise Invalid(_("The survey is not done."), remedy=_("Wait for it."), field="run")
    under_way = Invalid(_("Requests are being drafted just now."), remedy=_("Wait for it, or cancel its job first."))
    if Drafting.objects.filter(state=DraftingState.RUNNING).exists():
        raise under_way
    try:
        with transaction.atomic():
            drafting = Drafting.objects.create(run=run, person=by.person)
            job = enqueue(
                DRAFT_REQUESTS,
                title=_("Requests from survey {number}").format(number=run.pk),
                arguments={"drafting_id": drafting.pk},
                owner=Owner.of(by),
                key=f"draft_requests:{drafting.pk}",
                result_url=reverse("request_drafts"),
            )
            drafting.job = job.pk
            drafting.save(update_fields=["job"])
            record(by=by.who(), action="draft_requests", on=drafting, after={"run": run.pk})
    except IntegrityError as error:  # somebody else began at the same moment
        raise under_way from error
    return drafting


def send_request(*, request: Request, due_on: date, by: Acting, today: date | None = None) -> None:
    """Sends a draft to its holder, to be answered by a day. Raises Stale where it is no draft any more."""
    require(by, "send", request)
    if due_on <= (today or timezone.localdate()):
        raise Invalid(_("The day has to lie ahead."), why=_("A holder needs time to look things up."), field="due_on")
    with transaction.atomic():
        swap(request, REQUEST_STEPS["send_request"], due_on=due_on, sent_at=timezone.now(), sent_by=by.person)
        items = RequestItem.objects.filter(request=request).count()
        after = {"holder": f"organisation:{request.holder_id}", "due_on": due_on.isoformat(), "items": items}
        record(by=by.who(), action="send_request", on=request, after=after)


def send_requests(*, requests: Sequence[Request], due_on: date, by: Acting, today: date | None = None) -> int:
    """Sends several drafts one after another, each with its own entry. Raises Stale at the first that is no draft any more."""
    if not requests:
        raise Invalid(_("No draft was chosen."), remedy=_("Tick those that go out."), field="requests")
    for request in requests:
        send_request(request=request, due_on=due_on, by=by, today=today)
    return len(requests)


def discard_request(*, request: Request, by: Acting) -> None:
    """Puts a draft away: nobody is asked. The next drafting may bring its questions again."""
    require(by, "discard", request)
    with transaction.atomic():
        swap(request, REQUEST_STEPS["discard_request"], ended_at=timezone.now())
        record(by=by.who(), action="discard_request", on=request)


def withdraw_request(*, request: Request, reason: str, by: Acting) -> None:
    """Takes a request back that waits for answers; what was answered stays held."""
    require(by, "withdraw", request)
    _need_reason(reason)
    with transaction.atomic():
        swap(
            request, REQUEST_STEPS["withdraw_request"], ended_at=timezone.now(), reason=reason.strip()[:LONGEST_REASON]
        )
        record(by=by.who(), action="withdraw_request", on=request, why=reason.strip())


def close_request(*, request: Request, by: Acting) -> None:
    """The office has seen the answers: the request is put away."""
    require(by, "close", request)
    with transaction.atomic():
        swap(request, REQUEST_STEPS["close_request"])
        record(by=by.who(), action="close_request", on=request)


def decline_items(*, request: Request, items: Sequence[int], reason: str, by: Acting) -> int:
    """The holder does not hold these: they are not asked of it again. Raises Stale where one is not open any more."""
    require(by, "answer", request)
    _need_open(request)
    if not items:
        raise Invalid(_("Nothing was chosen."), remedy=_("Tick what you do not hold."), field="items")
    _need_reason(reason)
    with transaction.atomic():
        mine = RequestItem.objects.filter(request=request, pk__in=set(items))
        if mine.count() != len(set(items)):
            raise not_there()
        now, sent = timezone.now(), request.sent_at
        changed = mine.filter(state=ItemState.OPEN).update(
            state=ItemState.DECLINED,
            answered_at=now,
            days=(now - sent).days if sent else None,
            decline_reason=reason.strip()[:LONGEST_REASON],
        )
        if changed != len(set(items)):
            raise Stale(_("Some of these were answered in the meantime."), remedy=_("Reload the page."))
        finish_answered([request.pk])
        request.refresh_from_db()
        record(by=by.who(), action="decline_items", on=request, after={"items": changed}, why=reason.strip())
    return changed


def remind_holder(*, request: Request, by: Acting, note: str = "") -> Reminder:
    """Reminds the holder: it stands on its desk, and goes by mail to those of its people who have an address, where mail is set
    up. Raises Stale where the request waits for nothing."""
    require(by, "remind", request)
    _need_open(request)
    with transaction.atomic():
        reminder = Reminder.objects.create(request=request, person=by.person, note=note.strip()[:LONGEST_REASON])
        enqueue(
            MAIL_REMINDER,
            title=_("Reminder of request {number}").format(number=request.pk),
            arguments={"reminder_id": reminder.pk},
            owner=Owner.of(by),
            key=f"mail_reminder:{reminder.pk}",
            result_url=reverse("collection_request", kwargs={"of_request": request.pk}),
        )
        after = {"days_late": request.days_late(), "open": request.items.filter(state=ItemState.OPEN).count()}
        record(by=by.who(), action="remind_holder", on=request, after=after, why=note.strip())
    return reminder


def _need_open(request: Request) -> None:
    if request.state != RequestState.OPEN:
        raise Stale(_("This request waits for no answers any more."), remedy=_("Reload the page."))


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            _("Say why."), why=_("The reason stays with the request for whoever reads it later."), field="reason"
        )
