"""A survey on Spark: read, derive, evaluate, write, count; nothing but the counts comes back from the executors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mingpin.engine.bulk import Counts
from mingpin.engine.lowered import VERDICT, LoweredClause, Program
from mingpin.engine.spark.facts import derive_facts
from mingpin.engine.spark.gates import evaluate_gates
from mingpin.engine.spark.session import SparkFault, reason_of, session_on, spark_errors
from mingpin.engine.spark.sql import is_sure, quoted
from mingpin.engine.spark.tables import read_tables
from mingpin.engine.survey import Verdict
from mingpin.language import _

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def survey_on_spark(
    program: Program, folder: Path | str, out: Path | str, *, master: str, options: Mapping[str, str] | None = None
) -> Counts:
    """Surveys the completed evidence in `folder` (see `read_tables`) on this master and writes `out` as a folder of Parquet:
    `subject_id` and one nullable boolean per gate, `verdict` among them. `options` are Spark's. Gives the counts.

    The executors write `out`: on a cluster it is a path or URL that all of them reach. Raises SparkFault; then `out` is not
    there, or has no `_SUCCESS`.
    """
    with session_on(master, options) as session:
        return survey_tables(program, read_tables(session, folder, program.pack.vocabulary), out, session=session)


def survey_tables(
    program: Program, tables: Mapping[str, DataFrame], out: Path | str, *, session: SparkSession
) -> Counts:
    """The same for frames from anywhere (`conformed`), as from the tables of a lake's catalogue."""
    try:
        gates = evaluate_gates(program, derive_facts(program, tables))
        gates.write.mode("errorifexists").parquet(str(out))
        return verdict_counts(program, session.read.parquet(str(out)))
    except spark_errors() as error:
        raise _failure(error, out) from error


def verdict_counts(program: Program, gates: DataFrame) -> Counts:
    """How many subjects have each verdict, counted in one pass over the gates."""
    wanted: dict[tuple[str, Verdict], str] = {
        (VERDICT, verdict): truth for verdict, truth in _verdicts_of(quoted(VERDICT)).items()
    }
    for clause in program.clauses:
        wanted |= {(clause.clause.id, verdict): truth for verdict, truth in _clause_verdicts(clause).items()}
    row = gates.selectExpr("count(*)", *(f"count_if({truth})" for truth in wanted.values())).first()
    assert row is not None
    subjects, *numbers = row
    counts: dict[str, dict[Verdict, int]] = {}
    for (name, verdict), number in zip(wanted, numbers, strict=True):
        counts.setdefault(name, {})[verdict] = number
    return Counts(subjects, counts.pop(VERDICT), counts)


def _verdicts_of(truth: str) -> dict[Verdict, str]:
    return {Verdict.MET: truth, Verdict.NOT_MET: f"NOT {truth}", Verdict.UNDETERMINED: f"{truth} IS NULL"}


def _clause_verdicts(clause: LoweredClause) -> dict[Verdict, str]:
    """As `engine.survey.clause_verdict`: to whom a clause does not apply, and to whom it may not, its rule says nothing."""
    found = _verdicts_of(quoted(clause.verdict))
    if clause.applies is None:
        return {**found, Verdict.NOT_APPLICABLE: "FALSE"}
    applies = quoted(clause.applies)
    found = {verdict: f"{is_sure(applies)} AND {truth}" for verdict, truth in found.items()}
    found[Verdict.UNDETERMINED] = f"({applies} IS NULL) OR ({found[Verdict.UNDETERMINED]})"
    return {**found, Verdict.NOT_APPLICABLE: f"NOT {applies}"}


def _failure(error: Exception, out: Path | str) -> SparkFault:
    condition = getattr(error, "getCondition", lambda: None)()
    if condition == "PATH_ALREADY_EXISTS":
        return SparkFault(_("{out} is there already.").format(out=out), _("Name a folder that does not exist yet."))
    what = _("The run on Spark failed: {reason}").format(reason=reason_of(error))
    remedy = _("Look at the log of the run; more memory (`spark.executor.memory`) or more partitions often help.")
    return SparkFault(what, remedy)
