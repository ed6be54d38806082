"""A survey of 200,000 subjects from the database, and how quickly the document and verdicts answer after it.

`python -m benchmarks.platform_policies` takes the demonstration's evidence (invented; some ten rows a subject) into a database in
a temporary folder, or into the empty one at DATABASE_URL, makes three surveys, asks for the document and for verdicts, and prints
seconds, p50 and p95. On PostgreSQL: `python -m tools.postgresql python -m benchmarks.platform_policies`.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

SURVEY_GOAL, DOCUMENT_GOAL, VERDICT_GOAL = 60.0, 200.0, 100.0
RUNS = 3
WARM_UP = 5
"""Requests of each kind that are not counted: a server that has just begun reads what it then holds."""
DAY = date(2024, 6, 30)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=int, default=200_000)
    arguments.add_argument("--requests", type=int, default=100)
    arguments.add_argument("--keep", metavar="FOLDER", help="keep the database there and use it again")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingpin-bench-") as folder:
        _measure(Path(chosen.keep or folder), chosen.subjects, chosen.requests)


def _measure(folder: Path, subjects: int, requests: int) -> None:
    client = _filled(folder, subjects)
    from mingpin.accounts.acting import Acting
    from mingpin.policies.actions import begin_run
    from mingpin.policies.models import Run, RunVerdict
    from mingpin.policies.tasks import survey

    print(f"{os.cpu_count()} cores, {subjects:,} subjects")
    for _number in range(RUNS - Run.objects.done().count()):
        run = begin_run(year=2024, as_of=DAY, by=Acting.platform("benchmark"))
        stages = _Stages()
        survey(stages, run_id=run.pk)  # type: ignore[arg-type]
        run.refresh_from_db()
        print(f"survey {stages.total:5.1f} s ({stages.told()}), goal {SURVEY_GOAL:.0f} s; {run.counts}")
    run = Run.objects.done().first()
    assert run is not None
    few = list(RunVerdict.objects.filter(run=run).order_by("pk").values_list("subject_id", flat=True)[:20_000])
    chance = random.Random(7)
    pages: dict[str, tuple[float, Any]] = {
        "document": (DOCUMENT_GOAL, lambda: "/document/"),
        "document, one county": (DOCUMENT_GOAL, lambda: "/document/?area=410781"),
        "provision": (DOCUMENT_GOAL, lambda: "/document/plan.3.c1/"),
        "survey": (DOCUMENT_GOAL, lambda: f"/surveys/{run.pk}/"),
        "names behind a number": (DOCUMENT_GOAL, lambda: f"/surveys/{run.pk}/verdicts?clause=plan.3.c1&at=NOT_MET"),
        "verdict": (VERDICT_GOAL, lambda: f"/surveys/{run.pk}/subjects/{chance.choice(few)}/"),
    }
    print(f"{'':28}{'p50 ms':>9}{'p95 ms':>9}{'goal':>7}")
    for name, (goal, address) in pages.items():
        took = sorted([_once(client, address()) for _request in range(WARM_UP + requests)][WARM_UP:])
        p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{name:28}{p50:9.1f}{p95:9.1f}{goal:7.0f}{'' if p95 <= goal else '  above the goal'}")


def _filled(folder: Path, subjects: int) -> Any:
    """A browser of the city office, before a database with so many subjects."""
    os.environ.setdefault("MINGPIN_HOME", str(folder))
    os.environ.setdefault("MINGPIN_DEMONSTRATION", "1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingpin.config.settings"
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from mingpin.accounts.acting import Acting
    from mingpin.accounts.models import Person
    from mingpin.demo import generate
    from mingpin.registry.models import Subject
    from mingpin.registry.states import BatchKind
    from mingpin.registry.taking import take_in
    from mingpin.vocabulary.place import shared_vocabulary
    from tests.platform.cast import make_cast

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    if not Subject.objects.exists():
        started = time.perf_counter()
        made = generate(shared_vocabulary(), subjects=subjects, seed=7, as_of=DAY)
        given = {name: rows for name, rows in made.tables.items() if rows.height}
        rows = sum(frame.height for frame in given.values())
        take_in(given, kind=BatchKind.DEMONSTRATION, title="x", by=Acting.platform("benchmark"))
        print(f"{rows:,} rows of evidence made and taken in: {time.perf_counter() - started:.0f} s")
    client = Client()
    wang = Person.objects.filter(username="wang").first() or make_cast().person("wang")
    client.force_login(wang, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _once(client: Any, url: str) -> float:
    started = time.perf_counter()
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return (time.perf_counter() - started) * 1000


class _Stages:
    """Takes the place of a job's progress: how long each stage took."""

    job = None

    def __init__(self) -> None:
        self.begun = self.last = time.perf_counter()
        self.stages: list[tuple[str, float]] = []
        self.saying = ""

    def at(self, _done: int, _total: int | None = None, saying: str = "") -> None:
        now = time.perf_counter()
        if self.saying:
            self.stages.append((self.saying, now - self.last))
        self.last, self.saying = now, saying

    @property
    def total(self) -> float:
        return self.last - self.begun

    def told(self) -> str:
        return ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.stages)


if __name__ == "__main__":
    main()
