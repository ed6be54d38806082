"""Answers come back by workbook or by form, through intake and the registry, and settle verdicts in the next survey."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook  # type: ignore[import-untyped]

from mingpin.accounts.models import Organisation
from mingpin.audit.models import Entry
from mingpin.collection.actions import send_request
from mingpin.collection.answer import Answer, answer_request
from mingpin.collection.models import Request
from mingpin.collection.states import ItemState, RequestState
from mingpin.collection.workbook import INSTRUCTIONS, write_workbook
from mingpin.errors import Invalid, NotThere
from mingpin.policies.models import Run, RunVerdict
from mingpin.registry.entry.actions import add_evidence, withdraw_evidence
from mingpin.registry.imports.actions import undo_import, upload_files
from mingpin.registry.models import EvidenceRow, Import, Subject
from mingpin.registry.states import BatchKind
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import Cast
from tests.platform.collection.making import SOON, draft, draft_for, drafted, filled, items_of, returned, sent_to
from tests.platform.fixtures import SignedIn
from tests.platform.jobs_now import run_jobs
from tests.platform.policies.making import PLATFORM, a_run

pytestmark = pytest.mark.django_db
LIST = {"起始日期": "1950-01-01", "截止日期": "2024-06-30", "名单生成日期": "2024-06-30"}
REGISTER, DECLARATIONS = "主体", "名单覆盖声明"
LEGAL = {"具有独立法人资格": "是", "登记所在省": "河南省"}


def _open_codes(run: Run, subject: int | None) -> set[str]:
    codes = run.summary["reason_codes"]
    row = RunVerdict.objects.get(run=run, subject=subject)
    return {codes[int(place)] for place in row.reasons.split("|") if place}


def test_a_returned_workbook_settles_what_was_asked(cast: Cast, tmp_path: Path) -> None:
    before = drafted(cast)
    request = sent_to(cast.zheng, cast)
    asked = items_of(request)
    of_import = returned(filled(request, tmp_path, {REGISTER: LEGAL, DECLARATIONS: LIST}), cast.zheng)
    assert of_import.preview is not None
    assert of_import.preview["rows"]["rejected"] == 0, of_import.accounts
    request.refresh_from_db()
    assert request.state == RequestState.ANSWERED
    assert {item.state for item in items_of(request)} == {ItemState.HELD}
    assert {item.batch_id for item in items_of(request)} == {of_import.batch_id}
    after = a_run(cast.wang)
    for item in asked:
        if item.subject is not None:
            assert item.reason in _open_codes(before, item.subject_id)
            assert item.reason not in _open_codes(after, item.subject_id)
    left = {row.subject for row in RunVerdict.objects.filter(run=after).select_related("subject__owner")
            if {item.reason for item in asked} & _open_codes(after, row.subject_id)}  # fmt: skip
    unsure = [subject for subject in left if (subject.owner or subject).registered_on is not None]
    assert unsure == [], "only of whom nobody knows since when it exists, it is not known that nothing ever happened"
    assert after.counts["UNDETERMINED"] < before.counts["UNDETERMINED"]


def test_an_undone_import_leaves_its_questions_open_again(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.zheng, cast)
    content = filled(request, tmp_path, {REGISTER: LEGAL, DECLARATIONS: LIST})
    of_import = returned(content, cast.zheng)
    undo_import(of_import, reason="填错了表", by=cast.zheng)
    request.refresh_from_db()
    assert (request.state, request.ended_at) == (RequestState.OPEN, None)
    assert {(item.state, item.batch_id, item.days) for item in items_of(request)} == {(ItemState.OPEN, None, None)}
    returned(content, cast.zheng)
    request.refresh_from_db()
    assert request.state == RequestState.ANSWERED, "and can be answered again"


def test_undoing_one_import_leaves_what_another_answered(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.zheng, cast)
    first = returned(filled(request, tmp_path, {DECLARATIONS: LIST}), cast.zheng)
    second = returned(filled(request, tmp_path, {REGISTER: LEGAL}), cast.zheng)
    undo_import(second, reason="填错了表", by=cast.zheng)
    by_batch = {(item.state, item.batch_id) for item in items_of(request)}
    assert by_batch == {(ItemState.HELD, first.batch_id), (ItemState.OPEN, None)}


def test_what_a_second_row_answers_too_stays_held_until_that_is_withdrawn(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.zheng, cast)
    of_import = returned(filled(request, tmp_path, {DECLARATIONS: LIST}), cast.zheng)
    item = next(one for one in items_of(request) if one.state == ItemState.HELD)
    [declared] = [
        row for row in EvidenceRow.objects.filter(batch=of_import.batch) if row.values["list"] == item.list_code
    ]
    said = {"list": item.list_code, "area": declared.values["area"], "period_from": "1949", "period_to": "2024-06-30",
            "as_of": "2024-06-30", "source": "市监〔2024〕1 号"}  # fmt: skip
    frame = rows_frame(shared_vocabulary().tables["coverage"], [said])
    taken = take_in({"coverage": frame}, kind=BatchKind.FORM, title="再次声明", by=PLATFORM)
    undo_import(of_import, reason="填错了表", by=cast.zheng)
    item.refresh_from_db()
    assert item.state == ItemState.HELD, "nothing that is held is asked again"
    withdraw_evidence(row=EvidenceRow.objects.get(batch=taken.batch), reason="误填", by=PLATFORM)
    item.refresh_from_db()
    assert item.state == ItemState.OPEN, "and what is not held is not said to be"
    request.refresh_from_db()
    assert request.state == RequestState.OPEN


def test_a_short_register_row_of_a_department_leaves_all_else_as_it_was(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.zheng, cast)
    item = next(one for one in items_of(request) if one.columns == ["is_legal_person"])
    assert item.subject is not None
    before = EvidenceRow.objects.current().get(table="subjects", subject=item.subject).values
    returned(filled(request, tmp_path, {REGISTER: LEGAL}), cast.zheng)
    row = EvidenceRow.objects.current().get(table="subjects", subject=item.subject)
    asked = {name for one in items_of(request, subject=item.subject) for name in one.columns}
    assert {k: v for k, v in row.values.items() if k not in asked} == {
        k: v for k, v in before.items() if k not in asked
    }
    assert row.values["is_legal_person"] is True
    assert Subject.objects.get(pk=item.subject.pk).name == item.subject.name
    assert row.batch.supplier == cast.zheng.organisation


def test_columns_and_subjects_that_were_not_asked_are_left_out_with_the_reason(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.zheng, cast)
    item = next(one for one in items_of(request) if one.columns == ["is_legal_person"])
    other = Subject.objects.exclude(pk__in=[one.subject_id for one in items_of(request) if one.subject_id])[0]
    assert item.subject is not None
    path = tmp_path / "more.xlsx"
    path.write_bytes(filled(request, tmp_path, {REGISTER: LEGAL}))
    book = load_workbook(path)
    sheet = book[REGISTER]
    sheet.cell(1, sheet.max_column + 1).value = "住所"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, sheet.max_column).value = "编造路 1 号"
    sheet.append([other.subject_id, "改了名字", None, "河南省", "否"])
    book.save(path)
    of_import = returned(path.read_bytes(), cast.zheng)
    assert "编造" not in str([row.values for row in EvidenceRow.objects.current().filter(table="subjects")])
    assert of_import.accounts is not None
    account = next(one for one in of_import.accounts if one["table"] == "subjects")
    assert account["rejected"] == 1, "a row about a subject that was not asked comes back"
    assert any("住所" in remark for remark in account["remarks"]), "what was left out is said"
    other.refresh_from_db()
    assert other.name != "改了名字"


def test_a_workbook_that_comes_back_blank_says_nothing(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    request = sent_to(cast.wu, cast)
    rows = EvidenceRow.objects.count()
    file = SimpleUploadedFile("blank.xlsx", filled(request, tmp_path, {}))
    of_import = upload_files(files=[file], by=cast.wu)
    run_jobs()
    of_import = Import.objects.get(pk=of_import.pk)
    assert of_import.preview is not None
    told = of_import.preview["rows"]
    assert (told["accepted"], told["rejected"]) == (0, 0)
    assert told["read"] == told["noted"] > 0
    assert EvidenceRow.objects.count() == rows


def test_the_workbook_asks_only_what_is_asked_and_says_why(cast: Cast, tmp_path: Path) -> None:
    drafted(cast)
    Organisation.objects.create(kind="department", code="tax", name="示例市税务局")
    draft(Run.objects.get(), cast.wang)
    tax = Request.objects.get(holder__code="tax", state=RequestState.DRAFT)
    write_workbook(tmp_path / "x.xlsx", tax)
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == [INSTRUCTIONS, "财务指标"] or book.sheetnames[0] == INSTRUCTIONS
    titles = [cell.value for cell in book.worksheets[1][1]]
    assert titles[:3] == ["主体编号", "主体名称", "年度"]
    assert len(titles) == 3 + len({name for item in items_of(tax) for name in item.columns})
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len({(item.subject_id, item.keys["year"]) for item in items_of(tax)})
    text = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)
    assert "亏损" in text or "利税" in text, "the words of the document stand there"


def test_a_form_answers_as_the_workbook_does(cast: Cast, signed_in: SignedIn) -> None:
    before = drafted(cast)
    request = sent_to(cast.zhou, cast)
    browser = signed_in("zhou")
    address = f"/requests/{request.pk}/answer"
    page = browser.get(address)
    assert page.status_code == 200
    normal = next(one for one in items_of(request) if one.columns == ["is_operating_normally"])
    marks = next(one for one in items_of(request) if one.list_code == "trademark_use")
    asked = [item.pk for item in items_of(request)]
    form = {row.items[0].pk: row.prefix for row in page.context["form"].rows}
    prefix = next(row.prefix for row in page.context["form"].rows if normal in row.items)
    said = {
        f"{prefix}-is_operating_normally": "yes",
        f"{form[marks.pk]}-period_from": "2020-01-01",
        f"{form[marks.pk]}-period_to": "2024-06-30",
        f"{form[marks.pk]}-as_of": "2024-06-30",
    }
    wrong = browser.post(address, {"asked": asked, **said, f"{form[marks.pk]}-as_of": "昨天"})
    assert wrong.status_code == 422
    assert not request.items.filter(state=ItemState.HELD).exists()
    answer = browser.post(address, {"asked": asked, **said, "note": "企业来函"})
    assert answer.status_code == 303
    held = {item.pk for item in items_of(request, state=ItemState.HELD)}
    assert held == {normal.pk, marks.pk}, "what was left blank stays open"
    row = EvidenceRow.objects.current().get(table="subjects", subject=normal.subject)
    assert (row.values["is_operating_normally"], row.batch.note) == (True, "企业来函")
    assert Entry.objects.filter(action="answer_request", object_id=str(request.pk)).count() == 1
    after = a_run(cast.wang)
    assert normal.reason in _open_codes(before, normal.subject_id) - _open_codes(after, normal.subject_id)


def test_an_answer_says_nothing_that_was_not_asked(cast: Cast) -> None:
    drafted(cast, 60)
    request = sent_to(cast.wu, cast)
    item = next(one for one in items_of(request) if one.table == "coverage")
    with pytest.raises(Invalid):
        answer_request(request=request, answers=[Answer([item], {"source": "外来"})], by=cast.wu)
    with pytest.raises(NotThere):
        answer_request(request=request, answers=[Answer([item], {"as_of": "2024-06-30"})], by=cast.zhou)
    foreign = items_of(draft_for(cast.zhou.organisation))[0]
    with pytest.raises(NotThere):
        answer_request(request=request, answers=[Answer([foreign], {"as_of": "2024-06-30"})], by=cast.wu)


def test_a_row_entered_on_the_page_of_the_subject_answers_too(cast: Cast) -> None:
    drafted(cast)
    organisation = Organisation.objects.create(kind="department", code="tax", name="示例市税务局")
    draft(Run.objects.get(), cast.wang)
    request = Request.objects.get(holder=organisation, state=RequestState.DRAFT)
    send_request(request=request, due_on=SOON, by=cast.wang)
    item = next(one for one in items_of(request) if one.columns == ["tax"])
    assert item.subject is not None
    add_evidence(subject=item.subject, table="financials", values={"year": 1999, "tax": "5"}, by=cast.wang)
    item.refresh_from_db()
    assert item.state == ItemState.OPEN, "another year is no answer"
    add_evidence(subject=item.subject, table="financials", values={**item.keys, "tax": "5"}, by=cast.wang)
    item.refresh_from_db()
    assert item.state == ItemState.HELD
