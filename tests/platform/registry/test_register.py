from __future__ import annotations

import pytest

from mingpin.audit.models import Entry, Private
from mingpin.errors import Invalid, NotThere, Refused
from mingpin.registry.finding import search_subjects
from mingpin.registry.models import EvidenceRow, Proposal, Subject
from mingpin.registry.register import add_contact, change_subject, create_subject
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.registry.making import a_row, a_subject

pytestmark = pytest.mark.django_db


def test_a_county_puts_subjects_of_its_own_area_into_the_register(cast: Cast) -> None:
    subject = create_subject(values={"name": "示例新公司", "area": HUIXIAN}, by=cast.zhou)
    assert subject.area == WEIHUI
    row = EvidenceRow.objects.get(subject=subject, table="subjects")
    assert row.supplied_by == "示例·卫辉市"


@pytest.mark.parametrize("who", ["chen", "sun", "li", "feng", "ma"])
def test_others_put_no_subjects_into_the_register(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        create_subject(values={"name": "示例新公司"}, by=getattr(cast, who))


def test_a_credit_code_that_a_foreign_county_has_is_not_told_and_goes_to_the_office(cast: Cast) -> None:
    theirs = a_subject("示例辉县食品有限公司", HUIXIAN, uscc="91410782MA0000002X")
    ours = create_subject(values={"name": "示例食品有限公司", "uscc": "91410782MA0000002X"}, by=cast.zhou)
    proposal = Proposal.objects.get()
    assert {proposal.subject, proposal.other} == {theirs, ours}
    assert Proposal.objects.visible_to(cast.zhou).count() == 0
    with pytest.raises(Invalid, match="名册里已有这个信用代码：“示例辉县食品有限公司”"):
        create_subject(values={"name": "又一个", "uscc": "91410782MA0000002X"}, by=cast.wu)


def test_a_changed_register_row_supersedes_and_the_name_before_still_finds_the_subject(cast: Cast) -> None:
    subject = a_subject("示例旧名有限公司")
    old = EvidenceRow.objects.get(subject=subject)
    change_subject(subject=subject, values={"name": "示例新名有限公司", "area": WEIHUI}, reason="更名", by=cast.zhou)
    old.refresh_from_db()
    assert old.superseded_reason == "更名"
    assert old.superseded_by == EvidenceRow.objects.current().get(subject=subject)
    assert [one.name for one in search_subjects(Subject.objects.all(), "旧名")] == ["示例新名有限公司"]
    assert Entry.objects.order_by("-sequence")[0].action == "change_subject"


def test_only_the_office_moves_a_subject_to_another_area(cast: Cast) -> None:
    subject = a_subject()
    values = {"name": subject.name, "area": HUIXIAN}
    with pytest.raises(Invalid, match="由市办办理"):
        change_subject(subject=subject, values=values, reason="迁移", by=cast.zhou)
    change_subject(subject=subject, values=values, reason="迁移", by=cast.wang)
    assert [*Subject.objects.visible_to(cast.wu)] == [subject]


def test_contacts_are_kept_out_of_the_record_and_shown_to_whom_they_concern(cast: Cast, signed_in: SignedIn) -> None:
    subject = a_subject()
    add_contact(subject=subject, by=cast.zhou, name="周小联", phone="0373-1234567")
    entry = Entry.objects.order_by("-sequence")[0]
    assert "周小联" not in entry.leaf
    assert "周小联" in Private.objects.get(entry=entry).content
    pages = {
        who: signed_in(who).get(f"/subjects/{subject.pk}/").content.decode() for who in ("wang", "chen", "zhou", "li")
    }
    assert {who for who, page in pages.items() if "周小联" in page} == {"wang", "chen", "zhou"}
    with pytest.raises(NotThere):
        add_contact(subject=subject, by=cast.wu, name="吴某")


def test_a_subject_is_made_and_changed_by_form(signed_in: SignedIn) -> None:
    client = signed_in("zhou")
    sent = {"name": "示例卫辉石磨面粉厂", "kind": "enterprise", "registered_on": "2009", "is_four_new": "no"}
    answer = client.post("/subjects/new", sent)
    subject = Subject.objects.get(name="示例卫辉石磨面粉厂")
    assert answer["Location"] == f"/subjects/{subject.pk}/"
    form = client.get(f"/subjects/{subject.pk}/change").content.decode()
    assert 'value="2009"' in form
    changed = client.post(f"/subjects/{subject.pk}/change", {**sent, "registered_on": "2009-05", "why": "补充月份"})
    assert changed.status_code == 303
    row = EvidenceRow.objects.current().get(subject=subject)
    assert row.values["registered_on__to"] == "2009-05-31"


def test_a_brand_names_its_carrier_by_name_and_the_carriers_page_shows_its_marks(signed_in: SignedIn) -> None:
    carrier = a_subject()
    client = signed_in("zhou")
    client.post("/subjects/new", {"name": "示例牌振动筛", "kind": "brand", "owner_id": carrier.name})
    brand = Subject.objects.get(name="示例牌振动筛")
    assert brand.owner == carrier
    a_row(brand, "trademarks", mark="示例图形标", registration_no="123")
    page = client.get(f"/subjects/{carrier.pk}/").content.decode()
    assert "示例图形标" in page
    assert "示例牌振动筛" in page
