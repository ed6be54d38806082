"""Runs for tests: demonstration evidence in the database, judged through the actions."""

from __future__ import annotations

from datetime import date

from mingpin.accounts.acting import Acting
from mingpin.demo import generate
from mingpin.policies.actions import begin_run
from mingpin.policies.models import Run
from mingpin.policies.states import RunState
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.jobs_now import run_jobs

DAY = date(2024, 6, 30)
PLATFORM = Acting.platform("test")


def take_demonstration(subjects: int = 120, seed: int = 7) -> None:
    """Made-up evidence of so many subjects, taken in."""
    made = generate(shared_vocabulary(), subjects=subjects, seed=seed, as_of=DAY)
    given = {name: rows for name, rows in made.tables.items() if rows.height}
    take_in(given, kind=BatchKind.DEMONSTRATION, title="演示", by=PLATFORM)


def a_run(by: Acting = PLATFORM, year: int = 2024, as_of: date = DAY) -> Run:
    """A survey of what is held, done."""
    run = begin_run(year=year, as_of=as_of, by=by)
    run_jobs()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    return run
