from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.audit.models import Entry
from mingpin.errors import DomainError, Invalid, NotThere, Refused, Stale
from mingpin.registry.entry.actions import add_evidence, attach_document, correct_evidence, withdraw_evidence
from mingpin.registry.models import Draft, EvidenceRow, Subject
from mingpin.registry.taking import held
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn
from tests.platform.registry.making import HONOUR, a_row, a_subject, both_counties

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(name: str = "证书.pdf", content: bytes = PDF) -> Any:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def url(subject: Subject, table: str = "honours") -> str:
    return f"/subjects/{subject.pk}/evidence?table={table}"


def test_a_row_by_form_is_the_row_that_a_file_would_have_brought(cast: Cast) -> None:
    from mingpin.registry.states import BatchKind
    from mingpin.registry.taking import take_in

    subject = a_subject()
    a_row(subject, by=cast.zhou)
    table = shared_vocabulary().tables["honours"]
    frame = rows_frame(table, [{"subject_id": subject.subject_id, **HONOUR}])
    taken = take_in({"honours": frame}, kind=BatchKind.API, title="报送", by=cast.wang)
    assert taken.batch is None
    assert taken.count("known") == 1
    assert held("honours").height == 1


def test_what_is_on_file_already_is_not_taken_twice(cast: Cast) -> None:
    subject = a_subject()
    a_row(subject, by=cast.zhou)
    with pytest.raises(Invalid) as refusal:
        a_row(subject, by=cast.wang)
    assert str(refusal.value).startswith("相同的证据已经在册：“")
    assert "示例·卫辉市" in str(refusal.value)


def test_who_may_not_read_a_row_is_not_told_who_sent_it(cast: Cast) -> None:
    subject = a_subject()
    a_row(subject, "financials", cast.zheng, year="2023", revenue="100")
    with pytest.raises(Invalid) as refusal:
        a_row(subject, "financials", cast.chen, year="2023", revenue="100")
    assert str(refusal.value) == "相同的证据已经在册。"


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("wang", True),
        ("chen", True),
        ("zhou", True),
        ("wu", False),
        ("qian", False),
        ("li", False),
        ("zhao", False),
        ("feng", False),
    ],
)
def test_who_may_add_evidence_about_a_subject_of_weihui(cast: Cast, who: str, allowed: bool) -> None:
    subject = a_subject()
    by = getattr(cast, who)
    if allowed:
        row = a_row(subject, by=by)
        assert row.supplied_by == by.organisation.name
        return
    with pytest.raises((Refused, NotThere)):
        a_row(subject, by=by)
    assert EvidenceRow.objects.filter(table="honours").count() == 0


def test_an_enterprise_declares_for_itself_under_its_own_name(cast: Cast) -> None:
    subject = a_subject("示例卫辉机械有限公司", uscc="91410781MA00000017")
    row = a_row(subject, by=cast.sun)
    assert row.supplied_by == "示例卫辉机械有限公司"
    assert row.batch.supplier == cast.sun.organisation


def test_each_action_leaves_one_entry_and_refused_ones_none(cast: Cast) -> None:
    subject = a_subject()
    before = Entry.objects.count()
    row = add_evidence(subject=subject, table="honours", values=HONOUR, by=cast.zhou, uploads=[pdf()])
    new = correct_evidence(row=row, values={**HONOUR, "document": "二"}, reason="文号有误", by=cast.zhou)
    attach_document(row=new, upload=pdf(), by=cast.zhou)
    withdraw_evidence(row=new, reason="重复", by=cast.zhou)
    with pytest.raises(DomainError):
        withdraw_evidence(row=new, reason="再次", by=cast.zhou)
    with pytest.raises(DomainError):
        attach_document(row=new, upload=pdf(content=b"MZ\x00"), by=cast.zhou)
    actions = list(Entry.objects.filter(sequence__gte=before).order_by("sequence").values_list("action", flat=True))
    assert actions == ["add_evidence", "correct_evidence", "attach_document", "withdraw_evidence"]


def test_a_corrected_row_takes_the_place_of_the_old_one_which_stays(cast: Cast) -> None:
    subject = a_subject()
    old = a_row(subject, by=cast.zhou)
    new = correct_evidence(row=old, values={**HONOUR, "awarded_on": "2023-06"}, reason="月份有误", by=cast.zhou)
    old.refresh_from_db()
    assert (old.superseded_by, old.superseded_reason, old.superseded_in) == (new, "月份有误", new.batch)
    assert [*EvidenceRow.objects.current().filter(table="honours")] == [new]


def test_who_comes_second_is_told_so_and_nothing_is_changed(cast: Cast) -> None:
    old = a_row(a_subject(), by=cast.zhou)
    seen_by_another = EvidenceRow.objects.get(pk=old.pk)
    withdraw_evidence(row=old, reason="误报", by=cast.zhou)
    with pytest.raises(Stale):
        correct_evidence(row=seen_by_another, values={**HONOUR, "document": "二"}, reason="更正", by=cast.zhou)
    assert EvidenceRow.objects.filter(table="honours").count() == 1


@pytest.mark.parametrize("who", ["zhou", "chen", "sun"])
def test_nobody_but_the_office_corrects_what_others_sent(cast: Cast, who: str) -> None:
    subject = a_subject("示例卫辉机械有限公司", uscc="91410781MA00000017")
    row = a_row(subject, by=cast.zheng)
    with pytest.raises(Refused):
        withdraw_evidence(row=row, reason="不对", by=getattr(cast, who))
    withdraw_evidence(row=row, reason="不对", by=cast.wang)


def test_a_reason_is_needed(cast: Cast) -> None:
    row = a_row(a_subject(), by=cast.zhou)
    with pytest.raises(Invalid, match="请写明理由"):
        withdraw_evidence(row=row, reason="  ", by=cast.zhou)


def test_the_form_says_beside_each_field_what_is_wrong(signed_in: SignedIn) -> None:
    subject = a_subject()
    answer = signed_in("zhou").post(
        url(subject), {"scheme": "", "awarded_on": "去年", "valid_from": "2024-05", "valid_to": "2023"}
    )
    assert answer.status_code == 422
    assert {name: errors[0] for name, errors in answer.context["form"].errors.items()} == {
        "scheme": "这个字段是必填项。",
        "awarded_on": "“去年”不是日期；请写 2021-05-03、2021-05 或 2021。",
        "valid_to": "止期早于起期。",
    }
    assert EvidenceRow.objects.filter(table="honours").count() == 0


@pytest.mark.parametrize(
    ("column", "typed", "held_as"),
    [
        ("revenue", "350万", {"revenue": 350_000_000}),
        ("revenue", "1.2亿元", {"revenue": 12_000_000_000}),
        ("revenue", "3,500,000.55", {"revenue": 350_000_055}),
        ("is_audited", "yes", {"is_audited": True}),
        ("is_audited", "no", {"is_audited": False}),
        ("is_audited", "", {}),
    ],
)
def test_amounts_and_answers_are_held_exactly(
    signed_in: SignedIn, column: str, typed: str, held_as: dict[str, Any]
) -> None:
    subject = a_subject()
    answer = signed_in("zhou").post(url(subject, "financials"), {"year": "2023", column: typed})
    assert answer.status_code == 303
    assert EvidenceRow.objects.get(table="financials").values == {"year": 2023, **held_as}


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021年5月", "2021-05-01", "2021-05-31"),
        ("2021.5.3", "2021-05-03", "2021-05-03"),
        ("长期", "9999-12-31", "9999-12-31"),
    ],
)
def test_a_date_keeps_its_precision(signed_in: SignedIn, typed: str, first: str, last: str) -> None:
    subject = a_subject()
    assert signed_in("zhou").post(url(subject), {"scheme": "srdi_sme", "valid_to": typed}).status_code == 303
    values = EvidenceRow.objects.get(table="honours").values
    assert (values["valid_to"], values["valid_to__to"]) == (first, last)


def test_a_share_that_may_be_a_percentage_is_asked_about(signed_in: SignedIn) -> None:
    subject = a_subject()
    client = signed_in("zhou")
    answer = client.post(url(subject, "market_positions"), {"market_share": "15.3"})
    assert answer.context["form"].errors["market_share"] == ["“15.3”分不清是比例还是百分数；请写 15.3% 或 0.153。"]
    assert client.post(url(subject, "market_positions"), {"market_share": "15.3%"}).status_code == 303
    assert EvidenceRow.objects.get(table="market_positions").values == {"market_share": 153_000}


def test_a_draft_is_kept_for_its_person_only_and_goes_when_it_is_sent(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    zhou = signed_in("zhou")
    typed = {"scheme": "srdi_sme", "awarded_on": "去年"}
    assert zhou.post(url(subject), {**typed, "save": "1"}).status_code == 303
    assert 'value="去年"' in zhou.get(url(subject)).content.decode()
    assert "去年" not in signed_in("wang").get(url(subject)).content.decode()
    zhou.post(url(subject), {"scheme": "srdi_sme"})
    assert Draft.objects.count() == 0


def test_a_draft_saves_itself(signed_in: SignedIn) -> None:
    subject = a_subject()
    answer = signed_in("zhou").post(url(subject), {"document": "豫工信", "save": "1"}, headers={"HX-Request": "true"})
    assert "草稿已保存" in answer.content.decode()
    assert Draft.objects.get().typed == {"document": "豫工信"}


def test_documents_are_attached_and_given_back_to_who_may_read_the_row(signed_in: SignedIn) -> None:
    subject = a_subject()
    zhou = signed_in("zhou")
    answer = zhou.post(url(subject), {"scheme": "srdi_sme", "attachments": [pdf(), pdf("二.pdf", PDF + b"2")]})
    assert answer.status_code == 303
    row = EvidenceRow.objects.get(table="honours")
    first = row.attachments.order_by("pk")[0]
    assert b"".join(zhou.get(f"/documents/{first.pk}/").streaming_content) == PDF
    assert signed_in("wu").get(f"/documents/{first.pk}/").status_code == 404


def test_a_file_of_another_kind_is_refused_with_a_sentence_and_the_row_is_not_recorded(signed_in: SignedIn) -> None:
    subject = a_subject()
    sent = SimpleUploadedFile("证书.pdf", b"<html><script>alert(1)</script>", content_type="application/pdf")
    answer = signed_in("zhou").post(url(subject), {"scheme": "srdi_sme", "attachments": sent})
    assert answer.status_code == 422
    assert "不属于这里可以接收的种类" in answer.content.decode()
    assert EvidenceRow.objects.filter(table="honours").count() == 0


def test_the_page_shows_what_counts_and_the_superseded_on_demand(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject()
    old = a_row(subject, by=cast.zhou)
    correct_evidence(row=old, values={**HONOUR, "document": "新文号"}, reason="文号有误", by=cast.zhou)
    client = signed_in("zhou")
    page, with_old = (client.get(f"/subjects/{subject.pk}/{query}").content.decode() for query in ("", "?superseded=1"))
    assert "新文号" in page
    assert "豫工信〔2023〕12 号" not in page
    assert "豫工信〔2023〕12 号" in with_old
    assert "文号有误" in with_old


def test_a_row_of_another_county_is_like_one_that_is_not_there(signed_in: SignedIn) -> None:
    _weihui, huixian = both_counties()
    row = a_row(huixian)
    client = signed_in("zhou")
    for address in (f"/evidence/{row.pk}/", f"/evidence/{row.pk}/correct", f"/subjects/{huixian.pk}/", url(huixian)):
        absent = address.replace(str(row.pk), "987654").replace(f"/{huixian.pk}/", "/987654/")
        there, nowhere = client.get(address), client.get(absent)
        assert there.status_code == nowhere.status_code == 404
