"""Whose rows count, and since when a list is covered for a subject: the definitions, by looking through all rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from mingpin.engine.lowered import Program
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About

ONE_DAY = timedelta(days=1)
Row = Mapping[str, Any]


class Register:
    """The evidence as lists of rows, with the look-ups that definitions need."""

    def __init__(self, program: Program, evidence: Evidence):
        self.program = program
        self.vocabulary: Vocabulary = program.pack.vocabulary
        self.rows: dict[str, list[Row]] = {name: list(frame.to_dicts()) for name, frame in evidence.tables.items()}
        self.subjects = self.rows["subjects"]
        self.subject_by_id = {row["subject_id"]: row for row in self.subjects}

    def organisation_of(self, subject_id: str | None) -> str | None:
        row = self.subject_by_id.get(subject_id or "")
        return row["organisation_id"] if row else None

    def rows_about(self, table: str, about: About, subject: Row) -> list[Row]:
        """The rows of a table that count for a subject; rows of its brands and products count for an organisation."""
        own, organisation = subject["subject_id"], subject["organisation_id"]
        if table == "subjects":
            wanted = {About.ORGANISATION: {organisation}, About.SUBJECT: {own}, About.BOTH: {own, organisation}}[about]
            return [row for row in self.subjects if row["subject_id"] in wanted]
        is_own = [row["subject_id"] == own for row in self.rows[table]]
        is_organisations = [
            organisation is not None and self.organisation_of(row["subject_id"]) == organisation
            for row in self.rows[table]
        ]
        counts = {
            About.SUBJECT: is_own,
            About.ORGANISATION: is_organisations,
            About.BOTH: [a or b for a, b in zip(is_own, is_organisations, strict=True)],
        }[about]
        return [row for row, is_counted in zip(self.rows[table], counts, strict=True) if is_counted]

    def covered_from(self, list_: str, about: About, subject: Row) -> date | None:
        """The first day from which the list is covered for the subject without a gap up to the run's day; None if it is not.

        A declaration for an organisation speaks of its brands and products too, not the other way round. For facts about
        an organisation that is not known, nothing is covered.
        """
        covered = subject if about is About.SUBJECT else self.subject_by_id.get(subject["organisation_id"] or "")
        if covered is None:
            return None
        names = {list_, *self.vocabulary.lists[list_].included_in}
        periods = [
            period
            for row in self.rows["coverage"]
            if row["list"] in names and _speaks_of(row, covered) and (period := _covered_period(row))
        ]
        reaching = [
            first
            for first, last in _merged(periods)
            if last >= self.program.covered_since and first <= self.program.as_of
        ]
        return min(reaching, default=None)


def _speaks_of(declaration: Row, covered: Row) -> bool:
    if declaration["subject_id"]:
        return declaration["subject_id"] in (covered["subject_id"], covered["organisation_id"])
    return bool(declaration["area"] and covered["area"] and covered["area"].startswith(declaration["area"]))


def _covered_period(declaration: Row) -> tuple[date, date] | None:
    """The first and last day that a declaration covers: its period, no further than the day it was drawn up."""
    drawn_on = declaration["as_of"]
    if drawn_on is None:
        return None
    first = declaration["period_from"] or drawn_on
    last = min(declaration[upper("period_to")] or drawn_on, drawn_on)
    return (first, last) if first <= last else None


def _merged(periods: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days as fewest periods: overlapping and adjoining ones become one."""
    result: list[tuple[date, date]] = []
    for first, last in sorted(periods):
        if result and first <= result[-1][1] + ONE_DAY:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result
