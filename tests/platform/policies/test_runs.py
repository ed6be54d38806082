"""A survey run judges the register as the command line does, keeps what it judged, and can be judged again."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from mingpin.accounts.acting import Acting
from mingpin.audit.models import Entry
from mingpin.cli.main import main
from mingpin.demo import generate
from mingpin.engine import Explainer, run_survey
from mingpin.engine.survey import Verdict
from mingpin.errors import Invalid, Refused
from mingpin.intake.completed import completed
from mingpin.jobs.actions import cancel_job
from mingpin.jobs.models import Job
from mingpin.policies.actions import ask_for_workbook, begin_run
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.packs import program_of
from mingpin.policies.runs import kept
from mingpin.policies.runs.counting import counts_of
from mingpin.policies.runs.judge import survey_of_run
from mingpin.policies.runs.letters import LETTER, with_verdict_at
from mingpin.policies.runs.replay import replay
from mingpin.policies.runs.traces import settlement_of, survey_about, trace_of
from mingpin.policies.states import RunState
from mingpin.registry.models import Subject
from mingpin.vocabulary.place import shared_vocabulary
from tests.platform.cast import HUIXIAN, WEIHUI, Cast
from tests.platform.jobs_now import run_jobs
from tests.platform.policies.making import DAY, PLATFORM, a_run, take_demonstration
from tests.platform.registry.making import a_row, a_subject

pytestmark = pytest.mark.django_db


def test_every_verdict_is_that_of_the_command_line_on_the_same_evidence(cast: Cast) -> None:
    take_demonstration(300)
    run = a_run()
    evidence = completed(generate(shared_vocabulary(), subjects=300, seed=7, as_of=DAY), shared_vocabulary())
    survey = run_survey(program_of(2024, DAY), evidence)
    expected = {
        row["subject_id"]: (row["verdict"], "".join(LETTER[Verdict(row[id_])] for id_ in run.summary["clause_ids"]))
        for row in survey.verdicts.iter_rows(named=True)
    }
    found = RunVerdict.objects.filter(run=run).values_list("subject__subject_id", "verdict", "clauses")
    assert {id_: (verdict, clauses) for id_, verdict, clauses in found} == expected
    assert run.counts == {verdict.value: count for verdict, count in survey.verdict_counts.items()}
    assert {*run.counts.values()} - {0}, "a survey in which nothing differs shows nothing"
    reasons = {one["code"]: one["subjects"] for one in run.summary["reasons"]}
    assert reasons == {reason.code: count for reason, count in survey.verdict_reasons.items()}


def test_what_a_run_explains_from_its_files_is_what_the_whole_survey_explains() -> None:
    take_demonstration(60)
    run = a_run()
    whole = survey_of_run(run)
    explainer = Explainer(whole)
    for subject_id in whole.facts["subject_id"]:
        mine = survey_about(run, subject_id)
        assert mine is not None
        one, other = trace_of(run, mine), explainer.explain(subject_id)
        for part in ("subject", "verdict", "summary", "reasons", "clauses"):
            assert one[part] == other[part]
        assert _values(one) == _values(other)
        settled = settlement_of(run, mine)
        assert (settled.verdict is None) is (one["verdict"] == "UNDETERMINED")
    assert survey_about(run, "没有的") is None


def _values(trace: Any) -> dict[str, Any]:
    """Each fact with the rows behind it, whatever numbers these have."""
    return {
        name: (fact["value"], sorted(str(trace["evidence"][key]["cells"]) for key in fact["evidence"] or ()))
        for name, fact in trace["facts"].items()
    }


def test_a_run_is_judged_again_from_its_record_and_gives_the_same() -> None:
    take_demonstration(40)
    run = a_run()
    assert replay(run).is_proved
    result = CliRunner().invoke(main, ["replay", str(run.pk), "--json", "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert '"proved": true' in result.output


def test_replaying_finds_a_verdict_that_somebody_changed_and_evidence_that_is_not_that_of_the_record() -> None:
    take_demonstration(40)
    run = a_run()
    row = RunVerdict.objects.filter(run=run, verdict="NOT_MET").first()
    assert row is not None
    RunVerdict.objects.filter(pk=row.pk).update(verdict="MET")
    found = replay(run)
    assert (found.in_database, found.differing, found.is_proved) == (1, 0, False)
    assert CliRunner().invoke(main, ["replay", str(run.pk)]).exit_code == 1
    place = kept.folder_of(run) / kept.EVIDENCE / "subjects.parquet"
    pl.read_parquet(place).with_columns(pl.lit("某").alias("name")).write_parquet(place)
    assert not replay(run).is_evidence_same


def test_later_evidence_changes_the_next_run_and_not_the_one_before(cast: Cast) -> None:
    subject = a_subject()
    before = a_run()
    a_row(
        subject,
        "inspections",
        level="national",
        result="failed",
        inspected_on="2024-03-01",
        product="振动筛",
        is_applied_product="true",
    )
    after = a_run()
    place = before.summary["clause_ids"].index("plan.3.x3")
    rows = {row.run_id: row.clauses[place] for row in RunVerdict.objects.filter(subject=subject)}
    assert (rows[before.pk], rows[after.pk]) == ("U", "N")
    assert replay(before).is_proved


def test_two_subjects_that_were_decided_to_be_one_are_judged_as_one(cast: Cast) -> None:
    one, other = a_subject(), a_subject("示例卫辉振动二厂")
    a_row(
        other,
        "inspections",
        level="national",
        result="failed",
        inspected_on="2024-03-01",
        product="振动筛",
        is_applied_product="true",
    )
    Subject.objects.filter(pk=other.pk).update(merged_into=one)
    run = a_run()
    assert list(RunVerdict.objects.filter(run=run).values_list("subject", "verdict")) == [(one.pk, "NOT_MET")]


def test_a_county_counts_its_own_only_and_sees_no_other_names(cast: Cast) -> None:
    mine, _foreign = a_subject(), a_subject("示例辉县振动有限公司", HUIXIAN)
    run = a_run()
    assert counts_of(run, cast.wang).subjects == 2
    assert counts_of(run, cast.zhou).subjects == 1
    assert [row.subject for row in RunVerdict.objects.filter(run=run).visible_to(cast.zhou)] == [mine]
    assert counts_of(run, cast.wang, area=WEIHUI).clauses == counts_of(run, cast.zhou).clauses


def test_counts_of_a_county_follow_who_belongs_to_it(cast: Cast) -> None:
    """A run is counted once for those who see the same: whoever sees others from now on is counted others."""
    first, second = a_subject("示例甲有限公司"), a_subject("示例乙有限公司")
    run = a_run()
    assert counts_of(run, cast.zhou).subjects == 2
    Subject.objects.filter(pk=second.pk).update(area=HUIXIAN)
    assert counts_of(run, cast.zhou).subjects == 1
    assert counts_of(run, cast.wu).subjects == 1
    Subject.objects.filter(pk=first.pk).update(area=HUIXIAN)
    assert (counts_of(run, cast.zhou).subjects, counts_of(run, cast.wu).subjects) == (0, 2)


def test_counts_of_a_part_add_up_to_those_of_all(cast: Cast) -> None:
    take_demonstration(150)
    run = a_run()
    whole = counts_of(run, cast.wang)
    areas = set(RunVerdict.objects.filter(run=run).values_list("area", flat=True))
    parts = [counts_of(run, cast.wang, area=area) for area in areas if area]
    for verdict in ("MET", "NOT_MET", "UNDETERMINED"):
        assert sum(part.verdicts[verdict] for part in parts) == whole.verdicts[verdict]
        assert (
            sum(part.clauses["plan.3.c1"].verdicts[verdict] for part in parts)
            == whole.clauses["plan.3.c1"].verdicts[verdict]
        )
    for place, clause in enumerate(run.summary["clause_ids"]):
        rows = with_verdict_at(RunVerdict.objects.filter(run=run), place, Verdict.NOT_MET)
        assert rows.count() == whole.clauses[clause].verdicts["NOT_MET"]


def test_who_may_begin_a_survey(cast: Cast) -> None:
    for who in ("zhou", "chen", "sun", "li", "feng"):
        with pytest.raises(Refused):
            begin_run(year=2024, as_of=DAY, by=getattr(cast, who))
    run = begin_run(year=2024, as_of=DAY, by=cast.wang)
    with pytest.raises(Invalid, match="正在进行"):
        begin_run(year=2024, as_of=DAY, by=cast.wang)
    assert Entry.objects.filter(action="begin_run", object_id=str(run.pk)).count() == 1


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2100, 1, 1)])
def test_nobody_can_survey_what_will_be_on_file(cast: Cast, day: date) -> None:
    with pytest.raises(Invalid, match="还没有到"):
        begin_run(year=2026, as_of=day, by=cast.wang)


def test_a_year_for_which_the_document_says_nothing_leaves_all_undetermined(cast: Cast) -> None:
    a_subject(domain="industry")
    run = a_run(year=2026, as_of=date(2026, 6, 30))
    assert set(RunVerdict.objects.filter(run=run).values_list("verdict", flat=True)) <= {"UNDETERMINED", "NOT_MET"}
    assert any(code.startswith("no_basis") for code in run.summary["reason_codes"])


def test_a_cancelled_survey_leaves_nothing_and_can_be_begun_again(cast: Cast) -> None:
    run = begin_run(year=2024, as_of=DAY, by=cast.wang)
    cancel_job(Job.objects.get(pk=run.job), by=cast.wang)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert not kept.folder_of(run).exists()
    assert begin_run(year=2024, as_of=DAY, by=cast.wang).state == RunState.RUNNING


def test_a_survey_begun_twice_by_its_job_is_written_once(cast: Cast) -> None:
    from mingpin.policies.tasks import survey

    a_subject()
    run = a_run()
    before = list(RunVerdict.objects.values_list("pk", flat=True))

    class Silent:
        job = None

        def at(self, *_told: Any) -> None: ...

    survey(Silent(), run_id=run.pk)  # type: ignore[arg-type]
    assert list(RunVerdict.objects.values_list("pk", flat=True)) == before
    assert Entry.objects.filter(action="finish_run").count() == 1


def test_the_workbook_of_a_run_is_written_once_and_is_that_of_the_command_line(cast: Cast, signed_in: Any) -> None:
    import openpyxl

    take_demonstration(40)
    run = a_run()
    page = signed_in("wang").get(f"/surveys/{run.pk}/workbook")
    assert page.status_code == 404
    for _again in range(2):
        ask_for_workbook(run=run, by=cast.wang)
    run_jobs()
    answer = signed_in("wang").get(f"/surveys/{run.pk}/workbook")
    (kept.folder_of(run) / "read.xlsx").write_bytes(b"".join(answer.streaming_content))
    book = openpyxl.load_workbook(kept.folder_of(run) / "read.xlsx", read_only=True)
    assert len(book.sheetnames) == 5
    assert Job.objects.filter(kind="survey_workbook").count() == 1


def test_rulings_in_force_on_the_day_count_and_stand_in_the_record(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingpin.policies import rulings

    take_demonstration(60)
    plain = a_run()
    question = plain.summary["readings_pending"][0]
    option = next(iter(question["options"]))
    monkeypatch.setattr(rulings, "_SOURCES", [lambda day: {question["question"]: option} if day >= DAY else {}])
    ruled = a_run()
    assert ruled.rulings == {question["question"]: option}
    assert question["question"] not in {one["question"] for one in ruled.summary["readings_pending"]}
    assert replay(ruled).is_proved
    assert a_run(as_of=date(2024, 6, 29)).rulings == {}


def test_the_platform_may_begin_a_survey_by_itself() -> None:
    a_subject()
    run = a_run(by=Acting.platform("nightly"))
    assert (run.person, Run.objects.done().first()) == (None, run)
    assert PLATFORM.role == "platform"
