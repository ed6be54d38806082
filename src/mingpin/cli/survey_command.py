"""`mingpin survey`: the whole register against the document."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mingpin.cli import options, survey_run
from mingpin.cli.console import emit_json
from mingpin.cli.framework import Command
from mingpin.cli.framework import marked as _
from mingpin.cli.runs import Typed
from mingpin.cli.survey_output import print_survey


@click.command(
    cls=Command,
    help=_(
        "Survey DATASET: judge every subject by every clause, with reasons.\n\nWrites into DIR: 摸底调查.xlsx, for people; "
        "decisions.arrow, one nullable boolean per leaf, clause and verdict; subjects.arrow; summary.json."
    ),
)
@options.dataset_argument
@options.pack_option
@options.run_options(is_required=False)
@options.out_option()
@options.changes_options
@options.json_option
@options.shared
def survey(
    dataset: Path,
    pack_name: str | None,
    year: int | None,
    as_of: date | None,
    out: Path,
    force: bool,
    as_json: bool,
    **changes: Any,
) -> None:
    typed = Typed(dataset, pack_name, year, as_of, **changes)
    finished = survey_run.run(typed, out, force=force)
    if as_json:
        emit_json(finished.summary)
    else:
        print_survey(finished, out)
