"""`mingpin demo-data`: a fictitious register to try everything on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mingpin.cli import options
from mingpin.cli.demo_run import make_demo
from mingpin.cli.framework import Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.values import Day


@click.command(
    "demo-data",
    cls=Command,
    help=_(
        "Write a fictitious register with evidence and coverage: every name begins with 示例·, every row says that it is made "
        "up. The same seed gives the same bytes."
    ),
)
@click.option(
    "--subjects", type=click.IntRange(1), default=3000, show_default=True, cls=Option, help=_("How many subjects.")
)
@click.option("--seed", type=int, default=7, show_default=True, cls=Option, help=_("Another seed, another register."))
@click.option(
    "--as-of",
    type=Day(),
    default=date(2024, 6, 30),
    show_default="2024-06-30",
    cls=Option,
    help=_("The day up to which the evidence was collected."),
)
@click.option(
    "--format", "format_", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, cls=Option,
    help=_("The form of the tables."),
)  # fmt: skip
@options.out_option()
@options.pack_option
@options.json_option
@options.shared
def demo_data(
    subjects: int, seed: int, as_of: date, format_: str, out: Path, force: bool, pack_name: str | None, as_json: bool
) -> None:
    make_demo(
        out,
        subjects=subjects,
        seed=seed,
        as_of=as_of,
        format_=format_,
        pack_name=pack_name,
        force=force,
        as_json=as_json,
    )
