"""`mingpin intake check`: what would become of a file, with a marked copy and a mapping to fill in; nothing is taken."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mingpin.cli import intake_runs
from mingpin.cli.console import emit_json, out, steps
from mingpin.cli.exits import Exit
from mingpin.cli.intake_json import check_json
from mingpin.cli.intake_output import print_check
from mingpin.cli.intake_places import mapping_place, marked_place, writing
from mingpin.cli.intake_runs import Open, Plan, Typed
from mingpin.intake import Dataset
from mingpin.intake.marking import MARKED_SUFFIX, Place, TakenRows
from mingpin.language import _


@dataclass(frozen=True)
class Written:
    """Which files were written: marked copies by the name of their source, and the mapping to be filled in."""

    marked: Mapping[str, Path] = field(default_factory=dict)
    mapping: Path | None = None


def check(typed: Typed, folder: Path | None, *, as_json: bool) -> None:
    """Reads the files and says what would become of every row. Exits with NO where a person has to correct or answer."""
    with steps() as now:
        plan = intake_runs.plan_of(typed, now)
        dataset = intake_runs.read(plan, now)
        now.begin(_("Writing marked copies"))
        waiting = intake_runs.what_is_open(plan, dataset)
        was = intake_runs.earlier_tokens(plan, dataset)
        files = write_results(plan, dataset, waiting, folder, was)
    if as_json:
        emit_json(check_json(dataset, waiting, files.marked, files.mapping))
    else:
        print_check(out(), dataset, waiting, plan.vocabulary, files.marked, files.mapping)
    if needs_work(dataset, waiting):
        sys.exit(Exit.NO)


def needs_work(dataset: Dataset, waiting: Open) -> bool:
    """Whether a person has to correct or answer something."""
    return bool(waiting) or any(account.rejected for account in dataset.accounts)


def write_results(
    plan: Plan,
    dataset: Dataset,
    waiting: Open,
    folder: Path | None,
    was: Mapping[Place, str],
    taken: TakenRows | None = None,
) -> Written:
    """Writes a marked copy of every file, and the mapping to be filled in where something is asked. Raises Stop."""
    marked: dict[str, Path] = {}
    folder = folder or next((file.with_name(file.name + MARKED_SUFFIX) for file in plan.files if file.is_dir()), None)
    for file, name in intake_runs.dataset_files(plan).items():
        place = marked_place(file, folder)
        with writing(place):
            if intake_runs.write_marked(file, name, dataset, place, was, taken):
                marked[name] = place
    if not waiting.proposals:
        return Written(marked)
    place = mapping_place(plan.files[0], folder)
    with writing(place):
        intake_runs.write_mapping_file(plan, waiting, place)
    return Written(marked, place)
