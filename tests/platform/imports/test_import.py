"""Files become evidence: read, understood, previewed, applied, given back, undone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry
from mingpin.errors import Invalid, NotThere, Stale
from mingpin.files.places import place_of
from mingpin.intake.columns import SheetMapping
from mingpin.intake.columns.mapping import shape_of_titles
from mingpin.jobs.models import Job
from mingpin.jobs.running import Progress
from mingpin.registry.imports.actions import (
    Corrections,
    begin_import,
    correct_import,
    discard_import,
    undo_import,
    upload_files,
)
from mingpin.registry.imports.tasks import apply_import
from mingpin.registry.models import Batch, EvidenceRow, Import, Subject, SubjectWords, SupplierMapping
from mingpin.registry.states import ImportState
from tests.platform.cast import Cast
from tests.platform.imports.files import REGISTER, csv, workbook
from tests.platform.jobs_now import run_jobs

HONOURS: list[list[object]] = [
    ["附件1", "", "", ""],
    ["2023年度省长质量奖获奖名单", "", "", ""],
    ["序号", "企业名称", "荣誉名称", "获奖时间"],
    [1, "示例卫辉机械有限公司", "省长质量奖", "2023-05"],
    [2, "示例卫辉食品有限公司", "省长质量奖", "2023年6月"],
    [3, "没有的有限公司", "省长质量奖", "2023-05"],
]


def read(by: Acting, *files: SimpleUploadedFile) -> Import:
    """An import of these files as it stands when it was read."""
    of_import = upload_files(files=files, by=by)
    run_jobs()
    of_import.refresh_from_db()
    return of_import


def applied(by: Acting, *files: SimpleUploadedFile) -> Import:
    of_import = read(by, *files)
    assert of_import.state == ImportState.READ, of_import.refusal
    begin_import(of_import, by=by)
    run_jobs()
    of_import.refresh_from_db()
    return of_import


def rows(of_import: Import) -> dict[str, int]:
    return dict((of_import.preview or {})["rows"])


def table(of_import: Import, name: str) -> dict[str, int]:
    return {kind: count for kind, count in (of_import.preview or {})["tables"][name].items() if count}


def names(subjects: Sequence[Any]) -> list[str]:
    return sorted(subject.name for subject in subjects)


@pytest.fixture
def register(cast: Cast) -> Import:
    """Wang has taken the register of Weihui in."""
    return applied(cast.wang, csv(REGISTER))


def test_a_register_is_read_first_and_taken_in_when_somebody_says_so(cast: Cast) -> None:
    of_import = read(cast.wang, csv(REGISTER))
    assert of_import.state == ImportState.READ
    assert rows(of_import) == {"read": 2, "accepted": 2, "rejected": 0, "noted": 0, "duplicates": 0}
    assert (Subject.objects.count(), EvidenceRow.objects.count()) == (0, 0)
    begin_import(of_import, by=cast.wang)
    run_jobs()
    of_import.refresh_from_db()
    assert (of_import.state, table(of_import, "subjects")) == (ImportState.APPLIED, {"new": 2})
    assert names(Subject.objects.all()) == ["示例卫辉机械有限公司", "示例卫辉食品有限公司"]


def test_a_messy_list_is_understood_matched_by_name_and_the_stranger_comes_back(cast: Cast, register: Import) -> None:
    of_import = applied(cast.zheng, workbook(HONOURS))
    assert rows(of_import)["accepted"] == 2
    assert rows(of_import)["rejected"] == 1
    assert rows(of_import)["read"] == sum(rows(of_import)[kind] for kind in ("accepted", "rejected", "noted"))
    honours = EvidenceRow.objects.filter(table="honours").select_related("subject").order_by("subject__name")
    assert [(row.subject.name, row.values["awarded_on"], row.supplied_by) for row in honours if row.subject] == [
        ("示例卫辉机械有限公司", "2023-05-01", "示例市市场监管局"),
        ("示例卫辉食品有限公司", "2023-06-01", "示例市市场监管局"),
    ]
    assert of_import.files.get().marked is not None


def test_the_same_file_again_adds_nothing(cast: Cast, register: Import) -> None:
    again = applied(cast.wang, csv(REGISTER))
    assert (again.batch, table(again, "subjects")) == (None, {"known": 2})
    assert Batch.objects.count() == 1


def test_what_was_applied_cannot_be_applied_again(cast: Cast, register: Import) -> None:
    with pytest.raises(Stale):
        begin_import(register, by=cast.wang)


def test_the_worker_that_comes_second_finds_all_done(cast: Cast) -> None:
    of_import = applied(cast.wang, csv(REGISTER))
    entries = Entry.objects.count()
    job = Job.objects.get(kind="apply_import")
    assert apply_import(Progress(job), import_id=of_import.pk)["batch"] == of_import.batch_id
    assert (Batch.objects.count(), Entry.objects.count()) == (1, entries)


def test_the_corrected_workbook_supersedes_what_was_corrected(cast: Cast, register: Import) -> None:
    first = applied(cast.zheng, workbook(HONOURS))
    marked = first.files.get().marked
    assert marked is not None
    book = openpyxl.load_workbook(BytesIO(place_of(marked).read_bytes()))
    assert book["名单"]["D4"].value == "2023-05"
    book["名单"]["D4"].value = "2022-05"
    corrected = BytesIO()
    book.save(corrected)
    again = applied(cast.zheng, SimpleUploadedFile("名单-核对.xlsx", corrected.getvalue()))
    assert table(again, "honours") == {"changed": 1, "known": 1}
    old = EvidenceRow.objects.get(table="honours", superseded_at__isnull=False)
    assert old.superseded_by is not None
    assert (old.values["awarded_on"], old.superseded_by.values["awarded_on"]) == ("2023-05-01", "2022-05-01")


def test_an_undone_import_stays_on_record_and_no_longer_counts(cast: Cast, register: Import) -> None:
    of_import = applied(cast.zheng, workbook(HONOURS))
    assert set(SubjectWords.objects.values_list("holds", flat=True)) == {
        "|honours|honours:governor_quality_award|subjects|"
    }
    undo_import(of_import, reason="名单有误", by=cast.zheng)
    assert set(SubjectWords.objects.values_list("holds", flat=True)) == {"|subjects|"}
    assert of_import.state == ImportState.UNDONE
    assert EvidenceRow.objects.current().filter(table="honours").count() == 0
    assert set(EvidenceRow.objects.filter(table="honours").values_list("superseded_reason", flat=True)) == {"名单有误"}


def test_undoing_a_correction_brings_back_what_it_had_superseded(cast: Cast, register: Import) -> None:
    renamed = applied(cast.wang, csv(REGISTER.replace("机械", "重工"), "更名.csv"))
    assert "示例卫辉重工有限公司" in names(Subject.objects.all())
    undo_import(renamed, reason="弄错了", by=cast.wang)
    assert names(Subject.objects.all()) == ["示例卫辉机械有限公司", "示例卫辉食品有限公司"]
    current = EvidenceRow.objects.current().filter(table="subjects").values_list("values__name", flat=True)
    assert sorted(current) == ["示例卫辉机械有限公司", "示例卫辉食品有限公司"]


def test_what_was_undone_can_be_sent_again(cast: Cast, register: Import) -> None:
    """Undone by mistake, or in the name of another: the same file brings the same rows, not “corrected since”."""
    first = applied(cast.zheng, workbook(HONOURS))
    undo_import(first, reason="弄错了", by=cast.zheng)
    again = applied(cast.zheng, workbook(HONOURS))
    assert table(again, "honours") == {"new": 2}
    assert EvidenceRow.objects.current().filter(table="honours", batch=again.batch).count() == 2
    renamed = csv(REGISTER.replace("机械", "重工"), "更名.csv")
    undo_import(applied(cast.wang, renamed), reason="弄错了", by=cast.wang)
    renamed.seek(0)
    assert table(applied(cast.wang, renamed), "subjects") == {"changed": 1, "known": 1}
    assert "示例卫辉重工有限公司" in names(Subject.objects.all())


def test_of_two_imports_the_later_is_undone_first_and_then_the_earlier(cast: Cast) -> None:
    first = applied(cast.wang, csv(REGISTER))
    second = applied(cast.wang, csv(REGISTER.replace("机械", "重工"), "更名.csv"))
    with pytest.raises(Invalid, match="先撤销后来的导入"):
        undo_import(first, reason="弄错了", by=cast.wang)
    first.refresh_from_db()
    undo_import(second, reason="弄错了", by=cast.wang)
    undo_import(first, reason="都弄错了", by=cast.wang)
    assert not EvidenceRow.objects.current().exists()
    assert EvidenceRow.objects.count() == 4


def test_what_others_rest_on_cannot_be_undone(cast: Cast, register: Import) -> None:
    applied(cast.zheng, workbook(HONOURS))
    with pytest.raises(Invalid, match="先撤销后来的导入"):
        undo_import(register, reason="想重来", by=cast.wang)
    register.refresh_from_db()
    assert register.state == ImportState.APPLIED


def test_an_undo_needs_a_reason(cast: Cast, register: Import) -> None:
    with pytest.raises(Invalid, match="须写明理由"):
        undo_import(register, reason=" ", by=cast.wang)


def test_a_sheet_that_is_not_understood_is_asked_about_and_the_answer_remembered(cast: Cast, register: Import) -> None:
    strange = [["甲方", "何种", "何时"], ["示例卫辉机械有限公司", "省长质量奖", "2023-05"]]
    of_import = read(cast.zheng, workbook(strange, sheet="Sheet1", name="资料.xlsx"))
    (account,) = of_import.accounts or []
    assert account["table"] is None
    assert rows(of_import)["accepted"] == 0
    with pytest.raises(Invalid, match="没有一行可以收下"):
        begin_import(of_import, by=cast.zheng)
    titles = tuple(account["titles"])
    mapping = SheetMapping(
        table="honours",
        columns={"甲方": "subject_name", "何种": "scheme", "何时": "awarded_on"},
        shape=shape_of_titles(titles),
        file=account["file"],
        sheet=account["sheet"],
        titles=titles,
    )
    correct_import(of_import, Corrections((mapping,)), by=cast.zheng)
    run_jobs()
    of_import.refresh_from_db()
    assert rows(of_import)["accepted"] == 1
    begin_import(of_import, by=cast.zheng)
    run_jobs()
    assert SupplierMapping.objects.get().supplier == cast.zheng.organisation
    strange[1][2] = "2022-05"
    again = read(cast.zheng, workbook(strange, sheet="Sheet1", name="另一份.xlsx"))
    assert table(again, "honours") == {"new": 1}


def test_coverage_declared_with_a_whole_list_is_evidence_and_with_a_torn_one_refused(
    cast: Cast, register: Import
) -> None:
    line = "list=quality_awards,area=410781,from=2020-01-01,to=2024-06-30,as-of=2024-06-30"
    whole = read(cast.zheng, workbook(HONOURS[:5]))
    correct_import(whole, Corrections((), (line,)), by=cast.zheng)
    run_jobs()
    whole.refresh_from_db()
    begin_import(whole, by=cast.zheng)
    run_jobs()
    assert EvidenceRow.objects.get(table="coverage").values["area"] == "410781"
    torn = read(
        cast.zheng, workbook([*HONOURS[:5], [3, "示例卫辉机械有限公司", "省长质量奖", "不知何时"]], name="破.xlsx")
    )
    correct_import(torn, Corrections((), (line,)), by=cast.zheng)
    run_jobs()
    torn.refresh_from_db()
    assert torn.state == ImportState.UNREADABLE
    assert "名单" in torn.refusal


def test_a_county_neither_changes_nor_learns_of_subjects_elsewhere(cast: Cast, register: Import) -> None:
    foreign = read(cast.wu, workbook(HONOURS))
    absent = read(cast.wu, workbook([*HONOURS[:3], [1, "根本没有的有限公司", "省长质量奖", "2023-05"]], name="b.xlsx"))
    assert rows(foreign)["accepted"] == rows(absent)["accepted"] == 0
    taken = read(cast.wu, csv(REGISTER))
    assert rows(taken) == {"read": 2, "accepted": 0, "rejected": 2, "noted": 0, "duplicates": 0}
    own = applied(cast.wu, csv(REGISTER.replace("卫辉", "辉县").replace("91410781MA00000017", "91410782MA0000002Q")
                               .split("示例辉县食品")[0]))  # fmt: skip
    assert table(own, "subjects") == {"new": 1}


def test_no_code_that_a_county_sends_tells_whether_another_county_has_it(cast: Cast, register: Import) -> None:
    foreign, unheard_of = "91410781MA00000017", "91410782MA0000002Q"
    for code in (foreign, unheard_of):
        sent = REGISTER.splitlines()[:2]
        text = "\n".join(sent).replace(foreign, code).replace("卫辉", "辉县") + "\n"
        own = applied(cast.wu, csv(text, f"{code}.csv"))
        assert (rows(own)["accepted"], rows(own)["rejected"], table(own, "subjects")) == (1, 0, {"new": 1})
        again = applied(cast.wu, csv(text, f"{code}-2.csv"))
        assert table(again, "subjects") == {"known": 1}
    visible = Subject.objects.visible_to(cast.wu)
    assert {subject.uscc for subject in visible} == {foreign, unheard_of}
    assert all(subject.subject_id.startswith("410782-") for subject in visible)
    assert Subject.objects.get(subject_id=foreign).area == "410781"


def test_the_office_s_register_knows_by_its_code_what_a_county_sent_first(cast: Cast) -> None:
    applied(cast.zhou, csv(REGISTER, "卫辉.csv"))
    ids = set(Subject.objects.values_list("subject_id", flat=True))
    again = applied(cast.wang, csv(REGISTER.replace("2015-03-02", "2015-03-03")))
    assert table(again, "subjects") == {"changed": 1, "known": 1}
    assert set(Subject.objects.values_list("subject_id", flat=True)) == ids


def test_an_import_of_another_organisation_is_as_one_that_is_not_there(cast: Cast, register: Import) -> None:
    with pytest.raises(NotThere):
        discard_import(register, reason="", by=cast.chen)


def test_a_discarded_import_took_nothing_in(cast: Cast) -> None:
    of_import = read(cast.wang, csv(REGISTER))
    discard_import(of_import, reason="发错了", by=cast.wang)
    assert (of_import.state, Subject.objects.count()) == (ImportState.DISCARDED, 0)
    with pytest.raises(Stale):
        begin_import(of_import, by=cast.wang)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(cast: Cast) -> None:
    of_import = read(cast.wang, csv("只有一句话，没有表。", "说明.csv"))
    assert of_import.state in (ImportState.UNREADABLE, ImportState.READ)
    assert rows(of_import)["accepted"] == 0 if of_import.preview else of_import.refusal
