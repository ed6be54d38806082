"""Does the jobs that wait, here and now."""

from __future__ import annotations

from mingpin.jobs.models import Job
from mingpin.jobs.running import run_job
from mingpin.jobs.states import JobState


def run_jobs() -> list[Job]:
    """Does all jobs that wait, those that they queue included, and gives them as they ended."""
    done = []
    while waiting := Job.objects.filter(state=JobState.QUEUED).order_by("created_at").first():
        run_job.call(str(waiting.pk))
        waiting.refresh_from_db()
        done.append(waiting)
    return done
