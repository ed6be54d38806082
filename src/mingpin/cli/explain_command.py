"""`mingpin explain`: the whole trace of one subject."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mingpin.cli import options
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.framework import Argument, Command, Option
from mingpin.cli.framework import marked as _
from mingpin.cli.runs import Typed, plan_of, read, survey_report
from mingpin.cli.subject_finder import find_subject
from mingpin.cli.trace_output import print_trace
from mingpin.cli.warnings import warn_of_changed_evidence
from mingpin.engine import Explainer


@click.command(
    cls=Command,
    help=_(
        "Why does a subject stand as it does? Every clause with its words, the facts, the rows of evidence and where they stand, "
        "and for everything undetermined the reason and who can settle it.\n\nDATASET may be the folder of a survey, which knows "
        "its dataset, pack, year and day."
    ),
)
@options.dataset_argument
@click.argument("subject", metavar="ID", cls=Argument, help=_("A subject's id, credit code or exact name."))
@click.option(
    "--clause", "clauses", metavar="CLAUSE", multiple=True, cls=Option, help=_("Only these clauses, by their ids.")
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    cls=Option,
    help=_("Everything: clauses that do not apply, each reading apart."),
)
@options.pack_option
@options.run_options(is_required=False)
@options.changes_options
@options.json_option
@options.shared
def explain(
    dataset: Path,
    subject: str,
    clauses: tuple[str, ...],
    everything: bool,
    pack_name: str | None,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    **changes: Any,
) -> None:
    plan = plan_of(Typed(dataset, pack_name, year, as_of, **changes))
    with steps() as now:
        data = read(plan, now)
        id_ = find_subject(data.evidence, subject)
        report = survey_report(plan, data, now)
        trace = Explainer(report.survey, [id_]).explain(id_)
    warn_of_changed_evidence(plan, report)
    if clauses:
        trace["clauses"] = [clause for clause in trace["clauses"] if clause["id"] in clauses]
    if as_json:
        emit_json(trace)
    else:
        print_trace(out(), trace, report, everything=everything)
