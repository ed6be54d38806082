"""The summary of a run as JSON: what was read, what was found, under which parameters and rulings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mingpin.documents.figures import FunnelStep
from mingpin.documents.report import SurveyReport, changes_of, plain_parameter
from mingpin.engine import Program
from mingpin.engine.bulk import Counts
from mingpin.engine.model import NodeKind
from mingpin.engine.reasons import Reason, ReasonKind
from mingpin.engine.survey import Verdict
from mingpin.intake import SheetAccount
from mingpin.language import in_language

FORMAT = "mingpin-survey/1"
"""The mark by which a folder is known as a run of ours."""


def summary_of(report: SurveyReport, **where: str) -> dict[str, Any]:
    """The summary; `where` says where the dataset and the pack lie, seen from the run's folder."""
    survey, program = report.survey, report.program
    return {
        "format": FORMAT,
        "run": {
            "pack": program.pack.id,
            "pack_title": in_language(program.pack.title),
            "pack_hash": program.pack.hash,
            "year": program.year,
            "as_of": program.as_of.isoformat(),
            "engine": report.identity["engine"],
            "evidence_hash": report.evidence_hash,
            "dataset": report.dataset,
            "changes": changes_of(program.changes, program),
            "demonstration": report.is_demonstration,
            **where,
        },
        "rows": report.rows,
        "subjects": survey.evidence.subjects.height,
        "verdicts": _counts(survey.verdict_counts),
        "reasons": [
            {
                "code": item.reason.code,
                "text": report.words.sentence(item.reason),
                "holder": report.words.holder(item.reason),
                "subjects": item.subjects,
                "alone": item.alone,
                "clauses": [clause.id for clause in item.clauses],
            }
            for item in report.missing
        ],
        "clauses": [_clause(step) for step in report.funnel],
        "parameters": _parameters(program),
        "rulings": _rulings(program),
        "readings_pending": readings_pending(report),
        "files": [_account(account) for account in report.accounts],
    }


def bulk_summary(
    program: Program, counts: Counts, dataset: str, rows: Mapping[str, int], run: Mapping[str, Any]
) -> dict[str, Any]:
    """The summary of a survey in bulk: the counts, without reasons. `rows`: what became of the rows read; empty where nobody said
    so. `run` says with what it was made and where things lie."""
    return {
        "format": FORMAT,
        "run": {
            "pack": program.pack.id,
            "pack_title": in_language(program.pack.title),
            "pack_hash": program.pack.hash,
            "year": program.year,
            "as_of": program.as_of.isoformat(),
            "dataset": dataset,
            "changes": changes_of(program.changes, program),
            **run,
        },
        "rows": dict(rows),
        "subjects": counts.subjects,
        "verdicts": _counts(counts.verdicts),
        "clauses": [
            {
                "id": lowered.clause.id,
                "kind": lowered.clause.kind.value,
                "number": lowered.clause.number,
                "title": in_language(lowered.clause.title),
                "has_basis": lowered.has_basis,
                "verdicts": _counts(counts.clauses[lowered.clause.id]),
            }
            for lowered in program.clauses
        ],
        "parameters": _parameters(program),
        "rulings": _rulings(program),
    }


def _parameters(program: Program) -> dict[str, object]:
    return {name: plain_parameter(program, name, value) for name, value in sorted(program.parameters.items())}


def _rulings(program: Program) -> dict[str, str]:
    picked = {question: ruling.picks for question, ruling in sorted(program.rulings.items())}
    return picked | dict(program.changes.rulings)


def write_summary(path: Path, summary: Mapping[str, Any]) -> None:
    """Writes a summary as UTF-8 JSON."""
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def readings_pending(report: SurveyReport) -> list[dict[str, Any]]:
    """The questions of reading that no ruling settles: their options, and how many subjects' verdicts wait for each."""
    program = report.program
    settled = {*program.rulings, *program.changes.rulings}
    waiting = {reason.about: count for reason, count in report.survey.verdict_reasons.items() if _is_reading(reason)}
    questions: dict[str, dict[str, Any]] = {}
    for clause in program.pack.executable:
        for node in clause.rule.walk() if clause.rule else ():
            if node.kind is not NodeKind.READINGS or node.subject in settled or node.path not in program.gates_by_id:
                continue
            known = questions.setdefault(
                node.subject,
                {
                    "question": node.subject,
                    "text": in_language(node.question),
                    "options": {child.reading: in_language(child.title) for child in node.children},
                    "subjects": waiting.get(node.subject, 0),
                    "clauses": [],
                },
            )
            if clause.id not in known["clauses"]:
                known["clauses"].append(clause.id)
    return sorted(questions.values(), key=lambda question: (-question["subjects"], question["question"]))


def _is_reading(reason: Reason) -> bool:
    return reason.kind is ReasonKind.READING_NOT_SETTLED


def _counts(verdicts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: number for verdict, number in verdicts.items()}


def _clause(step: FunnelStep) -> dict[str, Any]:
    return {
        "id": step.clause.id,
        "kind": step.clause.kind.value,
        "number": step.clause.number,
        "title": in_language(step.clause.title),
        "has_basis": step.has_basis,
        "verdicts": _counts(step.verdicts),
        "remaining": step.remaining,
        "reasons": {reason.code: count for reason, count in _by_count(step.reasons.items())},
    }


def _by_count(items: Iterable[tuple[Reason, int]]) -> list[tuple[Reason, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))


def _account(account: SheetAccount) -> dict[str, Any]:
    return {
        "file": account.file,
        "sheet": account.sheet,
        "table": account.table,
        "read": account.read,
        "accepted": account.accepted,
        "rejected": account.rejected,
        "noted": account.noted,
        "duplicates": account.duplicates,
        "left_aside": [{"title": column.title, "reason": column.reason} for column in account.left_aside],
        "asked": [{"title": question.title, "reason": question.reason} for question in account.questions],
        "notes": list(account.remarks),
        "source_hash": account.source_hash,
    }
