"""`mingpin survey`: the whole register against the document."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mingpin.cli import bulk_run, options, survey_run
from mingpin.cli.bulk_output import print_bulk
from mingpin.cli.bulk_run import ENGINES
from mingpin.cli.console import emit_json
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.framework import Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.runs import Typed
from mingpin.cli.survey_output import print_survey
from mingpin.language import _ as said
from mingpin.vocabulary.evidence_files import is_evidence_folder


@click.command(
    cls=Command,
    help=_(
        "Survey DATASET: judge every subject by every clause, with reasons.\n\nWrites into DIR: 摸底调查.xlsx, for people; "
        "decisions.arrow, one nullable boolean per leaf, clause and verdict; subjects.arrow; summary.json.\n\nWith --engine, for "
        "registers of millions: decisions and summary only, nothing held in memory whole. DATASET is then best a folder that "
        "`mingpin evidence` wrote."
    ),
)
@options.dataset_argument
@options.pack_option
@options.run_options(is_required=False)
@options.out_option()
@options.changes_options
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    cls=Option,
    help=_("Survey in bulk, without a workbook: by Polars on this machine, or on Spark."),
)
@click.option(
    "--master",
    metavar="URL",
    default="local[*]",
    show_default=True,
    cls=Option,
    help=_("Where Spark runs: local[2], spark://host:7077, yarn or k8s://…"),
)
@click.option(
    "--spark-option",
    "spark_options",
    metavar="NAME=VALUE",
    multiple=True,
    cls=Option,
    help=_("An option of Spark, such as spark.executor.memory=8g."),
)
@options.json_option
@options.shared
def survey(
    dataset: Path,
    pack_name: str | None,
    year: int | None,
    as_of: date | None,
    out: Path,
    force: bool,
    engine: str | None,
    master: str,
    spark_options: tuple[str, ...],
    as_json: bool,
    **changes: Any,
) -> None:
    typed = Typed(dataset, pack_name, year, as_of, **changes)
    if engine or is_evidence_folder(dataset):
        where = bulk_run.Where(engine or bulk_run.POLARS, master, _pairs(spark_options))
        done = bulk_run.run(typed, out, where, force=force)
        if as_json:
            emit_json(done.summary)
        else:
            print_bulk(done, out)
        return
    finished = survey_run.run(typed, out, force=force)
    if as_json:
        emit_json(finished.summary)
    else:
        print_survey(finished, out)


def _pairs(typed: tuple[str, ...]) -> dict[str, str]:
    pairs = dict[str, str]()
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals:
            what = said("“{text}” is no option of Spark.").format(text=text)
            raise Stop(Exit.USAGE, what, said("Write NAME=VALUE, such as spark.executor.memory=8g."))
        pairs[name] = value
    return pairs
