"""`mingpin pack …`: check, test, text, provisions, render."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from mingpin.cli import options, pack_runs
from mingpin.cli.framework import Command, Group, Option
from mingpin.cli.framework import marked as _


@click.group(cls=Group, help=_("Policy packs: check, test, read."))
@options.shared
def pack() -> None:
    pass


@pack.command(
    help=_("Check a pack: quotes, ids, conditions, parameters, references. Names every problem with file and line.")
)
@options.pack_argument
@options.json_option
@options.shared
def check(pack_name: str | None, as_json: bool) -> None:
    pack_runs.check(pack_name, as_json=as_json)


@pack.command(help=_("Run a pack's cases, and say which leaves no case shows true, false or unknown."))
@options.pack_argument
@click.option(
    "--strict", is_flag=True, cls=Option, help=_("Also fail where a leaf is not shown true, false and unknown.")
)
@options.json_option
@options.shared
def test(pack_name: str | None, strict: bool, as_json: bool) -> None:
    pack_runs.test(pack_name, strict=strict, as_json=as_json)


@pack.command(help=_("Print the issued text, exactly, without the rules."))
@options.pack_argument
@options.shared
def text(pack_name: str | None) -> None:
    pack_runs.text(pack_name)


@pack.command(help=_("List every provision: id, kind, place, title, and the state of its rule."))
@options.pack_argument
@options.run_options(is_required=False)
@options.json_option
@options.shared
def provisions(pack_name: str | None, year: int | None, as_of: date | None, as_json: bool) -> None:
    pack_runs.list_provisions(pack_name, year, as_of, as_json=as_json)


@pack.command(
    help=_("Make one HTML page: the text as issued, and beside each provision its rule in words."), cls=Command
)
@options.pack_argument
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    cls=Option,
    help=_("The file; else named after the pack, here."),
)
@click.option("--force", is_flag=True, cls=Option, help=_("Replace another file of this name."))
@click.option(
    "--survey",
    "survey_folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    cls=Option,
    help=_("The folder of a survey: its counts stand beside each clause."),
)
@options.run_options(is_required=False)
@options.shared
def render(
    pack_name: str | None,
    out: Path | None,
    force: bool,
    survey_folder: Path | None,
    year: int | None,
    as_of: date | None,
) -> None:
    pack_runs.render(pack_name, out, force=force, survey_folder=survey_folder, year=year, as_of=as_of)
