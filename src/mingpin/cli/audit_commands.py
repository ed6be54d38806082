"""`mingpin audit …`: sign checkpoints of the record, bring them to a witness, export the record, verify it."""

from __future__ import annotations

from pathlib import Path

import click

from mingpin.cli import audit_runs, options
from mingpin.cli.framework import Argument, Command, Group, Option
from mingpin.cli.framework import marked as _


@click.group(cls=Group, help=_("The platform's record of actions: checkpoints, export, verification."))
@options.shared
def audit() -> None:
    pass


@audit.command(
    cls=Command,
    help=_(
        "Verify the record: every link, every checkpoint; with --witness against what a second party kept.\n\nWithout WHERE, or "
        "with the word database: the record in the platform's database; else an export in that folder, which needs no database. "
        "Exit codes: 0 intact and witnessed; 10 internally consistent only; 11 broken, the first broken entry is named; 12 "
        "rewritten or rolled back."
    ),
)
@click.argument(
    "where", metavar="[WHERE]", required=False, default="database", cls=Argument,
    help=_("The folder of an export, or the word database."),
)  # fmt: skip
@click.option(
    "--witness",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    cls=Option,
    help=_("What the witness kept (its seen.jsonl) or answered, brought by the witness itself."),
)
@options.json_option
@options.shared
def verify(where: str, witness: Path | None, as_json: bool) -> None:
    audit_runs.verify(where, witness, as_json=as_json)


@audit.command(
    cls=Command,
    help=_(
        "Sign a checkpoint of all entries that there are.\n\nThe entries since the last checkpoint are first read anew from the "
        "disk; where one is not as it was written, nothing is signed."
    ),
)
@options.json_option
@options.shared
def checkpoint(as_json: bool) -> None:
    audit_runs.checkpoint(as_json=as_json)


@audit.command(
    cls=Command,
    help=_(
        "Sign a checkpoint and bring it to a witness: to its address, or into a file that somebody carries there.\n\nThe "
        "answer of an address is kept at once; that to a file is given back with `mingpin audit answer`. Exits with 1 where the "
        "witness refuses."
    ),
)
@click.option(
    "--to",
    "target",
    metavar="URL|FILE",
    required=True,
    cls=Option,
    help=_("The witness's address (http://…), or the file to write."),
)
@options.shared
def send(target: str) -> None:
    audit_runs.send(target)


@audit.command(cls=Command, help=_("Keep the answer of a witness that was brought back in FILE."))
@click.argument(
    "file", metavar="FILE", type=click.Path(path_type=Path), cls=Argument,
    help=_("The answer, as `mingpin witness take` wrote it."),
)  # fmt: skip
@options.shared
def answer(file: Path) -> None:
    audit_runs.answer(file)


@audit.command(
    cls=Command,
    help=_(
        "Write the record into DIR so that it can be verified elsewhere: entries, checkpoints, public key, and the verifier as "
        "one file that needs nothing but Python.\n\nPersonal data are not in it."
    ),
)
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path), cls=Argument, help=_("A folder that holds nothing yet.")
)
@options.shared
def export(folder: Path) -> None:
    audit_runs.export(folder)


@audit.command(
    cls=Command,
    help=_(
        "Make the key that signs checkpoints, where AUDIT_KEY_FILE says, and print its public part.\n\nWhere there is a key, "
        "only its public part is printed."
    ),
)
@options.shared
def key() -> None:
    audit_runs.key()
