"""An enterprise's self-check: what it declares counts there and nowhere else."""

from __future__ import annotations

import pytest

from mingpin.audit.models import Entry
from mingpin.policies.models import RunVerdict
from mingpin.registry.models import EvidenceRow
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn
from tests.platform.policies.making import a_run, take_demonstration
from tests.platform.registry.making import a_row, a_subject

pytestmark = pytest.mark.django_db


def test_what_is_declared_changes_clauses_in_the_check_and_nothing_that_is_kept(
    signed_in: SignedIn, cast: Cast
) -> None:
    subject = a_subject(uscc="91410781MA00000017", entity_type="limited_company")
    run = a_run()
    url = f"/surveys/{run.pk}/subjects/{subject.pk}/self-check"
    browser = signed_in("sun")
    form = browser.get(url).context["form"]
    assert "fact-operating_since" in form.fields
    before = (
        EvidenceRow.objects.count(),
        Entry.objects.count(),
        list(RunVerdict.objects.values_list("verdict", "clauses")),
    )
    said = {"fact-operating_since": "2010-01-01"} | {name: "none" for name in form.fields if name.startswith("list-")}
    answer = browser.post(url, said)
    checked = answer.context["checked"]
    assert checked.before.word == "待核实"
    assert len(checked.declared) == len(said)
    assert {change.after.word for change in checked.changes} >= {"未触发"}
    assert all(change.before.word == "待核实" for change in checked.changes)

    after = (
        EvidenceRow.objects.count(),
        Entry.objects.count(),
        list(RunVerdict.objects.values_list("verdict", "clauses")),
    )
    assert after == before


def test_evidence_that_came_after_the_survey_counts_in_the_check(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject(uscc="91410781MA00000017")
    run = a_run()
    a_row(subject, "inspections", level="national", result="failed", inspected_on="2024-03-01", product="筛",
          is_applied_product="true")  # fmt: skip
    answer = signed_in("sun").post(f"/surveys/{run.pk}/subjects/{subject.pk}/self-check", {})
    assert answer.context["checked"].before.word == "不符合"


def test_what_cannot_be_read_is_said_at_its_field(signed_in: SignedIn, cast: Cast) -> None:
    subject = a_subject(uscc="91410781MA00000017")
    run = a_run()
    answer = signed_in("sun").post(
        f"/surveys/{run.pk}/subjects/{subject.pk}/self-check", {"fact-operating_since": "去年"}
    )
    assert answer.status_code == 422
    assert "fact-operating_since" in answer.context["form"].errors


def test_a_verdict_that_waits_for_nobody_has_nothing_to_declare(signed_in: SignedIn, cast: Cast) -> None:
    take_demonstration(120)
    run = a_run()
    for met in RunVerdict.objects.filter(run=run, verdict="MET")[:3]:
        answer = signed_in("wang").get(f"/surveys/{run.pk}/subjects/{met.subject_id}/self-check")
        assert not answer.context["form"].fields
