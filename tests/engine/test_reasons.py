"""An undetermined verdict always says why (house rule 3), and one subject hears the same reasons as the whole survey."""

from __future__ import annotations

from hypothesis import given

from mingpin.engine.lowered import VERDICT
from mingpin.engine.python_backend import GateFunction
from mingpin.engine.python_reasons import ReasonFunction
from mingpin.engine.survey import Verdict, clause_verdict, run_survey
from tests.conftest import examples
from tests.engine.small_packs import Trial, trials


@given(trials())
@examples(120)
def test_whatever_is_undetermined_has_a_reason_and_whatever_is_settled_has_none(trial: Trial) -> None:
    survey = run_survey(trial.program, trial.evidence())
    gates, reasons = GateFunction(trial.program), ReasonFunction(trial.program)
    for row in survey.facts.iter_rows(named=True):
        truths = gates.truths(row)
        for gate, truth in truths.items():
            if gate != "scope-":
                assert bool(reasons.of_gate(gate, truths, row)) is (truth is None), gate
        for clause in trial.program.clauses:
            is_open = clause_verdict(clause, truths) is Verdict.UNDETERMINED
            assert bool(reasons.of_clause(clause.clause.id, truths, row)) is is_open, clause.clause.id


@given(trials())
@examples(60)
def test_one_subject_is_given_the_reasons_that_the_survey_counts(trial: Trial) -> None:
    survey = run_survey(trial.program, trial.evidence())
    gates, reasons = GateFunction(trial.program), ReasonFunction(trial.program)
    for row, counted in zip(survey.facts.iter_rows(named=True), survey.reasons.iter_rows(named=True), strict=True):
        truths = gates.truths(row)
        given_ = {(VERDICT, reason.code) for reason in reasons.of_verdict(truths, row)}
        for clause in trial.program.clauses:
            id_ = clause.clause.id
            given_ |= {(id_, reason.code) for reason in reasons.of_clause(id_, truths, row)}
        assert given_ == {tuple(column.split("|", 1)) for column, holds in counted.items() if holds is True}
