"""The kind of job that crash tests ask for, and what they find afterwards."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client

from mingpin.accounts.models import Person
from mingpin.audit.actions import record
from mingpin.audit.checkpoints import verify_database
from mingpin.audit.models import Entry
from mingpin.audit.who import Who
from mingpin.jobs.actions import Owner, enqueue
from mingpin.jobs.kinds import job_kind
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.jobs.states import JobState
from tests.trust.killed.models import Line, Written

LINES = 5
OPEN = (JobState.QUEUED, JobState.RUNNING)


@job_kind("write_batches", title="crash test")
def write_batches(progress: Progress, *, batches: int, told: str) -> Mapping[str, Any]:
    """Writes batches, each in a transaction with its entry of the record, and tells each one only after it is committed."""
    for number in range(batches):
        progress.at(number, batches, "writing")
        if Written.objects.filter(job=progress.job.pk, number=number).exists():
            continue
        with transaction.atomic():
            batch = Written.objects.create(job=progress.job.pk, number=number, declared=LINES)
            Line.objects.bulk_create(Line(of=batch, text=f"{number}/{line}") for line in range(LINES))
            record(by=Who("program:write_batches"), action="write_batch", on=batch, after={"lines": LINES})
        tell(told, f"{progress.job.pk} {number}")
    return {"batches": batches}


def tell(file: str, line: str) -> None:
    """Adds a line for the one who watches, at once."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def ask(*, batches: int, told: str, key: str | None = None) -> str:
    """Queues a job; its number."""
    arguments = {"batches": batches, "told": told}
    return str(enqueue("write_batches", title="crash test", arguments=arguments, owner=Owner(), key=key).pk)


def ask_at_once(*, batches: int, told: str, key: str) -> list[str]:
    """Eight threads ask under the same key at the same moment; what each got."""
    gate, got = threading.Barrier(8), []

    def one() -> None:
        try:
            gate.wait(30)
            got.append(ask(batches=batches, told=told, key=key))
        except Exception as error:
            got.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def is_over(*, job: str) -> bool:
    return not Job.objects.filter(pk=job, state__in=OPEN).exists()


def found() -> dict[str, Any]:
    """How things stand: jobs by number, batches told to be whole, what is only half there, and what the record is found to be."""
    jobs = {
        str(job.pk): {"state": job.state, "attempts": job.attempts, "error": job.error, "result": job.result}
        for job in Job.objects.all()
    }
    batches = Written.objects.annotate(has=Count("lines"))
    entries = Entry.objects.filter(action="write_batch").values_list("object_id", flat=True)
    report = verify_database().as_json()
    return {
        "jobs": jobs,
        "stuck": [pk for pk, job in jobs.items() if job["state"] in OPEN],
        "batches": sorted(f"{batch.job} {batch.number}" for batch in batches),
        "partial": [batch.pk for batch in batches.exclude(has=F("declared"))],
        "entries": sorted(entries),
        "written": sorted(str(batch.pk) for batch in batches),
        "record": {name: report[name] for name in ("code", "findings", "size")},
        "file": _file_check(),
        "digests": {pk: _digest(pk) for pk in jobs},
    }


def _file_check() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        return str(cursor.execute("PRAGMA integrity_check").fetchone()[0])


def _digest(job: str) -> str:
    """Of all that a job left, so that two jobs can be compared."""
    lines = Line.objects.filter(of__job=job).order_by("of__number", "text").values_list("of__number", "text")
    return hashlib.sha256(repr(list(lines)).encode()).hexdigest()


def ready_while_locked() -> dict[str, Any]:
    """What readiness says, and after how long, while another program holds the SQLite file for itself."""
    browser = Client(SERVER_NAME="127.0.0.1")
    before = browser.get("/health/ready").status_code
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    answer = browser.get("/health/ready")
    seconds = time.monotonic() - begun
    other.execute("ROLLBACK")
    after = browser.get("/health/ready").status_code
    return {"codes": [before, answer.status_code, after], "said": answer.json()["database"], "seconds": seconds}


def looking_while_written() -> dict[str, Any]:
    """What somebody who is signed in is answered, and after how long, while another program writes the SQLite file."""
    browser = Client(SERVER_NAME="127.0.0.1")
    who = Person.objects.create(username="looks-on", name="何无任")
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    codes = [browser.get("/").status_code for _page in range(3)]
    seconds = time.monotonic() - begun
    other.execute("ROLLBACK")
    return {"codes": codes, "seconds": seconds}
