"""Figures add up."""

from __future__ import annotations

from mingpin.documents.figures import ranked, shares
from mingpin.documents.held import held_by
from mingpin.documents.report import SurveyReport, evidence_hash
from mingpin.engine import Verdict


def test_the_funnel_never_widens_and_starts_with_all(report: SurveyReport) -> None:
    remaining = [step.remaining for step in report.funnel]
    assert remaining == sorted(remaining, reverse=True)
    assert remaining[-1] == 6 - report.survey.verdict_counts[Verdict.NOT_MET]


def test_every_breakdown_counts_every_subject_once(report: SurveyReport) -> None:
    for column in ("area", "domain", "industry_field", "kind"):
        assert sum(share.subjects for share in shares(report.survey, column)) == 6


def test_blanks_have_a_line_of_their_own(report: SurveyReport) -> None:
    codes = [share.code for share in shares(report.survey, "industry_field")]
    assert set(codes) == {"food", "chemicals", None}
    assert codes[-1] is None


def test_a_reason_alone_is_one_that_settles_at_once(report: SurveyReport) -> None:
    alone = {item.reason.code: (item.subjects, item.alone) for item in report.missing}
    assert alone["missing_fact:operating_since"] == (1, 1)
    assert alone["judgement_pending:awareness"] == (2, 1)


def test_holders_count_subjects_once(report: SurveyReport) -> None:
    held = {held.holder: (held.subjects, held.alone) for held in held_by(report)}
    assert held["市市场监管局"] == (2, 1)
    assert held["企业自身"] == (1, 1)


def test_every_subject_is_ranked_once(report: SurveyReport) -> None:
    ids = ranked(report.survey).get_column("subject_id").to_list()
    assert sorted(ids) == sorted(report.survey.evidence.subjects.get_column("subject_id").to_list())


def test_the_hash_of_evidence_changes_with_any_row(report: SurveyReport) -> None:
    evidence = report.survey.evidence
    fewer = type(evidence)({**evidence.tables, "incidents": evidence.tables["incidents"].clear()})
    assert evidence_hash(evidence) == evidence_hash(evidence)
    assert evidence_hash(evidence) != evidence_hash(fewer)
