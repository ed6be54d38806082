"""A survey: every subject of the evidence against a compiled pack, with reasons and counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import polars as pl

from mingpin.engine.lowered import VERDICT, LoweredClause, Program
from mingpin.engine.polars_backend import evaluate_gates
from mingpin.engine.polars_facts import derive_facts
from mingpin.engine.reasons import BulkView, Reason, Reasons, merged_reasons
from mingpin.vocabulary import Evidence


class Verdict(StrEnum):
    """How a clause, or a subject for a year, stands. The first three are values of Kleene's logic."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    UNDETERMINED = "UNDETERMINED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


def verdict_of(truth: bool | None) -> Verdict:
    """The verdict that a truth value seen from the subject stands for."""
    return Verdict.UNDETERMINED if truth is None else Verdict.MET if truth else Verdict.NOT_MET


def clause_verdict(clause: LoweredClause, truths: Mapping[str, bool | None]) -> Verdict:
    """A clause's verdict for one subject, from the truths of its gates."""
    if clause.applies is not None and truths[clause.applies] is not True:
        return Verdict.NOT_APPLICABLE if truths[clause.applies] is False else Verdict.UNDETERMINED
    return verdict_of(truths[clause.verdict])


@dataclass(frozen=True)
class ClauseCount:
    """How many subjects stand how at one clause, and for how many each reason holds."""

    clause: str
    verdicts: Mapping[Verdict, int]
    reasons: Mapping[Reason, int]


@dataclass(frozen=True)
class Survey:
    """What a run found. Frames have one row per subject, in the register's order.

    `facts`: the derived facts. `gates`: `subject_id` and one nullable boolean per gate (`verdict`, clauses by id, nodes by
    path). `reasons`: one boolean column per clause and reason, named `<clause>|<reason code>`; clause `verdict` for the
    subject's own verdict.
    """

    program: Program
    evidence: Evidence
    facts: pl.DataFrame
    gates: pl.DataFrame

    def of(self, subject_ids: Collection[str]) -> Survey:
        """What the same run found about these subjects only; the evidence stays whole."""
        wanted = pl.col("subject_id").is_in(list(subject_ids))
        return replace(self, facts=self.facts.filter(wanted), gates=self.gates.filter(wanted))

    @cached_property
    def reasons(self) -> pl.DataFrame:
        frame = pl.concat([self.facts, self.gates.drop("subject_id")], how="horizontal")
        view, finder = BulkView(), Reasons(self.program)
        columns = [
            holds.alias(reason_column(clause.clause.id, reason))
            for clause in self.program.clauses
            for reason, holds in merged_reasons(finder.of_clause(clause, view)).items()
        ]
        columns += [
            holds.alias(reason_column(VERDICT, reason))
            for reason, holds in merged_reasons(finder.of_gate(VERDICT, view)).items()
        ]
        return frame.lazy().select("subject_id", *columns).collect()

    @cached_property
    def reasons_of_verdict(self) -> pl.DataFrame:
        """Why each subject's verdict is undetermined: one boolean column per reason, named by its code."""
        prefix = f"{VERDICT}|"
        columns = {column: column.removeprefix(prefix) for column in self.reasons.columns if column.startswith(prefix)}
        return self.reasons.select(columns.keys()).rename(columns)

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """`subject_id`, `verdict`, and one column per clause: MET, NOT_MET, UNDETERMINED or NOT_APPLICABLE."""
        return self.gates.select(
            "subject_id",
            _word(pl.col(VERDICT)).alias(VERDICT),
            *(_clause_word(clause).alias(clause.clause.id) for clause in self.program.clauses),
        )

    @cached_property
    def verdict_counts(self) -> Mapping[Verdict, int]:
        """How many subjects have each verdict for the year."""
        return _tally(self.verdicts, VERDICT, (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED))

    @cached_property
    def clause_counts(self) -> tuple[ClauseCount, ...]:
        """The counts of every executable clause, in the document's order."""
        sums = self.reasons.drop("subject_id").sum().row(0, named=True) if self.reasons.width > 1 else {}
        found: dict[str, dict[Reason, int]] = {}
        for column, count in sums.items():
            clause, code = column.split("|", 1)
            if count:
                found.setdefault(clause, {})[Reason.of(code)] = count
        return tuple(
            ClauseCount(id_, _tally(self.verdicts, id_, tuple(Verdict)), found.get(id_, {}))
            for id_ in (clause.clause.id for clause in self.program.clauses)
        )

    @cached_property
    def verdict_reasons(self) -> Mapping[Reason, int]:
        """For how many subjects each reason keeps the year's verdict open, most frequent first."""
        reasons = self.reasons_of_verdict
        sums = reasons.sum().row(0, named=True) if reasons.width else {}
        found = {Reason.of(code): count for code, count in sums.items() if count}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def run_survey(program: Program, evidence: Evidence) -> Survey:
    """The survey of this evidence (completed, with `organisation_id`) by this program."""
    facts = derive_facts(program, evidence)
    return Survey(program, evidence, facts, evaluate_gates(program, facts))


def reason_column(clause: str, reason: Reason) -> str:
    """The name of the column of `Survey.reasons` for a clause (or `verdict`) and a reason."""
    return f"{clause}|{reason.code}"


def _tally(frame: pl.DataFrame, column: str, words: tuple[Verdict, ...]) -> dict[Verdict, int]:
    counted = dict(frame.group_by(column).len().iter_rows())
    return {word: counted.get(word.value, 0) for word in words}


def _word(truth: pl.Expr) -> pl.Expr:
    return (
        pl.when(truth)
        .then(pl.lit(Verdict.MET.value))
        .when(~truth)
        .then(pl.lit(Verdict.NOT_MET.value))
        .otherwise(pl.lit(Verdict.UNDETERMINED.value))
    )


def _clause_word(clause: LoweredClause) -> pl.Expr:
    word = _word(pl.col(clause.verdict))
    if clause.applies is None:
        return word
    applies = pl.col(clause.applies)
    return (
        pl.when(~applies)
        .then(pl.lit(Verdict.NOT_APPLICABLE.value))
        .when(applies.is_null())
        .then(pl.lit(Verdict.UNDETERMINED.value))
        .otherwise(word)
    )
