"""What lies on desks in the demonstration: files that wait, were taken in, were taken back; documents and a form."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.accounts.acting import Acting
from mingpin.demo.name_parts import MARKED
from mingpin.jobs.models import Job
from mingpin.jobs.running import run_job
from mingpin.jobs.states import JobState
from mingpin.portal.demonstration.people import HUIXIAN, WEIHUI, People
from mingpin.registry.entry.actions import add_evidence
from mingpin.registry.imports.actions import begin_import, undo_import, upload_files
from mingpin.registry.models import Import, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.load import SUBJECT_TABLE
from mingpin.vocabulary.place import shared_vocabulary

_HONOURS = ["企业名称", "荣誉名称", "获奖时间", "证书编号", "来源"]
_SOURCE = "演示数据（虚构）"
_UNKNOWN = f"{MARKED}名册里没有的有限公司"


def make_papers(people: People) -> None:
    """Files of departments, a county and an enterprise as imports in every state; a row of evidence with its document."""
    chen, zheng, zhou, wu = (people.acting(name) for name in ("chen", "zheng", "zhou", "wu"))
    _sent(chen, "示例省长质量奖名单（待收下）", [*_rows(WEIHUI, 3), [_UNKNOWN, "省长质量奖", "2023-05", "", _SOURCE]])
    _applied(zheng, "示例省长质量奖名单（已收下）", _rows(HUIXIAN, 4))
    taken = _applied(zhou, "示例荣誉名单（收下后撤销）", _rows(WEIHUI, 2, year=2022))
    undo_import(taken, reason="示例：重复报送", by=zhou)
    _sent(wu, "示例荣誉名单（看不懂的表）", [["甲", "乙", "", "", ""]], titles=["列一", "列二", "列三", "列四", "列五"])
    _entered(people.acting("sun"))
    _registered_twice(people.acting("wang"))


def _rows(area: str, count: int, *, year: int = 2023) -> list[list[str]]:
    names = Subject.objects.filter(area=area, kind="enterprise").order_by("pk").values_list("name", flat=True)[:count]
    return [
        [name, "省长质量奖", f"{year}-05", f"示例证字{number:03d}号", _SOURCE] for number, name in enumerate(names, 1)
    ]


def _sent(by: Acting, title: str, rows: Sequence[Sequence[str]], titles: Sequence[str] = _HONOURS) -> Import:
    text = StringIO()
    csv.writer(text).writerows([titles, *rows])
    file = SimpleUploadedFile(f"{title}.csv", text.getvalue().encode("gb18030"), content_type="text/csv")
    of_import = upload_files(files=[file], title=f"{title}（虚构）", by=by)
    work()
    of_import.refresh_from_db()
    return of_import


def _applied(by: Acting, title: str, rows: Sequence[Sequence[str]]) -> Import:
    of_import = _sent(by, title, rows)
    begin_import(of_import, by=by)
    work()
    of_import.refresh_from_db()
    return of_import


def work() -> None:
    """Does what was queued, here and now: there is no worker while the demonstration is loaded."""
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("created_at"):
        run_job.call(str(job.pk))


def _entered(by: Acting) -> None:
    """An enterprise enters a certificate of its own by form, with a document."""
    subject = Subject.objects.visible_to(by).filter(owner=None).order_by("pk").first()
    if subject is None:
        return
    document = SimpleUploadedFile("示例证书（虚构）.pdf", BytesIO(_pdf()).getvalue(), content_type="application/pdf")
    values = {
        "kind": "quality_management",
        "certificate_no": "示例-0001",
        "valid_from": "2023-01-01",
        "source": _SOURCE,
    }
    add_evidence(subject=subject, table="certifications", values=values, by=by, note=_SOURCE, uploads=[document])


def _pdf() -> bytes:
    """The smallest page that says nothing."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _registered_twice(by: Acting) -> None:
    """Three bodies that an old list names a second time, without their codes: proposed as duplicates, for a person to decide."""
    twins = Subject.objects.filter(area=WEIHUI, kind="enterprise").order_by("-pk")[:3]
    rows = [
        {
            "subject_id": f"旧名单-{number:03d}",
            "kind": "enterprise",
            "name": twin.name,
            "area": twin.area,
            "source": _SOURCE,
        }
        for number, twin in enumerate(twins, 1)
    ]
    frames = {SUBJECT_TABLE: rows_frame(shared_vocabulary().tables[SUBJECT_TABLE], rows)}
    title = f"{MARKED}旧名单补登（虚构）"
    take_in(frames, kind=BatchKind.DEMONSTRATION, title=title, supplier=by.organisation, note=_SOURCE, by=by)
