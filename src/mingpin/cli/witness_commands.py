"""`mingpin witness …`: for a second authority, which keeps the checkpoints of a record that it does not run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mingpin.audit import witness as keeping
from mingpin.cli import options
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.framework import Argument, Command, Group, Option
from mingpin.cli.framework import marked as _
from mingpin.language import current_language


def _folder_options(function: Any) -> Any:
    """`--folder` and `--name`."""
    function = click.option(
        "--name",
        metavar="NAME",
        default="witness",
        show_default=True,
        cls=Option,
        help=_("What this witness is called in its answers, such as the authority's name."),
    )(function)
    return click.option(
        "--folder",
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=Path("witness"),
        show_default=True,
        cls=Option,
        help=_("The witness's own folder. Where the platform's public-key.txt lies in it, signatures are checked."),
    )(function)


@click.group(
    cls=Group,
    help=_(
        "For a second authority: keep the checkpoints of a record that others run.\n\nA new checkpoint is kept only where it "
        "is proven to continue the last; forks, rollbacks and replays are refused. Needs nothing but Python: the file "
        "mingpin/audit/witness.py can be copied to any machine and run by itself."
    ),
)
@options.shared
def witness() -> None:
    pass


@witness.command(
    cls=Command,
    help=_("Wait for checkpoints at http://127.0.0.1:PORT, where `mingpin audit send --to URL` brings them."),
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, cls=Option, help=_("The port."))
@_folder_options
@options.shared
def serve(port: int, folder: Path, name: str) -> None:
    _run(folder, name, lambda one: keeping.run_server(one, port, current_language()))


@witness.command(
    cls=Command,
    help=_(
        "Take the checkpoint in FILE, as `mingpin audit send --to FILE` wrote it; write the answer beside it.\n\nExits with 1 "
        "where the checkpoint is refused."
    ),
)
@click.argument(
    "file", metavar="FILE", type=click.Path(path_type=Path), cls=Argument,
    help=_("The file that the platform's operator sent."),
)  # fmt: skip
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    cls=Option,
    help=_("Where to write the answer; else it is written beside the file."),
)
@_folder_options
@options.shared
def take(file: Path, out: Path | None, folder: Path, name: str) -> None:
    _run(folder, name, lambda one: keeping.run_take(one, file, out, current_language()))


@witness.command(cls=Command, help=_("List the checkpoints that are kept, each one's mark checked."))
@_folder_options
@options.shared
def show(folder: Path, name: str) -> None:
    _run(folder, name, lambda one: keeping.run_show(one, current_language()))


def _run(folder: Path, name: str, step: Callable[[keeping.Witness], int]) -> None:
    try:
        code = step(keeping.Witness(folder, name))
    except keeping.Damaged as error:
        told = keeping.say(current_language(), "damaged", path=error.path, line=error.line)
        raise Stop(Exit.INPUT, told) from error
    except (OSError, ValueError) as error:
        told = keeping.say(current_language(), "unreadable", path=getattr(error, "filename", None) or folder)
        raise Stop(Exit.INPUT, told) from error
    sys.exit(code)
