"""A survey in bulk from what was typed to its folder: decisions and counts, on this machine or on Spark, without a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.cli.console import Steps, steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.result_folder import result_folder
from mingpin.cli.runs import DECISIONS, RESULTS, SPARK_DECISIONS, SUMMARY, Plan, Typed, is_run, plan_of, read, seen_from
from mingpin.documents.report import DEMONSTRATION, evidence_hash, rows_of
from mingpin.documents.summary import bulk_summary, write_summary
from mingpin.engine import Program
from mingpin.engine.bulk import Counts, survey_files
from mingpin.engine.spark import SparkFault, survey_on_spark
from mingpin.language import _
from mingpin.vocabulary.evidence_files import (
    EvidenceError,
    files_hash,
    is_evidence_folder,
    refuse_repeated_subjects,
    rows_behind,
    scan_evidence,
    write_evidence,
)

POLARS, SPARK = "polars", "spark"
ENGINES = (POLARS, SPARK)
DRIVER = {"spark.driver.memory": "4g"}
"""What Spark's driver needs to plan a pack of a hundred facts."""


@dataclass(frozen=True)
class Where:
    """On what a survey in bulk runs: an engine, the master of Spark, and Spark's options."""

    engine: str
    master: str = "local[*]"
    options: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Finished:
    """A survey in bulk that has been written."""

    program: Program
    counts: Counts
    summary: Mapping[str, Any]
    decisions: str


def run(typed: Typed, out: Path, where: Where, *, force: bool) -> Finished:
    """Makes the survey and writes decisions and summary into `out`, both or neither."""
    plan = plan_of(typed)
    program = plan.program()
    decisions = DECISIONS if where.engine == POLARS else SPARK_DECISIONS
    with (
        result_folder(out, is_run, force=force, names=RESULTS) as folder,
        steps() as now,
        _evidence(plan, now) as (place, hash_),
    ):
        now.begin(_("Judging every subject by every clause"))
        try:
            refuse_repeated_subjects(place, plan.pack.vocabulary)
            counts = _survey(program, place, folder / decisions, where)
        except EvidenceError as error:
            raise Stop(Exit.INPUT, _("The dataset cannot be used."), str(error)) from error
        except SparkFault as fault:
            raise Stop(Exit.USAGE, fault.what, fault.remedy) from fault
        places = {"dataset_path": seen_from(out, plan.dataset), "pack_path": seen_from(out, plan.pack.folder)}
        if plan.mapping:
            places["mapping_path"] = seen_from(out, plan.mapping)
        run = {
            "engine": version("mingpin"),
            "backend": where.engine,
            "evidence_hash": hash_,
            "demonstration": _is_demonstration(place, plan),
            **places,
        }
        summary = bulk_summary(program, counts, plan.dataset.name, rows_behind(place), run)
        write_summary(folder / SUMMARY, summary)
    return Finished(program, counts, summary, decisions)


def _survey(program: Program, place: Path, decisions: Path, where: Where) -> Counts:
    if where.engine == POLARS:
        return survey_files(program, place, decisions)
    options = {**DRIVER, **(where.options or {})}
    return survey_on_spark(program, place.absolute(), decisions, master=where.master, options=options)


def _is_demonstration(place: Path, plan: Plan) -> bool:
    """Whether any subject is of the fictitious register."""
    names = scan_evidence(place, plan.pack.vocabulary)["subjects"]
    if "name" not in names.collect_schema():
        return False
    found = names.select(pl.col("name").str.starts_with(DEMONSTRATION).any()).collect(engine="streaming")
    return bool(found.item())


@contextmanager
def _evidence(plan: Plan, now: Steps) -> Iterator[tuple[Path, str]]:
    """A folder of evidence files and a hash: the dataset itself, or what is read from it, for as long as the block lasts."""
    if is_evidence_folder(plan.dataset):
        yield plan.dataset, files_hash(plan.dataset)
        return
    dataset = read(plan, now)
    now.begin(_("Writing evidence files"))
    with tempfile.TemporaryDirectory(prefix="mingpin-") as folder:
        write_evidence(dataset.evidence, Path(folder), plan.pack.vocabulary, rows_of(dataset.accounts))
        yield Path(folder), evidence_hash(dataset.evidence)
