"""A ruling is entered by one and signed by another, holds from its day, and is known in its effect before it is signed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingpin.engine import run_survey
from mingpin.engine.lowered import Changes
from mingpin.errors import Invalid, NotThere, Refused, Stale
from mingpin.judgements.actions.rulings import (
    Choice,
    compute_ruling_again,
    draft_ruling,
    drop_ruling,
    revoke_ruling,
    sign_ruling,
)
from mingpin.judgements.actions.what_ifs import look_at_reading
from mingpin.judgements.in_force import picks_on
from mingpin.judgements.models import Moved, Ruling, WhatIf
from mingpin.judgements.states import RulingState, WhatIfState
from mingpin.policies.actions import begin_run
from mingpin.policies.packs import pack_in_force, program_of
from mingpin.policies.rulings import rulings_on
from mingpin.policies.runs import kept
from tests.platform.cast import Cast
from tests.platform.jobs_now import run_jobs
from tests.platform.judgements.making import PICKS, QUESTION, a_draft, a_ruling, surveyed
from tests.platform.policies.making import DAY, a_run
from tests.platform.registry.making import a_subject

pytestmark = pytest.mark.django_db


def test_it_holds_in_surveys_from_its_day_on_and_not_before(cast: Cast) -> None:
    a_subject()
    a_ruling(cast, a_run(), from_day=DAY)
    before = begin_run(year=2024, as_of=DAY - timedelta(days=1), by=cast.wang)
    after = begin_run(year=2024, as_of=DAY, by=cast.wang)
    assert (before.rulings, after.rulings) == ({}, {QUESTION: PICKS})
    run_jobs()
    after.refresh_from_db()
    assert after.summary["rulings"] == {QUESTION: PICKS}
    assert QUESTION not in {one["question"] for one in after.summary["readings_pending"]}
    before.refresh_from_db()
    assert QUESTION in {one["question"] for one in before.summary["readings_pending"]}


def test_a_draft_changes_nothing(cast: Cast) -> None:
    a_subject()
    run = a_run()
    draft = a_draft(cast, run)
    assert rulings_on(date(2030, 1, 1)) == {}
    drop_ruling(ruling=draft, reason="会议未通过", by=cast.wang)
    assert rulings_on(date(2030, 1, 1)) == {}
    with pytest.raises(Stale):
        sign_ruling(ruling=draft, by=cast.li)


def test_only_the_office_enters_and_only_a_leader_signs(cast: Cast) -> None:
    a_subject()
    run = a_run()
    choice = Choice(QUESTION, PICKS, DAY, "领导小组", "1 号", "理由")
    for who in ("li", "zheng", "zhao", "zhou"):
        with pytest.raises(Refused):
            draft_ruling(choice=choice, run=run, by=getattr(cast, who))
    draft = a_draft(cast, run)
    for who, refusal in (("wang", Refused), ("zheng", Refused), ("zhao", Refused), ("zhou", NotThere)):
        with pytest.raises(refusal):
            sign_ruling(ruling=draft, by=getattr(cast, who))


def test_who_entered_it_cannot_sign_it(cast: Cast) -> None:
    a_subject()
    draft = a_draft(cast, a_run())
    Ruling.objects.filter(pk=draft.pk).update(people=[cast.person("li").pk])
    draft.refresh_from_db()
    with pytest.raises(Refused):
        sign_ruling(ruling=draft, by=cast.li)


def test_it_is_not_signed_before_it_is_known_whom_it_changes(cast: Cast) -> None:
    a_subject()
    run = a_run()
    draft = draft_ruling(choice=Choice(QUESTION, PICKS, DAY, "领导小组", "1 号", "理由"), run=run, by=cast.wang)
    with pytest.raises(Invalid):
        sign_ruling(ruling=draft, by=cast.li)
    run_jobs()
    draft = Ruling.objects.get(pk=draft.pk)
    sign_ruling(ruling=draft, by=cast.li)
    assert draft.state == RulingState.SIGNED
    with pytest.raises(Stale):
        sign_ruling(ruling=Ruling.objects.get(pk=draft.pk), by=cast.li)


def test_a_reading_that_the_document_does_not_have_is_refused(cast: Cast) -> None:
    a_subject()
    run = a_run()
    for question, picks in ((QUESTION, "neither"), ("no_question", PICKS)):
        with pytest.raises(Invalid):
            draft_ruling(choice=Choice(question, picks, DAY, "领导小组", "1 号", "理由"), run=run, by=cast.wang)
    with pytest.raises(Invalid):
        draft_ruling(choice=Choice(QUESTION, PICKS, DAY, "领导小组", " ", "理由"), run=run, by=cast.wang)
    assert not Ruling.objects.exists()
    assert not WhatIf.objects.exists()


def test_a_later_one_supersedes_and_leaves_the_days_before_as_they_were(cast: Cast) -> None:
    a_subject()
    run = a_run()
    first = a_ruling(cast, run, from_day=DAY)
    later = DAY + timedelta(days=30)
    a_ruling(cast, run, picks="any_role", from_day=later)
    first.refresh_from_db()
    assert first.state == RulingState.SUPERSEDED
    assert picks_on(later - timedelta(days=1)) == {QUESTION: PICKS}
    assert picks_on(later) == {QUESTION: "any_role"}
    with pytest.raises(Invalid):
        a_draft(cast, run, from_day=DAY)


def test_one_that_is_revoked_leaves_the_question_open_from_then_on(cast: Cast) -> None:
    a_subject()
    ruling = a_ruling(cast, a_run(), from_day=DAY)
    day = DAY + timedelta(days=10)
    with pytest.raises(Refused):
        revoke_ruling(ruling=ruling, reason="重议", from_day=day, by=cast.wang)
    revoke_ruling(ruling=ruling, reason="重议", from_day=day, by=cast.li)
    assert picks_on(day - timedelta(days=1)) == {QUESTION: PICKS}
    assert picks_on(day) == {}
    with pytest.raises(Stale):
        revoke_ruling(ruling=Ruling.objects.get(pk=ruling.pk), reason="再次", by=cast.li)


def test_whom_it_changes_is_what_the_engine_finds_under_it(cast: Cast) -> None:
    run = surveyed(120)
    draft = a_draft(cast, run, question="x1_comma", picks="both")
    evidence = kept.evidence_of_run(run, pack_in_force().vocabulary)
    after = run_survey(program_of(2024, DAY, Changes(rulings={"x1_comma": "both"})), evidence)
    counts = {verdict.value: count for verdict, count in after.verdict_counts.items()}
    assert draft.what_if.result["after"] == {name: counts[name] for name in ("MET", "NOT_MET", "UNDETERMINED")}
    assert draft.what_if.result["before"] == {name: run.counts[name] for name in ("MET", "NOT_MET", "UNDETERMINED")}
    moved = Moved.objects.filter(what_if=draft.what_if)
    assert moved.count() == draft.what_if.result["moved"] > 0
    told = dict(after.verdicts.select("subject_id", "verdict").iter_rows())
    assert all(str(told[row.subject.subject_id]) == row.after for row in moved.select_related("subject"))


def test_a_reading_is_computed_once_for_a_survey_and_anew_on_the_next(cast: Cast) -> None:
    a_subject()
    run = a_run()
    one = look_at_reading(question=QUESTION, option=PICKS, run=run, by=cast.wang)
    assert look_at_reading(question=QUESTION, option=PICKS, run=run, by=cast.wang) == one
    run_jobs()
    draft = a_draft(cast, run)
    assert draft.what_if == one
    newer = a_run()
    compute_ruling_again(ruling=draft, run=newer, by=cast.wang)
    run_jobs()
    again = Ruling.objects.get(pk=draft.pk).what_if
    assert (again.run, again.state) == (newer, WhatIfState.DONE)
