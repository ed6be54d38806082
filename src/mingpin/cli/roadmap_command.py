"""`mingpin roadmap`: what time heals, what can be supplied or done, what is fixed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mingpin.cli import options
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.framework import Argument, Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.roadmap_calendar import calendar_json, calendar_of_all, no_turns
from mingpin.cli.roadmap_output import nearest_roadmaps, print_all, print_one, roadmap_json
from mingpin.cli.runs import Typed, plan_of, read, survey_report
from mingpin.cli.subject_finder import find_subject
from mingpin.cli.warnings import warn_of_changed_evidence


@click.command(
    cls=Command,
    help=_(
        "The way to “met”: what time changes and on which day, what is to be supplied and by whom, what can be done, what is "
        "fixed.\n\nWithout ID: the calendar of all subjects for the next months, and what would help those nearest to “met”."
    ),
)
@options.dataset_argument
@click.argument(
    "subject", metavar="[ID]", required=False, cls=Argument, help=_("A subject's id, credit code or exact name.")
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    cls=Option,
    help=_("How many of the nearest subjects, without ID."),
)
@click.option(
    "--months",
    type=click.IntRange(0, 120),
    default=12,
    show_default=True,
    cls=Option,
    help=_("How many months the calendar of all subjects looks ahead, without ID."),
)
@options.pack_option
@options.run_options(is_required=False)
@options.changes_options
@options.json_option
@options.shared
def roadmap(
    dataset: Path,
    subject: str | None,
    limit: int,
    months: int,
    pack_name: str | None,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    **changes: Any,
) -> None:
    plan = plan_of(Typed(dataset, pack_name, year, as_of, **changes))
    with steps() as now:
        data = read(plan, now)
        id_ = find_subject(data.evidence, subject) if subject else None
        report = survey_report(plan, data, now)
        roadmaps = nearest_roadmaps(report, id_, limit, now)
        turns = no_turns() if id_ else calendar_of_all(report, months, now)
    warn_of_changed_evidence(plan, report)
    if as_json:
        found = [roadmap_json(report, one) for one in roadmaps]
        emit_json(found[0] if id_ else {"calendar": calendar_json(turns), "nearest": found})
    elif id_:
        print_one(out(), report, roadmaps[0])
    else:
        print_all(out(), report, roadmaps, turns)
