"""Jobs as people see them: how far they are, what came of them, stopping them, trying again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingpin.jobs.actions import cancel_job, retry_job
from mingpin.jobs.models import Job
from mingpin.jobs.queries import may_steer, not_there
from mingpin.jobs.states import JobState
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.listing import Column, Listing
from mingpin.pages.marks import Mark


def _job(request: HttpRequest, pk: UUID) -> Job:
    found = Job.objects.visible_to(request.acting).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise not_there()
    return found


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that the person may see, the newest first."""
    listing = Listing(
        request,
        rows=Job.objects.visible_to(request.acting),  # type: ignore[attr-defined]
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


@require_safe
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job."""
    one = _job(request, job)
    steers = may_steer(request.acting, one)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "job": one,
        "is_own_page": True,
        "may_cancel": steers and one.is_open and not one.is_cancel_asked,
        "may_retry": steers and one.may_be_retried,
    }
    return render(request, "jobs/job.html", context)


@require_safe
def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far it is, to be put into a page; where it has ended, the whole page is to be loaded again."""
    one = _job(request, job)
    stands_on = urlsplit(request.headers.get("HX-Current-URL", "")).path
    context = {"job": one, "is_own_page": stands_on == reverse("job", args=[one.pk])}
    response = render(request, "jobs/_progress.html", context)
    if not one.is_open and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    """The job is cancelled, or asked to stop."""
    one = _job(request, job)
    cancel_job(one, by=request.acting)  # type: ignore[attr-defined]
    is_over = one.state == JobState.CANCELLED
    messages.success(
        request, _("The job is cancelled.") if is_over else _("The job will stop at the next point where it can.")
    )
    return _to(one)


@require_POST
def retry(request: HttpRequest, job: UUID) -> HttpResponse:
    """The job waits again."""
    one = _job(request, job)
    retry_job(one, by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("The job waits to be done again."))
    return _to(one)


def _to(job: Job) -> HttpResponse:
    return HttpResponseRedirect(reverse("job", args=[job.pk]), status=303)
