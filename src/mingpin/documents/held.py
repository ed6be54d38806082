"""What is missing, by who holds it: the departments and enterprises that a survey waits for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from mingpin.documents.figures import Missing
from mingpin.documents.report import SurveyReport
from mingpin.engine.lowered import VERDICT
from mingpin.engine.survey import reason_column


@dataclass(frozen=True)
class Held:
    """One holder: what it could settle, most subjects first; how many verdicts wait for any of it (`subjects`), and how many
    wait for one answer of it only (`alone`)."""

    holder: str
    items: tuple[Missing, ...]
    subjects: int
    alone: int


def held_by(report: SurveyReport) -> tuple[Held, ...]:
    """Who keeps verdicts waiting, most subjects first."""
    groups: dict[str, list[Missing]] = {}
    for item in report.missing:
        groups.setdefault(report.words.holder(item.reason), []).append(item)
    waiting = report.survey.reasons.select(
        pl.any_horizontal(reason_column(VERDICT, item.reason) for item in items).sum().alias(holder)
        for holder, items in groups.items()
    )
    counts = waiting.row(0, named=True) if groups else {}
    found = [
        Held(holder, tuple(items), counts[holder], sum(item.alone for item in items))
        for holder, items in groups.items()
    ]
    return tuple(sorted(found, key=lambda held: (-held.subjects, held.holder)))
