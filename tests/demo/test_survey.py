"""Surveyed by the city's pack, the demonstration register shows every verdict, every kind of reason and every leaf."""

from __future__ import annotations

import polars as pl

from mingpin.demo import judged
from mingpin.demo.casting import Role, role_of
from mingpin.demo.declarations import AREAS
from mingpin.demo.fields import DOMAINS
from mingpin.engine.lowered import VERDICT, Always
from mingpin.engine.model import NodeKind, Pack
from mingpin.engine.reasons import ReasonKind
from mingpin.engine.survey import Survey, Verdict
from mingpin.vocabulary import Evidence, Vocabulary

from .conftest import SEED, SUBJECTS

ALL_THREE = {Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED}


def test_one_or_two_in_a_hundred_meet_everything(survey: Survey) -> None:
    counts = survey.verdict_counts
    assert 0.010 <= counts[Verdict.MET] / SUBJECTS <= 0.020
    assert counts[Verdict.NOT_MET] > 10 * counts[Verdict.MET]
    assert counts[Verdict.UNDETERMINED] > 10 * counts[Verdict.MET]


def test_every_kind_of_reason_is_there(survey: Survey) -> None:
    assert {reason.kind for reason in survey.verdict_reasons} == set(ReasonKind)


def test_every_county_zone_and_domain_has_every_verdict(survey: Survey, evidence: Evidence) -> None:
    verdicts = evidence.subjects.select("subject_id", "area", "domain").join(survey.verdicts, on="subject_id")
    for column, values in (("area", AREAS), ("domain", DOMAINS)):
        found = {value: set(verdicts.filter(pl.col(column) == value)[VERDICT]) for value in values}
        assert {value: ALL_THREE - words for value, words in found.items() if words != ALL_THREE} == {}


def test_every_clause_that_can_fail_is_met_not_met_and_open_somewhere(survey: Survey) -> None:
    for count in survey.clause_counts:
        if count.clause.startswith("plan."):
            assert all(count.verdicts[word] for word in ALL_THREE), count


def test_every_leaf_is_true_false_and_unknown_somewhere(survey: Survey) -> None:
    missing: dict[str, set[bool | None]] = {}
    for gate in survey.program.gates:
        is_leaf = gate.test is not None and gate.node is not None
        is_constant = isinstance(gate.test, Always) or (
            gate.node and gate.node.condition and gate.node.condition.text in ("TRUE", "FALSE")
        )
        if is_leaf and not is_constant:
            absent = {True, False, None} - set(survey.gates[gate.id].unique())
            missing |= {gate.id: absent} if absent else {}
    assert missing == {}


def test_every_question_of_reading_divides_somebody(survey: Survey, pack: Pack) -> None:
    asked = {
        node.subject
        for clause in pack.executable
        for node in (clause.rule.walk() if clause.rule else ())
        if node.kind is NodeKind.READINGS and (node.years is None or survey.program.year in node.years)
    }
    divided = {
        reason.about
        for count in survey.clause_counts
        for reason in count.reasons
        if reason.kind is ReasonKind.READING_NOT_SETTLED
    }
    assert asked - divided == set()


def test_exemplary_bodies_meet_everything_and_near_misses_do_not(
    survey: Survey, evidence: Evidence, vocabulary: Vocabulary
) -> None:
    """A prepared body lacks nothing but the one thing of its role, so only those without such a thing are MET."""
    verdict_of = dict(survey.verdicts.select("subject_id", VERDICT).iter_rows())
    wrong = {}
    for role, applicant in _prepared(evidence, vocabulary):
        is_exemplary = role == Role(role.domain, role.area, is_prepared=True)
        if (verdict_of[applicant] == Verdict.MET) is not is_exemplary:
            wrong[applicant] = role
    assert wrong == {}


def _prepared(evidence: Evidence, vocabulary: Vocabulary) -> list[tuple[Role, str]]:
    """The prepared bodies' roles, each with the subject put forward: what the body carries, in the row behind it, or itself."""
    kinds = vocabulary.classifications["subject_kind"].entries
    bodies: list[list[str]] = []
    for subject_id, kind in evidence.subjects.select("subject_id", "kind").iter_rows():
        if kind is None or kinds[kind].extra["organisation"]:
            bodies.append([subject_id])
        else:
            bodies[-1].append(subject_id)
    roles = (role_of(number, SEED) for number in range(len(bodies)))
    return [(role, subjects[-1]) for role, subjects in zip(roles, bodies, strict=True) if role.is_prepared]


def test_judgements_are_those_of_the_pack(pack: Pack, evidence: Evidence) -> None:
    asked = {
        node.subject: node.by
        for clause in pack.executable
        for node in (clause.rule.walk() if clause.rule else ())
        if node.kind is NodeKind.JUDGEMENT
    }
    recorded = dict(evidence.tables["judgements"].select("judgement", "department").unique().iter_rows())
    assert recorded == asked
    by_two = {
        node.subject
        for clause in pack.executable
        for node in (clause.rule.walk() if clause.rule else ())
        if node.kind is NodeKind.JUDGEMENT and node.needs_second_person
    }
    assert by_two == judged.BY_TWO
