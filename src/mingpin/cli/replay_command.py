"""`mingpin replay`: a survey of the platform judged again from what it kept."""

from __future__ import annotations

import click
from rich.text import Text

from mingpin.cli import options
from mingpin.cli.audit_runs import platform
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.exits import Exit, Stop
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
    from dataclasses import asdict

    from mingpin.language import _ as say

    with platform():
        from mingpin.policies.models import Run
        from mingpin.policies.runs import replay as replaying

        one = Run.objects.done().filter(pk=run).first()
        if one is None:
            raise Stop(Exit.INPUT, say("There is no survey {number} that is done.").format(number=run))
        with steps() as now:
            now.begin(say("Judging every subject by every clause"))
            try:
                found = replaying.replay(one)
            except FileNotFoundError as error:
                what = say("What survey {number} kept is no longer there: {place}.").format(number=run, place=error)
                raise Stop(Exit.INPUT, what, say("Put the folder of uploads back, from a backup.")) from error
    if as_json:
        emit_json({"run": run, "proved": found.is_proved, **asdict(found)})
    else:
        same, other = say("the same as recorded"), say("not the same as recorded")
        lines = [
            (say("Evidence"), same if found.is_evidence_same else other, found.is_evidence_same),
            (say("Pack"), same if found.is_pack_same else other, found.is_pack_same),
            (
                say("Facts and verdicts"),
                say("{differing} of {subjects} subjects differ").format(**asdict(found)),
                not found.differing,
            ),
            (
                say("Verdicts in the database"),
                say("{in_database} differ").format(**asdict(found)),
                not found.in_database,
            ),
            (say("Program"), f"{found.engine_then} → {found.engine_now}", True),
        ]
        for name, told, is_good in lines:
            out().print(Text(f"{name}: {told}", style="met" if is_good else "not_met"))
    if not found.is_proved:
        raise SystemExit(1)
