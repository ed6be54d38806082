"""`mingpin intake …`: check an office's file, take it into a folder of evidence, list what was taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mingpin.cli import intake_check, intake_take, options
from mingpin.cli.framework import Argument, Command, Group, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.intake_runs import Typed


def _reading_options(function: Any) -> Any:
    """How files are to be read: `--register`, `--mapping`, `--covers`, `--supplier`, `--pack`."""
    function = options.pack_option(function)
    function = click.option(
        "--supplier", metavar="NAME", default="", cls=Option, help=_("Who handed in the files; kept with every row.")
    )(function)
    function = click.option(
        "--covers",
        metavar="DECLARATION",
        multiple=True,
        cls=Option,
        help=_(
            "For what a list in the files is complete: list=…,area=…,from=…,to=…,as-of=…,supplier=…; subject=… in place of area "
            "where it is for one subject. May be given more than once."
        ),
    )(function)
    function = options.mapping_option(function)
    return click.option(
        "--register",
        metavar="DATASET",
        type=click.Path(path_type=Path),
        cls=Option,
        help=_("A register against which the subjects of the rows are looked up, where the files bring none."),
    )(function)


def _writing_options(function: Any) -> Any:
    """Where marked copies go: `--out`."""
    return click.option(
        "--out",
        metavar="DIR",
        type=click.Path(path_type=Path),
        cls=Option,
        help=_("The folder for the marked copy; else it is written beside the file."),
    )(function)


@click.group(cls=Group, help=_("Files of offices: check them, take them in, list what was taken."))
@options.shared
def intake() -> None:
    pass


@intake.command(
    cls=Command,
    help=_(
        "Check FILE without taking anything: what each sheet and column is read as and why, what is asked, which rows cannot be "
        "accepted.\n\nWrites the same workbook back with a mark beside each row, beside the file or into DIR; where something is "
        "asked, also a mapping to be filled in. Exits with 1 where a row was not accepted or something is asked."
    ),
)
@click.argument(
    "file", metavar="FILE", type=click.Path(path_type=Path), cls=Argument,
    help=_("A file as an office sent it (xlsx, xlsm, xls, ods, csv, tsv, jsonl, parquet, zip), or a folder of such files."),
)  # fmt: skip
@_reading_options
@_writing_options
@options.json_option
@options.shared
def check(
    file: Path,
    register: Path | None,
    mapping: Path | None,
    covers: tuple[str, ...],
    supplier: str,
    pack_name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    typed = Typed((file,), pack_name, register, mapping, covers, supplier)
    intake_check.check(typed, out, as_json=as_json)


@intake.command(
    cls=Command,
    help=_(
        "Take into FOLDER what can be accepted of each FILE: all at once or, where one cannot be read, nothing.\n\nRows that are "
        "held already are not doubled; a corrected row takes the place of the one before. A marked copy says what became of each "
        "row, as with check. Exits with 1 where a row was not accepted or something is asked."
    ),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path), cls=Argument,
    help=_("The files, as the offices sent them or as you corrected them."),
)  # fmt: skip
@click.option(
    "--into",
    "folder",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path),
    cls=Option,
    help=_("The folder of evidence; it is made where there is none. Every DATASET can be such a folder."),
)
@_reading_options
@_writing_options
@options.json_option
@options.shared
def take(
    files: tuple[Path, ...],
    folder: Path,
    register: Path | None,
    mapping: Path | None,
    covers: tuple[str, ...],
    supplier: str,
    pack_name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    typed = Typed(files, pack_name, register, mapping, covers, supplier)
    intake_take.take(typed, folder, out, as_json=as_json)


@intake.command(
    "list", cls=Command, help=_("List what was taken into FOLDER: when, from whom, which files, how many rows.")
)
@click.argument(
    "folder", metavar="FOLDER", type=click.Path(path_type=Path), cls=Argument, help=_("The folder of evidence.")
)
@options.json_option
@options.shared
def list_(folder: Path, as_json: bool) -> None:
    intake_take.list_batches(folder, as_json=as_json)
