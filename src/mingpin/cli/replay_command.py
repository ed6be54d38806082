"""`mingpin replay`: a survey of the platform judged again from what it kept."""

from __future__ import annotations

import click

from mingpin.cli import options
from mingpin.cli.exits import Exit
from mingpin.cli.framework import Argument, Command
from mingpin.cli.framework import marked as _


@click.command(
    cls=Command,
    help=_(
        "Judge a survey of the platform again, from the evidence and the pack that it kept, and compare every fact and verdict "
        "with what was found then and with what stands in the database.\n\nExit codes: 0 the same, row for row; 1 something "
        "differs; it is said what."
    ),
)
@click.argument("run", metavar="RUN", type=int, cls=Argument, help=_("The number of the survey."))
@options.json_option
@options.shared
def replay(run: int, as_json: bool) -> None:
    from mingpin.cli import replay_run

    if not replay_run.replay(run, as_json=as_json):
        raise SystemExit(Exit.NO)
