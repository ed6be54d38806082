from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from mingpin.audit.models import Entry
from mingpin.errors import Invalid, Refused, Stale
from mingpin.registry.deciding import accept_proposal, consequences_of, grounds_of, refuse_proposal
from mingpin.registry.finding import search_subjects, with_honour
from mingpin.registry.models import Batch, EvidenceRow, Proposal, Subject
from mingpin.registry.proposing import find_proposals
from mingpin.registry.states import BatchKind, ProposalKind, ProposalState
from mingpin.registry.taking import take_in
from mingpin.vocabulary.evidence import rows_frame
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.registry.making import PLATFORM, a_row, a_subject

pytestmark = pytest.mark.django_db
CODE = "91410781MA00000017"


def register(*rows: dict[str, Any]) -> None:
    """The rows of a register as a file would bring them."""
    frame = rows_frame(shared_vocabulary().tables["subjects"], rows)
    take_in({"subjects": frame}, kind=BatchKind.IMPORT, title="名册", by=PLATFORM)


def row(number: int, name: str, area: str = WEIHUI, **values: Any) -> dict[str, Any]:
    return {"subject_id": f"S{number}", "kind": "enterprise", "name": name, "area": area, **values}


def proposed() -> set[tuple[str, str, str]]:
    return {
        (one.kind, one.subject.subject_id, one.other.subject_id if one.other else "") for one in Proposal.objects.all()
    }


def test_a_shared_credit_code_is_proposed() -> None:
    register(row(1, "示例甲有限公司", uscc=CODE), row(2, "示例乙有限公司", HUIXIAN, uscc=CODE))
    assert proposed() == {("duplicate", "S1", "S2")}
    assert grounds_of(Proposal.objects.get()) == [f"两者的统一社会信用代码同为 {CODE}。"]


def test_the_same_name_in_the_same_area_is_proposed_however_it_is_written() -> None:
    register(row(1, "示例（新乡）酒业有限责任公司"), row(2, "示例(新乡)酒业有限公司"))
    assert proposed() == {("duplicate", "S1", "S2")}


def test_a_former_name_that_another_subject_still_bears_is_proposed_as_that() -> None:
    register(row(1, "示例旧机械厂"), row(2, "示例新机械有限公司", former_names=["示例旧机械厂"], uscc=CODE))
    assert proposed() == {("former_name", "S2", "S1")}


def test_what_is_no_ground_is_not_proposed() -> None:
    register(
        row(1, "示例同名有限公司"),
        row(2, "示例同名有限公司", HUIXIAN),
        row(3, "示例连锁店", uscc=CODE),
        row(4, "示例连锁店", uscc="91410782MA0000002X"),
        row(5, "示例牌"),
        row(6, "示例牌", kind="brand", owner_id="S5"),
    )
    assert proposed() == set()


def test_a_later_batch_is_compared_with_what_is_there_and_nothing_is_proposed_twice(cast: Cast) -> None:
    register(row(1, "示例甲有限公司"))
    register(row(2, "示例甲有限公司"))
    assert proposed() == {("duplicate", "S1", "S2")}
    refuse_proposal(proposal=Proposal.objects.get(), reason="两家不同", by=cast.wang)
    register(row(3, "示例丙"), row(2, "示例甲有限公司", address="示例路"))
    assert Proposal.objects.count() == 1


def test_two_that_are_one_are_found_and_shown_as_one_and_nothing_is_deleted(cast: Cast, signed_in: SignedIn) -> None:
    register(row(1, "示例甲有限公司", uscc=CODE), row(2, "示例乙有限公司", uscc=CODE))
    first, second = Subject.objects.order_by("pk")
    a_row(second)
    proposal = Proposal.objects.get()
    assert "不删除任何内容" in consequences_of(proposal)[2]
    before = EvidenceRow.objects.count()
    accept_proposal(proposal=proposal, reason="营业执照一致", by=cast.wang)
    assert EvidenceRow.objects.count() == before
    assert EvidenceRow.objects.get(table="honours").subject == second
    listed = Subject.objects.visible_to(cast.zhou).filter(merged_into=None)
    assert [*search_subjects(listed, "示例乙")] == [first]
    assert [*search_subjects(listed, "S2")] == [first]
    assert [*with_honour(listed, "srdi_sme")] == [first]
    page = signed_in("zhou").get(f"/subjects/{first.pk}/").content.decode()
    assert "豫工信〔2023〕12 号" in page
    assert "已认定与此为同一主体" in signed_in("zhou").get(f"/subjects/{second.pk}/").content.decode()
    entry = Entry.objects.order_by("-sequence")[0]
    assert (entry.action, "营业执照一致" in entry.leaf) == ("accept_proposal", True)


def test_evidence_that_comes_later_for_the_other_is_found_with_the_survivor(cast: Cast) -> None:
    register(row(1, "示例甲有限公司", uscc=CODE), row(2, "示例乙有限公司", uscc=CODE))
    accept_proposal(proposal=Proposal.objects.get(), reason="同一", by=cast.wang)
    frame = rows_frame(shared_vocabulary().tables["honours"], [{"subject_id": "S2", "scheme": "srdi_sme"}])
    take_in({"honours": frame}, kind=BatchKind.IMPORT, title="荣誉", by=PLATFORM)
    listed = Subject.objects.filter(merged_into=None)
    assert [one.subject_id for one in with_honour(listed, "srdi_sme")] == ["S1"]


def test_evidence_of_a_foreign_county_does_not_come_with_a_decision(cast: Cast, signed_in: SignedIn) -> None:
    register(row(1, "示例甲有限公司", uscc=CODE), row(2, "示例乙有限公司", HUIXIAN, uscc=CODE))
    first, second = Subject.objects.order_by("pk")
    a_row(second)
    accept_proposal(proposal=Proposal.objects.get(), reason="同一", by=cast.wang)
    listed = Subject.objects.visible_to(cast.zhou).filter(merged_into=None)
    assert [*with_honour(listed, "srdi_sme")] == []
    assert "豫工信〔2023〕12 号" not in signed_in("zhou").get(f"/subjects/{first.pk}/").content.decode()
    assert "豫工信〔2023〕12 号" in signed_in("wang").get(f"/subjects/{first.pk}/").content.decode()


def test_an_accepted_former_name_is_written_down(cast: Cast) -> None:
    subject = a_subject()
    proposal = Proposal.objects.create(kind=ProposalKind.FORMER_NAME, subject=subject, name="示例老厂", grounds=[])
    accept_proposal(proposal=proposal, reason="档案为证", by=cast.wang)
    assert list(subject.names.filter(kind="former").values_list("name", flat=True)) == ["示例老厂"]
    assert [*search_subjects(Subject.objects.all(), "sllc")] == [subject]


@pytest.mark.parametrize("who", ["zhou", "chen", "li", "zhao"])
def test_only_the_office_decides(cast: Cast, who: str) -> None:
    register(row(1, "示例甲有限公司"), row(2, "示例甲有限公司"))
    with pytest.raises(Refused):
        accept_proposal(proposal=Proposal.objects.get(), reason="是", by=getattr(cast, who))
    assert Proposal.objects.get().state == ProposalState.OPEN


def test_a_decision_is_made_once_and_with_a_reason(cast: Cast) -> None:
    register(row(1, "示例甲有限公司"), row(2, "示例甲有限公司"))
    proposal = Proposal.objects.get()
    with pytest.raises(Invalid, match="请写明理由"):
        refuse_proposal(proposal=proposal, reason="", by=cast.wang)
    refuse_proposal(proposal=proposal, reason="不同", by=cast.wang)
    with pytest.raises(Stale):
        accept_proposal(proposal=proposal, reason="相同", by=cast.wang)
    assert Subject.objects.filter(merged_into=None).count() == 2


def test_the_queue_shows_first_what_waits(signed_in: SignedIn) -> None:
    register(row(1, "示例甲有限公司"), row(2, "示例甲有限公司"))
    client = signed_in("wang")
    proposal = Proposal.objects.get()
    assert "示例甲有限公司" in client.get("/proposals/").content.decode()
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "两者同名“示例甲有限公司”，且在同一地区。" in page
    assert client.post(f"/proposals/{proposal.pk}/", {"decision": "accept", "reason": ""}).status_code == 422
    assert client.post(f"/proposals/{proposal.pk}/", {"decision": "accept", "reason": "同一"}).status_code == 303
    assert Subject.objects.filter(merged_into=None).count() == 1


def _steps_of_looking(count: int) -> int:
    """How many thousand steps SQLite's machine takes to look at the names and codes of so many new subjects."""
    codes = [f"9141078{number:011d}" for number in range(count)]
    register(*(row(number, f"示例{number}厂", uscc=code) for number, code in enumerate(codes)))
    batch, steps = Batch.objects.get(), 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.connection.set_progress_handler(step, 1000)
    try:
        find_proposals(batch)
    finally:
        connection.connection.set_progress_handler(None, 1000)
    return steps


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite's machine")
def test_a_register_is_looked_at_in_time_that_grows_with_it_and_not_with_its_square() -> None:
    assert _steps_of_looking(1500) < 1500 * 1500 / 1000 / 5
