"""Runs: what to survey and how, from what was typed or from the folder of an earlier survey."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mingpin.cli.console import Steps
from mingpin.cli.exits import Exit, Stop
from mingpin.cli.pack_finder import find_pack
from mingpin.cli.values import typed_changes
from mingpin.documents.report import SurveyReport
from mingpin.documents.summary import FORMAT
from mingpin.engine import Changes, Pack, Program, compile_program, load_pack, run_survey
from mingpin.intake import Dataset, IntakeError, read_dataset
from mingpin.intake.columns import read_mapping
from mingpin.language import _

SUMMARY = "summary.json"
DECISIONS = "decisions.arrow"
SUBJECTS = "subjects.arrow"


WORKBOOK = "摸底调查.xlsx"
"""The workbook's name, as officials call the survey, in every language."""
SPARK_DECISIONS = "decisions.parquet"
RESULTS = (SUMMARY, DECISIONS, SUBJECTS, WORKBOOK, SPARK_DECISIONS)
"""Everything that a survey may leave in its folder."""


@dataclass(frozen=True)
class Typed:
    """What was typed about a run; None or empty where it was not."""

    dataset: Path
    pack_name: str | None = None
    year: int | None = None
    as_of: date | None = None
    set_: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    mapping: Path | None = None


@dataclass(frozen=True)
class Plan:
    """A run that can be made: dataset, pack, year, day, changes. `former` are the changes that the folder it was taken from had
    been made with, `summary` that folder's; `mapping` says which column of the dataset is which."""

    dataset: Path
    pack: Pack
    year: int
    as_of: date
    changes: Changes
    former: Changes
    summary: Mapping[str, Any] | None = None
    mapping: Path | None = None

    def program(self, changes: Changes | None = None) -> Program:
        """The compiled pack, with the plan's changes or with these."""
        return compile_program(
            self.pack, year=self.year, as_of=self.as_of, changes=self.changes if changes is None else changes
        )


def is_run(folder: Path) -> bool:
    """Whether a folder holds a survey of ours."""
    return read_summary(folder) is not None


def read_summary(folder: Path) -> dict[str, Any] | None:
    """The summary in a survey's folder; None where it is no such folder."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) and summary.get("format") == FORMAT else None


def refuse_bulk(folder: Path, summary: Mapping[str, Any]) -> None:
    """Raises Stop for a survey in bulk, which has neither names nor counts of reasons."""
    if summary["run"].get("backend"):
        what = _("The survey in {folder} was made in bulk: it has neither names nor reasons.").format(folder=folder)
        raise Stop(Exit.INPUT, what, _("Survey the subjects in question without --engine, and name that folder."))


def plan_of(typed: Typed) -> Plan:
    """The run that was meant. A survey's folder fills in what was not typed; what was typed wins."""
    summary = read_summary(typed.dataset) if typed.dataset.is_dir() else None
    run: Mapping[str, Any] = summary["run"] if summary else {}
    pack = load_pack(find_pack(typed.pack_name or _former_pack(typed.dataset, run)))
    year = typed.year or run.get("year")
    as_of = typed.as_of or (date.fromisoformat(run["as_of"]) if run else None)
    if year is None or as_of is None:
        what = _("A dataset does not say for which programme year and day it is to be judged.")
        remedy = _(
            "Add --year and --as-of, for example --year 2024 --as-of 2024-06-30, or name the folder of a survey."
        )
        raise Stop(Exit.USAGE, what, remedy)
    dataset = _beside(typed.dataset, run["dataset_path"]) if run else typed.dataset
    former = _former_changes(pack, run)
    new = typed_changes(pack, typed.set_, typed.rulings, typed.without, typed.conditions)
    mapping = typed.mapping or (_beside(typed.dataset, run["mapping_path"]) if run.get("mapping_path") else None)
    return Plan(dataset, pack, int(year), as_of, _both(former, new), former, summary, mapping)


def _former_pack(folder: Path, run: Mapping[str, Any]) -> str | None:
    """The pack of an earlier survey: where it lay then, else by its id."""
    if not run:
        return None
    place = _beside(folder, run["pack_path"])
    return str(place) if place.is_dir() else str(run["pack"])


def _former_changes(pack: Pack, run: Mapping[str, Any]) -> Changes:
    held = run.get("changes") or {}
    return typed_changes(
        pack,
        [f"{name}={value}" for name, value in held.get("parameters", {}).items()],
        [f"{name}={value}" for name, value in held.get("rulings", {}).items()],
        held.get("without", ()),
        [f"{name}={value}" for name, value in held.get("conditions", {}).items()],
    )


def _both(former: Changes, new: Changes) -> Changes:
    return Changes(
        {**former.parameters, **new.parameters},
        {**former.rulings, **new.rulings},
        {**former.conditions, **new.conditions},
        former.without | new.without,
    )


def read(plan: Plan, steps: Steps) -> Dataset:
    """The dataset of a plan. Raises IntakeError; Stop where it is not there."""
    steps.begin(_("Reading {dataset}").format(dataset=plan.dataset.name))
    if not plan.dataset.exists():
        what = _("There is no file or folder {path}.").format(path=plan.dataset)
        remedy = _("Name the register, or the folder of a survey whose dataset is still there.")
        raise Stop(Exit.INPUT, what, remedy)
    try:
        mappings = read_mapping(plan.mapping, plan.pack.vocabulary) if plan.mapping else None
        return read_dataset(plan.dataset, plan.pack.vocabulary, mappings=mappings)
    except OSError as error:
        raise IntakeError(
            _("The dataset cannot be read."), where=str(plan.dataset), why=f"{error.strerror or error}.",
            remedy=_("Check that it is there and may be read."),
        ) from error  # fmt: skip


def survey_report(plan: Plan, dataset: Dataset, steps: Steps, changes: Changes | None = None) -> SurveyReport:
    """The survey of a dataset by a plan, or by the plan with other changes."""
    steps.begin(_("Judging every subject by every clause"))
    survey = run_survey(plan.program(changes), dataset.evidence)
    return SurveyReport(survey, plan.dataset.name, dataset.accounts, dataset.rejected)


def seen_from(folder: Path, path: Path) -> str:
    """A path as it is written into a run's folder: relative to it, so that both can move together."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return path.absolute().as_posix()


def _beside(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))
