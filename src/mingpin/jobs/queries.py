"""Which jobs a person may see, and whether there is somebody to do them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Max, Q
from django.db.models.functions import Now

from mingpin.audit.who import Who
from mingpin.errors import NotThere
from mingpin.language import _

if TYPE_CHECKING:
    from mingpin.jobs.models import Job, JobQuerySet

SEES_ALL = ("office", "leader", "auditor", "administrator", "platform")
STEERS_ALL = ("office", "administrator", "platform")


class By(Protocol):
    """Who acts, as the apps above know it (accounts.Acting)."""

    @property
    def role(self) -> str: ...

    @property
    def person(self) -> Any: ...

    @property
    def organisation(self) -> Any: ...

    def has_role(self, *roles: str) -> bool: ...

    def who(self) -> Who: ...


def visible_jobs(jobs: JobQuerySet, by: By) -> JobQuerySet:
    """The office, leaders, auditors and administrators see all; others what they asked for in the organisation for which they
    act now, and what those of their role there asked for."""
    if by.has_role(*SEES_ALL):
        return jobs
    organisation = by.organisation.pk if by.organisation else None
    seen = Q(organisation=organisation, role=by.role) if organisation and by.role else Q(pk__in=[])
    if by.person:
        seen |= Q(person=by.person.pk, organisation=organisation)
    return jobs.filter(seen)


def may_steer(by: By, job: Job) -> bool:
    """Whether the person may cancel the job or have it tried again: who asked for it, and the office."""
    return by.has_role(*STEERS_ALL) or bool(by.person and job.person == by.person.pk)


def not_there() -> NotThere:
    """What is said of what is not there and of what the person may not know of."""
    return NotThere(
        _("There is nothing at this address that you may see."), remedy=_("Check the address, or search for it.")
    )


def silence_of_workers() -> timedelta | None:
    """How long ago a worker gave its last sign of life, by the clock of the database; None where there never was one."""
    from mingpin.jobs.models import Worker

    told = Worker.objects.aggregate(seen=Max("seen_at"), now=Max(Now()))
    return told["now"] - told["seen"] if told["seen"] else None
