"""The background work: drafting requests, sending reminders by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.models import Membership
from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.collection.actions import DRAFT_REQUESTS, MAIL_REMINDER
from mingpin.collection.merging import Asked, Merged, merge
from mingpin.collection.models import Drafting, Reminder, Request, RequestItem
from mingpin.collection.states import DRAFTING_STEPS, REQUEST_STEPS, DraftingState, RequestState
from mingpin.errors import Stale
from mingpin.jobs.kinds import job_kind
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.language import _
from mingpin.language import later as __
from mingpin.transitions import swap

_AT_ONCE = 1_000
_NOT_SET_UP = ("console", "dummy")


def fail_drafting(job: Job, by: Who) -> bool:
    """Drafting that did not come to an end leaves no drafts; the earlier ones stay."""
    drafting = Drafting.objects.filter(pk=job.arguments["drafting_id"], state=DraftingState.RUNNING).first()
    if drafting is None:
        return False
    with transaction.atomic():
        swap(drafting, DRAFTING_STEPS["fail_drafting"], finished_at=timezone.now())
        record(by=by, action="fail_drafting", on=drafting)
    return True


@job_kind(DRAFT_REQUESTS, title=__("Drafting requests"), give_up=fail_drafting)
def draft(progress: Progress, *, drafting_id: int) -> Mapping[str, Any]:
    """Merges the open reasons of a survey into drafts; all of them are written in one transaction, once."""
    drafting = Drafting.objects.select_related("run").get(pk=drafting_id)
    if drafting.state != DraftingState.RUNNING:
        return {"drafting": drafting_id}
    saying = _("Looking for what would decide the verdicts")
    found = merge(drafting.run, lambda done, total: progress.at(done, total, saying))
    try:
        summary = _write(drafting, found)
    except Stale:  # another worker that was taken for dead has finished it
        return {"drafting": drafting_id}
    return {"drafting": drafting_id, "requests": summary["requests"], "items": summary["items"]}


def _write(drafting: Drafting, found: Merged) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "requests": len(found.by_holder),
        "items": sum(len(items) for items in found.by_holder.values()),
        "undetermined": found.undetermined,
        "searched": found.searched,
        "left_out": found.left_out,
        "nobody": found.nobody,
    }
    with transaction.atomic():
        swap(drafting, DRAFTING_STEPS["finish_drafting"], finished_at=timezone.now(), summary=summary)
        _put_earlier_drafts_away()
        for holder, asked in found.by_holder.items():
            request = Request.objects.create(
                drafting=drafting,
                run=drafting.run,
                holder=holder,
                title=_("Evidence for {year}: {holder}").format(year=drafting.run.year, holder=holder.name)[:200],
                verdicts=len(set().union(*(one.alone | one.together for one in asked))),
                settles=len(set().union(*(one.alone for one in asked))),
            )
            RequestItem.objects.bulk_create(_placed(request, asked), batch_size=_AT_ONCE)
        record(by=Who("program:draft_requests"), action="finish_drafting", on=drafting, after=summary)
    return summary


def _placed(request: Request, asked: list[Asked]) -> list[RequestItem]:
    for place, one in enumerate(asked):
        one.item.request, one.item.place = request, place
    return [one.item for one in asked]


def _put_earlier_drafts_away() -> None:
    """Drafts that were never sent give way; a part of drafting anew."""
    step = REQUEST_STEPS["discard_request"]
    earlier = Request.objects.filter(state=RequestState.DRAFT)
    RequestItem.objects.filter(request__in=earlier).delete()
    earlier.update(state=step.target, ended_at=timezone.now())


@job_kind(MAIL_REMINDER, title=__("Reminder by mail"))
def mail_reminder(progress: Progress, *, reminder_id: int) -> Mapping[str, Any]:
    """Sends a reminder by mail, at most once: it is noted before it goes out. Nothing where no mail is set up."""
    if settings.EMAIL_BACKEND.split(".")[-2] in _NOT_SET_UP:
        return {"reminder": reminder_id, "mailed": 0}
    reminder = Reminder.objects.select_related("request__holder").get(pk=reminder_id)
    members = Membership.objects.current().filter(organisation=reminder.request.holder).exclude(person__email="")
    addresses = sorted(set(members.values_list("person__email", flat=True)))
    if not addresses or not Reminder.objects.filter(pk=reminder_id, mailed_at=None).update(mailed_at=timezone.now()):
        return {"reminder": reminder_id, "mailed": 0}
    EmailMessage(
        subject=_("Reminder: {title}").format(title=reminder.request.title), body=_body(reminder), bcc=addresses
    ).send()
    return {"reminder": reminder_id, "mailed": len(addresses)}


def _body(reminder: Reminder) -> str:
    request = reminder.request
    lines = [_("“{title}” waits for answers.").format(title=request.title)]
    if request.due_on:
        lines.append(_("Due on {day}.").format(day=request.due_on.isoformat()))
    if reminder.note:
        lines.append(reminder.note)
    lines.append(reverse("collection_request", kwargs={"of_request": request.pk}))
    return "\n".join(lines)
