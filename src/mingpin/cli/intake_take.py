"""`mingpin intake take` and `list`: files into a folder of evidence, and what was taken into it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from mingpin.cli import intake_runs
from mingpin.cli.console import emit_json, out, program_name, steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.intake_check import Written, needs_work, write_results
from mingpin.cli.intake_json import check_json, sheet_json
from mingpin.cli.intake_output import plain_table, print_sheet, print_written
from mingpin.cli.intake_runs import Open, Plan, Typed
from mingpin.intake import Dataset
from mingpin.intake.holdings import Batch, Taken, sum_of
from mingpin.intake.marking import TakenRows
from mingpin.language import _, in_language

KINDS = ("new", "changed", "known", "outdated", "no_longer")
MOST_FILES = 3


def take(typed: Typed, folder: Path, copies: Path | None, *, as_json: bool) -> None:
    """Takes what can be accepted, and says what became of it. Exits with NO where a person has to correct or answer something."""
    with steps() as now:
        plan = intake_runs.plan_of(typed, now, folder)
        dataset = intake_runs.read(plan, now)
        waiting = intake_runs.what_is_open(plan, dataset)
        was = intake_runs.earlier_tokens(plan, dataset)
        now.begin(_("Taking rows in"))
        accounts = [sheet_json(account, waiting) for account in dataset.accounts]
        taken = intake_runs.take(plan, dataset, folder, was, accounts)
        intake_runs.remember_chosen(plan, dataset.accounts)
        now.begin(_("Writing marked copies"))
        try:
            files = write_results(plan, dataset, waiting, copies, was, TakenRows(taken.tokens))
        except Stop as stop:
            told = _("The rows were taken into {folder} all the same.").format(folder=folder)
            raise Stop(stop.code, *stop.sentences, told) from stop
    if as_json:
        emit_json(
            {
                "folder": str(folder),
                "batch": taken.batch,
                **{kind: {name: frame.height for name, frame in getattr(taken, kind).items()} for kind in KINDS},
                **check_json(dataset, waiting, files.marked, files.mapping),
            }
        )
    else:
        _print(out(), plan, dataset, waiting, taken, files, folder)
    if needs_work(dataset, waiting):
        sys.exit(Exit.NO)


def _print(
    console: Console, plan: Plan, dataset: Dataset, waiting: Open, taken: Taken, files: Written, folder: Path
) -> None:
    for account in dataset.accounts:
        print_sheet(console, account, dataset.rejected, waiting, plan.vocabulary, with_columns=False)
    names = [name for name in plan.vocabulary.tables if any(name in getattr(taken, kind) for kind in KINDS)]
    if names:
        table = plain_table(
            (_("Table"), None), (_("new"), "right"), (_("changed"), "right"), (_("held already"), "right"),
            (_("corrected since"), "right"), (_("no longer there"), "right"),
        )  # fmt: skip
        styles = ("met", "open", "", "faint", "faint")
        for name in names:
            counts = [getattr(taken, kind)[name].height if name in getattr(taken, kind) else 0 for kind in KINDS]
            label = Text.assemble(in_language(plan.vocabulary.tables[name].label), (f" {name}", "faint"))
            numbers = (
                Text(f"{count:,}", style=style if count else "faint")
                for count, style in zip(counts, styles, strict=True)
            )
            table.add_row(label, *numbers)
        console.print(Padding(table, (1, 0, 0, 0)))
    console.print()
    console.print(Text.assemble(("✓ ", "bold met"), (taken.sentence(), "bold")))
    rejected = sum(account.rejected for account in dataset.accounts)
    if rejected:
        told = _("{number} rows were not accepted; correct them in the marked copy and take that in.")
        console.print(Text.assemble(("✗ ", "bold not_met"), told.format(number=f"{rejected:,}")))
    print_written(console, files.marked, files.mapping)
    if sum_of(taken.new) or sum_of(taken.changed):
        console.print(Text(_("Next:"), style="faint"))
        place = shlex.quote(str(folder))
        console.print(Text(f"  {program_name()} intake list {place}", style="command"), soft_wrap=True)


def list_batches(folder: Path, *, as_json: bool) -> None:
    """Lists the batches of a folder, oldest first."""
    found = intake_runs.batches(folder)
    if as_json:
        emit_json([_batch_json(batch) for batch in found])
        return
    table = plain_table(
        (_("Batch"), None), (_("Taken"), None), (_("Supplied by"), None), (_("Files"), None), (_("rows added"), "right"),
        (_("of them changed"), "right"),
    )  # fmt: skip
    for batch in found:
        names = sorted(batch.files)
        more = _(" and {number} more").format(number=len(names) - MOST_FILES) if len(names) > MOST_FILES else ""
        taken_at = batch.taken_at[:16].replace("T", " ")
        superseded = sum(len(keys) for keys in batch.superseded.values())
        table.add_row(
            Text(batch.name, style="faint"),
            taken_at,
            batch.supplied_by or "–",
            "\n".join(names[:MOST_FILES]) + more,
            f"{sum(batch.rows.values()):,}",
            Text(f"{superseded:,}", style="open" if superseded else "faint"),
        )
    out().print(table)


def _batch_json(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.name,
        "taken_at": batch.taken_at,
        "supplied_by": batch.supplied_by,
        "files": dict(batch.files),
        "rows": dict(batch.rows),
        "superseded": {table: len(keys) for table, keys in batch.superseded.items()},
    }
