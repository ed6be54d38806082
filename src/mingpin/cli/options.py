"""Options that several commands share, and the values that they take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mingpin.cli.framework import Argument, Option, language_option
from mingpin.cli.framework import marked as _
from mingpin.cli.values import Day

Decorator = Callable[[Any], Any]


def json_option(function: Any) -> Any:
    """`--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, cls=Option, help=_("Plain JSON on standard output, for machines.")
    )(function)


def pack_option(function: Any) -> Any:
    """`--pack`."""
    return click.option(
        "--pack",
        "pack_name",
        metavar="PACK",
        cls=Option,
        help=_("The policy pack: its folder or its id. Not needed where there is only one."),
    )(function)


def pack_argument(function: Any) -> Any:
    """PACK as an argument."""
    return click.argument(
        "pack_name",
        metavar="[PACK]",
        required=False,
        cls=Argument,
        help=_("The policy pack: its folder or its id. Not needed where there is only one."),
    )(function)


def run_options(is_required: bool) -> Decorator:
    """`--year` and `--as-of`; a survey's folder knows both."""

    def decorate(function: Any) -> Any:
        function = click.option(
            "--as-of",
            type=Day(),
            required=is_required,
            cls=Option,
            help=_("The day on which the answer shall hold. A survey's folder knows its own."),
        )(function)
        return click.option(
            "--year",
            type=click.IntRange(1949, 2200),
            required=is_required,
            cls=Option,
            help=_("The programme year. A survey's folder knows its own."),
        )(function)

    return decorate


def mapping_option(function: Any) -> Any:
    """`--mapping`."""
    return click.option(
        "--mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        cls=Option,
        help=_("Which column is which, as you corrected it in the file that `mingpin intake check` wrote."),
    )(function)


def changes_options(function: Any) -> Any:
    """The what-ifs: `--set`, `--ruling`, `--without`, `--condition`; and `--mapping`."""
    function = mapping_option(function)
    for name, metavar, help_ in reversed(
        [
            (
                "--set",
                "NAME=VALUE",
                _("What if this parameter had another value? Money in yuan, a share as 0.3 or 30%."),
            ),
            ("--ruling", "QUESTION=READING", _("What if a question of reading were settled so?")),
            ("--without", "CLAUSE", _("What if this clause were not there?")),
            (
                "--condition",
                "PATH=CONDITION",
                _("What if the condition of a node (its path, as explain shows it) read so?"),
            ),
        ]
    ):
        variable = {"--set": "set_", "--ruling": "rulings", "--without": "without", "--condition": "conditions"}[name]
        function = click.option(name, variable, metavar=metavar, multiple=True, cls=Option, help=help_)(function)
    return function


def dataset_argument(function: Any) -> Any:
    """DATASET: a register file, a workbook, a folder of tables; or a survey's folder where a command takes one."""
    return click.argument(
        "dataset",
        metavar="DATASET",
        type=click.Path(path_type=Path),
        cls=Argument,
        help=_(
            "A register file, a workbook or folder of tables, a folder of evidence taken in, or the folder of a survey."
        ),
    )(function)


def out_option(is_required: bool = True) -> Decorator:
    """`--out` for a folder, with `--force`."""

    def decorate(function: Any) -> Any:
        function = click.option(
            "--force",
            is_flag=True,
            cls=Option,
            help=_("Write into a folder that holds other files; those stay."),
        )(function)
        return click.option(
            "--out",
            metavar="DIR",
            type=click.Path(path_type=Path),
            required=is_required,
            cls=Option,
            help=_("The folder for the result. An earlier result of the same kind there is replaced."),
        )(function)

    return decorate


def shared(function: Any) -> Any:
    """What every command takes."""
    return language_option(function)
