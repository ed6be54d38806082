"""An import whose taking-in was stopped or broke down waits for a decision again, and can be begun anew."""

from __future__ import annotations

from typing import Any

import pytest

from mingpin.audit.models import Entry
from mingpin.jobs.actions import cancel_job
from mingpin.jobs.models import Job
from mingpin.registry.imports import tasks
from mingpin.registry.imports.actions import begin_import
from mingpin.registry.models import Subject
from mingpin.registry.states import ImportState
from tests.platform.audited import audited
from tests.platform.cast import Cast
from tests.platform.imports.files import REGISTER, csv
from tests.platform.imports.test_import import read
from tests.platform.jobs_now import run_jobs


def test_cancelled_before_it_began_it_waits_for_a_decision_and_can_be_begun_anew(cast: Cast) -> None:
    of_import = read(cast.wang, csv(REGISTER))
    begin_import(of_import, by=cast.wang)
    with audited("cancelling"):
        cancel_job(Job.objects.get(kind="apply_import"), by=cast.wang)
    of_import.refresh_from_db()
    last = Entry.objects.order_by("-sequence")[0]
    assert (of_import.state, last.action) == (ImportState.READ, "give_back_import")
    begin_import(of_import, by=cast.wang)
    run_jobs()
    of_import.refresh_from_db()
    assert (of_import.state, Subject.objects.count()) == (ImportState.APPLIED, 2)


def test_broken_down_it_waits_for_a_decision_with_nothing_taken_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    of_import = read(cast.wang, csv(REGISTER))
    begin_import(of_import, by=cast.wang)

    def breaks(*given: Any, **named: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "remember", breaks)
        run_jobs()
    of_import.refresh_from_db()
    assert (of_import.state, Subject.objects.count()) == (ImportState.READ, 0)
    begin_import(of_import, by=cast.wang)
    run_jobs()
    of_import.refresh_from_db()
    assert of_import.state == ImportState.APPLIED
