"""Imports as people send them, and what is found when workers and servers were killed meanwhile."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.test import Client
from stdnum.cn import uscc

from mingpin.accounts.models import Person
from mingpin.audit.models import Entry
from mingpin.jobs.models import Job
from mingpin.jobs.states import JobState
from mingpin.registry.models import Batch, EvidenceRow, Import, Subject
from mingpin.registry.states import ImportState
from tests.platform.cast import make_cast
from tests.trust.killed.job import tell

ROWS = 30
TITLES = "企业名称,统一社会信用代码,所属县区,企业类型,成立日期"
UNDER_WAY = (ImportState.UPLOADED, ImportState.APPLYING)


def people() -> int:
    return len(make_cast().people)


def register(number: int) -> str:
    """A register of new enterprises, one of them with a day that is none."""
    lines = [TITLES]
    for row in range(ROWS):
        stem = f"91410781MA{number:04d}{row:03d}"
        day = "2015-13-45" if row == 7 else f"2015-03-{row % 28 + 1:02d}"
        lines.append(f"示例{number}号{row}有限公司,{stem}{uscc.calc_check_digit(stem)},卫辉市,有限责任公司,{day}")
    return "\n".join(lines) + "\n"


def send(*, number: int, told: str) -> None:
    """What Wang does: sends the register, waits until it is read, has it taken in. Begun again, goes on where it stands. Each
    answer is told only after the browser has it."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Person.objects.get(username="wang"), backend="django.contrib.auth.backends.ModelBackend")
    title = f"名册{number}"
    if not Import.objects.filter(title=title).exists():
        file = SimpleUploadedFile(f"{title}.csv", register(number).encode("gb18030"))
        answer = browser.post("/imports/new/", {"files": file, "title": title})
        assert answer.status_code == 303, answer.content.decode()[:2000]
        tell(told, f"uploaded {number}")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        one = Import.objects.filter(title=title).latest("pk")
        if one.state == ImportState.READ:
            answer = browser.post(f"/imports/{one.pk}/apply/")
            if answer.status_code == 303:
                tell(told, f"begun {number}")
        if one.state in (ImportState.APPLYING, ImportState.APPLIED):
            return
        time.sleep(0.02)


def found() -> dict[str, Any]:
    """Each register by what became of it, and whether every row is accounted for."""
    registers: dict[str, list[dict[str, Any]]] = {}
    for one in Import.objects.order_by("pk"):
        entries = Entry.objects.filter(object_type="registry.import", object_id=str(one.pk), action="apply_import")
        added = [sum(json.loads(leaf)["after"]["added"].values()) for leaf in entries.values_list("leaf", flat=True)]
        registers.setdefault(one.title.removeprefix("名册"), []).append(
            {
                "state": one.state,
                "rows": (one.preview or {}).get("rows"),
                "held": EvidenceRow.objects.filter(batch=one.batch).count() if one.batch_id else 0,
                "recorded": added,
                "marked": one.files.filter(marked=None).count() == 0,
            }
        )
    of_imports = set(Import.objects.exclude(batch=None).values_list("batch", flat=True))
    names = Counter(Subject.objects.values_list("name", flat=True))
    return {
        "registers": registers,
        "under_way": Import.objects.filter(state__in=UNDER_WAY).count(),
        "open_jobs": Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).count(),
        "failed_jobs": list(Job.objects.filter(state=JobState.FAILED).values_list("error", flat=True)),
        "attempts": dict(Counter(Job.objects.values_list("attempts", flat=True))),
        "batches_of_nobody": Batch.objects.exclude(pk__in=of_imports).count(),
        "evidence": EvidenceRow.objects.count(),
        "subjects": Subject.objects.count(),
        "twice": [name for name, count in names.items() if count > 1],
        "without_evidence": Subject.objects.annotate(rows=Count("evidence")).filter(rows=0).count(),
    }
