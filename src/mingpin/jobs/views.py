"""Jobs as people see them: how far they are, what came of them, stopping them, trying again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingpin.errors import NotThere, Refused
from mingpin.jobs.actions import cancel_job, retry_job
from mingpin.jobs.models import Job
from mingpin.jobs.queries import may_steer, visible_jobs
from mingpin.jobs.states import JobState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark


def _job(request: HttpRequest, pk: UUID) -> Job:
    found = visible_jobs(request.acting).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotThere(
            _("There is nothing at this address that you may see."), remedy=_("Check the address, or search for it.")
        )
    return found


def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that the person may see, the newest first."""
    listing = Listing(
        request,
        rows=visible_jobs(request.acting),  # type: ignore[attr-defined]
        columns=[
            Column(
                "title", __("Title"), lambda job: job.title, url=lambda job: reverse("job", args=[job.pk]), width=40
            ),
            Column("state", __("State"), lambda job: Mark(job.mark, job.get_state_display()), width=12),
            Column("saying", __("What it does now"), lambda job: job.error or job.saying, width=40),
            Column("created_at", __("Asked for"), lambda job: job.created_at, sort="created_at", width=18),
            Column("ended_at", __("Ended"), lambda job: job.ended_at, sort="ended_at", width=18),
        ],
        default_sort="-created_at",
        empty=__("Long work, such as reading files, shows here while it runs and after."),
    )
    return render(request, "jobs/list.html", {"listing": listing})


def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job."""
    one = _job(request, job)
    steers = may_steer(request.acting, one)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "job": one,
        "may_cancel": steers and one.is_open,
        "may_retry": steers and one.state == JobState.FAILED,
    }
    return render(request, "jobs/job.html", context)


def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far it is, to be put into a page; where it has ended, the whole page is to be loaded again."""
    one = _job(request, job)
    response = render(request, "jobs/_progress.html", {"job": one})
    if not one.is_open and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    one = _steered(request, job)
    cancel_job(one, by=request.acting.who())  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("job", args=[one.pk]), status=303)


@require_POST
def retry(request: HttpRequest, job: UUID) -> HttpResponse:
    one = _steered(request, job)
    retry_job(one, by=request.acting.who())  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("job", args=[one.pk]), status=303)


def _steered(request: HttpRequest, pk: UUID) -> Job:
    one = _job(request, pk)
    if not may_steer(request.acting, one):  # type: ignore[attr-defined]
        raise Refused(_("Only who asked for a job, or the city office, may stop it or have it tried again."))
    return one
