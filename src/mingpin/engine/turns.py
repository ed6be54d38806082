"""What time alone changes for all subjects, day by day of a given calendar: who comes in reach, whose title lapses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import polars as pl

from mingpin.engine.compile import compile_program
from mingpin.engine.lowered import VERDICT
from mingpin.engine.polars_backend import evaluate_gates
from mingpin.engine.polars_facts import derive_facts
from mingpin.engine.renewal import with_coverage_renewed
from mingpin.engine.survey import Survey

_SCHEMA = {"subject_id": pl.String, "day": pl.Date, "clause": pl.String, "before": pl.String, "after": pl.String}


def first_of_months(after: date, months: int) -> list[date]:
    """The first day of each of the next `months` months."""
    numbers = range(after.year * 12 + after.month, after.year * 12 + after.month + months)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def no_turns() -> pl.DataFrame:
    """A calendar in which nothing changes."""
    return pl.DataFrame(schema=_SCHEMA)


def turns_of_all(survey: Survey, days: Iterable[date], progress: Callable[[date], None] | None = None) -> pl.DataFrame:
    """One row per subject, day and clause (or `verdict`) whose verdict differs from the day before in the list:
    `subject_id`, `day`, `clause`, `before`, `after`.

    Evidence is held as it is, today's coverage assumed to be renewed, ranks among peers kept as they are now.
    """
    program = survey.program
    before = survey.verdicts
    found = [no_turns()]
    for day in days:
        later = compile_program(program.pack, year=program.year, as_of=day, changes=program.changes)
        facts = derive_facts(later, with_coverage_renewed(survey.evidence, program.covered_since, day))
        facts = facts.with_columns(survey.facts.get_column(question.name) for question in program.peers)
        after = Survey(later, survey.evidence, facts, evaluate_gates(later, facts)).verdicts
        for clause in (VERDICT, *(clause.clause.id for clause in program.clauses)):
            was, is_ = before.get_column(clause), after.get_column(clause)
            moved = after.select("subject_id", pl.lit(day).alias("day"), pl.lit(clause).alias("clause")).with_columns(
                was.alias("before"), is_.alias("after")
            )
            found.append(moved.filter(pl.col("before") != pl.col("after")).cast(_SCHEMA))  # type: ignore[arg-type]
        before = after
        if progress:
            progress(day)
    return pl.concat(found).sort("subject_id", "day", "clause")
