"""A judgement counts as evidence: of one department, with reasons, where needed by two, superseded and never edited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingpin.accounts.models import Delegation
from mingpin.audit.models import Entry
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.judgements.actions.judging import current_keys, give_judgement, second_judgement, withdraw_judgement
from mingpin.judgements.matters import judgements_of
from mingpin.judgements.models import Proposed
from mingpin.judgements.states import ProposedState
from mingpin.judgements.waiting import matters_for, open_counts, waiting_verdicts
from mingpin.policies.models import Run
from mingpin.policies.packs import pack_in_force
from mingpin.policies.runs.judge import survey_of_run
from mingpin.registry.models import EvidenceRow, Subject
from tests.platform.cast import Cast
from tests.platform.judgements.making import ALONE, BY_TWO, PDF, a_colleague, an_answer, judge, surveyed
from tests.platform.policies.making import DAY, a_run
from tests.platform.registry.making import a_subject

pytestmark = pytest.mark.django_db


def truth_in(run: Run, subject: Subject, judgement: str) -> bool | None:
    facts = survey_of_run(run).facts
    value: bool | None = facts.filter(facts["subject_id"] == subject.subject_id)[f"judgement:{judgement}"][0]
    return value


def test_a_judgement_is_a_row_of_evidence_that_the_next_survey_counts(cast: Cast) -> None:
    subject = a_subject()
    before = a_run()
    row = judge(cast.zheng, subject)
    assert row.table == "judgements"
    assert row.batch.supplier == cast.zheng.organisation
    assert {name: row.values[name] for name in ("judgement", "year", "value", "decided_by", "department", "reason")} == {
        "judgement": ALONE, "year": 2024, "value": True, "decided_by": "郑市监", "department": "market_regulation",
        "reason": "依法经营，无违法记录。"}  # fmt: skip
    assert truth_in(before, subject, ALONE) is None
    assert truth_in(a_run(), subject, ALONE) is True


def test_it_counts_from_its_day_on_and_not_before(cast: Cast) -> None:
    subject = a_subject()
    judge(cast.zheng, subject)
    assert truth_in(a_run(as_of=DAY - timedelta(days=1)), subject, ALONE) is None
    assert truth_in(a_run(as_of=DAY), subject, ALONE) is True


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "zhou", "sun", "nobody"])
def test_only_departments_judge(cast: Cast, who: str) -> None:
    subject = a_subject()
    with pytest.raises((Refused, NotThere)):
        judge(getattr(cast, who), subject)
    assert not EvidenceRow.objects.filter(table="judgements").exists()


def test_a_department_judges_only_what_the_document_gives_to_it(cast: Cast) -> None:
    with pytest.raises(NotThere):
        judge(cast.chen, a_subject())
    with pytest.raises(NotThere):
        judge(cast.zheng, a_subject("示例另一家"), judgement="no_such_judgement")


def test_reasons_are_needed_and_no_day_that_has_not_come(cast: Cast) -> None:
    subject = a_subject()
    with pytest.raises(Invalid) as blank:
        judge(cast.zheng, subject, reason="  ")
    assert blank.value.field == "reason"
    with pytest.raises(Invalid) as future:
        give_judgement(
            answer=an_answer(subject, decided_on=DAY + timedelta(days=1)), by=cast.zheng, today=DAY
        )  # fmt: skip
    assert future.value.field == "decided_on"


def test_a_new_judgement_supersedes_the_one_before_which_stays_as_it_was(cast: Cast) -> None:
    subject = a_subject()
    first = judge(cast.zheng, subject)
    said = dict(first.values)
    with pytest.raises(Invalid):
        judge(cast.zheng, subject, value=False, reason="复查发现虚假宣传", instead=[first.pk])
    second = judge(
        cast.zheng, subject, value=False, reason="复查发现虚假宣传", instead=[first.pk], replaces_because="复查"
    )
    first.refresh_from_db()
    assert first.values == said
    assert (first.superseded_by_id, first.superseded_reason, first.superseded_in) == (second.pk, "复查", second.batch)
    assert current_keys(ALONE, subject, 2024) == [second.pk]
    assert truth_in(a_run(), subject, ALONE) is False


def test_who_did_not_see_the_judgement_that_counts_by_now_is_told_so(cast: Cast) -> None:
    subject = a_subject()
    judge(cast.zheng, subject)
    with pytest.raises(Stale):
        judge(cast.zheng, subject, value=False, reason="没看见已有认定")
    assert EvidenceRow.objects.filter(table="judgements").count() == 1


def test_the_same_matter_of_another_year_is_another(cast: Cast) -> None:
    subject = a_subject()
    judge(cast.zheng, subject)
    judge(cast.zheng, subject, year=2025)
    assert EvidenceRow.objects.current().filter(table="judgements").count() == 2


def test_where_the_document_asks_for_two_the_first_is_no_evidence_yet(cast: Cast) -> None:
    subject = a_subject()
    assert judgements_of(pack_in_force())[BY_TWO].needs_second_person
    proposed = judge(cast.zheng, subject, BY_TWO)
    assert isinstance(proposed, Proposed)
    assert not EvidenceRow.objects.filter(table="judgements").exists()
    second = a_colleague(cast)
    row = second_judgement(proposed=proposed, by=second)
    assert (row.values["decided_by"], row.values["second_by"]) == ("郑市监", "吴二")
    assert (proposed.state, proposed.row) == (ProposedState.SECONDED, row)
    assert truth_in(a_run(), subject, BY_TWO) is True


def test_the_same_person_is_no_second_person_nor_who_stands_in_for_them(cast: Cast) -> None:
    proposed = judge(cast.zheng, a_subject(), BY_TWO)
    with pytest.raises(Refused):
        second_judgement(proposed=proposed, by=cast.zheng)
    assert cast.zheng.membership is not None
    Delegation.objects.create(
        membership=cast.zheng.membership, to=cast.person("he"), valid_from=date(2023, 1, 1), valid_to=date(2030, 1, 1)
    )
    stand_in = cast.he
    assert stand_in.organisation == cast.zheng.organisation
    with pytest.raises(Refused):
        second_judgement(proposed=proposed, by=stand_in)
    proposed.refresh_from_db()
    assert proposed.state == ProposedState.PROPOSED


def test_two_persons_of_one_name_are_two(cast: Cast) -> None:
    subject = a_subject()
    proposed = judge(cast.zheng, subject, BY_TWO)
    row = second_judgement(proposed=proposed, by=a_colleague(cast, name="郑市监"))
    assert row.values["decided_by"] != row.values["second_by"]
    assert truth_in(a_run(), subject, BY_TWO) is True


def test_another_department_neither_sees_nor_seconds_it(cast: Cast) -> None:
    proposed = judge(cast.zheng, a_subject(), BY_TWO)
    assert not Proposed.objects.visible_to(cast.chen).exists()
    with pytest.raises(NotThere):
        second_judgement(proposed=proposed, by=cast.chen)
    with pytest.raises(Refused):
        second_judgement(proposed=proposed, by=cast.wang)


def test_it_is_seconded_once_and_one_waits_at_a_time(cast: Cast) -> None:
    subject = a_subject()
    proposed = judge(cast.zheng, subject, BY_TWO)
    with pytest.raises(Invalid):
        judge(cast.zheng, subject, BY_TWO)
    other, second = Proposed.objects.get(pk=proposed.pk), a_colleague(cast)
    second_judgement(proposed=proposed, by=second)
    with pytest.raises(Stale):
        second_judgement(proposed=other, by=second)
    assert EvidenceRow.objects.filter(table="judgements").count() == 1


def test_one_that_was_withdrawn_counts_never_and_can_be_proposed_anew(cast: Cast) -> None:
    subject = a_subject()
    proposed = judge(cast.zheng, subject, BY_TWO)
    with pytest.raises(Invalid):
        withdraw_judgement(proposed=proposed, reason=" ", by=cast.zheng)
    withdraw_judgement(proposed=proposed, reason="材料不全", by=cast.zheng)
    with pytest.raises(Stale):
        second_judgement(proposed=proposed, by=a_colleague(cast))
    assert judge(cast.zheng, subject, BY_TWO).state == ProposedState.PROPOSED


def test_what_came_in_meanwhile_stops_the_second(cast: Cast) -> None:
    subject = a_subject()
    first, second = judge(cast.zheng, subject, BY_TWO), a_colleague(cast)
    row = second_judgement(proposed=first, by=second)
    anew = judge(cast.zheng, subject, BY_TWO, value=False, instead=[row.pk], replaces_because="申诉成立", reason="申诉")
    EvidenceRow.objects.filter(pk=row.pk).update(superseded_at=row.recorded_at)
    with pytest.raises(Stale):
        second_judgement(proposed=anew, by=second)


def test_documents_stay_with_the_judgement(cast: Cast) -> None:
    subject = a_subject()
    file = SimpleUploadedFile("调查记录.pdf", PDF)
    proposed = give_judgement(answer=an_answer(subject, BY_TWO), by=cast.zheng, documents=[file])
    assert isinstance(proposed, Proposed)
    row = second_judgement(proposed=proposed, by=a_colleague(cast))
    assert [one.name for one in row.attachments.all()] == ["调查记录.pdf"]
    with pytest.raises(Invalid):
        give_judgement(answer=an_answer(subject), by=cast.zheng, documents=[SimpleUploadedFile("a.pdf", b"MZ")])
    assert not EvidenceRow.objects.filter(table="judgements", values__judgement=ALONE).exists()


def test_every_step_is_one_entry_of_the_record(cast: Cast) -> None:
    subject = a_subject()
    before = Entry.objects.count()
    judge(cast.zheng, subject)
    proposed = judge(cast.zheng, subject, BY_TWO)
    second_judgement(proposed=proposed, by=a_colleague(cast))
    entries = list(Entry.objects.order_by("sequence").values_list("action", flat=True))[before:]
    assert entries == ["give_judgement", "propose_judgement", "second_judgement"]


def test_the_queue_is_of_the_department_and_leaves_out_what_was_judged_since(cast: Cast) -> None:
    run = surveyed()
    pack = pack_in_force()
    assert set(matters_for(cast.wang, pack)) == set(judgements_of(pack))
    own = matters_for(cast.zheng, pack)
    assert own
    assert {matter.by for matter in own.values()} == {"market_regulation"}
    assert not matters_for(cast.zhou, pack)
    matter = {ALONE: own[ALONE]}
    rows = waiting_verdicts(run, cast.zheng, matter)
    codes = {one["code"]: one["subjects"] for one in run.summary["reasons"]}
    code = own[ALONE].code
    assert rows.count() == codes[code] == open_counts(run, cast.zheng)[code] > 1
    assert all(row.verdict == "UNDETERMINED" for row in rows)
    first = rows.order_by("open", "pk").first()
    assert first is not None
    judge(cast.zheng, first.subject)
    left = waiting_verdicts(run, cast.zheng, matter)
    assert left.count() == codes[code] - 1 == open_counts(run, cast.zheng)[code]
    assert first not in left
