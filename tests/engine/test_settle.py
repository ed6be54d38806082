"""What would settle a verdict: sets that are enough, none of them longer than needed, and none missed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import assume, given

from mingpin.engine.lowered import VERDICT, GateKind, Program
from mingpin.engine.python_reasons import ReasonFunction, Truths
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.engine.settle import Settler
from mingpin.engine.survey import run_survey
from mingpin.engine.truth import kleene_and, kleene_not, kleene_or
from tests.conftest import examples
from tests.engine.small_packs import Trial, trials

MOST_OPEN = 8
"""Trials with more open tests than this are not tried by brute force; nor those with a ratio, which by a divisor of 0 has no
truth that an answer could bring about."""


def reachable(program: Program, truths: Truths, answered: dict[str, bool], ruled: dict[str, str]) -> bool | None:
    """The verdict if these open tests were answered so, and these questions ruled so."""
    found: dict[str, bool | None] = {}
    for gate in program.gates:
        inputs = [found[input_] for input_ in gate.inputs]
        match gate.kind:
            case GateKind.TEST:
                found[gate.id] = answered.get(gate.id, truths[gate.id])
            case GateKind.ALL:
                found[gate.id] = kleene_and(inputs)
            case GateKind.ANY:
                found[gate.id] = kleene_or(inputs)
            case GateKind.NOT:
                found[gate.id] = kleene_not(inputs[0])
            case GateKind.AGREE:
                picked = ruled.get(gate.id)
                found[gate.id] = found[picked] if picked else inputs[0] if len(set(inputs)) == 1 else None
    return found[VERDICT]


def outcomes(
    program: Program, truths: Truths, row: dict[str, object], answers: frozenset[Reason]
) -> Iterator[bool | None]:
    """The verdicts that could come about if everything in `answers` were answered, one way or the other."""
    reasons = ReasonFunction(program)
    open_tests = [gate.id for gate in program.gates if gate.kind is GateKind.TEST and truths[gate.id] is None]
    answerable = [
        id_ for id_ in open_tests if (needed := set(reasons.of_gate(id_, truths, row))) and needed <= answers
        and all(reason.kind is not ReasonKind.NO_BASIS for reason in needed)
    ]  # fmt: skip
    asked = [
        gate for gate in program.gates
        if gate.kind is GateKind.AGREE
        and gate.node is not None
        and Reason(ReasonKind.READING_NOT_SETTLED, gate.node.subject) in answers
    ]  # fmt: skip
    for truth in product((True, False), repeat=len(answerable)):
        for picks in product(*(gate.inputs for gate in asked)):
            ruled = {gate.id: pick for gate, pick in zip(asked, picks, strict=True)}
            yield reachable(program, truths, dict(zip(answerable, truth, strict=True)), ruled)


@given(trials())
@examples(150)
def test_no_set_is_longer_than_needed_and_whatever_can_be_settled_has_one(trial: Trial) -> None:
    assume("Given(" not in repr([gate.test for gate in trial.program.gates]))
    survey = run_survey(trial.program, trial.evidence())
    settler, reasons = Settler(trial.program), ReasonFunction(trial.program)
    for row in survey.facts.iter_rows(named=True):
        truths = settler.gates.truths(row)
        settlement = settler.settle(row)
        if settlement.verdict is not None:
            assert settlement.to_met == settlement.to_not_met == ()
            continue
        open_tests = [gate.id for gate in trial.program.gates if gate.test is not None and truths[gate.id] is None]
        if len(open_tests) > MOST_OPEN:
            continue
        known = frozenset(reason for id_ in trial.program.gates_by_id for reason in reasons.of_gate(id_, truths, row))
        for want, sets in ((True, settlement.to_met), (False, settlement.to_not_met)):
            if want in outcomes(trial.program, truths, row, known):
                assert sets, f"{row['subject_id']} could become {want}"
            for support in sets:
                assert support
                for reason in support:
                    assert want not in outcomes(trial.program, truths, row, support - {reason}), (support, reason)
