"""`mingpin compare`: who enters and who leaves, between two surveys or under a what-if."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mingpin.cli import options
from mingpin.cli.compare_output import comparison_json, print_comparison
from mingpin.cli.comparisons import Compared, two_runs, what_if
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.framework import Argument, Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.runs import Typed


@click.command(
    cls=Command,
    help=_(
        "Who enters, who leaves? Give the folders of two surveys; or one dataset (or a survey's folder) with what shall be "
        "different: --set, --ruling, --without, --condition."
    ),
)
@click.argument(
    "before",
    metavar="BEFORE",
    type=click.Path(path_type=Path),
    cls=Argument,
    help=_("The folder of the earlier survey; with a what-if also a dataset."),
)
@click.argument(
    "after",
    metavar="[AFTER]",
    type=click.Path(path_type=Path),
    required=False,
    cls=Argument,
    help=_("The folder of the later survey; not with a what-if."),
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, cls=Option, help=_("How many to print.")
)
@options.pack_option
@options.run_options(is_required=False)
@options.changes_options
@options.json_option
@options.shared
def compare(
    before: Path,
    after: Path | None,
    limit: int,
    pack_name: str | None,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    **changes: Any,
) -> None:
    typed = Typed(before, pack_name, year, as_of, **changes)
    with steps() as now:
        compared: Compared = two_runs(typed, after) if after else what_if(typed, now)
    if as_json:
        emit_json(comparison_json(compared))
    else:
        print_comparison(out(), compared, limit)
