"""`mingpin demo`: the platform with the demonstration in it."""

from __future__ import annotations

from datetime import date

import click

from mingpin.cli import options
from mingpin.cli.framework import Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.values import Day


@click.command(
    "demo",
    cls=Command,
    help=_(
        "Load the demonstration into the platform's empty database: organisations, people of every role and evidence, all of it "
        "fictitious. Refused in production, and where anything is there already."
    ),
)
@click.option(
    "--stage",
    type=click.Choice(["registry", "policies"]),
    default="registry",
    show_default=True,
    cls=Option,
    help=_("How far the demonstration goes: to the registry, or on to surveys and what follows from them."),
)
@click.option(
    "--subjects", type=click.IntRange(200), default=3000, show_default=True, cls=Option, help=_("How many subjects.")
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
@click.option("--if-empty", is_flag=True, cls=Option, help=_("Do nothing where anything is there already."))
@options.json_option
@options.shared
def demo(stage: str, subjects: int, seed: int, as_of: date, if_empty: bool, as_json: bool) -> None:
    from mingpin.cli.demo_stage_run import load_stage

    load_stage(stage=stage, subjects=subjects, seed=seed, as_of=as_of, if_empty=if_empty, as_json=as_json)
